"""Third-party servers, the recorder between, and the bot under test."""

import sys

import pytest

from parties import HERE, MODULES, Emulate, LocalSlack

sys.path.insert(0, str(HERE))

import blocks  # noqa: E402
import check_requests  # noqa: E402
from bot import Bot, manifest_of  # noqa: E402
from desk import OPENING, EmulateDesk, LocalDesk  # noqa: E402
from recorder import Recorder  # noqa: E402
from socket_mode import SocketMode  # noqa: E402


def pytest_collection_modifyitems(items):
    if not (MODULES / ".tocsin").exists():
        for item in items:
            item.add_marker(pytest.mark.skip(reason="tests/slack/install was not run"))


@pytest.fixture(scope="session")
def shapes():
    shapes = blocks.Shapes()
    yield shapes
    shapes.close()


def judge(shapes, requests):
    """Every request that left: its method, arguments, encoding, and its blocks."""
    wrong = []
    for request in requests:
        found = blocks.check_request(shapes, request)
        if check_requests.present():
            found += check_requests.check(request)
        if found:
            wrong.append((request.method or "response_url", found, request.body[:3000]))
    return wrong


@pytest.fixture
def local_slack(tmp_path):
    server = LocalSlack(tmp_path / "local-slack").start()
    yield server
    server.stop()


@pytest.fixture
def recorder(local_slack, shapes):
    """In front of local-slack."""
    recorder = Recorder(local_slack.base)
    yield recorder
    recorder.close()
    assert judge(shapes, recorder.requests) == []


@pytest.fixture
def bot(binary, tmp_path, local_slack, recorder):
    """tocsin at local-slack, connected."""
    bot = Bot(binary, tmp_path / "bot", recorder.base, announce=local_slack.announce,
              leadership=local_slack.leadership)
    bot.start()
    yield bot
    bot.end()


@pytest.fixture(scope="session")
def manifest(binary):
    return manifest_of(binary)


@pytest.fixture
def emulate(tmp_path, manifest):
    """The Web API that grants the manifest's scopes and no other."""
    server = Emulate(tmp_path / "emulate",
                     manifest["oauth_config"]["scopes"]["bot"]).start()
    yield server
    server.stop()


@pytest.fixture
def socket_mode():
    socket_mode = SocketMode()
    yield socket_mode
    socket_mode.close()


@pytest.fixture
def emulate_recorder(emulate, socket_mode, shapes):
    recorder = Recorder(emulate.base, socket_mode.url)
    yield recorder
    recorder.close()
    assert judge(shapes, recorder.requests) == []


@pytest.fixture
def local_desk(local_slack, bot):
    desk = LocalDesk(local_slack, bot)
    desk.wait_connected(2)
    return desk


@pytest.fixture
def local_incident(local_desk):
    """A desk with an incident, and all that opening one brings."""
    local_desk.name, local_desk.channel = local_desk.declare()
    local_desk.wait_post(local_desk.channel, OPENING)
    return local_desk


def started(binary, folder, server, socket_mode, recorder, **config):
    channels = [server.channel(name)["id"] for name in ("incidents", "leadership")]
    bot = Bot(binary, folder, recorder.base, *channels, **config)
    bot.start()
    return bot


@pytest.fixture
def begin(binary, tmp_path, emulate, socket_mode, emulate_recorder):
    """begin(**configuration): a desk with a bot that is connected."""
    bots = []

    def begin(**config):
        bot = started(binary, tmp_path / f"bot{len(bots)}", emulate, socket_mode,
                      emulate_recorder, **config)
        bots.append(bot)
        socket_mode.wait_connected(2)
        return EmulateDesk(emulate, socket_mode, emulate_recorder, bot)
    yield begin
    for bot in bots:
        bot.end()
    refused = [(request.method, request.answer) for request in emulate_recorder.requests
               if (request.answer or {}).get("error") == "missing_scope"]
    assert refused == [], "the manifest lacks a scope that tocsin needs"


@pytest.fixture
def emulate_desk(begin):
    return begin()
