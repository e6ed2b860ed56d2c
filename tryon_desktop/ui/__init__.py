"""Widgets and painting only: no inference, no file formats."""
