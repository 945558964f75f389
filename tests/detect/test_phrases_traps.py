"""Each trap of the reference: what looks like a status, in every language in which it makes sense."""

import pytest

from firewall.detect.fold import fold


def found(phrases, text):
    return {
        str(recognizer.category)
        for recognizer in phrases
        if any(span.confidence >= 0.4 for span in recognizer.find(fold(text)))
    }


TRAPS = {
    "a case status": ["status: active", "Status = pending", "estado: abierto", "statut : actif", "Status: offen", "stato: aperto", "status: gesloten", "estado: fechado"],
    "a payment card": [
        "She paid by Visa card", "VISA ****1111", "pay by Visa", "Pagó con su tarjeta Visa", "Elle a payé avec sa carte Visa", "Sie zahlt mit der Visa-Karte",
        "Ha pagato con carta Visa", "Zij betaalde met haar Visa-kaart", "Ela pagou com cartão Visa",
    ],
    "an architect's stamp": ["El proyecto tiene visado colegial", "Visado del colegio de arquitectos", "visa de l'architecte", "visto do chefe"],
    "a green card that is none": [
        "the green card game", "green card insurance", "The referee showed him a green card", "Vio la tarjeta roja en el partido", "La carta verde del seguro del coche",
        "La carte verte de l'assurance", "Grüne Karte der Versicherung", "La carta verde dell'assicurazione", "De groene kaart van de verzekering", "A carta verde do seguro do carro",
    ],
    "things that are removed": [
        "He asked for removal of two trees", "graffiti removal", "snow removal order", "furniture removal", "retirada de nieve", "Expulsión del colegio por tres días",
        "enlèvement des encombrants", "expulsion locative pour loyers impayés", "Schneeräumung am Montag", "rimozione forzata del veicolo", "grofvuil ophalen", "remoção de árvores",
    ],
    "a notice of removal": ["The defendant filed a notice of removal under 28 USC 1446"],
    "aliens": ["alien species in the pond", "He watched the film Alien", "See how a resident alien is taxed, IRS form 1040"],
    "a permit that is none": [
        "parking permit", "residence permit for parking", "building permit", "permiso de conducir", "permiso de obra", "permis de conduire", "permis de construire",
        "Anwohnerparkausweis", "Baugenehmigung", "permesso di costruire", "permesso di parcheggio", "parkeervergunning", "bouwvergunning", "carta de condução", "licença de construção",
    ],
    "citizens who complain": [
        "A citizen complaint about noise", "A senior citizen asked for a discount", "Queja de un ciudadano por ruido", "Un citoyen signale un trou", "Ein Bürger meldet ein Schlagloch",
        "Un cittadino segnala una buca", "Een burger meldt een gat", "Um cidadão reclama do barulho",
    ],
    "ice": ["In case of emergency (ICE) contact his sister", "He took the ICE train to Berlin", "internal combustion engine (ICE)", "Er fährt mit dem ICE nach Köln", "ice on the sidewalk"],
    "abbreviations of machines": ["The server does 900 TPS", "TPS = 500", "DACA converter board", "EAD finding aid in the archive", "DED 500", "TPS-Last am Server"],
    "codes": ["Press the F1 help key", "C5 vertebra", "A4 paper"],
    "a stay and a title": [
        "date de début du séjour hospitalier", "séjour à l'hôpital de trois jours", "titre du livre", "titre de transport", "Krankenhausaufenthalt von drei Tagen",
        "soggiorno in ospedale", "verblijf in het ziekenhuis",
    ],
    "never": ["Er war nie da", "Das geht NIE gut"],
    "a plate or an enrolment": ["matrícula del coche", "matrícula escolar", "matrícula do carro"],
    "a heart": ["She has an irregular heartbeat", "pulso irregular", "pouls irrégulier", "polso irregolare", "pulso irregular do utente"],
    "rubbish": ["vertedero ilegal", "dépôt d'ordures illégal", "illegale Müllablagerung", "discarica illegale", "illegaal afval", "lixeira ilegal"],
    "animals and old people": ["asilo de ancianos", "asilo nido", "hond uit het asiel", "asilo de idosos", "Kater sucht Asyl im Tierheim"],
    "software": ["undocumented feature", "The API is undocumented", "función no documentada"],
    "tolerated works": ["Duldung von Baumaßnahmen durch den Mieter", "Duldungspflicht der Mieter"],
    "names": ["Mrs. Visa called", "12 Asylum Street", "La señora Refugio", "Frau Asyl rief an"],
    "children without an adult": [
        "Unbegleitete Kinder haben keinen Zutritt zum Becken.", "Onbegeleide kinderen zijn in de sauna niet toegelaten.", "Mineur non accompagné interdit de toboggan",
        "Bambino non accompagnato al cinema dopo le 22", "Oma Uma holt den Enkel.", "AMV-les met solfège", "AMV-diploma gehaald", "MNA, dépistage nutritionnel",
    ],
    "a museum": ["The immigration history museum is open", "Das Museum zeigt eine Ausstellung über Flüchtlinge", "Le musée présente une exposition sur les réfugiés", "El museo abre una exposición sobre refugiados"],
    "a law": ["8 U.S.C. 1227 lists deportable aliens", "La ley de extranjería regula la orden de expulsión"],
    "a form": ["Are you a US citizen? Y/N", "Are you a US citizen? [ ] Yes [ ] No", "¿Es usted ciudadano? [ ] Sí [ ] No"],
    "everyday Spanish": [
        "El coche no tiene los papeles en regla", "Papeles en regla del perro", "Sin documentos adjuntos no se tramita la factura", "La moto está ilegal, con el escape libre",
        "El lobo cruzó la frontera desde Portugal", "Plátano naturalizado en la ribera", "La agencia tramita el visado de China para el grupo", "No hace falta visado para el crucero",
        "Recurrió la denegación de la tarjeta de aparcamiento", "La protección internacional de la marca cuesta mil euros", "La patera del puerto es para pasear", "Un coyote mató cuatro gallinas",
        "El asilo de la calle Real cumple un siglo", "Regularizado el horario de la farmacia", "Ha vuelto de ver a su familia en Rumanía", "El centro de internamiento psiquiátrico pide informe",
        "La pulsera telemática pita por la orden de alejamiento", "La radio comenta la redada en una fábrica de otro estado",
    ],
    "everyday Italian": [
        "Gommone in affitto, patente non richiesta", "Viale Gregorio, 32, 56121, Riglione (PI)", "Lettera d'invito alla cresima", "Sbarco dei pomodori dal camion alle cinque", "Carte in regola per vincere il torneo",
        "Il carrello non ha il visto di collaudo", "Non ha i permessi di scrittura sulla cartella", "La squadra di basket Apolidi Roma cerca un playmaker", "Il ricorso contro il diniego dell'accompagnamento",
        "Il fratello è ricoverato a Macomer", "Si rilascia attestato nominativo", "Il muratore non è in regola coi pagamenti", "È illegale dare da mangiare ai cinghiali", "Permesso invalidi scaduto",
        "Si è nascosto nel furgone il gatto", "Sportello legale per richiedenti asilo, ingresso dal cortile", "Allegare copia del permesso di soggiorno se cittadino extra UE", "Mimosa e ailanto si sono naturalizzati",
    ],
    "everyday Portuguese": [
        "Legalizou a marquise da cozinha e pagou a coima", "Pedido de legalização da piscina indeferido", "A menina do balcão está de férias há uma semana", "Guarda os passaportes dos alunos a diretora",
        "Ordem de saída na prova oral", "Abandono voluntário da escola aos dezassete", "Foram expulsos do campo os dois centrais", "O queijo foi retido na fronteira da Noruega", "Sem documentação da caldeira não há inspeção",
        "Carta-convite do casamento da Teresa", "A recusa do reembolso é ilegal", "Atravessaram a fronteira para abastecer em Ayamonte", "Vaga para jurista no CPR, enviar CV", "Proteção temporária da fachada com rede",
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", [text for texts in TRAPS.values() for text in texts])
def test_a_trap_says_nothing_about_immigration(phrases, text):
    assert found(phrases, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "He is on parole for burglary",
        "Bail was set at 5,000 dollars",
        "The sheriff lodged a detainer for unpaid fines",
        "está en libertad condicional",
        "Il est en liberté conditionnelle",
        "Er ist auf Bewährung",
        "è agli arresti domiciliari",
        "hij zit in voorlopige hechtenis",
        "está em liberdade condicional",
    ],
)
def test_custody_in_a_criminal_case_is_no_immigration_matter(phrases, text):
    assert found(phrases, text) == {"criminal.custody"}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("is not undocumented", "immigration.status"),
        ("no es indocumentado", "immigration.status"),
        ("il n'est pas sans-papiers", "immigration.status"),
        ("Er hat keine Duldung", "immigration.status"),
        ("non è clandestina", "immigration.status"),
        ("hij is niet illegaal", "immigration.status"),
        ("não é ilegal", "immigration.status"),
        ("If the client were undocumented", "immigration.status"),
        ("Wenn er Asylbewerber wäre", "immigration.protected_relief"),
        ("Are you a US citizen? No", "immigration.citizenship"),
        ("¿Es usted ciudadano? No", "immigration.citizenship"),
    ],
)
def test_a_negation_a_supposition_and_an_answer_say_as_much(phrases, text, category):
    assert category in found(phrases, text)


@pytest.mark.parametrize(
    "text",
    [
        "Ella no tiene los papeles en regla",
        "Mi prima sigue sin documentos",
        "Él cruzó la frontera con un coyote",
        "A la señora le denegaron el visado",
        "Recurrió la denegación de su asilo",
        "Su hijo llegó en patera",
        "La signora non ha i documenti",
        "È sbarcato a Pozzallo con il fratello",
        "È stato rinchiuso a Macomer",
        "Lei non è in regola con il soggiorno",
        "Le manca la carta lunga",
        "Gli hanno riconosciuto la speciale",
        "È entrato fuori quota",
        "L'utente è una richiedente asilo",
        "Está banido do espaço Schengen",
        "Tem marcação na Estrutura de Missão",
        "Recebeu ordem de saída de Portugal",
        "Ela foi retida na fronteira",
        "A mãe está ilegal",
    ],
)
def test_the_same_words_still_count_where_they_are_about_somebody(phrases, text):
    assert {category.partition(".")[0] for category in found(phrases, text)} == {"immigration"}
