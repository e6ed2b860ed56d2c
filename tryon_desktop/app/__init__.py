"""Threads, settings and wiring: turns engine events into Qt signals."""
