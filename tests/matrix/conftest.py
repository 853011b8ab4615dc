"""Homeservers, people at their clients, and the bot under test."""

import sys

import pytest

from parties import BIN, HERE, VENV, Dendrite, Synapse

sys.path.insert(0, str(HERE))

INSTALLED = (VENV / ".tocsin").exists() and (BIN / "python").exists()
WHY_NO_DENDRITE = VENV / "no-dendrite"

if INSTALLED:
    from bot import Bot  # noqa: E402
    from person import Person  # noqa: E402


def pytest_collection_modifyitems(items):
    for item in items:
        if not INSTALLED:
            item.add_marker(pytest.mark.skip(reason="tests/matrix/install was not run"))
        elif "dendrite" in item.nodeid.lower() and not (BIN / "dendrite").exists():
            why = WHY_NO_DENDRITE.read_text() if WHY_NO_DENDRITE.exists() else "not installed"
            item.add_marker(pytest.mark.skip(reason=f"no Dendrite: {why.strip()}"))


SERVERS = {"synapse": Synapse, "dendrite": Dendrite}


@pytest.fixture(scope="session")
def shared_servers(tmp_path_factory):
    """One of each kind for all tests that leave it as it is; started when first wanted."""
    running = {}

    def server(kind):
        if kind not in running:
            running[kind] = SERVERS[kind](tmp_path_factory.mktemp(kind)).start()
        return running[kind]
    yield server
    for one in running.values():
        one.stop()


@pytest.fixture(params=list(SERVERS))
def server(request, shared_servers):
    """Each of the homeservers in turn."""
    return shared_servers(request.param)


@pytest.fixture
def synapse(shared_servers):
    return shared_servers("synapse")


@pytest.fixture
def own_server(tmp_path):
    """own_server(Synapse, limits=True): one that the test may kill, or that is set up otherwise."""
    running = []

    def begin(kind, **config):
        running.append(kind(tmp_path / f"server{len(running)}", **config).start())
        return running[-1]
    yield begin
    for one in running:
        one.stop()


_count = iter(range(1, 10_000))


@pytest.fixture
def people(tmp_path):
    """people(server, "ana", "bo"): new users that nobody else has, each at a client."""
    made = []

    def people(server, *names):
        number = next(_count)
        users = [f"{name}{number}" for name in names]
        for user in users:
            server.register(user)
            made.append(Person(server, user, tmp_path))
        return made[-len(users):]
    yield people
    for one in made:
        one.close()


@pytest.fixture
def begin(binary, tmp_path):
    """begin(server, announce=[...], **matrix): tocsin, started; a user of its own each."""
    bots = []

    def begin(server, user=None, start=True, **config):
        user = user or server.register(f"tocsin{next(_count)}")
        bot = Bot(binary, tmp_path / f"bot{len(bots)}", server, user, **config)
        bots.append(bot)
        return bot.start() if start else bot
    yield begin
    for bot in bots:
        bot.end()
