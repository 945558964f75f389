"""
Cases written by hand, as people write notes and letters: class -> language, text, why.

``[[value]]`` marks what must be found; ``((value|category))`` is true of something else.
"""

from __future__ import annotations

Written = dict[str, tuple[tuple[str, str, str], ...]]

POSITIVES: Written = {
    "es.nie": (
        ("es", "Madre marroquí, NIE caducado ([[Y4478091M]]), pide cita para renovar", "note"),
        (
            "es",
            "El padre [[X-4033918-V]] y la madre [[Z1398557R]] firman la matrícula del comedor",
            "two without a name",
        ),
    ),
    "es.nif-m": (
        (
            "es",
            "Le dieron un NIF de los que empiezan por M: [[M1066165T]], todavía no tiene NIE",
            "said in passing",
        ),
    ),
    "es.tie-support": (
        (
            "es",
            "En la TIE pone abajo a la derecha el soporte [[E48210937]], la foto está borrosa",
            "where it stands",
        ),
    ),
    "de.azr": (
        (
            "de",
            "Ankunftsnachweis liegt vor, AZR-Nr.\u00a0[[230914118273]]; Termin bei der ABH am 5.6.",
            "no-break space",
        ),
        (
            "de",
            "Abgleich mit dem Ausländerzentralregister: [[190227004411]] gehört zu einer anderen Person",
            "register in full",
        ),
    ),
    "fr.agdref": (
        (
            "fr",
            "Sur le récépissé, le numéro étranger est illisible : peut-être [[7503 18 2245]]",
            "groups as read",
        ),
        ("fr", "ANEF : connexion avec le n° étranger [[9912345670]] et le mot de passe temporaire", "login"),
    ),
    "fr.nir": (
        (
            "fr",
            "Née à Kaboul, n° sécu provisoire [[7 85 05 99 203 123 65]] en attente de l'état civil",
            "provisional",
        ),
    ),
    "it.codice-fiscale": (
        (
            "it",
            "Il bambino (cf. della madre [[HMDSRA90A41Z343B]]) è iscritto alla scuola dell'infanzia",
            "born abroad, in brackets",
        ),
    ),
    "it.stp-eni": (
        (
            "it",
            "Visita in PS senza documenti, rilasciato STP n. [[STP0301230000123]], scade fra sei mesi",
            "emergency room",
        ),
    ),
    "nl.v-number": (
        ("nl", "Mevrouw heeft alleen een W-document; het V-nummer daarop is [[2871 234 567]]", "groups"),
        ("nl", "COA-locatie Budel, V-nr: [[2799001123]], kamer 14", "centre"),
    ),
    "nl.residence-document": (
        ("nl", "Document [[III-V123AL568]] is in maart verlopen, verlenging loopt", "asylum, expired"),
    ),
    "nl.bsn": (
        ("nl", "Vader heeft inmiddels een BSN gekregen ([[111222333]]), moeder nog niet", "negation near"),
    ),
    "be.bis": (
        ("fr", "Pas au registre national ; numéro bis [[98.47.28-997.65]] donné par la BCSS", "explained"),
        ("nl", "Enkel een bisnummer, geen rijksregister: [[98472899765]]", "after a colon"),
    ),
    "pt.niss": (
        ("pt", "Conseguiu o NISS na hora ([[12345678902]]), mas a AIMA ainda não respondeu", "note"),
    ),
    "pt.residence-title": (
        ("pt", "Título de residência caducado desde março, n.º [[P000123456]]", "expired"),
    ),
    "eu.eurodac": (("it", "Dublinante: riscontro Eurodac categoria 2, [[EL2LES0099812]]", "hit"),),
    "uk.brp": (
        ("en", "Hackney drop-in: BRP [[RF5829301]] lost on the bus, replacement eVisa not set up", "lost"),
    ),
    "uk.share-code": (
        ("en", "Employer says the share code she sent ([[WB4 9X7 K2Q]]) had expired", "expired"),
    ),
    "uk.home-office-reference": (
        (
            "en",
            "Refusal letter dated 3 May, Home Office Reference Number: [[S2039481]], appeal lodged",
            "in full",
        ),
    ),
    "uk.uan": (
        (
            "en",
            "EUSS late application, UAN [[3434-7781-0293-5511]], certificate of application received",
            "EUSS",
        ),
    ),
    "uk.gwf-ihs": (("en", "paid the surcharge, [[IHS204918273]], visa ref [[GWF071829304]]", "two"),),
    "uk.nino": (
        (
            "en",
            "No NI number before; DWP letter now gives [[SK 48 20 19 C]] as her National Insurance number",
            "after it",
        ),
    ),
    "uk.nhs": (("en", "GP registration done without proof of address, NHS No: [[943 476 5919]]", "note"),),
    "icao.mrz-td3": (
        (
            "en",
            "passport scan\n[[P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10]]",
            "the specimen of the standard",
        ),
    ),
    "icao.mrz-td2": (
        (
            "en",
            "[[I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6]]",
            "the specimen of the standard",
        ),
    ),
    "icao.mrz-td1": (
        (
            "en",
            "card, back:\n[[I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<]]",
            "the specimen of the standard",
        ),
    ),
}

NEGATIVES: Written = {
    "es.nie": (
        (
            "es",
            "Expediente X1234567A de licencia de obra menor, calle Mayor 3",
            "a building file with a letter that is wrong",
        ),
        ("de", "Das hat er nie (1234567) unterschrieben", "a German word"),
    ),
    "es.tie-support": (("es", "Aditivos E202 y E330, lote E20240118", "additives"),),
    "de.azr": (
        (
            "de",
            "Vgl. BAG 5 AZR 123/22 und 10 AZR 210412/19 zur Vergütung",
            "files of the Federal Labour Court",
        ),
        ("de", "Logdatei 220504123456.log gelöscht", "a time stamp"),
    ),
    "de.bamf": (("de", "Erreichbar unter 0341 1234567-123 (Frau Kranz) und 1234567-0", "extensions"),),
    "de.residence-section": (
        (
            "de",
            "Nach § 60a der Gemeindeordnung und § 25 der Geschäftsordnung des Rates",
            "rules of a council",
        ),
        ("de", "§ 3 Abs. 1 Nr. 4 UStG, § 55 AO und § 58 AO (Gemeinnützigkeit)", "tax law"),
    ),
    "fr.agdref": (
        ("fr", "Séjour linguistique à l'étranger, inscription 7503123456, acompte versé", "a language trip"),
        ("fr", "Titre de transport n° 9904567812, abonnement annuel", "a travel pass"),
    ),
    "fr.nir": (
        ("fr", "EAN 1850599351123 en rupture, commande 285059935112345 annulée", "a bar code and an order"),
    ),
    "it.codice-fiscale": (
        ("it", "Codice IPA e CUP B16G21000010001 del progetto scuola", "codes of a project"),
    ),
    "it.stp-eni": (
        ("it", "Aggiornato lo switch: STP disattivato sulla porta 0301230000123", "a network protocol"),
    ),
    "nl.v-number": (
        ("nl", "Verblijf in het ziekenhuis, opnamenummer 2871234567, ontslag vrijdag", "a hospital stay"),
    ),
    "nl.residence-document": (("nl", "Artikelen I-V en W-2 van de verordening, bijlage III-V", "articles"),),
    "nl.bsn": (("nl", "Bonnummer 111222333, twee koffie", "a till receipt"),),
    "be.bis": (("fr", "98.47.28 est le code NACE, 997.65 le montant", "a code and an amount"),),
    "pt.residence-title": (("pt", "Título n.º A12345678 da biblioteca, residência artística", "a book"),),
    "eu.eurodac": (("en", "Postcode DE1 2AB Derby; IT20 helpdesk; FR1 flight", "two letters and a digit"),),
    "uk.brp": (("en", "Radio RF4829134 fitted to the bin lorry", "a radio"),),
    "uk.share-code": (("en", "Code W4B9X7K2Q opens the bike shed, please share", "the code of a shed"),),
    "uk.home-office-reference": (("en", "Home working policy, office ref B1234567", "a letter"),),
    "uk.uan": (("en", "Card ending; full number 4111-1111-1111-1111 must not be stored", "a test card"),),
    "uk.gwf-ihs": (("en", "GWF-2024 grant, IHS-12 form", "a grant"),),
    "uk.nino": (("en", "Order AB123456Z, rail freight", "an order with a last letter that is wrong"),),
    "uk.nhs": (("en", "NHS Supply Chain order 9434765918, gloves", "an order with a digit that is wrong"),),
    "icao.mrz-td3": (("en", "<<<<<<<<<< page break >>>>>>>>>>", "a rule"),),
}
