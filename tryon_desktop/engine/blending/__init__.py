"""Drape -> picture: warp, light, occlusion, compositing, background memory."""
