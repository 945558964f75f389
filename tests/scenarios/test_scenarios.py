"""Each scenario through the real proxy: outcome, status, what left and what did not, and what is owed for it."""

import pytest

from firewall.formats import FORMATS, Limits
from tests.formats.photos import CANARY, opened
from tests.scenarios import city as cities
from tests.scenarios.city import SCENARIOS, SCENES

OUTCOMES = {
    "allow": "release", "redact": "release", "deny": "refuse", "decline_and_record": "refuse", "subject_mediated": "refuse",
    "route_to_legal": ("refer", "hold"), "compelled_disclosure": "release", "emergency_release": "release",
    "aggregate": "release",
}  # fmt: skip
GAPS = {id_: one["known_gap"] for id_, one in SCENES["scenes"].items() if "known_gap" in one}
RUN = [id_ for id_ in SCENARIOS if id_ not in GAPS]
DUTIES = {
    "record_request": "record-request", "notify_counsel": "notify-counsel", "notify_management": "notify-management",
    "notify_subject": "notify-subject", "require_attestation": "require-attestation", "no_onward": "no-onward",
    "require_case_number": "require-case-number", "require_human_approval": "require-human-approval",
    "retro_review": "review-within-24h", "purpose_bound": "purpose-bound", "retention_max": "retention-30-days",
    "foi_exemption_log": "foi-exemption-log", "dsar_log": "dsar-log", "chain_check": "chain-check", "alert": ("alert-contract-breach", "alert-bulk-query"),
    "report": ("report-monthly", "report-quarterly", "report-yearly"),
}  # fmt: skip
"""The words of the scenarios, and those of the vocabulary; ``log`` and ``minimise`` are what the firewall does itself."""
BY_ITSELF = {"log", "minimise", "redact_logs"}


@pytest.fixture(scope="module")
def city_of(tmp_path_factory):
    """The city of a scenario; those of one place share one, but for what the scenes set apart."""
    with cities.all_of_them(tmp_path_factory.mktemp("scenarios")) as of:
        yield of


@pytest.fixture(scope="module")
def played(city_of):
    """Each scenario's answer, asked once."""
    answers = {}

    def of(id_):
        if id_ not in answers:
            answers[id_] = cities.play(city_of(id_), id_)
        return answers[id_]

    return of


def keys(tree):
    if isinstance(tree, dict):
        return set(tree) | {name for value in tree.values() for name in keys(value)}
    return {name for item in tree for name in keys(item)} if isinstance(tree, list) else set()


def leaves(tree):
    if isinstance(tree, dict | list):
        return [leaf for one in (tree.values() if isinstance(tree, dict) else tree) for leaf in leaves(one)]
    return [tree]


def named(word):
    """``text → third-party and status spans`` is about text, ``notities[*]`` about notities."""
    return word.partition(" →")[0].removesuffix("[*]")


def of_payload(id_, word):
    """The names of members that a word of the scenario means; none where it is a piece of text."""
    payload = SCENARIOS[id_].get("payload")
    return [one for one in word.split("/") if one in keys(payload)] if isinstance(payload, dict) else []


@pytest.mark.parametrize("id_", RUN)
def test_the_outcome_is_what_the_scenario_says(played, id_):
    scene, expect, answer = SCENES["scenes"][id_], SCENARIOS[id_]["expect"], played(id_)
    outcomes = scene.get("outcome") or OUTCOMES[expect["decision"]]

    assert answer.entry["outcome"] in ((outcomes,) if isinstance(outcomes, str) else outcomes), answer.entry[
        "rules"
    ]
    assert answer.status == scene.get("status", expect["http"])


@pytest.mark.parametrize("id_", RUN)
def test_what_the_scenario_keeps_is_there(played, id_):
    for word in map(named, SCENARIOS[id_]["expect"].get("keep", ())):
        names = of_payload(id_, word)
        if names:
            assert set(names) <= keys(played(id_).tree), word
        elif "leaves" in SCENES["scenes"][id_]:
            assert word == "n>=10"  # what is left of each row is told by the scene, as a whole
        elif word in SCENES["scenes"][id_].get("more", ()):
            assert word in keys(played(id_).tree)
        else:
            assert word in played(id_).body.decode()


@pytest.mark.parametrize("id_", RUN)
def test_what_the_scenario_redacts_is_nowhere(played, id_):
    scenario, answer = SCENARIOS[id_], played(id_)
    body = answer.body.decode()
    if answer.status != 200:
        # Nothing of a record leaves with a refusal, whatever the scenario lists.
        assert not keys(scenario.get("payload")) & keys(answer.tree) - {"status", "type", "title"}
        assert not [
            leaf for leaf in leaves(scenario.get("payload")) if len(str(leaf)) > 3 and str(leaf) in body
        ]
        return
    for word in map(named, scenario["expect"].get("redact", ())):
        names = [] if SCENES["scenes"][id_].get("cut") else of_payload(id_, word)
        if "lat/lon" not in word:
            assert not set(names) & keys(answer.tree), word
            assert names or word not in body or word in keys(scenario.get("payload")), word


@pytest.mark.parametrize("id_", [id_ for id_ in RUN if "leaves" in SCENES["scenes"][id_]])
def test_what_leaves_of_a_table_is_what_the_scene_says_and_no_more(played, id_):
    counts = [row["n"] for row in SCENARIOS[id_]["payload"]["rows"]]
    counted = ["/rows/*/n", "aggregate.cell", "remove", sum(count < 10 for count in counts)]

    assert played(id_).tree == SCENES["scenes"][id_]["leaves"]
    assert counted in played(id_).entry["counts"]


@pytest.mark.parametrize("id_", [id_ for id_ in RUN if SCENES["scenes"][id_].get("cut")])
def test_what_is_about_others_is_cut_out_of_a_text_and_what_is_about_oneself_stays(played, id_):
    body, scene = played(id_).body.decode(), SCENES["scenes"][id_]

    assert [word for word in scene["cut"] if word in body] == []
    assert [word for word in scene["stays"] if word not in body] == []


@pytest.mark.parametrize("id_", RUN)
def test_the_rules_that_the_scenario_is_about_took_part(played, id_):
    assert set(SCENES["scenes"][id_].get("rules", ())) <= set(played(id_).entry["rules"])


@pytest.mark.parametrize("id_", [id_ for id_ in RUN if SCENES["scenes"][id_].get("values")])
def test_what_is_coarsened_is_coarse(played, id_):
    tree = played(id_).tree
    for pointer, value in SCENES["scenes"][id_]["values"].items():
        place = tree
        for step in pointer[1:].split("/"):
            place = place[int(step) if step.isdigit() else step]
        assert place == value


@pytest.mark.parametrize("id_", [id_ for id_ in RUN if SCENES["scenes"][id_].get("wants")])
def test_a_case_is_opened_for_the_field_that_counsel_decides(city_of, played, id_):
    with city_of(id_).staff() as opened:
        case = opened.persons.cases.show(played(id_).entry["case"], cities.now())

    assert sorted(case.wants) == SCENES["scenes"][id_]["wants"]


@pytest.mark.parametrize("id_", [id_ for id_ in RUN if "keep_if_approved" in SCENARIOS[id_]["expect"]])
def test_what_may_be_kept_if_a_person_approves_is_kept_and_nothing_more(city_of, played, id_):
    scene, expect = SCENES["scenes"][id_], SCENARIOS[id_]["expect"]
    first = played(id_)
    city_of(id_).verify(id_, scene["then"]["verified"])
    waiting = city_of(id_).ask(id_)
    city_of(id_).approve(waiting.tree["case"], scene["then"]["approve"])
    after = city_of(id_).ask(id_)

    assert (first.status, waiting.status, after.status) == (202, 202, 200)
    assert keys(after.tree) == set(expect["keep_if_approved"])


@pytest.mark.parametrize("id_", RUN)
def test_a_service_is_asked_for_what_is_answered_and_for_nothing_else(played, id_):
    assert played(id_).reached is (played(id_).status == 200)


@pytest.mark.parametrize("id_", [id_ for id_ in RUN if SCENES["scenes"][id_].get("secret")])
def test_what_the_question_holds_is_in_no_file_of_the_firewall(city_of, played, id_):
    played(id_)
    data = city_of(id_).settings.data
    written = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())

    assert not [word for word in SCENES["scenes"][id_]["secret"] if word.encode() in written]


@pytest.mark.parametrize("id_", RUN)
def test_what_the_scenario_obliges_to_stands_in_the_record(played, id_):
    owed, scene = set(played(id_).entry["duties"]), SCENES["scenes"][id_]
    # A comma inside of brackets has made two entries out of one: the second begins with no word of ours.
    said = [
        one for one in SCENARIOS[id_]["expect"].get("obligations", ()) if "=" not in one.partition("(")[0]
    ]
    words = {one.partition("(")[0] for one in said} - BY_ITSELF
    missing = {
        word for word in words - set(scene.get("without", ()))
        if not owed & set([DUTIES[word]] if isinstance(DUTIES[word], str) else DUTIES[word])
    }  # fmt: skip

    assert missing == set(), sorted(owed)


def test_a_lawful_requester_reads_a_permit_without_the_marks_of_its_licence(city_of):
    """N04 says what would be removed if somebody else asked."""
    scene = SCENES["scenes"]["N04"]["then_lawful"]
    answer = city_of("N04").ask("N04", requester=scene["requester"]["partner"], purpose=scene["purpose"])

    assert answer.status == 200
    assert set(scene["keep"]) <= keys(answer.tree)
    assert not set(scene["redact"]) & keys(answer.tree)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_whether_a_client_exists_cannot_be_told(city_of, method):
    """N10 is about shapes: somebody who is there, somebody who is not, and a path that no route has."""
    shapes = {
        (answer.status, tuple(answer.headers), len(answer.body))
        for number in ("A087654321", "A000000001", "55")
        for answer in [city_of("N10").fetch(method, f"/clients/v1/{number}", [("Host", "city")], b"", None)]
    }

    assert len(shapes) == 1


def test_every_scenario_is_run_or_is_a_known_gap():
    assert set(SCENES["scenes"]) == set(SCENARIOS)
    assert set(GAPS) == set()


def test_a_lawful_requester_sees_the_photo_and_not_where_it_was_taken(city_of, played):
    """N08 looks into the JPEG itself: a refusal holds no picture, and what leaves holds no place."""
    sent, refused = cities.payload_of("N08"), played("N08")
    scene = SCENES["scenes"]["N08"]["then_lawful"]
    answer = city_of("N08").ask("N08", requester=scene["requester"]["partner"], purpose=scene["purpose"])

    assert CANARY.encode() in sent
    assert FORMATS["image/jpeg"].parse(sent, Limits())["exif"]["gps"]["GPSLatitude"] == "(41.0, 49.0, 24.0)"
    assert (refused.status, refused.headers["Content-Type"]) == (403, "application/problem+json")
    assert b"\xff\xd8\xff" not in refused.body
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert set(FORMATS["image/jpeg"].parse(answer.body, Limits())) == {"image"}
    assert CANARY.encode() not in answer.body
    assert dict(opened(answer.body).getexif()) == {}
    assert opened(answer.body).size == (480, 600)
