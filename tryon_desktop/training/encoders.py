"""The text encoder, for the trainings that are nothing without it."""

from __future__ import annotations

import logging

from tryon_desktop.engine.style.encoder import TextEncoder, load_text_encoder


def encoder_or_word(log: logging.Logger, *, remembers: bool = True) -> TextEncoder | None:
    """The bundled encoder; None where it is missing, and one line that says so."""
    encoder = load_text_encoder(remembers=remembers)
    if encoder is None:
        log.error("the text encoder is missing: build the models first")
    return encoder
