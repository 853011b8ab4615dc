"""A whole incident from the console, on a real Redis, as a responder lives it."""

import subprocess

INC = "INC-2025-09-29-001"
CHANNEL = "#inc-2025-09-29-001"


def declare(console, text='declare sev1 "payments are down" service=payments'):
    reply = console.say(text)
    assert reply["status"] == "done" and reply["saved"], reply
    return reply


def kinds(world, incident=INC):
    return [entry["kind"] for entry in world.export(incident)["entries"]]


def test_help_leads_a_newcomer(world):
    console = world.console()
    assert "declare" in console.say("help")["text"]
    empty = console.say("")
    assert "declare" in empty["text"]
    reply = console.say("declair sev1 x")
    assert reply["status"] == "refused" and "declare" in reply["text"]
    missing = console.say("declare")
    assert missing["status"] == "refused" and "declare" in missing["text"]


def test_declared_overdue_climbs_resolved_closed(world):
    console = world.console()
    reply = declare(console)
    assert reply["incident"] == INC
    assert any(l["type"] == "open" and l["place"] == CHANNEL for l in console.lines)
    alert = console.posts("#incidents")[0]["text"]
    assert "INCIDENT ALERT - payments" in alert and "Next Update:" in alert
    assert "INCIDENT ALERT" in console.posts("#leadership")[0]["text"]

    assert console.say("ack", channel=CHANNEL)["status"] == "done"
    assert console.say("role take commander", channel=CHANNEL)["status"] == "done"
    assert console.say("role assign deputy @ben", channel=CHANNEL)["status"] == "done"
    posts = console.pass_time(15)
    nudges = [p for p in posts if p["level"] == "urgent" and p["place"] == CHANNEL]
    assert len(nudges) == 1 and "@ana" in nudges[0]["text"]
    climbs = console.pass_time(15)
    assert any(p["place"] == "#leadership" for p in climbs)
    assert any(p["place"] == "@ben" for p in climbs)
    assert not any(p["place"] == "@ana" for p in climbs)  # asked first, by mention

    update = console.say("update caches are warm again impact: none next: watch", channel=CHANNEL)
    assert update["status"] == "done"
    assert "INCIDENT UPDATE - payments" in console.posts("#incidents")[-1]["text"]
    early = console.say("close", channel=CHANNEL)
    assert early["status"] == "refused" and "resolve" in early["text"]
    assert console.say("resolve rolled back the release", channel=CHANNEL)["status"] == "done"
    assert "INCIDENT RESOLVED - payments" in console.posts("#incidents")[-1]["text"]
    before = len(console.posts())
    console.pass_time(60)
    late = [p for p in console.posts()[before:] if "update" in p["text"].lower()]
    assert not late, late
    assert console.say("verify checked by hand", channel=CHANNEL)["status"] == "done"
    assert console.say("close", channel=CHANNEL)["status"] == "done"
    assert console.close() == 0

    assert kinds(world).count("deadline.missed") == 3
    assert world.run("audit", INC).returncode == 0
    assert "incident_id: " + INC in world.run("export", INC).stdout
    assert "closed" in world.run("show", INC).stdout.lower()


def test_reopened_is_due_again(world):
    console = world.console()
    declare(console)
    for text in ("ack", "resolve fixed", "verify yes", "close"):
        assert console.say(text, channel=CHANNEL)["status"] == "done", text
    refused = console.say("update hello", channel=CHANNEL)
    assert refused["status"] == "refused" and "reopen" in refused["text"]
    assert console.say("reopen it is back", channel=CHANNEL)["status"] == "done"
    assert any(p["level"] == "urgent" for p in console.pass_time(15))


def test_duplicates_are_answered_alike_and_applied_once(world):
    console = world.console()
    declare(console)
    first = console.say("note first", channel=CHANNEL, key="same")
    again = console.say("note first", channel=CHANNEL, key="same")
    assert not first["duplicate"] and again["duplicate"]
    assert first["text"] == again["text"]
    console.close()
    assert kinds(world).count("note.added") == 1


def test_hostile_text_stays_text(world):
    console = world.console()
    text = "<@console:ana> *x* [a](https://b) \u202e {{summary}} \x1b[31m `c`\nStatus: Resolved"
    declare(console, "declare sev2 " + text)
    alert = console.posts("#incidents")[0]["text"]
    assert "{{summary}}" in alert and "[a](https://b)" in alert
    assert "\x1b" not in alert and "\u202e" not in alert
    assert not any(line.startswith("Status: Resolved") for line in alert.split("\n"))


def test_killed_and_started_again(world):
    console = world.console(clock=None)
    reply = declare(console)
    incident = reply["incident"]
    console.kill()
    again = world.console(clock=None)
    shown = again.say(f"show {incident}")
    assert "payments" in shown["text"]
    again.close()
    assert world.run("audit", "--all").returncode == 0


def test_second_console_refuses(world):
    console = world.console(clock=None)
    declare(console)
    done = world.run("console", "--json", check=False)
    assert done.returncode == 1
    assert "another" in done.stderr


def typed(binary, data, *lines):
    """What a terminal without line editing shows when these lines are piped in."""
    shown = subprocess.run(
        [binary, "console", "--data", data, "--clock", "virtual=2025-09-29T10:00:00Z"],
        input="\n".join(lines) + "\n", capture_output=True, text=True, timeout=60, check=True)
    return shown.stdout


def test_a_topic_is_there_again_after_a_restart(binary, tmp_path):
    typed(binary, tmp_path / "data", "/inc declare sev1 site is down",
          "/inc declare sev1 restricted keys leaked")
    shown = typed(binary, tmp_path / "data", f"/join {CHANNEL}", "/join #general",
                  "/as mallory", "/join #inc-2025-09-29-002")
    assert f"* {CHANNEL}: Sev1 Critical | Detection" in shown
    assert "* #general: no topic" in shown
    assert "* #inc-2025-09-29-002: for its members only" in shown
