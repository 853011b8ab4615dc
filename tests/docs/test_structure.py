"""The code keeps its structure: who includes whom, and each idea in one place."""

import re
import sys
import pathlib

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import sync  # noqa: E402

ROOT = sync.ROOT


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


def test_memory_comes_from_one_place():
    """base/mem.h: whoever allocates by hand forgets one day to look at what came."""
    by_hand = re.compile(r"(?<![\w.>])(?:m|c|re)alloc(?:array)?\(|(?<!\w)(?:strn?dup|v?asprintf)\(")
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path, text in sources()
             if path != ROOT / "bot/base/mem.c" for match in by_hand.finditer(text)]
    assert not found, f"use base/mem.h: {found}"


def test_whoever_ends_the_program_says_why():
    """What is left beside base/mem.h is a mistake of the program, or of a library."""
    silent = [f"{path.relative_to(ROOT)}:{n}" for path, _ in sources()
              for n, line in enumerate(path.read_text().splitlines(), 1)
              if "abort();" in line and "/*" not in line
              and path.name not in ("mem.c", "hash.c")]  # the head of the file says it
    assert not silent, f"mem_got(), or a comment: {silent}"


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
    "bot/main.c": None,  # main()
}


def functions_offered(text):
    """Names of the functions that a .c defines for others."""
    return re.findall(r"^(?!static )[a-z][\w *]*?\b(\w+)\([^;{]*\) \{$", text, re.M)


def test_what_a_file_offers_stands_in_its_own_header():
    """Else nobody finds it, and a header could show a lower file what a higher one does."""
    texts = {str(path.relative_to(ROOT)): text for path, text in sources()}
    homeless = []
    for path, text in texts.items():
        header = OTHER_HEADERS.get(path, path[:-1] + "h")
        if not path.endswith(".c") or not header:
            continue
        homeless += [f"{path}: {name} is not in {header}" for name in functions_offered(text)
                     if not re.search(rf"\b{name}\(", texts.get(header, ""))]
    assert not homeless, homeless
    assert set(OTHER_HEADERS) <= set(texts), "gone: take them out"
    assert {path.split("/")[0] for path in texts} == {"bot", "commands", "adapters", "include"}


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
