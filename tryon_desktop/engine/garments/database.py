"""The user's own garments and what was worn, in SQLite."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from tryon_desktop.engine.errors import GarmentError, InputError
from tryon_desktop.engine.garments.garment import Origin
from tryon_desktop.engine.garments.spec import GarmentSpec, read_spec

_VERSION = 2
KEPT_S = 365 * 86_400.0
"""How long a line of the history is kept."""
_SCHEMA = """
CREATE TABLE garment (
    id TEXT PRIMARY KEY, spec TEXT NOT NULL, name TEXT, origin TEXT NOT NULL, picture TEXT, added REAL NOT NULL
);
CREATE TABLE history (
    number INTEGER PRIMARY KEY, garment TEXT NOT NULL, event TEXT NOT NULL, seconds REAL NOT NULL, about TEXT NOT NULL,
    time REAL NOT NULL
);
CREATE INDEX history_by_garment ON history (garment, event);
"""
_UPGRADES = {1: "UPDATE history SET text = ''; ALTER TABLE history RENAME COLUMN text TO about;"}
"""Version of a file -> what makes the next of it. Version 1 kept the words of requests; nobody needs them."""


class Event(StrEnum):
    """What happened to a garment, or what was asked for."""

    WORN = "worn"
    SAVED = "saved"
    DISMISSED = "dismissed"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class OwnGarment:
    """A garment that the user added. picture: the photograph's file name, None for a designed one."""

    id: str
    spec: GarmentSpec
    name: str | None
    origin: Origin
    picture: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history. garment_id: empty for what was asked for. seconds: how long it was worn.

    about: JSON: the garment's specification, or the attributes that were asked for. time: seconds since the epoch.
    """

    garment_id: str
    event: Event
    seconds: float
    about: str
    time: float


class Database:
    """One SQLite file in WAL mode behind one lock: any thread may call any method; every change is a transaction.

    A file that is not a database is put aside under another name, and `warnings` says so. Raises InputError where the
    folder cannot be written or the file was made by a newer version.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path, self._clock = path, clock
        self._lock = threading.RLock()
        self.warnings: list[str] = []
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._open()
        except OSError as error:
            raise InputError(f"{path.parent}: cannot be written ({error.strerror or error})") from error
        except sqlite3.OperationalError as error:
            raise InputError(f"{path.parent}: the catalog cannot be opened ({error})") from error
        except sqlite3.DatabaseError:
            aside = path.with_name(f"{path.name}.damaged-{int(clock())}")
            path.replace(aside)
            self.warnings.append(f"{path.name} was damaged; it is kept as {aside.name}, and a new one was begun")
            self._connection = self._open()

    def garments(self) -> list[OwnGarment]:
        """The user's own garments, the newest first; one that this version cannot read is left out."""
        rows = self._query("SELECT id, spec, name, origin, picture FROM garment ORDER BY added DESC, rowid DESC")
        found = []
        for garment_id, spec, name, origin, picture in rows:
            try:
                found.append(OwnGarment(garment_id, read_spec(json.loads(spec)), name, Origin(origin), picture))
            except (GarmentError, ValueError):
                continue
        return found

    def add(self, garment: OwnGarment) -> None:
        """Save `garment`, in the place of one with the same id."""
        with self._changing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO garment VALUES (?, ?, ?, ?, ?, ?)",
                (
                    garment.id, garment.spec.model_dump_json(), garment.name, garment.origin.value, garment.picture,
                    self._clock(),
                ),
            )  # fmt: skip

    def remove(self, garment_id: str) -> bool:
        """Delete a garment and its history; False if there is none."""
        with self._changing() as connection:
            gone = connection.execute("DELETE FROM garment WHERE id = ?", (garment_id,)).rowcount > 0
            connection.execute("DELETE FROM history WHERE garment = ?", (garment_id,))
            return gone

    def record(self, garment_id: str, event: Event, *, seconds: float = 0.0, about: str = "") -> None:
        """Add a line to the history, and let go of those that are older than a year."""
        now = self._clock()
        with self._changing() as connection:
            connection.execute(
                "INSERT INTO history (garment, event, seconds, about, time) VALUES (?, ?, ?, ?, ?)",
                (garment_id, event.value, float(seconds), about, now),
            )
            connection.execute("DELETE FROM history WHERE time < ?", (now - KEPT_S,))

    def take_back(self, garment_id: str, event: Event) -> None:
        """Delete the latest line of a garment and event, if there is one."""
        with self._changing() as connection:
            connection.execute(
                "DELETE FROM history WHERE number = (SELECT MAX(number) FROM history WHERE garment = ? AND event = ?)",
                (garment_id, event.value),
            )

    def history(self, limit: int = 1000) -> list[Happening]:
        """The latest lines of the history, the newest first."""
        rows = self._query(
            "SELECT garment, event, seconds, about, time FROM history ORDER BY number DESC LIMIT ?", limit
        )
        known = set(Event)
        return [
            Happening(garment, Event(event), seconds, about, when)
            for garment, event, seconds, about, when in rows
            if event in known
        ]

    def erase_history(self) -> None:
        """Delete every line of the history and what SQLite would keep of it in free pages."""
        with self._changing() as connection:
            connection.execute("DELETE FROM history")
        self._compact()

    def erase_everything(self) -> None:
        """Delete the user's own garments and the history, free pages included."""
        with self._changing() as connection:
            connection.execute("DELETE FROM history")
            connection.execute("DELETE FROM garment")
        self._compact()

    def close(self) -> None:
        """Close the file; no method may be called afterwards."""
        with self._lock:
            self._connection.close()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=5.0, check_same_thread=False, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA secure_delete = ON")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > _VERSION:
                raise InputError(f"{self._path}: made by a newer version of this program")
            if version == 0:
                connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
            elif version < _VERSION:
                steps = " ".join(_UPGRADES[step] for step in range(version, _VERSION))
                connection.executescript(f"BEGIN IMMEDIATE; {steps} PRAGMA user_version = {_VERSION}; COMMIT;")
        except BaseException:
            connection.close()
            raise
        return connection

    def _query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock, _as_input_error(self._path):
            return self._connection.execute(statement, values).fetchall()

    def _compact(self) -> None:
        with self._lock, _as_input_error(self._path):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.execute("VACUUM")

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _as_input_error(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


@contextmanager
def _as_input_error(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise InputError(f"{path}: {error}") from error
