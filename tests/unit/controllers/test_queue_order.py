"""Moving what waits: the order that was asked for, and nobody else pushed back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genstudio.controllers.queue_order import Waiting, reordered
from genstudio.core.errors import ConflictError


def _order(waiting: list[Waiting], changes: dict[str, int]) -> list[str]:
    rows = [Waiting(each.id, each.number, changes.get(each.id, each.priority)) for each in waiting]
    return [each.id for each in sorted(rows, key=lambda each: (-each.priority, each.number))]


def _queue(priorities: list[int]) -> list[Waiting]:
    return [Waiting(f"j{number}", number, priority) for number, priority in enumerate(priorities, 1)]


def test_last_goes_first_by_lowering_the_others() -> None:
    queue = _queue([0, 0, 0])
    changes = reordered(queue, "j3", "j1")
    assert changes == {"j1": -1, "j2": -1}
    assert _order(queue, changes) == ["j3", "j1", "j2"]


def test_first_goes_last() -> None:
    queue = _queue([0, 0, 0])
    assert _order(queue, reordered(queue, "j1", None)) == ["j2", "j3", "j1"]


def test_nothing_changes_where_the_order_is_right_already() -> None:
    assert reordered(_queue([0, 0]), "j1", "j2") == {}
    assert reordered(_queue([0, 0]), "j1", "j1") == {}


@given(st.lists(st.integers(-3, 0), min_size=1, max_size=8), st.data())
def test_any_move_gives_the_order_that_was_asked_for(priorities: list[int], data: st.DataObject) -> None:
    queue = _queue(priorities)
    ids = _order(queue, {})
    moved = data.draw(st.sampled_from(ids))
    before = data.draw(st.sampled_from([*[each for each in ids if each != moved], None]))
    wanted = [each for each in ids if each != moved]
    wanted.insert(wanted.index(before) if before is not None else len(wanted), moved)
    changes = reordered(queue, moved, before)
    assert _order(queue, changes) == wanted
    assert max([*changes.values(), 0]) == 0


@pytest.mark.parametrize(("moved", "before"), [("gone", "j1"), ("j1", "gone")])
def test_what_does_not_wait_cannot_be_moved(moved: str, before: str) -> None:
    with pytest.raises(ConflictError):
        reordered(_queue([0, 0]), moved, before)
