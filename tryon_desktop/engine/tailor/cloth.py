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
    wear: how much dye is rubbed off where seams stand out, 0-1.
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


CLOTHS: dict[Fabric, Cloth] = {
    Fabric.JERSEY: Cloth("jersey", 0.028, thickness=0.07, drape=0.55, fold_width=2.8, wrinkle=0.018),
    Fabric.POPLIN: Cloth("plain", 0.018, gloss=0.02, thickness=0.05, drape=0.5, fold_width=2.0, wrinkle=0.045),
    Fabric.OXFORD: Cloth("oxford", 0.032, thickness=0.07, drape=0.5, fold_width=2.3, wrinkle=0.045),
    Fabric.LINEN: Cloth("linen", 0.06, thickness=0.07, drape=0.62, fold_width=1.9, wrinkle=0.085),
    Fabric.DENIM: Cloth("denim", 0.085, thickness=0.13, drape=0.5, fold_width=2.4, wrinkle=0.04, wear=0.7),
    Fabric.TWILL: Cloth("twill", 0.026, thickness=0.09, drape=0.48, fold_width=2.4, wrinkle=0.03),
    Fabric.FLANNEL: Cloth("felt", 0.035, sheen=0.05,
                            thickness=0.1, drape=0.55, fold_width=2.6, wrinkle=0.03, fuzz=0.05),
    Fabric.TWEED: Cloth("tweed", 0.14, sheen=0.05, thickness=0.15, drape=0.42, fold_width=3.4, wrinkle=0.01, fuzz=0.05),
    Fabric.CORDUROY: Cloth("corduroy", 0.16, sheen=0.1, thickness=0.14, drape=0.46, fold_width=2.8, wrinkle=0.02),
    Fabric.KNIT: Cloth("knit", 0.1, sheen=0.06, thickness=0.18, drape=0.55, fold_width=3.4, wrinkle=0.0, fuzz=0.07),
    Fabric.RIB: Cloth("rib", 0.13, sheen=0.05, thickness=0.14, drape=0.45, fold_width=3.2, wrinkle=0.0, fuzz=0.04),
    Fabric.CABLE: Cloth("cable", 0.17, sheen=0.06, thickness=0.24, drape=0.4, fold_width=4.0, wrinkle=0.0, fuzz=0.08),
    Fabric.FLEECE: Cloth("fleece", 0.055, sheen=0.08,
                            thickness=0.16, drape=0.52, fold_width=3.6, wrinkle=0.008, fuzz=0.08),
    Fabric.LEATHER: Cloth("leather", 0.085, 0.3, 12, 0.0,
                            thickness=0.15, drape=0.66, fold_width=2.4, wrinkle=0.05, wear=0.3),
    Fabric.SUEDE: Cloth("suede", 0.055, sheen=0.14,
                            thickness=0.14, drape=0.48, fold_width=2.8, wrinkle=0.03, fuzz=0.04),
    Fabric.SATIN: Cloth("smooth", 0.01, 0.42, 10, 0.0, thickness=0.04, drape=0.95, fold_width=2.4, wrinkle=0.03),
    Fabric.SILK: Cloth("smooth", 0.014, 0.24, 8, 0.0, thickness=0.04, drape=0.85, fold_width=2.2, wrinkle=0.035),
    Fabric.VELVET: Cloth("velvet", 0.04, 0.0, 8, 0.55,
                            thickness=0.13, drape=0.8, fold_width=2.8, wrinkle=0.01, fuzz=0.04),
    Fabric.LACE: Cloth("lace", 0.2, thickness=0.05, drape=0.55, fold_width=2.4, wrinkle=0.01),
    Fabric.DOWN: Cloth("smooth", 0.014, 0.2, 9, 0.0, thickness=0.3, drape=0.35, fold_width=2.6, wrinkle=0.08),
    Fabric.WOOL: Cloth("felt", 0.04, sheen=0.09, thickness=0.18, drape=0.46, fold_width=3.6, wrinkle=0.0, fuzz=0.06),
    Fabric.CHIFFON: Cloth("plain", 0.014, 0.05, 7, 0.05, thickness=0.03, drape=0.8, fold_width=1.8, wrinkle=0.03),
}  # fmt: skip

RIB_TRIM = Cloth("rib", 0.13, sheen=0.04, thickness=0.14, drape=0.2, fold_width=2.0, wrinkle=0.0)
"""Ribbed collars, cuffs and hems on cut-and-sewn garments."""

FINE_RIB = Cloth("fine_rib", 0.06, thickness=0.09, drape=0.2, fold_width=2.0, wrinkle=0.0)
"""The 1x1 rib of a T-shirt's neckband."""

LINING = Cloth("twill", 0.02, gloss=0.06, thickness=0.04, drape=0.3, fold_width=2.4, wrinkle=0.03)
"""What shows inside a lined coat or jacket."""
