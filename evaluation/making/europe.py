"""The identifiers of member states of the European Union and of Eurodac (domain reference 2.2)."""

from __future__ import annotations

from evaluation.making import numbers as n
from evaluation.making.spec import Spec

IDENTIFIER, TAX, NATIONAL = "immigration.identifier", "government_id.tax", "government_id.national"
s, one = n.shaped, n.one_of

NIE = Spec(
    id="es.nie",
    category=IDENTIFIER,
    alone=True,
    formats=(
        (n.nie("X9L"), "plain"),
        (n.nie("X-9-L"), "hyphens"),
        (n.nie("X 9 L"), "spaces"),
        (n.lowered(n.nie("X9L")), "lower case"),
        (n.nie("X-9L"), "one hyphen"),
        (n.nie("X9-L"), "one hyphen"),
        (n.nie("X.9.L"), "dots"),
        (n.nie("X9L"), "plain"),
    ),
    names={
        "es": (
            "NIE",
            "N.I.E.",
            "número de identidad de extranjero",
            "NIE n.º",
            "Número NIE",
            "NIE/TIE",
            "con NIE",
        ),
        "en": ("NIE", "Spanish NIE", "NIE number", "foreigner's identity number (Spain)"),
    },
    fields=("nie", "numero_nie", "num_nie", "num_extranjero", "numero_extranjero", "nie_titular"),
    alike=(
        n.wrong_nie("X9L"),
        s("X999999@"),
        s("X99999999@"),
        s("AX9999999@"),
        s("Y999999"),
        s("Z-9999"),
        s("X9999999"),
        n.wrong_nie("X-9L"),
    ),
    traps=(
        ("de", "Das war <X> so, sagt der Hausmeister", one("nie", "NIE"), "a German word"),
        ("de", "Er kam nie, Raum <X>", s("Z 999"), "a German word"),
        ("es", "Matrícula Z-9999-<X> retirada por la grúa", one("AB", "BC"), "a number plate|vehicle"),
        ("es", "Eje X <X>, eje Y 12,5", s("1234,99"), "coordinates"),
        ("en", "Axis X <X>", s("1234.99"), "coordinates"),
    ),
)

NIF_M = Spec(
    id="es.nif-m",
    category=TAX,
    formats=((n.nif_m, "a foreigner without an NIE"), (n.lowered(n.nif_m), "lower case")),
    names={
        "es": (
            "NIF",
            "N.I.F.",
            "NIF (extranjero sin NIE)",
            "NIF n.º",
            "número de identificación fiscal",
            "NIF M",
        ),
        "en": ("NIF", "Spanish NIF", "Spanish tax ID (NIF)"),
    },
    fields=("nif", "nif_titular", "numero_nif", "nif_solicitante"),
    alike=(s("M999999@"), s("M99999999@"), s("AM9999999@"), s("M9999999"), s("M-99-999")),
    traps=(
        ("es", "Autopista M-<X> cortada", s("99"), "a road"),
        ("es", "Tornillo M<X>, caja de 100", s("9"), "a screw"),
        ("en", "Bolt M<X> x 40", s("9"), "a screw"),
        ("es", "Medidor M<X> sustituido", s("99999"), "a meter"),
    ),
)

TIE = Spec(
    id="es.tie-support",
    category=IDENTIFIER,
    formats=(
        (s("E99999999"), "plain"),
        (s("E99999999"), "plain"),
        (n.lowered(s("E99999999")), "lower case"),
        (s("E 99999999"), "space"),
    ),
    names={
        "es": (
            "número de soporte",
            "TIE número de soporte",
            "n.º de soporte de la TIE",
            "soporte TIE",
            "Número de soporte (TIE)",
            "tarjeta de identidad de extranjero, soporte",
        ),
        "en": ("TIE support number", "TIE card support no.", "Spanish TIE, support number"),
    },
    fields=("numero_soporte", "tie", "numero_tie", "soporte_tie", "num_soporte_tie"),
    alike=(s("E99999999"), s("E999"), s("E-999999"), s("E999999999"), s("E9999999")),
    traps=(
        ("es", "Contiene conservante <X>, sin azúcar", one("E202", "E330", "E211"), "an additive"),
        ("es", "Expediente de obra <X>, licencia concedida", s("E99999999"), "a building file"),
        ("es", "Número de soporte técnico: incidencia <X>", s("E99999999"), "technical support"),
        ("en", "Support ticket <X> closed", s("E99999999"), "technical support"),
        ("es", "Soporte de pared <X> para televisor", s("E99999999"), "a wall mount"),
    ),
)

AZR = Spec(
    id="de.azr",
    category=IDENTIFIER,
    formats=(
        (n.azr, "date of first entry and a serial"),
        (n.grouped(n.azr, " ", 6), "space after the date"),
        (n.azr, "plain"),
    ),
    names={
        "de": (
            "AZR-Nummer",
            "AZR-Nr.",
            "AZR",
            "Ausländerzentralregister-Nummer",
            "AZR Nummer",
            "AZR-Nr",
            "Nummer im Ausländerzentralregister",
        ),
        "en": ("AZR number", "AZR no. (German register of foreigners)", "AZR-Nummer"),
    },
    fields=("azr", "azr_nummer", "azr_nr", "auslaenderzentralregisternummer", "azr_number"),
    alike=(n.azr, s("999999999999"), s("231399999999"), s("99999999999")),
    traps=(
        (
            "de",
            "BAG, Urteil vom <DATE>, <X>",
            one("5 AZR 129/22", "10 AZR 29/21", "5 AZR 9/19"),
            "a file of the Federal Labour Court",
        ),
        (
            "de",
            "Az. <X> (Vergütung)",
            one("5 AZR 129/22", "9 AZR 29/20"),
            "a file of the Federal Labour Court",
        ),
        ("de", "Protokoll <X> gespeichert", n.azr, "a time stamp"),
        ("de", "Zählernummer <X>, Ablesung", n.azr, "a meter"),
        ("en", "backup-<X>.tar", n.azr, "a time stamp"),
        ("de", "EAN <X> Haferflocken", s("999999999999"), "a product code"),
    ),
    positives=(
        (
            "de",
            "Klient mit Aufenthaltsgestattung, AZR [[170312004518]], BAMF-Bescheid liegt vor",
            "status note",
        ),
        ("de", "Laut AZR-Auszug ([[221108334417]]) Ersteinreise 2022", "extract"),
    ),
)

BAMF = Spec(
    id="de.bamf",
    category=IDENTIFIER,
    formats=(
        (s("8999999-475"), "seven digits, Syria"),
        (s("8999999-423"), "seven digits, Afghanistan"),
        (s("89999999-438"), "eight digits, Iraq"),
        (s("8999999-999"), "any key"),
        (s("8999999 - 475"), "spaces"),
    ),
    names={
        "de": (
            "BAMF-Aktenzeichen",
            "Az. BAMF",
            "Aktenzeichen des BAMF",
            "BAMF Az.",
            "BAMF-Az",
            "BAMF Gz.",
            "Bundesamt für Migration, Az.",
            "Gesch.-Z. BAMF",
            "Asylverfahren, Aktenzeichen",
        ),
        "en": ("BAMF file number", "BAMF file no.", "BAMF case"),
    },
    fields=("bamf_az", "bamf_aktenzeichen", "bamf_az_nr", "bamf_file_number"),
    alike=(s("8999999-999"), s("89999999-999"), s("899999-999"), s("8999999-99")),
    traps=(
        ("de", "Telefon 0341 <X>, Durchwahl", s("8999999-999"), "a phone|contact.phone"),
        ("de", "Tel.: <X> (Hausmeister)", s("8999999-999"), "a phone|contact.phone"),
        ("de", "Fax 030 <X>", s("8999999-999"), "a fax|contact.phone"),
        ("de", "Bauantrag, Aktenzeichen <X>", s("8999999-999"), "a building file"),
        ("de", "Aktenzeichen der Bußgeldstelle <X>, Falschparken", s("8999999-999"), "a parking fine"),
        ("de", "Az. Bauamt <X>, Dachgeschoss", s("8999999-999"), "a building file"),
    ),
    positives=(
        (
            "de",
            "Bescheid des Bundesamtes für Migration und Flüchtlinge, Gz. [[7654321-475]], zugestellt",
            "the office in full",
        ),
        ("de", "Anhörung beim BAMF am 3.4., [[8123456-423]]", "after the date"),
    ),
)


def benign(*patterns: str) -> n.Maker:
    """A section of another act, with the numbers that those of residence have."""
    return lambda random: n.section(random.choice(patterns))(random)


SECTION = Spec(
    id="de.residence-section",
    category="immigration.status",
    alone=True,
    odd=False,
    formats=(
        (n.section("§ {n} AufenthG"), "plain"),
        (n.section("§ {n} Abs. {p} AufenthG"), "paragraph"),
        (n.section("§{n} AufenthG"), "no space"),
        (n.section("§ {n} Abs. {p} Satz 1 AufenthG"), "sentence"),
        (n.section("§ {n} ({p}) AufenthG"), "brackets"),
        (n.section("§ {n} Absatz {p} AufenthG"), "in words"),
        (n.section("§ {n} Abs. {p} S. 2 AufenthG"), "short sentence"),
        (n.section("§ {n} Abs. {p} Nr. 2 AufenthG"), "number"),
        (
            lambda r: r.choice(
                ("§ 55 AsylG", "§ 55 Abs. 1 AsylG", "§ 4 AsylG", "§ 3 AsylG", "§ 71 AsylG", "§ 63a AsylG")
            ),
            "Asylum Act",
        ),
        (
            lambda r: r.choice(
                (
                    "§ 1a AsylbLG",
                    "§ 3 AsylbLG",
                    "§ 2 AsylbLG",
                    "§ 4 AsylbLG",
                    "§§ 4, 6 AsylbLG",
                    "§ 1 Abs. 1 Nr. 4 AsylbLG",
                )
            ),
            "benefits of asylum seekers",
        ),
        (
            lambda r: r.choice(
                ("§ 5 FreizügG/EU", "§ 2 FreizügG/EU", "§ 4a FreizügG/EU", "§ 5 Abs. 4 FreizügG/EU")
            ),
            "free movement",
        ),
        (n.section("§ {n} Aufenthaltsgesetz"), "the act in full"),
        (n.section("Paragraf {n} AufenthG"), "sign in words"),
    ),
    names={
        "de": (
            "Aufenthaltstitel nach",
            "Rechtsgrundlage",
            "Duldung gem.",
            "AE nach",
            "Titel",
            "Status",
            "Leistungen nach",
            "Bescheid nach",
            "Aufenthalt gemäß",
        )
    },
    fields=(
        "aufenthaltstitel",
        "rechtsgrundlage_aufenthalt",
        "auslaenderrechtlicher_status",
        "titel_rechtsgrundlage",
        "bemerkung",
        "aufenthaltsstatus",
    ),
    alike=(),
    traps=(
        (
            "de",
            "Bußgeld nach <X>, Parken im Halteverbot am <DATE>",
            benign("§ {n} Abs. {p} StVO", "§ {n} StVO", "§ {n} StVZO", "§ {n} StVG"),
            "traffic law",
        ),
        (
            "de",
            "Kündigung nach <X>, Mietsache <NAME>",
            benign("§ {n} BGB", "§ {n} Abs. {p} BGB", "§§ {n}, 574 BGB"),
            "civil law",
        ),
        (
            "de",
            "Leistungen nach <X>, Bescheid vom <DATE>",
            benign("§ {n} SGB II", "§ {n} Abs. {p} SGB XII", "§ {n} SGB VIII"),
            "social law",
        ),
        (
            "de",
            "Befreiung nach <X> erteilt, Dachgeschoss",
            benign("§ {n} BauGB", "§ {n} LBO", "§ {n} Abs. {p} BauO NRW"),
            "building law",
        ),
        (
            "de",
            "Satzung der Stadtwerke, <X>, Fassung vom <DATE>",
            benign("§ {n}", "§ {n} Abs. {p}", "§§ {n} und {p}"),
            "a statute of the waterworks",
        ),
        ("de", "Umsatzsteuerfrei nach <X>", benign("§ {n} UStG", "§ {n} Nr. {p} UStG"), "tax law"),
        (
            "de",
            "Der Aufenthalt im Schwimmbad ist in <X> der Badeordnung geregelt.",
            benign("§ {n}", "§ {n} Abs. {p}", "§ {n} Satz {p}"),
            "pool rules",
        ),
        (
            "de",
            "Impfung nach <X> dokumentiert, Termin <DATE>",
            benign("§ {n} IfSG", "§ {n} Abs. {p} IfSG"),
            "infection law",
        ),
        ("de", "Elternzeit nach <X> bis <DATE>", benign("§ {n} BEEG", "§ {n} MuSchG"), "parental leave"),
        (
            "de",
            "Antrag auf Akteneinsicht gem. <X>",
            benign("§ {n} IFG", "§ {n} VwVfG", "§ {n} SGB X"),
            "access to files",
        ),
        ("de", "Verkehrssicherung: <X> des Straßengesetzes", benign("§ {n}", "§ {n} Abs. {p}"), "roads"),
        ("de", "Hundesteuer, <X> der Satzung, Marke 4711", benign("§ {n}", "§ {n} Absatz {p}"), "dog tax"),
        (
            "de",
            "Honorar nach <X>, Leistungsphase {p}".replace("{p}", "3"),
            benign("§ {n} HOAI", "§ {n} Abs. {p} HOAI"),
            "an architect's fee",
        ),
        (
            "de",
            "Asylstraße 12, Hausordnung <X>",
            benign("§ {n}", "Paragraf {n}"),
            "house rules in a street of that name",
        ),
        (
            "de",
            "Schulpflicht nach <X>, Klasse 4b",
            benign("§ {n} SchulG", "§ {n} Abs. {p} SchulG NRW"),
            "school law",
        ),
        (
            "de",
            "Wohngeld, <X>, Bescheid vom <DATE>",
            benign("§ {n} WoGG", "§ {n} Abs. {p} WoGG"),
            "housing benefit",
        ),
    ),
    positives=(
        (
            "de",
            "Klientin hat [[§ 60a Abs. 2 AufenthG]] i. V. m. Art. 6 GG, Schwangerschaft",
            "combined with the constitution",
        ),
        ("de", "Umstellung von [[§ 16b]] auf [[§ 18b AufenthG]] beantragt", "two sections, one act"),
        ("de", "Chancenaufenthalt ([[§104c AufenthG]]) läuft im Mai aus", "brackets"),
        ("de", "seit 2019 [[§ 25 Abs 5 AufenthG]], vorher geduldet", "no point after Abs"),
    ),
)

AGDREF = Spec(
    id="fr.agdref",
    category=IDENTIFIER,
    formats=(
        (s("8999999999"), "ten digits"),
        (s("899999999"), "nine digits"),
        (s("9999999999"), "ten digits"),
        (s("99 99 99 99 99"), "groups of two"),
    ),
    names={
        "fr": (
            "Numéro étranger",
            "n° étranger",
            "numéro AGDREF",
            "AGDREF",
            "N° AGDREF",
            "numéro d'étranger",
            "N° étranger (titre de séjour)",
            "ANEF, numéro étranger",
            "titre de séjour, n° étranger",
            "numéro de ressortissant étranger",
        ),
        "en": ("AGDREF number", "AGDREF no. (France)"),
    },
    fields=("numero_etranger", "num_etranger", "n_etranger", "agdref", "numero_agdref", "agdref2"),
    alike=(s("8999999999"), s("899999999"), s("9999999999")),
    traps=(
        ("fr", "Tél. <X>, rappeler le soir", s("0612999999"), "a phone|contact.phone"),
        ("fr", "Téléphone : <X>", s("0139999999"), "a phone|contact.phone"),
        ("fr", "SIREN <X>, prestataire de nettoyage", s("899999999"), "a company"),
        ("fr", "Affaires étrangères, réunion salle <X>", s("999"), "a ministry"),
        ("fr", "Langue étrangère, groupe <X>", s("9999"), "a class"),
        ("fr", "Frais de séjour de la colonie, reçu <X>", s("8999999999"), "a holiday camp"),
        ("fr", "Taxe de séjour, déclaration <X>", s("8999999999"), "a hotel tax"),
        ("fr", "Séjour hospitalier n° <X>, sortie le <DATE>", s("8999999999"), "a hospital stay"),
    ),
    positives=(
        ("fr", "Rdv préfecture, récépissé valable 3 mois, numéro étranger [[7503123456]]", "status note"),
        ("fr", "Carte de séjour pluriannuelle n° étranger : [[9904567812]]", "card"),
    ),
)

NIR = Spec(
    id="fr.nir",
    category=NATIONAL,
    formats=(
        (n.french_nir("99"), "born abroad"),
        (n.french_nir("99", separated=True), "born abroad, groups"),
        (n.french_nir("7"), "provisional"),
        (n.french_nir("fr"), "born in France"),
        (n.french_nir("fr", separated=True), "born in France, groups"),
        (lambda r: n.french_nir("99")(r)[:13], "without the key"),
    ),
    names={
        "fr": (
            "NIR",
            "numéro de sécurité sociale",
            "N° de sécurité sociale",
            "n° sécu",
            "Numéro d'immatriculation sécurité sociale",
            "NIR (99)",
            "sécurité sociale",
            "N° SS",
        ),
        "en": ("French social security number", "NIR (France)"),
    },
    fields=("nir", "num_secu", "numero_securite_sociale", "numero_secu", "nir_assure"),
    alike=(s("899999999999999"), s("99999999999999"), s("1991399999999"), s("9999999999999999")),
    traps=(
        ("fr", "IMEI <X> du téléphone de service", s("359999999999999"), "a phone's number|device.id"),
        ("fr", "Code-barres <X>", s("3999999999999"), "a bar code"),
        ("fr", "Numéro de colis <X>", s("8999999999999"), "a parcel"),
        ("fr", "SIRET <X>, entreprise de peinture", s("89999999999999"), "a company"),
    ),
)

FISCAL = Spec(
    id="it.codice-fiscale",
    category=TAX,
    alone=True,
    formats=(
        (n.fiscal_code("Z"), "born abroad"),
        (n.fiscal_code("A"), "born in Italy"),
        (n.lowered(n.fiscal_code("Z")), "born abroad, lower case"),
        (n.fiscal_code("Z", omocodia=True), "born abroad, letters for digits"),
        (n.fiscal_code("A", omocodia=True), "letters for digits"),
    ),
    names={
        "it": ("Codice fiscale", "C.F.", "cod. fisc.", "CF", "Cod. Fiscale", "codice fiscale n."),
        "en": ("Italian tax code", "codice fiscale"),
    },
    fields=("codice_fiscale", "cf", "cod_fis", "cod_fiscale", "codice_fiscale_richiedente"),
    alike=(
        n.wrong_fiscal_code,
        s("@@@@@@99@99@99@"),
        s("@@@@@@99@99@9999@"),
        s("@@@@@@999999@999@"),
        s("@@@@@999@99@999@"),
    ),
    traps=(
        ("it", "Codice articolo <X>, magazzino 2", n.wrong_fiscal_code, "an article"),
        ("it", "Password del wifi: <X>", s("@@@@@@9999@@@@@@"), "a password"),
        ("it", "Codice progetto <X> approvato", s("@99@99999999999"), "a project"),
        ("it", "Partita IVA <X> della ditta", s("99999999999"), "a company|government_id.tax"),
    ),
)

STP = Spec(
    id="it.stp-eni",
    category=IDENTIFIER,
    alone=True,
    formats=(
        (s("STP9999999999999"), "irregularly present, plain"),
        (s("ENI9999999999999"), "European without cover"),
        (s("STP 9999999999999"), "space"),
        (s("STP-9999999999999"), "hyphen"),
        (n.lowered(s("STP9999999999999")), "lower case"),
        (s("ENI 9999999999999"), "space"),
    ),
    names={
        "it": ("Codice STP", "tessera STP", "Codice ENI", "STP", "codice STP/ENI", "Codice regionale"),
        "en": ("STP code", "Italian STP code"),
    },
    fields=("codice_stp", "codice_eni", "stp", "eni", "tessera_stp"),
    alike=(
        s("STP99"),
        s("STP999999"),
        s("ENI99999"),
        s("ASTP9999999999999"),
        s("STP-9999"),
        s("RTP9999999999999"),
    ),
    traps=(
        ("it", "Cavo di rete <X>, 3 metri", one("STP6", "STP7"), "a cable"),
        ("it", "Spanning tree <X> attivo", one("STP 802.1", "STP 9"), "a network protocol"),
        ("it", "Bolletta ENI <X>, gas", s("99999999"), "a gas bill"),
        ("it", "Fornitura ENI gas e luce, cliente <X>", s("999999999999"), "a gas customer"),
        ("it", "File <X>.STP del progetto", s("pompa999"), "a drawing"),
        ("en", "STP cable <X>", s("CAT9"), "a cable"),
    ),
)

V_NUMBER = Spec(
    id="nl.v-number",
    category=IDENTIFIER,
    formats=(
        (s("8999999999"), "ten digits"),
        (s("2999999999"), "ten digits"),
        (s("899.999.9999"), "dots"),
        (s("8999999999"), "ten digits"),
    ),
    names={
        "nl": (
            "V-nummer",
            "vreemdelingennummer",
            "v-nr.",
            "Vnummer",
            "V-nr",
            "vreemdelingnummer",
            "V-nummer (IND)",
            "IND V-nummer",
        ),
        "en": ("V-number (IND)", "V-nummer", "Dutch V-number"),
    },
    fields=("v_nummer", "vnummer", "vreemdelingennummer", "vreemdelingnummer", "v_nr"),
    alike=(s("8999999999"), s("0699999999"), s("9999999999")),
    traps=(
        (
            "nl",
            "A-nummer <X>, inwoner van <CITY>",
            s("8999999999"),
            "the population register|government_id.national",
        ),
        ("nl", "Telefoon <X>, na 18 uur", s("0612999999"), "a phone|contact.phone"),
        ("nl", "Bel <X> voor de sleutel", s("0201999999"), "a phone"),
        ("nl", "Klantnummer <X> van het waterbedrijf", s("8999999999"), "a utility customer"),
        ("nl", "Zaaknummer <X> (kapvergunning)", s("8999999999"), "a tree"),
        ("nl", "Vergunningnummer <X>, terras", s("8999999999"), "a terrace"),
    ),
    positives=(
        ("nl", "Asielzoeker, AZC Ter Apel, v-nummer [[2871234567]], wacht op IND", "status note"),
        ("nl", "IND-brief met V-nummer:\n[[2798765432]]", "on the next line"),
    ),
)

NL_DOCUMENT = Spec(
    id="nl.residence-document",
    category="immigration.document",
    alone=True,
    formats=(
        (n.dutch_document, "type and number"),
        (n.dutch_document, "type and number"),
    ),
    names={
        "nl": (
            "Documentnummer verblijfsvergunning",
            "verblijfsdocument",
            "documentnummer (IND)",
            "W-document",
            "Nummer verblijfsdocument",
            "vreemdelingendocument",
        ),
        "en": ("Dutch residence document", "Dutch residence permit no."),
    },
    fields=(
        "documentnummer_verblijf",
        "verblijfsdocument_nummer",
        "w_document",
        "documentnummer_verblijfsvergunning",
    ),
    alike=(
        s("VI-999"),
        s("I-999"),
        s("II-9999"),
        s("IV-2024-99"),
        s("V-99999"),
        s("W-9999999"),
        s("W2-9999"),
        s("IX-V12999999"),
        s("XIV-V9999999"),
    ),
    traps=(
        ("nl", "Hoofdstuk <X> van de beleidsnota", s("III-9"), "a chapter"),
        ("nl", "Perceel sectie <X>", s("IV-9999"), "a plot of land"),
        ("nl", "Formulier W-<X> ingevuld", s("9"), "a form"),
        ("nl", "Zaal <X>, eerste etage", s("II-99"), "a room"),
        ("nl", "Schroef type <X>", s("V-999999"), "a screw"),
    ),
)

BSN = Spec(
    id="nl.bsn",
    category=TAX,
    formats=(
        (n.bsn, "plain"),
        (n.grouped(n.bsn, ".", 4, 2), "dots"),
        (n.grouped(n.bsn, " ", 4, 2), "spaces"),
        (n.bsn, "plain"),
    ),
    names={
        "nl": (
            "BSN",
            "burgerservicenummer",
            "BSN-nummer",
            "BSN nr.",
            "Burgerservicenummer (BSN)",
            "sofinummer",
        ),
        "en": ("BSN", "Dutch citizen service number (BSN)"),
    },
    fields=("bsn", "burgerservicenummer", "sofinummer", "bsn_nummer", "bsn_partner"),
    alike=(n.not_bsn, n.not_bsn, n.bsn, s("99999999"), s("9999999999")),
    traps=(
        ("nl", "KvK <X>, schildersbedrijf", s("89999999"), "a company"),
        ("nl", "Meterstand <X> doorgegeven", n.not_bsn, "a reading"),
        ("nl", "Tel. <X>", s("0612999999"), "a phone|contact.phone"),
        ("nl", "Vestigingsnummer <X>", s("999999999999"), "a branch"),
        ("nl", "Kenmerk brief <X>", n.not_bsn, "a letter"),
        ("nl", "Rioolaansluiting <X>, straat open", n.bsn, "a sewer"),
    ),
)

ONDERWIJS = Spec(
    id="nl.onderwijsnummer",
    category="government_id.national",
    formats=((n.onderwijsnummer, "pupil without a BSN"), (n.onderwijsnummer, "pupil without a BSN")),
    names={
        "nl": (
            "onderwijsnummer",
            "Onderwijsnummer leerling",
            "onderwijsnr.",
            "PGN (onderwijsnummer)",
            "onderwijsnummer (geen BSN)",
        ),
        "en": ("onderwijsnummer", "Dutch education number (onderwijsnummer)"),
    },
    fields=("onderwijsnummer", "onderwijs_nummer", "leerling_onderwijsnummer"),
    alike=(s("10999999"), s("1099999999"), s("109999999999"), s("10-999-9999")),
    traps=(
        ("nl", "Onderwijsadviseur, dossier <X>", s("999999"), "an adviser"),
        ("nl", "Leermiddelen, bestelnummer <X>", s("8999999"), "an order"),
        ("nl", "Schoolkrant nummer <X>", s("99"), "a school paper"),
        ("nl", "Brinnummer <X> van de school", s("99@@"), "a school"),
        ("nl", "Onderwijsnummer van het tijdschrift: jaargang <X>", s("99"), "a journal"),
    ),
)

BIS = Spec(
    id="be.bis",
    category=NATIONAL,
    formats=(
        (n.bis("99.99.99-999.99"), "as printed"),
        (n.bis("99999999999"), "plain"),
        (n.bis("99 99 99 999 99"), "spaces"),
        (n.bis("99.99.99-999-99"), "hyphens"),
    ),
    names={
        "nl": ("BIS-nummer", "bisnummer", "BIS nr.", "BIS-registernummer", "rijksregisternummer/BIS"),
        "fr": (
            "numéro BIS",
            "n° BIS",
            "numéro bis (BCSS)",
            "Numéro BIS",
            "numéro de registre national / BIS",
        ),
        "en": ("Belgian BIS number",),
    },
    fields=("bis_nummer", "bisnummer", "numero_bis", "bis_number", "num_bis"),
    alike=(s("99.14.99-999.99"), s("99999999999"), s("99.99.99-999"), s("99 99 99 99 99")),
    traps=(
        ("nl", "Huisnummer 12 bis, bus <X>", s("999"), "a house number"),
        ("fr", "12 bis rue Haute, boîte <X>", s("99"), "a house number"),
        ("fr", "Article 7 bis, alinéa <X>", s("9"), "an article"),
        ("nl", "Ondernemingsnummer <X>", s("0999.999.999"), "a company"),
        ("fr", "Numéro d'entreprise <X>", s("0999.999.999"), "a company"),
        ("nl", "Lokaal 3bis, toestel <X>", s("9999"), "a room"),
    ),
)

PT_NIF = Spec(
    id="pt.nif",
    category=TAX,
    formats=(
        (n.portuguese_nif, "plain"),
        (n.grouped(n.portuguese_nif, " ", 3, 3), "groups"),
        (lambda r: f"PT{n.portuguese_nif(r)}", "with the country"),
    ),
    names={
        "pt": (
            "NIF",
            "Contribuinte n.º",
            "número de contribuinte",
            "N.I.F.",
            "Número de identificação fiscal",
            "NIF do requerente",
        ),
        "en": ("Portuguese NIF", "NIF (Portugal)"),
    },
    fields=("nif", "numero_contribuinte", "nif_requerente", "num_contribuinte"),
    alike=(s("8999999"), s("9999999999"), s("999 999 99"), s("899999999999")),
    traps=(
        ("pt", "Telemóvel <X>, ligar à tarde", s("919999999"), "a phone|contact.phone"),
        ("pt", "Telefone: <X>", s("219999999"), "a phone|contact.phone"),
        ("pt", "Conta de água <X>", s("8999999"), "a utility account"),
        ("pt", "Processo camarário <X> (obras)", s("999/2024"), "a building file"),
    ),
)

NISS = Spec(
    id="pt.niss",
    category=NATIONAL,
    formats=(
        (n.niss, "plain"),
        (n.niss, "plain"),
        (n.grouped(n.niss, " ", 3, 3, 3), "groups"),
    ),
    names={
        "pt": (
            "NISS",
            "número da Segurança Social",
            "N.º de Segurança Social",
            "Segurança Social n.º",
            "NISS do trabalhador",
            "Número de Identificação de Segurança Social",
        ),
        "en": ("Portuguese social security number (NISS)", "NISS"),
    },
    fields=("niss", "numero_seguranca_social", "niss_trabalhador", "num_niss"),
    alike=(s("89999999999"), s("99999999999"), s("1999999999")),
    traps=(
        ("pt", "Segurança do edifício, ronda <X>", s("9999"), "a guard"),
        ("pt", "Código de ativação <X>", s("99999999999"), "a code"),
        ("pt", "Refeição social, senha <X>", s("9999"), "a meal"),
        ("pt", "Encomenda n.º <X> em trânsito", s("19999999999"), "an order"),
    ),
)

PT_TITLE = Spec(
    id="pt.residence-title",
    category=IDENTIFIER,
    formats=(
        (s("@99999999"), "letter and eight digits"),
        (s("899999999"), "nine digits"),
        (s("P999999999"), "old form"),
    ),
    names={
        "pt": (
            "título de residência",
            "Título de Residência n.º",
            "autorização de residência n.º",
            "número do título de residência",
            "AR n.º (AIMA)",
            "n.º do título de residência",
            "Autorização de residência (AIMA)",
        ),
        "en": ("Portuguese residence permit no.", "título de residência"),
    },
    fields=(
        "numero_titulo_residencia",
        "num_autorizacao_residencia",
        "titulo_residencia",
        "titulo_residencia_numero",
        "numero_processo_aima",
    ),
    alike=(s("@99999999"), s("899999999"), s("P999999999")),
    traps=(
        ("pt", "Dístico de residência para estacionamento <X>", s("@99999999"), "a parking permit"),
        ("pt", "Título de transporte <X>, passe mensal", s("899999999"), "a travel pass"),
        ("pt", "Título do livro: requisição <X>", s("99999"), "a book"),
        ("pt", "Residência universitária, quarto <X>", s("@999"), "a dormitory"),
        ("pt", "Residência sénior, ficha <X>", s("899999999"), "a home for the old"),
    ),
)

EURODAC = Spec(
    id="eu.eurodac",
    category=IDENTIFIER,
    formats=(
        (n.eurodac("SCT"), "plain"),
        (n.eurodac("S CT"), "space"),
        (n.eurodac("S-CT"), "hyphen"),
        (n.eurodac("SCT"), "plain"),
    ),
    names={
        "en": ("Eurodac number", "Eurodac reference", "EURODAC no.", "Eurodac hit", "Dublin case, Eurodac"),
        "de": ("Eurodac-Nummer", "EURODAC-Nr.", "Eurodac-Treffer", "Eurodac Referenz"),
        "fr": ("numéro Eurodac", "n° EURODAC", "relevé Eurodac", "borne Eurodac, numéro"),
        "it": ("numero Eurodac", "codice EURODAC", "segnalazione Eurodac"),
        "nl": ("Eurodacnummer", "Eurodac-nummer", "Eurodac treffer"),
        "es": ("número Eurodac", "referencia EURODAC"),
    },
    fields=(
        "eurodac_no",
        "eurodac_number",
        "eurodac_nr",
        "numero_eurodac",
        "eurodac_reference",
        "dublin_ref",
    ),
    alike=(
        s("DE99999"),
        s("IT9999999999"),
        s("FR99999999999"),
        s("ES9@99999"),
        s("DE199999999"),
        s("AT1@@99999"),
    ),
    traps=(
        ("de", "USt-IdNr. <X> der Baufirma", s("DE299999999"), "a company|government_id.tax"),
        ("de", "IBAN <X>", s("DE99 9999 9999 9999 9999 99"), "an account|financial"),
        ("fr", "TVA <X>, prestataire", s("FR99999999999"), "a company|government_id.tax"),
        ("it", "IBAN <X>", s("IT99A9999999999999999999999"), "an account|financial"),
        ("en", "ISIN <X> bond", s("FR9999999999"), "a bond"),
        ("es", "IVA <X>", s("ES@99999999"), "a company|government_id.tax"),
        ("nl", "btw <X>", s("NL999999999B01"), "a company|government_id.tax"),
        ("en", "locale DE1 build <X>", s("IT999-rc9"), "a build"),
    ),
    positives=(
        ("de", "Dublin-Fall, Eurodac-Treffer Kategorie 1: [[IT1BA04XZ9]] (Bari)", "hit, Dublin"),
        ("fr", "Procédure Dublin, empreintes : Eurodac [[ES2MEL00817]]", "fingerprints"),
    ),
)

SPECS = (
    NIE, NIF_M, TIE, AZR, BAMF, SECTION, AGDREF, NIR, FISCAL, STP, V_NUMBER, NL_DOCUMENT, BSN, ONDERWIJS, BIS, PT_NIF, NISS,
    PT_TITLE, EURODAC,
)  # fmt: skip
