#!/usr/bin/env python3
"""Runs tocsin against the fault server, one fault after the other, and checks every promise.

    tests/slack/fault/run.py --binary build/dev/tocsin                  # each scenario, briefly
    tests/slack/fault/run.py --binary build/dev/tocsin --kills 20       # and kill -9
    tests/slack/fault/run.py --binary build/release/tocsin --only cuts --times 20
    tests/slack/fault/run.py --binary build/release/tocsin --only kills --kills 300
    tests/slack/fault/run.py --self-test
The last line counts the checks.
"""

import argparse
import pathlib
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import checker  # noqa: E402
import namespace  # noqa: E402
import selftest  # noqa: E402
from drive import Bot, Driver, forget, keep  # noqa: E402
from scenarios import SCENARIOS, heal, kills  # noqa: E402
from slack_server import ROOT, NoServer, Slack, build  # noqa: E402

INCIDENTS = 3


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/dev/tocsin")
    parser.add_argument("--only", nargs="*", help="scenarios; kills and dns are two of them")
    parser.add_argument("--part", default="1/1", metavar="N/M",
                        help="every M-th of them from the N-th on: parts can run side by side")
    parser.add_argument("--times", type=float, default=1, help="so many times as long")
    parser.add_argument("--kills", type=int, default=0, help="kill -9 at so many points")
    parser.add_argument("--long", action="store_true", help="the long scenarios as well")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", action="store_true", help="leave the folders behind")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--in-namespace", metavar="CA", help=argparse.SUPPRESS)
    return parser.parse_args()


def play(args, name, do, seconds, options):
    """(passed, failed) of one scenario; whatever ends it early is one failed check."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="slackfault-"))
    begin = time.monotonic()
    run, bot = None, None
    try:
        with Slack(options.get("tls")) as slack:
            slack.settings(seed=args.seed)
            bot = Bot(args.binary.resolve(), folder, slack, cadence=options.get("cadence"),
                      policies=ROOT / "deploy" / "policies")
            driver = Driver(bot, slack, args.seed)
            try:
                if options.get("prepared", True):
                    driver.prepare(options.get("incidents", INCIDENTS))
                do(driver, seconds)
                heal(driver)
                driver.settle(options.get("settle", 60))
                run = driver.result()
            finally:
                bot.end()
        passed, failed = checker.report(name, run, options.get("faults", ()))
    except Exception as error:  # whatever ended the run is the one failed test
        print(f"FAILED {name}: {type(error).__name__}: {error}")
        if bot and (folder / "log").exists():
            print(bot.logged())
        passed, failed = 0, 1
    commands = len(run["commands"]) if run else 0
    wrong = ", ".join(f"{n} {what}" for what, n in checker.faults(run).items()) if run else ""
    print(f"{'FAILED' if failed else 'ok    '} {name}: {commands} commands, "
          f"{time.monotonic() - begin:.0f} s ({wrong})", flush=True)
    if failed or args.keep:
        if run:
            keep(folder, run)
        print(f"       folder: {folder}")
    else:
        forget(folder)
    return passed, failed


def chosen(args):
    """(name, what it does, how long, options) of what shall run."""
    for name, (do, seconds, options) in SCENARIOS.items():
        if name in args.only if args.only else args.long or not options.get("long"):
            # Slack takes one post a second and channel, and people say more than that.
            settle = options.get("settle", 60) * max(1, args.times)
            yield name, do, seconds * args.times, {**options, "settle": settle}
    if args.kills and (not args.only or "kills" in args.only):
        yield "kills", kills, args.kills, {"settle": 300}
    if not args.only or "dns" in args.only:
        yield "dns", None, 8 * args.times, {}


def part(args):
    n, m = (int(number) for number in args.part.split("/"))
    return list(chosen(args))[n - 1 :: m]


def main():
    args = parse()
    if args.self_test:
        return selftest.main()
    try:
        build()
    except NoServer as error:
        print(f"SKIP Slack's faults: {error}")
        print(f"0 passed, 0 failed, {len(part(args))} skipped")
        return 0
    print(f"seed {args.seed}", flush=True)
    counts = []
    if args.in_namespace:
        counts.append(play(args, "dns", namespace.silent_names, 8 * args.times,
                           {"tls": (namespace.NAME, args.in_namespace), "prepared": False}) + (0,))
    else:
        for name, do, seconds, options in part(args):
            if name == "dns":
                counts.append(namespace.again(args))
            else:
                counts.append(play(args, name, do, seconds, options) + (0,))
    passed, failed, skipped = (sum(column) for column in zip(*counts))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
