"""Tries garments on a person in a picture or clip, and measures how they look, keep still and follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8
from tryon_desktop.engine.capture.picture import read_picture
from tryon_desktop.engine.capture.video import CLIP_SUFFIXES, VideoSource
from tryon_desktop.engine.fitting.drape import Drape, DrapedPart
from tryon_desktop.engine.fitting.fitter import Fitter
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.garments.garment import Garment
from tryon_desktop.engine.pipeline import Look, Picture, Pipeline
from tryon_desktop.engine.quality.dye import GREEN, MAGENTA, dyed, painted
from tryon_desktop.engine.quality.figures import Case, Figures, Wearing
from tryon_desktop.engine.quality.marks import marked
from tryon_desktop.engine.quality.pixels import Faults, Share, inspect
from tryon_desktop.engine.quality.regions import Torso
from tryon_desktop.engine.quality.steadiness import (
    Flicker,
    follow_error,
    lag_frames,
    step_motion,
    stillness,
    visible,
)
from tryon_desktop.engine.quality.webcam import MOVEMENTS, Movement, Pivot, frames
from tryon_desktop.engine.vision.body import Body

See = Callable[[Frame], Body | None]
"""Who stands in a frame; frames whose time goes back begin another stream."""

STEPS = 2 + len(MOVEMENTS)
"""How often `examine` reports progress for one source."""

_SETTLE = 16
"""Frames in which a new stream finds the person, fades in and comes to rest."""
_REST = 8
"""The last of those, over which the garment's place at rest is averaged."""
_STILL_FRAMES, _MOVING_FRAMES = 30, 60
_CLIP_FRAMES, _CLIP_EVERY = 90, 6
_LONGEST = 960
"""Longest side, in pixels, of what a simulated webcam gives."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """Vision for single pictures and for streams."""

    still: See
    live: See


class _Seen:
    """Vision that has already looked: it hands a pipeline the body that all of them share."""

    def __init__(self) -> None:
        self.stages_ms: dict[str, float] = {}
        self.body: Body | None = None

    def __call__(self, frame: Frame) -> Body | None:
        return self.body


class _Dresser:
    """The whole pipeline of one stream in which one garment is worn."""

    def __init__(self, garment: Garment) -> None:
        self._seen = _Seen()
        self._pipeline = Pipeline(self._seen)
        self._look = Look((garment,))

    def __call__(self, frame: Frame, body: Body | None) -> Picture:
        self._seen.body = body
        return self._pipeline(frame, self._look)


class _Stream:
    """`See` over one stream after another: each is dated before the last, so that nothing is carried over."""

    def __init__(self, see: See) -> None:
        self._see = see
        self._streams = 0

    def fresh(self) -> See:
        self._streams += 1
        start = -1e4 * self._streams
        return lambda frame: self._see(Frame(frame.id, frame.time + start, frame.bgr))


@dataclass(slots=True, eq=False)
class _Path:
    """A garment's way through one stream: (N, 2) vertices a frame, and the people's shoulder widths."""

    vertices: list[F32] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)

    def add(self, drape: Drape, body: Body) -> None:
        self.vertices.append(vertices_of(drape))
        self.widths.append(Torso.of(body).width)

    @property
    def array(self) -> F32:
        return f32(np.stack(self.vertices))

    @property
    def width(self) -> float:
        return float(np.median(self.widths))


@dataclass(slots=True, eq=False)
class _Findings:
    """What has been found out about one garment on one person."""

    shares: list[dict[str, Share]] = field(default_factory=list)
    picture: tuple[U8, U8] | None = None
    figures: dict[str, float | None] = field(default_factory=dict)


def _place(part: DrapedPart) -> tuple[str, int, float, float]:
    x, y = part.piece.source_xy.mean(0)
    return part.piece.part.value, len(part.target_xy), float(y), float(x)


def vertices_of(drape: Drape) -> F32:
    """All vertices of a drape, (N, 2) float32, part by part in an order that does not depend on depth."""
    # A sleeve's two pieces are alike in part and size, and change places in depth: where on the cloth they lie stays.
    parts = sorted((*drape.inner, *drape.front), key=_place)
    return f32(np.concatenate([part.target_xy for part in parts]))


def examine(
    path: Path, garments: Sequence[Garment], eyes: Eyes, tick: Callable[[], None] = lambda: None
) -> Case | None:
    """Try every one of `garments` on the person in `path`, a picture or a clip; None when nobody is there.

    tick: called STEPS times. Raises InputError for a source that cannot be read and GarmentError for a garment that
    cannot be worn by anybody.
    """
    live = _Stream(eyes.live)
    findings = {garment.id: _Findings() for garment in garments}
    if path.suffix.lower() in CLIP_SUFFIXES:
        photo = _try_on_clip(path, garments, live.fresh(), findings)
    else:
        photo = read_picture(path)
        body = eyes.still(Frame(0, 0.0, photo))
        photo = _try_on_picture(photo, body, garments, findings) if body is not None else None
    tick()
    if photo is None:
        return None
    placed = [garment for garment in garments if findings[garment.id].picture is not None]
    shaken = _fitting_webcam(photo)
    pivot = _keep_still(shaken, placed, live.fresh(), findings)
    tick()
    paths: dict[str, list[tuple[F32, F32, Movement]]] = {garment.id: [] for garment in placed}
    errors: dict[str, list[float]] = {garment.id: [] for garment in placed}
    for make in MOVEMENTS.values():
        if pivot is not None:
            _go_along(shaken, placed, live.fresh(), make(pivot), pivot, paths, errors)
        tick()
    for garment in placed:
        if len(errors[garment.id]) == len(MOVEMENTS):
            findings[garment.id].figures["follow"] = float(np.mean(errors[garment.id]))
            findings[garment.id].figures["lag_frames"] = lag_frames(paths[garment.id])
    wearings = tuple(_wearing(garment.id, findings[garment.id]) for garment in placed)
    missing = tuple(garment.id for garment in garments if garment not in placed)
    return Case(path.name, photo, wearings, missing)


def _wearing(garment_id: str, found: _Findings) -> Wearing:
    assert found.picture is not None
    figures = dict(found.figures)
    for name in found.shares[0]:
        wrong, of = (sum(getattr(shares[name], part) for shares in found.shares) for part in ("wrong", "of"))
        figures[name] = wrong / of if of else None
    return Wearing(garment_id, Figures(**figures), *found.picture)


def _fitting_webcam(photo: U8) -> U8:
    scale = _LONGEST / max(photo.shape[:2])
    if scale >= 1:
        return photo
    size = (round(photo.shape[1] * scale), round(photo.shape[0] * scale))
    return u8(cv2.resize(photo, size, interpolation=cv2.INTER_AREA))


def _faults(frame: Frame, body: Body, garment: Garment, dressers: Sequence[_Dresser]) -> tuple[Picture, Faults] | None:
    """The garment as it is worn, and what is wrong where it is dyed; None when it finds no place."""
    shown, magenta, green = (dresser(frame, body) for dresser in dressers)
    if not shown.drapes:
        return None
    return shown, inspect(frame.bgr, magenta.bgr, green.bgr, garment, body)


def _dressers(garment: Garment) -> tuple[_Dresser, ...]:
    return _Dresser(garment), _Dresser(dyed(garment, MAGENTA)), _Dresser(dyed(garment, GREEN))


def _try_on_picture(photo: U8, body: Body, garments: Sequence[Garment], findings: dict[str, _Findings]) -> U8:
    frame = Frame(0, 0.0, photo)
    for garment in garments:
        found = _faults(frame, body, garment, _dressers(garment))
        if found is not None:
            shown, faults = found
            findings[garment.id].shares.append(faults.shares())
            findings[garment.id].picture = (shown.bgr, marked(shown.bgr, faults))
    return photo


def _try_on_clip(path: Path, garments: Sequence[Garment], see: See, findings: dict[str, _Findings]) -> U8 | None:
    """Every few frames of a clip, and flicker over all of them. Returns the frame that is kept as a photograph."""
    dressers = {garment.id: _dressers(garment) for garment in garments}
    paths = {garment.id: _Path() for garment in garments}
    flickers = {garment.id: Flicker() for garment in garments}
    photo: U8 | None = None
    size = (0, 0)
    for frame in _clip(path):
        size = frame.size
        body = see(frame)
        if body is None:
            continue
        for garment in garments:
            if frame.id < _SETTLE:
                for dresser in dressers[garment.id]:
                    dresser(frame, body)
                continue
            shown, magenta, green = (dresser(frame, body) for dresser in dressers[garment.id])
            if not shown.drapes:
                continue
            paths[garment.id].add(shown.drapes[0], body)
            flickers[garment.id].add(shown.bgr, painted(magenta.bgr, green.bgr), Torso.of(body).width)
            if frame.id % _CLIP_EVERY == 0:
                faults = inspect(frame.bgr, magenta.bgr, green.bgr, garment, body)
                findings[garment.id].shares.append(faults.shares())
                findings[garment.id].picture = (shown.bgr, marked(shown.bgr, faults))
                photo = frame.bgr
    for garment in garments:
        found = findings[garment.id]
        if found.picture is not None:
            _note_flicker(found, flickers[garment.id], paths[garment.id], size)
    return photo


def _clip(path: Path) -> Iterable[Frame]:
    source = VideoSource(path, paced=False, loop=False)
    source.open()
    try:
        for index in range(_CLIP_FRAMES):
            frame = source.read()
            if frame is None:
                return
            yield Frame(index, index / source.fps, frame.bgr)
    finally:
        source.close()


def _note_flicker(found: _Findings, flicker: Flicker, path: _Path, size: tuple[int, int]) -> None:
    vertices = path.array
    found.figures["flicker"] = flicker.value
    found.figures["motion"] = step_motion(f32(vertices[:, visible(vertices, size)]), path.width)


def _keep_still(photo: U8, garments: Sequence[Garment], see: See, findings: dict[str, _Findings]) -> Pivot | None:
    """Wear `garments` before a webcam on which nothing moves; returns about what the person will be moved."""
    size = (photo.shape[1], photo.shape[0])
    dressers = {garment.id: _dressers(garment) for garment in garments}
    paths = {garment.id: _Path() for garment in garments}
    flickers = {garment.id: Flicker() for garment in garments}
    cloth: dict[str, np.ndarray] = {}
    pivot: Pivot | None = None
    for frame in frames(photo, count=_STILL_FRAMES, settle=_SETTLE):
        body = see(frame)
        if body is None:
            continue
        torso = Torso.of(body)
        pivot = Pivot(float(torso.shoulder_mid[0]), float(torso.shoulder_mid[1]), torso.width)
        for garment in garments:
            shown, *dyes = dressers[garment.id]
            picture = shown(frame, body)
            if frame.id < _SETTLE or not picture.drapes:
                continue
            if garment.id not in cloth:
                cloth[garment.id] = painted(dyes[0](frame, body).bgr, dyes[1](frame, body).bgr)
            paths[garment.id].add(picture.drapes[0], body)
            flickers[garment.id].add(picture.bgr, cloth[garment.id], torso.width)
    for garment in garments:
        found, path = findings[garment.id], paths[garment.id]
        if len(path.vertices) < _STILL_FRAMES:
            continue
        shown_part = visible(path.array, size)
        if shown_part.any():
            found.figures["still"] = stillness(f32(path.array[:, shown_part]), path.width)
        if "flicker" not in found.figures:
            _note_flicker(found, flickers[garment.id], path, size)
    return pivot


def _go_along(
    photo: U8,
    garments: Sequence[Garment],
    see: See,
    movement: Movement,
    pivot: Pivot,
    paths: dict[str, list[tuple[F32, F32, Movement]]],
    errors: dict[str, list[float]],
) -> None:
    """Lay `garments` on while the photograph moves, without drawing them; enters each one's path and error."""
    size = (photo.shape[1], photo.shape[0])
    fitter = Fitter()
    ways = {garment.id: _Path() for garment in garments}
    for frame in frames(photo, count=_MOVING_FRAMES, settle=_SETTLE, movement=movement):
        body = see(frame)
        if body is None:
            continue
        for garment in garments:
            drape = fitter(garment, body)
            if drape is not None and frame.id >= _SETTLE - _REST:
                ways[garment.id].add(drape, body)
    for garment in garments:
        way = ways[garment.id]
        if len(way.vertices) < _REST + _MOVING_FRAMES:
            continue
        resting = f32(way.array[:_REST].mean(0))
        seen = visible(resting[None], size)
        if seen.any():
            vertices = f32(way.array[_REST:][:, seen])
            resting = f32(resting[seen])
            paths[garment.id].append((vertices, resting, movement))
            errors[garment.id].append(follow_error(vertices, resting, movement, pivot.shoulder_width))
