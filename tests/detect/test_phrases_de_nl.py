"""German and Dutch: one example of each family of phrases, and the everyday twin that it must not be taken for."""

import pytest

from firewall.detect.fold import fold

FOUND = [
    # no papers, no right to be here
    ("Sie hält sich seit Jahren ohne gültige Dokumente hier auf.", "immigration.status"),
    ("Er ist nicht aufenthaltsberechtigt.", "immigration.status"),
    ("Für Illegalisierte gibt es eine Ärztin.", "immigration.status"),
    ("hat nur aufentaltsgestatung", "immigration.status"),
    ("Zij verblijft al jaren zonder geldige papieren in Den Haag.", "immigration.status"),
    ("Heeft geen recht op verblijf.", "immigration.status"),
    ("me man heb geen verblijvsvergunning", "immigration.status"),
    ("Is zijn verblijf kwijtgeraakt na de scheiding.", "immigration.status"),
    # permits by section, letter and everyday name
    ("Er hat einen 25 Abs. 5, befristet.", "immigration.status"),
    ("AE nach § 25 II, Dolmetscher Tigrinya", "immigration.status"),
    ("Mit N-Ausweis im Kanton Bern", "immigration.status"),
    ("Kaart F geweigerd, beroep ingesteld.", "immigration.status"),
    ("Heeft een A-kaart, verlenging loopt.", "immigration.status"),
    ("Moeder heeft een Chavez-vergunning.", "immigration.status"),
    # ways in
    ("Mandantin ist 2019 über Bulgarien nach Deutschland gekommen.", "immigration.entry"),
    ("Im Lkw versteckt eingereist.", "immigration.entry"),
    ("Kwam verstopt in een vrachtwagen aan.", "immigration.entry"),
    ("Hij kwam op een toeristenvisum en bleef.", "immigration.entry"),
    # ways out
    ("Soll nach Bulgarien überstellt werden.", "immigration.proceedings"),
    ("Onkel wurde abgeschobn", "immigration.proceedings"),
    ("In Schubhaft genommen, PAZ Hernalser Gürtel.", "immigration.proceedings"),
    ("Polizei hat ihn an der Grenze bei Kiefersfelden zurückgewiesen.", "immigration.proceedings"),
    ("Haar broer is vorige week uitgezet.", "immigration.proceedings"),
    ("Bang om teruggestuurd te worden naar Iran.", "immigration.proceedings"),
    ("Op het vliegtuig naar Pakistan gezet.", "immigration.proceedings"),
    ("Vlucht geboekt door de DT&V.", "immigration.proceedings"),
    # protection
    ("sie haben asül gemacht in italien", "immigration.protected_relief"),
    ("Nach dem Asylentscheid brach sie zusammen.", "immigration.protected_relief"),
    ("De vlugteling uit kamer 3", "immigration.protected_relief"),
    ("Na de asielbeslissing stortte zij in.", "immigration.protected_relief"),
    # papers
    ("Visum nicht verlängert.", "immigration.status"),
    ("Arbeitet mit dem Ausweis seines Bruders.", "immigration.document"),
    ("Werkt op de papieren van haar zus.", "immigration.document"),
    ("Vals paspoort gebruikt.", "immigration.document"),
    # citizens
    ("Sie ist seit März Deutsche.", "immigration.citizenship"),
    ("Sinds maart is zij Nederlander.", "immigration.citizenship"),
    # family
    ("Die Behörde vermutet eine Scheinehe.", "immigration.sponsor_family"),
    ("IND denkt aan schijnhuwelijk.", "immigration.sponsor_family"),
    # children are told apart, for their category has rules of its own
    ("Vormundschaft für einen minderjährigen Flüchtling.", "child.unaccompanied"),
    ("Der Bub kam ganz allein aus Afghanistan.", "child.unaccompanied"),
    ("Nidos is voogd.", "child.unaccompanied"),
    ("Der umA hat Geburtstag.", "child.unaccompanied"),
    ("Ein unbegleiteter Jugendlicher kam mit dem Zug.", "child.unaccompanied"),
    ("De AMV haalde zijn diploma op school.", "child.unaccompanied"),
    ("Niet-begeleide minderjarige, dienst Voogdij.", "child.unaccompanied"),
    ("Konsularausweis vorgelegt.", "government_id.consular"),
    ("Consulaire kaart getoond.", "government_id.consular"),
    ("Heeft geen rijksregisternummer.", "government_id.tax"),
    ("Mevrouw heeft B8 gekregen.", "immigration.status"),
    ("Meneer valt onder 1F.", "immigration.status"),
    ("Werkt op andermans naam in de kas.", "immigration.status"),
    ("Alle drie hebben een EU-paspoort.", "immigration.citizenship"),
    ("Aangemeld bij CoMensha.", "immigration.protected_relief"),
    ("§ 24 AufenthG, mit Hund.", "immigration.status"),
    ("Spätaussiedlerbescheinigung nachgereicht.", "immigration.status"),
    ("Sie ist undokumentiert.", "immigration.status"),
    ("Überstellungsfrist abgelaufen.", "immigration.proceedings"),
    ("Hat das Bundesgebiet binnen 30 Tagen zu verlassen.", "immigration.proceedings"),
    ("RWR-Karte beantragt.", "immigration.document"),
    ("Annex 39ter, maximaal dertig dagen.", "immigration.document"),
    ("Bevel om het land te verlaten.", "immigration.proceedings"),
    ("Ze mag de uitkomst hier afwachten.", "immigration.status"),
    ("Verklaring van verbondenheid afgelegd.", "immigration.citizenship"),
]

TRAPS = [
    "Zuspätkommen wird in dieser Gruppe nicht geduldet.",
    "Die papierlose Verwaltung startet im Januar.",
    "Der große Schrank wurde von der Wand abgeschoben.",
    "Er wohnt illegal in der Gartenlaube, der Verein will das nicht.",
    "§ 60a der Landesbauordnung wurde geändert.",
    "Nach der OP darf er sechs Wochen nicht arbeiten.",
    "Das Visum der Chefin fehlt auf dem Beleg.",
    "Bundesamt für Statistik schickt Fragebogen.",
    "Ein Vogel ist aus der Voliere geflohen.",
    "Furgoneta azul",
    "Der Film erzählt von einer Familie im Kirchenasyl.",
    "Sache mit den Papieren vom Auto",
    "Kachel uitgezet, raam open.",
    "De medicatie is uitgezet in de app.",
    "Onze logees hebben geen verblijf geboekt.",
    "Zonder vergunning een schutting geplaatst.",
    "Hij woont illegaal in zijn tuinhuisje.",
    "Heeft een vertrekgesprek met personeelszaken.",
    "Bijlage 35 van de begroting ontbreekt.",
    "Egel krijgt asiel in de bladerhoop.",
    "Mevrouw Vluchtelink komt om tien.",
    "Vader staat garant voor de huur van de kamer.",
    "Lezing over uitzetting en kerkasiel in historisch perspectief.",
    "Mijn dochter doet haar stage bij Nidos.",
    "De vergunninghouder van de standplaats moet een blusser hebben.",
    "In bewaring genomen fiets kan worden opgehaald.",
    "Regularisatie van de bouwovertreding kost 1.200 euro.",
    "Ongedocumenteerde feature in versie 4.2.",
    "Wachtregister voor kinderopvang geopend.",
    "Wij vechten onze uitzetting uit de woning aan.",
    "Deze rups is een nieuwkomer uit Zuid-Europa.",
    "Zij had haar huis als onderduikadres aangeboden in '43.",
    "Garantsteller nodig voor studentenkamer.",
    "Sie bewirbt sich beim BAMF als Sachbearbeiterin.",
    "Arbeitsgenehmigung für Höhenarbeiten unterschrieben.",
    "Vermieter klagt auf Duldung des Fenstertauschs.",
    "Folgeantrag Kinderzuschlag ist gestellt.",
    "Das Nilpferd ist wieder untergetaucht.",
    "Unbegleitete Kinder im Flugzeug bekommen eine Betreuung.",
    "Studentenvisum für die USA ist da.",
    "Der Wellensittich ist durch das Fenster geflohen.",
    "Tochter zieht im Herbst nach Dublin, Job bei Google.",
    "Abschiebung der Schulden auf den Nachfolger ist nicht zulässig.",
    "Überstellung in die Reha am Mittwoch.",
    "Einreise in die Schweiz mit Hund.",
    "Sechs Jugendliche bekamen ein Aufenthaltsverbot für den Busbahnhof.",
    "Undokumentierte Funktion im Code.",
    "Herhaalde aanvraag voor een individuele studietoeslag.",
    "Moet terug naar Turkije voor zijn legerdienst.",
    "De vlucht uit Marokko landt om 23.10.",
    "In de bijlage vindt u wandelroute B.",
]


def found(phrases, text):
    """What callers act on: a guess does not count."""
    return {
        str(recognizer.category)
        for recognizer in phrases
        if any(span.confidence >= 0.4 for span in recognizer.find(fold(text)))
    }


@pytest.mark.parametrize(("text", "category"), FOUND)
def test_a_phrase_of_each_family_is_found(phrases, text, category):
    assert category in found(phrases, text)


@pytest.mark.parametrize("text", TRAPS)
def test_its_everyday_twin_is_not(phrases, text):
    immigration = {name for name in found(phrases, text) if name.startswith(("immigration", "child"))}

    assert not immigration


def test_a_paper_and_the_office_that_it_is_from_are_one_phrase(phrases):
    text = fold("Arbeitserlaubnis bei der Ausländerbehörde beantragt.")
    spans = {
        text[span.start : span.end]
        for recognizer in phrases
        if str(recognizer.category) == "immigration.proceedings"
        for span in recognizer.find(text)
    }

    whole = "Arbeitserlaubnis bei der Auslanderbehorde"
    assert whole in spans
    assert all(span in whole for span in spans)
