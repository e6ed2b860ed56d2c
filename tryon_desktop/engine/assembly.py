"""The engine put together: which parts make a working whole, for the window and the command line alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tryon_desktop.engine import folders
from tryon_desktop.engine.garments.catalog import Catalog
from tryon_desktop.engine.pipeline import Pipeline
from tryon_desktop.engine.style.encoder import load_text_encoder
from tryon_desktop.engine.style.stylist import Stylist
from tryon_desktop.engine.vision.networks import Sessions
from tryon_desktop.engine.vision.sessions import load_sessions
from tryon_desktop.engine.vision.vision import Vision

Progress = Callable[[str, float], None]
"""Called with the name of what is being loaded and the fraction done."""


def build_catalog() -> Catalog:
    """The user's catalog together with the garments that are shipped. Raises GarmentError, InputError."""
    return Catalog(folders.ensure(folders.data()))


def build_sessions(providers: Sequence[str] | None = None, progress: Progress | None = None) -> Sessions:
    """The networks of vision, loaded once and shared by every pipeline. Raises ModelError."""
    return load_sessions(providers, progress=progress)


def build_pipeline(sessions: Sessions, *, still: bool = False) -> Pipeline:
    """A pipeline for one stream. still: single pictures, without tracking from one to the next."""
    return Pipeline(Vision(sessions, still=still))


def build_stylist() -> Stylist:
    """Reads requests. Raises ModelError when its text encoder is missing or altered."""
    return Stylist(load_text_encoder())
