"""Where the program under test is, and a bot on a Slack that can fail."""

import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE))

from drive import Bot, Driver  # noqa: E402
from slack_server import NoServer, Slack, build  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--binary", default=str(ROOT / "build" / "dev" / "tocsin"))


@pytest.fixture
def fault(request, tmp_path):
    """Makes (driver, slack) of the options of a Bot, which is not started yet."""
    binary = pathlib.Path(request.config.getoption("--binary")).resolve()
    try:
        build()
    except NoServer as error:
        pytest.skip(str(error))
    with Slack() as slack:
        bots = []

        def make(**options):
            bots.append(Bot(binary, tmp_path, slack, policies=ROOT / "deploy" / "policies",
                            **options))
            driver = Driver(bots[-1], slack, 1)
            driver.watch = False
            return driver, slack
        try:
            yield make
        finally:
            for bot in bots:
                bot.end()
