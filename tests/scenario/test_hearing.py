"""What a person hears is a figure: six incidents, message by message (support/hearing.py)."""

import collections
import re

import pytest

from hearing import CONFIG, HEARD, PLACES, Heard, play, played

UNTOUCHED, WELL_RUN, LONG, DUPLICATE, FALSE_ALARM, RESTRICTED = HEARD
BEGINNING = re.compile(r"INCIDENT ALERT|restricted incident")
END = re.compile(r"resolved|restored|closed|cancelled|duplicate", re.I)
SECRET = "tokens of customers leaked"


@pytest.fixture(scope="module")
def heard(binary, tmp_path_factory):
    return played(binary, tmp_path_factory.mktemp("hearing"))


def shown(posts):
    return "\n".join(f"{post['minute']:.0f} {post['place']} {post['text'][:90]!r}"
                     for post in posts)


def test_an_untouched_sev1_is_heard_and_not_a_flood(heard):
    posts = heard[UNTOUCHED].posts
    assert len(posts) <= 8, shown(posts)
    reminders = [post for post in posts if post["by_clock"]]
    first = [post for post in reminders if post["now"] == reminders[0]["now"]]
    rung = heard[UNTOUCHED].mentioned(first)
    assert rung == {"ana": 2, "ben": 2}, shown(first)  # named in the channel, and in person
    assert {post["place"] for post in first} >= {"@ana", "@ben"}, shown(first)
    assert heard[UNTOUCHED].mentioned(posts)["lea"], "leadership is never asked by name"


def test_a_name_in_somebody_elses_message_rings_nobody():
    one = Heard.__new__(Heard)
    one.private, one.typed = {"#inc-2"}, {"ana"}
    posts = [{"place": "@ben", "text": "@ana, @ben: an update is due"},
             {"place": "#leadership", "text": "@ana, @lea: no answer"},
             {"place": "#inc-1", "text": "@ana: an update is due"},
             {"place": "#inc-2", "text": "@ana, @cho: an update is due"}]
    assert one.mentioned(posts) == {"ben": 1, "lea": 1, "ana": 2}


def test_in_person_nobody_is_called_by_a_mention(heard):
    for one in heard.values():
        for post in one.in_person():
            first = post["text"].split("\n")[1] if "\n" in post["text"] else post["text"]
            assert not first.lstrip("> ").startswith("@"), post["text"]


def test_a_well_run_sev1_is_two_messages_besides_its_updates(heard):
    for place in PLACES:
        besides = [post for post in heard[WELL_RUN].to(place)
                   if post not in heard[WELL_RUN].updates(place)]
        assert len(besides) <= 2, shown(besides)
        assert heard[WELL_RUN].updates(place)
    assert not [post for post in heard[WELL_RUN].posts if post["level"] == "urgent"]


@pytest.mark.parametrize("name", HEARD)
def test_nothing_is_said_twice_in_one_place(heard, name):
    """A reminder of another day may read alike; within an hour nothing does."""
    said = collections.Counter((post["place"], post["text"], int(post["minute"] // 60))
                               for post in heard[name].posts)
    assert said and not [key for key, n in said.items() if n > 1]


@pytest.mark.parametrize("name", HEARD)
def test_no_span_of_time_is_nothing(heard, name):
    said = [post["text"] for post in heard[name].posts]
    said += [answer for _, answer in heard[name].answers]
    assert not [text for text in said if re.search(r"\b0 s\b", text)]


@pytest.mark.parametrize("name", HEARD)
def test_a_moment_speaks_once_in_one_place(heard, name):
    moments = collections.Counter((post["place"], post["now"], post["incident"])
                                  for post in heard[name].posts if post["by_clock"])
    assert not [key for key, n in moments.items() if n > 1], shown(heard[name].posts)


@pytest.mark.parametrize("name", [n for n in HEARD if n != UNTOUCHED])
def test_who_heard_the_beginning_hears_the_end(heard, name):
    told = collections.defaultdict(list)
    for post in heard[name].posts:
        if not post["place"].startswith("@"):
            told[post["incident"], post["place"]].append(post)
    begun = [key for key, posts in told.items()
             if any(BEGINNING.search(post["text"]) for post in posts)]
    assert len(begun) >= 3
    for key in begun:
        last = told[key][-1]
        assert END.search(last["text"]), (key, last["text"])


@pytest.mark.parametrize("policy, first, then", [
    ("default", "restore orders are back", "resolve build 411 is back"),
    ("moko", "resolve build 411 is back", "restore orders are back"),
])
def test_restoration_and_resolution_are_both_told(binary, tmp_path, policy, first, then):
    """Two moments, two pieces of news, in whichever order, also after it was lowered."""
    one = play(binary, tmp_path, [
        (0, "ana", "#general", "declare sev1 checkout fails service=payments"),
        (1, "ben", "{1}", "role take commander"),
        (5, "ben", "{1}", "severity sev3 one shop in ten"),
        (5, "ben", "{1}", first),
        (30, "ben", "{1}", then),
        (1, "cho", "{1}", "verify 500 orders went through"),
        (1, "ben", "{1}", "close"),
    ], CONFIG + f"policy: {policy}\n")
    for place in PLACES:
        posts = one.to(place)
        assert len(posts) == 4, shown(posts)  # alert, severity, and the two
        for post, typed in zip(posts[2:], (first, then)):
            assert typed.split()[0].upper() in post["text"], (typed, shown(posts))


def test_leadership_is_asked_at_one_pace(binary, tmp_path):
    """However many deadlines a silent Sev2 has: once an hour, and never less."""
    one = play(binary, tmp_path, [
        (0, "ana", "#general", "declare sev2 search is slow service=search"),
        (24 * 60, None, None, None),
    ], CONFIG)
    asked = [post["minute"] for post in one.to("#leadership") if post["by_clock"]]
    gaps = [later - sooner for sooner, later in zip(asked, asked[1:])]
    assert len(asked) >= 23 and set(gaps) == {60}, shown(one.to("#leadership"))


def test_what_is_resolved_and_not_restored_is_asked_for_calmly(binary, tmp_path):
    one = play(binary, tmp_path, [
        (0, "ana", "#general", "declare sev1 checkout fails service=payments"),
        (1, "ben", "{1}", "role take commander"),
        (5, "ben", "{1}", "resolve build 411 is back"),
        (24 * 60, None, None, None),
        (0, "cho", "{1}", "verify 500 orders went through"),
        (24 * 60, None, None, None),
    ], CONFIG + "policy: moko\n")
    asked = [post for post in one.in_channels() if post["by_clock"]]
    verified = next(post["minute"] for post in one.in_channels()
                    if "verified" in post["text"])
    assert len([post for post in asked if post["minute"] < verified]) == 2, shown(asked)
    later = [post for post in asked if post["minute"] > verified]
    assert len(later) == 1 and "nobody has said that the service is back" in later[0]["text"]


def test_a_lowered_severity_is_told_once(binary, tmp_path):
    """Late by the old rule and by the new one: the notice says when it is due next, and no
    reminder comes with it."""
    one = play(binary, tmp_path, [
        (0, "ana", "#general", "declare sev1 checkout fails service=payments"),
        (1, "ben", "{1}", "role take commander"),
        (40, "ben", "{1}", "severity sev2 one shop in ten"),
        (1, None, None, None),
    ], CONFIG)
    said = [post for post in one.in_channels() if post["minute"] >= 41]
    assert len(said) == 1 and "overdue" not in said[0]["text"], shown(said)
    assert "Next Update:" in said[0]["text"]


def test_a_false_alarm_is_over_in_one_quiet_line(heard):
    for place in PLACES:
        last = heard[FALSE_ALARM].to(place)[-1]
        assert len(heard[FALSE_ALARM].to(place)) == 2, shown(heard[FALSE_ALARM].to(place))
        assert "cancelled" in last["text"].lower() and last["level"] == "ordinary"
        assert "apolog" not in last["text"] and "RESOLVED" not in last["text"]


def test_a_duplicate_says_where_it_goes_on(heard):
    one, two = heard[DUPLICATE].channels
    for place in (*PLACES, two):
        said = [post for post in heard[DUPLICATE].to(place)
                if "duplicate" in post["text"].lower()]
        assert said and one[1:].upper() in said[-1]["text"].upper(), shown(said)
        assert "apolog" not in said[-1]["text"]


def test_outside_a_restricted_incident_is_told_what_is_wanted_and_no_contents(heard):
    one = heard[RESTRICTED]
    outside = [post for place in PLACES for post in one.to(place)]
    assert outside and not [post for post in outside if SECRET in post["text"]]
    wanted = [post for post in outside if post["by_clock"]]
    assert wanted and all("update" in post["text"].lower() for post in wanted), shown(wanted)
