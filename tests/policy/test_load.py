import pytest

from firewall.errors import PolicyError
from firewall.policy.load import digest_of, examine, load
from tests.helpers_policy import FOLDER, ROOT, folder, plain


def told(**files):
    return [plain(fault) for fault in examine(folder(**files))[1]]


def test_a_whole_folder_becomes_one_bundle():
    bundle = load(folder())

    assert bundle.city.name == "springfield"
    assert [s.name for s in bundle.services] == ["clinic"]
    assert set(bundle.partners) == {"county-public-health", "ice-ero"}
    assert [a.id for a in bundle.agreements] == ["DSA-2026-014"]
    assert [r.id for r in bundle.rules] == ["welcoming-city/status-goes-to-counsel"]
    assert [c.name for c in bundle.cases] == ["ICE asks for a patient"]
    assert bundle.samples == {"samples/patient.json": "{}"}
    assert bundle.digest == digest_of(folder())


def test_the_policies_of_the_product_load():
    sources = {
        str(path.relative_to(ROOT / "policies")): path.read_text("utf-8")
        for path in (ROOT / "policies").rglob("*")
        if path.is_file()
    }

    assert examine(sources)[1] == ()


@pytest.mark.parametrize(
    ("file", "was", "becomes", "says"),
    [
        (
            "city.yaml",
            "city: springfield",
            "city: spring field",
            [
                "city.yaml:2:7: `spring field` is not a short name. Use letters, digits, dots and hyphens, without spaces."
            ],
        ),
        (
            "city.yaml",
            "[en, es]",
            "[en, fr]",
            ["city.yaml:5:17: `fr` is not a language the firewall answers in. Use one of: en, es."],
        ),
        (
            "city.yaml",
            "title: City of Springfield\n",
            "",
            ["city.yaml:2:1: A city needs `title:`. Add a line for it, indented like those beside it."],
        ),
        (
            "city.yaml",
            ", email: law@springfield.example",
            "",
            [
                "city.yaml:4:10: A `contact` part needs `email:`. Add a line for it, indented like those beside it."
            ],
        ),
        (
            "city.yaml",
            "languages: [en, es]",
            "languages: en",
            ["city.yaml:5:12: `languages` must be a list. Write `[en]`."],
        ),
        (
            "city.yaml",
            "languages:",
            "langauges:",
            [
                "city.yaml:2:1: A city needs `languages:`. Add a line for it, indented like those beside it.",
                "city.yaml:5:1: `langauges` is not a key of a city. Did you mean `languages`",
            ],
        ),
        (
            "city.yaml",
            "title: City of Springfield",
            "title: [a]",
            [
                "city.yaml:3:8: `title` must be one piece of text. Write it on one line, or in quotation marks."
            ],
        ),
        (
            "city.yaml",
            "languages: [en, es]",
            "languages: []",
            ["city.yaml:5:12: The list of `languages` is empty. Write what it holds, or delete the key."],
        ),
        (
            "city.yaml",
            "contact: {office: Law Department, email: law@springfield.example}",
            "contact: law@springfield.example",
            [
                "city.yaml:4:10: A `contact` part must be written as `key: value` lines. Write it like the examples."
            ],
        ),
        (
            "services/clinic.yaml",
            "http://127.0.0.1:9101",
            "127.0.0.1:9101",
            [
                "services/clinic.yaml:3:11: `upstream` must be the address of the service. Write it as http://127.0.0.1:9101."
            ],
        ),
        (
            "services/clinic.yaml",
            "existence: protected",
            "existence: hidden",
            [
                "services/clinic.yaml:4:12: `hidden` is not `open` or `protected`. Use one of: open, protected."
            ],
        ),
        (
            "services/clinic.yaml",
            "GET /patients/{id}",
            "GET patients/{id}",
            [
                "services/clinic.yaml:7:12: `match` must be a method and a path. Write it as GET /patients/{id}.",
                "services/clinic.yaml:8:11: `id` is not a part of the path in `match`.",
            ],
        ),
        (
            "services/clinic.yaml",
            "GET /patients/{id}",
            "FETCH /patients/{id}",
            [
                "services/clinic.yaml:7:12: `match` must be a method and a path. Write it as GET /patients/{id}.",
                "services/clinic.yaml:8:11: `id` is not a part of the path in `match`.",
            ],
        ),
        (
            "services/clinic.yaml",
            "    path: {id: record.id}\n",
            "",
            ["services/clinic.yaml:7:12: Nothing says what `{id}` is. Add `path: {id: record.id}`."],
        ),
        (
            "services/clinic.yaml",
            "{id: record.id}",
            "{key: record.id}",
            [
                "services/clinic.yaml:7:12: Nothing says what `{id}` is. Add `path: {id: record.id}`.",
                "services/clinic.yaml:8:11: `key` is not a part of the path in `match`. Use one of: id.",
            ],
        ),
        (
            "services/clinic.yaml",
            "selection",
            "selecton",
            ["services/clinic.yaml:9:21: `selecton` is not a category. Did you mean `selection`"],
        ),
        (
            "services/clinic.yaml",
            "/name: identity.name",
            "name: identity.name",
            [
                "services/clinic.yaml:11:7: `name` is not a place in a document. Begin with `/`, as in /name or /items/*/name."
            ],
        ),
        (
            "services/clinic.yaml",
            "/name: identity.name",
            "/na~me: identity.name",
            [
                "services/clinic.yaml:11:7: `/na~me` is not a place in a document. Begin with `/`, as in /name or /items/*/name."
            ],
        ),
        (
            "services/clinic.yaml",
            "identity.dob",
            "identity.birth",
            ["services/clinic.yaml:12:19: `identity.birth` is not a category. Did you mean `identity.dob`"],
        ),
        (
            "services/clinic.yaml",
            "/notes: case_notes",
            "/notes: []",
            ["services/clinic.yaml:14:15: Nothing says what `/notes` is. Write a category."],
        ),
        (
            "services/clinic.yaml",
            "/notes: case_notes",
            "/notes: [case_notes, note]",
            ["services/clinic.yaml:14:28: `note` is not a category."],
        ),
        (
            "services/clinic.yaml",
            "/notes: case_notes",
            "/notes: {a: b}",
            ["services/clinic.yaml:14:15: One category must stand here. Write one word."],
        ),
        (
            "services/clinic.yaml",
            "    accepts: [identity, contact]\n",
            "",
            ["services/clinic.yaml:18:16: `otherwise` belongs to an intake. Add `accepts:`, or delete it."],
        ),
        (
            "services/clinic.yaml",
            "otherwise: remove",
            "otherwise: hold",
            ["services/clinic.yaml:19:16: `hold` is not `remove` or `refuse`. Use one of: refuse, remove."],
        ),
        (
            "services/clinic.yaml",
            "route: intake",
            "route: patient",
            ["services/clinic.yaml:16:5: The route `clinic:patient` is given twice. Rename one."],
        ),
        (
            "services/clinic.yaml",
            "match: POST /patients",
            "match: GET /patients/{other}\n    path: {other: record.id}",
            [
                "services/clinic.yaml:16:5: `clinic:intake` and `clinic:patient` match the same requests. Delete one.",
                "services/clinic.yaml:19:14: GET sends nothing that could be accepted. Delete `accepts:`.",
            ],
        ),
        (
            "services/clinic.yaml",
            "routes:",
            "routes: none\nx:",
            [
                "laws/welcoming.yaml:21:78: `clinic:patient` is not a route.",
                "services/clinic.yaml:5:9: `routes` must be a list with at least one entry. Begin each entry with `- `.",
                "services/clinic.yaml:6:1: `x` is not a key of a service. Use one of: existence, kind, routes, service, title, upstream.",
            ],
        ),
        (
            "services/clinic.yaml",
            "    fields:",
            "    markers: {/name: string}\n    fields:",
            [
                "services/clinic.yaml:10:22: `string` is not a type of marker. Use one of: boolean, list, masked, masked-list, null, number, object, text."
            ],
        ),
        (
            "services/clinic.yaml",
            "    fields:",
            "    records: items\n    fields:",
            [
                "services/clinic.yaml:10:14: `items` is not a place in a document. Begin with `/`, as in /name or /items/*/name."
            ],
        ),
        (
            "services/clinic.yaml",
            "    fields:",
            "    page_size: ten\n    fields:",
            [
                "services/clinic.yaml:10:16: `page_size` must be a whole number. Write it in digits, without dots or commas."
            ],
        ),
        (
            "services/clinic.yaml",
            "    query: {fields: selection}",
            "    query: {a: limit, b: limit}",
            ["services/clinic.yaml:9:12: Two parameters say how many records are asked for. Keep one."],
        ),
        (
            "services/clinic.yaml",
            "- route: intake",
            "- name: intake",
            [
                "services/clinic.yaml:16:5: A route needs `route:`. Add a line for it, indented like those beside it.",
                "services/clinic.yaml:16:5: `name` is not a key of a route.",
            ],
        ),
        (
            "partners/county.yaml",
            "peer-local.public-health",
            "public-health-department",
            ["partners/county.yaml:4:7: `public-health-department` is not a kind of requester."],
        ),
        (
            "partners/county.yaml",
            "peer-local.public-health",
            "immigration-enforcment",
            [
                "partners/county.yaml:4:7: `immigration-enforcment` is not a kind of requester. Did you mean `immigration-enforcement`"
            ],
        ),
        (
            "partners/county.yaml",
            "dns:health.county.example",
            "health.county.example",
            [
                "partners/county.yaml:5:30: A certificate is named by `dns:...`, `uri:...`, `email:...` or `sha256:...`. Ask city IT for the name in it, or for its SHA-256 fingerprint."
            ],
        ),
        (
            "partners/county.yaml",
            "yes",
            "true",
            ["partners/county.yaml:5:70: `true` is not `yes` or `no`. Use one of: no, yes."],
        ),
        (
            "partners/county.yaml",
            "title:",
            "on_behalf_of: [ice]\ntitle:",
            ["partners/county.yaml:2:1: `ice` is not a partner. Did you mean `ice-ero`"],
        ),
        (
            "partners/county.yaml",
            "title:",
            "on_behalf_of: [county-public-health]\ntitle:",
            [
                "partners/county.yaml:2:1: `county-public-health` acts on behalf of itself, through others. Break the circle."
            ],
        ),
        (
            "partners/county.yaml",
            "title:",
            "onward: [icee-ero]\ntitle:",
            [
                "partners/county.yaml:2:1: `icee-ero` is not a partner or a kind of requester. Did you mean `ice-ero`"
            ],
        ),
        (
            "partners/county.yaml",
            "partner: county-public-health",
            "partner: ice-ero",
            [
                "agreements/county.yaml:5:7: `county-public-health` is not a partner or a kind of requester. Did you mean `state-agency.public-health`",
                "partners/ice.yaml:2:1: The partner `ice-ero` is given twice. Rename one; the other stands in partners/county.yaml:2.",
            ],
        ),
        (
            "partners/county.yaml",
            "partner: county-public-health",
            "partner: subject",
            [
                "agreements/county.yaml:5:7: `county-public-health` is not a partner or a kind of requester. Did you mean `state-agency.public-health`",
                "partners/county.yaml:2:1: `subject` is also a kind of requester. Give the partner another name.",
            ],
        ),
        (
            "partners/county.yaml",
            "credentials:",
            "credential:",
            ["partners/county.yaml:5:1: `credential` is not a key of a partner. Did you mean `credentials`"],
        ),
        (
            "partners/ice.yaml",
            "kind:",
            'credentials: {certificates: ["dns:health.county.example"]}\nkind:',
            [
                "partners/ice.yaml:2:1: Its certificate also proves `county-public-health`. Bind it to one partner."
            ],
        ),
        (
            "agreements/county.yaml",
            "basis: agreement",
            "basis: contract",
            [
                "agreements/county.yaml:4:8: `contract` is not a basis of an agreement. Use one of: agreement, duty, emergency."
            ],
        ),
        (
            "agreements/county.yaml",
            "with: county-public-health",
            "with: county-publc-health",
            [
                "agreements/county.yaml:5:7: `county-publc-health` is not a partner or a kind of requester. Did you mean `county-public-health`"
            ],
        ),
        (
            "agreements/county.yaml",
            "[clinic]",
            "[clinc]",
            ["agreements/county.yaml:7:12: `clinc` is not a service or a route. Did you mean `clinic`"],
        ),
        (
            "agreements/county.yaml",
            "[clinic]",
            "[clinic:patients]",
            [
                "agreements/county.yaml:7:12: `clinic:patients` is not a service or a route. Did you mean `clinic:patient`"
            ],
        ),
        (
            "agreements/county.yaml",
            "[public-health]",
            "[publc-health]",
            ["agreements/county.yaml:8:12: `publc-health` is not a purpose. Did you mean `public-health`"],
        ),
        (
            "agreements/county.yaml",
            "identity.name]\nshares",
            "identity.nme]\nshares",
            ["agreements/county.yaml:9:22: `identity.nme` is not a category. Did you mean `identity.name`"],
        ),
        (
            "agreements/county.yaml",
            "{coarsen: year}",
            "{coarsen: decade}",
            [
                "agreements/county.yaml:13:19: `decade` is not a way to coarsen. Use one of: 1km, faces, month, year, zip3."
            ],
        ),
        (
            "agreements/county.yaml",
            "{coarsen: year}",
            "{coarsen: zip5}",
            ["agreements/county.yaml:13:19: `zip5` is not a way to coarsen. Did you mean `zip3`"],
        ),
        (
            "agreements/county.yaml",
            "{coarsen: year}",
            "{blur: year}",
            [
                "agreements/county.yaml:13:9: This is not a way to share a field. Write `pseudonymize`, `{coarsen: year}` or `{mask: last-4}`."
            ],
        ),
        (
            "agreements/county.yaml",
            "{coarsen: year}",
            "{suppress: cms}",
            [
                "agreements/county.yaml:2:1: `DSA-2026-014` shares with `suppress`, and `clinic:intake` is no route of statistics. Write `statistical: yes` at the route if it gives counts alone, or name other routes.",
                "agreements/county.yaml:2:1: `DSA-2026-014` shares with `suppress`, and `clinic:patient` is no route of statistics. Write",
            ],
        ),
        (
            "agreements/county.yaml",
            "{coarsen: year}",
            "mask",
            [
                "agreements/county.yaml:13:9: This is not a way to share a field. Write `pseudonymize`, `{coarsen: year}` or `{mask: last-4}`."
            ],
        ),
        (
            "agreements/county.yaml",
            "{records_per_request: 50",
            "{records_per_request: fifty",
            [
                "agreements/county.yaml:15:31: `records_per_request` must be a whole number. Write it in digits, without dots or commas."
            ],
        ),
        (
            "agreements/county.yaml",
            "{records_per_request: 50",
            "{records_per_reqest: 50",
            [
                "agreements/county.yaml:15:10: `records_per_reqest` is not a key of a `limits` part. Did you mean `records_per_request`"
            ],
        ),
        (
            "agreements/county.yaml",
            "until: 2027-01-31",
            "until: 31.01.2027",
            ["agreements/county.yaml:20:8: `until` must be a day of the calendar. Write it as 2026-02-01."],
        ),
        (
            "agreements/county.yaml",
            "until: 2027-01-31",
            "until: 2027-02-30",
            ["agreements/county.yaml:20:8: `until` must be a day of the calendar. Write it as 2026-02-01."],
        ),
        (
            "agreements/county.yaml",
            "until: 2027-01-31",
            "until: 2025-01-31",
            ["agreements/county.yaml:20:8: The agreement ends before it begins. Look at the two dates."],
        ),
        (
            "agreements/county.yaml",
            "{by: Health Commissioner, on: 2026-02-01}",
            "{on: 2026-02-01}",
            ["agreements/county.yaml:18:9: Nobody has signed. Write `signed: {by: ..., on: 2026-02-01}`."],
        ),
        (
            "agreements/county.yaml",
            "{by: Health Commissioner, on: 2026-02-01}",
            '{by: "", on: 2026-02-01}',
            ["agreements/county.yaml:18:14: Nothing stands here. Write a value, or delete the key."],
        ),
        (
            "agreements/county.yaml",
            "signed: {by: Health Commissioner, on: 2026-02-01}\n",
            "",
            [
                "agreements/county.yaml:2:1: An agreement needs `signed:`. Add a line for it, indented like those beside it."
            ],
        ),
        (
            "agreements/county.yaml",
            "needs: {}",
            "needs: {process: [warant]}",
            [
                "agreements/county.yaml:14:19: `warant` is not a kind of legal process. Did you mean `admin-warrant`"
            ],
        ),
        (
            "agreements/county.yaml",
            "needs: {}",
            "needs: {process: []}",
            [
                "agreements/county.yaml:14:18: The list of `process` is empty. Write what it holds, or delete the key."
            ],
        ),
        (
            "agreements/county.yaml",
            "needs: {}",
            'needs: {approval: ""}',
            ["agreements/county.yaml:14:19: Nothing stands here. Write a value, or delete the key."],
        ),
        (
            "agreements/county.yaml",
            "services: [clinic]",
            "services: []",
            [
                "agreements/county.yaml:7:11: The list of `services` is empty. Write what it holds, or delete the key."
            ],
        ),
        (
            "agreements/county.yaml",
            "services: [clinic]",
            "services: clinic",
            ["agreements/county.yaml:7:11: `services` must be a list. Write `[clinic]`."],
        ),
        (
            "agreements/county.yaml",
            "onward: none",
            "onward: anyone",
            ["agreements/county.yaml:16:9: `onward` must be a list. Write `[anyone]`."],
        ),
        (
            "agreements/county.yaml",
            "[identity.name]\n",
            "[identity.name, identity.name]\n",
            ["agreements/county.yaml:11:27: `identity.name` stands in `data` twice. Keep one."],
        ),
        (
            "agreements/county.yaml",
            "through: []",
            "direction: out\nthrough: []",
            ["agreements/county.yaml:6:12: `out` is not a direction. Use one of: inbound, outbound."],
        ),
        (
            "agreements/county.yaml",
            "[identity.name]\n  - data",
            "[language, immigration.entry_date, identity.birthplace]\n  - data",
            [
                "agreements/county.yaml:11:22: `immigration.entry_date` is not a category. Did you mean `immigration.entry`",
                "agreements/county.yaml:11:46: `identity.birthplace` is not a category. Did you mean `identity.age`",
            ],
        ),
        (
            "agreements/county.yaml",
            "shares:",
            "text: cut\nshares:",
            [
                "agreements/county.yaml:10:7: `cut` is not `whole` or `cut-spans`. Use one of: cut-spans, whole."
            ],
        ),
        (
            "laws/welcoming.yaml",
            "[immigration-enforcement]",
            "[imigration-enforcement]",
            [
                "laws/welcoming.yaml:13:10: `imigration-enforcement` is not a partner or a kind of requester. Did you mean `immigration-enforcement`"
            ],
        ),
        (
            "laws/welcoming.yaml",
            "[immigration-enforcement]",
            "[]",
            ["laws/welcoming.yaml:13:9: The list of `to` is empty. Write what it holds, or delete the key."],
        ),
        (
            "laws/welcoming.yaml",
            "then: refer",
            "then: reffer",
            ["laws/welcoming.yaml:16:11: `reffer` is not an outcome of a rule. Did you mean `refer`"],
        ),
        (
            "laws/welcoming.yaml",
            "then: refer",
            "then: release",
            ["laws/welcoming.yaml:16:11: `release` is not an outcome of a rule. Did you mean `refuse`"],
        ),
        (
            "laws/welcoming.yaml",
            "yields_to: [judicial]",
            "yields_to: [agreement]",
            ["laws/welcoming.yaml:17:17: `agreement` is not something a rule may yield to."],
        ),
        (
            "laws/welcoming.yaml",
            "    yields_to: [judicial]\n",
            "",
            [
                "laws/welcoming.yaml:7:5: A rule needs `yields_to:`. Add a line for it, indented like those beside it."
            ],
        ),
        (
            "laws/welcoming.yaml",
            "data: [immigration]",
            "data: [imigration]",
            ["laws/welcoming.yaml:15:12: `imigration` is not a category. Did you mean `immigration`"],
        ),
        (
            "laws/welcoming.yaml",
            "    data: [immigration]\n",
            "",
            [
                "laws/welcoming.yaml:15:11: A rule about the exchange as a whole says `hold` or `refuse`. Name the `data:`, or change it."
            ],
        ),
        (
            "laws/welcoming.yaml",
            "from: 2026-01-01",
            "from: soon",
            ["laws/welcoming.yaml:11:11: `from` must be a day of the calendar. Write it as 2026-02-01."],
        ),
        (
            "laws/welcoming.yaml",
            "at: [clinic]",
            "at: clinic",
            ["laws/welcoming.yaml:14:9: `at` must be a list. Write `[clinic]`."],
        ),
        (
            "laws/welcoming.yaml",
            "cite:",
            "cites:",
            [
                "laws/welcoming.yaml:7:5: A rule needs `cite:`. Add a line for it, indented like those beside it.",
                "laws/welcoming.yaml:9:5: `cites` is not a key of a rule. Did you mean `cite`",
            ],
        ),
        (
            "laws/welcoming.yaml",
            "data: [immigration]",
            "data: []",
            [
                "laws/welcoming.yaml:15:11: The list of `data` is empty. Write what it holds, or delete the key."
            ],
        ),
        (
            "laws/welcoming.yaml",
            "at: [clinic]",
            "at: [clinic]\n    for: [public-helth]",
            ["laws/welcoming.yaml:15:11: `public-helth` is not a purpose. Did you mean `public-health`"],
        ),
        (
            "laws/welcoming.yaml",
            "route: clinic:patient",
            "route: clinic",
            ["laws/welcoming.yaml:21:78: `clinic` is not a route. Did you mean `clinic:intake`"],
        ),
        (
            "laws/welcoming.yaml",
            "outcome: refer",
            "outcome: refered",
            ["laws/welcoming.yaml:22:27: `refered` is not an outcome of an exchange. Did you mean `refer`"],
        ),
        (
            "laws/welcoming.yaml",
            "status: 202",
            "status: accepted",
            [
                "laws/welcoming.yaml:22:42: `status` must be a whole number. Write it in digits, without dots or commas."
            ],
        ),
        (
            "laws/welcoming.yaml",
            "samples/patient.json",
            "samples/patent.json",
            [
                "laws/welcoming.yaml:20:9: `samples/patent.json` is not a file of the policies folder. Did you mean `samples/patient.json`"
            ],
        ),
        (
            "laws/welcoming.yaml",
            "owner: law-department\n",
            "",
            [
                "laws/welcoming.yaml:2:1: A law needs `owner:`. Add a line for it, indented like those beside it."
            ],
        ),
        (
            "laws/welcoming.yaml",
            "from: 2026-01-01",
            "from: 2026-01-01\n    until: 2025-01-01",
            ["laws/welcoming.yaml:12:12: The rule ends before it begins. Look at the two dates."],
        ),
        (
            "laws/welcoming.yaml",
            "- rule: status",
            "- rule: two words\n    x: y\n    #: status",
            [
                "laws/welcoming.yaml:7:11: `two words` is not a short name. Use letters, digits, dots and hyphens, without spaces.",
                "laws/welcoming.yaml:8:5: `x` is not a key of a rule.",
            ],
        ),
        (
            "agreements/county.yaml",
            "identity.name]\n  - data",
            "language, birthplace.country, country_of_origin, interpreter]\n  - data",
            [
                "agreements/county.yaml:11:22: `birthplace.country` is not a category.",
                "agreements/county.yaml:11:42: `country_of_origin` is not a category. Did you mean `country_of_birth`",
                "agreements/county.yaml:11:61: `interpreter` is not a category. Did you mean `language.interpreter`",
            ],
        ),
        (
            "agreements/county.yaml",
            "shares:",
            "shares: none\nx:",
            ["agreements/county.yaml:11:1: `x` is not a key of an agreement."],
        ),
        (
            "agreements/county.yaml",
            "- data: [identity.name]",
            "- what: [identity.name]",
            [
                "agreements/county.yaml:11:5: A share needs `data:`. Add a line for it, indented like those beside it.",
                "agreements/county.yaml:11:5: `what` is not a key of a share. Use one of: as, data.",
            ],
        ),
        (
            "agreements/county.yaml",
            "needs: {}",
            "needs: none",
            [
                "agreements/county.yaml:14:8: A `needs` part must be written as `key: value` lines. Write it like the examples."
            ],
        ),
        (
            "agreements/county.yaml",
            "limits: {",
            "limits: {records_per_week: 1, ",
            [
                "agreements/county.yaml:15:10: `records_per_week` is not a key of a `limits` part. Did you mean `records_per_request`"
            ],
        ),
        (
            "laws/welcoming.yaml",
            "given: {requester: ice-ero",
            "given: {requestor: ice-ero",
            [
                "laws/welcoming.yaml:21:16: A `given` part needs `requester:`. Add a line for it, indented like those beside it.",
                "laws/welcoming.yaml:21:17: `requestor` is not a key of a `given` part. Did you mean `requester`",
            ],
        ),
        (
            "laws/welcoming.yaml",
            "expect: {",
            "expect: {kept_fields: [], ",
            [
                "laws/welcoming.yaml:22:18: `kept_fields` is not a key of a `expect` part. Use one of: accepted, case, duties, kept, not_accepted, notice, outcome, removed, rules, status, values."
            ],
        ),
        (
            "laws/welcoming.yaml",
            "then: refer",
            "then: {mask: first-4}",
            ["laws/welcoming.yaml:16:18: `first-4` is not a way to mask. Did you mean `last-4`"],
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_what_to_do(file, was, becomes, says):
    assert was in FOLDER[file]
    found = told(**{file: FOLDER[file].replace(was, becomes, 1)})

    assert len(found) == len(says), found
    assert all(map(str.startswith, found, says)), found


def test_all_faults_of_all_files_are_told_at_once_and_in_order():
    files = {
        name: text.replace("title:", "titel:", 1)
        for name, text in FOLDER.items()
        if name != "samples/patient.json"
    }
    found = told(**files)

    assert found == sorted(found, key=lambda f: (f.split(":")[0], int(f.split(":")[1]), int(f.split(":")[2])))
    assert {f.split(":")[0] for f in found} == {
        "city.yaml",
        "partners/county.yaml",
        "partners/ice.yaml",
        "agreements/county.yaml",
        "laws/welcoming.yaml",
    }


def test_with_any_fault_there_is_no_bundle():
    bundle, faults = examine(folder(**{"city.yaml": "city: x"}))

    assert bundle is None
    with pytest.raises(PolicyError) as raised:
        load(folder(**{"city.yaml": "city: x"}))
    assert raised.value.faults == faults


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("notes.txt", "does not end in `.yaml`"),
        ("laws/welcoming.yml", "does not end in `.yaml`"),
        ("laws/old/welcoming.yaml", "in no folder"),
        ("law/welcoming.yaml", "in no folder"),
        ("welcoming.yaml", "`welcoming.yaml` is not a file that the firewall reads here"),
        ("vocabulary/categories.yaml", "`categories.yaml` is not a file that the firewall reads here"),
    ],
)
def test_a_file_that_would_silently_say_nothing_is_a_fault(name, says):
    (fault,) = told(**{name: FOLDER["laws/welcoming.yaml"]})

    assert fault.startswith(f"{name}:1:1: ")
    assert says in fault


@pytest.mark.parametrize(
    "name", ["city.yaml", *(f"vocabulary/{n}.yaml" for n in ("data", "purposes", "processes"))]
)
def test_a_missing_file_is_a_fault_of_that_file(name):
    assert f"{name}:1:1: This file is missing." in " ".join(told(**{name: None}))


def test_a_file_that_is_no_yaml_does_not_hide_the_faults_of_others():
    found = told(
        **{"city.yaml": "city: [", "partners/ice.yaml": FOLDER["partners/ice.yaml"].replace("title", "name")}
    )

    assert [f.split(":")[0] for f in found] == ["city.yaml", "partners/ice.yaml", "partners/ice.yaml"]


def test_two_rules_of_one_name_are_a_fault():
    text = FOLDER["laws/welcoming.yaml"]
    again = text + text[text.index("  - rule:") :]

    assert [f for f in told(**{"laws/welcoming.yaml": again}) if "is given twice" in f] == [
        "laws/welcoming.yaml:23:5: The rule `welcoming-city/status-goes-to-counsel` is given twice. Rename one; the other stands in laws/welcoming.yaml:7."
    ]


def test_two_services_of_one_name_are_a_fault():
    (fault,) = told(**{"services/copy.yaml": FOLDER["services/clinic.yaml"]})

    assert (
        fault
        == "services/copy.yaml:2:1: The service `clinic` is given twice. Rename one; the other stands in services/clinic.yaml:2."
    )


def test_the_digest_is_of_every_file_and_its_name():
    one = digest_of(folder())

    assert digest_of(folder()) == one
    assert digest_of(folder(**{"samples/patient.json": "{} "})) != one
    assert digest_of({"ab": "c"}) != digest_of({"a": "bc"})
    assert digest_of({"a": "b"}) != digest_of({"b": "a"})
    assert digest_of({"a": "1", "b": "2"}) == digest_of({"b": "2", "a": "1"})


@pytest.mark.parametrize(
    ("file", "was", "becomes", "says"),
    [
        ("agreements/county.yaml", "duties: []", "duties: [no-onwards]", "`no-onwards` is not a duty."),
        (
            "laws/welcoming.yaml",
            "    then: refer",
            "    duties: [record-reqest]\n    then: refer",
            "`record-reqest` is not a duty.",
        ),
        (
            "agreements/county.yaml",
            "needs: {}",
            "needs: {approval: privacy-oficer}",
            "`privacy-oficer` is not a role.",
        ),
    ],
)
def test_a_misspelt_duty_or_role_is_a_fault(file, was, becomes, says):
    found = told(**{file: FOLDER[file].replace(was, becomes, 1)})

    assert len(found) == 1
    assert says in found[0]
    assert "Did you mean" in found[0]
