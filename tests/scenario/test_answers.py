"""An answer is read at 3 a.m.: at most four lines, whether it says yes or no, unless a list,
a table or a document was asked for. Measured over every line of the transcripts and drills
(one of them is what the README shows), and a moment speaks once per place there."""

import collections
import pathlib
import re

import pytest
from answers import too_long
from hearing import PEOPLE

HERE = pathlib.Path(__file__).parent
DRILLS = HERE.parent.parent / "deploy" / "drills"
FILES = sorted([*HERE.glob("transcripts/*.in"), *DRILLS.glob("*.drill")])
TYPED = re.compile(r"(?:(\S+) ([#@]\S+)> )?/inc(?:ident)?\b ?(.*)")
UNITS = {"s": 1 / 60, "m": 1, "h": 60, "d": 1440}
CONFIGURATION = {"moko": "policy: moko\n", "french": "language: fr\nzone: Europe/Paris\n"}


def minutes(span):
    return sum(float(n) * UNITS[unit] for n, unit in re.findall(r"(\d+)\s*([smhd])", span))


def play(console, text, clock):
    """(typed, answer) of every command in a transcript for the terminal or in a drill; what
    time brings is added to `clock`."""
    user, channel = "ana", "#general"
    for line in text.splitlines():
        typed = TYPED.match(line)
        if typed:
            reply = console.say(typed[3].strip(), user=typed[1] or user,
                                channel=typed[2] or channel)
            yield typed[3].strip(), reply["text"]
            opened = [l["place"] for l in console.lines
                      if l["type"] == "open" and l["incident"] == reply["incident"]]
            # The terminal follows the incident that was declared in it.
            if not typed[1] and reply["saved"] and opened:
                channel = opened[-1]
        elif line.startswith("/as ") and " " not in line[4:].strip():
            user = line.split()[1].lstrip("@")
        elif line.startswith("/join "):
            channel = line.split()[1]
        elif re.match(r"(/clock )?\+", line):
            read = len(console.lines)
            left = minutes(line)
            while left > 0:  # in pieces, for a busy machine
                console.pass_time(min(left, 120))
                left -= 120
            clock.extend(l for l in console.lines[read:] if l["type"] == "post")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_answer_is_longer_than_four_lines(world, path):
    world.configure(PEOPLE + CONFIGURATION.get(path.stem, ""))
    clock = []
    answers = list(play(world.console(), path.read_text(), clock))
    assert answers
    moments = collections.Counter((l["place"], l["now"], l["incident"]) for l in clock)
    assert not [moment for moment, n in moments.items() if n > 1], clock
    long = [(typed, answer) for typed, answer in answers if too_long(typed, answer)]
    assert not long, "\n".join(f"{typed}\n    {answer}" for typed, answer in long)
    nothing = [(typed, answer) for typed, answer in answers if re.search(r"\b0 s\b", answer)]
    assert not nothing, nothing
