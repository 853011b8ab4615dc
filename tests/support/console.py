"""A `tocsin console --json` child: one JSON object a line, both ways.

Nothing here knows what tocsin promises. Console carries lines; a reader thread keeps the
pipe empty, so that neither side ever waits for the other. Session is somebody who types:
each call waits for its answer and for everything that follows from it.
"""

import json
import queue
import subprocess
import threading
import time


class Gone(Exception):
    """The child ended, or did not answer in time."""


class Console:
    def __init__(self, binary, data, config, clock=None, log=None, extra=()):
        argv = [str(binary), "console", "--json", "--data", str(data), "--config", str(config)]
        if clock:
            argv += ["--clock", clock]
        self.log = open(log, "ab") if log else subprocess.DEVNULL
        self.child = subprocess.Popen(
            argv + list(extra), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log
        )
        self.pid = self.child.pid
        self._arriving = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.child.stdout:
            # A kill can cut the last line; a line without its end was never printed.
            if line.endswith(b"\n"):
                self._arriving.put(json.loads(line))
        self._arriving.put(None)

    def send(self, **request):
        try:
            self.child.stdin.write(json.dumps(request).encode() + b"\n")
            self.child.stdin.flush()
            return True
        except (BrokenPipeError, ValueError):
            return False

    def next(self, timeout):
        """The next object. None after `timeout` seconds; Gone at the end of the output."""
        try:
            line = self._arriving.get(timeout=max(timeout, 0.0001))
        except queue.Empty:
            return None
        if line is None:
            self._arriving.put(None)
            raise Gone(f"tocsin ended (status {self.child.poll()})")
        return line

    def until(self, wanted, timeout=60, seen=None):
        """Reads up to the object for which wanted() holds; others go to seen()."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            line = self.next(left)
            if line is None:
                break
            if seen:
                seen(line)
            if wanted(line):
                return line
        raise Gone(f"no answer in {timeout} s")

    def ask(self, timeout=60, seen=None, **request):
        """Sends a request and waits for what answers it."""
        self.send(**request)
        answer = self.until(
            lambda line: line.get("id") == request["id"] or line["type"] == "error", timeout, seen
        )
        if answer["type"] == "error":
            raise Gone(f"refused line: {answer['text']}")
        return answer

    def close(self, timeout=60):
        """End of input; the exit status."""
        try:
            self.child.stdin.close()
        except BrokenPipeError:
            pass
        try:
            status = self.child.wait(timeout)
        except subprocess.TimeoutExpired:
            self.child.kill()
            status = self.child.wait()
        self._close_log()
        return status

    def kill(self):
        self.child.kill()
        self.child.wait()
        try:
            self.child.stdin.close()
        except BrokenPipeError:
            pass
        self._close_log()

    def drain(self):
        """What was printed and not read yet, up to the end of a dead child's output."""
        rest = []
        while (line := self._arriving.get(timeout=10)) is not None:
            rest.append(line)
        self._arriving.put(None)
        return rest

    def _close_log(self):
        if self.log is not subprocess.DEVNULL:
            self.log.close()


class Session(Console):
    """Somebody at a console on a virtual clock (clock=None: the real one)."""

    def __init__(self, binary, data, config, log, clock="virtual=2025-09-29T10:00:00Z",
                 extra=(), timeout=30):
        super().__init__(binary, data, config, clock, log, extra)
        self.lines, self.requests = [], 0
        self.timeout, self.log_path = timeout, log
        self.answer(lambda line: line["type"] == "ready")

    def logged(self):
        return self.log_path.read_text(errors="replace")

    def answer(self, wanted):
        try:
            return self.until(wanted, self.timeout, self.lines.append)
        except Gone as gone:
            raise AssertionError(f"{gone}\n{self.logged()[-2000:]}\n{self.lines[-3:]}") from None

    def request(self, key=None, **what):
        """Sends one object under a new id; what answers it."""
        self.requests += 1
        key = key or f"k{self.requests}"
        self.send(id=key, **what)
        return self.answer(lambda line: line.get("id") == key or line["type"] == "error")

    def quiet(self):
        self.request(quiet=True)

    def say(self, text, user="ana", channel="#general", key=None):
        """Types a command; its reply, after everything it caused was delivered."""
        reply = self.request(key, user=user, channel=channel, text=text)
        self.quiet()
        return reply

    def pass_time(self, minutes):
        """Moves the virtual clock; the posts that came meanwhile."""
        start = len(self.lines)
        self.request(clock=int(minutes * 60_000))
        return [line for line in self.lines[start:] if line["type"] == "post"]

    def posts(self, place=None):
        return [line for line in self.lines
                if line["type"] == "post" and place in (None, line["place"])]


def export_all(binary, data, config):
    """{incident id: {"incident": …, "entries": […]}} of everything that is stored."""
    out = subprocess.run(
        [str(binary), "export", "--all", "--json", "--data", str(data), "--config", str(config)],
        check=True,
        stdout=subprocess.PIPE,
        timeout=600,
    ).stdout
    records = [json.loads(line) for line in out.splitlines() if line.strip()]
    return {record["record"]["incident_id"]: record for record in records}
