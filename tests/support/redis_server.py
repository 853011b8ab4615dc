"""A Redis to look into: the embedded one of a data folder, or one of the test's own.

Speaks the protocol itself (a dozen lines), so that bytes arrive as they are stored.
"""

import os
import pathlib
import signal
import socket
import struct
import subprocess
import time


class Refused(Exception):
    """An error reply."""


class Redis:
    """A connection to a unix socket. Words go in as str or bytes, bytes come back."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))
        self.stream = self.socket.makefile("rwb")

    def __call__(self, *words):
        words = [w if isinstance(w, bytes) else str(w).encode() for w in words]
        self.stream.write(b"*%d\r\n" % len(words))
        for word in words:
            self.stream.write(b"$%d\r\n%s\r\n" % (len(word), word))
        self.stream.flush()
        return self._reply()

    def _reply(self):
        line = self.stream.readline()[:-2]
        kind, rest = line[:1], line[1:]
        if kind == b"-":
            raise Refused(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self.stream.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self._reply() for _ in range(int(rest))]
        return rest

    def close(self):
        self.stream.close()
        self.socket.close()


def serving(path):
    """The pid of whoever listens on the socket, as the kernel says. None: nobody."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
            peer = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        except OSError:
            return None
    return struct.unpack("3i", peer)[0]


def stop(pid):
    """Ends a server that is not our child, and waits until it is gone, reaped or not."""
    try:
        os.kill(pid, signal.SIGTERM)
        for _ in range(1000):
            state = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            if state == "Z":
                return
            time.sleep(0.01)
    except (ProcessLookupError, FileNotFoundError):
        pass


class Server:
    """A redis-server of our own, in a folder; stopped by its pid."""

    def __init__(self, folder, *options):
        self.folder, self.options = folder, options
        self.path = folder / "own.sock"
        folder.mkdir(parents=True, exist_ok=True)
        self.start()

    def start(self):
        log = open(self.folder / "own.log", "ab")
        self.child = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", str(self.path), "--dir",
             str(self.folder), "--save", "", *self.options], stdout=log, stderr=log)
        log.close()
        for _ in range(1000):
            if serving(self.path) == self.child.pid:
                return
            time.sleep(0.01)
        raise AssertionError("redis-server did not start")

    def kill(self):
        self.child.kill()
        self.child.wait()

    def stop(self):
        self.child.terminate()
        self.child.wait(20)
