"""
Who asks the city, and what they ask: the exchanges of the demo, as data.

Each says in one sentence what it is there to show.  What happens to it stands in the
policies alone, never here.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec

from firewall.demo import clinic, district, housing, plates, threeoneone, utility
from firewall.demo.city import CLINIC, DISTRICT, HOUSING_OFFICE, PLATES, SCHOOL, THREE_ONE_ONE, UTILITY
from firewall.model import Kind, PartnerId, Tree

COUNTY = PartnerId("county-public-health")
HOUSING = PartnerId("housing-department")
ICE = PartnerId("ice-ero")
VENDOR = PartnerId("acme-analytics")
UNIVERSITY = PartnerId("state-university")
PORTAL = PartnerId("resident-portal")
POLICE = PartnerId("state-police")
BENEFITS = PartnerId("state-benefits")
COLLECTOR = PartnerId("harbor-collections")
BROKER = PartnerId("consumer-data-exchange")
FUSION = PartnerId("state-fusion-center")
LAKESIDE = PartnerId("lakeside-district")
NOBODY = PartnerId("")
"""Shows no credential, or one that nobody issued."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A requester that the city knows; its partner file says the same."""

    id: PartnerId
    title: str
    kind: Kind
    on_behalf_of: PartnerId | None = None


PARTNERS = (
    Partner(COUNTY, "County Public Health", Kind("peer-local.public-health")),
    Partner(HOUSING, "City Housing Department", Kind("city-agency")),
    Partner(ICE, "ICE Enforcement and Removal Operations", Kind("immigration-enforcement.civil")),
    Partner(VENDOR, "Acme Analytics, for ICE", Kind("vendor-surveillance"), on_behalf_of=ICE),
    Partner(UNIVERSITY, "State University, School of Public Health", Kind("research")),
    Partner(PORTAL, "Resident portal", Kind("subject")),
    Partner(POLICE, "State Police", Kind("state-le")),
    Partner(BENEFITS, "State Department of Benefits", Kind("state-agency.benefits")),
    Partner(COLLECTOR, "Harbor Collections", Kind("utility-finance")),
    Partner(BROKER, "Consumer Data Exchange", Kind("data-broker"), on_behalf_of=COLLECTOR),
    Partner(FUSION, "State Fusion Center, which passes on to ICE", Kind("fusion-center")),
    Partner(LAKESIDE, "Lakeside School District", Kind("peer-local.education")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request of the demo.  ``target`` is path and query; a form is sent flat and URL-encoded."""

    shows: str
    partner: PartnerId
    service: str
    target: str
    method: str = "GET"
    purpose: str = ""
    process: str = ""
    json: Tree = None
    form: tuple[tuple[str, str], ...] = ()

    @property
    def body(self) -> bytes:
        if self.form:
            return urlencode(self.form).encode()
        return b"" if self.json is None else msgspec.json.encode(self.json)

    @property
    def headers(self) -> dict[str, str]:
        """What the requester claims, and the type of its body; its credential is not part of the data."""
        headers = {
            "Accept": "application/json",
            "Purpose-Of-Use": self.purpose,
            "Legal-Process": self.process,
            "Content-Type": self._media_type,
        }
        return {name: value for name, value in headers.items() if value}

    @property
    def _media_type(self) -> str:
        if self.form:
            return "application/x-www-form-urlencoded"
        return "" if self.json is None else "application/json"


ASKS = (
    Ask(
        shows="The county follows up a notifiable disease and gets what the agreement names.",
        partner=COUNTY,
        purpose="public-health",
        service=CLINIC,
        target=f"/patients/{clinic.WITH_STATUS}",
    ),
    Ask(
        shows="A patient without any status on file gives an answer of the same shape.",
        partner=COUNTY,
        purpose="public-health",
        service=CLINIC,
        target=f"/patients/{clinic.WITHOUT_STATUS}",
    ),
    Ask(
        shows="Asking by citizenship would tell who is on the list, whatever the list leaves out.",
        partner=COUNTY,
        purpose="public-health",
        service=CLINIC,
        target="/patients?citizenshipCode=4",
    ),
    Ask(
        shows="Housing needs to reach somebody about a unit, and the notes are none of its business.",
        partner=HOUSING,
        purpose="service-delivery",
        service=THREE_ONE_ONE,
        target=f"/requests/{threeoneone.ACCUSING}",
    ),
    Ask(
        shows="ICE asks for a patient: a lawyer answers, not a machine.",
        partner=ICE,
        purpose="immigration-enforcement",
        service=CLINIC,
        target=f"/patients/{clinic.WITH_STATUS}",
    ),
    Ask(
        shows="An administrative warrant is no warrant: the answer stays the same.",
        partner=ICE,
        purpose="immigration-enforcement",
        process="admin-warrant",
        service=CLINIC,
        target=f"/patients/{clinic.WITH_STATUS}",
    ),
    Ask(
        shows="The vendor that asks for ICE is ICE.",
        partner=VENDOR,
        purpose="service-delivery",
        service=CLINIC,
        target=f"/patients/{clinic.WITH_STATUS}",
    ),
    Ask(
        shows="Asked for the citizenship code by name: 8 U.S.C. 1373 is counsel's to answer.",
        partner=ICE,
        purpose="immigration-enforcement",
        process="section-1373-inquiry",
        service=CLINIC,
        target=f"/patients/{clinic.WITHOUT_STATUS}?fields=citizenshipCode",
    ),
    Ask(
        shows="A roster says status without a word about it.",
        partner=ICE,
        purpose="immigration-enforcement",
        service=SCHOOL,
        target="/students?page=1&count=20",
    ),
    Ask(
        shows="A subpoena that no judge signed opens no school record.",
        partner=ICE,
        purpose="immigration-enforcement",
        process="admin-subpoena-dhs",
        service=SCHOOL,
        method="POST",
        target="/students/search",
        json={"LastSurname": "Silva", "BirthDate": "2013-04-02", "fields": ["Address", "BirthCountry"]},
    ),
    Ask(
        shows="Research gets what can be counted, not who it was.",
        partner=UNIVERSITY,
        purpose="research",
        service=SCHOOL,
        target="/students?grade=Seventh+grade&page=1&count=20",
    ),
    Ask(
        shows="A resident reports a broken boiler.",
        partner=PORTAL,
        purpose="service-delivery",
        service=THREE_ONE_ONE,
        method="POST",
        target="/requests",
        form=(
            ("category", "housing"),
            ("address", "418 Canal Street, Harbor City"),
            ("text", "No heat since Monday. Tengo miedo de quejarme, el dueño llama a la migra."),
            ("reporter_name", "Lucía Xicará"),
            ("reporter_phone", "+1-312-555-0142"),
        ),
    ),
    Ask(
        shows="An intake keeps out what the clinic should never have asked.",
        partner=PORTAL,
        purpose="care-treatment",
        service=CLINIC,
        method="POST",
        target="/patients",
        json={
            "name": {"given": "Amira", "family": "Haddad"},
            "birthDate": "1996-03-08",
            "phone": "+1-312-555-0131",
            "address": {"line": "55 Mill Road", "city": "Harbor City", "postalCode": "00411"},
            "language": "ar",
            "birthCountry": "SY",
            "citizenshipCode": "5",
            "alienNumber": "A000165432",
        },
    ),
    Ask(
        shows="Somebody without a credential asks for a patient who exists.",
        partner=NOBODY,
        service=CLINIC,
        target=f"/patients/{clinic.WITH_STATUS}",
    ),
    Ask(
        shows="And for one who does not: the same answer.",
        partner=NOBODY,
        service=CLINIC,
        target=f"/patients/{clinic.MISSING}",
    ),
    Ask(
        shows="The county asks for a patient who does not exist.",
        partner=COUNTY,
        purpose="public-health",
        service=CLINIC,
        target=f"/patients/{clinic.MISSING}",
    ),
    Ask(
        shows="Whether a family may have a benefit hangs on its income, and not on its papers.",
        partner=BENEFITS,
        purpose="eligibility-determination",
        service=HOUSING_OFFICE,
        target=f"/tenants/{housing.WITH_STATUS}",
    ),
    Ask(
        shows="A tenant who never had to say anything about status gives an answer of the same shape.",
        partner=BENEFITS,
        purpose="eligibility-determination",
        service=HOUSING_OFFICE,
        target=f"/tenants/{housing.WITHOUT_STATUS}",
    ),
    Ask(
        shows="Where a tenant lives is nothing that an administrative warrant orders anybody to say.",
        partner=ICE,
        purpose="immigration-enforcement",
        process="admin-warrant",
        service=HOUSING_OFFICE,
        target=f"/tenants/{housing.WITH_STATUS}/contact",
    ),
    Ask(
        shows="What a fusion center gets all its members get: it is judged as ICE, to whom it passes on.",
        partner=FUSION,
        purpose="law-enforcement-criminal",
        service=HOUSING_OFFICE,
        target=f"/tenants/{housing.WITH_STATUS}",
    ),
    Ask(
        shows="An application for a home goes in without the status that its form asks for.",
        partner=PORTAL,
        purpose="service-delivery",
        service=HOUSING_OFFICE,
        method="POST",
        target="/applications",
        json={
            "name": "Amira Haddad",
            "dob": "1996-03-08",
            "phone": "+1-312-555-0131",
            "address": "55 Mill Road, Harbor City",
            "household_size": 3,
            "income": 22000,
            "preferred_language": "ar",
            "eligible_immigration_status": "not eligible",
            "alien_registration_number": "A000165432",
        },
    ),
    Ask(
        shows="A collector learns whose water bill is unpaid, and not where they live.",
        partner=COLLECTOR,
        purpose="billing",
        service=UTILITY,
        target=f"/accounts/{utility.WITH_STATUS}",
    ),
    Ask(
        shows="The broker says that it asks for the collector, and gets less than the collector: nothing.",
        partner=BROKER,
        purpose="billing",
        service=UTILITY,
        target=f"/accounts/{utility.WITH_STATUS}",
    ),
    Ask(
        shows="Police that signed a declaration asks about one plate: when, and about where.",
        partner=POLICE,
        purpose="law-enforcement-criminal",
        service=PLATES,
        target=f"/hits?plate={plates.PLATE}&page=1&count=20",
    ),
    Ask(
        shows="It may have the photograph too: the picture, and nothing of what the camera wrote beside it.",
        partner=POLICE,
        purpose="law-enforcement-criminal",
        service=PLATES,
        target=f"/hits/{plates.WATCHED}/photo",
    ),
    Ask(
        shows="Plate reader data is not for whoever passes it on to immigration enforcement.",
        partner=FUSION,
        purpose="law-enforcement-criminal",
        service=PLATES,
        target=f"/hits?plate={plates.PLATE}&page=1&count=20",
    ),
    Ask(
        shows="Nor for ICE itself, whatever it calls its purpose.",
        partner=ICE,
        purpose="law-enforcement-criminal",
        service=PLATES,
        target=f"/hits?plate={plates.PLATE}&page=1&count=20",
    ),
    Ask(
        shows="A student moves to the next district: who, which grade, which shots. Not newcomer, not where from.",
        partner=LAKESIDE,
        purpose="education",
        service=DISTRICT,
        target=f"/students/{district.NEWCOMER}",
    ),
    Ask(
        shows="A parent registers a child on the Spanish page, which asks what no school may ask.",
        partner=PORTAL,
        purpose="education",
        service=DISTRICT,
        method="POST",
        target="/inscripciones",
        form=(
            ("nombre", "Inés"),
            ("apellidos", "Xicará"),
            ("fecha_nacimiento", "2019-05-04"),
            ("domicilio", "418 Canal Street, Harbor City"),
            ("telefono", "+1-312-555-0142"),
            ("tutor", "Lucía Xicará"),
            ("idioma", "es"),
            ("lugar_nacimiento", "Quetzaltenango"),
            ("pais_nacimiento", "GT"),
            ("situacion_migratoria", "sin papeles"),
            ("numero_extranjero", "A000187655"),
        ),
    ),
    Ask(
        shows="The district's record opens to an agency's own subpoena no more than the roster does.",
        partner=ICE,
        purpose="immigration-enforcement",
        process="admin-subpoena-dhs",
        service=DISTRICT,
        target=f"/students/{district.NEWCOMER}",
    ),
)
