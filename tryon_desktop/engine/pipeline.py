"""One frame through vision -> fitting -> blending, with per-stage times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from types import MappingProxyType
from typing import Protocol

from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.blending.composite import Blender
from tryon_desktop.engine.fitting.drape import Drape
from tryon_desktop.engine.fitting.fitter import Fitter
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.garments.spec import Slot
from tryon_desktop.engine.vision.body import Body

_LAYER = {slot: place for place, slot in enumerate(Slot)}


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What to show: an immutable snapshot of the wearer's wishes, made anew at every change.

    garments: the outfit in any order; it is worn bottoms first and outer garments last. generation: counts up with
    every change, so that a picture of an older wish can be told. worn: False shows the person as they are.
    """

    garments: tuple[Garment, ...] = ()
    generation: int = 0
    worn: bool = True

    @property
    def in_order(self) -> tuple[Garment, ...]:
        """The garments from the skin outwards."""
        return tuple(sorted(self.garments, key=lambda garment: _LAYER[garment.slot]))


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One composited frame.

    frame_id, time: of the frame it was made from. bgr: (H, W, 3) uint8, read-only. body: None when nobody is seen.
    stages_ms: name -> milliseconds (pose, matte, face, parse, fit, blend). worn: ids of the garments that were
    really placed, which may be fewer than were asked for. drapes: how they were placed, from the skin outwards.
    """

    frame_id: int
    time: float
    bgr: U8
    body: Body | None = None
    stages_ms: Mapping[str, float] = field(default_factory=dict)
    worn: tuple[str, ...] = ()
    generation: int = 0
    drapes: tuple[Drape, ...] = ()

    def __post_init__(self) -> None:
        self.bgr.flags.writeable = False
        object.__setattr__(self, "stages_ms", MappingProxyType(dict(self.stages_ms)))


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A frame and who is in it: what `Pipeline.see` hands to `Pipeline.dress`. stages_ms: as in `Picture`."""

    frame: Frame
    body: Body | None
    stages_ms: Mapping[str, float] = field(default_factory=dict)


class SeesBodies(Protocol):
    """What the pipeline needs of `vision.Vision`."""

    stages_ms: dict[str, float]

    def __call__(self, frame: Frame) -> Body | None:
        """The person in `frame`."""
        ...


class Pipeline:
    """Runs frames of one stream through the whole engine.

    A call does one frame from end to end. Its halves, `see` and `dress`, may run on two threads, one each, so that one
    frame is looked at while the one before is dressed. vision: called once a frame. clock: seconds, for stage times.
    """

    def __init__(self, vision: SeesBodies, *, clock: Callable[[], float] = perf_counter) -> None:
        self._vision = vision
        self._fitter = Fitter()
        self._blender = Blender()
        self._clock = clock

    def prepare(self, garment: Garment) -> None:
        """Take a garment apart before its first frame, so that no frame waits for it. Raises GarmentError."""
        self._fitter.prepare(garment)

    def __call__(self, frame: Frame, look: Look) -> Picture:
        """The frame with `look` worn. Nobody there, or nothing to wear: the frame itself.

        Raises GarmentError for a garment that lacks what its slot needs.
        """
        return self.dress(self.see(frame), look)

    def see(self, frame: Frame) -> Seen:
        """Who is in `frame`. Frames of a stream come in their order."""
        body = self._vision(frame)
        return Seen(frame, body, dict(self._vision.stages_ms))

    def dress(self, seen: Seen, look: Look) -> Picture:
        """`look` on who was seen. Raises GarmentError for a garment that lacks what its slot needs."""
        frame, body, times = seen.frame, seen.body, dict(seen.stages_ms)
        if body is None or not look.worn or not look.garments:
            return Picture(frame.id, frame.time, frame.bgr, body, times, (), look.generation)
        drapes: list[Drape] = []
        with self._timed(times, "fit"):
            measures = self._fitter.measures(body, frame.time)
            for garment in look.in_order:
                drape = self._fitter(garment, body, frame.time)
                if drape is not None:
                    drapes.append(drape)
        with self._timed(times, "blend"):
            bgr = self._blender(frame, body, drapes, measures)
        worn = tuple(drape.garment.id for drape in drapes)
        return Picture(frame.id, frame.time, bgr, body, times, worn, look.generation, tuple(drapes))

    @contextmanager
    def _timed(self, times: dict[str, float], stage: str) -> Iterator[None]:
        start = self._clock()
        try:
            yield
        finally:
            times[stage] = times.get(stage, 0.0) + (self._clock() - start) * 1e3
