import pytest

from firewall.policy.graphs import answers, asked_alone, questions, schema_of
from tests.helpers_graph import SCHEMA


def test_what_can_be_answered_and_asked_has_coordinates():
    schema = schema_of(SCHEMA)

    assert {"Patient.name", "Node.id", "Hit.__typename", "Query.patient"} <= set(answers(schema))
    assert {"Query.patient.id", "Where.name", "Order.OTHER", "Patient.visits.first"} <= set(questions(schema))
    assert not [name for name in (*answers(schema), *questions(schema)) if name.startswith("__")]
    assert "Where.name" not in set(answers(schema))


@pytest.mark.parametrize(
    "text",
    ["", "type", "type Query { a: Nobody }", "type Patient { a: Int }", "{ a }", "x" * 1_000_001, "[" * 9000],
)
def test_what_is_no_schema_is_none(text):
    with pytest.raises(ValueError, match="no schema"):
        schema_of(text)


def test_what_a_question_can_ask_for_by_itself_is_a_record_of_its_own():
    assert asked_alone(schema_of(SCHEMA)) == {"Patient", "Staff", "Hit", "Node", "Page"}
