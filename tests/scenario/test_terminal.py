"""What somebody sees who runs `tocsin console` at a terminal of 80 columns: rows of a real
pseudo-terminal, laid out here by the few sequences that the console and libedit use."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
import unicodedata

COLUMNS, ROWS = 80, 200
SEQUENCE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")


def width(char):
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class Screen:
    """Characters in cells. `edges` are rows that a line ran over: broken by the terminal."""

    def __init__(self):
        self.cells = [[" "] * COLUMNS for _ in range(ROWS)]
        self.row = self.column = 0
        self.bold, self.strong, self.edges = False, set(), []

    def put(self, char):
        wide = width(char)
        if wide == 0:
            return
        if self.column + wide > COLUMNS:
            self.edges.append(self.row)
            self.row, self.column = self.row + 1, 0
        self.cells[self.row][self.column] = char
        for extra in range(1, wide):
            self.cells[self.row][self.column + extra] = ""
        if self.bold:
            self.strong.add(self.row)
        self.column += wide

    def sequence(self, numbers, final):
        count = int(numbers) if numbers.isdigit() else 1
        if final == "A":
            self.row -= count
        elif final == "C":
            self.column += count
        elif final == "D":
            self.column -= count
        elif final == "G":
            self.column = count - 1
        elif final in "JK":
            self.cells[self.row][self.column:] = [" "] * (COLUMNS - self.column)
            for row in range(self.row + 1, ROWS) if final == "J" else ():
                self.cells[row] = [" "] * COLUMNS
        elif final == "P":
            row = self.cells[self.row]
            row[self.column:] = row[self.column + count:] + [" "] * count
        elif final == "m":
            self.bold = numbers == "1" or (self.bold and numbers not in ("", "0", "22"))

    def feed(self, text):
        while text:
            found = SEQUENCE.match(text)
            if found:
                self.sequence(*found.groups())
                text = text[found.end():]
                continue
            char, text = text[0], text[1:]
            if char == "\r":
                self.column = 0
            elif char == "\n":
                self.row += 1
            elif char == "\b":
                self.column -= 1
            elif char >= " ":
                self.put(char)

    def rows(self):
        shown = ["".join(row).rstrip() for row in self.cells]
        while shown and not shown[-1]:
            shown.pop()
        return shown


class Terminal:
    def __init__(self, world):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
        argv = world.argv("console", "--user", "ana", "--clock", "virtual=2025-09-29T10:00:00Z")
        self.child = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8"})
        os.close(slave)
        self.master, self.screen, self.rest = master, Screen(), b""

    def read(self, wait):
        if not select.select([self.master], [], [], wait)[0]:
            return False
        self.rest += os.read(self.master, 65536)
        try:
            text, self.rest = self.rest.decode(), b""
        except UnicodeDecodeError as cut:
            text, self.rest = self.rest[:cut.start].decode(), self.rest[cut.start:]
        if SEQUENCE.match(text[text.rfind("\x1b"):]) is None and "\x1b" in text[-8:]:
            at = text.rfind("\x1b")
            text, self.rest = text[:at], text[at:].encode() + self.rest
        self.screen.feed(text)
        return True

    def until(self, wanted, seconds=60):
        """Reads until the screen has `wanted`; `$` is its end."""
        end = time.monotonic() + seconds
        while not re.search(wanted, "\n".join(self.screen.rows())):
            assert time.monotonic() < end, "\n".join(self.screen.rows())
            self.read(0.5)
        return self.screen.rows()

    def type(self, line, wanted):
        os.write(self.master, line.encode())
        return self.until(wanted)

    def close(self):
        os.write(self.master, b"\x15/quit\r")
        assert self.child.wait(timeout=20) == 0
        os.close(self.master)


def test_a_declaration_at_80_columns(world):
    terminal = Terminal(world)
    terminal.until(r"ana #general>$")
    start = len(terminal.screen.rows()) - 1
    terminal.type("/inc declare sev1 checkout fails for everybody service=payments\r",
                  r"Next, in its channel: .*\nana #inc-2025-09-29-001>$")
    rows = terminal.screen.rows()[start:]
    shown = "\n".join(rows)
    # at most 14 rows from what was typed to the next prompt, and none broken at the edge
    assert len(rows) <= 14, shown
    assert terminal.screen.edges == [], shown
    # one notice, with all its places, the reader's own first and marked by more than bold
    assert shown.count("INCIDENT ALERT") == 1, shown
    head = next(i for i, row in enumerate(rows) if "#inc-2025-09-29-001, #incidents" in row)
    assert rows[head].startswith("> [#inc-2025-09-29-001, #incidents, #leadership]"), shown
    assert start + head in terminal.screen.strong
    # the answer comes last, right above the prompt
    assert rows[-3].startswith("  INC-2025-09-29-001 is open as Sev1 (Critical)."), shown
    assert rows[-2].startswith("  Next, in its channel: "), shown
    terminal.close()


def test_words_are_whole_and_wide_characters_wide(world):
    terminal = Terminal(world)
    terminal.until(r"ana #general>$")
    terminal.type("/inc declare sev3 \u652f\u6255\u3044\u304c\u3067\u304d\u306a\u3044 " +
                  "\u6f22" * 60 + " caf\u00e9 \U0001f525\r", r"Next, in its channel: .*\nana #inc-2025-09-29-001>$")
    typed = len(terminal.screen.edges)  # libedit shows what is typed, broken where it must
    terminal.type("/inc update the pool is being drained one node at a time because each "
                  "restart takes the sessions of its node with it next: watch\r",
                  r"Update posted")
    rows = terminal.until(r"Update posted.*\nana #inc-2025-09-29-001>$")
    long = next(i for i, row in enumerate(rows) if "Update: the pool is being drained" in row)
    assert rows[long].startswith("    Update: ") and rows[long + 1].startswith("      ")
    assert not rows[long].endswith(("dra", "sess")), rows[long]
    words = (rows[long] + " " + rows[long + 1]).split()
    assert "sessions" in words and "because" in words
    assert all(len(row) <= COLUMNS for row in rows)
    assert len(terminal.screen.edges) - typed <= 1  # the second line typed
    terminal.close()


def test_completion_goes_beyond_the_first_word(world):
    terminal = Terminal(world)
    terminal.until(r"ana #general>$")
    terminal.type("/inc declare sev2 search is slow\r", r"Next, in its channel: .*\nana #inc-2025-09-29-001>$")
    terminal.type("/inc rol\ttake comma\t", r"/inc role take commander$")
    terminal.type("\r", r"  Next: /inc update .*\nana #inc-2025-09-29-001>$")
    terminal.type("/inc role hand\tcomma\t@an\t", r"/inc role handoff commander @ana$")
    terminal.type("\x15/inc severity \t\t", r"\* sev1  sev2  sev3  sev4\n.*severity sev$")
    terminal.type("\x15/inc 0\t", r"/inc 001$")
    terminal.close()
