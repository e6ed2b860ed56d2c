"""Errors that a person may see. Each message is one clear line; each class carries its exit code."""

from __future__ import annotations


class TryonError(Exception):
    """Base of every error whose message is meant for the user. `exit_code` is what the CLI returns."""

    exit_code = 2


class InputError(TryonError):
    """A bad argument or an unreadable, truncated, oversized or unknown input."""


class SourceError(InputError):
    """A camera, clip or picture that cannot be opened or has stopped giving frames."""


class ModelError(TryonError):
    """A bundled network is missing, altered (hash mismatch) or cannot be run."""


class GarmentError(InputError):
    """An unknown garment, an invalid specification, or a photograph with no garment in it."""


class NobodyFound(TryonError):  # noqa: N818 - an outcome, not a fault
    """There is no person in the picture; nothing was written."""

    exit_code = 3
