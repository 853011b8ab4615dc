"""What the process was given to run with: streams that are closed or full, few files, and
files that never end. A clear word, and never an end in good order that is none."""

import os
import pathlib
import re
import signal
import resource
import subprocess
import threading
import time

import pytest
import yaml

from test_life import CHANNEL, declare


def run(world, *args, preexec=None, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE):
    argv = world.argv(*args)
    if args[0] in ("drill", "manifest"):
        argv = [world.binary, *map(str, args)]  # these know no --data
    return subprocess.run(argv, stdin=stdin, stdout=stdout,
                          stderr=subprocess.PIPE, text=True, timeout=30, preexec_fn=preexec)


def closed(fd):
    return lambda: os.close(fd)


@pytest.fixture
def used(world):
    console = world.console()
    declare(console)
    assert console.say("update it burns", channel=CHANNEL)["saved"]
    assert console.close() == 0
    return world


@pytest.mark.parametrize("command", [
    ("list",), ("list", "--json"), ("show", "001"), ("export", "001"), ("export", "--all", "--json"),
    ("audit", "--all"), ("check",), ("check", "--options"), ("check", "--commands"), ("doctor",),
    ("doctor", "--json"), ("manifest", "slack"), ("list", "--help"),
    ("rebuild",), ("audit", "001"), ("restore", "--help"),
], ids=" ".join)
def test_a_full_disk_is_an_error(used, command):
    with open("/dev/full", "w") as full:
        done = run(used, *command, stdout=full)
    assert done.returncode == 1, done
    assert "standard output could not be written: No space left" in done.stderr, done


def test_a_full_disk_ends_a_drill(world):
    script = world.folder / "d.drill"
    script.write_text("@ 2025-09-29 10:00\nana #general> /inc declare sev1 x is down service=x\n")
    with open("/dev/full", "w") as full:
        done = run(world, "drill", script, stdout=full)
    assert done.returncode == 1 and "No space left" in done.stderr, done


@pytest.mark.parametrize("command", [("list",), ("show", "001"), ("export", "--all"),
                                     ("console", "--plain"), ("backup", "b"), ("check",)],
                         ids=" ".join)
def test_standard_output_closed(used, command):
    done = run(used, *command, stdout=None, preexec=closed(1))
    assert done.returncode == 1 and "standard output is closed" in done.stderr, done


def test_standard_input_closed(used):
    done = run(used, "console", "--plain", preexec=closed(0))
    assert done.returncode == 1 and "standard input is closed" in done.stderr, done
    assert "payments" in run(used, "list", preexec=closed(0)).stdout


def test_no_file_takes_the_place_of_a_closed_stream(used):
    """With standard error closed the first file that is opened would get the log."""
    done = run(used, "list", preexec=closed(2))
    assert "payments" in done.stdout and done.returncode == 0
    assert used.run("audit", "--all").returncode == 0
    assert "level=" not in (used.data / "lock").read_text()


def test_few_files(used):
    def few(soft, hard):
        return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    done = run(used, "list", preexec=few(8, 8))
    assert done.returncode == 1 and "may open 8 files" in done.stderr, done
    assert "ulimit -n" in done.stderr and len(done.stderr.splitlines()) == 1
    assert "payments" in run(used, "list", preexec=few(8, 1024)).stdout


# ---- what is read ---------------------------------------------------------------------


def fifo(path):
    os.mkfifo(path)
    return path


def quick(world, *args, **kwargs):
    start = time.monotonic()
    done = run(world, *args, **kwargs)
    assert time.monotonic() - start < 10
    return done


@pytest.mark.parametrize("where", ["config", "policy", "template", "token", "password", "drill",
                                   "restore"])
def test_a_pipe_that_nobody_writes(world, where):
    pipe = fifo(world.folder / "pipe")
    command = ("check",)
    if where == "config":
        world.config.unlink()
        fifo(world.config)
    elif where == "policy":
        world.configure(f"policy: {pipe}\n")
    elif where == "template":
        folder = world.folder / "templates"
        folder.mkdir()
        fifo(folder / "opened.mustache")
        world.configure(f"templates: {folder}\n")
    elif where == "token":
        world.configure("announce: []\nleadership: []\n"
                        f"slack: {{app_token_file: {pipe}, bot_token_file: {pipe}}}\n")
        command = ("run",)
    elif where == "password":
        world.configure(f"redis: {{url: 'unix:/nowhere', password_file: {pipe}}}\n")
        command = ("list",)
    else:
        command = (where, pipe)
    done = quick(world, *command)
    assert done.returncode in (1, 3, 4), done
    assert where != "drill" or "nobody wrote into it" in done.stderr, done
    assert "pipe" in done.stderr or "tocsin.yaml: is not a regular file" in done.stderr, done


def test_a_pipe_that_is_written_late(world):
    """Opened by the reader first, as a shell may do it."""
    pipe = fifo(world.folder / "pipe")
    child = subprocess.Popen([world.binary, "drill", pipe], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
    pipe.write_text("@ 2025-09-29 10:00\nana #general> /inc declare sev1 x is down service=x\n")
    out, err = child.communicate(timeout=60)
    assert child.returncode == 0 and "is open as" in out, (out, err)


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 50_000, "{a: " * 25_000, "? " * 50_000],
                         ids=["lists", "items", "maps", "keys"])
@pytest.mark.parametrize("where", ["config", "policy"])
def test_what_nests_without_end(world, text, where):
    deep = world.folder / "deep.yaml"
    deep.write_text(text)
    if where == "policy":
        world.configure(f"policy: {deep}\n")
        done = quick(world, "check")
    else:
        done = subprocess.run([world.binary, "check", "--config", deep], capture_output=True,
                              text=True, timeout=10)
    assert done.returncode == 3 and "nests deeper than" in done.stderr, done


TEMPLATES = {
    "includes itself": ({"opened": "{{> opened}}"},
                        "opened.mustache includes itself: opened > opened"),
    "in a circle": ({"opened": "{{> a}}", "a": "x {{#s}}{{> b}}{{/s}}", "b": "{{> a}}"},
                    "a.mustache includes itself: a > b > a"),
    "not there": ({"opened": "{{> subjekt}}"},
                  "opened.mustache includes {{> subjekt}}, and there is no such template; "
                  "did you mean subject"),
    "misnamed": ({"openned": "hello"},
                 "openned.mustache: there is no message of this name and no template includes "
                 "it; did you mean opened"),
    "of no use": ({"zzz": "hello"}, "zzz.mustache: there is no message of this name"),
}


@pytest.mark.parametrize("case", TEMPLATES)
def test_templates_that_do_not_fit(world, case):
    texts, words = TEMPLATES[case]
    folder = world.folder / "templates"
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.mustache").write_text(text)
    world.configure(f"templates: {folder}\n")
    done = quick(world, "check")
    assert done.returncode == 3 and words in done.stderr, done


@pytest.mark.parametrize("name, words", [
    ("opened.txt", "opened.txt is not used: call it opened.mustache"),
    ("opened", "opened is not used: call it opened.mustache"),
    ("en/", "name the folder of your language"),
])
def test_files_that_look_like_templates(world, name, words):
    folder = world.folder / "templates"
    folder.mkdir()
    path = folder / name
    path.mkdir() if name.endswith("/") else path.write_text("x")
    world.configure(f"templates: {folder}\n")
    done = quick(world, "check")
    assert done.returncode == 3 and words in done.stderr, done


def test_templates_of_ones_own(world):
    folder = world.folder / "templates"
    folder.mkdir()
    (folder / "opened.mustache").write_text("OWN {{> mine}}{{> subject}}")
    (folder / "mine.mustache").write_text("mine")
    for other in ("README.md", ".opened.mustache.swp", "opened.mustache~"):
        (folder / other).write_text("{{broken")
    world.configure(f"templates: {folder}\n")
    done = quick(world, "check")
    assert done.returncode == 0 and f"templates {folder}: 2 of your own, fine" in done.stdout, done


def test_a_reader_that_goes_is_named(used):
    """In the middle of what it reads; not that it went well."""
    child = subprocess.Popen(used.argv("console", "--json"), stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for i in range(600):
        child.stdin.write('{"id":"k%d","user":"ana","channel":"#general","text":"help %s"}\n'
                          % (i, "x" * 200))
        if i == 0:  # it answers, and from now on nobody reads
            child.stdin.flush()
            assert child.stdout.readline()
    child.stdin.flush()
    time.sleep(1)
    child.stdout.close()
    said = child.stderr.read()
    assert child.wait(30) == 1 and 'console.output why="Broken pipe"' in said, said


# ---- what is shown --------------------------------------------------------------------

FORGED = "down\n   9  2025-09-29 10:00 resolved by ana\u2028  10 gone\u200f\u200e\u061c\u202eend\x85x"


def test_text_of_people_forges_no_line(world):
    console = world.console()
    console.request(user="ana", channel="#general", text=f"declare sev1 {FORGED}")
    console.quiet()
    assert console.say(f"note {FORGED}", channel=CHANNEL)["saved"]
    console.close()
    shown = world.run("show", "001").stdout
    for lines in (shown, world.run("list").stdout):
        assert not set(lines) & set("\u2028\u2029\x85\u200e\u200f\u061c\u202e"), repr(lines)
        assert not [line for line in lines.split("\n") if line.startswith(("   9  2025", "  10 gone"))]
    noted = [line for line in shown.split("\n") if "note" in line and "end" in line]
    assert len(noted) == 1 and "resolved by ana" in noted[0], shown
    assert len(world.run("list").stdout.splitlines()) == 1


# ---- bounds ---------------------------------------------------------------------------


def accepted(child, lines):
    """How many bytes of the lines a child takes while nobody reads what it says; half of
    them is more than it should."""
    os.set_blocking(child.stdin.fileno(), False)
    data, sent, quiet_since = b"".join(lines), 0, time.monotonic()
    while time.monotonic() - quiet_since < 3 and sent <= len(data) // 2:
        try:
            sent += os.write(child.stdin.fileno(), data[sent:sent + 65536])
            quiet_since = time.monotonic()
        except BlockingIOError:
            time.sleep(0.02)
    os.set_blocking(child.stdin.fileno(), True)
    return sent


@pytest.mark.parametrize("mode", ["--json", "--plain"])
def test_commands_into_a_pipe_that_nobody_reads(world, mode):
    n = 4_000 if mode == "--json" else 60_000
    if mode == "--json":
        lines = [b'{"id":"k%d","user":"ana","channel":"#general","text":"help %s"}\n'
                 % (i, b"x" * 200) for i in range(n)]
    else:
        lines = [b"/who\n"] * n
    child = subprocess.Popen(world.argv("console", mode), stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    sent = accepted(child, lines)
    total = sum(map(len, lines))
    if sent > total // 2:
        child.kill()
    assert sent <= total // 2, "it reads on and keeps all answers in memory"
    status = pathlib.Path(f"/proc/{child.pid}/status").read_text()
    [rss] = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")]
    assert rss < 300 * 1024, f"{rss} KB"
    # When somebody reads again it goes on, and loses nothing.
    rest = b"".join(lines)[sent:]
    threading.Thread(target=lambda: (child.stdin.write(rest), child.stdin.close()),
                     daemon=True).start()
    answers = 0
    for line in child.stdout:
        answers += line.startswith(b'{"') and b'"id":"k' in line or line.startswith(b"you #general> ")
    assert child.wait(60) == 0 and answers == n, answers


def drill(world, text, *options, timeout=60):
    script = world.folder / "x.drill"
    script.write_text(text)
    return subprocess.run([world.binary, "drill", script, *options], capture_output=True, text=True,
                          timeout=timeout)


@pytest.mark.parametrize("steps", ["+401d\n", "+200d\n+200d\n+200d\n", "@ 2099-01-01 10:00\n",
                                   "+3000d\n"])
def test_a_drill_over_years_is_refused(world, steps):
    done = drill(world, "@ 2025-09-29 10:00\nana #general> /inc declare sev1 x service=x\n" + steps)
    assert done.returncode == 1 and "a transcript lasts at most 400 days" in done.stderr, done
    assert re.search(r"x\.drill:\d+: ", done.stderr), done


def test_a_step_that_does_not_end_is_named(world):
    """Each reminder of most of a year: nobody waits for that."""
    start = time.monotonic()
    done = drill(world, "@ 2025-09-29 10:00\nana #general> /inc declare sev1 x service=x\n+390d\n",
                 "--patience", "1")
    assert done.returncode == 1 and time.monotonic() - start < 30
    assert "x.drill:3: this step did not end within 1 s" in done.stdout, done.stdout[-500:]
    for wrong in ("0", "x", "99999"):
        bad = drill(world, "@ 2025-09-29 10:00\n", "--patience", wrong)
        assert bad.returncode == 2 and "--patience" in bad.stderr, bad


def test_a_clock_moves_400_days_at_once_at_most(world):
    console = world.console()
    far = console.request(clock=401 * 86_400_000)
    assert far["type"] == "error" and "400 days" in far["text"], far
    done = subprocess.run(world.argv("console", "--plain", "--clock", "virtual", data=world.folder / "b"),
                          input="/clock +401d\n", capture_output=True, text=True, timeout=30)
    assert "at most 400 days at once" in done.stdout, done


def test_a_killed_drill_leaves_nothing_behind(world):
    script = world.folder / "x.drill"
    script.write_text("@ 2025-09-29 10:00\nana #general> /inc declare sev1 x service=x\n+300d\n")
    # Nobody reads: it stands still in its first steps.
    child = subprocess.Popen([world.binary, "drill", script], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
    assert child.stdout.readline()
    children = pathlib.Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
    assert len(children) == 1
    name = pathlib.Path(f"/proc/{children[0]}/comm").read_text().strip()
    assert name == "redis-server", name
    folder = pathlib.Path(os.readlink(f"/proc/{children[0]}/cwd"))
    assert folder.name.startswith("tocsin-drill-")
    child.kill()
    child.communicate()
    end = time.monotonic() + 10
    while pathlib.Path(f"/proc/{children[0]}").exists():
        state = pathlib.Path(f"/proc/{children[0]}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "Z":
            break
        assert time.monotonic() < end, "its Redis lives on"
        time.sleep(0.05)
    assert folder.exists()
    # What a Redis leaves that was killed while it wrote its file anew, for the second time.
    (folder / "temp-rewriteaof-bg-77.aof").write_text("half")
    (folder / "appendonlydir" / "appendonly.aof.2.base.rdb").write_text("x")
    never = folder.with_name("tocsin-drill-x" + folder.name[-5:])  # killed before it had a lock
    never.mkdir(mode=0o700)
    assert drill(world, "@ 2025-09-29 10:00\n").returncode == 0
    assert not folder.exists(), "the next drill removes what is left"
    assert never.exists(), "it may be about to begin"
    os.utime(never, (1, 1))
    assert drill(world, "@ 2025-09-29 10:00\n").returncode == 0
    assert not never.exists()


def test_a_reload_is_bounded_as_well(world):
    """SIGHUP reads on the thread of the bot: what holds it up would hold up everybody."""
    console = world.console(clock=None)
    declare(console)
    good = world.config.read_text()
    for i, bad in enumerate(("[" * 100_000, None)):
        if bad is None:
            world.config.unlink()
            fifo(world.config)
        else:
            world.config.write_text(bad)
        console.child.send_signal(signal.SIGHUP)
        end = time.monotonic() + 10
        while console.logged().count("event=reload.refused") <= i:
            assert time.monotonic() < end, console.logged()
            time.sleep(0.05)
        assert "payments" in console.say("list")["text"]
    world.config.unlink()
    world.config.write_text(good)
    assert console.close() == 0


def test_a_record_of_forged_text_is_one_document(world):
    console = world.console()
    console.request(user="ana", channel="#general", text=f"declare sev1 {FORGED}")
    console.close()
    text = world.run("export", "001").stdout
    record = yaml.safe_load(text)
    assert record["incident_id"].startswith("INC-")
    assert not set(text) & set("\u2028\u2029\x85"), "a line break in a plain scalar"


def test_an_option_takes_what_its_row_says(world):
    """A wrong word is answered with those that there are; a moment is read."""
    for wrong in ("x", "virtual=", "virtual=noon", "virtualx", "real=2025-09-29T10:00:00Z"):
        done = subprocess.run(world.argv("console", "--json", "--clock", wrong),
                              capture_output=True, text=True)
        assert done.returncode == 2, wrong
        assert "--clock is real, virtual or virtual=2025-09-29T10:00:00Z" in done.stderr
    told = subprocess.run([world.binary, "console", "--help"], capture_output=True, text=True)
    assert "virtual=TIME (UTC, ISO 8601) (default: real)" in told.stdout
