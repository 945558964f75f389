"""
Which of Presidio's recognizers we take over, what their findings are to us, and which say enough by themselves.

Read with presidio-analyzer 2.2.366; ``tests/recognizers/test_catalogue.py`` tells when it knows more.
"""

from __future__ import annotations

from dataclasses import dataclass

from firewall.model import Category


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One recognizer of Presidio's.

    ``stands_alone``: a value of it may be acted on without a word near it that explains it.  Bare digits may not,
    with or without check digit: of a thousand random numbers of nine digits, 307 pass one of these checks.
    ``is_common``: parcels and invoices look so too, so its check digit must be right, and no label may say so.
    ``has_ours``: we have a detector for it, so Presidio's tells only guesses.
    """

    recognizer: str
    entity: str
    category: Category
    stands_alone: bool = False
    is_common: bool = False
    has_ours: bool = False


_NATIONAL = Category("government_id.national")
_TAX = Category("government_id.tax")
_DRIVER = Category("government_id.driver")
_PASSPORT = Category("government_id.passport")
_ALIEN = Category("immigration.identifier")
_ACCOUNT = Category("financial.account")
_PLATE = Category("vehicle.plate")
_ADDRESS = Category("contact.address")
_PHONE = Category("contact.phone")
_DEVICE = Category("device.id")
_FIRM = Category("employment")
_PROVIDER = Category("health.visit")
_COVERAGE = Category("health.coverage")

ENTRIES: tuple[Entry, ...] = (
    # ---- everywhere
    Entry("CreditCardRecognizer", "CREDIT_CARD", _ACCOUNT, stands_alone=True),
    Entry("IbanRecognizer", "IBAN_CODE", _ACCOUNT, stands_alone=True),
    Entry("CryptoRecognizer", "CRYPTO", _ACCOUNT, stands_alone=True),
    Entry("IpRecognizer", "IP_ADDRESS", _DEVICE, stands_alone=True),
    Entry("MacAddressRecognizer", "MAC_ADDRESS", _DEVICE, stands_alone=True),
    Entry("PhoneRecognizer", "PHONE_NUMBER", _PHONE, stands_alone=True),
    # ---- United States
    Entry("UsSsnRecognizer", "US_SSN", _TAX, has_ours=True),
    Entry("UsItinRecognizer", "US_ITIN", _TAX, has_ours=True),
    Entry("UsPassportRecognizer", "US_PASSPORT", _PASSPORT),
    Entry("UsLicenseRecognizer", "US_DRIVER_LICENSE", _DRIVER),
    Entry("UsBankRecognizer", "US_BANK_NUMBER", _ACCOUNT),
    Entry("AbaRoutingRecognizer", "ABA_ROUTING_NUMBER", _ACCOUNT),
    Entry("UsMbiRecognizer", "US_MBI", _NATIONAL, stands_alone=True),
    Entry("UsNpiRecognizer", "US_NPI", _PROVIDER),
    Entry("MedicalLicenseRecognizer", "MEDICAL_LICENSE", _PROVIDER),
    Entry("UsClaimNumberRecognizer", "US_CLAIM_NUMBER", _COVERAGE),
    Entry("UsHealthInsuranceMemberIdRecognizer", "US_HEALTH_INSURANCE_MEMBER_ID", _COVERAGE),
    Entry(
        "UsPrescriptionNumberRecognizer",
        "US_PRESCRIPTION_NUMBER",
        Category("health.record"),
        stands_alone=True,
    ),
    Entry("UsPriorAuthorizationNumberRecognizer", "US_PRIOR_AUTHORIZATION_NUMBER", _COVERAGE),
    Entry("UsProviderTaxIdRecognizer", "US_PROVIDER_TAX_ID", _TAX),
    Entry("UsReferralNumberRecognizer", "US_REFERRAL_NUMBER", _COVERAGE),
    # ---- Canada
    Entry("CaSinRecognizer", "CA_SIN", _NATIONAL),
    Entry("CaPostalCodeRecognizer", "CA_POSTAL_CODE", _ADDRESS),
    # ---- United Kingdom
    Entry("NhsRecognizer", "UK_NHS", _NATIONAL),
    Entry("UkNinoRecognizer", "UK_NINO", _NATIONAL, stands_alone=True),
    Entry("UkPassportRecognizer", "UK_PASSPORT", _PASSPORT),
    Entry("UkDrivingLicenceRecognizer", "UK_DRIVING_LICENCE", _DRIVER, stands_alone=True),
    Entry("UkPostcodeRecognizer", "UK_POSTCODE", _ADDRESS),
    Entry("UkVehicleRegistrationRecognizer", "UK_VEHICLE_REGISTRATION", _PLATE),
    # ---- Germany
    Entry("DeIdCardRecognizer", "DE_ID_CARD", _NATIONAL),
    Entry("DePassportRecognizer", "DE_PASSPORT", _PASSPORT),
    Entry("DeFuehrerscheinRecognizer", "DE_FUEHRERSCHEIN", _DRIVER),
    Entry("DeTaxIdRecognizer", "DE_TAX_ID", _TAX),
    Entry("DeTaxNumberRecognizer", "DE_TAX_NUMBER", _TAX),
    Entry("DeVatIdRecognizer", "DE_VAT_ID", _TAX, stands_alone=True, is_common=True),
    Entry("DeSocialSecurityRecognizer", "DE_SOCIAL_SECURITY", _NATIONAL, stands_alone=True),
    Entry("DeHealthInsuranceRecognizer", "DE_HEALTH_INSURANCE", _NATIONAL),
    Entry("DeLanrRecognizer", "DE_LANR", _PROVIDER),
    Entry("DeBsnrRecognizer", "DE_BSNR", _PROVIDER),
    Entry("DeHandelsregisterRecognizer", "DE_HANDELSREGISTER", _FIRM, stands_alone=True),
    Entry("DeKfzRecognizer", "DE_KFZ", _PLATE),
    Entry("DePlzRecognizer", "DE_PLZ", _ADDRESS),
    # ---- Spain and Italy
    Entry("EsNifRecognizer", "ES_NIF", _NATIONAL, stands_alone=True),
    Entry("EsNieRecognizer", "ES_NIE", _ALIEN, stands_alone=True),
    Entry("EsPassportRecognizer", "ES_PASSPORT", _PASSPORT),
    Entry("ItFiscalCodeRecognizer", "IT_FISCAL_CODE", _TAX, stands_alone=True),
    Entry("ItDriverLicenseRecognizer", "IT_DRIVER_LICENSE", _DRIVER),
    Entry("ItIdentityCardRecognizer", "IT_IDENTITY_CARD", _NATIONAL),
    Entry("ItPassportRecognizer", "IT_PASSPORT", _PASSPORT),
    Entry("ItVatCodeRecognizer", "IT_VAT_CODE", _TAX),
    # ---- the rest of Europe
    Entry("FiPersonalIdentityCodeRecognizer", "FI_PERSONAL_IDENTITY_CODE", _NATIONAL, stands_alone=True),
    Entry("PlPeselRecognizer", "PL_PESEL", _NATIONAL),
    Entry("SePersonnummerRecognizer", "SE_PERSONNUMMER", _NATIONAL),
    Entry("SeOrganisationsnummerRecognizer", "SE_ORGANISATIONSNUMMER", _FIRM),
    Entry("TrNationalIdRecognizer", "TR_NATIONAL_ID", _NATIONAL),
    Entry("TrLicensePlateRecognizer", "TR_LICENSE_PLATE", _PLATE),
    # ---- Asia and Australia
    Entry("InAadhaarRecognizer", "IN_AADHAAR", _NATIONAL),
    Entry("InPanRecognizer", "IN_PAN", _TAX),
    Entry("InPassportRecognizer", "IN_PASSPORT", _PASSPORT),
    Entry("InVoterRecognizer", "IN_VOTER", _NATIONAL),
    Entry("InGstinRecognizer", "IN_GSTIN", _TAX, stands_alone=True),
    Entry("InVehicleRegistrationRecognizer", "IN_VEHICLE_REGISTRATION", _PLATE),
    Entry("KrRrnRecognizer", "KR_RRN", _NATIONAL),
    Entry("KrFrnRecognizer", "KR_FRN", _ALIEN),
    Entry("KrPassportRecognizer", "KR_PASSPORT", _PASSPORT),
    Entry("KrDriverLicenseRecognizer", "KR_DRIVER_LICENSE", _DRIVER),
    Entry("KrBrnRecognizer", "KR_BRN", _FIRM),
    Entry("PhPassportRecognizer", "PH_PASSPORT", _PASSPORT),
    Entry("PhTinRecognizer", "PH_TIN", _TAX),
    Entry("PhUmidRecognizer", "PH_UMID", _NATIONAL),
    Entry("SgFinRecognizer", "SG_NRIC_FIN", _NATIONAL),
    Entry("SgUenRecognizer", "SG_UEN", _FIRM),
    Entry("ThTninRecognizer", "TH_TNIN", _NATIONAL),
    Entry("AuMedicareRecognizer", "AU_MEDICARE", _NATIONAL),
    Entry("AuTfnRecognizer", "AU_TFN", _TAX),
    Entry("AuAbnRecognizer", "AU_ABN", _TAX),
    Entry("AuAcnRecognizer", "AU_ACN", _FIRM),
    # ---- Africa
    Entry("NgNinRecognizer", "NG_NIN", _NATIONAL),
    Entry("NgVehicleRegistrationRecognizer", "NG_VEHICLE_REGISTRATION", _PLATE),
    Entry("ZaIdNumberRecognizer", "ZA_ID_NUMBER", _NATIONAL),
    Entry("ZaPassportRecognizer", "ZA_PASSPORT", _PASSPORT),
    Entry("ZaDriverLicenseRecognizer", "ZA_DRIVER_LICENSE", _DRIVER),
    Entry("ZaTrafficRegisterNumberRecognizer", "ZA_TRAFFIC_REGISTER_NUMBER", _DRIVER),
    Entry("ZaIncomeTaxNumberRecognizer", "ZA_INCOME_TAX_NUMBER", _TAX),
    Entry("ZaVatNumberRecognizer", "ZA_VAT_NUMBER", _TAX),
    Entry("ZaCompanyRegistrationRecognizer", "ZA_COMPANY_REGISTRATION", _FIRM),
    Entry("ZaLicensePlateRecognizer", "ZA_LICENSE_PLATE", _PLATE),
)

ON_DEMAND: tuple[Entry, ...] = (
    # A city may want them; most would drown in them.
    Entry("DateRecognizer", "DATE_TIME", Category("identity.dob")),
    Entry("UuidRecognizer", "UUID", Category("record.id"), stands_alone=True),
)
"""What is taken only where ``firewall.toml`` names it."""

NEVER = {
    "EmailRecognizer": "our own finds e-mail addresses; Presidio's asks the internet for a list of domains",
    "UrlRecognizer": "an address of a page is no fact about a person, and what stands in it is looked at",
    "ZaMobileNumberRecognizer": "PhoneRecognizer finds phone numbers of every country",
    "ZaTelephoneNumberRecognizer": "PhoneRecognizer finds phone numbers of every country",
}
"""What cannot be taken, and why.  All others need a language model or a service, and cannot either."""

REWRITTEN = {
    # Presidio takes `M83` and `H5` of a longer code for licences; the shortest that a state gives has four characters.
    ("UsLicenseRecognizer", "Driver License - Alphanumeric (weak)"): (
        r"\b(?:[A-Z][0-9]{3,14}|[A-Z]{1,2}[0-9]{5,6}|[A-Z]{2}[0-9]{3,7}|[0-9]{2}[A-Z]{3}[0-9]{5,6}|[A-Z][0-9]{18}"
        r"|[A-Z][0-9]{6}R|[0-9]{9}[A-Z]|[A-Z]{2}[0-9]{6}[A-Z]|[0-9]{8}[A-Z]{2}|[0-9]{3}[A-Z]{2}[0-9]{4}"
        r"|[A-Z][0-9][A-Z][0-9][A-Z]|[0-9]{7,8}[A-Z])\b"
    ),
    # Presidio checks what it matched with Python's ``ipaddress``, so a wider and simpler expression finds the same;
    # its own can be tried in millions of ways.
    (
        "IpRecognizer",
        "IPv4_mapped",
    ): r"(?<![\w:])::(?:ffff(?::0{1,4})?:)?\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,3})?\b",
    (
        "IpRecognizer",
        "IPv4_embedded",
    ): r"(?<![\w:])[0-9a-f]{1,4}:[0-9a-f:]{0,30}:\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,3})?\b",
    # Presidio takes any word of ten characters if a letter and four digits follow anywhere in the rest of the text.
    # Here the word itself must have them.
    ("InPanRecognizer", "PAN (Low)"): (
        r"\b(?=[a-z0-9_@#$%^?~-]{0,9}[a-z])(?=[a-z0-9_@#$%^?~-]{0,6}[0-9]{4})[a-z0-9_@#$%^?~-]{10}\b"
    ),
}
"""Expressions in another form that can be run."""

VAGUE = frozenset(
    (
        # of everyday language, and so near to any number
        "us", "united", "states", "document", "documento", "travel", "number", "id", "identity", "check", "save",
        "provider", "firma", "ag", "ug", "kg", "ort", "auto", "stadt", "dorf", "adresse", "reg", "car", "mot", "pi",
        "cc", "sin", "fin", "pan", "nas", "pass", "call", "permit", "individual", "tax", "payer", "zip", "canada",
        "ontario", "quebec", "alberta", "british columbia", "address", "delivery", "mailing", "shipping",
        "correspondence", "association", "transaction", "identification", "identificacion", "elettronico",
        "elettronica", "italiano", "viaggio", "viaggiare", "estero", "billing", "policy", "member", "approval",
        "specialty", "taxonomy", "card", "discover", "rente", "arzt nr", "praxis", "rezept", "gesellschaft", "ip",
        "mac", "date", "carta", "licenza", "invoice", "rechnung", "fahrzeug", "vehicle", "registration",
        "rto", "epic", "bir", "sss", "crn", "security", "social", "medical", "certificate", "phone", "cell",
        "debit", "feld 5", "dokument nr", "mrz", "health authority", "idnr", "kayit", "zulassung",
    )
)  # fmt: skip
"""Words of Presidio's that explain nothing by themselves: with them, its scores jump for any number."""
