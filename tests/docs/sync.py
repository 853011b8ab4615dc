#!/usr/bin/env python3
"""Keeps what the documents repeat equal to the program: the demo's transcript, what people hear
of six incidents, the chat commands, the options, one command's source, the keys in Redis. `sync.py BINARY --write`
rewrites them; the test only compares."""

import pathlib
import re
import subprocess
import sys
import tempfile
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import hearing  # noqa: E402

DOCUMENTS = {  # each, and the generated parts that it holds
    ROOT / "README.md": ("transcript", "heard", "commands"),
    ROOT / "deploy/README.md": ("options",),
    ROOT / "bot/README.md": ("anatomy", "keys"),
}


def run(binary, *args):
    return subprocess.run([binary, *args], capture_output=True, text=True, check=True,
                          cwd=ROOT).stdout


def cell(text):
    return text.replace("|", "\\|")


def table(text, head):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for line in text.splitlines():
        cells = [cell(c) for c in line.split("\t")]
        cells[0] = f"`{cells[0]}`"
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def transcript(binary):
    """The demo, without the topic of the channel, in lines that fit."""
    text = run(binary, "drill", str(ROOT / "deploy/drills/quick.drill"))
    lines = [row for line in text.splitlines()
             if " topic] " not in line and not line.endswith("expectations met")
             for row in textwrap.wrap(line, 96, break_long_words=False,
                                      subsequent_indent=" " * 6)]
    return "```\n" + "\n".join(lines).strip() + "\n```"


def heard(binary):
    with tempfile.TemporaryDirectory(prefix="tocsin-heard-") as folder:
        return "\n".join(hearing.rows(hearing.played(binary, pathlib.Path(folder))))


def keys():
    """Rows of include/tocsin/keys.h: "inc:<id>", and what it is."""
    rows = re.findall(r'^#define KEY_\w+ "([^"]+)"\s*/\* (?:(<\w+>): )?(.*?) \*/$',
                      (ROOT / "include/tocsin/keys.h").read_text(), re.M)
    return "\n".join(f"{key}{rest}\t{what}" for key, rest, what in rows)


def sections(binary):
    return {
        "transcript": transcript(binary),
        "commands": table(run(binary, "check", "--commands"), ["command", "what it does"]),
        "options": table(run(binary, "check", "--options"),
                         ["option", "type", "default", "meaning"]),
        "heard": heard(binary),
        "keys": table(keys(), ["key", "what it holds"]),
        "anatomy": "```c\n" + (ROOT / "commands/bridge.c").read_text().strip() + "\n```",
    }


def synced(document, text, bodies):
    for name in DOCUMENTS[document]:
        pattern = re.compile(f"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.S)
        assert pattern.search(text), f"{document.relative_to(ROOT)} has no section {name}"
        body = bodies[name]
        text = pattern.sub(lambda m: m.group(1) + body + "\n" + m.group(2), text)
    return text


if __name__ == "__main__":
    parts = sections(sys.argv[1])
    for path in DOCUMENTS:
        path.write_text(synced(path, path.read_text(), parts))
