"""Embeddings to ship: of all concepts and of the catalog's captions.

    python -m tryon_desktop.training.passages --out models/weights/passages.npz

A first start would otherwise spend as long on them as this does. Run it again when `assets/style/vibes` or the
catalog has changed, and enter the printed hash in `models/manifest.toml`; what is missing is encoded when it is needed.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tryon_desktop.engine.garments.catalog import Catalog
from tryon_desktop.engine.style.colours import Language
from tryon_desktop.engine.style.describe import caption
from tryon_desktop.engine.style.encoder import TextEncoder, load_text_encoder
from tryon_desktop.engine.style.passages import key_of
from tryon_desktop.engine.style.vibes import pieces_of, vibes

_LANGUAGES: tuple[Language, ...] = ("en", "zh")


def passages() -> Iterator[str]:
    """Every text of the package that requests are compared with."""
    for vibe in vibes():
        for language in _LANGUAGES:
            yield vibe.says(language)
            yield from pieces_of(vibe.says(language))
    with tempfile.TemporaryDirectory() as folder:
        catalog = Catalog(Path(folder))
        for entry in catalog.entries():
            for language in _LANGUAGES:
                yield caption(entry.spec, language)
        catalog.close()


def packed(encoder: TextEncoder) -> bytes:
    """The file: `engine.style.passages.read_passages` reads it. Its keys are in order."""
    known = {key_of(text): text for text in passages()}
    keys = sorted(known)
    vectors = encoder.encode([known[key] for key in keys], "passage")
    file = io.BytesIO()
    np.savez_compressed(file, keys=np.array(keys), vectors=vectors.astype(np.float16))
    return file.getvalue()


def main() -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args().out
    encoder = load_text_encoder(remembers=False)
    if encoder is None:
        sys.stderr.write("The text encoder is not built: python models/build.py\n")
        return 2
    data = packed(encoder)
    out.write_bytes(data)
    sys.stdout.write(f"{out.name}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
