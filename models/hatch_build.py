"""Hatchling build hook: a wheel, normal or editable, is not made before every bundled network is on disk."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ModelsBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Fills tryon_desktop/_models and ships it, with assets/, inside the package."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the models; called by hatchling with "standard" or "editable"."""
        root = Path(self.root)
        sys.path.insert(0, str(root / "models"))
        from build import build
        from convert.wheels import FetchError

        try:
            build(root / "tryon_desktop" / "_models")
        except FetchError as error:
            self.app.abort(str(error))
        if version == "standard":
            # An editable install reads assets/ of the checkout; a copy would only go stale.
            build_data["force_include"][str(root / "assets")] = "tryon_desktop/assets"
