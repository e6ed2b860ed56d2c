"""How long a shop of many products takes to answer, on a first start and on the next one.

    python tests/engine/style/shop/measure_size.py [--products N] [--requests N] [--list FILE]

Makes up products (random garments, named and described in both languages, a quarter of their cells left out) and
requests, and runs `tryon-desktop style --catalog LIST --batch REQUESTS` in processes of their own: cold with an empty
cache, warm with what the first left there, once more with one new product. Besides the time on the clock the processor
time is told, which other programs do not lengthen.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from tryon_desktop.engine.garments.spec import GarmentSpec  # noqa: E402
from tryon_desktop.engine.style.colours import name_of  # noqa: E402
from tryon_desktop.engine.style.describe import describe, spoken  # noqa: E402
from tryon_desktop.training.specs import random_spec  # noqa: E402

COLUMNS = ("pattern", "sleeve", "neckline", "fabric", "fit", "length")
PRAISE_EN = ("Made to last.", "A favourite of the season.", "Soft on the skin.", "Cut with room to move.", "")
PRAISE_ZH = ("经久耐穿。", "本季热门。", "亲肤柔软。", "活动自如。", "")
ASKS = (
    ("en", "a navy linen shirt"), ("zh", "藏青色亚麻衬衫"), ("en", "anything but wool for winter"),
    ("zh", "不要格子的外套"),
    ("en", "something for a rainy walk"), ("zh", "去海边穿什么"), ("en", "a grey blazer with black trousers"),
    ("zh", "红色连衣裙"), ("en", "a cosy knit"), ("zh", "宽松的卫衣"),
)  # fmt: skip


def product(at: int, rng: np.random.Generator) -> dict[str, Any]:
    """One row of the list."""
    spec: GarmentSpec = random_spec(rng)
    row: dict[str, Any] = {"id": f"p{at}", "category": str(spec.category), "colour": name_of(spec.colour, "en")}
    row |= {name: str(getattr(spec, name)) for name in COLUMNS if rng.random() > 0.25}
    praise = int(rng.integers(len(PRAISE_EN)))
    cloth = spoken("fabric", spec.fabric, "en"), spoken("fabric", spec.fabric, "zh")
    row["text_en"] = f"{describe(spec, 'en')} of {cloth[0]}, style {at}. {PRAISE_EN[praise]}"
    row["text_zh"] = f"{describe(spec, 'zh')}，{cloth[1]}，款号{at}。{PRAISE_ZH[praise]}"
    return row


def _used() -> float:
    children = os.times()
    return children.children_user + children.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=1000)
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--list", type=Path, help="keep the list of products there")
    options = parser.parse_args()
    rng = np.random.default_rng(7)
    rows = [product(at, rng) for at in range(options.products + 1)]
    asks = [{"id": at, "lang": ASKS[at % len(ASKS)][0], "text": ASKS[at % len(ASKS)][1]}
            for at in range(options.requests)]  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        products, batch = options.list or folder / "shop.json", folder / "asks.json"
        batch.write_text(json.dumps(asks, ensure_ascii=False), "utf-8")
        command = [
            sys.executable,
            "-m",
            "tryon_desktop.cli",
            "style",
            "--catalog",
            str(products),
            "--batch",
            str(batch),
        ]
        command += ["-o", str(folder / "answers.json")]
        runs = (("cold", rows[:-1]), ("warm", rows[:-1]), ("warm, one product new", rows))
        sys.stdout.write(
            f"{options.products} products, {options.requests} requests\n| run | s | processor s |\n|---|---|---|\n"
        )
        for title, listed in runs:
            products.write_text(json.dumps(listed, ensure_ascii=False), "utf-8")
            since, used = time.perf_counter(), _used()
            subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"TRYON_DESKTOP_HOME": str(folder / "home")})
            sys.stdout.write(f"| {title} | {time.perf_counter() - since:.1f} | {_used() - used:.1f} |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
