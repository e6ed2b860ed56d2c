"""How every onnxruntime session of the program shares the processor with the rest of it."""

from __future__ import annotations

import os

import onnxruntime as ort

SILENT = 4
"""onnxruntime's severity at which only fatal faults are written to the terminal."""


def session_options(threads: int | None = None) -> ort.SessionOptions:
    """Options for any session of this process; threads: None takes `default_threads`.

    Threads do not spin while they wait. Spinning saves a few milliseconds a frame on an otherwise idle machine, and
    doubles the frame's time as soon as anything else wants a core: a camera, the window, another session.
    """
    options = ort.SessionOptions()
    options.log_severity_level = SILENT
    options.intra_op_num_threads = threads or default_threads()
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def default_threads() -> int:
    """CPU threads worth using: more than 8 only wait for each other on networks this small."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    return max(1, min(allowed, 8))
