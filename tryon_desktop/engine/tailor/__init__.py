"""The tailor: draws a garment from its specification."""

from tryon_desktop.engine.tailor.sewing import sew

__all__ = ["sew"]
