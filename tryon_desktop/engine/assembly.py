"""The engine put together: which parts make a working whole, for the window and the command line alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from tryon_desktop.engine import folders
from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.capture.picture import read_picture
from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.garments.catalog import Catalog
from tryon_desktop.engine.garments.photo import garment_from_photo
from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.engine.pipeline import Pipeline
from tryon_desktop.engine.style.encoder import load_text_encoder
from tryon_desktop.engine.style.fusion import FusionKind, Reference
from tryon_desktop.engine.style.fusions import DEFAULT_FUSION
from tryon_desktop.engine.style.image_encoder import ImageEncoder, load_image_encoder
from tryon_desktop.engine.style.pictured import pictured
from tryon_desktop.engine.style.stylist import Stylist
from tryon_desktop.engine.vision.networks import Sessions
from tryon_desktop.engine.vision.sessions import load_sessions
from tryon_desktop.engine.vision.vision import Vision

Progress = Callable[[str, float], None]
"""Called with the name of what is being loaded and the fraction done."""


def build_catalog(sessions: Sessions | None = None, *, writes_later: bool = False) -> Catalog:
    """The user's catalog together with the garments that are shipped. Raises GarmentError, InputError.

    sessions: for telling pictures of people from pictures of garments; without them they are loaded when first needed.
    writes_later: see Catalog.
    """
    return Catalog(
        folders.ensure(folders.data()), shows_person=lambda bgr: shows_person(sessions or build_sessions(), bgr),
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


def shows_person(sessions: Sessions, bgr: U8) -> bool:
    """Whether somebody is on a picture, BGR: then it is no photograph of a garment by itself."""
    body = Vision(sessions, still=True)(Frame(0, 0.0, bgr))
    # The body alone is not enough: a coat on a hanger has shoulders and sleeves too.
    return body is not None and body.face is not None


def build_sessions(providers: Sequence[str] | None = None, progress: Progress | None = None) -> Sessions:
    """The networks of vision, loaded once and shared by every pipeline. Raises ModelError."""
    return load_sessions(providers, progress=progress)


def build_pipeline(sessions: Sessions, *, still: bool = False, fades: bool = True) -> Pipeline:
    """A pipeline for one stream. still: single pictures, without tracking from one to the next. fades: see Vision."""
    return Pipeline(Vision(sessions, still=still, fades=fades))


def build_stylist(fusion: FusionKind = DEFAULT_FUSION) -> Stylist:
    """Reads requests. Raises ModelError when the fusion's network is missing or altered."""
    return Stylist(load_text_encoder(), fusion=fusion)
