"""A clinic whose patients are asked for in a dialect of queries."""

from tests.helpers import CLINIC, COUNTY, World, compiled

ASKS = "asks_by: [record.id, identity.name, record.meta]"
WIDER = COUNTY.replace(ASKS, ASKS[:-1] + ", immigration.citizenship, identity.dob, case_notes]")
"""It may ask by citizenship, which does not leave, and by birth, of which only the year does."""

TOLD = COUNTY.replace(ASKS, ASKS[:-1] + ", contact.phone]")

TEXTS = WIDER.replace("shares:\n", "shares:\n  - data: [case_notes]\n")

_TABLE = """
  - route: table
    match: GET /table
    dialect: {dialect}
    page_size: 20
    query: {{lang: language, page: paging{more}}}
    {records}
    fields:
      {fields}
"""
_COLUMNS = {
    "id": "record.id",
    "name": "identity.name",
    "birth": "identity.dob",
    "phone": "contact.phone",
    "citizenship": "immigration.citizenship",
    "notes": "case_notes",
}
_VISITS = {"on": "record.meta", "note": "case_notes", "status": "immigration.citizenship"}


def _columns(at, within="", columns=_COLUMNS):
    return [f"{at}/{within}{name}: {category}" for name, category in columns.items()]


FIELDS = {
    "odata": [
        *_columns("/value/*"), *_columns("/value/*", "visits/*/", _VISITS), "/value/*/address: record.meta", "/value/*/address/city: record.meta",
        "/value/*/address/status: immigration.citizenship",
        "/@odata.count: aggregate.cell",
    ],
    "postgrest": [*_columns("/*"), *_columns("/*", "visits/*/", _VISITS), "/*/data: record.meta", "/*/secret: immigration.citizenship",
        "/*/data/status: immigration.citizenship", "/*/office/city: record.meta", "/*/office/origin: immigration.citizenship",
    ],
    "jsonapi": [
        "/data/*/id: record.id", *_columns("/data/*", "attributes/"), "/data/*/relationships/doctor/data/id: record.id",
        "/data/*/relationships/office: record.meta", "/included/*/relationships/office/data/id: record.id", "/included/*/attributes/title: record.meta", "/included/*/attributes/origin: immigration.citizenship",
    ],
    "fhir": [*_columns("/entry/*/resource")],
}  # fmt: skip
RECORDS = {"odata": "records: /value", "jsonapi": "records: /data", "fhir": "records: /entry"}
MORE = {
    "odata": ", $search: case_notes",
    "fhir": ", family: identity.name, citizenship: immigration.citizenship, birthdate: identity.dob, general.family: identity.name,"
    ' general.birthdate: identity.dob, "_has:Observation:patient:code": record.meta, "_has:Coverage:payor:status": immigration.citizenship, _include: record.meta,'
    ' "_include:Patient:general-practitioner": record.meta, "_revinclude:Visit:patient": record.meta, "_include:Patient:sponsor": immigration.citizenship,'
    ' "_include:*": record.meta, "_include:Patient:page": paging',
}


def world(dialect, agreement=COUNTY):
    table = _TABLE.format(
        dialect=dialect,
        more=MORE.get(dialect, ""),
        records=RECORDS.get(dialect, "title: A table"),
        fields="\n      ".join(FIELDS[dialect]),
    )
    text = CLINIC.rstrip("\n") + table
    return World(compiled(**{"services/clinic.yaml": text, "agreements/county.yaml": agreement}))


class Asked:
    """One dialect, and what became of a query in it."""

    def __init__(self, dialect):
        self.dialect = dialect

    async def ask(self, query, agreement=COUNTY, w=None):
        pairs = tuple(query.items()) if isinstance(query, dict) else tuple(query)
        return await (w or world(self.dialect, agreement)).ask(route="clinic:table", query=pairs)

    async def reason(self, query, agreement=COUNTY):
        ruling = await self.ask(query, agreement)
        return ruling.decision.reasons[0] if ruling.outgoing is None else ""

    async def fetch(self, query, answer, agreement=COUNTY):
        w = world(self.dialect, agreement)
        ruling = await self.ask(query, agreement, w)
        assert ruling.outgoing is not None, ruling.decision.reasons
        return await w.tell(ruling, answer)
