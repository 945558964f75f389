"""French and Italian status phrases by families, each beside a twin that means something else."""

import pytest

from firewall.detect.fold import fold


def found(phrases, text):
    return {
        str(recognizer.category).partition(".")[0]
        for recognizer in phrases
        if any(span.confidence >= 0.4 for span in recognizer.find(fold(text)))
    }


@pytest.mark.parametrize(
    "text",
    [
        "Elle n'a toujours pas de titre de séjour.",
        "Le couple n'a plus de papiers.",
        "Il travaille sans autorisation, faute de papiers.",
        "Son permis B n'a pas été renouvelé par l'office de la population.",
        "Il est resté après la fin de son visa.",
        "Passée par la Libye puis Lampedusa.",
        "Elle est arrivée en zodiac avec son fils.",
        "L'OFPRA a rejeté sa demande.",
        "Elle a obtenu la subsidiaire.",
        "Il a été renvoyé en Guinée.",
        "Le mari est retenu au centre fermé de Merksplas.",
        "Les agents d'ICE ont pris son mari.",
        "Elle n'est pas encore française.",
        "Son mari la parraine depuis Gatineau.",
        "Il a peur d'être expulsé s'il porte plainte.",
        "Autorisation provisoire de séjour délivrée en mai.",
        "Annexe 35 en poche.",
        "Refoulée à Menton avec son fils.",
        "Elle n'est plus autorisée à séjourner.",
        "La signora non ha più un permesso valido.",
        "Non si è mai messo in regola, lavora senza documenti.",
        "Permesso B revocato dall'Ufficio della migrazione.",
        "È rimasto dopo la scadenza del visto.",
        "È passato dalla Libia con un gommone.",
        "Nascosto sotto un tir fino ad Ancona.",
        "La Commissione ha detto no a suo fratello.",
        "Ha avuto la sussidiaria.",
        "Lo hanno rimandato al suo paese.",
        "Il marito è rinchiuso a Ponte Galeria.",
        "Teme di essere rimandata in Nigeria.",
        "Non è ancora italiana, benché nata a Prato.",
        "Vuole far venire la moglie dal Senegal.",
        "Ha paura di essere espulso se fa denuncia.",
        "Salvata dalla Sea-Watch con il figlio.",
        "Avrà il passaporto rossocrociato.",
        "Denunciato ex art. 6 comma 3 TUI.",
        "È in lista per un posto SAI.",
        "Citt. extra UE, contratto a termine.",
    ],
)
def test_a_family_of_phrases_is_found_in_its_inflections(phrases, text):
    assert "immigration" in found(phrases, text)


@pytest.mark.parametrize(
    "text",
    [
        "Elle n'a pas de titre de transport.",
        "Il n'a pas les papiers de la moto.",
        "Travaux réalisés sans autorisation de la copropriété.",
        "Permis B obtenu, elle peut conduire la camionnette.",
        "Il a traversé le désert en 4x4 pendant ses vacances.",
        "Débouté par les prud'hommes, il fait appel.",
        "Rapatriement du corps après le décès.",
        "Rendez-vous en préfecture pour le permis de conduire.",
        "Centre fermé pour travaux jusqu'au 3 mai.",
        "Sa Visa est expirée, la carte est avalée.",
        "S'est réfugiée chez sa sœur après la dispute.",
        "Née à Lyon, elle vit chez sa mère.",
        "Un hibou naturalisé a été volé.",
        "L'abonnement de la cliente a été régularisé ce matin.",
        "Le dossier n'est pas en règle : il manque une signature.",
        "Situation régularisée auprès de la bibliothèque.",
        "Départ volontaire négocié avec la DRH.",
        "Laissez-passer obligatoire pour entrer dans la vieille ville.",
        "Protection internationale du brevet, dépôt à Genève.",
        "Regroupement familial des mésanges dans le nichoir.",
        "Visa étudiant pour les États-Unis en poche.",
        "Annexe 13 du règlement intérieur.",
        "Les papiers de la voiture n'étaient pas en règle.",
        "Pas le droit de rester dans le parc après 20 heures.",
        "Zone d'attente du laboratoire saturée.",
        "Senza documenti della macchina, multa in tangenziale.",
        "È entrato in giardino senza permesso del vicino.",
        "Permesso scaduto per il passo carrabile.",
        "Ha attraversato il deserto in jeep durante le ferie.",
        "Rimpatrio della salma a carico dell'assicurazione.",
        "Appuntamento in questura per il passaporto della gita.",
        "Convocato in commissione invalidi il 3 ottobre.",
        "La carta Visa è scaduta.",
        "Si è rifugiata in bagno durante la lite.",
        "Sbarcati i turisti dalla crociera.",
        "Ha regolarizzato il pagamento della mensa.",
        "Un gufo naturalizzato è stato rubato a scuola.",
        "Il gommone dei vigili del fuoco è in riparazione.",
        "Sai chi ha preso il trapano?",
        "Multa per inottemperanza all'ordine di pulizia del fossato.",
        "È in attesa di regolarizzare la caldaia.",
        "Vola con TUI, art. 14 del contratto.",
    ],
)
def test_its_twin_is_nothing(phrases, text):
    assert "immigration" not in found(phrases, text)


def test_a_birthplace_in_the_country_is_no_foreign_birthplace(phrases):
    assert "country_of_birth" not in found(phrases, "Il est né à Lyon.")
    assert "country_of_birth" in found(phrases, "Il est né au Mali.")
