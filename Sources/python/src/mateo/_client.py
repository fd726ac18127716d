"""Clients."""

from __future__ import annotations

import json
import logging
import os
from ctypes import byref, c_size_t, create_string_buffer
from types import TracebackType
from typing import Any, Callable, Dict, Iterator, Literal, Mapping, Optional, Union
from typing import Type as Class

from ._advice import in_python
from ._arguments import as_bytes, as_known, as_real, as_whole
from ._cursors import elements, status
from ._errors import FileUnreadable, InvalidArgument
from ._handle import Handle
from ._import import Import
from ._library import LOG_CALLBACK, LOG_LEVELS, ON_UNKNOWN, SHARED_HANDLES, TYPES, call, carrying
from ._progress import Progress
from ._result import Result
from ._types import Empty, ImportStatus, Source, Type

Log = Union[logging.Logger, Callable[[str, str], object], None]
"""What receives the messages of the log: a logger, or a function of the level ("info" or "warning") and the message."""


class Client:
    """An API key, its limits and its journal.

    Threads may share a client. Open it after a fork: in the worker process of gunicorn or Celery, not in its parent. It
    closes with its `with` statement. Its open imports keep working.

    >>> import mateo, mateo.testing
    >>> with mateo.testing.Sandbox() as sandbox:
    ...     with mateo.Client(sandbox.api_key, base_url=sandbox.url) as client:
    ...         result = client.import_contacts([{"external_id": "C-1", "full_name": "Zoë"}], name="one")
    >>> result.state, result.counts.succeeded
    ('finished', 1)
    """

    def __init__(
        self,
        api_key: str,
        *,
        journal: Union[str, os.PathLike[str], None] = None,
        base_url: Optional[str] = None,
        on_unknown: Optional[Literal["by_type", "resend", "stop"]] = None,
        first_look: Optional[bool] = None,
        shared_handles: Optional[Literal["hold", "send"]] = None,
        log: Log = None,
        batch_records: Optional[int] = None,
        batch_bytes: Optional[int] = None,
        requests_per_second: Optional[float] = None,
        requests_per_day: Optional[int] = None,
        entities_per_day: Optional[int] = None,
        quota_window: Optional[float] = None,
        wait_for_quota: Optional[bool] = None,
        first_poll: Optional[float] = None,
        longest_poll: Optional[float] = None,
        job_deadline: Optional[float] = None,
        import_deadline: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        request_timeout: Optional[float] = None,
        ca_file: Union[str, os.PathLike[str], None] = None,
        proxy: Optional[str] = None,
        user_agent: Optional[str] = None,
    ) -> None:
        """Opens a client: checks the options and opens the journal. Nothing is sent.

        An option that is None has the library's default. Lengths of time are in seconds.

        api_key: the key. It is in no message, no log and no journal.
        journal: the journal's file. Without one, the journal exists only while the process runs: set it for everything
            that must not be lost. The file is made if it is missing, its folder is not.
        base_url: the service's address.
        on_unknown: what happens to a batch when the service never confirmed it: "by_type" sends contacts again, but not
            deals and appointments; "resend" sends all again; "stop" sends none again.
        first_look: whether an import stops when its records fail. Default: True.
        shared_handles: what happens to a record with an e-mail address or number of an earlier one: "hold" or "send".
        log: a logger or a function that receives messages.
        batch_records, batch_bytes: the most of a batch. Default: 1,000 and 4 MiB.
        requests_per_second, requests_per_day, entities_per_day: the limits, 0 for none. Default: those of the service,
            which are 2, 10,000 and 25,000.
        quota_window: the length of the quota's day. Default: 86,400.
        wait_for_quota: whether a run sleeps through a used-up quota. Default: False, it returns with the state "paused".
        first_poll, longest_poll: the time to the first poll of a job, and the longest between two. Default: 2 and 60.
        job_deadline: how long a job is followed before its records count as unknown. Default: 3,600.
        import_deadline: how long an import runs at a time; then DeadlinePassed is raised. Default: no limit.
        connect_timeout, request_timeout: the longest time for a connection and a request. Default: 10 and 30.
        ca_file: a file of certificates to trust instead of the system's.
        proxy: the proxy's address. Default: that of the environment.
        user_agent: the User-Agent header. Default: libmateo/ and the version.

        Raises InvalidArgument for an option; ForkError if the parent process had the journal open; a JournalError.
        """
        if not (log is None or isinstance(log, logging.Logger) or callable(log)):
            raise InvalidArgument(f"log: expected a logger or a function, found {log!r}")
        callback = _log_callback(log)
        options = Handle.opened("options", "options_free", "options_new")
        try:
            texts = {"api_key": api_key, "journal_path": journal, "base_url": base_url, "ca_file": ca_file, "proxy": proxy,
                     "user_agent": user_agent}
            numbers = {"batch_records": batch_records, "batch_bytes": batch_bytes, "requests_per_day": requests_per_day,
                       "entities_per_day": entities_per_day, "first_look": first_look, "wait_for_quota": wait_for_quota}
            times = {"quota_window": quota_window, "first_poll": first_poll, "longest_poll": longest_poll,
                     "job_deadline": job_deadline, "import_deadline": import_deadline, "connect_timeout": connect_timeout,
                     "request_timeout": request_timeout}
            words = {"on_unknown": (on_unknown, ON_UNKNOWN), "shared_handles": (shared_handles, SHARED_HANDLES)}
            for name, text in texts.items():
                if text is not None:
                    call("options_set_" + name, options.use(), as_bytes(name, text))
            for name, number in numbers.items():
                if number is not None:
                    call("options_set_" + name, options.use(), as_whole(name, number))
            for name, seconds in times.items():
                if seconds is not None:
                    call("options_set_" + name, options.use(), as_whole(name, round(1000 * as_real(name, seconds))))
            for name, (word, known) in words.items():
                if word is not None:
                    call("options_set_" + name, options.use(), as_known(name, word, known))
            if requests_per_second is not None:
                call("options_set_requests_per_second", options.use(), as_real("requests_per_second", requests_per_second))
            if log is not None:
                call("options_set_log", options.use(), callback, None)
            self._handle = Handle.opened("client", "client_close", "client_open", options.use(), keep=callback)
        finally:
            options.close()

    # ---- Importing

    def import_contacts(
        self, source: Source, *, name: str, progress: Progress = None, mapping: Optional[Mapping[str, Any]] = None,
        empty: Empty = "omit", timezone: Optional[str] = None, tag: Optional[str] = None, only_changed: bool = False,
        again: bool = False, list_id: Optional[str] = None, list_external_id: Optional[str] = None,
        after: Optional[str] = None, check_account: bool = False,
    ) -> Result:
        """Imports contacts: opens an import, adds the source, seals and runs it. See `Import.add` for sources.

        After a crash, a pause or Ctrl-C, call it again with the same source: the import of that name goes on. If it is
        over, its result is returned and nothing is sent. `resume` goes on without the source.
        """
        job = self.open_import(
            "contacts", name, only_changed=only_changed, again=again, list_id=list_id, list_external_id=list_external_id,
            after=after, check_account=check_account)
        return _import_all(job, source, mapping, empty, timezone, tag, progress)

    def import_deals(
        self, source: Source, *, name: str, progress: Progress = None, mapping: Optional[Mapping[str, Any]] = None,
        empty: Empty = "omit", timezone: Optional[str] = None, tag: Optional[str] = None, only_changed: bool = False,
        again: bool = False, after: Optional[str] = None, check_account: bool = False,
        contacts_must_exist: bool = False, allow_reassignment: bool = False,
    ) -> Result:
        """Imports deals, as `import_contacts` does contacts."""
        job = self.open_import(
            "deals", name, only_changed=only_changed, again=again, after=after, check_account=check_account,
            contacts_must_exist=contacts_must_exist, allow_reassignment=allow_reassignment)
        return _import_all(job, source, mapping, empty, timezone, tag, progress)

    def import_appointments(
        self, source: Source, *, name: str, progress: Progress = None, mapping: Optional[Mapping[str, Any]] = None,
        empty: Empty = "omit", timezone: Optional[str] = None, tag: Optional[str] = None, only_changed: bool = False,
        again: bool = False, after: Optional[str] = None, check_account: bool = False,
        contacts_must_exist: bool = False, allow_reassignment: bool = False,
    ) -> Result:
        """Imports appointments, as `import_contacts` does contacts."""
        job = self.open_import(
            "appointments", name, only_changed=only_changed, again=again, after=after, check_account=check_account,
            contacts_must_exist=contacts_must_exist, allow_reassignment=allow_reassignment)
        return _import_all(job, source, mapping, empty, timezone, tag, progress)

    def open_import(
        self, type: Type, name: str, *, only_changed: bool = False, again: bool = False, list_id: Optional[str] = None,
        list_external_id: Optional[str] = None, after: Optional[str] = None, check_account: bool = False,
        contacts_must_exist: bool = False, allow_reassignment: bool = False,
    ) -> Import:
        """Opens an import of a type under a name, by which it is found again after a restart.

        If the journal has an unfinished import of that name, it is opened. It can be run at once. If the same records are
        added again with the same settings, they are only compared.

        only_changed: leave out records that are as they were when they succeeded last.
        again: send records again that a finished import of this name has sent.
        list_id, list_external_id: put the contacts in a list, by its UUID at the service or your own identifier of it.
        after: the name of the import that must be over first, as the contacts of these deals. Rows whose contact is not
            in are held.
        check_account: hold rows with fields that the account does not have. Takes two to four requests.
        contacts_must_exist: hold deals or appointments whose contact the service does not have. One request for 50.
        allow_reassignment: let a deal or an appointment move to another contact.

        Raises StateError if the unfinished import of that name has another type, key or address, or if there is no import
        called `after`; InvalidArgument; a JournalError.
        """
        number = as_known("type", type, TYPES)
        job = Import(Handle.opened(
            "import", "import_close", "import_open", self._handle.use(), number, as_bytes("name", name), keep=self._handle.keep),
            self._handle)
        flags = {"set_only_changed": only_changed, "set_again": again, "set_check_account": check_account,
                 "set_contacts_must_exist": contacts_must_exist, "allow_reassignment": allow_reassignment}
        texts = {"set_list_id": list_id, "set_list_external_id": list_external_id, "set_after": after}
        try:
            for setter, flag in flags.items():
                if flag:
                    call("import_" + setter, job.handle.use(), 1)
            for setter, text in texts.items():
                if text is not None:
                    call("import_" + setter, job.handle.use(), as_bytes(setter[4:], text))
        except BaseException:
            job.close()
            raise
        return job

    def resume(self, name: str) -> Import:
        """Opens the newest import of a name as the journal has it, to run it without its source, or to read it.

        Raises StateError if there is none, if it was never sealed, or if it is not over and has another key or address.
        """
        return Import(Handle.opened(
            "import", "import_close", "import_resume", self._handle.use(), as_bytes("name", name), keep=self._handle.keep),
            self._handle)

    # ---- The service and the journal

    def check(self) -> None:
        """Asks the service whether it takes the key: one request, which sends no records.

        Raises Unauthorized, Refused, Unreachable; DeadlinePassed if the day's requests are used up; a JournalError.
        """
        call("client_check", self._handle.use())

    def imports(self) -> Iterator[ImportStatus]:
        """All imports of the journal, of whatever key, from the oldest to the newest."""
        return elements(self._handle, "client_imports", "imports", status)

    def verify(self, name: Optional[str] = None) -> None:
        """Checks that the journal is sound and its books balance, for one import or all. Raises JournalCorrupt."""
        call("client_verify", self._handle.use(), None if name is None else as_bytes("name", name))

    def forget(self, name: str, *, force: bool = False) -> None:
        """Removes an import from the journal, with the records and failures in it. The service keeps what it has.

        force: also if it is not over. The outcome of records under way is then never known.

        Raises StateError if it is not over, or if there is none of that name; JournalBusy if it is being filled or run.
        """
        call("client_forget", self._handle.use(), as_bytes("name", name), int(force))

    def forget_digests(self) -> None:
        """Removes the digests of all records that were sent. The next import with `only_changed` sends all records."""
        call("client_forget_digests", self._handle.use())

    @property
    def closed(self) -> bool:
        """Whether the client is closed."""
        return self._handle.closed

    def close(self) -> None:
        """Closes the client. Its open imports keep working. Closing it again does nothing."""
        self._handle.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: Optional[Class[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType],
    ) -> None:
        self.close()


def propose_mapping(
    source: Union[str, os.PathLike[str], bytes], type: Type = "contacts", *, mapping: Optional[Mapping[str, Any]] = None,
) -> Dict[str, Any]:
    """Proposes which columns of CSV become which fields, from its headings and first rows. Change it before you use it.

    source: a path, or the beginning of the file as bytes. 1 MiB is read.
    mapping: how the file is read, such as {"delimiter": "^", "skip_lines": 2}. It becomes part of the proposal.
    Returns: a mapping for `Import.add`. Its "comment" has what is not mapped, and warnings.
    Raises: InvalidInput, InvalidArgument, FileUnreadable.
    """
    if isinstance(source, bytes):
        csv = source
    else:
        try:
            with open(source, "rb") as file:
                csv = file.read(1 << 20)
        except OSError as error:
            raise FileUnreadable(f"{os.fspath(source)}: {error.strerror}") from error
    number = as_known("type", type, TYPES)
    dialect = b"" if mapping is None else json.dumps({"mateo_mapping": 1, **mapping}).encode()
    length = c_size_t()
    call("mapping_propose", csv, len(csv), number, dialect, len(dialect), None, 0, byref(length))
    buffer = create_string_buffer(length.value)
    call("mapping_propose", csv, len(csv), number, dialect, len(dialect), buffer, length.value, byref(length))
    proposal: Dict[str, Any] = json.loads(buffer.raw)
    return proposal


def _import_all(
    job: Import, source: Source, mapping: Optional[Mapping[str, Any]], empty: Empty, timezone: Optional[str],
    tag: Optional[str], progress: Progress,
) -> Result:
    """Adds, seals and runs. The result keeps the import open, until nothing refers to it."""
    try:
        job.add(source, mapping=mapping, empty=empty, timezone=timezone, tag=tag)
        job.seal()
        return job.run(progress)
    except BaseException:
        job.close()
        raise


def _log_callback(log: Log) -> Any:
    def receive(_: object, level: int, message: bytes) -> None:
        with carrying():
            word, number = LOG_LEVELS[level]
            text = in_python(message.decode("utf-8", "replace"))
            if isinstance(log, logging.Logger):
                log.log(number, "%s", text)
            elif log is not None:
                log(word, text)

    return LOG_CALLBACK(receive)
