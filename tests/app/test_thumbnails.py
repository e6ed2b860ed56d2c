"""In which order pictures of garments are drawn."""

from __future__ import annotations

import threading

import pytest
from fake_engine import FakeWardrobe

from tryon_desktop.app.thumbnails import Thumbnails


class SlowWardrobe(FakeWardrobe):
    """Draws once `let_go` is set; notes in which order."""

    def __init__(self, folder):
        super().__init__(folder)
        self.drawn = []
        self.begun = threading.Event()

    def thumbnail(self, garment_id):
        self.begun.set()
        self.let_go.wait(10)
        self.drawn.append(garment_id)
        return super().thumbnail(garment_id)


@pytest.fixture
def wardrobe(tmp_path):
    return SlowWardrobe(tmp_path)


@pytest.fixture
def thumbnails(qapp):
    thumbnails = Thumbnails()
    thumbnails.sent = []
    thumbnails.ready.connect(lambda garment_id, image: thumbnails.sent.append((garment_id, image.isNull())))
    yield thumbnails
    assert thumbnails.stop(10)


def test_what_is_in_sight_comes_before_the_rest_and_what_is_worn_before_all(qtbot, thumbnails, wardrobe):
    ids = [entry.id for entry in wardrobe.list]
    thumbnails.fill(wardrobe, ids)
    assert wardrobe.begun.wait(5)  # the worker has the first of the rest in its hands
    thumbnails.ask(wardrobe, ids[3])
    thumbnails.ask(wardrobe, ids[4], urgent=True)
    wardrobe.let_go.set()
    qtbot.waitUntil(lambda: len(thumbnails.sent) == 5)
    assert wardrobe.drawn == [ids[0], ids[4], ids[3], ids[1], ids[2]]
    assert not any(null for _, null in thumbnails.sent)


def test_the_latest_round_comes_first(qtbot, thumbnails, wardrobe):
    ids = [entry.id for entry in wardrobe.list]
    thumbnails.ask(wardrobe, ids[0])
    assert wardrobe.begun.wait(5)
    thumbnails.ask(wardrobe, ids[1])
    qtbot.wait(1)  # scrolled on
    thumbnails.ask(wardrobe, ids[2])
    thumbnails.ask(wardrobe, ids[2])
    wardrobe.let_go.set()
    qtbot.waitUntil(lambda: len(thumbnails.sent) == 3)
    assert wardrobe.drawn == [ids[0], ids[2], ids[1]]


def test_one_that_cannot_be_had_holds_no_other_up(qtbot, thumbnails, wardrobe):
    wardrobe.let_go.set()
    thumbnails.fill(wardrobe, ["gone", "blue-tee"])
    qtbot.waitUntil(lambda: [garment_id for garment_id, _ in thumbnails.sent] == ["blue-tee"])
