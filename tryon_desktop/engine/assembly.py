"""The engine put together: which parts make a working whole, for the window and the command line alike."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from tryon_desktop.engine import folders
from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.capture.picture import read_picture
from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.garments.catalog import Catalog
from tryon_desktop.engine.garments.photo import garment_from_photo
from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.engine.pipeline import Pipeline, SeesBodies
from tryon_desktop.engine.style.encoder import load_text_encoder
from tryon_desktop.engine.style.fusion import FusionKind, Reference
from tryon_desktop.engine.style.fusions import DEFAULT_FUSION
from tryon_desktop.engine.style.image_encoder import ImageEncoder, load_image_encoder
from tryon_desktop.engine.style.pictured import pictured
from tryon_desktop.engine.style.stylist import Stylist
from tryon_desktop.engine.vision.networks import Sessions
from tryon_desktop.engine.vision.process import VisionProcess
from tryon_desktop.engine.vision.sessions import load_sessions
from tryon_desktop.engine.vision.vision import Vision

_log = logging.getLogger(__name__)

Progress = Callable[[str, float], None]
"""Called with the name of what is being loaded and the fraction done."""


@dataclass(frozen=True, slots=True)
class Sight:
    """The networks of vision, loaded, for any number of streams.

    stream: a vision for a new one, called as stream(still=..., fades=...); see `Vision`. provider, why: as in
    `Sessions`. close: ends what runs beside this process.
    """

    stream: Callable[..., SeesBodies]
    provider: str
    why: str
    close: Callable[[], None] = lambda: None


def sight_here(providers: Sequence[str] | None = None, progress: Progress | None = None) -> Sight:
    """Vision in this process. Raises ModelError."""
    sessions = build_sessions(providers, progress)
    return Sight(partial(Vision, sessions), sessions.provider, sessions.why)


def sight_beside(begun: VisionProcess | None, progress: Progress | None = None) -> Sight:
    """Vision in the process that `begin_vision` began; in this one where there is none. Raises ModelError."""
    if begun is None:
        return sight_here(progress=progress)
    try:
        begun.wait(progress)
    except BaseException:
        begun.close()
        raise
    return Sight(begun.stream, begun.provider, begun.why, begun.close)


def begin_vision(providers: Sequence[str] | None = None) -> VisionProcess | None:
    """Vision's own process, which loads the networks from now on; None where no process may be started."""
    process = VisionProcess(providers)
    try:
        process.start()
    except OSError as fault:
        _log.warning("vision has no process of its own: %s", fault)
        return None
    return process


def build_catalog(sight: Callable[[], Sight] = sight_here, *, writes_later: bool = False) -> Catalog:
    """The user's catalog together with the garments that are shipped. Raises GarmentError, InputError.

    sight: for telling pictures of people from pictures of garments. writes_later: see Catalog.
    """
    return Catalog(
        folders.ensure(folders.data()), shows_person=lambda bgr: shows_person(sight(), bgr),
        recognise=recognise, writes_later=writes_later,
    )  # fmt: skip


def recognise(picture: U8) -> dict[Category, float] | None:
    """What a photograph, BGR or BGRA, may be of: category -> probability; None where the image encoder is missing."""
    encoder = _image_encoder()
    return None if encoder is None else encoder(picture).categories()


def read_reference(path: Path) -> Reference:
    """The garment of a picture that a request points at. Raises InputError, GarmentError where it shows none."""
    picture = read_picture(path)
    encoder = _image_encoder()
    try:
        cut = garment_from_photo(picture, garment_id="reference", spec=None, recognise=recognise).spec
    except GarmentError:
        if encoder is None:
            raise
        cut = None
    if encoder is None:
        assert cut is not None
        return Reference(cut)
    reading = encoder(picture)
    spec = pictured(reading, cut)
    if spec is None:
        raise GarmentError(f"{path.name} shows no garment that can be tried on")
    return Reference(spec, reading)


@cache
def _image_encoder() -> ImageEncoder | None:
    return load_image_encoder(mirrored=True)


def shows_person(sight: Sight, bgr: U8) -> bool:
    """Whether somebody is on a picture, BGR: then it is no photograph of a garment by itself."""
    body = sight.stream(still=True)(Frame(0, 0.0, bgr))
    # The body alone is not enough: a coat on a hanger has shoulders and sleeves too.
    return body is not None and body.face is not None


def build_sessions(providers: Sequence[str] | None = None, progress: Progress | None = None) -> Sessions:
    """The networks of vision, loaded once and shared by every pipeline. Raises ModelError."""
    return load_sessions(providers, progress=progress)


def build_pipeline(sight: Sight, *, still: bool = False, fades: bool = True) -> Pipeline:
    """A pipeline for one stream. still: single pictures, without tracking from one to the next. fades: see Vision."""
    return Pipeline(sight.stream(still=still, fades=fades))


def build_stylist(fusion: FusionKind = DEFAULT_FUSION) -> Stylist:
    """Reads requests. Raises ModelError when the fusion's network is missing or altered."""
    return Stylist(load_text_encoder(), fusion=fusion)
