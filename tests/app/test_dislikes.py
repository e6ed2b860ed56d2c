"""What an undo takes back of a dislike, and what not."""

from __future__ import annotations

import pytest
from fake_engine import FakeWardrobe, garment_of

from tryon_desktop.app.dislikes import Dislikes
from tryon_desktop.app.history import History
from tryon_desktop.engine.outfit import Outfit


@pytest.fixture
def garments(tmp_path):
    return [garment_of(entry) for entry in FakeWardrobe(tmp_path).list]


@pytest.fixture
def history(garments):
    history = History()
    history.start(Outfit().put_on(garments[0]))
    return history


@pytest.fixture
def dislikes(garments, history):
    """The first garment was disliked, and another one put on for it."""
    dislikes = Dislikes()
    dislikes.say(garments[0], history)
    history.change(history.now.put_on(garments[1]))
    return dislikes


def test_back_and_forth(dislikes, history, garments):
    history.undo()
    assert dislikes.undone(history) == (garments[0],)
    assert dislikes.undone(history) == ()
    history.redo()
    assert dislikes.redone(history) == (garments[0],)
    assert dislikes.redone(history) == ()


def test_a_step_that_brings_it_back_in_another_way_takes_nothing_back(dislikes, history, garments):
    history.change(history.now.put_on(garments[0]))
    history.change(history.now.put_on(garments[2]))
    history.undo()
    assert history.now.garments == (garments[0],)
    assert dislikes.undone(history) == ()


def test_after_a_new_change_nothing_is_said_again(dislikes, history, garments):
    history.undo()
    dislikes.undone(history)
    history.change(history.now.put_on(garments[2]))
    dislikes.changed()
    history.undo()
    history.redo()
    assert dislikes.redone(history) == ()


def test_a_rewritten_history_lets_what_was_said_stand(dislikes, history):
    dislikes.forget()
    history.undo()
    assert dislikes.undone(history) == ()
