"""Whose data folder it is, and what `tocsin backup` writes over: what another user of the
machine could have put there is refused with a word, before anything is read or written."""

import fcntl
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest

from conftest import World
from test_life import declare

NOBODY = 65534
root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can play another user")


@pytest.fixture
def used(world):
    """A folder that a bot has worked in."""
    console = world.console()
    declare(console)
    assert console.close() == 0
    return world


def refused(world, *words, command=("list",)):
    done = world.run(*command, check=False)
    assert done.returncode == 1, done
    for word in words:
        assert word in done.stderr, (word, done.stderr)
    assert len(done.stderr.splitlines()) == 1, done.stderr


def incr(world):
    [file] = (world.data / "appendonlydir").glob("*.incr.aof")
    return file


def file_of_somebody(path):
    os.chown(path, NOBODY, NOBODY)


def file_others_write(path):
    path.chmod(0o666)


def link_elsewhere(path):
    elsewhere = path.with_name(path.name + ".elsewhere")
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


PARTS = {
    "folder": lambda world: world.data,
    "lock": lambda world: world.data / "lock",
    "log": lambda world: world.data / "redis.log",
    "append-only folder": lambda world: world.data / "appendonlydir",
    "append-only file": incr,
    "manifest": lambda world: world.data / "appendonlydir" / "appendonly.aof.manifest",
}


@pytest.mark.parametrize("part", PARTS)
def test_what_others_may_write(used, part):
    path = PARTS[part](used)
    path.chmod(path.stat().st_mode | 0o002)
    refused(used, str(path), "other users", "chmod go-w")
    path.chmod(path.stat().st_mode & ~0o002)
    assert "payments" in used.run("list").stdout


@root
@pytest.mark.parametrize("part", PARTS)
def test_what_is_somebody_elses(used, part):
    path = PARTS[part](used)
    file_of_somebody(path)
    refused(used, str(path), f"user {NOBODY}")
    os.chown(path, 0, 0)
    assert "payments" in used.run("list").stdout


@pytest.mark.parametrize("part", [p for p in PARTS if p != "folder"])
def test_a_link_in_the_folder(used, part):
    path = PARTS[part](used)
    link_elsewhere(path)
    refused(used, str(path), "a link")


def test_a_planted_old_append_only_file(used):
    (used.data / "appendonly.aof").symlink_to("/etc/passwd")
    refused(used, "appendonly.aof", "a link")


def test_a_folder_above_that_others_may_write(used):
    used.folder.chmod(0o777)
    refused(used, str(used.folder), "chmod go-w")
    used.folder.chmod(0o1777)  # as /tmp: nobody renames what is not theirs
    assert "payments" in used.run("list").stdout


@root
def test_a_folder_above_of_somebody_else(used):
    file_of_somebody(used.folder)
    refused(used, f"belongs to user {NOBODY}", "above the data folder")
    os.chown(used.folder, 0, 0)


@root
def test_a_link_to_the_folder(used):
    link = used.folder / "link"
    link.symlink_to(used.data)
    assert "payments" in used.run("list", data=link).stdout
    os.lchown(link, NOBODY, NOBODY)
    done = used.run("list", data=link, check=False)
    assert done.returncode == 1 and "is a link that user" in done.stderr, done


# A process of its own: whoever takes it for a Redis of ours ends it at the end.
LISTENER = """
import os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o700)
os.seteuid(int(sys.argv[2]))
server.listen(8)
print("ready", flush=True)
while True:
    peer = server.accept()[0]
    peer.settimeout(0.3)
    try:
        data = peer.recv(100)
    except (TimeoutError, socket.timeout):
        data = b""
    print("got", data, flush=True)
"""


@root
@pytest.mark.parametrize("at_work", [False, True])
def test_somebody_elses_server_on_the_socket(used, at_work):
    """Of whom a socket is, the kernel notes when it begins to listen."""
    path = used.data / "redis.sock"
    path.unlink(missing_ok=True)
    lock = open(used.data / "lock")
    if at_work:
        fcntl.flock(lock, fcntl.LOCK_EX)
    listener = subprocess.Popen([sys.executable, "-c", LISTENER, path, str(NOBODY)],
                                stdout=subprocess.PIPE, text=True)
    assert listener.stdout.readline() == "ready\n"
    refused(used, str(path), f"a process of user {NOBODY}", "nothing is sent")
    assert listener.poll() is None
    listener.kill()
    said = listener.communicate()[0]
    assert "got" not in said or set(said.splitlines()) == {"got b''"}, said
    lock.close()
    path.unlink()
    assert "payments" in used.run("list").stdout


@pytest.fixture
def service(binary):
    """A data folder of another user, in one that only root may enter (DynamicUser=)."""
    top = pathlib.Path(tempfile.mkdtemp(prefix="tocsin-service-"))
    private = top / "private"
    private.mkdir(mode=0o700)
    world = World(binary, private)
    world.config = top / "tocsin.yaml"
    world.configure()
    top.chmod(0o755)
    world.data.mkdir(mode=0o700)
    os.chown(world.data, NOBODY, NOBODY)
    yield world
    world.end()
    shutil.rmtree(top)


def owners(world):
    return {path.stat().st_uid for path in world.data.rglob("*") if not path.is_symlink()}


@root
def test_root_looks_into_the_folder_of_a_service(service, used):
    """Stopped: the server runs as the service does, and leaves nothing that it cannot read.
    At work: its own server is asked."""
    file = used.folder / "backup"
    used.run("backup", file)
    assert "1 incident restored" in service.run("restore", file).stdout
    assert owners(service) == {NOBODY}, owners(service)
    assert "payments" in service.run("list").stdout
    # A bot as root would leave files that the service cannot read.
    refused(service, f"belongs to user {NOBODY}", command=("console", "--plain"))

    (service.folder).chmod(0o755)

    def as_service():
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    bot = subprocess.Popen(service.argv("console", "--json"), stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=as_service)
    assert b"ready" in bot.stdout.readline()
    assert "payments" in service.run("list").stdout
    refused(service, "tocsin is at work", command=("restore", file))
    bot.stdin.close()
    assert bot.wait(30) == 0, bot.stderr.read()
    assert owners(service) == {NOBODY}, owners(service)


# ---- backup ---------------------------------------------------------------------------


def test_backup_follows_no_link(used):
    target, kept = used.folder / "backup", used.folder / "kept"
    kept.write_text("precious")
    target.symlink_to(kept)
    refused(used, "a link", command=("backup", target))
    assert kept.read_text() == "precious" and target.is_symlink()
    target.unlink()
    part = used.folder / "backup.part"
    part.symlink_to(kept)
    refused(used, "backup.part", command=("backup", target))
    assert kept.read_text() == "precious" and part.is_symlink() and not target.exists()


def test_backup_replaces_plain_files_only(used):
    target = used.folder / "backup"
    os.mkfifo(target)
    refused(used, "no plain file", command=("backup", target))
    assert target.is_fifo()
    refused(used, "no plain file", command=("backup", "/dev/null"))
    assert pathlib.Path("/dev/null").is_char_device()
    target.unlink()
    target.write_text("the one before")
    target.chmod(0o644)
    used.run("backup", target)
    assert target.stat().st_mode & 0o777 == 0o600 and "tocsin" in target.read_text()


def test_backup_beside_another_one_and_after_a_killed_one(used):
    target, part = used.folder / "backup", used.folder / "backup.part"
    part.write_text("half of it")
    with open(part) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused(used, "another backup", command=("backup", target))
    assert part.read_text() == "half of it"
    used.run("backup", target)
    assert not part.exists() and target.exists()


@root
def test_a_file_that_root_mended(service, used):
    """By hand, or by a copy that was brought back: what is said to be typed gives it back."""
    backup = used.folder / "backup"
    used.run("backup", backup)
    service.run("restore", backup)
    os.chown(service.data / "appendonlydir" / "appendonly.aof.manifest", 0, 0)
    done = service.run("list", check=False)
    assert done.returncode == 1 and "belongs to root" in done.stderr, done
    subprocess.run(["sh", "-c", done.stderr[done.stderr.index("chown "):]], check=True)
    assert "payments" in service.run("list").stdout
    # Whoever gave a file of root's another name there is not helped to it.
    planted = service.folder / "of-root"
    planted.write_text("")
    os.link(planted, service.data / "known.json.old")
    (service.data / "known.json.old").rename(service.data / "dump.rdb")
    done = service.run("list", check=False)
    assert done.returncode == 1 and "chown" not in done.stderr, done
