"""The one pool of threads that all of onnxruntime's sessions in a process share."""

from __future__ import annotations

import os

import onnxruntime as ort

SILENT = 4
"""onnxruntime's severity at which only fatal faults are written to the terminal."""


def session_options(threads: int | None = None) -> ort.SessionOptions:
    """Options for any session of this process: once there is a shared pool, onnxruntime refuses a pool of one's own."""
    threads = threads or default_threads()
    options = ort.SessionOptions()
    options.log_severity_level = SILENT
    if _shared_pool(threads):
        options.use_per_session_threads = False
    else:
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def default_threads() -> int:
    """CPU threads worth using: more than 8 only wait for each other on networks this small."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    return max(1, min(allowed, 8))


_pool_threads: int | None = None


def _shared_pool(threads: int) -> bool:
    """Make the process-wide pool once; False when onnxruntime has none, or someone else made it before us."""
    global _pool_threads
    if _pool_threads is None:
        _pool_threads = 0
        if hasattr(ort, "set_global_thread_pool_sizes"):
            try:
                ort.set_global_thread_pool_sizes(threads, 1)
                _pool_threads = threads
            except Exception:  # noqa: BLE001 - onnxruntime raises a class of its own: the pool exists already
                _pool_threads = 0
    return _pool_threads > 0


