"""The real engine as the window gets it."""

from __future__ import annotations

import multiprocessing
import threading

import pytest

from tryon_desktop.app.wiring import load_engine
from tryon_desktop.engine.capture.picture import read_picture
from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.models import model_path
from tryon_desktop.engine.pipeline import Look
from tryon_desktop.engine.vision.process import VisionProcess
from tryon_desktop.ui.ports import SourceChoice, SourceKind


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def engine(told, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRYON_DESKTOP_HOME", str(tmp_path_factory.mktemp("home")))
        engine = load_engine(told.append)
        yield engine
        engine.close()


def test_vision_runs_beside_the_text_encoder(engine, told):
    keys = [progress.key for progress in told]
    assert keys.index("loading_words") < keys.index("loading_catalog") < keys.index("loading_models")
    assert [progress.done for progress in told] == sorted(progress.done for progress in told)
    assert [child.name for child in multiprocessing.active_children()] == ["vision"]
    picture = engine.dress(True)(Frame(0, 0.0, read_picture(model_path("demo/posture.jpg"))), Look())
    assert picture.body is not None
    some = [entry for entry in engine.wardrobe.entries() if entry.category in ("coat", "jeans")][:4]
    reply = engine.words.answer("something for a rooftop dinner", some)
    assert {ranked.id for ranked in reply.results} <= {entry.id for entry in some}
    again = engine.dress(False)(Frame(1, 0.1, read_picture(model_path("demo/posture.jpg"))), Look())
    assert again.body is not None


def test_a_garment_is_taken_apart_by_the_stream_that_wears_it(engine):
    garment = engine.wardrobe.garment(engine.wardrobe.entries()[0].id)
    stream = engine.dress(True)
    stream.prepare(garment)
    picture = stream(Frame(0, 0.0, read_picture(model_path("demo/posture.jpg"))), Look((garment,)))
    assert picture.worn == (garment.id,)


def test_a_picture_of_a_person_is_refused_and_adds_nothing(engine):
    before = engine.wardrobe.entries()
    with pytest.raises(GarmentError, match="shows a person"):
        engine.wardrobe.add_photo(model_path("demo/posture.jpg"))
    assert engine.wardrobe.entries() == before


def test_warming_up_ends_when_it_is_told_to(engine):
    stopped = threading.Event()
    stopped.set()
    engine.warm_up(stopped)


@pytest.mark.parametrize("kind", [SourceKind.DEMO, SourceKind.IMAGE])
def test_sources_give_a_frame(engine, kind):
    source = engine.source(SourceChoice(kind, str(model_path("demo/posture.jpg"))))
    source.open()
    try:
        frame = source.read()
        assert frame is not None
        assert frame.bgr.ndim == 3
    finally:
        source.close()


def test_loading_that_is_stopped_leaves_no_process():
    before = multiprocessing.active_children()
    for last in ("loading_words", "loading_models"):

        def report(progress, last=last):
            if progress.key == last:
                raise InterruptedError(last)

        with pytest.raises(InterruptedError, match=last):
            load_engine(report)
    assert multiprocessing.active_children() == before


def test_where_no_process_may_be_started_vision_runs_in_this_one(monkeypatch):
    def refused(self):
        raise PermissionError("not allowed here")

    before = multiprocessing.active_children()
    monkeypatch.setattr(VisionProcess, "start", refused)
    engine = load_engine(lambda _: None)
    picture = engine.dress(True)(Frame(0, 0.0, read_picture(model_path("demo/posture.jpg"))), Look())
    assert picture.body is not None
    assert multiprocessing.active_children() == before
