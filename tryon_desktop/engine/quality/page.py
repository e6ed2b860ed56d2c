"""A folder to look at: an HTML page with all pictures beside their figures, the contact sheet, and the figures."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2

from tryon_desktop.engine.arrays import U8, u8
from tryon_desktop.engine.errors import InputError
from tryon_desktop.engine.quality.figures import Case, Figures, mean, report
from tryon_desktop.engine.quality.marks import COLOURS
from tryon_desktop.engine.quality.sheet import contact_sheet

PAGE, SHEET, FIGURES, PICTURES = "index.html", "sheet.png", "quality.json", "pictures"

_LONGEST = 1024
_GOALS: dict[str, float] = {
    "leak": 0.02, "overspill": 0.03, "face_cover": 0.0, "hand_cover": 0.03, "holes": 0.01, "still": 0.0015,
    "follow": 0.01, "lag_frames": 1.0,
}  # fmt: skip
"""What a figure should not exceed."""
_UNITS: dict[str, tuple[float, str]] = {
    "leak": (100, "%"), "overspill": (100, "%"), "face_cover": (100, "%"), "hand_cover": (100, "%"),
    "holes": (100, "%"), "still": (100, "%"), "follow": (100, "%"), "lag_frames": (1, ""), "flicker": (1, ""),
    "motion": (100, "%"),
}  # fmt: skip
_MARKS = {"leaking": "old clothes that still show", "spilt": "garment beyond the body",
          "face_covered": "face changed", "hands_covered": "hand changed", "holed": "hole in the person"}  # fmt: skip
_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 1500px; padding: 0 1.5rem; color: #222;
  background: #fafafa; }
h1, h2 { font-weight: 500; } h2 { margin-top: 2.5rem; }
table { border-collapse: collapse; } th, td { padding: .2rem .8rem; text-align: right; font-weight: 400; }
th:first-child, td:first-child { text-align: left; } thead th { color: #777; border-bottom: 1px solid #ddd; }
.over { color: #c0261c; font-weight: 600; }
.row { display: flex; flex-wrap: wrap; gap: 1rem; margin: .8rem 0; }
figure { margin: 0; } figcaption { color: #666; font-size: 13px; max-width: 26rem; }
img { max-height: 30rem; max-width: 100%; border-radius: 4px; }
.mark { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin: 0 .3em 0 1em; }
"""


def write_folder(folder: Path, cases: Sequence[Case], garment_ids: Sequence[str]) -> Path:
    """Write page, sheet, figures and pictures to `folder`, in the place of an older one of these; returns the page.

    The folder appears whole or not at all. Raises InputError when it holds anything else or cannot be written.
    """
    check_folder(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".part-", dir=folder.parent))
        try:
            draft.chmod(0o755)
            _fill(draft, cases, garment_ids)
            _put_in_place(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror or error})") from error
    return folder / PAGE


def check_folder(folder: Path) -> None:
    """Raise InputError when `folder` is a file, or a folder with anything in it but an older trial."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is a file, not a folder")
    strange = sorted(entry.name for entry in folder.iterdir() if entry.name not in (PAGE, SHEET, FIGURES, PICTURES))
    if strange:
        raise InputError(f"the folder {folder} holds other things ({strange[0]}): name an empty or a new one")


def _put_in_place(draft: Path, folder: Path) -> None:
    """Give `draft` the name `folder`; the older one goes only when the new one is there."""
    if not folder.exists():
        os.replace(draft, folder)
        return
    older = Path(tempfile.mkdtemp(prefix=".old-", dir=folder.parent))
    os.replace(folder, older / folder.name)
    try:
        os.replace(draft, folder)
    except OSError:
        os.replace(older / folder.name, folder)
        raise
    finally:
        shutil.rmtree(older, ignore_errors=True)


def _fill(folder: Path, cases: Sequence[Case], garment_ids: Sequence[str]) -> None:
    (folder / PICTURES).mkdir()
    (folder / FIGURES).write_text(json.dumps(report(cases), ensure_ascii=False, indent=2), encoding="utf-8")
    _save(folder / SHEET, contact_sheet(cases, garment_ids))
    (folder / PAGE).write_text(_page(folder, cases), encoding="utf-8")


def _save(path: Path, picture: U8) -> None:
    done, packed = cv2.imencode(path.suffix, picture)
    if not done:
        raise InputError(f"{path.name}: a picture of {picture.shape[1]}x{picture.shape[0]} cannot be saved")
    path.write_bytes(packed.tobytes())


def _picture(folder: Path, name: str, picture: U8, caption: str) -> str:
    """Save `picture` and return the figure that shows it."""
    scale = min(_LONGEST / max(picture.shape[:2]), 1.0)
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    file = f"{PICTURES}/{re.sub(r'[^A-Za-z0-9._-]+', '-', name)}.jpg"
    _save(folder / file, u8(cv2.resize(picture, size, interpolation=cv2.INTER_AREA)) if scale < 1 else picture)
    text = html.escape(caption)
    return (f'<figure><img loading="lazy" src="{file}" alt="{text}" width="{size[0]}" height="{size[1]}"'
            f' style="width:auto;height:auto"><figcaption>{text}</figcaption></figure>')  # fmt: skip


def _value(figures: Figures, name: str) -> str:
    value = getattr(figures, name)
    if value is None:
        return "<td>–</td>"
    factor, unit = _UNITS[name]
    over = ' class="over"' if value > _GOALS.get(name, float("inf")) else ""
    return f"<td{over}>{value * factor:.2f}{unit}</td>"


def _line(title: str, figures: Figures) -> str:
    return f"<tr><td>{title}</td>{''.join(_value(figures, name) for name in _UNITS)}</tr>"


def _table(lines: Sequence[str]) -> str:
    heads = "".join(f"<th>{name.replace('_', ' ')}</th>" for name in _UNITS)
    return f"<table><thead><tr><th></th>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _page(folder: Path, cases: Sequence[Case]) -> str:
    everything = mean([wearing.figures for case in cases for wearing in case.wearings])
    links = [f'<a href="#case{index}">{html.escape(case.source)}</a>' for index, case in enumerate(cases)]
    lines = [_line(link, case.figures) for link, case in zip(links, cases, strict=True)]
    legend = "".join(
        f'<span class="mark" style="background:rgb({red},{green},{blue})"></span>{_MARKS[name]}'
        for name, (blue, green, red) in COLOURS.items()
    )
    sections = "".join(_section(folder, index, case) for index, case in enumerate(cases))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>How it is worn</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f"<h1>How it is worn</h1>{_table([_line('all', everything), *lines])}"
        "<p>Leak, overspill, face and hand cover: shares of pixels. Still, follow, motion: of the shoulders' width."
        " Flicker: grey levels of 255. Red: more than it should be.</p>"
        f'<p>Marks:{legend}</p><p><a href="{SHEET}">Contact sheet</a></p>{sections}</body></html>\n'
    )


def _section(folder: Path, index: int, case: Case) -> str:
    name = f"{index:02d}-{case.source}"
    rows = "".join(
        '<div class="row">'
        + _picture(folder, f"{name}-{wearing.garment_id}", wearing.shown, wearing.garment_id)
        + _picture(folder, f"{name}-{wearing.garment_id}-marked", wearing.marked, "what is wrong")
        + "</div>"
        for wearing in case.wearings
    )
    lines = [_line(html.escape(wearing.garment_id), wearing.figures) for wearing in case.wearings]
    missing = f"<p>Not worn here: {html.escape(', '.join(case.missing))}</p>" if case.missing else ""
    before = f'<div class="row">{_picture(folder, name, case.before, "as it came")}</div>'
    title = f'<h2 id="case{index}">{html.escape(case.source)}</h2>'
    return f"<section>{title}{_table(lines)}{missing}{before}{rows}</section>"
