"""The OpenAPI page: plain HTML from the schema, without a script.

Swagger UI and ReDoc come from a foreign host, or in packages of megabytes whose last release is years old.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

Schema = Mapping[str, Any]

STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#888;--accent:#5b5bd6}
body{font:15px/1.5 system-ui,sans-serif;max-width:980px;margin:0 auto;padding:24px 16px 80px}
h1{font-size:26px;margin:0}h2{font-size:18px;margin:36px 0 8px;text-transform:capitalize}
details{border:1px solid var(--line);border-radius:10px;margin:8px 0}
summary{cursor:pointer;padding:10px 12px}summary:focus-visible{outline:2px solid var(--accent);border-radius:10px}
details>div{padding:0 12px 12px}code,pre{font:13px/1.45 ui-monospace,monospace}
pre{overflow:auto;padding:10px;border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:4px 10px 4px 0}
th{color:var(--soft);font-weight:500}.verb{display:inline-block;min-width:76px;font-weight:650;color:var(--accent)}
.soft{color:var(--soft)}a{color:var(--accent)}
"""


def render(schema: Schema) -> str:
    """The page for an OpenAPI 3.1 schema. Every text in it is escaped."""
    info = schema["info"]
    shapes_by_name = schema["components"]["schemas"]
    groups: dict[str, list[str]] = {}
    for path, verbs in schema["paths"].items():
        for verb, operation in verbs.items():
            group = (operation.get("tags") or ["other"])[0]
            groups.setdefault(group, []).append(_operation(verb, path, operation, shapes_by_name))
    sections = "".join(f"<h2>{escape(name)}</h2>{''.join(parts)}" for name, parts in groups.items())
    shapes = "".join(_shape(name, shape) for name, shape in sorted(shapes_by_name.items()))
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{escape(info['title'])} API</title><style>{STYLE}</style>"
        f"<h1>{escape(info['title'])} API <span class=soft>{escape(info['version'])}</span></h1>"
        f"<p>{escape(info.get('summary', ''))} The schema: <a href='/api/openapi.json'>/api/openapi.json</a>.</p>"
        f"<main>{sections}<h2>Shapes</h2>{shapes}</main></html>"
    )


def _operation(verb: str, path: str, operation: Schema, shapes: Schema) -> str:
    parameters = "".join(_row(each["name"], each["in"], each) for each in operation.get("parameters", ()))
    body = "".join(
        f"<tr><td>body<td class=soft>{escape(kind)}<td>{_type(content.get('schema', {}))}"
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
    )
    answers = "".join(_answer(status, answer) for status, answer in operation["responses"].items())
    table = f"<table><tr><th>name<th>in<th>what{parameters}{body}</table>" if parameters or body else ""
    return (
        f"<details id='{escape(operation['operationId'])}'><summary><span class=verb>{verb.upper()}</span>"
        f"<code>{escape(path)}</code> <span class=soft>{escape(operation.get('summary', ''))}</span></summary><div>"
        f"<p>{escape(operation.get('description', ''))}</p>{table}"
        f"<table><tr><th>answer<th>shape<th>what{answers}</table>"
        f"<pre>{escape(_curl(verb, path, operation, shapes))}</pre></div></details>"
    )


def _row(name: str, place: str, parameter: Schema) -> str:
    required = " (required)" if parameter.get("required") else ""
    text = parameter.get("description", parameter["schema"].get("description", ""))
    return (
        f"<tr><td><code>{escape(name)}</code><td class=soft>{escape(place)}{required}"
        f"<td>{_type(parameter['schema'])} {escape(text)}"
    )


def _answer(status: str, answer: Schema) -> str:
    shapes = " or ".join(
        _type(content["schema"]) if content.get("schema") else escape(kind)
        for kind, content in answer.get("content", {}).items()
    )
    words = answer.get("description", "").replace("Successful Response", "")
    return f"<tr><td>{escape(status)}<td>{shapes}<td>{escape(words)}"


def _shape(name: str, shape: Schema) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(key)}</code><td>{_type(each)}<td>{escape(each.get('description', ''))}"
        for key, each in shape.get("properties", {}).items()
    )
    examples = "".join(f"<pre>{escape(json.dumps(each, indent=2))}</pre>" for each in shape.get("examples", ()))
    return (
        f"<details id='shape-{escape(name)}'><summary><code>{escape(name)}</code></summary><div>"
        f"<p>{escape(shape.get('description', ''))}</p><table>{rows}</table>{examples}</div></details>"
    )


def _type(schema: Schema) -> str:
    """A schema in a few words, with links to the shapes it names."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f"<a href='#shape-{name}'>{name}</a>"
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(escape(json.dumps(each)) for each in schema["enum"])
    if "const" in schema:
        return escape(json.dumps(schema["const"]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_type(schema['additionalProperties'])}"
    return escape(str(schema.get("type", "any")))


def _curl(verb: str, path: str, operation: Schema, shapes: Schema) -> str:
    """The same as a command line, with the example of the body's shape."""
    kinds = operation.get("requestBody", {}).get("content", {})
    parts = [f"curl -X {verb.upper()}" if verb != "get" else "curl", f"http://127.0.0.1:7860{path}"]
    if "application/json" in kinds:
        name = kinds["application/json"]["schema"]["$ref"].rpartition("/")[2]
        parts += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(shapes[name]['examples'][0])}'"]
    elif kinds:
        parts += ["-F file=@picture.png"]
    return " ".join(parts)
