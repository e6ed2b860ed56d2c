"""Vision beside the program: the process that runs it, from the side of who asks.

Looking at one frame while the one before is dressed is worth it only where the two do not wait for each other, and
two threads do: both are hundreds of short calls, and one interpreter runs one of them at a time (ADR 0013). What
crashes a driver of the graphics card then ends that process and not the window.
"""

from __future__ import annotations

import itertools
import logging
import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from time import perf_counter
from typing import Any

from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.vision.body import Body
from tryon_desktop.engine.vision.shared import SharedFrame
from tryon_desktop.engine.vision.worker import Answer, Ask, Failed, Loading, Ready, serve

_log = logging.getLogger(__name__)

Progress = Callable[[str, float], None]

_TRIES = 3
"""Ends in a row, without an answer between them, after which it is not started again."""
_END_S = 2.0
_CPU = "CPU"


class VisionProcess:
    """One process, whoever asks; asked from any thread, it answers one at a time. `close` ends it.

    providers: as for `load_sessions`. serve: what runs there. patience_s: how long an answer, or the next step of
    loading, may take before the process counts as stuck and is ended.
    A process that ends by itself is started again at the next question; if an accelerator ran the networks, on the CPU.
    """

    def __init__(
        self,
        providers: Sequence[str] | None = None,
        *,
        serve: Callable[..., None] = serve,
        patience_s: float = 60.0,
    ) -> None:
        self._providers = providers
        self._serve, self._patience_s = serve, patience_s
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._block: SharedFrame | None = None
        self._streams = itertools.count()
        self._ended = 0
        self._closed = False
        self.provider, self.why = _CPU, ""

    def start(self) -> None:
        """Start it; returns at once, while the networks are loaded there. Raises OSError where that is not allowed."""
        with self._lock:
            self._start()

    def wait(self, progress: Progress | None = None) -> None:
        """Wait until the networks are loaded. progress: as for `load_sessions`. Raises ModelError."""
        with self._lock:
            self._wait(progress)

    def stream(self, *, still: bool = False, fades: bool = True) -> RemoteVision:
        """A vision for one stream, with the meaning of `Vision`'s own arguments."""
        return RemoteVision(self, next(self._streams), still=still, fades=fades)

    def close(self) -> None:
        """End the process and give its memory back; what is still asked for ends with a ModelError."""
        self._closed = True
        if not self._lock.acquire(timeout=_END_S):
            process = self._process
            if process is not None:
                process.kill()  # whoever waits for its answer is told, and lets go
            self._lock.acquire()
        try:
            self._end()
            if self._block is not None:
                self._block.release()
                self._block = None
        finally:
            self._lock.release()

    def look(self, frame: Frame, stream: int, *, still: bool, fades: bool) -> Answer:
        """Ask who is in `frame`; the matte is in the answer's body. Raises ModelError."""
        with self._lock:
            if self._process is None:
                if self._ended >= _TRIES:
                    raise ModelError("the process that looks for people keeps ending; choose the source again")
                self._begin_anew()
            block = self._room(frame.size)
            block.write_frame(frame.bgr)
            self._send(Ask(stream, still, fades, frame.id, frame.time, frame.size, block.name))
            answer = self._receive()
            if isinstance(answer, Failed):
                self._tell(answer)
            assert isinstance(answer, Answer)
            self._ended = 0
            if answer.body is None:
                return answer
            return replace(answer, body={**answer.body, "matte": block.read_matte()})

    def try_again(self) -> None:
        """Forget how often it ended in a row: somebody asks for something new."""
        with self._lock:
            self._ended = 0

    def _begin_anew(self) -> None:
        if self._closed:
            raise ModelError("vision has been closed")
        try:
            self._start()
        except OSError as fault:
            raise ModelError(f"the process that looks for people cannot be started: {fault}") from fault
        self._wait(None)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=self._serve, args=(theirs, self._providers), name="vision", daemon=True)
        try:
            with _uninterrupted():
                process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self._process, self._connection = process, ours

    def _wait(self, progress: Progress | None) -> None:
        while True:
            message = self._receive()
            if isinstance(message, Loading):
                if progress is not None:
                    progress(message.network, message.done)
            elif isinstance(message, Ready):
                self.provider, self.why = message.provider, message.why
                return
            else:
                self._end()
                self._ended += 1
                assert isinstance(message, Failed)
                self._tell(message)

    def _room(self, size: tuple[int, int]) -> SharedFrame:
        """The block for frames of `size`, made anew when another one came before."""
        if self._block is None or self._block.size != size:
            if self._block is not None:
                self._block.release()
                self._block = None
            try:
                self._block = SharedFrame(size)
            except OSError as fault:
                raise ModelError(f"there is no memory for a frame: {fault}") from fault
        return self._block

    def _send(self, ask: Ask) -> None:
        assert self._connection is not None
        try:
            self._connection.send(ask)
        except OSError as fault:
            raise self._lost() from fault

    def _receive(self) -> Any:
        if self._connection is None:
            raise ModelError("vision has been closed")
        try:
            if not self._connection.poll(self._patience_s):
                raise self._lost()
            return self._connection.recv()
        except (EOFError, OSError) as fault:
            raise self._lost() from fault

    def _lost(self) -> ModelError:
        """The process is gone or stuck: end what is left of it, and say so."""
        process = self._process
        self._end()
        self._ended += 1
        code = process.exitcode if process is not None else None
        _log.error("vision's process ended with code %s while %s ran the networks", code, self.provider)
        if self.provider != _CPU:
            self._providers = (_CPU,)
        return ModelError(f"the process that looks for people ended (code {code}); it is started again")

    def _end(self) -> None:
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if connection is not None:
            connection.close()  # which it takes for the end
        if process is not None:
            process.join(_END_S)
            if process.is_alive():
                process.kill()
                process.join()

    @staticmethod
    def _tell(failed: Failed) -> None:
        if failed.story:
            _log.error("vision failed\n%s", failed.story)
        raise failed.error


class RemoteVision:
    """`Vision`, run by a `VisionProcess`: one stream, one caller.

    `stages_ms`: as of `Vision`, and "handover": what it took to bring the frame there and the body back.
    """

    def __init__(self, process: VisionProcess, stream: int, *, still: bool, fades: bool) -> None:
        self._process, self._stream = process, stream
        self._still, self._fades = still, fades
        self.stages_ms: dict[str, float] = {}
        process.try_again()

    def __call__(self, frame: Frame) -> Body | None:
        """The person in `frame`; None when nobody is there. Raises ModelError when the process ends or fails."""
        start = perf_counter()
        answer = self._process.look(frame, self._stream, still=self._still, fades=self._fades)
        taken_ms = (perf_counter() - start) * 1e3
        self.stages_ms = {**answer.stages_ms, "handover": taken_ms - answer.taken_ms}
        return None if answer.body is None else Body(**answer.body)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What is started herein is not reached by Ctrl+C, which a terminal sends to all: its end is this process's matter.

    A mask of signals is inherited, and holds while the new process still imports its modules.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
