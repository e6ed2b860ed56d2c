"""Golden pictures: what the program drew when somebody last looked at it and found it good.

`pytest tests/golden --update-golden` draws them all anew; look at what `git diff` then shows before committing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

DIFFS = Path(__file__).parent / "_diffs"


@dataclass(frozen=True)
class Tolerance:
    """mean: levels (0-255) by which pixels may differ on average. off: share of pixels that may differ by more than
    `step` levels in some channel. Wide enough for another processor's rounding, too narrow for another picture.
    """

    mean: float = 1.5
    step: int = 24
    off: float = 0.01


def difference(picture: np.ndarray, golden: np.ndarray, tolerance: Tolerance) -> str:
    """What is wrong with `picture`, in one line; empty when nothing is."""
    if picture.shape != golden.shape:
        return f"the size is {picture.shape[1]}x{picture.shape[0]}, not {golden.shape[1]}x{golden.shape[0]}"
    gap = np.abs(picture.astype(np.int16) - golden)
    mean, off = float(gap.mean()), float((gap.max(-1) > tolerance.step).mean())
    if mean <= tolerance.mean and off <= tolerance.off:
        return ""
    return (
        f"pixels differ by {mean:.2f} levels on average (at most {tolerance.mean}) and "
        f"{off:.2%} of them by more than {tolerance.step} (at most {tolerance.off:.2%})"
    )


def check(picture: np.ndarray, path: Path, *, update: bool, tolerance: Tolerance | None = None) -> None:
    """Compare `picture` (H, W, 3) uint8 BGR with the golden one at `path`.

    With `update` it is put there instead, unless they agree already. A failure says where to look: tests/_diffs holds
    golden, picture and their difference side by side.
    """
    golden = cv2.imread(str(path)) if path.is_file() else None
    wrong = "" if golden is None else difference(picture, golden, tolerance or Tolerance())
    if update:
        if golden is not None and not wrong:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        assert cv2.imwrite(str(path), picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])
        return
    assert golden is not None, f"there is no {path.name} yet: run pytest with --update-golden and look at it"
    if wrong:
        DIFFS.mkdir(exist_ok=True)
        shown = DIFFS / path.name
        cv2.imwrite(str(shown), side_by_side(picture, golden))
        raise AssertionError(f"{path.name}: {wrong}; see {shown}")


def side_by_side(picture: np.ndarray, golden: np.ndarray) -> np.ndarray:
    """Golden, picture and four times their difference."""
    size = (golden.shape[1], golden.shape[0])
    fitting = picture if picture.shape == golden.shape else cv2.resize(picture, size)
    gap = cv2.convertScaleAbs(cv2.absdiff(fitting, golden), alpha=4)
    return np.hstack([golden, fitting, gap])
