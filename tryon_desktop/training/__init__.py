"""Training of the garment image encoder: data, network, losses, evaluation, export. torch lives in this package alone.

Modules that touch torch are imported by `tryon_desktop.commands` when a command runs, never by the engine.
"""
