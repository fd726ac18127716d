"""Cursors over failures, hints, batches, pauses and the imports of a journal."""

from __future__ import annotations

import json
import os
from ctypes import byref, c_int32, c_size_t, c_void_p, string_at
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, List, Optional, TypeVar, Union, cast

from ._errors import InvalidArgument
from ._handle import Handle
from ._library import BATCH_STATES, COUNTS, FAILURE_KINDS, FAILURE_STATES, PAUSE_REASONS, STATES, TYPES, call, read
from ._types import Batch, Counts, Failure, Hint, ImportStatus, Kind, Pause, Plan, PlanDay, State, Type, time

if TYPE_CHECKING:
    import pandas
    import polars

Element = TypeVar("Element")


def elements(owner: Handle, opening: str, kind: str, element: Callable[[c_void_p], Element]) -> Iterator[Element]:
    """The elements of a new cursor, each read when the cursor is at it."""
    return _each(lambda: _cursor(owner, opening, kind), kind, element)


def _cursor(owner: Handle, opening: str, kind: str) -> Handle:
    return Handle.opened("cursor", kind + "_free", opening, owner=owner)


def _each(opened: Callable[[], Handle], kind: str, element: Callable[[c_void_p], Element]) -> Iterator[Element]:
    cursor = opened()
    try:
        found = c_int32()
        while True:
            call(kind + "_next", cursor.use(), byref(found))
            if not found.value:
                return
            yield element(cursor.use())
    finally:
        cursor.close()


class Failures:
    """The rows of an import that failed, are held or are superseded, in the order of the rows.

    Each iteration reads them anew from the journal. Records whose row is unknown come last. `where` chooses other rows.
    """

    def __init__(self, owner: Handle, *kinds: Kind, reopen: Optional[Callable[[], Handle]] = None) -> None:
        """reopen: opens the import for one more reading, if its handle is closed."""
        self._owner = owner
        self._kinds = kinds
        self._reopen = reopen

    def where(self, *kinds: Kind) -> Failures:
        """The rows of these kinds only: "failed", "held", "superseded", "unknown"."""
        unknown = set(kinds) - set(FAILURE_STATES)
        if unknown or not kinds:
            raise InvalidArgument(f"kinds: expected some of {', '.join(FAILURE_STATES)}, found {kinds!r}")
        return Failures(self._owner, *kinds, reopen=self._reopen)

    def __iter__(self) -> Iterator[Failure]:
        return _each(self._opened, "failures", _failure)

    def __bool__(self) -> bool:
        """Whether there is one."""
        return next(iter(self), None) is not None

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a data frame of pandas, with the fields of `Failure` as columns."""
        import pandas

        return pandas.DataFrame([failure.as_dict() for failure in self], columns=list(Failure.__dataclass_fields__))

    def to_polars(self) -> polars.DataFrame:
        """The rows as a data frame of polars, with the fields of `Failure` as columns. `input` is JSON."""
        import polars

        def row(failure: Failure) -> Dict[str, Any]:
            record = None if failure.input is None else json.dumps(failure.input, ensure_ascii=False)
            return {**failure.as_dict(), "input": record}

        integer, text = polars.Int64(), polars.String()
        schema = {name: text for name in Failure.__dataclass_fields__}
        return polars.DataFrame(
            [row(failure) for failure in self],
            schema={**schema, "row": integer, "line": integer, "retryable": polars.Boolean()})

    def to_csv(self, path: Union[str, os.PathLike[str]], *, for_excel: bool = False) -> None:
        """Writes the rows as CSV that a person can correct and import again, with the reasons behind them.

        for_excel: begin with a byte order mark, which Excel needs.
        """
        cursor = self._opened()
        try:
            with open(path, "wb") as file:
                piece, length = c_void_p(), c_size_t()
                while True:
                    call("failures_next_csv", cursor.use(), int(for_excel), byref(piece), byref(length))
                    if not length.value:
                        return
                    file.write(string_at(cast(int, piece.value), length.value))
        finally:
            cursor.close()

    def _opened(self) -> Handle:
        """A new cursor, which needs the import's handle no longer."""
        owner = self._reopen() if self._reopen is not None and self._owner.closed else self._owner
        try:
            cursor = _cursor(owner, "import_failures", "failures")
        finally:
            if owner is not self._owner:
                owner.close()
        if self._kinds:
            states = sum(FAILURE_STATES[kind] for kind in set(self._kinds))
            call("failures_set_states", cursor.use(), states)
        return cursor


def _failure(cursor: c_void_p) -> Failure:
    record = read("failures_input", cursor)
    return Failure(
        row=read("failures_row", cursor) or None,
        line=read("failures_line", cursor) or None,
        kind=cast(Kind, FAILURE_KINDS[read("failures_kind", cursor)]),
        retryable=bool(read("failures_is_retryable", cursor)),
        external_id=read("failures_external_id", cursor),
        tag=read("failures_tag", cursor),
        code=read("failures_code", cursor),
        message=read("failures_message", cursor),
        reason=read("failures_reason", cursor),
        input=json.loads(record) if record else None,
        source=read("failures_source", cursor),
    )


def hint(cursor: c_void_p) -> Hint:
    """The hint at a cursor."""
    return Hint(read("hints_first_row", cursor), read("hints_last_row", cursor), read("hints_text", cursor))


def batch(cursor: c_void_p) -> Batch:
    """The batch at a cursor."""
    answer_time = read("batches_answer_time", cursor)
    return Batch(
        first_row=read("batches_first_row", cursor),
        last_row=read("batches_last_row", cursor),
        state=BATCH_STATES[read("batches_state", cursor)],
        records=read("batches_records", cursor),
        succeeded=read("batches_succeeded", cursor),
        failed=read("batches_failed", cursor),
        attempts=read("batches_attempts", cursor),
        sent_at=time(read("batches_sent_at", cursor)),
        answer_time=answer_time / 1000 if answer_time >= 0 else None,
        settled_at=time(read("batches_settled_at", cursor)),
    )


def pause(cursor: c_void_p) -> Pause:
    """The pause at a cursor."""
    return Pause(
        reason=PAUSE_REASONS[read("pauses_reason", cursor)],
        since=_moment(read("pauses_since", cursor)),
        until=_moment(read("pauses_until", cursor)),
        times=read("pauses_times", cursor),
    )


def status(cursor: c_void_p) -> ImportStatus:
    """The import at a cursor."""
    return ImportStatus(
        name=read("imports_name", cursor),
        type=type_of(read("imports_type", cursor)),
        state=state_of(read("imports_state", cursor)),
        counts=Counts(*(read("imports_count", cursor, what) for what in range(COUNTS))),
        resume_at=time(read("imports_resume_at", cursor)),
        created_at=time(read("imports_created_at", cursor)),
    )


def plan(handle: c_void_p) -> Plan:
    """What a plan says."""

    def number(name: str, *arguments: Any) -> int:
        value: int = read("plan_" + name, handle, *arguments)
        return value

    def limit(name: str) -> Union[int, None]:
        value = number(name)
        return None if value < 0 else value

    days: List[PlanDay] = [
        PlanDay(
            starts_at=_moment(number("day_starts_at", day)),
            finishes_at=_moment(number("day_finishes_at", day)),
            records=number("day_records", day),
            requests=number("day_requests", day),
        )
        for day in range(1, number("days") + 1)
    ]
    names = "records held superseded changed unchanged batches requests contact_requests first_look".split()
    return Plan(
        **{name: number(name) for name in names},
        records_left=limit("records_left"),
        requests_left=limit("requests_left"),
        finishes_at=time(number("finishes_at")),
        days=days,
    )


def state_of(number: int) -> State:
    """The word for a state of the C interface."""
    return STATES[number]


def type_of(number: int) -> Type:
    """The word for a type of the C interface."""
    return cast(Type, next(word for word, value in TYPES.items() if value == number))


def _moment(milliseconds: int) -> Any:
    return time(milliseconds)
