"""A clinic that is asked in GraphQL."""

import msgspec

from tests.helpers import CLINIC, COUNTY, World, compiled

SCHEMA = """
interface Node { id: ID! }
type Patient implements Node {
  id: ID!
  name: String
  birthDate: String
  citizenshipCode: String
  visits(first: Int): [Visit!]!
  friends: [Patient]
  extra: JSON
}
type Visit { on: String note: String }
type Staff implements Node { id: ID! name: String }
union Hit = Patient | Staff
scalar JSON
enum Order { NAME_ASC CITIZENSHIP_ASC BIRTH_ASC OTHER }
input Where { name: String citizenshipCode: Texts and: [Where!] raw: JSON }
input Texts { eq: String isNull: Boolean }
type Page { items: [Patient!]! total: Int }
type Query {
  patient(id: ID!): Patient
  patients(first: Int, after: String, where: Where, orderBy: [Order!], sortBy: String): [Patient!]!
  page(first: Int, where: Where): Page
  search(q: String): [Hit]
  node(id: ID!): Node
  undeclared(x: String): Patient
}
type Mutation { rename(id: ID!, name: String!): Patient }
type Subscription { seen: Patient }
"""
ROUTES = """
  - route: graph
    match: POST /graphql
    graphql: clinic.graphql
    documents: [by-id.graphql]
    page_size: 20
    query:
      Query.patient.id: record.id
      Query.node.id: record.id
      Query.patients.first: limit
      Query.page.first: limit
      Query.patients.after: paging
      Query.patients.orderBy: sort
      Query.patients.sortBy: sort
      Query.search.q: identity.name
      Patient.visits.first: limit
      Where.name: identity.name
      Where.citizenshipCode: immigration.citizenship
      Order.NAME_ASC: identity.name
      Order.CITIZENSHIP_ASC: immigration.citizenship
      Order.BIRTH_ASC: identity.dob
      Mutation.rename.id: record.id
      Mutation.rename.name: identity.name
    fields:
      Patient.id: record.id
      Patient.name: identity.name
      Patient.birthDate: identity.dob
      Patient.citizenshipCode: immigration.citizenship
      Visit.on: record.meta
      Visit.note: case_notes
      Staff.id: record.id
      Staff.name: identity.name
      Page.total: aggregate.cell
"""


REGISTERED = "query ById($id: ID!) { patient(id: $id) { called: name citizenshipCode } }\n"


def _routes(routes):
    """The loader takes no anchors, so what two routes say is written out."""
    start, fields = routes.split("    fields:\n")
    head, query = start.split("    query:\n")
    said = f"    query:\n{query}    fields:\n{fields}"
    said = said.replace("    documents: [by-id.graphql]\n", "")
    by_get = "  - route: graphs\n    match: GET /graphs\n    graphql: clinic.graphql\n    page_size: 20\n"
    changing = "  - route: changes\n    match: POST /changes\n    graphql: clinic.graphql\n    mutations: yes\n    introspection: yes\n"
    return head.lstrip("\n") + said + by_get + said + changing + said


def files(agreement=COUNTY, schema=SCHEMA, routes=ROUTES):
    return {
        "services/clinic.yaml": CLINIC.rstrip("\n") + "\n" + _routes(routes),
        "services/clinic.graphql": schema,
        "services/by-id.graphql": REGISTERED,
        "agreements/county.yaml": agreement,
    }


def world(agreement=COUNTY, schema=SCHEMA, *, routes=ROUTES, **changes):
    return World(compiled(**files(agreement, schema, routes) | changes))


def asking(query, variables=None, **more):
    return {"query": query} | ({"variables": variables} if variables is not None else {}) | more


async def ask(w, query, variables=None, route="clinic:graph", **more):
    return await w.ask(route=route, body=asking(query, variables, **more))


async def fetch(w, query, answer, variables=None, **more):
    ruling = await ask(w, query, variables, **more)
    return await w.tell(ruling, answer)


def sent(ruling):
    return msgspec.json.decode(ruling.outgoing.body)


def reason(ruling):
    return ruling.decision.reasons[0] if ruling.outgoing is None else ""
