"""An incident on two networks at once: a console, and the paper network of tests/paper, which
is a folder. Each rule about two of them (bot/core/network.h) as somebody would notice it."""

import json
import os
import pathlib
import subprocess
import time

import pytest

INC, NAME = "INC-2025-09-29-001", "inc-2025-09-29-001"
HERE, THERE = f"#{NAME}", f"paper:{NAME}"
BOTH = 'announce: ["console:#incidents", "paper:incidents"]\n'
PEOPLE = ('people:\n  - {name: Ana Alba, identities: ["console:ana", "paper:p1"]}\n'
          '  - {name: Ben Berg, identities: ["paper:p2"]}\n')


def patiently(holds, seconds=30):
    """What a process writes into a file is no event that could be awaited."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


class Paper:
    def __init__(self, folder):
        self.folder, self.typed = folder, 0
        folder.mkdir()

    def lines(self, kind=None, place=None):
        path = self.folder / "out"
        rows = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        return [row for row in rows
                if kind in (None, row["kind"]) and place in (None, row.get("place"))]

    def posts(self, place=None):
        return self.lines("post", place)

    def reply(self, key):
        def answers():
            return [row for row in self.lines("reply") if row["key"] == key]

        patiently(answers)
        return answers()[0]

    def write(self, *rows):
        """Lines that appear at once; their keys."""
        for row in rows:
            self.typed += 1
            row.setdefault("key", f"p{self.typed}")
        with open(self.folder / "in", "a") as file:
            file.write("".join(json.dumps(row) + "\n" for row in rows))
        return [row["key"] for row in rows]

    def say(self, text, user="p1", place=NAME):
        [key] = self.write({"user": user, "place": place, "text": text})
        return self.reply(key)


@pytest.fixture
def paper(binary, tmp_path, monkeypatch):
    monkeypatch.setenv("PAPER_STAMP", "inked/4711-0815")
    return Paper(tmp_path / "paper")


@pytest.fixture
def two(binary, world, paper):
    """The world whose program has the paper network, with places on both."""
    world.binary = str(pathlib.Path(binary).parent / "tests" / "tocsin_paper")
    assert os.access(world.binary, os.X_OK)
    world.configure(BOTH + PEOPLE + f"paper: {{folder: {paper.folder}}}\n")
    return world


def begin(two, text="declare sev1 payments are down service=payments"):
    console = two.console()
    reply = console.say(text)
    assert reply["status"] == "done", reply
    return console


def said_once(paper):
    ids = [row["id"] for row in paper.lines() if row["kind"] in ("post", "open", "step")]
    assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]


def kinds(two):
    return [entry["kind"] for entry in two.export(INC)["entries"]]


def test_a_whole_life_on_both(two, paper):
    console = begin(two)
    assert [row["place"] for row in paper.lines("open")] == [THERE]
    assert len(paper.posts("paper:incidents")) == len(console.posts("#incidents")) == 1
    assert paper.say("ack")["status"] == "done"
    assert console.say("role take commander", channel=HERE)["status"] == "done"
    # Whoever asks reads of the channel that they can go to, and not of one name twice.
    for reply in (paper.say("show"), console.say("show", channel=HERE)):
        assert reply["text"].count(NAME) == 1, reply["text"]
    console.pass_time(16)
    for posts in (console.posts(HERE), paper.posts(THERE)):
        assert len([p for p in posts if p["level"] == "urgent"]) == 1
    assert paper.say("update half of it is back impact: cards next: watch")["status"] == "done"
    console.quiet()
    assert console.posts("#incidents")[-1]["text"].count("half of it is back") == 1
    for text in ("resolve it was rolled back", "verify looked at it", "close"):
        assert console.say(text, channel=HERE)["status"] == "done", text
    spoken = [[text for p in posts if "half of it" in (text := p["text"])]
              for posts in (console.posts(HERE), paper.posts(THERE))]
    assert len(spoken[0]) == len(spoken[1]) == 1
    topics = [row for row in paper.lines("mirror", THERE) if row["slot"] == "topic"]
    assert topics and "losed" in topics[-1]["text"]
    said_once(paper)
    state = two.export(INC)
    bound = [e["data"]["place"] for e in state["entries"] if e["kind"] == "place.bound"]
    assert sorted(bound) == [f"console:{HERE}", THERE]
    assert console.close() == 0
    assert two.run("audit", INC).returncode == 0


def test_a_person_is_reached_on_each_network_that_knows_them(two, paper):
    console = begin(two)
    assert console.say("role assign deputy @paper:p2", channel=HERE)["status"] == "done"
    assert console.say("role take commander", channel=HERE)["status"] == "done"
    console.pass_time(31)
    # A mention calls the one that each network knows.
    nudge = next(p for p in paper.posts(THERE) if p["level"] == "urgent")
    assert "@paper:p1" in nudge["text"]
    assert any("@ana" in p["text"] for p in console.posts(HERE) if p["level"] == "urgent")
    assert len(paper.posts("paper:@p2")) >= 1 and not console.posts("@p2")
    # The commander hears in person on both that somebody else takes over.
    assert console.say("role assign commander @eve", user="eve", channel=HERE)["status"] == "done"
    assert len(console.posts("@ana")) == len(paper.posts("paper:@p1")) == 1
    assert "eve" in paper.posts("paper:@p1")[0]["text"]
    said_once(paper)


def test_a_fallback_stays_on_its_network(two, paper):
    (paper.folder / "refuse").write_text("open\n")
    console = begin(two)
    alone = len(console.posts("#incidents"))
    assert console.say("note only for those who work on it", channel=HERE)["status"] == "done"
    assert console.say("decision we roll back", channel=HERE)["status"] == "done"
    assert [p for p in paper.posts("paper:incidents") if "roll back" in p["text"]]
    assert not [p for p in console.posts("#incidents") if "roll back" in p["text"]]
    console.pass_time(16)
    there = [p for p in paper.posts("paper:incidents") if p["level"] == "urgent"]
    here = [p for p in console.posts(HERE) if p["level"] == "urgent"]
    assert there and here
    assert not paper.posts(THERE)
    assert alone == 1 and "place.failed" in kinds(two)
    said_once(paper)


def test_without_a_place_of_its_own_nothing_goes_elsewhere(two, paper):
    two.configure('announce: ["console:#incidents"]\n' + PEOPLE)
    (paper.folder / "refuse").write_text("open\n")
    console = begin(two)
    before = len(console.posts("#incidents"))
    assert console.say("decision we roll back", channel=HERE)["status"] == "done"
    assert len(console.posts("#incidents")) == before
    assert [p for p in console.posts(HERE) if "roll back" in p["text"]]
    assert not paper.posts()


def test_a_restricted_incident_is_told_inside_alone(two, paper):
    console = begin(two, "declare sev1 keys were stolen type=security service=vault")
    assert all(row["private"] for row in paper.lines("open"))
    assert console.say("update the thief is Mallory", channel=HERE)["status"] == "done"
    for places, posts in ((THERE, paper.posts()), (HERE, console.posts())):
        inside = [p for p in posts if p["place"] == places]
        outside = [p for p in posts if p["place"] != places]
        assert any("Mallory" in p["text"] for p in inside)
        assert outside and not any("Mallory" in p["text"] or "stolen" in p["text"]
                                   for p in outside)
    assert paper.say("show", user="p2", place="hall")["status"] in ("done", "refused")
    assert "Mallory" not in json.dumps(paper.lines("reply"))


def test_one_is_down_while_the_other_goes_on(two, paper):
    console = two.console()
    (paper.folder / "down").write_text("")
    reply = console.request(user="ana", channel="#general",
                            text="declare sev1 payments are down service=payments")
    assert reply["status"] == "done"
    for text in ("ack", "role take commander", "update first words", "update second words"):
        assert console.request(user="ana", channel=HERE, text=text)["status"] == "done", text
    console.answer(lambda line: line["type"] == "post" and line["place"] == HERE
                   and "second words" in line["text"])
    assert not paper.lines()
    (paper.folder / "down").unlink()
    patiently(lambda: any("second words" in p["text"] for p in paper.posts(THERE)))
    said = [p["text"] for p in paper.posts(THERE) if " words" in p["text"]]
    assert ["first" in said[0], "second" in said[1], len(said)] == [True, True, 2]
    said_once(paper)


def test_what_was_read_is_kept_with_what_it_caused(two, paper):
    console = begin(two)
    keys = paper.write(*({"user": "p1", "place": NAME, "text": f"note number {i}"}
                         for i in range(5)))
    for key in keys:
        assert paper.reply(key)["status"] == "done"
    console.quiet()
    redis = two.redis()
    assert redis("GET", "t:{default}:sync:paper") in (b"5", "5")
    console.kill()
    keys = paper.write({"user": "p1", "place": NAME, "text": "note number 5"})
    console = two.console()
    assert paper.reply(keys[0])["status"] == "done"
    assert not [r for r in paper.lines("reply") if r["duplicate"]]
    # A process that died before it could keep how far it was reads again: nothing is twice.
    console.quiet()
    redis = two.redis()
    redis("SET", "t:{default}:sync:paper", "2")
    console.kill()
    console = two.console()
    patiently(lambda: len([r for r in paper.lines("reply") if r["duplicate"]]) == 4)
    console.quiet()
    notes = [e for e in two.export(INC)["entries"] if e["kind"] == "note.added"]
    assert [n["text"]["note"] for n in notes] == [f"number {i}" for i in range(6)]
    assert two.redis()("GET", "t:{default}:sync:paper") in (b"6", "6")


def test_messages_of_two_networks_are_two(two, paper):
    console = begin(two)
    mark = {"as": "evidence", "message": "1.2", "text": "disk 4 is full"}
    keys = paper.write({"user": "p1", "place": NAME, "data": mark})
    assert paper.reply(keys[0])["status"] == "done"
    console.quiet()
    [entry] = [e for e in two.export(INC)["entries"] if e["kind"] == "evidence.added"]
    assert entry["data"]["place"] == THERE


def test_its_row_alone_makes_a_network_known(two, paper):
    """Its section, its places, its token and what needs a restart: nothing else names it."""
    def said(*args):
        done = subprocess.run(two.argv(*args), capture_output=True, text=True)
        return done.stdout + done.stderr

    assert "paper.folder\tpath\tpaper\twhere it is" in said("check", "--options")
    assert "Paper: the stamp is from PAPER_STAMP" in said("doctor")
    for section, why in (("{folder: /dev/null}", "paper.folder: holds nothing; name a folder"),
                         ("{foldr: x}", 'did you mean "folder"')):
        two.configure(f"paper: {section}\n")
        assert why in said("check")
    two.configure('announce: ["paper:in!side"]\n')
    assert '"paper:in!side" is not a place on paper; write paper:incidents' in said("check")
