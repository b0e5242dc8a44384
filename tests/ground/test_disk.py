"""Files and folders on disk: whole or not there, and never two writers at once."""

import errno
import os
from pathlib import Path

import pytest

from sim.ground import disk


def test_a_file_gets_its_place_whole_or_not_at_all(tmp_path):
    """While a file is written the old one is there; after a failure too, with nothing beside it."""
    file = tmp_path / "a.html"
    file.write_text("old")
    with disk.placed(file) as part:
        part.write_text("new")
        assert file.read_text() == "old"
        assert part.suffix == ".html", "some libraries go by it"
    assert file.read_text() == "new"
    with pytest.raises(FileNotFoundError), disk.placed(file) as part:
        (part.write_text("half"), Path("nowhere").read_text())
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.html", "new")]


def test_what_a_killed_process_left_is_written_over(tmp_path):
    """Half a file of a process that died is no hindrance, and does not stay."""
    with disk.placed(tmp_path / "a") as part:
        left = part
    left.write_text("half of a longer text")
    with disk.placed(tmp_path / "a") as part:
        part.write_text("new")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "new")]


def test_a_new_file_replaces_none(tmp_path):
    """With `new`, a file that is there, or a link that leads nowhere, is a fault before and after it is written."""
    (tmp_path / "link").symlink_to("nowhere")
    (tmp_path / "there").write_text("mine")
    for name in ("link", "there"):
        with pytest.raises(FileExistsError), disk.placed(tmp_path / name, new=True):
            pass
    with pytest.raises(FileExistsError), disk.placed(tmp_path / "late", new=True) as part:
        (part.write_text("ours"), (tmp_path / "late").write_text("somebody else's"))
    assert (tmp_path / "late").read_text() == "somebody else's"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["late", "link", "there"]


def test_a_file_that_is_the_same_is_kept(tmp_path):
    """With `keep`, a file with the same bytes stays as it is, one with others is a fault, and one that lacks comes."""
    file = tmp_path / "a"
    for number in range(2):
        with disk.placed(file, keep=True) as part:
            part.write_text("same")
        if number == 0:
            file.chmod(0o600)
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError), disk.placed(file, keep=True) as part:
        part.write_text("diff")
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(FileExistsError), disk.placed(tmp_path / "link", keep=True) as part:
        part.write_text("same")
    assert file.read_text() == "same"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "link"]


@pytest.mark.skipif(disk.fcntl is None, reason="Windows lets nobody write to what is locked")
def test_nobody_writes_a_file_that_another_writes(tmp_path):
    """A second writer of the same file is refused, and leaves the first one's work alone."""
    with disk.placed(tmp_path / "a") as part:
        part.write_text("first")
        with pytest.raises(BlockingIOError), disk.placed(tmp_path / "a"):
            pass
    assert (tmp_path / "a").read_text() == "first"


@pytest.mark.skipif(disk.fcntl is None, reason="locks of Windows are others")
def test_a_lock_is_one_of_the_file_that_is_there(tmp_path, monkeypatch):
    """Where the file was taken away between being opened and being locked, the lock is one of the new file."""
    file = tmp_path / "lock"
    real = disk.fcntl.flock
    taken = []

    def flock(handle, how):
        real(handle, how)
        if not taken:
            taken.append(handle)
            file.unlink()

    monkeypatch.setattr(disk.fcntl, "flock", flock)
    handle = disk.locked(file)
    assert os.path.samestat(os.fstat(handle), file.stat())
    os.close(handle)


def test_a_folder_that_nobody_may_write_to_is_removed(tmp_path):
    """Folders without permissions, at any depth, go with all others; links go, and what they lead to stays."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "mine").write_text("")
    inner = tmp_path / "gone" / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "c").write_text("")
    (tmp_path / "gone" / "link").symlink_to(tmp_path / "kept")
    inner.chmod(0o500)
    inner.parent.chmod(0o100)
    disk.remove(tmp_path / "gone")
    disk.remove(tmp_path / "gone")
    assert [str(path.relative_to(tmp_path)) for path in sorted(tmp_path.rglob("*"))] == ["kept", "kept/mine"]


@pytest.mark.parametrize("code", ["EINVAL", "EIO"])
def test_file_systems_that_sync_no_folders_are_no_fault(tmp_path, monkeypatch, code):
    """What a file system cannot do at all is not asked of it; that a disk fails is told."""

    def fsync(handle):
        raise OSError(getattr(errno, code), "no")

    monkeypatch.setattr(os, "fsync", fsync)
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="no"):
        disk.sync(tmp_path / "file")
    if code == "EINVAL":
        disk.sync(tmp_path)
    else:
        with pytest.raises(OSError, match="no"):
            disk.sync(Path(tmp_path))
