"""The package's parts fit together."""

import configparser
import os
import xml.etree.ElementTree as ElementTree

import deb
import pytest

from tryon_desktop import __version__


def test_every_part_is_there():
    assert all(source.is_file() for source in deb.FILES)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bit")
def test_the_launcher_runs_the_entry_point_from_the_package_s_tree():
    launcher = (deb.LINUX / "tryon-desktop").read_text(encoding="utf-8")
    assert f'"/{deb.TREE}"' in launcher
    assert "from tryon_desktop.cli import main" in launcher
    assert launcher.startswith("#!/usr/bin/python3 -I\n")


def test_desktop_entry_metainfo_and_icon_name_each_other():
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(deb.LINUX / "tryon-desktop.desktop", encoding="utf-8")
    info = ElementTree.parse(deb.LINUX / "org.tryondesktop.TryonDesktop.metainfo.xml").getroot()
    targets = {target for target, _ in deb.FILES.values()}
    assert f"usr/bin/{entry['Desktop Entry']['Exec']}" in targets
    assert f"usr/share/icons/hicolor/scalable/apps/{entry['Desktop Entry']['Icon']}.svg" in targets
    assert f"usr/share/applications/{info.findtext('launchable')}" in targets
    assert __version__ in {release.get("version") for release in info.iter("release")}


def test_the_control_file_asks_for_qt_s_libraries_and_this_python():
    fields = deb._control("1.2.3", "amd64", 42)
    assert "\nVersion: 1.2.3\n" in fields
    assert "libxcb-cursor0" in fields
    assert f"python3 (>= 3.{deb.sys.version_info.minor})" in fields
    assert fields.endswith("\n")
    assert "\n\n" not in fields
