"""What of a garment may have a colour of its own, and how large its print is."""

from __future__ import annotations

from enum import StrEnum


class Trim(StrEnum):
    """A part that is often of another colour than the cloth. Of a garment without the part nothing is drawn."""

    COLLAR = "collar"
    CUFFS = "cuffs"
    SLEEVES = "sleeves"
    POCKETS = "pockets"
    BUTTONS = "buttons"
    ZIP = "zip"
    BELT = "belt"


class Scale(StrEnum):
    """How large the print repeats: medium is what is usual for the pattern and the cloth."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
