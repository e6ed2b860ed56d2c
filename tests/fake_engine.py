"""An engine that fits the application's protocols, answers at once and does what a test tells it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tryon_desktop.app.engine import Engine
from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.errors import GarmentError, InputError, SourceError
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.garments.database import Event, Happening
from tryon_desktop.engine.garments.garment import Garment, Origin, Part
from tryon_desktop.engine.garments.spec import Category, GarmentSpec, Neckline, Sleeve, Slot
from tryon_desktop.engine.pipeline import Look, Picture, Seen
from tryon_desktop.engine.style.fusion import FusionKind, Reference
from tryon_desktop.engine.style.person import Person
from tryon_desktop.engine.style.request import Intent, Ranked, StyleReply
from tryon_desktop.engine.vision.body import Body, Keypoint
from tryon_desktop.engine.vision.framing import Framing
from tryon_desktop.ui.ports import Device, Progress, SourceChoice, SourceKind

SIZE = (64, 48)
GREY = 90
CAMERA = SourceChoice(SourceKind.CAMERA, "0", "Desk camera")


def spec_of(category: Category, colour: str) -> GarmentSpec:
    bottom = category in (Category.TROUSERS, Category.SKIRT)
    return GarmentSpec(
        category=category,
        colours=(colour,),
        sleeve=Sleeve.NONE if bottom else Sleeve.SHORT,
        neckline=Neckline.NONE if bottom else Neckline.CREW,
    )


@dataclass(frozen=True)
class FakeEntry:
    id: str
    name_en: str
    name_zh: str
    spec: GarmentSpec
    origin: Origin = Origin.TAILOR
    own: bool = False
    kept: bool = True

    @property
    def category(self) -> Category:
        return self.spec.category


NAVY_TEE = FakeEntry("navy-tee", "Navy tee", "藏青T恤", spec_of(Category.TEE, "#2233aa"))
"""Not among the wardrobe's own: something like the blue tee."""


def garment_of(entry: FakeEntry) -> Garment:
    image = np.zeros((8, 8, 4), np.uint8)
    return Garment(entry.id, entry.spec, image, {}, {Part.TORSO: np.full((8, 8), 255, np.uint8)})


class FakeWardrobe:
    """Garments of one colour each. `slow`: ids that are drawn only once `let_go` is set; `coarse`: that are coarse at
    first.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.slow: set[str] = set()
        self.coarse: set[str] = set()
        self.let_go = threading.Event()
        self.lines: list[Happening] = []
        self.list = [
            FakeEntry("red-shirt", "Red linen shirt", "红色亚麻衬衫", spec_of(Category.SHIRT, "#cc2222")),
            FakeEntry("blue-tee", "Blue tee", "蓝色T恤", spec_of(Category.TEE, "#2233cc")),
            FakeEntry("black-trousers", "Black trousers", "黑色长裤", spec_of(Category.TROUSERS, "#111111")),
            FakeEntry("green-dress", "Green dress", "绿色连衣裙", spec_of(Category.DRESS, "#22aa44")),
            FakeEntry("grey-jacket", "Grey jacket", "灰色夹克", spec_of(Category.JACKET, "#777777")),
        ]

    def entries(self, category: Category | None = None) -> Sequence[FakeEntry]:
        return [entry for entry in self.list if category in (None, entry.category)]

    def _entry(self, garment_id: str) -> FakeEntry:
        for entry in self.list:
            if entry.id == garment_id:
                return entry
        raise GarmentError(f"no garment '{garment_id}'")

    def garment(self, garment_id: str) -> Garment:
        if garment_id in self.slow:
            self.let_go.wait(10)
        return garment_of(self._entry(garment_id))

    def quick(self, garment_id: str) -> Garment:
        if garment_id in self.coarse:
            return replace(garment_of(self._entry(garment_id)), coarse=True)
        return self.garment(garment_id)

    def write_drawn(self) -> None:
        pass

    def thumbnail(self, garment_id: str) -> Path:
        path = self.folder / f"{garment_id}.png"
        if not path.exists():
            rgb = list(bytes.fromhex(self._entry(garment_id).spec.colour[1:]))
            cv2.imwrite(str(path), np.full((32, 32, 3), rgb[::-1], np.uint8))
        return path

    def add_photo(self, path: Path) -> FakeEntry:
        if "garment" not in path.name:
            raise GarmentError(f"no garment in {path.name}")
        entry = FakeEntry(path.stem, "My own", "我的衣服", spec_of(Category.TEE, "#ffffff"), Origin.PHOTO, own=True)
        self.list.append(entry)
        return entry

    def add_spec(self, spec: GarmentSpec, *, keep: bool = True) -> FakeEntry:
        entry = FakeEntry(f"new-{spec.colour[1:]}", "A new one", "新衣服", spec, own=True, kept=keep)
        self.list = [entry, *(other for other in self.list if other.id != entry.id)]
        return entry

    def keep(self, garment_id: str) -> FakeEntry:
        kept = replace(self._entry(garment_id), kept=True)
        self.list = [kept if entry.id == garment_id else entry for entry in self.list]
        return kept

    def record(self, garment_id: str, event: Event, *, seconds: float = 0.0, about: str = "") -> None:
        self.lines.insert(0, Happening(garment_id, event, seconds, about, time.time()))

    def take_back(self, garment_id: str, event: Event) -> None:
        latest = next((line for line in self.lines if (line.garment_id, line.event) == (garment_id, event)), None)
        self.lines = [line for line in self.lines if line is not latest]

    def history(self, limit: int = 1000) -> list[Happening]:
        return self.lines[:limit]

    def erase_history(self) -> None:
        self.lines.clear()

    def erase_everything(self) -> None:
        self.lines.clear()
        self.list = [entry for entry in self.list if not entry.own]

    def remove(self, garment_id: str) -> None:
        if not self._entry(garment_id).own:
            raise GarmentError(f"{garment_id} stays")
        self.list = [entry for entry in self.list if entry.id != garment_id]


class FakeWords:
    """Knows names of garments, "yellow" (a change), "ugly" (another), "off" and "undo"; by a picture, what is
    of its colour.
    """

    def __init__(self) -> None:
        self.kind = FusionKind.DECISION
        self.liked: list[tuple[GarmentSpec, ...]] = []
        self.people: list[Person | None] = []

    def fuse(self, kind: FusionKind) -> None:
        self.kind = kind

    def prepare(self, entries: Sequence[FakeEntry]) -> None:
        pass

    def forget(self) -> None:
        self.liked.clear()

    def vectors(self) -> dict[GarmentSpec, F32]:
        return {}

    def answer(
        self,
        text: str,
        entries: Sequence[FakeEntry],
        *,
        current: GarmentSpec | None = None,
        reference: Reference | None = None,
        liked: Sequence[GarmentSpec] = (),
        person: Person | None = None,
    ) -> StyleReply:
        self.liked.append(tuple(liked))
        self.people.append(person)
        if text == "boom":
            raise RuntimeError("boom")
        if reference is not None:
            text = next(entry.name_en for entry in entries if entry.spec.colour == reference.spec.colour)
        found = [entry for entry in entries if text.lower() in entry.name_en.lower() or text in entry.name_zh]
        reply = StyleReply(Intent.UNCLEAR, {}, {}, ("hm",), (), None, "I did not understand that.", "我没听懂。")
        if text == "undo":
            return replace(reply, intent=Intent.UNDO)
        if text == "ugly" and current is not None:
            others = [entry for entry in entries if entry.spec != current]
            ranked = tuple(Ranked(entry.id, 1.0, ()) for entry in others)
            return replace(reply, intent=Intent.OTHER, unread=(), results=ranked, disliked=True)
        if text == "off":
            return replace(reply, intent=Intent.REMOVE, removed=(Slot.TOP,))
        if text == "yellow" and current is not None:
            changed = current.model_copy(update={"colours": ("#eecc22",)})
            return replace(reply, intent=Intent.EDIT, spec=changed, designed=True)
        if found:
            return StyleReply(
                Intent.FIND,
                {"category": (found[0].category.value,)},
                {"pattern": ("stripe",)},
                (),
                tuple(
                    Ranked(entry.id, 1.0, ("as asked",), (("words", 0.9), ("history", 0.1 if liked else 0.0)))
                    for entry in found
                ),
                found[0].spec,
                f"Here is {found[0].name_en}.",
                f"这是{found[0].name_zh}。",
            )
        return reply


class FakeSource:
    """Gives a grey frame every few milliseconds until it is lost."""

    live = True
    fps = 100.0

    def __init__(self, world: World, choice: SourceChoice) -> None:
        self._world, self._choice = world, choice
        self._next = 0

    @property
    def name(self) -> str:
        return self._choice.label or self._choice.kind.value

    def open(self) -> None:
        self._world.opened.append(self._choice)
        if self._choice.value in self._world.away:
            raise SourceError(f"{self.name} cannot be opened")

    def read(self) -> Frame | None:
        if self._choice.value in self._world.away:
            raise SourceError(f"{self.name} is lost")
        self._world.pace.wait(0.004)
        frame = Frame(self._next, time.monotonic(), np.full((SIZE[1], SIZE[0], 3), GREY, np.uint8))
        self._next += 1
        return frame

    def close(self) -> None:
        self._world.closed += 1


@dataclass
class World:
    """Everything that a test may turn. away: values of sources that cannot be read now.

    apart: ids of garments that cannot be taken apart. ended: how many sources were closed when the engine was.
    """

    wardrobe: FakeWardrobe
    words: FakeWords = field(default_factory=FakeWords)
    cameras: list[SourceChoice] = field(default_factory=lambda: [CAMERA])
    away: set[str] = field(default_factory=set)
    opened: list[SourceChoice] = field(default_factory=list)
    closed: int = 0
    pace: threading.Event = field(default_factory=threading.Event)
    somebody: bool = True
    framing: Framing | None = None
    fault: Exception | None = None
    dressed: int = 0
    load_fault: Exception | None = None
    prepared: list[tuple[str, str]] = field(default_factory=list)
    apart: set[str] = field(default_factory=set)
    warmed: list[threading.Event] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    def load(self, report: Any) -> Engine:
        for step in range(3):
            report(Progress("loading_models", step / 4, f"network {step}"))
        if self.load_fault is not None:
            raise self.load_fault
        return Engine(
            wardrobe=self.wardrobe,
            words=self.words,
            dress=lambda still: FakeDresser(self),
            source=lambda choice: FakeSource(self, choice),
            cameras=lambda: self.cameras,
            save=save,
            device=Device("CPU", "no other processor is installed"),
            warm_up=self.warmed.append,
            look_at=look_at,
            fusions=(FusionKind.DECISION, FusionKind.REPRESENTATION),
            close=lambda: self.ended.append(self.closed),
        )

    def dress(self, frame: Frame, look: Look) -> Picture:
        """The frame in the colour of the outermost garment."""
        self.dressed += 1
        if self.fault is not None:
            raise self.fault
        bgr, worn = frame.bgr, ()
        if look.worn and look.garments and self.somebody:
            worn = tuple(garment.id for garment in look.in_order)
            rgb = list(bytes.fromhex(look.in_order[-1].spec.colour[1:]))
            bgr = np.full_like(frame.bgr, rgb[::-1])
        body = body_of(frame, self.framing) if self.somebody else None
        return Picture(frame.id, frame.time, bgr, body, {"pose": 1.0}, worn, look.generation)


class FakeDresser:
    """One stream's pipeline. `World.prepared` holds what was taken apart, and on which thread."""

    def __init__(self, world: World) -> None:
        self._world = world

    def prepare(self, garment: Garment) -> None:
        if garment.id in self._world.apart:
            raise GarmentError(f"{garment.id} falls apart")
        self._world.prepared.append((garment.id, threading.current_thread().name))

    def see(self, frame: Frame) -> Seen:
        return Seen(frame, body_of(frame, self._world.framing) if self._world.somebody else None)

    def dress(self, seen: Seen, look: Look) -> Picture:
        return self._world.dress(seen.frame, look)


def body_of(frame: Frame, framing: Framing | None = None) -> Body:
    """Somebody of whom nothing is known, but for how much of them is in the picture."""
    zeros = np.zeros((33, 3), np.float32)
    matte = np.zeros(frame.bgr.shape[:2], np.uint8)
    seen = zeros[:, 0].copy()
    for least, point in ((0, Keypoint.LEFT_SHOULDER), (1, Keypoint.LEFT_HIP), (2, Keypoint.LEFT_KNEE)):
        seen[point] = float(framing is not None and list(Framing).index(framing) >= least)
    return Body(frame.id, frame.size, 1, 1.0, zeros[:, :2].copy(), seen, zeros, matte)


def look_at(path: Path) -> Reference:
    if "blue" not in path.name:
        raise GarmentError(f"no garment in {path.name}")
    return Reference(spec_of(Category.TEE, "#2233cc"))


def save(bgr: Any, path: Path, worn: tuple[str, ...]) -> Path:
    if not cv2.imwrite(str(path), bgr):
        raise InputError(f"cannot write {path}")
    return path
