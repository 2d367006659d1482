"""Every English text of the program that a person can meet on the page, read from the source.

A sentence made of parts stands here as its template: what is put in is `{}`.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from genstudio.core.spec import ModelSpec
from genstudio.providers.registry import Registered, provider_registry

PACKAGE = Path(__file__).parents[3] / "genstudio"

UNSEEN = {
    "cli/": "the command line",
    "bootstrap.py": "stops the start",
    "server.py": "stops the start",
    "core/settings.py": "stops the start",
    "storage/schema.py": "stops the start",
    "api/strict_json.py": "a body that no page sends",
    "routing/reach.py": "stops the start",
    "practice/": "speaks as the vendors do",
    "transport/wire.py": "turned into other sentences before anybody sees it",
    "transport/probe.py": "turned into other sentences before anybody sees it",
    "ui/": "speaks for itself",
}
UNSEEN_CLASSES = {"SettingsError", "UnreadableError", "TooManyPixelsError", "UnfitError"}
"""The first stops the start; what the others say is put into other sentences by whoever reads the file."""

RAISED = re.compile(r"[A-Z]\w*Error|_refused|_wrong|problem")
STEPS = re.compile(r"report|stage|_flat")
LETTERS = re.compile(r"[a-zA-Z]{2}")


def table_texts() -> Iterator[str]:
    """Labels, help, choices and examples of the built-in models, and what is said of their providers."""
    for row in _built_in():
        yield row.info.description
        yield from row.info.features
        for model in row.models:
            yield from _model_texts(model)


def vendor_words() -> Iterator[str]:
    """What a hosted model and its choices are called: a language may have its own words for them, and need not."""
    for row in _built_in():
        for model in row.models:
            yield model.label
            yield from (choice.label for field in model.fields for choice in field.choices)


def _built_in() -> list[Registered]:
    provider_registry.load()
    return [row for row in provider_registry.rows() if row.provider.__module__.startswith("genstudio.")]


def _model_texts(model: ModelSpec) -> Iterator[str]:
    # A hosted model is called as its vendor calls it.
    yield from (model.label,) if model.offline else ()
    yield from (model.description, model.prompt.label, model.prompt.placeholder, *model.tags)
    # A model that understands English alone has English examples of what to write.
    if not model.prompt.languages:
        yield from model.prompt.examples
    for role in model.inputs:
        yield from (role.label, role.help)
    for field in model.fields:
        yield from (field.label, field.help, field.unit)
        for choice in field.choices:
            # So are its voices, formats and whatever else is shown as it is sent.
            shown_as_sent = not model.offline and (choice.label == str(choice.value) or bool(choice.preview))
            yield from (choice.note,) if shown_as_sent else (choice.label, choice.note)


def spoken_texts() -> Iterator[tuple[str, str]]:
    """(place, text) of every sentence of an error, step, name of an output and rule of a price."""
    for path, module in modules():
        constants = {
            target.id: node.value
            for node in module.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(module):
            for part in _spoken(node):
                text = template(constants.get(part.id, part) if isinstance(part, ast.Name) else part)
                if text and LETTERS.search(text):
                    yield f"{path}:{part.lineno}", text


def modules() -> Iterator[tuple[str, ast.Module]]:
    """The modules whose sentences may come onto the page."""
    for file in sorted(PACKAGE.rglob("*.py")):
        path = file.relative_to(PACKAGE).as_posix()
        if not path.startswith(tuple(UNSEEN)):
            yield path, ast.parse(file.read_text(encoding="utf-8"))


def _spoken(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=keywords):
            if RAISED.fullmatch(name) and name not in UNSEEN_CLASSES and not hasattr(builtins, name):
                # `problem` has status, code and title in front; `_refused` has two sentences.
                yield from args[3:4] if name == "problem" else args[:2]
            elif STEPS.fullmatch(name):
                yield from _either(args)
            elif name == "of_os":
                yield from args[2:]
            elif name == "MediaOutput":
                yield from (each.value for each in keywords if each.arg == "label")
        case ast.Assign(targets=[ast.Name(id="detail" | "word" | "HOW")], value=value):
            yield from value.values if isinstance(value, ast.Dict) else _either([value])
        case ast.Assign(targets=[ast.Name(id="STEM_LABELS" | "HTTP_WORDS")], value=ast.Dict(values=values)):
            yield from (each.elts[1] if isinstance(each, ast.Tuple) else each for each in values)
        case ast.FunctionDef(name="words"):
            yield from (each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value)


def _either(nodes: Iterable[ast.expr]) -> Iterator[ast.expr]:
    for node in nodes:
        yield from _either((node.body, node.orelse)) if isinstance(node, ast.IfExp) else (node,)


def template(node: ast.expr) -> str | None:
    """What a text looks like with its values taken out; None where nothing of it stands in the source."""
    match node:
        case ast.Constant(value=str(text)):
            return shape(text)
        case ast.JoinedStr(values=values):
            parts = [each.value if isinstance(each, ast.Constant) else "{}" for each in values]
            return re.sub(r"(\{\})+", "{}", "".join(map(str, parts)))
    return None


def shape(text: str) -> str:
    """A template of ours, "At most {n}", in the form of those above."""
    return re.sub(r"\{\w*\}", "{}", text)
