"""Cloth: for each Fabric its weave, its sheen, its thickness and the way it folds."""

from __future__ import annotations

from dataclasses import dataclass

from tryon_desktop.engine.garments.spec import Fabric


@dataclass(frozen=True, slots=True)
class Cloth:
    """One cloth.

    weave: a key of WEAVES. contrast: deviation of the weave's tone. gloss: strength of the highlight, 0-1;
    sharpness: its exponent. sheen: light that grazing surfaces catch (velvet, suede, wool), 0-1. thickness in cm,
    as seen at hems and where panels lie on each other. drape: amplitude of soft folds in cm; fold_width in cm;
    wrinkle: amplitude of fine wrinkles in cm. fuzz: how soft the outline is, in cm.
    wear: how much dye is rubbed off where cloth stands out, 0-1. pucker: amplitude in cm of the waves along seams;
    pucker_reach: how far from the seam they go, cm.
    """

    weave: str
    contrast: float
    gloss: float = 0.0
    sharpness: float = 12.0
    sheen: float = 0.0
    thickness: float = 0.06
    drape: float = 0.5
    fold_width: float = 2.6
    wrinkle: float = 0.03
    fuzz: float = 0.0
    wear: float = 0.0
    pucker: float = 0.012
    pucker_reach: float = 0.42


CLOTHS: dict[Fabric, Cloth] = {
    # contrast, gloss, sharpness, sheen, thickness, drape, fold_width, wrinkle, fuzz, wear, pucker, pucker_reach
    Fabric.JERSEY:   Cloth("jersey",   0.018,    0, 12,    0, 0.07, 0.55, 2.8, 0.018,    0,   0, 0.012, 0.42),
    Fabric.POPLIN:   Cloth("plain",    0.018, 0.02, 12,    0, 0.05,  0.5,   2, 0.045,    0,   0, 0.016, 0.42),
    Fabric.OXFORD:   Cloth("oxford",   0.030,    0, 12,    0, 0.07,  0.5, 2.3, 0.045,    0,   0, 0.022, 0.42),
    Fabric.LINEN:    Cloth("linen",     0.06,    0, 12,    0, 0.07, 0.62, 1.9, 0.085,    0,   0, 0.026, 0.42),
    Fabric.DENIM:    Cloth("denim",    0.085,    0, 12,    0, 0.13,  0.5, 2.4,  0.04,    0, 0.7, 0.045, 0.42),
    Fabric.TWILL:    Cloth("twill",    0.026,    0, 12,    0, 0.09, 0.48, 2.4,  0.03,    0,   0, 0.024, 0.42),
    Fabric.FLANNEL:  Cloth("felt",     0.035,    0, 12, 0.05,  0.1, 0.55, 2.6,  0.03, 0.05,   0, 0.016, 0.42),
    Fabric.TWEED:    Cloth("tweed",     0.14,    0, 12, 0.05, 0.15, 0.42, 3.4,  0.01, 0.05,   0,     0, 0.42),
    Fabric.CORDUROY: Cloth("corduroy",  0.16,    0, 12,  0.1, 0.14, 0.46, 2.8,  0.02,    0,   0,  0.03, 0.42),
    Fabric.KNIT:     Cloth("knit",      0.13,    0, 12, 0.06, 0.18, 0.75, 3.2, 0.012, 0.07,   0,     0, 0.42),
    Fabric.RIB:      Cloth("rib",       0.13,    0, 12, 0.05, 0.14, 0.65,   3, 0.012, 0.04,   0,     0, 0.42),
    Fabric.CABLE:    Cloth("cable",      0.2,    0, 12, 0.06, 0.24, 0.55,   4,     0, 0.08,   0,     0, 0.42),
    Fabric.FLEECE:   Cloth("fleece",   0.055,    0, 12, 0.08, 0.16, 0.52, 3.6, 0.008, 0.08,   0,  0.02, 0.42),
    Fabric.LEATHER:  Cloth("leather",  0.085, 0.40, 8,    0, 0.15,  0.7, 2.4,  0.06,    0, 0.3, 0.028, 0.42),
    Fabric.SUEDE:    Cloth("suede",    0.055,    0, 12, 0.14, 0.14, 0.48, 2.8,  0.03, 0.04,   0,  0.02, 0.42),
    Fabric.SATIN:    Cloth("smooth",    0.01, 0.40, 4.5,    0, 0.04, 0.92, 3.8, 0.012,    0,   0,  0.02, 0.42),
    Fabric.SILK:     Cloth("smooth",   0.014, 0.28, 4.5,    0, 0.04,  0.85, 3.2, 0.018,    0,   0, 0.018, 0.42),
    Fabric.VELVET:   Cloth("velvet",    0.04,    0,  8, 0.55, 0.13, 0.95, 3.6,  0.01, 0.04,   0,  0.01, 0.42),
    Fabric.LACE:     Cloth("lace",       0.2,    0, 12,    0, 0.05, 0.55, 2.4,  0.01,    0,   0, 0.012, 0.42),
    Fabric.DOWN:     Cloth("smooth",   0.014, 0.3, 6,    0,  0.3, 0.35, 2.6,  0.05,    0,   0,  0.13,  1.5),
    Fabric.WOOL:     Cloth("felt",      0.04,    0, 12, 0.09, 0.18, 0.62, 3.2, 0.012, 0.05,   0, 0.006, 0.42),
    Fabric.CHIFFON:  Cloth("plain",    0.014, 0.05,  7, 0.05, 0.03, 0.85, 2.6, 0.022,    0,   0, 0.014, 0.42),
    Fabric.SEQUINS:  Cloth("sequins",  0.34, 0.30,  5,    0, 0.08,  0.6, 3.4, 0.008,    0,   0,     0, 0.42),
}  # fmt: skip

RIB_TRIM = Cloth("rib", 0.13, sheen=0.04, thickness=0.14, drape=0.2, fold_width=2.0, wrinkle=0.0)
"""Ribbed collars, cuffs and hems on cut-and-sewn garments."""

FINE_RIB = Cloth("fine_rib", 0.06, thickness=0.09, drape=0.2, fold_width=2.0, wrinkle=0.0)
"""The 1x1 rib of a T-shirt's neckband."""

LINING = Cloth("twill", 0.02, gloss=0.06, thickness=0.04, drape=0.3, fold_width=2.4, wrinkle=0.03)
"""What shows inside a lined coat or jacket."""
