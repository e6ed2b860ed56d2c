"""Vision in a process of its own: what runs there, and the messages that go to and fro."""

from __future__ import annotations

import signal
import traceback
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any

from tryon_desktop.engine.errors import ModelError, TryonError
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.vision.body import Body
from tryon_desktop.engine.vision.networks import Sessions
from tryon_desktop.engine.vision.sessions import load_sessions
from tryon_desktop.engine.vision.shared import SharedFrame
from tryon_desktop.engine.vision.vision import Vision

_STREAMS = 4
"""Streams that are followed at once. One that was not asked for the longest begins anew when it is asked for again."""


@dataclass(frozen=True, slots=True)
class Loading:
    """A network is being loaded. done: 0-1."""

    network: str
    done: float


@dataclass(frozen=True, slots=True)
class Ready:
    """Every network is loaded. provider, why: as in `Sessions`."""

    provider: str
    why: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Something was not done. story: for the log, "" when the error was foreseen and its message says it all."""

    error: TryonError
    story: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Who is in the frame that lies in the block `block`? still, fades: of the stream; see `Vision`."""

    stream: int
    still: bool
    fades: bool
    frame_id: int
    time: float
    size: tuple[int, int]
    block: str


@dataclass(frozen=True, slots=True)
class Answer:
    """body: the fields of `Body` but for the matte, which lies in the block; None when nobody is there.

    taken_ms: what looking took, of which `stages_ms` are the larger parts.
    """

    body: Mapping[str, Any] | None
    stages_ms: Mapping[str, float]
    taken_ms: float


def serve(
    connection: Connection,
    providers: Sequence[str] | None,
    load: Callable[..., Sessions] = load_sessions,
) -> None:
    """Load the networks and answer until the other end is closed. The main function of vision's process.

    Says `Loading` many times, then `Ready` or `Failed`; then to every `Ask` an `Answer` or `Failed`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the window, which closes this process
    try:
        sessions = load(providers, progress=lambda network, done: connection.send(Loading(network, done)))
        connection.send(Ready(sessions.provider, sessions.why))
        streams = _Streams(sessions)
        while True:
            ask: Ask = connection.recv()
            try:
                reply: Answer | Failed = streams.answer(ask)
            except Exception as error:  # noqa: BLE001 - the process's boundary
                reply = _failed(error)
            connection.send(reply)
    except (EOFError, OSError):
        pass  # the window is gone
    except Exception as error:  # noqa: BLE001 - the process's boundary
        with suppress(OSError):
            connection.send(_failed(error))


class _Streams:
    """One `Vision` for every stream, and the block of memory that frames come in."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._visions: OrderedDict[int, Vision] = OrderedDict()
        self._block: SharedFrame | None = None

    def answer(self, ask: Ask) -> Answer:
        block = self._shared(ask)
        vision = self._vision(ask)
        start = perf_counter()
        body = vision(Frame(ask.frame_id, ask.time, block.frame()))
        taken_ms = (perf_counter() - start) * 1e3
        if body is None:
            return Answer(None, vision.stages_ms, taken_ms)
        block.write_matte(body.matte)
        rest = {field.name: getattr(body, field.name) for field in fields(Body) if field.name != "matte"}
        return Answer(rest, vision.stages_ms, taken_ms)

    def _shared(self, ask: Ask) -> SharedFrame:
        if self._block is None or self._block.name != ask.block:
            if self._block is not None:
                self._block.release()
            self._block = SharedFrame(ask.size, ask.block)
        return self._block

    def _vision(self, ask: Ask) -> Vision:
        vision = self._visions.pop(ask.stream, None) or Vision(self._sessions, still=ask.still, fades=ask.fades)
        self._visions[ask.stream] = vision
        if len(self._visions) > _STREAMS:
            self._visions.popitem(last=False)
        return vision


def _failed(error: Exception) -> Failed:
    if isinstance(error, TryonError):
        return Failed(error)
    return Failed(ModelError(f"{type(error).__name__}: {error}"), "".join(traceback.format_exception(error)))
