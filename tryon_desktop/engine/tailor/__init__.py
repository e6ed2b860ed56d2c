"""The tailor: draws a garment from its specification."""

from tryon_desktop.engine.tailor.sewing import recolour, sew

__all__ = ["recolour", "sew"]
