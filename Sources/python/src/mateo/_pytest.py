"""The fixture of `mateo.testing` for pytest."""

from __future__ import annotations

from typing import Iterator

import pytest

from .testing import Sandbox


@pytest.fixture
def mateo_sandbox() -> Iterator[Sandbox]:
    """A local Hellomateo for one test, without a limit of requests per second."""
    with Sandbox() as sandbox:
        yield sandbox
