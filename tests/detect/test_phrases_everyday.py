"""Words of a status in everyday notes, of things, animals, offices and games; and the same words of a person."""

import pytest

from firewall.detect.fold import fold

STATUS = ("immigration.", "child.unaccompanied", "government_id.")


def told(phrases, text):
    return {
        recognizer.id
        for recognizer in phrases
        if recognizer.category.startswith(STATUS)
        and any(span.confidence >= 0.4 for span in recognizer.find(fold(text)))
    }


EVERYDAY = {
    "de": [
        "Die Duldung der Bienen auf dem Dach läuft aus.", "Arbeitserlaubnis für den Kran nur mit Schein.", "Arbeitserlaubnis vom Arzt liegt vor, vier Stunden am Tag.",
        "Einbürgerung des Luchses: der Tierpark sucht Paten.", "Der Lift in der Ausländerbehörde steckt fest.", "Die Ausländerbehörde zieht um.", "Haltestelle Ausländerbehörde entfällt.",
        "Stromausfall beim BAMF.", "Die Ausländerbehörde sucht eine Empfangskraft.", "Visum für die Indienreise beantragt.", "Familiennachzug bei den Störchen.", "Ausweis F gilt im Parkhaus.",
        "C-Ausweis für Lastwagen gemacht.", "Bleiberecht für alte Bäume gefordert.", "Bleiberecht hat heute nur, wer abwäscht.", "Zurückgewiesen wurde die Lieferung Obst.", "Überstellt wurde die Leiche.",
        "Fachbuch: Asylbewerberleistungsgesetz, 3. Auflage.", "Vorlesung Ausländerrecht entfällt.", "Demo gegen Abschiebungen, Straße gesperrt.", "Falsche Papiere beim Gebrauchtwagen.",
        "Keine Papiere beim Fundhund.", "Wegweisung aus der Wohnung nach häuslicher Gewalt.", "Weggewiesen vom Spielplatz.", "Ausschaffung alter Kühlschränke.", "Schankgestattung fürs Fest.",
        "Untergetaucht ist der Hecht.", "Papierlos ab April.", "Schutzsuchende Wanderer erreichten die Hütte.", "Vorläufig aufgenommen ins Orchester.", "Abgeschoben an den Schalter, sagt die Kollegin.",
        "Staatenlos fühlt sich der Fan.", "Erstaufnahme fertig, Sturzrisiko hoch.", "Beschäftigungsverbot, Labor, Vertretung nötig.", "Der Stammtisch ist geduldet.", "Wasserrohrbruch im Ankunftszentrum.",
        "Aufkleber, kein Mensch ist illegal, abkratzen.", "Nichteintreten auf die Anzeige.",
    ],
    "en": [
        "An overstay fee at the marina of forty dollars.", "He overstayed on the couch.", "Undocumented symptoms, ask again.", "The old boiler gets deported to the scrap yard.", "Refugee of the flood, a tabby cat.",
        "Notice to appear for jury duty.", "Unlawful presence of a raccoon in the attic.", "Minor work permit from the school.", "He lost status with the airline.", "Out of status in the delivery app.",
        "Her green card for the community garden.", "Brought to us by ambulance.", "Master calendar in the office.", "Swam the river at the cabin.", "Not allowed to work overhead.",
        "No social on file because the baby is new.", "Employment authorization for student jobs.",
    ],
    "es": [
        "Situación irregular con el gimnasio, debe cuotas.", "Situación irregular del medidor.", "Entrada ilegal de escombros.", "Orden de salida del edificio.", "La migra de datos del servidor.", "Deportes: natación.",
        "Comprobante de residencia: recibo de luz.", "Tarjeta verde de verificación vencida.", "Pollero de la esquina muy caro.", "Sin papeles firmados no hay llave.", "Legalizar el carro cuesta tres mil.",
        "Las pateras del Retiro.", "Pasó la línea amarilla del andén.", "Razones humanitarias para no sacrificar al perro.", "Sin estatus de socio no entra.", "Nacionalización del litio en debate.",
    ],
    "fr": [
        "Situation irrégulière avec la médiathèque.", "Le contrat est reconduit pour un an.", "Demande d'asile pour deux chatons.", "Le droit d'asile au Moyen Âge, exposé.", "Venu sans papiers ni crayon.",
        "Le chat court sans papiers dans la rue, puce illisible.", "Vélo sans papiers, gravage proposé.", "Faux papiers de confiseur.", "Voiture vendue avec de faux papiers.", "Dix jours d'ITF, coup à la mâchoire.",
        "Annexe 26 du cahier des charges.", "Annexe 35, tableau des surfaces.", "Âge osseux contrôlé par l'orthodontiste.", "Inventaire du CRA, 40 matelas.", "Exercice d'incendie au centre Fedasil.",
        "Rétention de la caution contestée.", "Attestation d'accueil du nouveau chiot.", "Dublin en mars, il a plu.", "Naturalisée en un mois, la friche fleurit.", "Expulsé à la 60e, deux jaunes.",
        "Passeur au volley.", "Assigné à résidence par sa jambe cassée.", "Zone d'attente du taxi.", "Protection subsidiaire du parquet.", "Débouté du tribunal d'instance.", "Cherche éducateur pour groupe MNA.",
        "Un passeur de bac a repris le service.", "Réfugiés fiscaux, dit la voisine.", "Rétention après la classe.", "Les clandestins du potager, des chardons.", "Carte pluriannuelle de piscine prête.", "La situation du compteur a été régularisée par Enedis.",
    ],
    "it": [
        "Arrivato in gommone dall'isoletta.", "Gommone a Ischia.", "Casi speciali di allergia.", "Click day per il bonus bici.", "Emersione di acqua dal tombino.", "Sanatoria del sottotetto.", "Art. 18 dello Statuto dei lavoratori.",
        "Volo Dublino-Bergamo in ritardo.", "Regolarizzato il volume della caldaia.", "Espulso il mister.", "CAS guasto.", "Sbarco dei marines in televisione.", "Nel bagagliaio c'erano tre cani.", "Modalità di ingresso: badge.",
    ],
    "nl": [
        "Zonder papieren bordjes vertrokken.", "Gesloten centrum voor detailhandel.", "Haar kinderen laten overkomen met Kerst.", "In bewaring voor diefstal.", "Regularisatie van de elektriciteitsfactuur.", "Kaart E bij het spel is zoek.",
        "Code 207: foutmelding.", "Klein kasteeltje van lego.", "AZC Alkmaar wint.", "Verblijfstaks camping betaald.", "Zij zit ondergedoken voor loverboys.", "De grens over gefietst.", "Certificaat COA bij de levering.",
        "De uitzetting van jonge zalm verliep goed.", "Asiel gevraagd voor twee kippen.", "Uitgeprocedeerd bij de geschillencommissie.", "Aanhanger zonder papieren.", "AMV-sensoren besteld.", "Nareis van de koffer geregeld.",
        "Petitie tegen asielopvang, 1200 handtekeningen.", "Loodgieter voor gesloten centrum Merksplas.",
    ],
}  # fmt: skip

OF_A_PERSON = [
    "Seine Duldung endet im Mai.", "Die Arbeitserlaubnis fehlt ihm noch.", "Ihre Einbürgerung ist durch.", "Termin bei der Ausländerbehörde.", "Brief vom BAMF bekommen.", "Visum abgelaufen.", "Familiennachzug der Frau beantragt.",
    "Er hat Ausweis F.", "Sie hofft auf Bleiberecht.", "Wurde an der Grenze zurückgewiesen.", "Wegweisung aus der Schweiz verfügt.", "Sie ist untergetaucht.", "Er lebt papierlos.", "Schutzsuchende aus Syrien, drei Kinder.",
    "Er wurde abgeschoben.", "Sie ist staatenlos.", "Kam aus der Erstaufnahme zu uns.", "Er ist nur geduldet.", "Er kam mit falschen Papieren, gefälschter Pass aus Italien.", "Er wohnt im Ankunftszentrum.",
    "His visa overstay worries him.", "She is undocumented.", "He was deported to Honduras.", "Got a notice to appear.", "Unlawful presence bars her.", "Her work permit expired.", "He lost status last year.", "She has an ITIN, no social.",
    "Está en situación irregular.", "Entrada ilegal por el desierto.", "Tiene orden de salida.", "La migra se llevó a su papá.", "Ella está sin papeles.", "Llegó en patera.",
    "Il est en situation irrégulière.", "Il a été reconduit à la frontière.", "Sa demande d'asile est rejetée.", "Elle est sans papiers.", "Il travaille avec de faux papiers.", "Il a une ITF de trois ans.", "Annexe 26 reçue.",
    "Âge osseux demandé par le parquet.", "Il est au CRA.", "Elle vit au centre Fedasil.", "En rétention depuis mardi.", "Procédure Dublin en cours.", "Elle a été naturalisée.", "Il est débouté.", "Assigné à résidence, pointage.",
    "Arrivato in gommone dalla Libia.", "Permesso casi speciali.", "Attende la sanatoria.", "È un caso Dublino.", "Lui è stato espulso con decreto.", "Vive nel CAS.",
    "Ze is zonder papieren.", "Hij zit in een gesloten centrum.", "Ze wil haar kinderen laten overkomen.", "Zit in vreemdelingenbewaring.", "Regularisatie aangevraagd, 9bis.", "Hij woont in het AZC.", "Hij is ondergedoken.", "Brief van het COA.", "Zijn uitzetting is morgen.", "Ze is uitgeprocedeerd.", "Hij vroeg asiel aan.", "Alleenstaande minderjarige uit Eritrea.",
    "Un passeur l'a laissée à Calais.", "Il est clandestin.", "Elle est réfugiée.", "Sa situation a été régularisée par la préfecture.",
]  # fmt: skip


@pytest.mark.parametrize("text", [text for texts in EVERYDAY.values() for text in texts])
def test_a_word_of_a_status_may_be_of_something_else(phrases, text):
    assert told(phrases, text) == set()


@pytest.mark.parametrize("text", OF_A_PERSON)
def test_the_same_word_of_a_person_tells_a_status(phrases, text):
    assert told(phrases, text)
