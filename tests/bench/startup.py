#!/usr/bin/env python3
"""Start-up and idle memory of the whole program on an external Redis: from exec to the line
that says it takes commands, median of 20. usage: startup.py BINARY SOCKET"""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

binary, socket = sys.argv[1:]
took, resident = [], []
with tempfile.TemporaryDirectory() as folder:
    config = pathlib.Path(folder) / "tocsin.yaml"
    config.write_text(f'redis: {{url: "unix:{socket}"}}\n')
    for _ in range(20):
        start = time.monotonic()
        child = subprocess.Popen([binary, "console", "--json", "--config", str(config)],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL)
        child.stdout.readline()
        took.append((time.monotonic() - start) * 1000)
        status = pathlib.Path(f"/proc/{child.pid}/status").read_text()
        resident.append(int(status.split("VmRSS:")[1].split()[0]))
        child.stdin.close()
        child.wait()
print(f"startup ready_ms={statistics.median(took):.1f} max_ms={max(took):.1f} "
      f"idle_rss_kb={statistics.median(resident):.0f}")
