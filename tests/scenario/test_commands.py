"""Every command through the real program: what it does, what it says when it cannot, and
where it leads. A step is (what is typed, status, words that must be in the answer)."""

from answers import too_long
from console import export_all
from test_life import CHANNEL, INC, declare

DONE, REFUSED = "done", "refused"


def play(console, steps, channel=CHANNEL, user="ana"):
    for text, status, *words in steps:
        reply = console.say(text, user=user, channel=channel)
        assert reply["status"] == status, (text, reply)
        for word in words:
            assert word in reply["text"], (text, word, reply["text"])
        assert not too_long(text, reply["text"]), (text, reply["text"])
        if status == REFUSED:
            assert not reply["saved"], (text, reply)


def test_each_command_and_its_refusals(world):
    console = world.console()
    declare(console)
    play(console, [
        ("ack", DONE, "Acknowledged", "Next: /inc role take commander"),
        ("ack", REFUSED, "already acknowledged"),
        ("severity", DONE, "It is Sev1 (Critical)", "/inc severity sev2 why"),
        ("severity because", REFUSED, "One of: Sev1", "Example: /inc severity"),
        ("sev sev1", REFUSED, "is Sev1 (Critical) already"),
        ("sev high errors went down", DONE, "Severity is now Sev2 (High)"),
        ("severity p1 back again", DONE, "Severity is now Sev1", "Next update due"),
        ("role", DONE, "To take it: /inc role take"),
        ("role tkae", REFUSED, "Did you mean /inc role take?"),
        ("role take king", REFUSED, '"king" is not a role', "commander, deputy"),
        ("role take", DONE, "ana is now Incident Commander"),
        ("role assign deputy @ben", DONE, "ben is now Deputy Commander"),
        ("role assign scribe @cleo", DONE, "Scribe"),
        ("role release scribe", REFUSED, "cleo is Scribe, not you"),
        ("who", DONE, "Incident Commander: ana", "Deputy Commander: ben",
         "/inc role take communications-lead"),
        ("update", REFUSED, "Nothing was posted", "For example: /inc update cache is warm"),
        ("update eta: 10:30", REFUSED, "Nothing was posted"),
        ("update caches are cold impact: logins fail next: warm them workaround: none "
         "eta: 30m", DONE, "Update posted. The next one is due 10:15 UTC"),
        ("impact", DONE, "Impact: logins fail", "/inc impact who is hit"),
        ("impact 12 % of logins", DONE, "does not replace an update"),
        ("summary", DONE, "To change it: /inc summary what is broken"),
        ("summary logins are down", DONE, "Summary changed"),
        ("note", REFUSED, "note is missing"),
        ("note looked at the graphs", DONE, "Noted"),
        ("decision", REFUSED, "decision is missing"),
        ("decision fail over to the second site", DONE, "Decision 1"),
        ("bridge", DONE, "No bridge yet"),
        ("bridge meet me", REFUSED, "https://"),
        ("bridge https://meet.example.org/inc", DONE, "Bridge set"),
        ("bridge", DONE, "https://meet.example.org/inc"),
        ("evidence", DONE, "/inc evidence add text or link"),
        ("evidence list", DONE, "No evidence yet"),
        ("evidence add https://graphs.example.org/411", DONE, "Evidence 1 recorded"),
        ("evidence add ORA-600 in the log", DONE, "Evidence 2 recorded"),
        ("evidence list", DONE, "1. graphs.example.org (https://graphs.example.org/411)", "2. ORA-600"),
        ("action", DONE, "/inc action add what is to be done"),
        ("action add", REFUSED, "title is missing"),
        ("action add owner=@ben due=2d raise the threshold", DONE, "Action 1 added for ben"),
        ("action add write it up", DONE, "Nobody owns it yet"),
        ("action list", DONE, "1. raise the threshold (ben, due", "2. write it up (nobody)"),
        ("action done 9", REFUSED, "There is no action 9", "/inc action list"),
        ("action done 1", DONE, "Action 1 is done", "Still open: 1"),
        ("action done 1", REFUSED, "done already"),
        ("escalate", REFUSED, "to is missing"),
        ("escalate leadership", REFUSED, "reason is missing"),
        ("escalate leadrship we need a decision", REFUSED, "no role, rung or person"),
        ("escalate @ana me", REFUSED, "That is you"),
        ("escalate leadership we need a decision", DONE, "Escalated to leadership"),
        ("contain traffic is cut", DONE, "Recorded as contained", "phase Containment",
         "Next: /inc mitigate"),
        ("contain again", REFUSED, "already"),
        ("mitigate temporary rerouted", DONE, "mitigation 1, temporary", "/inc action add"),
        ("status", DONE, "phase Containment", "Phases: Detection Triage Containment"),
        ("status limbo", REFUSED, '"limbo" is not a phase'),
        ("status investigation", DONE, "Now in phase Investigation"),
        ("status investigation", REFUSED, "already"),
        ("status closure", REFUSED, "/inc close"),
        ("verify", REFUSED, "must be resolved first: /inc resolve"),
        ("close", REFUSED, "must be resolved first: /inc resolve"),
        ("reopen it came back", REFUSED, "not"),
        ("resolve", REFUSED, "resolution is missing"),
        ("resolve cause=maybe x", REFUSED, "fixed, isolated, unknown"),
        ("resolve cause=fixed rolled back root-cause: pool size", DONE,
         "Recorded as resolved", "counts as restored", "Next: /inc verify"),
        ("resolve again", REFUSED, "already"),
        ("restore", REFUSED, "is already restored by", "/inc reopen"),
        ("snooze 10m", REFUSED, "nothing to snooze"),
        ("close", REFUSED, "must be verified first: /inc verify"),
        ("verify checked by hand", DONE, "Recorded as verified", "Next: /inc close"),
        ("close all told", DONE, "is closed", "Next: /inc reopen"),
        ("update too late", REFUSED, "is closed", "/inc reopen what came back"),
        ("severity sev2", REFUSED, "is closed"),
        ("role take", REFUSED, "is closed"),
        ("close", REFUSED, "is closed"),
        ("note for the review", DONE),
        ("evidence add the last graph", DONE, "Evidence 3"),
        ("action done 2", DONE, "Action 2 is done"),
        ("show", DONE, "closed", "Resolution: rolled back", "Cause: pool size",
         "Updates: 1", "- verified 10:00 UTC"),
        ("timeline", DONE, "of 3", " before them: /inc timeline 2"),
        ("timeline 2", DONE, "1. 10:00 UTC ana declared a Sev1 incident"),
        ("timeline 9", REFUSED, "There is no page 9"),
        ("catchup", DONE, "ana closed the incident", "Incident Commander: ana"),
        ("list", DONE, "No open incidents"),
        ("list closed", DONE, INC),
        ("list closed september", DONE, INC),
        ("list closed sev4", DONE, "No closed incidents that fit"),
        ("reopen", REFUSED, "reason is missing"),
        ("reopen errors are back", DONE, "open again, in phase Triage", "Next update due"),
        ("list", DONE, INC, "Triage"),
        ("", DONE, INC, "Next: "),
    ])
    assert console.close() == 0
    assert world.run("audit", INC).returncode == 0


def test_refusals_change_nothing(world):
    console = world.console()
    declare(console)
    play(console, [("close", REFUSED), ("severity", DONE), ("snooze 3h", REFUSED),
                   ("foo", REFUSED), ("role take king", REFUSED)])
    console.close()
    # Opened, and the channel that it got.
    assert [entry["kind"] for entry in world.export(INC)["entries"]] == [
        "incident.opened", "place.bound"]


def test_mistyped_commands_are_guessed(world):
    console = world.console()
    play(console, [
        ("declair sev1 x", REFUSED, "Did you mean /inc declare sev1 x?"),
        ("tmeline", REFUSED, "Did you mean `timeline`?", "No incident is open"),
        ("esclate leadership x", REFUSED, "Did you mean `escalate`?", "No incident is open"),
        ("xyzzy", REFUSED, 'There is no command "xyzzy"', "/inc help"),
        ("help updat", REFUSED, "There is no such command", "/inc help update"),
        ("help update", DONE, "Also: `post`", "Example: /inc update"),
        ("help", DONE, "Start", "Say", "Work", "Record", "Look", "/inc redact"),
    ], channel="#general")


def test_an_incident_is_named_in_front_or_behind(world):
    console = world.console()
    declare(console)
    second = declare(console, "declare sev3 logs are slow")["incident"]
    play(console, [
        ("001 show", DONE, INC + " Sev1"),
        ("#1 show", DONE, INC + " Sev1"),
        (f"{INC} show", DONE, INC + " Sev1"),
        ("inc-2025-09-29-001 show", DONE, INC + " Sev1"),
        ("show 001", DONE, INC + " Sev1"),
        (f"show {second}", DONE, second + " Sev3"),
        ("002 note by number", DONE),
        ("002 ack", DONE, "Next, in its channel: /inc role take commander"),
        ("note 002 behind the command", DONE),
        ("action add 002 write it", DONE, "Action 1"),
        ("002 action list", DONE, "write it"),
        ("show", REFUSED, "needs an incident. Which one?", f"/inc {INC} show",
         f"/inc {second} show"),
        ("note hello", REFUSED, "needs an incident", f"/inc {second} note hello"),
        ("007 show", REFUSED, "No incident has the number 007", "/inc list"),
        ("INC-2025-09-29-777 show", REFUSED, "INC-2025-09-29-777"),
    ], channel="#general")
    play(console, [
        ("show", DONE, INC),
        (f"{second} note from next door", DONE, f"{second}: Noted"),
        ("show 002", DONE, "INC-2025-09-29-002"),
    ])
    console.close()
    notes = [e["text"]["note"] for e in world.export(second)["entries"]
             if e["kind"] == "note.added"]
    assert notes == ["by number", "behind the command", "from next door"]


SHAPES = [
    ("declare sev1 checkout 0 fails", 1, "checkout 0 fails", {}),
    ("declare SEV-1 checkout 1 fails", 1, "checkout 1 fails", {}),
    ("declare critical checkout 2 fails", 1, "checkout 2 fails", {}),
    ("declare p1 checkout 3 fails", 1, "checkout 3 fails", {}),
    ("new sev 2 checkout 4 fails", 2, "checkout 4 fails", {}),
    ("open checkout 5 fails sev3", 3, "checkout 5 fails", {}),
    ("create low checkout 6 fails", 4, "checkout 6 fails", {}),
    ("declare service=payments checkout 7 fails p2", 2, "checkout 7 fails",
     {"services": ["payments"]}),
    ("declare checkout 8 fails service=payments,web env=prod sev1", 1, "checkout 8 fails",
     {"services": ["payments", "web"], "env": "prod"}),
    ("declare near-miss sev3 the disk was nearly full", 3, "the disk was nearly full",
     {"near_miss": True}),
    ("declare sev2 detected=09:50 source=user checkout 9 fails", 2, "checkout 9 fails",
     {"detected_by": "user"}),
    ("declare type=Data-Loss sev1 rows are gone", 1, "rows are gone", {"type": "data-loss"}),
    ('declare sev2 "sev1 is what they said"', 2, '"sev1 is what they said"', {}),
]


def test_shapes_of_declare(world):
    console = world.console()
    ids = [declare(console, text)["incident"] for text, *_ in SHAPES]
    console.close()
    records = export_all(world.binary, world.data, world.config)
    for id, (text, severity, summary, fields) in zip(ids, SHAPES):
        opened = records[id]["entries"][0]
        assert opened["data"]["severity"] == severity, (text, opened)
        assert opened["text"]["summary"].strip('"') == summary.strip('"'), (text, opened)
        for key, value in fields.items():
            assert opened["data"][key] == value, (text, opened)
        if "detected=" in text:
            assert opened["at"] - opened["data"]["detected"] == 10 * 60_000, opened


def test_declare_guides(world):
    console = world.console()
    reply = console.say("declare checkout fails")
    assert reply["status"] == DONE
    for word in ("No severity was given, so Sev2 (High)", "Higher if uncertain",
                 f"/inc {INC} severity sev1", "/inc help severity"):
        assert word in reply["text"], word
    assert len(reply["text"].splitlines()) <= 4
    criteria = console.say("help severity")["text"]
    assert "Complete outage" in criteria and "Minor or cosmetic" in criteria
    play(console, [
        ("declare", REFUSED, "summary is missing", "Usage: ", "Example: /inc declare sev1"),
        ("declare sev1", REFUSED, "summary is missing"),
        ("declare sev1 service= x", REFUSED, "Nothing stands behind service="),
        ("declare source=nobody x", REFUSED, "monitoring, user, audit"),
        ("declare type=securty x", REFUSED, "the nearest is type=security", "data-loss"),
        ("declare detected=yesteryear x", REFUSED, "is not a time", "20m ago"),
        ("declare sev2 detected=09:20 found late", DONE,
         "Logged 25 min later than the policy allows"),
    ], channel="#general")


def test_a_restricted_incident_is_seen_to_exist_and_no_more(world):
    console = world.console()
    reply = console.say("declare sev1 type=security service=vault keys were stolen")
    assert reply["status"] == DONE and "Restricted" in reply["text"]
    assert console.say("role assign technical-lead @ben", channel=CHANNEL)["saved"]
    assert console.say("update keys are revoked", channel=CHANNEL)["saved"]
    for place in ("#incidents", "#leadership"):
        text = "\n".join(post["text"] for post in console.posts(place))
        assert "restricted incident" in text and INC in text, place
        for word in ("keys", "stolen", "vault", "revoked"):
            assert word not in text, (place, word)
    assert "keys were stolen" in console.posts(CHANNEL)[0]["text"]
    outsider = [
        (command, REFUSED, "restricted to the people who work on it")
        for command in ("show", "timeline", "catchup", "who", "evidence list", "action list",
                        "note let me in", "role take deputy", "update no", "")
    ]
    play(console, outsider, user="carl")
    play(console, [("show", DONE, "keys were stolen"), ("timeline", DONE, "revoked")],
         user="ben")
    listed = console.say("list", user="carl")["text"]
    assert f"{INC} Sev1, Detection, restricted" in listed and "stolen" not in listed
    assert INC not in console.say("list stolen", user="carl")["text"]
    assert INC in console.say("list stolen", user="ben")["text"]
    other = declare(console, "declare sev3 a slow page")["incident"]
    refused = console.say(f"{other} link 001", user="carl")
    assert refused["status"] == REFUSED and "restricted" in refused["text"]
    # Neither reminders nor the climb tell more.
    console.pass_time(40)
    for post in console.posts("#leadership") + console.posts("#incidents"):
        assert "stolen" not in post["text"] and "vault" not in post["text"], post


def test_links_are_on_both_timelines(world):
    console = world.console()
    declare(console)
    second = declare(console, "declare sev2 database is slow")["incident"]
    third = declare(console, "declare sev2 database is slow too")["incident"]
    play(console, [
        ("link", REFUSED, "other is missing"),
        ("link 001", REFUSED, "cannot be linked with itself"),
        ("duplicate 001", REFUSED, "cannot be a duplicate of itself"),
        ("link 099", REFUSED, "099"),
        (f"link {second} same database", DONE, f"Linked with {second}"),
        ("link 002", REFUSED, "already"),
        ("003 duplicate 002", DONE, f"{third} is ended as a duplicate: it goes on as {second}"),
        ("002 show", DONE, f"related to {INC}", f"duplicated by {third}"),
        ("003 show", DONE, f"duplicate of {second}", ", duplicate"),
        ("003 update still slow", REFUSED, "duplicate", "reopen"),
    ])
    console.close()
    records = export_all(world.binary, world.data, world.config)
    links = {id: [(e["data"]["other"], e["data"].get("as", e["kind"])) for e in records[id]["entries"]
                  if "other" in e.get("data", {})] for id in (INC, second, third)}
    assert links == {INC: [(second, "related")],
                     second: [(INC, "related"), (third, "duplicated_by")],
                     third: [(second, "incident.duplicate")]}
    assert world.run("audit", "--all").returncode == 0


def test_one_commander_at_any_time(world):
    console = world.console()
    declare(console)
    play(console, [
        ("role take", DONE, "ana is now Incident Commander"),
        ("role handoff @ben logs are being read", DONE, "ben is now Incident Commander, in place of ana."),
        ("role handoff @cleo", REFUSED, "ben is Incident Commander, and only they hand it off"),
    ])
    play(console, [
        ("role take commander", REFUSED, "/inc role handoff commander @you"),
        ("role assign commander @cleo ben is asleep", DONE, "cleo is now Incident Commander"),
    ], user="cleo")
    play(console, [("role release", REFUSED, "cleo is Incident Commander, not you")],
         user="ben")
    shown = console.say("who", channel=CHANNEL)["text"]
    assert shown.count("Incident Commander: cleo") == 1 and "Commander: ben" not in shown


def test_snooze_reaches_as_far_as_the_policy_lets_it(world):
    console = world.console()
    declare(console)
    third = declare(console, "declare sev3 logs are slow")["incident"]
    play(console, [
        ("snooze", REFUSED, "until is missing"),
        ("snooze 16m", REFUSED, "later than the policy allows for Sev1", "/inc snooze 15m"),
        ("snooze 10m restore is running", DONE, "10:10 UTC", "in 10 min"),
        (f"{third} nextupdate 2d", REFUSED, f"/inc {third} snooze 1440m"),
        (f"{third} nextupdate 20h", DONE, "06:00 UTC (2025-09-30)"),
    ])
    urgent = [p for p in console.pass_time(9) if p["level"] == "urgent"]
    assert not urgent, urgent
    assert any(p["level"] == "urgent" and p["place"] == CHANNEL for p in console.pass_time(2))


def test_escalation_reaches_a_person(world):
    console = world.console()
    declare(console)
    assert console.say("escalate @ben we need a dba", channel=CHANNEL)["saved"]
    [post] = console.posts("@ben")
    assert post["level"] == "urgent"
    for word in (INC, "we need a dba", "payments are down", CHANNEL, "ana"):
        assert word in post["text"], word
    # Only who is meant: those who read #incidents are asked for nothing.
    assert not any("we need a dba" in p["text"] for p in console.posts("#incidents"))


def test_catchup_tells_what_matters(world):
    console = world.console()
    declare(console)
    for text in ("role take", "note irrelevant detail", "decision fail over now",
                 "update caches are cold impact: logins fail next: warm them eta: 30m",
                 "bridge https://meet.example.org/x", "action add owner=@ben warm the cache"):
        assert console.say(text, channel=CHANNEL)["saved"], text
    text = console.say("catchup", user="ben", channel=CHANNEL)["text"]
    for word in ("payments are down", "Impact: logins fail", "Last update: caches are cold",
                 "Next steps: warm them", "Expected end: 10:30 UTC", "Incident Commander: ana",
                 "https://meet.example.org/x", "#1 warm the cache", "fail over now",
                 "Next update due 10:15 UTC"):
        assert word in text, (word, text)
    assert "irrelevant detail" not in text
