import json

import pytest

from firewall.policy.files import samples
from firewall.policy.files.reading import Section
from firewall.policy.yaml import Faults, parse


def read(text, *keys):
    faults = Faults()
    node = parse("a.yaml", text, faults)
    section = Section(node, faults, what="`given` part", known={"body", "sample"})
    return samples.read(section, keys or ("body", "sample")), [fault.says for fault in faults.found]


@pytest.mark.parametrize(
    "text", ["body: samples/x.json", "body: x.json", "sample: x.json", "sample: samples/x.json"]
)
def test_a_file_is_named_in_short_or_whole(text):
    sample, faults = read(text)

    assert (sample.name, sample.text, faults) == ("samples/x.json", None, [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{name: Test, age: 4}", {"name": "Test", "age": 4}),
        ('{zip: "00400", code: 00400}', {"zip": "00400", "code": "00400"}),
        (
            "{a: true, b: null, c: -1.5e3, d: yes, e: 'true'}",
            {"a": True, "b": None, "c": -1500.0, "d": "yes", "e": "true"},
        ),
        ("[{a: [x, 1]}, {}]", [{"a": ["x", 1]}, {}]),
        ('{"born": 2026-02-01}', {"born": "2026-02-01"}),
        ("'{\"a\": 1}'", {"a": 1}),
    ],
)
def test_a_sample_stands_in_the_test(text, value):
    sample, faults = read(f"body: {text}")

    assert (json.loads(sample.text), sample.name, faults) == (value, samples.HERE, [])


def test_json_stands_in_the_test_as_lines():
    sample, faults = read('body: |\n  {"note": "",\n   "list": []}\n')

    assert (json.loads(sample.text), faults) == ({"note": "", "list": []}, [])


@pytest.mark.parametrize("text", ['|\n  {"a": 1,\n  }\n', "'" + "[" * 99_999 + "'"])
def test_json_that_cannot_be_read_is_a_fault(text):
    _, faults = read(f"body: {text}")

    assert [fault[:24] for fault in faults] == ["This sample is not JSON:"]


def test_two_samples_are_a_fault():
    assert read("body: x.json\nsample: y.json")[1] == ["`body` and `sample` are the same thing."]


def test_no_sample_is_none():
    assert read("other: x")[0] is None


def test_a_sample_is_not_shown_where_it_is_told():
    assert "Test" not in repr(read("body: {name: Test}")[0])
