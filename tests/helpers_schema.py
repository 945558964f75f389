"""As much of JSON Schema (draft 2020-12) as ours use, so that tests need no library for it."""

import re

import yaml

PLAIN = (
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"[-+]?[0-9]*\.[0-9]+"), float),
    (re.compile(r"true|false"), "true".__eq__),
)
TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
}
KNOWN = {
    "$schema", "$defs", "$ref", "title", "description", "type", "const", "enum", "oneOf", "anyOf", "pattern", "minimum",
    "properties", "required", "additionalProperties", "minProperties", "items", "minItems", "uniqueItems",
}  # fmt: skip


def as_editors_read(text):
    """A policy file as YAML 1.2's core schema reads it: a day and a yes are text, a number is one."""
    return _value(yaml.compose(text, Loader=yaml.BaseLoader))


def _value(node):
    if isinstance(node, yaml.MappingNode):
        return {_value(key): _value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    if node.style is None:
        for pattern, read in PLAIN:
            if pattern.fullmatch(node.value):
                return read(node.value)
    return node.value


def keywords(schema, names=False):
    """Every keyword of a schema, so that none is passed over below."""
    if isinstance(schema, list):
        return set().union(*(keywords(one) for one in schema))
    if not isinstance(schema, dict):
        return set()
    below = [keywords(value, key in {"properties", "$defs"} and not names) for key, value in schema.items() if key not in {"enum", "const", "required"}]  # fmt: skip
    return set().union(set() if names else set(schema), *below)


def faults(value, schema, root, at=""):
    """What is wrong, as ``place: what``; nothing where the value fits."""
    if "$ref" in schema:
        return faults(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, at)
    found = []
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(_is(value, one) for one in types):
        return [f"{at}: not {' or '.join(types)}"]
    if "const" in schema and value != schema["const"]:
        found.append(f"{at}: not {schema['const']}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: not one of {len(schema['enum'])}")
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        found.append(f"{at}: pattern")
    if "minimum" in schema and value < schema["minimum"]:
        found.append(f"{at}: minimum")
    return found + _below(value, schema, root, at)


def _below(value, schema, root, at):
    found = []
    fitting = [not faults(value, one, root, at) for one in schema.get("oneOf", schema.get("anyOf", []))]
    if ("oneOf" in schema and sum(fitting) != 1) or ("anyOf" in schema and not any(fitting)):
        found.append(f"{at}: fits {sum(fitting)}")
    if isinstance(value, dict):
        found += _members(value, schema, root, at)
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0) or (
            schema.get("uniqueItems") and len({str(v) for v in value}) < len(value)
        ):
            found.append(f"{at}: too few, or twice")
        for index, item in enumerate(value):
            found += faults(item, schema.get("items", {}), root, f"{at}/{index}")
    return found


def _members(value, schema, root, at):
    found = [f"{at}: needs {key}" for key in schema.get("required", []) if key not in value]
    if len(value) < schema.get("minProperties", 0):
        found.append(f"{at}: empty")
    for key, member in value.items():
        below = schema.get("properties", {}).get(key, schema.get("additionalProperties", {}))
        found += [f"{at}/{key}: unknown"] if below is False else faults(member, below, root, f"{at}/{key}")
    return found


def _is(value, name):
    return isinstance(value, TYPES[name]) and not (name != "boolean" and isinstance(value, bool))
