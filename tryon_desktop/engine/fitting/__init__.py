"""Garment + Body -> Drape: where every part of the garment goes."""
