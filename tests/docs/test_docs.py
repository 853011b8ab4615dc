"""What is written agrees with the program: README, man page, completion, --help."""

import re
import subprocess
import sys
import pathlib

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import sync  # noqa: E402

ROOT = sync.ROOT


def subcommands(binary):
    return re.findall(r"^  ([a-z]+) ", sync.run(binary, "--help"), re.M)


def options(binary, command):
    return re.findall(r"^  --([a-z-]+)", sync.run(binary, command, "--help"), re.M)


def test_documents_are_in_step(binary):
    parts = sync.sections(binary)
    held = [name for names in sync.DOCUMENTS.values() for name in names]
    assert sorted(held) == sorted(parts)
    for path in sync.DOCUMENTS:
        text = path.read_text()
        assert sync.synced(path, text, parts) == text, f"{path}: run tests/docs/sync.py BINARY"


def test_readme_is_read_in_one_go():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 250


def test_links_between_documents_lead_somewhere():
    for page in (*sync.DOCUMENTS, ROOT / "deploy/slack/README.md", ROOT / "tests/bench/README.md"):
        prose = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.S | re.M)
        for target in re.findall(r"\]\(([^)#:]+)\)", prose):
            assert (page.parent / target).exists(), f"{page}: {target}"


# ---- the call: --help, the man page and the operator's page say the same -----------------

COMMON = {"--config FILE", "--data DIR", "--help"}


class Call:
    """How a subcommand is called, as one of the three says it."""

    def __init__(self, words, options):
        self.words, self.options = list(words), list(options)

    @classmethod
    def of_help(cls, binary, command):
        text = sync.run(binary, command, "--help")
        first = re.match(rf"tocsin {command} ?(.*?) ?\[options\]", text).group(1)
        return cls(first.split(), re.findall(r"^  (--[a-z-]+(?: [A-Z]+)?)  ", text, re.M))

    @classmethod
    def of_usage(cls, usage):
        found = re.findall(r"\[(--[a-z-]+(?: [A-Z]+)?)\]", usage)
        return cls(re.sub(r"\[.*?\]", "", usage).split()[2:], found)

    @classmethod
    def of_man(cls, line):
        line = re.sub(r"\b(Oo|Oc|Op)\b ?", "", line)
        options = [f"-{name} {value}".strip()
                   for name, value in re.findall(r"Fl (-[a-z-]+)(?: Ar ([A-Z]+))?", line)]
        return cls(re.findall(r"Ar ([A-Z]+)", re.sub(r"Fl -[a-z-]+( Ar [A-Z]+)?", "", line)),
                   options)

    def own(self):
        return self.words, [o for o in self.options if o not in COMMON]


def man_page():
    """The line that says how each command is called, and what is common."""
    text = (ROOT / "deploy/man/tocsin.1").read_text().replace("\\\n", "")
    return {m.group(1): m.group(2) for m in re.finditer(r"^\.It Ic ([a-z]+)(.*)$", text, re.M)}, text


def operators_page():
    text = (ROOT / "deploy/README.md").read_text()
    return {m.group(1): m.group(0).strip("| `")
            for m in re.finditer(r"^\| `tocsin ([a-z]+)[^`]*`", text, re.M)}, text


def test_all_say_how_each_command_is_called(binary):
    man, _ = man_page()
    page, _ = operators_page()
    assert sorted(man) == sorted(page) == sorted(subcommands(binary))
    for command in subcommands(binary):
        call = Call.of_help(binary, command).own()
        assert Call.of_man(man[command]).own() == call, ("man page", command)
        assert Call.of_usage(page[command]).own() == call, ("deploy/README.md", command)


def test_all_say_which_options_are_common(binary):
    _, man = man_page()
    common = man[man.index("Options of every command"):]
    for option in ("config", "data"):
        without = {c for c in subcommands(binary) if option not in options(binary, c)}
        item = re.search(rf"^\.It Fl -{option} .*?(?=^\.It )", common, re.M | re.S).group(0)
        assert set(re.findall(r"^\.Ic ([a-z]+)", item, re.M)) == without, option


def exit_codes():
    """Those of cli.h."""
    text = (ROOT / "bot/cli/cli.h").read_text()
    return re.findall(r"^    EXIT_[A-Z]+ = (\d)", text, re.M)


def test_all_exit_codes_are_explained():
    _, man = man_page()
    _, page = operators_page()
    said = man[man.index(".Sh EXIT STATUS"):]
    assert re.findall(r"^(\d): ", said, re.M) == exit_codes()
    [row] = re.findall(r"^\| exit codes \| (.*) \|$", page, re.M)
    assert re.findall(r"(?:^|; )(\d) ", row) == exit_codes()
    # Who ends with 3 is named in both.
    for path in (ROOT / "bot/cli").glob("*.c"):
        name = re.search(r'^    \.name = "([a-z]+)"', path.read_text(), re.M)
        if name and "EXIT_FINDINGS" in path.read_text():
            assert f"`{name.group(1)}`" in row and name.group(1) in said, name.group(1)


def test_man_page_is_sound():
    done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", str(ROOT / "deploy/man/tocsin.1")],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


# ---- what is promised --------------------------------------------------------------------


def promises():
    """Rows of the table: [promise, how, tests, not promised]."""
    text = (ROOT / "README.md").read_text()
    table = re.search(r"^## What it promises.*?(^\|.*?)\n\n", text, re.M | re.S).group(1)
    head, rule, *rows = table.splitlines()
    assert [c.strip() for c in head.strip("|").split("|")] == [
        "promise", "how it is kept", "its test", "what it does not promise"]
    return [[c.strip() for c in row.strip("|").split("|")] for row in rows]


def has_test(path, name):
    text = (ROOT / path).read_text()
    if path.endswith(".py"):
        return re.search(rf"^def {name}\(", text, re.M)
    # A function that is in the list of its program, however that is written.
    return (re.search(rf"^static void {name}\(void \*\*", text, re.M)
            and len(re.findall(rf"\b{name}\b", text)) > 1)


def judges(text, path):
    """Is it a file that can fail: a test program, or one that runs and exits by what it saw?"""
    if path.endswith(".c"):
        return "cmocka_run_group_tests" in text and "assert_" in text
    return "def test_" in text and "assert " in text or "sys.exit(main())" in text


def test_each_promise_names_its_test():
    *rows, last = promises()
    assert len(rows) > 10 and last[0] == "*Not promised at all*" and last[3]
    for promise, how, tests, limit in rows:
        named = re.findall(r"`(tests/[^`:]+)(?:::([^`]+))?`", tests)
        assert how and named and limit, promise
        assert not re.sub(r"`[^`]+`", "", tests).strip(), (promise, tests)
        for path, name in named:
            assert (ROOT / path).is_file(), (promise, path)
            assert judges((ROOT / path).read_text(), path), (promise, path)
            assert not name or has_test(path, name), (promise, path, name)


def test_whatever_document_names_a_file_of_the_tests_it_is_there():
    for page in (*sync.DOCUMENTS, ROOT / "deploy/slack/README.md"):
        for path in re.findall(r"`(tests/[a-z_/]+(?:\.(?:py|c|h))?)", page.read_text()):
            assert (ROOT / path).exists(), f"{page}: {path}"


def test_completion_knows_everything(binary):
    script = ROOT / "deploy/completion/tocsin.bash"

    def complete(*words):
        line = " ".join(words)
        code = (f"source {script}; COMP_WORDS=({line}); "
                f"[ '{words[-1]}' = \"''\" ] && COMP_WORDS[{len(words) - 1}]=''; "
                f"COMP_CWORD={len(words) - 1}; _tocsin; echo \"${{COMPREPLY[@]}}\"")
        return subprocess.run(["bash", "-c", code], capture_output=True, text=True,
                              check=True).stdout.split()

    assert sorted(complete("tocsin", "''")) == sorted(subcommands(binary) + ["--help", "--version"])
    for command in subcommands(binary):
        offered = {o.strip("-") for o in complete("tocsin", command, "--")}
        assert offered == set(options(binary, command)), command


def test_version(binary):
    assert re.match(r"tocsin \d+\.\d+\.\d+$", sync.run(binary, "--version").strip())
