"""Logs are key=value lines that an operator can search, and hold nothing that people said."""

import re

from test_life import CHANNEL, declare

TOKEN = "tok-7c19d2e4"
LINE = re.compile(r'^ts=\S+Z level=(debug|info|warn|error) event=[a-z.]+'
                  r'( [a-z_]+=("(\\.|[^"\\])*"|[^\s"]*))*$')


def test_no_text_reaches_the_log(world):
    world.configure("log_level: debug\n"
                    'people:\n  - {name: Ada, identities: ["console:ada"], groups: [admin]}\n')
    console = world.console()
    declare(console, f"declare sev1 {TOKEN} service=svc-{TOKEN} env=env-{TOKEN}")
    for text in ("ack", f"note {TOKEN}", f"decision {TOKEN}", f"summary {TOKEN}",
                 f"impact {TOKEN}", f"update {TOKEN} impact: {TOKEN} next: {TOKEN} "
                 f"workaround: {TOKEN} eta: {TOKEN}", f"role take commander {TOKEN}",
                 "role take commander", f"role handoff @ben {TOKEN}", f"snooze 10m {TOKEN}",
                 f"escalate leadership {TOKEN}", f"evidence add {TOKEN}",
                 f"evidence add https://x.example.org/{TOKEN}", f"action add {TOKEN}",
                 f"bridge https://x.example.org/{TOKEN}", f"severity sev2 {TOKEN}",
                 f"contain {TOKEN}", f"mitigate {TOKEN}", f"status investigation {TOKEN}",
                 f"resolve {TOKEN} root-cause: {TOKEN}", f"verify {TOKEN}", f"close {TOKEN}",
                 f"reopen {TOKEN}", f"{TOKEN}", f"show {TOKEN}", f"help {TOKEN}",
                 f"link {TOKEN}", f"declare type={TOKEN} {TOKEN}", f"redact 1 {TOKEN}",
                 f"{TOKEN} note x"):
        console.say(text, channel=CHANNEL)
    console.say(f"redact 1 {TOKEN}", user="ada", channel=CHANNEL)
    for wrong in ({"nonsense": TOKEN}, {"id": "c", "clock": TOKEN}):
        console.send(**wrong)
        console.answer(lambda line: line["type"] == "error")
    console.pass_time(40)
    declare(console, f"declare sev1 type=security {TOKEN}")
    assert console.say(f"002 note {TOKEN}", user="carl")["status"] == "refused"
    console.close()
    log = console.logged()
    assert TOKEN not in log, [line for line in log.splitlines() if TOKEN in line]
    lines = log.splitlines()
    assert lines and all(LINE.match(line) for line in lines), [
        line for line in lines if not LINE.match(line)]
    # What an operator looks for is there.
    assert "event=redis.up" in log and "event=lease.taken" in log
    assert re.search(r"event=command.denied actor=console:carl command=note incident=INC-\S+-002",
                     log)
