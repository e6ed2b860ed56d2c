"""The build's view of models/manifest.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

Dimension = int | str


@dataclass(frozen=True, slots=True)
class Wheel:
    """A pinned wheel of the package index: the tags choose one file, whatever machine builds."""

    name: str
    version: str
    python: str
    abi: str
    platform: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside a wheel."""

    wheel: Wheel
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Port:
    """A network's input or output. A dimension given as a word may vary."""

    name: str
    dtype: str
    shape: tuple[Dimension, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """One source file and the files that its converter makes from it, ports named in the order of the source."""

    name: str
    source: Member
    converter: str
    results: tuple[str, ...]
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is copied as it is."""

    source: Member
    result: str


@dataclass(frozen=True, slots=True)
class Own:
    """A network that was trained here, or a table without ports; `file` lies by the manifest and is copied as it is."""

    name: str
    file: str
    sha256: str
    result: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]

    @property
    def results(self) -> tuple[str, ...]:
        """The file that it becomes, as a Network has them."""
        return (self.result,)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that a build has to produce."""

    wheels: tuple[Wheel, ...]
    networks: tuple[Network, ...]
    pictures: tuple[Picture, ...]
    own: tuple[Own, ...] = ()


def read_manifest(path: Path) -> Manifest:
    """Read `path`. Raises KeyError or tomllib.TOMLDecodeError when it is malformed."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    wheels = {
        name: Wheel(name, row["version"], row["python"], row["abi"], row["platform"], row["sha256"])
        for name, row in table["wheels"].items()
    }

    def source(row: dict[str, str]) -> Member:
        return Member(wheels[row["wheel"]], row["member"], row["sha256"])

    def ports(rows: list[dict[str, object]]) -> tuple[Port, ...]:
        return tuple(Port(str(row["name"]), str(row["dtype"]), tuple(row["shape"])) for row in rows)  # type: ignore[arg-type]

    networks = tuple(
        Network(
            row["name"],
            source(row),
            row["converter"],
            tuple(row["outputs_to"]),
            ports(row["inputs"]),
            ports(row["outputs"]),
        )
        for row in table["networks"]
    )
    pictures = tuple(Picture(source(row), row["output"]) for row in table["pictures"])
    own = tuple(
        Own(row["name"], row["file"], row["sha256"], row["output"], ports(row["inputs"]), ports(row["outputs"]))
        for row in table.get("own", ())
    )
    return Manifest(tuple(wheels.values()), networks, pictures, own)
