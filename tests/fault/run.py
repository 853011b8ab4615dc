#!/usr/bin/env python3
"""Kills the bot and its Redis while commands stream in, and checks every promise.

    tests/fault/run.py --binary build/dev/tocsin --kills 25 --redis-kills 6 --stalls 2
    tests/fault/run.py --binary build/release/tocsin --long
    tests/fault/run.py --self-test
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import checker  # noqa: E402
import selftest  # noqa: E402
from console import export_all  # noqa: E402
from drive import ANNOUNCE, Driver  # noqa: E402


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--binary", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--kills", type=int, default=25, help="kill -9 of the bot")
    parser.add_argument("--redis-kills", type=int, default=6, help="some with the bot")
    parser.add_argument("--stalls", type=int, default=2, help="SIGSTOP of Redis, 3 to 6 s")
    parser.add_argument("--rights", type=int, default=2, help="a right of the bot's is taken away")
    parser.add_argument("--emptied", type=int, default=1, help="FLUSHALL under load")
    parser.add_argument("--older", type=int, default=2, help="set back to an older copy")
    parser.add_argument("--long", action="store_true",
                        help="1000 kills, 100 of Redis, 20 stalls, 20 rights, 5 emptied, 20 older")
    parser.add_argument("--keep", action="store_true", help="leave the data folder behind")
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    if args.long:
        args.kills, args.redis_kills, args.stalls, args.rights = 1000, 100, 20, 20
        args.emptied, args.older = 5, 20
    if not args.self_test and not args.binary:
        parser.error("--binary is needed")
    return args


def tocsin(args, driver, *words):
    argv = [str(args.binary), *words, "--data", str(driver.data), "--config", str(driver.config)]
    return subprocess.run(argv, stdout=subprocess.PIPE, text=True, timeout=600)


def play(args, folder):
    driver = Driver(args.binary, folder, args.seed)
    try:
        driver.prepare()
        driver.faults(args.kills, args.redis_kills, args.stalls, args.rights, args.emptied,
                      args.older)
        driver.settle()
    finally:
        if driver.console and driver.console.child.poll() is None:
            # End of input first, so that the bot stops its Redis.
            driver.console.close(timeout=20)
    print(f"{len(driver.commands)} commands, {len(driver.posts)} posts, "
          f"{driver.redis_killed} kills of Redis, {driver.stalled} stalls, "
          f"{driver.denied} rights taken away, {len(driver.losses)} stores exchanged")
    # What is lost is named until somebody has seen it; then all is well.
    lost = tocsin(args, driver, "audit", "--all")
    tocsin(args, driver, "rebuild", "--forget").check_returncode()
    return {
        "announce": ANNOUNCE,
        "commands": driver.commands,
        "posts": driver.posts,
        "exits": driver.exits,
        "losses": driver.losses,
        "declared": driver.declared,
        "audit_lost": {"status": lost.returncode, "text": lost.stdout},
        "records": export_all(args.binary, driver.data, driver.config),
        "audit": tocsin(args, driver, "audit", "--all").returncode,
    }


def main():
    args = parse()
    if args.self_test:
        return selftest.main()
    print(f"seed {args.seed}", flush=True)
    # A unix socket's path is short: the folder must be, too.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fault-"))
    passed, failed = 0, 1
    try:
        passed, failed = checker.report(play(args, folder))
    except Exception as error:  # whatever ended the run is the one failed test
        print(f"FAILED {type(error).__name__}: {error}")
    if args.keep or failed:
        print(f"data folder: {folder}")
    else:
        shutil.rmtree(folder)
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
