"""What an incident is to other programs: the YAML record, JSON, list, show."""

import json

import pytest
import yaml

from test_life import CHANNEL, INC, declare


@pytest.fixture(scope="module")
def records(shared_world):
    console = shared_world.console()
    declare(console, "declare sev2 checkout fails service=connector:CRM,web")
    console.pass_time(42)
    for text in ("ack", "update nothing new", "resolve fixed", "verify yes", "close"):
        assert console.say(text, channel=CHANNEL)["saved"], text
    declare(console, 'declare sev4 "a: {tricky} # summary" service=null')
    declare(console, "declare sev3 nothing named")
    console.close()
    return shared_world


def test_the_yaml_record_has_its_keys_and_no_other(records):
    for id, record in [
        ("001", {"incident_id": INC, "severity": "SEV2", "service": "connector:CRM, web",
                 "status": "closed", "mttr_minutes": 42}),
        ("002", {"incident_id": "INC-2025-09-29-002", "severity": "SEV4", "service": "null",
                 "status": "open", "mttr_minutes": None}),
        ("003", {"incident_id": "INC-2025-09-29-003", "severity": "SEV3", "service": None,
                 "status": "open", "mttr_minutes": None}),
    ]:
        text = records.run("export", id).stdout
        read = yaml.safe_load(text)
        assert list(read) == ["incident_id", "severity", "severity_highest", "service", "status",
                              "mttr_minutes", "head"]
        assert read.pop("head") in records.run("show", id).stdout
        assert read.pop("severity_highest") == read["severity"]
        assert read == record, text


def test_all_of_them_are_documents_of_one_stream(records):
    documents = list(yaml.safe_load_all(records.run("export", "--all").stdout))
    assert [d["incident_id"][-3:] for d in documents] == ["001", "002", "003"]


def test_json_has_the_state_and_every_entry(records):
    whole = records.export(INC)
    assert whole["record"]["mttr_minutes"] == 42
    entries = whole["entries"]
    assert [e["n"] for e in entries] == list(range(1, len(entries) + 1))
    assert entries[0]["kind"] == "incident.opened"
    assert entries[0]["text"] == {"summary": "checkout fails"}
    assert "incident.closed" in [e["kind"] for e in entries]
    lines = records.run("export", "--all", "--json").stdout.splitlines()
    assert [json.loads(line)["record"]["incident_id"][-3:] for line in lines] == [
        "001", "002", "003"]


def test_lists(records):
    for args, ids in [((), ["002", "003"]), (("--closed",), ["001"]),
                      (("--all",), ["001", "002", "003"])]:
        lines = records.run("list", *args).stdout.splitlines()
        assert [line.split()[0][-3:] for line in lines] == ids, args
        records_ = records.run("list", *args, "--json").stdout.splitlines()
        assert [json.loads(line)["incident_id"][-3:] for line in records_] == ids, args
    assert "Sev2" in records.run("list", "--closed").stdout


def test_show_is_for_people(records):
    shown = records.run("show", "001").stdout
    for words in (f"{INC}  Sev2  Closure (closed)", "checkout fails", "updates: 1",
                  "   1  2025-09-29T10:00:00Z ana declared a Sev2 incident",
                  "ana resolved it: fixed", "ana closed the incident"):
        assert words in shown, (words, shown)


def test_what_is_not_there_is_said(records):
    for args, status, words in [
        (("show", "777"), 1, "there is no incident 777; tocsin list shows them"),
        (("show", "INC-2025-09-29-777"), 1, "there is no incident INC-2025-09-29-777"),
        (("export",), 2, "name one incident, or give --all"),
        (("export", "001", "--all"), 2, "name one incident, or give --all"),
        (("show", "001", "--nonsense"), 2, "--nonsense"),
        (("shwo", "001"), 2, "shwo"),
    ]:
        done = records.run(*args, check=False)
        assert done.returncode == status and words in done.stderr, (args, done)
        assert done.stderr.startswith("tocsin: ") and not done.stdout, (args, done)
