"""Imports."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import functools
import inspect
import select
import threading
import time as clock
from ctypes import byref, c_int32, c_int64
from types import TracebackType
from typing import Any, AsyncGenerator, Generator, Iterator, Mapping, Optional
from typing import Type as Class

from ._arguments import as_bytes, as_real
from ._cursors import Failures, batch, elements, hint, pause, plan, state_of, type_of
from ._errors import ClosedError, Error, StateError
from ._handle import Handle
from ._library import COUNTS, call, read
from ._progress import Progress, Reporter
from ._result import Result
from ._sources import Adding
from ._types import Batch, Counts, Empty, Hint, Pause, Plan, Source, State, Type, time

LONGEST_WAIT = 0.1
"""Seconds after which a run looks whether another thread has closed its import."""

SLICE_MS = 50
"""The longest time for which a step waits in the library."""

GRACE = 0.05
"""Seconds that an interrupted run waits for the answer to the request under way."""


class Import:
    """All records of one type under one name, on their way to the service.

    `Client.open_import` and `Client.resume` make them. Other threads may read it while one runs it, and may call `cancel`
    and `close` at any time. It closes with its `with` statement. Records that were not sealed are then
    discarded. A sealed import stays in the journal, and can be opened again.
    """

    def __init__(self, handle: Handle, client: Handle) -> None:
        self.handle = handle
        self._client = client
        self._is_partial = False
        self._is_added = False
        self._running = threading.Lock()

    # ---- Adding records

    def add(
        self, source: Source, *, mapping: Optional[Mapping[str, Any]] = None, empty: Empty = "omit",
        timezone: Optional[str] = None, tag: Optional[str] = None,
    ) -> None:
        """Adds the records of a source.

        source: one of these:

        - a path: a file of JSON Lines or a JSON array if it ends with .json, .jsonl or .ndjson, else CSV with a header
          line. The library finds the encoding and the delimiter of CSV.
        - dicts: a list, a generator, a csv.DictReader. The keys are the names of the fields.
        - a data frame of polars or pandas. Its columns are the fields. The index of pandas is not read.
        - a table, record batch or reader of pyarrow, or any object with `__arrow_c_stream__`, which needs pyarrow.
        - a database cursor (DB-API) after its SELECT.

        mapping: which column becomes which field, as a dict of the form that `mateo help mapping` describes. With a
            mapping, all cells are texts, and the mapping gives their types. Without one, numbers and booleans stay what
            they are.
        empty: what happens to None, NaN, NaT and empty texts: "omit", "null" or "text".
        timezone: the zone of datetimes that have none, such as "Europe/Berlin".
        tag: the column with your own key of each row, such as its number in your database. It is not sent, and each
            failure has it as `tag`, as a text of at most 255 bytes. The journal keeps it, so it must not be personal. Not
            for files.

        Whole numbers in a field that identifies a record become texts. Dates and datetimes become ISO 8601. Rows are
        counted from 1, without a header line.

        Raises InvalidInput for a value that cannot be sent, with its row and column; FileUnreadable; StateError for a
        sealed import; a JournalError. If a part of the source was already added, or the source itself raises, the import
        cannot be sealed any more: close it, open it again and add everything. Ctrl-C ends the reading of a file,
        and nothing of the file is added.
        """
        self._refuse_partial()
        adding = Adding(self.handle, mapping, empty, timezone, tag)
        try:
            adding.add(source)
        except BaseException:
            self._is_partial = adding.has_begun
            raise
        self._is_added = True

    def seal(self) -> None:
        """Ends the adding of records. From here on the import survives the end of the process.

        For an unfinished import that was opened again, the same records must have been added, or none. Raises StateError
        otherwise; a JournalError. An import without records is over once it runs.
        """
        self._refuse_partial()
        self._call("seal")
        self._is_added = False

    def _refuse_partial(self) -> None:
        if self._is_partial:
            raise StateError(
                "the import has a part of a source, because adding it failed. "
                "Close the import, open it again and add all of its records"
            )

    # ---- Running

    def run(self, progress: Progress = None) -> Result:
        """Runs the import until every record has its outcome, or there is nothing to do before a known time.

        It seals the import first if that was not done. Other threads run meanwhile. Ctrl-C and an exception of the
        progress function end the run, and come out of it. The next run goes on.

        progress: a function that is called with the counts whenever they changed; True shows a bar if tqdm is installed.

        Raises Unauthorized, Refused, Unreachable, RecordsFailing, DeadlinePassed, PredecessorNotOver, or a JournalError.
        Nothing is lost then: run it again. Failed records are no exception: see the result's counts and failures.
        """
        with Reporter(progress, self.name) as report, contextlib.closing(iter(self)) as run:
            for counts in run:
                report(counts)
        return self.result()

    def __iter__(self) -> Generator[Counts, None, None]:
        """Runs the import as `run` does, and gives the counts whenever they changed. Leaving the loop ends the run."""
        poll = select.poll()
        with self._alone():
            poll.register(self.fileno(), select.POLLIN)
            try:
                for counts in self._steps():
                    if counts is None:
                        poll.poll(1000 * LONGEST_WAIT)
                    else:
                        yield counts
            except BaseException:
                for wait in self._ending():
                    poll.poll(1000 * wait)
                raise

    async def run_async(self, progress: Progress = None) -> Result:
        """Runs the import as `run` does, in the event loop of asyncio. Other tasks run meanwhile.

        The progress function may also be a coroutine function. The run goes on when it has returned. When its task is
        cancelled, the run ends. The next run goes on.
        """
        run = self.__aiter__()
        try:
            with Reporter(progress, self.name, is_awaited=True) as report:
                async for counts in run:
                    reported = report(counts)
                    if inspect.isawaitable(reported):
                        await reported
        finally:
            await run.aclose()
        return self.result()

    async def __aiter__(self) -> AsyncGenerator[Counts, None]:
        """Runs the import in the event loop of asyncio, and gives the counts whenever they changed."""
        readable = asyncio.Event()
        loop, descriptor = asyncio.get_running_loop(), self.fileno()
        with self._alone():
            loop.add_reader(descriptor, readable.set)
            try:
                for counts in self._steps():
                    if counts is None:
                        await _set_within(readable, LONGEST_WAIT)
                    else:
                        yield counts
            except BaseException:
                for wait in self._ending():
                    await _set_within(readable, wait)
                raise
            finally:
                loop.remove_reader(descriptor)

    @contextlib.contextmanager
    def _alone(self) -> Generator[None, None, None]:
        """Refuses a second run of the import, and leaves the first one alone."""
        if not self._running.acquire(blocking=False):
            raise StateError("a run of the import is in progress, in another thread or task: wait for its end, or cancel it")
        try:
            yield
        finally:
            self._running.release()

    def _steps(self) -> Generator[Optional[Counts], None, None]:
        """Steps that never wait: gives the counts when they changed, and None when the descriptor must be waited for."""
        if self._is_added or self.state == "filling":
            self.seal()
        last = None
        while True:
            state = self.step(0)
            counts = self.counts
            if counts != last:
                last = counts
                yield counts
            if state != "running":
                return
            yield None

    def _ending(self) -> Iterator[float]:
        """Ends a run that was left: gives the seconds to wait before each further step."""
        if self.closed:
            return
        until = clock.monotonic() + GRACE
        self.cancel()
        try:
            while self.step(0) == "running":
                left = until - clock.monotonic()
                if left <= 0:
                    self.cancel()
                yield max(left, 0.01)
        except Error:
            return  # The exception that ended the run is the one to know.

    def step(self, timeout: float = LONGEST_WAIT) -> State:
        """Works on the import for a bounded time, for programs with a loop of their own.

        timeout: the longest time to wait for the network, in seconds. With 0 it never waits: then call it whenever
            `fileno` is readable, or at `next_step_at`.

        Returns "running" when there is more to do. Raises as `run` does.
        """
        state, left = c_int32(), round(1000 * as_real("timeout", timeout))
        until = clock.monotonic() + left / 1000
        while True:
            # Between the slices, Ctrl-C and other threads have their turn.
            self._call("step", min(left, SLICE_MS), byref(state))
            left = round(1000 * (until - clock.monotonic()))
            if state_of(state.value) != "running" or left <= 0:
                return state_of(state.value)

    def fileno(self) -> int:
        """Returns a descriptor that is readable when `step` has something to do. Do not read from it or close it."""
        descriptor = c_int32()
        self._call("fd", byref(descriptor))
        return descriptor.value

    @property
    def next_step_at(self) -> Optional[float]:
        """When `step` has something to do if nothing arrives before, on the clock of time.monotonic(). None for never."""
        milliseconds = self._number("next_step_at")
        return None if milliseconds < 0 else milliseconds / 1000

    def cancel(self) -> None:
        """Ends a run early, from any thread. It waits for the answer to the request under way; a second call does not.

        The run returns with the state "interrupted". With no run in progress, the next one ends at once.
        """
        read("import_cancel", self.handle.use())

    def ignore_failures(self) -> None:
        """Sends the rest of the import, whatever fails. For a run that raised RecordsFailing. Then run it again."""
        self._call("ignore_failures")

    def retry(self) -> int:
        """Prepares rows to be sent again: those that failed because of the service, and held ones that a check found.

        Returns their number. Run the import after this call. Raises StateError for an import that is not sealed or is
        running; JournalBusy.
        """
        return self._number("retry")

    # ---- Reading

    @property
    def name(self) -> str:
        """The name of the import."""
        name: str = read("import_name", self.handle.use())
        return name

    @property
    def type(self) -> Type:
        """What its records are."""
        return type_of(read("import_type", self.handle.use()))

    @property
    def state(self) -> State:
        """Its state now."""
        state = c_int32()
        self._call("state", byref(state))
        return state_of(state.value)

    @property
    def counts(self) -> Counts:
        """Its counts at one moment."""
        counts = (c_int64 * COUNTS)()
        self._call("counts", counts, COUNTS)
        return Counts(*counts)

    @property
    def resume_at(self) -> Optional[datetime.datetime]:
        """When a paused import can go on, in UTC. None if it is not paused."""
        return time(self._number("resume_at"))

    @property
    def repeated(self) -> bool:
        """Whether an earlier import of this name has sent the same records. It is known once the import is sealed."""
        repeated = c_int32()
        self._call("is_repeated", byref(repeated))
        return bool(repeated.value)

    @property
    def failures(self) -> Failures:
        """The rows that failed, are held or are superseded."""
        return Failures(self.handle)

    @property
    def hints(self) -> Iterator[Hint]:
        """The service's remarks, in the order in which they came."""
        return elements(self.handle, "import_hints", "hints", hint)

    @property
    def batches(self) -> Iterator[Batch]:
        """The batches that were sent, in the order of their rows."""
        return elements(self.handle, "import_batches", "batches", batch)

    @property
    def pauses(self) -> Iterator[Pause]:
        """The pauses in which nothing was sent."""
        return elements(self.handle, "import_pauses", "pauses", pause)

    @property
    def unknown_rows(self) -> Iterator[range]:
        """The rows whose outcome is unknown, as ranges of rows that follow each other, counted from 1."""
        first, last = c_int64(), c_int64()
        while True:
            self._call("unknown_rows", last.value, byref(first), byref(last))
            if not first.value:
                return
            yield range(first.value, last.value + 1)

    def plan(self) -> Plan:
        """Plans the records that were added and not sent yet. Nothing is sent."""
        handle = Handle.opened("plan", "plan_free", "import_plan", owner=self.handle)
        return plan(handle.use())

    @property
    def first_plan(self) -> Optional[Plan]:
        """The plan as it was when the import was sealed. None if it is not sealed."""
        return _first_plan(self.handle)

    def result(self) -> Result:
        """What is known of the import now. Its failures can be read as long as the import or the client is open."""
        failures = Failures(self.handle, reopen=functools.partial(_reopened, self._client, self.name, self.first_plan))
        return Result(self.name, self.type, self.state, self.counts, self.resume_at, self.repeated, failures)

    def _number(self, function: str) -> int:
        number = c_int64()
        self._call(function, byref(number))
        return number.value

    def _call(self, function: str, *arguments: Any) -> None:
        """Calls a function for the import, which takes one call at a time, from any thread."""
        with self.handle.turn:
            call("import_" + function, self.handle.use(), *arguments)

    # ---- Closing

    @property
    def closed(self) -> bool:
        """Whether the import is closed."""
        return self.handle.closed

    def close(self) -> None:
        """Closes the import, from any thread. A run in progress ends. Closing it again does nothing."""
        self.handle.close()

    def __enter__(self) -> Import:
        return self

    def __exit__(
        self, kind: Optional[Class[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType],
    ) -> None:
        self.close()


def _first_plan(handle: Handle) -> Optional[Plan]:
    opened = Handle.opened("plan", "plan_free", "import_first_plan", owner=handle)
    return plan(opened.use()) if opened.use().value else None


def _reopened(client: Handle, name: str, first_plan: Optional[Plan]) -> Handle:
    """Opens a closed import again. Its first plan has times, so no other import has the same one."""
    if client.closed:
        raise ClosedError(
            f'the import "{name}" and its client are closed. Read the failures before, or open a client with the same '
            f'journal, and use its resume("{name}").failures')
    handle = Handle.opened("import", "import_close", "import_resume", client.use(), as_bytes("name", name))
    if _first_plan(handle) != first_plan:
        handle.close()
        raise StateError(
            f'a newer import is called "{name}", so the journal gives the failures of that one. '
            "Read the failures of a result before the next import of its name, or take another name for that")
    return handle


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    """Waits until an event is set, or the time is over. Clears it."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except asyncio.TimeoutError:
        return
    event.clear()
