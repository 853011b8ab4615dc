"""Where the program under test is."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]


def pytest_addoption(parser):
    parser.addoption("--binary", default=str(ROOT / "build" / "dev" / "tocsin"))
