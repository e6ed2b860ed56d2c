import cv2
import pytest
from drawn_photographs import TEE, photograph
from wardrobe_fakes import SHIPPED, FakeTailor

from tryon_desktop.engine.garments.catalog import Catalog


@pytest.fixture
def shipped(tmp_path):
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "group.toml").write_text(SHIPPED, encoding="utf-8")
    return folder


@pytest.fixture
def tailor():
    return FakeTailor()


@pytest.fixture
def opened(tmp_path, shipped, tailor):
    catalogs = []

    def open_catalog():
        catalogs.append(Catalog(tmp_path / "user", sew=tailor, shipped=shipped, models=tmp_path / "models"))
        return catalogs[-1]

    yield open_catalog
    for catalog in catalogs:
        catalog.close()


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "tee.jpg"
    cv2.imwrite(str(path), photograph(TEE))
    return path
