"""Every limit refuses aloud, by its name, and saves nothing."""

import subprocess

from test_life import CHANNEL, INC, declare, kinds


def refused(reply, *words):
    assert reply["status"] == "refused" and not reply["saved"], reply
    for word in words:
        assert word in reply["text"], (word, reply["text"][:400])


def test_long_texts(world):
    console = world.console()
    declare(console)
    assert console.say("note " + "x" * 8000, channel=CHANNEL)["saved"]
    # Said in characters, which people count, whatever their bytes.
    refused(console.say("note " + "x" * 12289, channel=CHANNEL), "12289 characters", "12288 fit")
    refused(console.say("update " + "é" * 6200, channel=CHANNEL), "6200 characters", "6144 fit")
    refused(console.say("declare sev1 " + "x" * 12289), "12288 fit")
    refused(console.say("note " + "x" * 16385, channel=CHANNEL), "16384 fit")
    refused(console.say("bridge https://x.example.org/" + "x" * 2000, channel=CHANNEL), "2000")
    refused(console.say(f"declare service={'x' * 65} too long a word"), "64")
    refused(console.say("declare service=" + ",".join(f"s{i}" for i in range(17)) + " many"),
            "16")
    # The longest one is shown as far as it goes, and says that it goes on.
    shown = console.say("timeline", channel=CHANNEL)["text"]
    assert "…" in shown and "the export has all of their text" in shown
    console.close()
    assert kinds(world).count("note.added") == 1
    [note] = [e for e in world.export(INC)["entries"] if e["kind"] == "note.added"]
    assert note["text"]["note"] == "x" * 8000


def test_the_201st_open_action(world):
    console = world.console()
    declare(console)
    for i in range(200):
        console.send(id=f"a{i}", user="ana", channel=CHANNEL, text=f"action add number {i}")
    console.quiet()
    refused(console.say("action add one too many", channel=CHANNEL), "200 open actions",
            "/inc action list")
    assert console.say("action done 7", channel=CHANNEL)["saved"]
    assert console.say("action add fits again", channel=CHANNEL)["saved"]
    console.close()
    assert kinds(world).count("action.added") == 201


def test_the_21st_command_in_a_minute(world):
    world.configure(limits="")
    console = world.console(clock=None)
    replies = [console.request(user="ana", channel="#general", text="list") for _ in range(45)]
    over = [r for r in replies if r["status"] == "refused"]
    assert replies[19]["status"] == "done"
    # A minute can end in the middle: then it is the 41st at the latest.
    assert over, "nothing was refused"
    refused(over[0], "Nothing was saved", "more than 20 commands in one minute", "again")
    assert console.request(user="ben", channel="#general", text="list")["status"] == "done"
    console.close()
    # A transcript may be as long as it likes.
    console = world.console()
    for _ in range(45):
        assert console.request(user="ana", channel="#general", text="list")["status"] == "done"


def test_what_is_no_request_is_said(world):
    console = world.console()
    for line in ('{"id":"x"}', "not json", '{"text":"list"}', "[]",
                 '{"id":"x","text":"list","user":"a b"}', '{"id":"x","clock":-1}',
                 '{"id":"x","text":"' + "x" * 200_000 + '"}'):
        before = len(console.lines)
        console.child.stdin.write(line.encode() + b"\n")
        console.child.stdin.flush()
        answer = console.answer(lambda l: l["type"] in ("error", "reply"))
        assert answer["type"] == "error" or answer["status"] == "refused", (line[:60], answer)
        assert len(console.lines) > before
    assert console.say("list")["status"] == "done"


def test_too_long_a_line_in_a_transcript(world):
    done = subprocess.run(world.argv("console", "--plain", "--user", "ana", "--clock", "virtual"),
                          input=b"/inc list\n/inc note " + b"x" * 20000 + b"\n/inc list\n",
                          capture_output=True, timeout=30)
    text = done.stdout.decode()
    assert done.returncode == 0 and "line 2 is longer than 16384 bytes: left out" in text
    assert text.count("No open incidents") == 2
