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


def sources():
    """C files of the program, without comments."""
    for folder in ("bot", "commands", "adapters", "include"):
        for path in sorted((ROOT / folder).rglob("*.[ch]")):
            text = path.read_text()
            yield path, re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), text, flags=re.S)


def test_redis_keys_are_spelled_once():
    """Only keys.h knows what a key is called: a spelled one elsewhere could become another."""
    header = ROOT / "include/tocsin/keys.h"
    keys = re.findall(r'^#define KEY_\w+ "([^"]+)"', header.read_text(), re.M)
    table_rows = sync.keys().splitlines()
    assert len(keys) == len(set(keys)) == len(table_rows), "each key needs a comment"
    begins = "|".join(re.escape(k) for k in keys if k.endswith(":"))
    whole = "|".join(re.escape(k) for k in keys if not k.endswith(":"))
    takes = (r"ops_write\(&?[\w>.-]+,|ops_check\([^;\"]*?,\s*CHECK_\w+,|write_words\([\w>.-]+,|"
             r"database_(?:ask|members)\([^;\"]*?,|blob_of\(|word\(|aside_(?:key|member)\([^;\"]*?,|"
             r"\(key,|set_score\(&?\w+,|remove_from\(&?\w+,|(?:found|check_list|ask)\(compare,")
    spelled = re.compile(rf'"(?:{begins})|"(?:t:{{|quarantine:)|(?:{takes})\s*"(?:{whole})"')
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path, text in sources()
             if path not in (header, ROOT / "bot/core/lane.c")  # their names begin as keys do
             for match in spelled.finditer(text)]
    assert not found, "use include/tocsin/keys.h: " + "; ".join(found)


def test_no_reason_is_called_success():
    """strerror(0) is "Success", of which nobody wants to read in an error (base/reason.h)."""
    bare = [path for path, text in sources() if re.search(r"(?<!\w)strerror\(", text)]
    assert not bare, bare


def imports():
    """Which file (a .c and its .h are one) includes which, of the program's own."""
    places = {path: path.with_suffix("") for folder in ("bot", "commands", "adapters", "include")
              for path in (ROOT / folder).rglob("*.[ch]")}
    edges = {place: set() for place in places.values()}
    for path, place in places.items():
        for name in re.findall(r'^#include "([^"]+)\.h"', path.read_text(), re.M):
            near = (ROOT / "bot" / name, ROOT / "include" / name, ROOT / "adapters" / name,
                    path.parent / name)
            edges[place] |= {other for other in near if other in edges and other != place}
    return edges


def circles(edges):
    """Sets of files each of which leads to each other (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in edges[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            found.append(frozenset(stack[at:]))
            del stack[at:]

    for node in edges:
        if node not in index:
            visit(node)
    return {circle for circle in found if len(circle) > 1}


def named_circles():
    """Rows of the table in bot/README.md: `folder/file other…`, and why that may be."""
    text = (ROOT / "bot/README.md").read_text()
    for files, why in re.findall(r"^\| `([a-z_]+/[a-z_/ ]+)` \| (.+) \|$",
                                 text[text.index("## Circles"):], re.M):
        first, *others = files.split()
        folder = ROOT / ("" if first.startswith("adapters/") else "bot") / first
        assert why.strip()
        yield frozenset([folder, *(folder.parent / other for other in others)])


def test_circles_are_found():
    assert circles({1: {2}, 2: {3}, 3: {1}, 4: {1}}) == {frozenset({1, 2, 3})}
    assert circles({1: {2}, 2: {3}, 3: set()}) == set()
    assert circles({1: {2}, 2: {1, 3}, 3: {4}, 4: {3}}) == {frozenset({1, 2}), frozenset({3, 4})}
    edges = imports()
    assert ROOT / "bot/core/incident" in edges[ROOT / "bot/core/fold"]
    assert ROOT / "include/tocsin/store" in edges[ROOT / "bot/io/redis_store"]


def test_files_include_each_other_in_no_circle_but_the_named():
    def shown(some):
        return sorted(" ".join(sorted(str(f.relative_to(ROOT)) for f in c)) for c in some)

    found, named = circles(imports()), list(named_circles())
    assert len(named) == len(set(named))
    assert not found - set(named), f"not in bot/README.md: {shown(found - set(named))}"
    assert not set(named) - found, f"gone: take out of bot/README.md: {shown(set(named) - found)}"


def levels():
    """The drawing of bot/README.md: file of bot/runtime -> its level."""
    text = (ROOT / "bot/README.md").read_text()
    drawing = text.split("<!-- begin levels -->")[1].split("<!-- end levels -->")[0]
    found, level = {}, 0
    for line in drawing.strip().strip("`").strip("\n").splitlines():
        row = re.match(r"(\d)  [a-z ]{9}  (.*)", line) or re.match(r"( )  [a-z ]{9}  (.*)", line)
        level = int(row[1]) if row[1] != " " else level
        for name in re.findall(r"[a-z_]+", row[2]):
            assert name not in found, f"{name} stands in two rows"
            found[name] = level
    return found


def test_a_file_of_the_runtime_includes_none_of_a_higher_level():
    runtime, level = ROOT / "bot/runtime", levels()
    edges = {place.name: {other.name for other in others if other.parent == runtime}
             for place, others in imports().items() if place.parent == runtime}
    assert set(level) == set(edges), set(level) ^ set(edges)
    assert len(set(level.values())) == max(level.values()) > 5
    upwards = [f"{name} includes {other}.h, which is higher" for name, others in edges.items()
               for other in others if level[other] > level[name]]
    assert not upwards, upwards


OTHER_HEADERS = {  # whose functions are declared elsewhere, and why
    "bot/base/utf8.c": "bot/base/text.h",  # what a text needs has one header: nearly every
    "bot/base/utc.c": "bot/base/text.h",  # file includes it
    "bot/base/duration.c": "bot/base/text.h",
    "bot/base/tree.c": "include/tocsin/tree.h",  # a contract, which adapters use as well
    # private to the module: its files call each other both ways
    "bot/io/ws_frames.c": "bot/io/ws_internal.h", "bot/io/ws_socket.c": "bot/io/ws_internal.h",
    "bot/io/ws_target.c": "bot/io/ws_internal.h", "bot/io/ws_lws.c": "bot/io/ws_internal.h",
}


def functions_offered(text):
    """Names of the functions that a .c defines for others."""
    return re.findall(r"^(?!static )[a-z][\w *]*?\b(\w+)\([^;{]*\) \{$", text, re.M)


def test_what_a_file_offers_stands_in_its_own_header():
    """Else nobody finds it, and a header could show a lower file what a higher one does."""
    texts = {str(path.relative_to(ROOT)): text for path, text in sources()}
    homeless = []
    for path, text in texts.items():
        if not path.startswith("bot/") or not path.endswith(".c") or path == "bot/main.c":
            continue
        header = OTHER_HEADERS.get(path, path[:-1] + "h")
        homeless += [f"{path}: {name} is not in {header}" for name in functions_offered(text)
                     if not re.search(rf"\b{name}\(", texts.get(header, ""))]
    assert not homeless, homeless
    assert set(OTHER_HEADERS) <= set(texts), "gone: take them out"


def test_functions_that_are_offered_are_found():
    texts = {path.name: text for path, text in sources()}
    assert "args_parse" in functions_offered(texts["args.c"])
    assert functions_offered("static int a(void) {\n}\n\nchar *b(int x,\n        int y) {\n}\n") == ["b"]


FLOORS = {  # of adapters/slack: the floors that each stands on; callbacks come up
    "api": {"api", "codec", "shared", "options"}, "codec": {"codec"},
    "in": {"in", "api", "codec", "shared"}, "out": {"out", "api", "codec", "shared"},
    "shared": {"options"}, "options": set(), "section": {"section"},
    "slack": {"slack", "in", "out", "api", "codec", "shared", "options"},
    "network": {"network", "section", "slack"},
}


def test_floors_of_an_adapter_stand_on_those_below():
    floors = {path: re.match("[a-z]+", path.name)[0] for path in
              (ROOT / "adapters/slack").glob("*.[ch]")}
    assert set(floors.values()) == set(FLOORS)
    wrong = [f"{path.name}: {name}.h" for path, floor in floors.items()
             for name in re.findall(r'^#include "([a-z_]+)\.h"', path.read_text(), re.M)
             if name.split("_")[0] not in FLOORS[floor]]
    assert not wrong, wrong
    headers = {path.stem for path in floors if path.suffix == ".h"}
    homeless = {path.stem for path in floors if path.suffix == ".c"} - headers
    assert not homeless, homeless


def test_kinds_of_the_tree_are_known_in_one_place():
    """A renderer switches over enum tree_kind: who compares the stored words misses a new one."""
    knows = ("bot/base/tree.c", "bot/core/entry_bytes.c")  # an entry has a "k" too: its own kind
    word = re.compile(r'jsonx_string\([^;"]*, "k"|json_object_get\([^;"]*, "k"|"k", "')
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path, text in sources()
             if str(path.relative_to(ROOT)) not in knows for match in word.finditer(text)]
    assert not found, f"use tocsin/tree.h: {found}"


NO_ADDRESS = {  # a colon that is none of an address
    "bot/base/address.c": 9,
    "bot/core/args_at.c": 2, "commands/update.c": 1,                     # "14:30"
    "bot/io/ws_lws.c": 1, "bot/io/ws_target.c": 1, "bot/io/redis_conn.c": 1,  # host:port
    "adapters/console/codec_layout.c": 1,                                # "Label: value"
    "adapters/slack/codec_events.c": 1, "adapters/slack/codec_typed.c": 3,  # emoji, links
    "adapters/matrix/codec_pills.c": 2, "adapters/matrix/codec_ids.c": 2,  # "@user:server"
}


def test_addresses_are_taken_apart_in_one_place():
    """Ids of Matrix hold colons: whoever looks for one by hand finds the wrong one."""
    apart = re.compile(r"(?:str|mem)r?chr\([^;=&|]*?':'|strc?spn\([^;]*?\":\"|\"%s:%s|%\.\*s:@?%s|"
                       r"_NETWORK \":\"(?!%)")
    found = {}
    for path, text in sources():
        n = len(apart.findall(text))
        if n > NO_ADDRESS.get(str(path.relative_to(ROOT)), 0):
            found[str(path.relative_to(ROOT))] = apart.findall(text)
    assert not found, f"use base/address.h: {found}"


def test_kinds_of_deliveries_are_told_apart_in_one_place():
    """core/delivery_rules.c has a row for each: a new kind must not be missed elsewhere."""
    apart = re.compile(r'[!=]= DELIVERY_(?!KINDS)|case DELIVERY_|"kind", [^)]*\), "')
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path, text in sources()
             if "bot" in path.relative_to(ROOT).parts and path.name != "entry_words.c"
             for match in apart.finditer(text)]
    assert not found, f"use core/delivery_rules.h: {found}"


def test_marks_and_fields_of_refs_are_taken_apart_in_one_place():
    """core/shown.h has their grammar; adapters see the slot of a delivery alone."""
    spelled = re.compile(r'"(?:root@|did:|buttons:)|%s@%s(?!%s")|SLOT_BUTTONS')
    knows = ("bot/core/shown.c", "bot/core/lane.c", "include/tocsin/delivery.h")
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path, text in sources()
             if str(path.relative_to(ROOT)) not in knows and "adapters" not in path.parts
             for match in spelled.finditer(text)]
    assert not found, f"use core/shown.h: {found}"


def test_one_thing_has_one_wording():
    """Whoever is told "send it again" in one place and "type it again" in another looks for
    the difference."""
    other = re.compile(r'[Tt](?:ype|ry) (?:it |this )?again(?! later)|[Ss]end this again')
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path, text in sources()
             if not path.is_relative_to(ROOT / "bot/cli") for match in other.finditer(re.sub(r'"\s+"', "", text))]
    assert not found, f"it is: send it again: {found}"


NAMES_A_NETWORK = {
    "bot/io/config_options.c",  # the terminal's places, before anybody wrote any
    "bot/cli/console.c",  # a subcommand of that name
}


def test_networks_are_named_in_their_own_files_alone():
    """Whoever branches on a network's name forgets the next one: ask what it can."""
    names = "|".join(path.name for path in (ROOT / "adapters").iterdir() if path.is_dir())
    named = re.compile(rf'"(?:{names})(?:"|:(?!ana"))|->(?!console)(?:{names})\b')
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path, text in sources()
             if not path.is_relative_to(ROOT / "adapters")
             and str(path.relative_to(ROOT)) not in NAMES_A_NETWORK
             for match in named.finditer(text)]
    assert not found, f"use core/network.h or tocsin/network.h: {found}"


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
