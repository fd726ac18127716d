"""The results of runs."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Optional

from ._cursors import Failures
from ._types import Counts, State, Type


@dataclass(frozen=True)
class Result:
    """How a run of an import ended.

    Its failures can be read as long as its import is open, or its client. `import_contacts` and the like leave the import
    open as long as the result exists.

    >>> import mateo, mateo.testing
    >>> with mateo.testing.Sandbox() as sandbox, mateo.Client(sandbox.api_key, base_url=sandbox.url) as client:
    ...     result = client.import_contacts([{"external_id": "C-1"}, {"full_name": "Nobody"}], name="two")
    >>> print(result)
    contacts "two" finished: 1 of 2 succeeded, 1 held
    >>> [failure.row for failure in result.failures]
    [2]
    """

    name: str
    type: Type
    state: State
    counts: Counts
    resume_at: Optional[datetime.datetime]
    """When a paused import can go on, in UTC. None if it is not paused."""
    repeated: bool
    """Whether nothing was sent, because an earlier import of this name had sent the same records."""
    failures: Failures
    """The rows that are not in."""

    def __str__(self) -> str:
        counts = self.counts._asdict()
        others = ("failed", "held", "superseded", "unchanged", "unknown", "pending", "in_flight")
        parts = [f"{counts['succeeded']:,} of {counts['total']:,} succeeded"]
        parts += [f"{counts[name]:,} {name.replace('_', ' ')}" for name in others if counts[name]]
        until = f" until {self.resume_at.astimezone().isoformat(timespec='seconds')}" if self.resume_at else ""
        return f'{self.type} "{self.name}" {self.state}{until}: {", ".join(parts)}'
