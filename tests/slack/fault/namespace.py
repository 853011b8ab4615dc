"""Names that do not resolve, and nameservers that never answer: in a network of our own,
where a nameserver of our own may listen and a certificate of our own is trusted: tokens go
to other names than localhost by TLS only. Needs unshare(1) with user namespaces, no root."""

import os
import pathlib
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading

NAME = "slack.fault.test"
PLAIN = """set -e
ip link set lo up 2>/dev/null || ifconfig lo up
mount --bind "$1" /etc/resolv.conf
mount --bind "$2" /etc/ssl/certs
shift 2
exec "$@"
"""


class Names:
    """A nameserver on 127.0.0.1 that knows one name, or says nothing at all."""

    def __init__(self):
        self.silent, self.asked = False, 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            query, sender = self.socket.recvfrom(512)
            self.asked += 1
            if self.silent:
                continue
            end = query.index(b"\0", 12) + 5
            kind = struct.unpack("!H", query[end - 4:end - 2])[0]
            known = kind == 1 and b"\x05slack\x05fault\x04test\0" in query
            head = query[:2] + struct.pack("!5H", 0x8180, 1, int(known), 0, 0)
            answer = b"\xc0\x0c" + struct.pack("!HHIH4B", 1, 1, 0, 4, 127, 0, 0, 1)
            self.socket.sendto(head + query[12:end] + (answer if known else b""), sender)


def silent_names(driver, seconds):
    """The nameserver falls silent, and every connection is lost: Slack can only be found
    again once it answers. What people do meanwhile waits and is not lost."""
    names = Names()
    driver.prepare(2)
    names.silent = True
    asked = names.asked
    driver.stream(1, 8)
    driver.slack.control("cut", mode="reset")
    driver.slack.rules({"method": "chat.postMessage", "kind": "cut_before", "times": 3})
    driver.stream(seconds, 4)
    assert names.asked > asked, "nobody asked for the name while nobody answered"
    names.silent = False
    driver.bot.ready()


def again(args):
    """Runs run.py in namespaces of its own; (passed, failed, skipped) as it says."""
    with tempfile.TemporaryDirectory() as folder:
        conf = pathlib.Path(folder) / "resolv.conf"
        conf.write_text("nameserver 127.0.0.1\noptions timeout:5 attempts:2\n")
        certs = pathlib.Path(folder) / "certs"
        certs.mkdir()
        inside = ["unshare", "--user", "--map-root-user", "--net", "--mount", "sh", "-c", PLAIN,
                  "sh", str(conf), str(certs)]
        try:
            able = subprocess.run([*inside, "true"], capture_output=True, text=True, timeout=20)
        except FileNotFoundError:
            able = None
        if able is None or able.returncode:
            why = able.stderr.strip() if able else "there is no unshare"
            print(f"SKIP dns: no namespaces here ({why})")
            return 0, 0, 1
        argv = [sys.executable, str(pathlib.Path(__file__).parent / "run.py"), "--in-namespace",
                str(certs / "ca-certificates.crt"), "--binary", str(args.binary), "--times", str(args.times), "--seed",
                str(args.seed)] + (["--keep"] if args.keep else [])
        done = subprocess.run([*inside, *argv], capture_output=True, text=True, timeout=1800,
                              env={**os.environ, "no_proxy": "*"})
    lines = done.stdout.splitlines()
    print("\n".join(line for line in lines[:-1] if not line.startswith("seed")))
    counts = re.match(r"(\d+) passed, (\d+) failed", lines[-1] if lines else "")
    if not counts:
        print(f"FAILED dns: {done.stderr.strip()[-500:]}")
        return 0, 1, 0
    return int(counts[1]), int(counts[2]), 0
