"""The figures of an evaluation, written into the network's card."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tryon_desktop.engine.errors import InputError

_SECTION = re.compile(r"^## Figures\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def fill_card(path: Path, figures: Mapping[str, Any], command: str) -> None:
    """Put `figures` in place of the card's section "Figures" (temp file and replace). Raises InputError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    if not _SECTION.search(text):
        raise InputError(f"{path} has no section 'Figures'")
    section = figures_section(figures, command)
    part = path.with_name(path.name + ".part")
    part.write_text(_SECTION.sub(lambda _: section, text, count=1), encoding="utf-8")
    os.replace(part, path)


def figures_section(figures: Mapping[str, Any], command: str) -> str:
    """The section, in Markdown, with the command that measured it."""
    photographs = figures["photographs"]
    lines = [
        "## Figures", "",
        f"Measured on the split `{figures['split']}` (by the hash of the file name; never trained on) with", "",
        f"    {command}", "",
        f"{photographs['pictures']} photographs:", "",
        "| kinds | accuracy | precision | recall | F1 |", "|---|---|---|---|---|",
        _row(f"ten largest ({photographs['large_10']['pictures']} pictures)", photographs["large_10"]),
        _row("all 17", photographs["all_17"]), "",
        "Precision, recall and F1 are means over the kinds (macro). The ten largest, told apart from all 17: "
        f"{_share(photographs['large_10_among_17']['accuracy'])}. "
        f"Expected calibration error {photographs['ece']:.3f}.", "",
        "| kind | pictures | precision | recall | F1 |", "|---|---|---|---|---|",
        *(f"| {kind} | {row['pictures']} | {_share(row['precision'])} | {_share(row['recall'])} | {_share(row['f1'])} |"
          for kind, row in photographs["by_kind"].items()), "",
    ]  # fmt: skip
    lines += _drawn(figures["drawn"]) if "drawn" in figures else []
    return "\n".join(lines) + "\n"


def _drawn(figures: Mapping[str, Any]) -> list[str]:
    accuracy, f1, apart = figures["accuracy"], figures["macro_f1"], figures["colour_lab_distance"]
    lines = [
        f"{figures['pictures']} drawn garments that were not trained on:", "",
        "| attribute | accuracy | macro F1 |", "|---|---|---|",
        *(f"| {head} | {_share(accuracy[head])} | {_share(f1[head])} |" for head in accuracy), "",
        f"Colour: {apart['median']:.1f} Lab units from the cloth's own (median), {apart['mean']:.1f} on average.", "",
    ]  # fmt: skip
    languages = {"English": "retrieval_en", "Chinese": "retrieval_zh"}
    rows = [
        f"| {name} | {_share(figures[key]['r@1'])} | {_share(figures[key]['r@5'])} | {figures[key]['mrr']:.3f} |"
        for name, key in languages.items() if key in figures
    ]  # fmt: skip
    if rows:
        lines += [f"Picture to caption, among {figures['pictures']}:", "", "| captions | R@1 | R@5 | MRR |",
                  "|---|---|---|---|", *rows, ""]  # fmt: skip
    return lines


def _row(title: str, scores: Mapping[str, float]) -> str:
    return f"| {title} | " + " | ".join(_share(scores[key]) for key in ("accuracy", "precision", "recall", "f1")) + " |"


def _share(value: float) -> str:
    return f"{value:.1%}"
