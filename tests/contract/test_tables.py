"""The contract of every model table, offline and hosted."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from genstudio.api.incoming import ROLES_FOR
from genstudio.api.wire import camel
from genstudio.core.money import Measure
from genstudio.core.spec import KINDS, ModelSpec
from genstudio.providers.registry import Registered, provider_registry
from tests.contract.test_hosted import ROWS

provider_registry.load()
ALL = [*provider_registry.rows(), *(row for row in ROWS if row not in list(provider_registry.rows()))]
MODELS = [pytest.param(row, model, id=f"{row.kind}-{model.id}") for row in ALL for model in row.models]


def test_every_kind_works_offline() -> None:
    for kind in KINDS:
        assert any(model.offline for model in provider_registry.models(kind)), kind


def test_ids_are_unique() -> None:
    ids = [(row.kind, model.id) for row in ALL for model in row.models]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(("row", "model"), MODELS)
def test_a_model_says_where_its_facts_come_from_and_is_alive(row: Registered, model: ModelSpec) -> None:
    today = datetime.now(UTC).date()
    assert model.source
    assert model.checked <= today
    assert model.sunset is None or model.sunset > today
    assert model.label
    assert model.description
    assert model.typical_s > 0


@pytest.mark.parametrize(("row", "model"), MODELS)
def test_defaults_are_legal_and_choices_can_be_told_apart(row: Registered, model: ModelSpec) -> None:
    assert model.clean_values({}) == {each.name: each.default for each in model.fields if each.default is not None}
    names = [each.name for each in model.fields]
    assert len(set(names)) == len(names)
    for field in model.fields:
        assert field.label
        assert (field.type == "choice") == bool(field.choices)
        labels = [each.label for each in field.choices]
        assert len(set(labels)) == len(labels)
        if field.type in ("integer", "number") and field.low is not None and field.high is not None:
            assert field.low < field.high
    assert all(model.clean_prompt(each) == each for each in model.prompt.examples)


@pytest.mark.parametrize(("row", "model"), MODELS)
def test_a_model_that_runs_here_says_so_and_is_free(row: Registered, model: ModelSpec) -> None:
    if model.offline:
        assert model.price.usd_micro(Measure(model.clean_values({}), 100)) == 0
        assert "offline" in model.label.lower()
        assert model.engine in model.label.lower()
        assert row.provider.key is None
        assert len(model.prompt.examples) == 3 or not model.prompt.required


@pytest.mark.parametrize(("row", "model"), MODELS)
def test_no_setting_has_a_name_that_means_something_else_in_an_order(row: Registered, model: ModelSpec) -> None:
    """`config.model` is the model itself, and so on: a setting of that name never reached its provider."""
    taken = {"prompt", "text", "model", "media", *ROLES_FOR}
    assert not taken & {camel(field.name) for field in model.fields}


def test_tables_are_read_without_loading_an_engine() -> None:
    code = (
        "import sys, json; from genstudio.providers.registry import provider_registry as r; r.load();"
        "print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
    )
    loaded = json.loads(subprocess.check_output([sys.executable, "-c", code]))
    heavy = {"numpy", "PIL", "av", "onnxruntime", "soundfile", "hibari", "gradio", "fastapi", "sqlmodel"}
    assert not heavy & set(loaded)
