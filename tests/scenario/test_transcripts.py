"""Transcripts, piped in and compared byte for byte: the same input gives the same output on
any machine, but for head hashes, which texts are salted for. Read transcripts/*.out as
documentation. After a wanted change of wording:
TOCSIN_TRANSCRIPTS=write pytest tests/scenario/test_transcripts.py, and read the difference."""

import difflib
import os
import pathlib
import re
import subprocess

import pytest

FOLDER = pathlib.Path(__file__).parent / "transcripts"
CONFIGURATION = {
    "moko": "policy: moko\n",
    "french": "language: fr\nzone: Europe/Paris\n",
}


def play(world, name):
    world.configure(CONFIGURATION.get(name, ""))
    argv = world.argv("console", "--plain", "--user", "ana", "--clock",
                      "virtual=2025-09-29T10:00:00Z")
    done = subprocess.run(argv, input=(FOLDER / f"{name}.in").read_bytes(),
                          capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return re.sub(r"\b[0-9a-f]{64}\b", "<head>", done.stdout.decode())


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.in")))
def test_transcript(world, name):
    said = play(world, name)
    path = FOLDER / f"{name}.out"
    if os.environ.get("TOCSIN_TRANSCRIPTS") == "write":
        path.write_text(said)
    wanted = path.read_text()
    assert said == wanted, "\n" + "\n".join(
        difflib.unified_diff(wanted.split("\n"), said.split("\n"), "wanted", "said", "", "", 2))
