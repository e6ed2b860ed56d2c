"""What is worn above stays over trousers that are tried on."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from figure import TORSO, Figure, garment

from tryon_desktop.engine.blending.composite import Blender
from tryon_desktop.engine.blending.hanging import WornTop
from tryon_desktop.engine.blending.limbs import reduced_size
from tryon_desktop.engine.fitting.fitter import Fitter
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.quality.regions import hanging_top
from tryon_desktop.engine.vision.body import Keypoint, Region

WHO = Figure(size=(640, 960), origin=(320, 224), scale=168, face=True)
SWEATER, JEANS = (40, 40, 60), (150, 110, 60)
HEM = 1.2
"""Level of the sweater's hem, 1 on the hip line."""
HIPS = (Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP)


def dressed(who: Figure = WHO, top=SWEATER, legs=JEANS) -> np.ndarray:
    """The figure in a sweater down to HEM and jeans below; between its arms, which hang."""
    picture = who.picture()
    cloth = who.regions() == Region.CLOTHES
    below = np.zeros(cloth.shape, np.uint8)
    level = HEM * TORSO
    who.paint(below, [(-0.75, level), (0.75, level), (0.75, 9), (-0.75, 9)], 1)
    noise = np.random.default_rng(3).integers(-6, 7, picture.shape, dtype=np.int16)
    for colour, where in ((top, cloth & (below == 0)), (legs, cloth & (below > 0))):
        picture[where] = np.clip(np.array(colour, np.int16) + noise[where], 0, 255).astype(np.uint8)
    return picture


def found(who: Figure = WHO, **colours) -> np.ndarray | None:
    body = who.body()
    small = cv2.resize(dressed(who, **colours), reduced_size(who.size), interpolation=cv2.INTER_AREA)
    masks = WornTop()(small, body, Fitter().measures(body))
    return None if masks is None else cv2.resize(masks[0], who.size) > 127


def on_axis(level: float) -> tuple[int, int]:
    """Row and column of the torso's axis at `level`."""
    x, y = WHO.place([(0, level * TORSO)])[0]
    return round(y), round(x)


def test_a_sweater_is_followed_to_its_hem():
    mask = found()
    assert all(mask[on_axis(level)] for level in (0.8, 1.0, HEM - 0.08))
    assert not any(mask[on_axis(level)] for level in (HEM + 0.04, 1.4, 1.6))


@pytest.mark.parametrize(
    ("who", "colours"),
    [
        (WHO, {"legs": SWEATER}),
        (WHO.but(hidden=HIPS), {}),
        (WHO.but(face=False), {}),
    ],
    ids=["all of one cloth", "no hips", "no labels"],
)
def test_what_cannot_be_told_apart_is_not_guessed(who, colours):
    assert found(who, **colours) is None


def wears(name: str) -> tuple[np.ndarray, np.ndarray]:
    """The bare picture, and the one in which a garment is worn."""
    body, frame, fitter = WHO.body(), Frame(0, 0.0, dressed()), Fitter()
    drape = fitter(garment(name), body)
    return frame.bgr, Blender()(frame, body, [drape], fitter.measures(body))


def test_the_sweater_hangs_over_the_trousers_that_are_tried_on():
    bare, shown = wears("jeans")
    row, column = on_axis(1.0)
    sweater = (slice(row - 20, row + 20), slice(column - 40, column + 40))
    assert np.abs(shown[sweater].astype(int) - bare[sweater]).max() <= 3
    row = on_axis(HEM + 0.2)[0]
    hip = (slice(row - 8, row + 8), slice(column - 50, column - 20))
    assert np.abs(shown[hip].astype(int) - bare[hip]).mean() > 25, "below it the trousers are new"


def test_under_its_hem_lies_its_shadow():
    _, shown = wears("jeans")
    below, further = ((on_axis(HEM + gap)[0], on_axis(0)[1] - 35) for gap in (0.02, 0.3))
    patch = lambda at: shown[at[0] - 2 : at[0] + 3, at[1] - 8 : at[1] + 8].mean()  # noqa: E731
    assert patch(below) < 0.95 * patch(further)


def test_beside_a_top_no_trousers_stick_out():
    body = WHO.body()
    small = cv2.resize(dressed(), reduced_size(WHO.size), interpolation=cv2.INTER_AREA)
    masks = WornTop()(small, body, Fitter().measures(body))
    assert masks is not None
    beside = cv2.resize(masks[1], WHO.size) > 127
    row = on_axis(1.05)[0]
    inside = WHO.regions()[row] == Region.CLOTHES
    for way in (-1, 1):
        edge = on_axis(0)[1] + way * int(np.argmin(inside[on_axis(0)[1] :: way]))
        assert beside[row, edge + way * 4]
        assert not beside[on_axis(HEM + 0.3)[0], edge + way * 4]


def test_the_measure_finds_the_same_hem_in_its_own_way():
    mask = hanging_top(WHO.body(), dressed())
    assert all(mask[on_axis(level)] for level in (0.85, 1.0, HEM - 0.05))
    assert not any(mask[on_axis(level)] for level in (HEM + 0.05, 1.4, 1.6))
    assert not hanging_top(WHO.but(hidden=HIPS).body(), dressed()).any()
    assert not hanging_top(WHO.body(), dressed(legs=SWEATER)).any()


def test_what_was_told_holds_on_while_only_the_top_is_seen():
    """Somebody who steps nearer does not tuck their sweater in."""
    far, near = WHO, WHO.but(origin=(320, 520), scale=300)
    worn = WornTop()
    for who in (far, *[near] * 20):
        body = who.body()
        small = cv2.resize(dressed(who), reduced_size(who.size), interpolation=cv2.INTER_AREA)
        masks = worn(small, body, Fitter().measures(body))
    assert masks is not None
    row, column = (round(value) for value in near.place([(0, 0.95 * TORSO)])[0][::-1])
    assert cv2.resize(masks[0], near.size)[min(row, 955), column] > 127


def test_a_dress_of_the_same_cloth_outweighs_what_was_told():
    worn, body = WornTop(), WHO.body()
    measures = Fitter().measures(body)
    for legs in (JEANS, *[SWEATER] * 40):
        small = cv2.resize(dressed(legs=legs), reduced_size(WHO.size), interpolation=cv2.INTER_AREA)
        masks = worn(small, body, measures)
    assert masks is None
