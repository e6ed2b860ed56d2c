"""The tailor: draws a garment from its specification."""

from tryon_desktop.engine.tailor.sewing import layers_of, recolour, sew

__all__ = ["layers_of", "recolour", "sew"]
