from firewall.formats import as_json


def test_texts_and_names_stand_as_in_json():
    shown = as_json.exposed({"a\n": ['536-90-4399 "x"', 1]})

    assert b'"536-90-4399 \\"x\\""' in shown
    assert as_json.spelt("a\n")[0] in shown
