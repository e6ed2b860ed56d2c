"""The stylist is built once, by whoever needs it first."""

from __future__ import annotations

import threading

from tryon_desktop.app import late_words
from tryon_desktop.app.late_words import LateWords


class Words:
    def __init__(self):
        self.read = []

    def answer(self, text, entries, *, current=None, reference=None, liked=(), person=None):
        return text, len(entries), current


def test_a_request_that_comes_first_builds_it():
    built = []

    def build():
        built.append(Words())
        return built[-1]

    words = LateWords(build, lambda words, entry: words.read.append(entry))
    assert words.answer("x", [1, 2]) == ("x", 2, None)
    words.answer("y", [])
    assert len(built) == 1


def test_warming_up_reads_every_garment(monkeypatch):
    monkeypatch.setattr(late_words, "PAUSE_S", 0)
    stylist = Words()
    LateWords(lambda: stylist, lambda words, some: words.read.append(some)).warm_up("abcdefghi", threading.Event())
    assert stylist.read == ["abcd", "efgh", "i"]


def test_warming_up_waits_while_a_request_is_fresh(monkeypatch):
    monkeypatch.setattr(late_words, "PAUSE_S", 0.001)
    stylist, stopped = Words(), threading.Event()
    words = LateWords(lambda: stylist, lambda words, some: words.read.append(some))
    words.answer("x", [])
    thread = threading.Thread(target=words.warm_up, args=("abcd", stopped))
    thread.start()
    stopped.set()
    thread.join(5)
    assert stylist.read == []


def test_warming_up_stops_when_told(monkeypatch):
    stopped = threading.Event()
    stylist = Words()

    def read(words, some):
        words.read.append(some)
        stopped.set()

    LateWords(lambda: stylist, read).warm_up("abcdefghi", stopped)
    assert stylist.read == ["abcd"]
