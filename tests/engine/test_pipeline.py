from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from figure import SPECS, Figure, garment

from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import GarmentSpec, Slot
from tryon_desktop.engine.pipeline import Look, Picture, Pipeline
from tryon_desktop.engine.tailor import sew
from tryon_desktop.engine.vision.body import Body

WHO = Figure(face=True, size=(160, 240), scale=42, origin=(80, 56))


class Eyes:
    """Vision that sees what a test tells it, and counts how often it looked."""

    def __init__(self, body: Body | None):
        self.body, self.calls = body, 0
        self.stages_ms: dict[str, float] = {}

    def __call__(self, frame: Frame) -> Body | None:
        self.calls += 1
        self.stages_ms = {"pose": 4.0, "matte": float(self.calls)}
        return self.body


class Ticks:
    """A clock that moves on by a hundredth of a second each time that it is read."""

    def __init__(self):
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.01
        return self.now


@pytest.fixture
def frame():
    return Frame(7, 1.25, WHO.picture())


def look(*names: str, **more) -> Look:
    return Look(tuple(garment(name) for name in names), **more)


def run(frame: Frame, wish: Look, body: Body | None = None, seen: bool = True) -> Picture:
    return Pipeline(Eyes((body or WHO.body(7)) if seen else None))(frame, wish)


@pytest.mark.parametrize("names", list(permutations(("coat", "jeans", "tee"))), ids="-".join)
def test_an_outfit_is_worn_from_the_skin_outwards_however_it_was_picked(frame, names):
    assert [g.id for g in look(*names).in_order] == ["jeans", "tee", "coat"]
    picture = run(frame, look(*names))
    assert picture.worn == ("jeans", "tee", "coat")
    assert np.array_equal(picture.bgr, run(frame, look("jeans", "tee", "coat")).bgr)


def test_every_slot_has_its_layer():
    order = [g.slot for g in look("jacket", "dress", "shirt", "skirt").in_order]
    assert order == [Slot.BOTTOM, Slot.TOP, Slot.FULL, Slot.OUTER]


def test_what_is_worn_last_is_seen(frame):
    red, blue = (sew(GarmentSpec(colours=(colour,), **SPECS[name]), size=192, garment_id=name)
                 for colour, name in (("#d01010", "tee"), ("#1010d0", "jacket")))  # fmt: skip
    chest = run(frame, Look((blue, red))).bgr[88:100, 70:90].reshape(-1, 3).mean(0)
    assert chest[0] > 2 * chest[2], "the jacket is blue"


def test_a_picture_belongs_to_its_frame_and_its_wish(frame):
    body = WHO.body(7)
    picture = run(frame, look("tee", generation=12), body)
    assert (picture.frame_id, picture.time, picture.generation) == (7, 1.25, 12)
    assert picture.body is body
    assert picture.bgr.shape == frame.bgr.shape
    assert not np.array_equal(picture.bgr, frame.bgr)
    assert (frame.bgr == WHO.picture()).all()
    assert not picture.bgr.flags.writeable


@pytest.mark.parametrize(
    ("wish", "seen"),
    [(look("tee", generation=3, worn=False), True), (Look((), 3), True), (look("tee", "jeans", generation=3), False)],
    ids=["before", "nothing-picked", "nobody"],
)
def test_as_they_are(frame, wish, seen):
    picture = run(frame, wish, seen=seen)
    assert picture.bgr is frame.bgr, "the frame itself, not a copy"
    assert picture.worn == ()
    assert picture.generation == 3
    assert (picture.body is not None) == seen
    assert picture.stages_ms == {"pose": 4.0, "matte": 1.0}


def test_before_and_after_take_turns(frame):
    pipeline = Pipeline(Eyes(WHO.body(7)))
    after = pipeline(frame, look("tee", generation=1)).bgr
    assert pipeline(frame, look("tee", generation=2, worn=False)).bgr is frame.bgr
    assert np.array_equal(pipeline(frame, look("tee", generation=3)).bgr, after)


def test_stage_times_are_those_of_this_frame(frame):
    eyes = Eyes(WHO.body(7))
    pipeline = Pipeline(eyes, clock=Ticks())
    for count in (1, 2):
        times = pipeline(frame, look("tee", "jeans")).stages_ms
        assert times == {"pose": 4.0, "matte": float(count), "fit": pytest.approx(10), "blend": pytest.approx(10)}
    with pytest.raises(TypeError):
        times["fit"] = 0.0
    assert "fit" not in eyes.stages_ms


def test_vision_looks_once_a_frame_whatever_is_worn(frame):
    eyes = Eyes(WHO.body(7))
    pipeline = Pipeline(eyes)
    for wish in (Look(), look("tee"), look("jeans", "tee", "coat"), look("tee", worn=False)):
        pipeline(frame, wish)
    assert eyes.calls == 4


def test_only_what_was_placed_counts_as_worn():
    close = WHO.but(scale=110, origin=(80, 170))
    picture = run(Frame(0, 0.0, close.picture()), look("jeans", "tee"), close.body())
    assert picture.worn == ("tee",), "the legs are far below the picture"


def test_a_garment_that_lacks_something_is_named(frame):
    tee = garment("tee")
    marks = {name: at for name, at in tee.landmarks.items() if name != "neck_front"}
    broken = Garment("broken", tee.spec, tee.image, marks, tee.parts)
    pipeline = Pipeline(Eyes(WHO.body(7)))
    with pytest.raises(GarmentError, match="broken"):
        pipeline.prepare(broken)
    with pytest.raises(GarmentError, match="broken"):
        pipeline(frame, Look((broken,)))
    assert pipeline(frame, look("tee")).worn == ("tee",), "the next frame goes on"


def test_one_stream_may_change_its_size():
    eyes = Eyes(None)
    pipeline = Pipeline(eyes)
    for who in (WHO, WHO.but(size=(320, 200)), WHO.but(size=(90, 90), scale=20, origin=(45, 25))):
        eyes.body = who.body()
        picture = pipeline(Frame(0, 0.0, who.picture()), look("tank", "skirt"))
        assert picture.bgr.shape == (*who.size[::-1], 3)
        assert picture.worn == ("skirt", "tank")
