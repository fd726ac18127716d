"""What the tests of the Python package share: a journal, a sandbox and clients without waits."""

import pytest

import mateo
from mateo.testing import Sandbox


@pytest.fixture
def journal(tmp_path):
    return tmp_path / "mateo.db"


@pytest.fixture
def connect(mateo_sandbox, journal):
    """Opens clients of the sandbox; all are closed at the end of the test."""
    clients = []

    def connect(**options):
        clients.append(mateo.Client(**{**quick(mateo_sandbox), "journal": journal, **options}))
        return clients[-1]

    yield connect
    for client in clients:
        client.close()


@pytest.fixture
def client(connect):
    return connect()


@pytest.fixture
def slow_sandbox():
    """A sandbox that works on imports for so long that a run never ends by itself."""
    with Sandbox(processing_ms=3_600_000) as sandbox:
        yield sandbox


def quick(sandbox):
    """The options of a client that waits for nothing."""
    return {"api_key": sandbox.api_key, "base_url": sandbox.url, "requests_per_second": 0, "requests_per_day": 0,
            "entities_per_day": 0, "first_poll": 0.01, "longest_poll": 0.05}


def contacts(count):
    return [{"external_id": f"C-{number}", "full_name": f"Änne {number}"} for number in range(1, count + 1)]
