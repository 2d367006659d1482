"""The camera: no edge ever shows, near things move more, nothing jumps or folds."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.providers.embedded.video.arrays import Floats, floats
from genstudio.providers.embedded.video.camera import CELL, MOVES, Camera, choose_move
from genstudio.providers.embedded.video.depth import blur, depth_map, saliency, sample

WIDE = (640, 360)
TALL = (360, 640)


def relief(seed: int = 4) -> Floats:
    """A rough landscape as `depth_map` would give it."""
    field = blur(np.random.default_rng(seed).random((54, 96), np.float32), 6)
    return floats((field - field.min()) / np.ptp(field))


@pytest.mark.parametrize("size", [WIDE, TALL])
@pytest.mark.parametrize("move", MOVES)
def test_no_pose_looks_past_the_picture(move: str, size: tuple[int, int]) -> None:
    for seconds in (2, 20):
        camera = Camera(move, 1.0, seconds, size, relief())
        for moment in np.linspace(0, 1, 7):
            x, y = camera.mesh(float(moment))
            on_screen = slice(size[1] // CELL), slice(size[0] // CELL)
            # A place outside would be pulled to the edge, and two neighbours would meet there; so would a fold.
            assert np.diff(x, axis=1)[on_screen].min() > 0.2 * CELL / size[0]
            assert np.diff(y, axis=0)[on_screen].min() > 0.2 * CELL / size[1]


@pytest.mark.parametrize("move", MOVES)
def test_the_picture_glides(move: str) -> None:
    camera = Camera(move, 1.0, 6, WIDE, relief())
    places = np.stack([camera.mesh(number / 143)[0] for number in range(40, 56)])
    steps = np.diff(places, axis=0) * WIDE[0]
    assert np.abs(steps).max() > 0.01
    assert np.abs(np.diff(steps, axis=0)).max() < 0.05, "pixels by which one step differs from the next"


def test_motion_zero_holds_still() -> None:
    camera = Camera("orbit", 0.0, 6, WIDE, relief())
    first, last = camera.mesh(0.0), camera.mesh(1.0)
    assert np.array_equal(first[0], last[0])
    assert first[0][0, 0] == 0
    assert first[0][0, -1] == pytest.approx(1)


def test_near_things_pass_faster_than_far_ones() -> None:
    nearness = np.zeros((54, 96), np.float32)
    nearness[27:] = 1
    camera = Camera("pan right", 1.0, 6, WIDE, blur(nearness, 3))
    moved = (camera.mesh(1.0)[0] - camera.mesh(0.0)[0]).mean(axis=1)
    assert moved[-2] > 1.5 * moved[1] > 0


def test_an_orbit_turns_round_the_middle_distance() -> None:
    nearness = np.repeat(np.linspace(0, 1, 54, dtype=np.float32)[:, None], 96, axis=1)
    camera = Camera("orbit", 1.0, 6, WIDE, nearness)
    moved = (camera.mesh(1.0)[0] - camera.mesh(0.0)[0])[:, 20]
    assert moved[0] < -0.01
    assert moved[-2] > 0.01


def test_a_pan_crosses_the_whole_of_a_long_picture() -> None:
    camera = Camera("pan right", 0.6, 6, WIDE, relief(), reach=(1.35, 1.0))
    assert camera.mesh(0.0)[0].min() < 0.03
    assert camera.mesh(1.0)[0].max() > 0.97


def test_auto_follows_the_longer_side() -> None:
    assert {choose_move(seed, (0.3, 0.0)) for seed in range(20)} == {"pan left", "pan right"}
    assert {choose_move(seed, (0.0, 0.3)) for seed in range(20)} == {"rise"}
    assert len({choose_move(seed, (0.0, 0.0)) for seed in range(40)}) >= 4
    assert choose_move(7, (0.0, 0.0)) == choose_move(7, (0.0, 0.0))


def test_projecting_undoes_looking() -> None:
    flat = np.full((54, 96), 0.5, np.float32)
    camera = Camera("orbit", 1.0, 6, WIDE, flat)
    x, y = camera.mesh(0.8)
    frame_x, frame_y = camera.project(0.8, x, y, np.full_like(x, 0.3 + 0.7 * 0.5))
    assert np.allclose(frame_x[0], np.arange(x.shape[1]) * CELL / WIDE[0], atol=1e-4)
    assert np.allclose(frame_y[:-1, 0], np.arange(y.shape[0] - 1) * CELL / WIDE[1], atol=1e-4)


def test_depth_puts_the_ground_before_the_sky() -> None:
    picture = np.full((180, 320, 3), 120, np.uint8)
    picture[:90] = (140, 180, 230)
    depth = depth_map(picture, 0.5)
    assert depth.shape == (108, 192)
    assert depth.min() >= 0
    assert depth.max() <= 1
    assert depth[-5:].mean() > depth[60:70].mean() > depth[:30].mean()


def test_depth_brings_forward_what_stands_out() -> None:
    picture = np.full((180, 320, 3), 60, np.uint8)
    picture[60:120, 130:190] = (250, 180, 40)
    depth = depth_map(picture, None)
    assert depth[54, 96] > depth[54, 20] + 0.3
    assert saliency(np.full((20, 30, 3), 0.5, np.float32)).max() == 0, "a flat picture has nothing that stands out"


def test_depth_never_changes_abruptly() -> None:
    picture = np.zeros((180, 320, 3), np.uint8)
    picture[50:100, 150:180] = 255
    depth = depth_map(picture, None)
    assert np.abs(np.diff(depth, axis=1)).max() * depth.shape[1] / 2 <= 3
    assert depth[40, 99] > 0.5


def test_sample_reads_between_the_cells() -> None:
    field = np.array([[0, 1], [2, 3]], np.float32)
    assert sample(field, np.array([0.5]), np.array([0.5])) == pytest.approx(1.5)
    assert sample(field, np.array([2.0]), np.array([-1.0])) == pytest.approx(1.0)
