"""Pack the motif library, `assets/motifs/motifs.npz`, from two npm packages.

    npm pack @iconify-json/fluent-emoji-flat@1.2.6 emojibase-data@17.0.0     (then unpack both)
    python packaging/make_motifs.py FLUENT_FOLDER EMOJIBASE_FOLDER

The pictures are flattened to polygons of plain colour, so that they can be drawn at any size without an SVG reader;
each is compared with Qt's own drawing of the SVG, and left out where the two differ (gradients, filters, strokes).
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parent.parent
SIDE = 32.0
UNIT = 64
"""Steps a unit of the picture's 32 x 32 grid."""

TOLERANCE = 0.035
"""How far a polygon may lie from its curve, in units of the grid."""

ALLOWED = 0.018
"""Mean difference of coverage and colour, 0-1, that a picture may have from the SVG's."""

GROUPS = {"Animals & Nature", "Food & Drink", "Activities", "Travel & Places", "Objects", "Symbols",
          "Smileys & Emotion"}  # fmt: skip
PEOPLE = {
    "astronaut", "fairy", "mermaid", "ninja", "superhero", "mage", "vampire", "zombie", "genie", "elf",
    "person-surfing", "person-swimming",
    "person-biking", "person-cartwheeling", "woman-dancing", "santa-claus", "mx-claus", "footprints",
    "eye", "mouth", "brain", "anatomical-heart", "bone", "tooth", "victory-hand", "thumbs-up", "waving-hand",
    "raised-fist", "folded-hands", "heart-hands", "flexed-biceps", "snowboarder", "skier",
}  # fmt: skip
LEFT_OUT = re.compile(
    r"button|oclock|thirty|sign$|medical-symbol|baby-symbol|anger-symbol|symbol-for|(left|right|up|down|ing|wise|ards|back|"
    r"end|soon|top|on)-arrow|arrows|prohibited|square$|-restroom|keycap|cigarette|bomb$|pistol|kitchen-knife|"
    r"middle-finger|pile-of-poo|syringe|coffin|urn$|toilet|plunger|wireless|antenna-bars|information|customs|passport|"
    r"baggage|left-luggage|phones?-|mobile-phones|vibration|trade-mark|copyright|registered|input-|currency|^no-|^non-|"
    r"litter|wheelchair|diamond-with|large-|medium-|small-square|face-with-thermo|vomiting|nauseated|gender|male-sign"
)
CLOTHING = 65
"""emojibase's number of the subgroup of clothes and shoes."""

NUMBER = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?")


def main(fluent: Path, emojibase: Path) -> None:
    """Write the library and say how many pictures it holds."""
    icons = json.loads((fluent / "icons.json").read_text())["icons"]
    hexcode_of = {name: code for code, name in json.loads((fluent / "chars.json").read_text()).items()}
    groups = json.loads((fluent / "metadata.json").read_text())["categories"]
    wanted = {name for group, names in groups.items() if group in GROUPS for name in names} | PEOPLE
    words = {language: _words(emojibase / language / "data.json") for language in ("en", "zh")}
    kept: dict[str, list[tuple[int, float, list[np.ndarray]]]] = {}
    for name in sorted(wanted & set(icons)):
        if LEFT_OUT.search(name) or name not in hexcode_of or re.search(r"-(dark|light|medium)(-|$)", name):
            continue
        shapes = _shapes(icons[name]["body"])
        if shapes and _difference(shapes, icons[name]["body"]) <= ALLOWED:
            kept[name] = shapes
    _pack(kept, hexcode_of, words)


def _words(path: Path) -> dict[str, tuple[str, list[str], int, int]]:
    """Hexcode without variation selectors -> (label, tags, order)."""
    return {
        one["hexcode"].lower().replace("-fe0f", ""): (
            one["label"],
            one.get("tags", []),
            one.get("order", 99_999),
            one.get("subgroup"),
        )
        for one in json.loads(path.read_text())
    }


_UNREAD = ("filter", "linearGradient", "radialGradient", "mask")


def _shapes(body: str) -> list[tuple[int, float, list[np.ndarray]]] | None:
    """(0xRRGGBB, opacity, contours) back to front; None where the picture needs more than filled shapes."""
    shapes: list[tuple[int, float, list[np.ndarray]]] = []
    root = ElementTree.fromstring(f'<svg xmlns:xlink="x">{body}</svg>')
    named = {f"#{node.get('id')}": node for node in root.iter() if node.get("id")}

    def walk(node: ElementTree.Element, fill: str, opacity: float, turn: np.ndarray) -> bool:
        if node.tag in ("defs", "clipPath"):
            return True
        if node.tag in _UNREAD or node.get("stroke") or node.get("filter"):
            return False
        turn = turn @ _transform(node.get("transform", ""))
        fill, opacity = node.get("fill", fill), opacity * float(node.get("opacity", 1))
        if node.tag == "use":
            return walk(named[node.get("href") or node.get("{x}href") or ""], fill, opacity, turn)
        contours = [contour @ turn[:2, :2].T + turn[:2, 2] for contour in _contours(node)]
        if contours and fill != "none":
            if not fill.startswith("#"):
                return False
            digits = fill[1:] if len(fill) == 7 else "".join(2 * c for c in fill[1:])
            shapes.append((int(digits, 16), opacity, contours))
        return all(walk(child, fill, opacity, turn) for child in node)

    return shapes if walk(root, "#000000", 1.0, np.eye(3)) else None


def _transform(text: str) -> np.ndarray:
    """The 3 x 3 matrix of an SVG transform."""
    whole = np.eye(3)
    for name, inside in re.findall(r"(\w+)\(([^)]*)\)", text):
        values = [float(one) for one in NUMBER.findall(inside)]
        step = np.eye(3)
        if name == "matrix":
            step[:2] = np.reshape(values, (3, 2)).T
        elif name == "translate":
            step[:2, 2] = [*values, 0.0][:2]
        elif name == "scale":
            step[0, 0], step[1, 1] = values[0], values[-1]
        elif name == "rotate":
            angle, centre = np.deg2rad(values[0]), np.array([*values[1:], 0.0, 0.0][:2])
            step[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
            step[:2, 2] = centre - step[:2, :2] @ centre
        whole = whole @ step
    return whole


def _contours(node: ElementTree.Element) -> list[np.ndarray]:
    if node.tag == "path":
        return _flattened(node.get("d", ""))
    if node.tag in ("circle", "ellipse"):
        cx, cy = (float(node.get(name, 0)) for name in ("cx", "cy"))
        rx, ry = float(node.get("rx", node.get("r", 0))), float(node.get("ry", node.get("r", 0)))
        turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        return [np.stack([cx + rx * np.cos(turn), cy + ry * np.sin(turn)], 1)]
    if node.tag == "rect":
        x, y, w, h = (float(node.get(name, 0)) for name in ("x", "y", "width", "height"))
        r = min(float(node.get("rx", node.get("ry", 0))), w / 2, h / 2)
        turn = np.linspace(0, np.pi / 2, 8 if r else 1)
        corners = ((x + w - r, y + r, -np.pi / 2), (x + w - r, y + h - r, 0), (x + r, y + h - r, np.pi / 2),
                   (x + r, y + r, np.pi))  # fmt: skip
        return [np.array([(cx + r * np.cos(a + t), cy + r * np.sin(a + t)) for cx, cy, a in corners for t in turn])]
    return []


def _tokens(path: str) -> list[tuple[str, list[float]]]:
    """Commands with their numbers; the flags of arcs may stand without space between."""
    out = []
    for command, rest in re.findall(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)", path):
        numbers: list[float] = []
        at = 0
        while at < len(rest):
            flag = command in "Aa" and len(numbers) % 7 in (3, 4)
            found = re.compile(r"[01]").match(rest, at) if flag else NUMBER.match(rest, at)
            if found is None:
                at += 1
                continue
            numbers.append(float(found[0]))
            at = found.end()
        out.append((command, numbers))
    return out


_TAKES = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7}


def _flattened(path: str) -> list[np.ndarray]:
    contours: list[list[np.ndarray]] = []
    here, start, handle, last = np.zeros(2), np.zeros(2), np.zeros(2), ""
    for command, numbers in _tokens(path):
        kind, relative = command.lower(), command.islower()
        if kind == "z":
            here, last = start, kind
            continue
        for first in range(0, len(numbers), _TAKES[kind]):
            values = np.array(numbers[first : first + _TAKES[kind]])
            base = here if relative else np.zeros(2)
            if kind == "m" and first == 0:
                here = start = values + base
                contours.append([here])
                last = kind
                continue
            if last == "z":
                contours.append([here])
            if kind in "ml":
                points = [values + base]
            elif kind == "h":
                points = [np.array([values[0] + base[0], here[1]])]
            elif kind == "v":
                points = [np.array([here[0], values[0] + base[1]])]
            elif kind in "cs":
                smooth = 2 * here - handle if last in "cs" else here
                a, b, end = (values.reshape(-1, 2) + base) if kind == "c" else (smooth, *(values.reshape(-1, 2) + base))
                handle, points = b, _bezier(here, a, b, end)
            elif kind in "qt":
                smooth = 2 * here - handle if last in "qt" else here
                a, end = (values.reshape(-1, 2) + base) if kind == "q" else (smooth, values + base)
                handle, points = a, _bezier(here, here + (a - here) * 2 / 3, end + (a - end) * 2 / 3, end)
            else:
                points = _arc(here, values[:2], values[2], bool(values[3]), bool(values[4]), values[5:] + base)
            contours[-1] += points
            here, last = points[-1], kind
    return [np.array(contour) for contour in contours if len(contour) > 2]


def _bezier(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> list[np.ndarray]:
    bend = max(np.hypot(*(a - 2 * b + c)), np.hypot(*(b - 2 * c + d)))
    count = max(1, int(np.ceil(np.sqrt(0.75 * bend / TOLERANCE))))
    t = (np.arange(1, count + 1) / count)[:, None]
    return list(a * (1 - t) ** 3 + 3 * b * (1 - t) ** 2 * t + 3 * c * (1 - t) * t**2 + d * t**3)


def _arc(start: np.ndarray, radii: np.ndarray, degrees: float, large: bool, sweep: bool,
         end: np.ndarray) -> list[np.ndarray]:  # fmt: skip
    """An elliptic arc by its centre; see the SVG specification's implementation notes, F.6.5."""
    if np.allclose(start, end) or not radii.all():
        return [end]
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    half = turn @ (start - end) / 2
    radii = np.abs(radii) * max(1.0, np.sqrt(((half / radii) ** 2).sum()))
    (rx, ry), (x, y) = radii, half
    root = max(0.0, (rx * ry) ** 2 / ((rx * y) ** 2 + (ry * x) ** 2) - 1)
    middle = np.array([rx * y / ry, -ry * x / rx]) * np.sqrt(root) * (1 if large != sweep else -1)
    first, last = ((half - middle) / radii, (-half - middle) / radii)
    begin = np.arctan2(first[1], first[0])
    span = np.arctan2(last[1], last[0]) - begin
    span += 2 * np.pi * ((span < 0) - 0) if sweep else -2 * np.pi * (span > 0)
    count = max(1, int(np.ceil(abs(span) / np.sqrt(8 * TOLERANCE / max(rx, ry)))))
    t = begin + span * np.arange(1, count + 1) / count
    points = (np.stack([rx * np.cos(t), ry * np.sin(t)], 1) + middle) @ turn + (start + end) / 2
    return [*points[:-1], end]


def _difference(shapes: list[tuple[int, float, list[np.ndarray]]], body: str) -> float:
    side = 320
    picture = np.zeros((side, side, 4), np.float32)
    for colour, opacity, contours in shapes:
        mask = np.zeros((side, side), np.uint8)
        cv2.fillPoly(mask, [np.round((c * side / SIDE - 0.5) * 16).astype(np.int32) for c in contours], 255,
                     cv2.LINE_AA, 4)  # fmt: skip
        share = (mask / 255 * opacity)[..., None]
        ink = np.array([colour & 255, colour >> 8 & 255, colour >> 16, 255], np.float32)
        picture = (picture * (1 - share) + ink * share).astype(np.float32)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    svg = f'<svg {spaces} viewBox="0 0 32 32">{body}</svg>'
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    true = np.frombuffer(image.constBits(), np.uint8).reshape(side, side, 4)
    return float(np.abs(picture - true).mean() / 255)


def _pack(kept: dict[str, list[tuple[int, float, list[np.ndarray]]]], hexcode_of: dict[str, str],
          words: dict[str, dict[str, tuple[str, list[str], int, int]]]) -> None:  # fmt: skip
    points, ends, shape_ends, inks, motif_ends, entries = [], [], [], [], [], []
    total = 0
    for name, shapes in kept.items():
        code = hexcode_of[name].replace("-fe0f", "")
        en, zh = (words[language].get(code) for language in ("en", "zh"))
        if en is None or zh is None:
            continue
        for colour, opacity, contours in shapes:
            for contour in contours:
                steps = np.round(contour * UNIT).astype(np.int16)
                steps = steps[np.r_[True, (np.diff(steps, axis=0) != 0).any(1)]]
                points.append(steps)
                total += len(steps)
                ends.append(total)
            shape_ends.append(len(ends))
            inks.append((colour >> 16, colour >> 8 & 255, colour & 255, round(opacity * 255)))
        motif_ends.append(len(shape_ends))
        entries.append({"key": name, "order": en[2], "en": [en[0], *en[1]], "zh": [zh[0], *zh[1]],
                        "worn": en[3] == CLOTHING})  # fmt: skip
    out = ROOT / "assets" / "motifs" / "motifs.npz"
    np.savez_compressed(
        out, points=np.vstack(points), contours=np.array(ends, np.uint32), shapes=np.array(shape_ends, np.uint32),
        inks=np.array(inks, np.uint8), motifs=np.array(motif_ends, np.uint32),
        names=np.frombuffer(json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode(), np.uint8),
    )  # fmt: skip
    print(f"{len(entries)} motifs, {total} points, {out.stat().st_size / 1e6:.2f} MB: {out}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
