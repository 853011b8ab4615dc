"""The disk of the embedded Redis is full: it ends with each write, and each word says so."""

import os
import secrets
import shutil
import subprocess
import time

import pytest

from test_life import declare


@pytest.fixture
def small(world):
    """A world whose data lies on a disk of 6 MB."""
    disk = world.folder / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "tmpfs", disk],
                          capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    world.data = disk / "data"
    yield world, disk
    world.end()
    world.sessions.clear()
    world.folders.clear()
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk_is_said(small):
    world, disk = small
    console = world.console(clock=None)
    channel = "#" + declare(console)["incident"].lower()
    filler = disk / "filler"
    with open(filler, "wb", buffering=0) as out:
        with pytest.raises(OSError):
            while True:
                out.write(b"x" * 4096)
    refused = console.say("update " + "we look " * 500, channel=channel)
    assert not refused["saved"] and refused["text"].startswith("Nothing was saved: "), refused
    assert "the disk of the database is full" in refused["text"], refused
    assert "make room" in refused["text"] and "Then send it again" in refused["text"], refused
    found = world.run("doctor", check=False)
    assert found.returncode == 3 and "its disk has 0 KB left" in found.stdout, found
    assert "make room there" in found.stdout
    assert "the disk of the database is full" in console.logged()
    filler.unlink()
    end = time.monotonic() + 20
    while not console.say("update we go on", channel=channel)["saved"]:
        assert time.monotonic() < end, console.logged()
        time.sleep(0.5)
    assert world.run("audit", "--all").returncode == 0


def fill(disk):
    filler = disk / "filler"
    with open(filler, "wb", buffering=0) as out:
        with pytest.raises(OSError):
            while True:
                out.write(b"x" * 4096)
    return filler


FULL = "the disk of the database is full"


def test_a_full_disk_in_each_word(small):
    """Nobody reads of a lost connection: at work, and when nobody is."""
    world, disk = small
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    filler = fill(disk)
    said = [console.say(text) for text in ("declare sev2 " + "more " * 300, "list")]
    assert said[0]["text"].startswith("Nothing was saved: ") and FULL in said[0]["text"], said
    assert incident in said[1]["text"] or FULL in said[1]["text"], said
    for at_work in (True, False):
        if not at_work:
            console.close()
        for command in (["list"], ["export", "--all"], ["audit", "--all"],
                        ["backup", world.folder / "backup"]):
            done = world.run(*command, check=False)
            words = done.stdout + done.stderr
            assert incident in words or FULL in words or command[0] == "backup", done
            assert "connection was lost" not in words, done
            if command[0] == "backup":
                assert (done.returncode == 0 and "1 incident backed up" in words) or FULL in words
        here = world.run("backup", disk / "here", check=False)  # a file of its own finds no room
        assert here.returncode == 1 and not (disk / "here").exists(), here
        assert "No space left" in here.stderr or FULL in here.stderr, here
    filler.unlink()
    assert incident in world.run("list").stdout


def redacted(world, incident):
    """How it ended, and what it said, which takes no minute."""
    begun = time.monotonic()
    done = world.run("redact", incident, "1", check=False)
    assert time.monotonic() - begun < 20, done
    return done.returncode, done.stdout + done.stderr


def test_a_text_is_not_half_removed_on_a_full_disk(small):
    world, disk = small
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    console.close()
    filler = fill(disk)
    status, words = redacted(world, incident)
    assert status == 1 and "nothing was removed: " + FULL in words, words
    filler.unlink()
    status, words = redacted(world, incident)
    assert status == 0 and "is removed" in words, words
    assert world.run("audit", "--all").returncode == 0


def test_a_file_that_cannot_be_written_anew_is_said(small):
    """There is room for the removal, and none for a second append-only file."""
    world, disk = small
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    for _ in range(80):
        said = console.say("note it says " + secrets.token_urlsafe(7000),
                           channel="#" + incident.lower())
        assert said["saved"], said
    console.close()
    filler = fill(disk)
    os.truncate(filler, filler.stat().st_size - 300 * 1024)
    status, words = redacted(world, incident)
    assert status == 1 and "the text is removed, but the append-only file" in words, words
    assert "The next start of tocsin tries again" in words, words
    filler.unlink()
    world.run("list")
    assert world.run("audit", "--all").returncode == 0


def test_a_restore_that_finds_no_room(small):
    world, disk = small
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    for _ in range(40):
        console.say("note it says " + secrets.token_urlsafe(7000), channel="#" + incident.lower())
    console.close()
    backup = world.folder / "backup"
    world.run("backup", backup)
    shutil.rmtree(world.data)
    filler = fill(disk)
    os.truncate(filler, filler.stat().st_size - 300 * 1024)
    done = world.run("restore", backup, check=False)
    assert done.returncode == 1 and FULL in done.stderr and "Restore again" in done.stderr, done
    assert ".. " not in done.stderr, done
    filler.unlink()
    assert "1 incident restored" in world.run("restore", backup).stdout
    assert world.run("audit", "--all").returncode == 0
