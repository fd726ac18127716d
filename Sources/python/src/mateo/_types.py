"""What imports, cursors and plans return."""

from __future__ import annotations

import datetime
import os
from dataclasses import asdict, dataclass
from typing import Any, Dict, Iterable, List, Literal, Mapping, NamedTuple, Optional, Protocol, Sequence, Union

Type = Literal["contacts", "deals", "appointments"]
"""What the records of an import are."""

State = Literal["filling", "running", "finished", "paused", "stopped", "interrupted", "unknown"]
"""How far an import is.

- filling: records are being added.
- running: it is sealed, and records are still to be sent or followed.
- finished: every record has its outcome. Read the counts and the failures.
- paused: the quota is used up, or the service asked to wait. Run it again at `resume_at`.
- stopped: the service refuses the key or the requests, or the records fail. Correct the cause and run it again.
- interrupted: it was ended early, or the service could not be reached. Run it again at any time.
- unknown: the outcome of some records is unknown. Another run asks the service for them again.
"""

Kind = Literal["failed", "held", "superseded", "unknown"]
"""Why a row is listed: the service refused it; the library held it; a later row has its identity; or its outcome is
unknown."""

Empty = Literal["omit", "null", "text"]
"""What happens to an empty value (None, NaN, NaT, an empty text): the field is left out, so that the service keeps
what it has; it is sent as null, which erases it; or it is sent as an empty text."""


class ArrowStream(Protocol):
    """An object with columns of Arrow: a data frame, a table, the result of a query."""

    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object: ...


class Cursor(Protocol):
    """A cursor of a database (DB-API, PEP 249) after its SELECT."""

    @property
    def description(self) -> Optional[Sequence[Sequence[Any]]]:
        """The columns, each beginning with its name. None without a result."""
        ...

    def fetchmany(self, size: int = ...) -> Sequence[Sequence[Any]]:
        """The next rows; none after the last."""
        ...


Source = Union[str, "os.PathLike[str]", Iterable[Mapping[str, Any]], ArrowStream, Cursor]
"""Where records come from; see `Import.add`."""


class Counts(NamedTuple):
    """The records of an import by their state, and its requests so far.

    At every moment each record is in one state: pending to unknown add up to the total.
    """

    total: int
    """All records of the import."""
    pending: int
    """In the journal, not sent."""
    in_flight: int
    """Sent, and their job is followed."""
    succeeded: int
    """Imported."""
    failed: int
    """Refused by the service, with its reason."""
    held: int
    """Not sent, because the library found something wrong with them."""
    superseded: int
    """Not sent, because a later record of the import has the same identity."""
    unchanged: int
    """Not sent, because the service has them as they are."""
    unknown: int
    """Sent, and their outcome is unknown so far."""
    jobs: int
    """Jobs that the service made of the records."""
    posts: int
    """POST requests."""
    polls: int
    """Requests that followed jobs."""
    other_requests: int
    """All other requests."""

    @property
    def settled(self) -> int:
        """How many records have their outcome."""
        return self.succeeded + self.failed + self.held + self.superseded + self.unchanged


@dataclass(frozen=True)
class Failure:
    """A row that is not in, with the reason. Its texts hold personal data."""

    row: Optional[int]
    """The row, counted from 1 over all records in the order in which they were added. None if it is unknown."""
    line: Optional[int]
    """The line of the file on which the row begins, counted from 1 with the header line. None without a file."""
    kind: Kind
    """Why it is listed."""
    retryable: bool
    """Whether the service was at fault, so that `Import.retry` sends the row again."""
    external_id: str
    """The record's external id; empty when it has none."""
    tag: str
    """Your own key of the row, from the column that `Import.add` was given as `tag`; empty when it has none."""
    code: str
    """The service's code, usually an SQLSTATE, or that of the check that held the row."""
    message: str
    """The service's words, or those of the check."""
    reason: str
    """What is wrong, for the person who can correct the row."""
    input: Optional[Dict[str, Any]]
    """The record as it was sent, or as it would have been sent. A value that the mapping could not convert is a dict with the
    key mateo_cell and the text of the cell. None if the record is not known."""
    source: str
    """The row as its CSV has it; empty when it came from no CSV."""

    def as_dict(self) -> Dict[str, Any]:
        """The same as a dict."""
        return asdict(self)


@dataclass(frozen=True)
class Hint:
    """A remark of the service about a batch, such as an e-mail address that it took from another contact."""

    first_row: int
    """The first row of the batch, counted from 1."""
    last_row: int
    """Its last row."""
    text: str
    """The service's words, or JSON as it came. They hold personal data."""


@dataclass(frozen=True)
class Batch:
    """A batch that was sent."""

    first_row: int
    last_row: int
    state: str
    """open, settled, unknown, turned_away (it is sent again) or divided (smaller batches replaced it)."""
    records: int
    succeeded: int
    failed: int
    attempts: int
    sent_at: Optional[datetime.datetime]
    answer_time: Optional[float]
    """How long the service took to answer, in seconds. None if it was not measured."""
    settled_at: Optional[datetime.datetime]


@dataclass(frozen=True)
class Pause:
    """A time in which nothing was sent."""

    reason: str
    """limit (HTTP status 429), quota or unreachable."""
    since: datetime.datetime
    until: datetime.datetime
    times: int
    """How many pauses were put together."""


@dataclass(frozen=True)
class PlanDay:
    """A day of a plan. It ends where the quota forces a pause."""

    starts_at: datetime.datetime
    finishes_at: datetime.datetime
    records: int
    requests: int


@dataclass(frozen=True)
class Plan:
    """How the records of an import will be sent."""

    records: int
    """How many records are still to be sent."""
    held: int
    """How many rows are held."""
    superseded: int
    """How many rows are superseded by a later one."""
    changed: int
    """How many of the records changed since they succeeded last; 0 unless only changed ones are sent."""
    unchanged: int
    """How many rows are as they were, and are not sent."""
    batches: int
    requests: int
    """How many requests it takes at most."""
    contact_requests: int
    """How many of them ask for contacts."""
    first_look: int
    """How many records are sent first, to await their outcome; 0 when all are sent without that wait."""
    records_left: Optional[int]
    """How many records the quota allows now. None without a limit."""
    requests_left: Optional[int]
    """How many requests the quota allows now. None without a limit."""
    finishes_at: Optional[datetime.datetime]
    """When the last record is sent. None when there is nothing to send."""
    days: List[PlanDay]


@dataclass(frozen=True)
class ImportStatus:
    """An import of the journal, as it was when it was read."""

    name: str
    type: Type
    state: State
    counts: Counts
    resume_at: Optional[datetime.datetime]
    created_at: Optional[datetime.datetime]


def time(milliseconds: int) -> Optional[datetime.datetime]:
    """A point in time of the C library, which is in UTC. None for 0."""
    if milliseconds <= 0:
        return None
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.timezone.utc)
