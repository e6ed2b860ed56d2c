"""Draws a GarmentSpec: outlines, cloth, prints, light; returns a Garment."""
