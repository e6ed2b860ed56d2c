"""A wardrobe, words and a pipeline that answer at once, and a run of the command line over them."""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from tryon_desktop.cli import main
from tryon_desktop.commands.tools import Mirror, Tools
from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.garments.garment import Garment, Origin, Part
from tryon_desktop.engine.garments.spec import Category, GarmentSpec, Neckline, Slot
from tryon_desktop.engine.pipeline import Picture, Seen
from tryon_desktop.engine.style.fusion import Reference
from tryon_desktop.engine.style.request import Intent, Ranked, StyleReply
from tryon_desktop.engine.vision.body import Body


@dataclass(frozen=True)
class Entry:
    id: str
    name_en: str
    name_zh: str
    spec: GarmentSpec
    origin: Origin = Origin.TAILOR

    @property
    def category(self):
        return self.spec.category


def spec_of(category, colour="#aa3322"):
    neckline = Neckline.CREW if GarmentSpec.model_construct(category=category).slot is not Slot.BOTTOM else "none"
    return GarmentSpec(category=category, colours=(colour,), neckline=neckline)


def garment_of(garment_id, spec):
    image = np.zeros((8, 8, 4), np.uint8)
    return Garment(garment_id, spec, image, {}, {Part.TORSO: np.zeros((8, 8), np.uint8)})


class FakeCatalog:
    def __init__(self):
        self.list = [
            Entry("tee", "Red tee", "红色T恤", spec_of(Category.TEE)),
            Entry("shirt", "Red shirt", "红色衬衫", spec_of(Category.SHIRT)),
            Entry("jeans", "Blue jeans", "蓝色牛仔裤", spec_of(Category.JEANS, "#2233aa")),
            Entry("dress", "Green dress", "绿色连衣裙", spec_of(Category.DRESS, "#22aa44")),
        ]
        self.lines = []

    def entries(self, category=None):
        return [entry for entry in self.list if category in (None, entry.category)]

    def entry(self, garment_id):
        for entry in self.list:
            if entry.id == garment_id:
                return entry
        raise GarmentError(f"no garment '{garment_id}'")

    def garment(self, garment_id):
        return garment_of(garment_id, self.entry(garment_id).spec)

    def thumbnail(self, garment_id):
        return f"{garment_id}.png"

    def add_photo(self, path, *, name=None):
        self.list.append(Entry(path.stem, name or "My tee", "我的T恤", spec_of(Category.TEE), Origin.PHOTO))
        return self.list[-1]

    def add_spec(self, spec, *, name=None):
        self.list.append(Entry("mine", name or "Mine", "我的", spec))
        return self.list[-1]

    def history(self, limit=1000):
        return self.lines[:limit]

    def erase_history(self):
        self.lines.clear()

    def remove(self, garment_id):
        self.list.remove(self.entry(garment_id))


class FakeStylist:
    """Finds garments by a word of their name; designs a hoodie when asked for something "new"."""

    def __init__(self):
        self.asked = []
        self.fusion = None

    def answer(self, text, entries, *, current=None, top=5, reference=None):
        self.asked.append((text, current, top))
        self.reference = reference
        words = text.lower().split()
        found = [entry for entry in entries if any(word in entry.name_en.lower().split() for word in words)][:top]
        designed = "new" in words
        spec = spec_of(Category.HOODIE) if designed else found[0].spec if found else None
        return StyleReply(
            intent=Intent.DESIGN if designed else Intent.FIND if found else Intent.UNCLEAR,
            attributes={"colour": ("red",)} if found else {},
            excluded={},
            unread=() if found else ("quux",),
            results=tuple(Ranked(entry.id, 0.75, ("the colour",)) for entry in found),
            spec=spec,
            says_en="Here it is." if found or designed else "I did not understand that.",
            says_zh="给你。",
            designed=designed,
        )


def body_of(frame, persons):
    width, height = frame.size
    flat = np.zeros((33, 2), np.float32)
    return Body(
        frame.id, frame.size, 1, 1.0, flat, np.zeros(33, np.float32), np.zeros((33, 3), np.float32),
        np.zeros((height, width), np.uint8), persons=persons,
    )  # fmt: skip


@dataclass
class FakePipeline:
    """Turns frames bright. persons: how many it sees. refuses: ids that it never places."""

    persons: int = 1
    refuses: set = field(default_factory=set)
    fault: BaseException | None = None
    looks: list = field(default_factory=list)

    def prepare(self, garment):
        pass

    def see(self, frame):
        return Seen(frame, None)

    def dress(self, seen, look):
        return self(seen.frame, look)

    def __call__(self, frame, look):
        if self.fault is not None:
            raise self.fault
        self.looks.append(look)
        body = body_of(frame, self.persons) if self.persons else None
        worn = tuple(garment.id for garment in look.garments if garment.id not in self.refuses)
        bright = np.full_like(frame.bgr, 200)
        return Picture(frame.id, frame.time, bright, body, {"pose": 2.0, "blend": 1.0}, worn if body else ())


@dataclass
class Shell:
    """Runs the command line with fakes. stills: for each mirror that was made, whether it was for a still picture."""

    catalog: FakeCatalog = field(default_factory=FakeCatalog)
    stylist: FakeStylist = field(default_factory=FakeStylist)
    pipeline: FakePipeline = field(default_factory=FakePipeline)
    stills: list = field(default_factory=list)
    closed: list = field(default_factory=list)

    def __call__(self, *args, obj=None):
        return CliRunner().invoke(main, [str(arg) for arg in args], obj=obj or self.tools())

    def tools(self):
        return Tools(
            catalog=lambda: self.catalog,
            stylist=self._stylist,
            mirror=self._mirror,
            window=lambda: replace(self._mirror(False), close=lambda: self.closed.append(True)),
            sew=lambda spec, garment_id: garment_of(garment_id, spec),
            shows_person=lambda bgr: bgr.shape[1] == 64,
            look_at=lambda path: Reference(spec_of(Category.HOODIE)),
        )

    def _stylist(self, fusion=None):
        self.stylist.fusion = fusion
        return self.stylist

    def _mirror(self, still):
        self.stills.append(still)
        return Mirror(self.pipeline, "CPU", "CPU, as asked.")

    def refuses(self, *args, code=2):
        """Run, and return the one line that it must have ended with."""
        result = self(*args)
        assert result.exit_code == code, result.output
        assert result.stdout == ""
        lines = result.stderr.splitlines()
        assert len(lines) == 1, lines
        assert lines[0].startswith("tryon-desktop: ")
        return lines[0]


@pytest.fixture
def shell(tmp_path, monkeypatch):
    monkeypatch.setenv("TRYON_DESKTOP_HOME", str(tmp_path / "home"))
    return Shell()


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "me.jpg"
    cv2.imwrite(str(path), np.full((48, 64, 3), 60, np.uint8))
    return path


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25, (64, 48))
    for index in range(6):
        writer.write(np.full((48, 64, 3), 20 * index, np.uint8))
    writer.release()
    return path
