"""The exceptions."""

from __future__ import annotations

from typing import Dict, Optional, Type


class Error(Exception):
    """What went wrong: in which row, why, and what to do. All exceptions of this package are of this class.

    The text never holds the API key.
    """

    code: int
    """The number of the status in the C interface. 0 when Python found the error."""
    status: str
    """The name of the status, such as "MATEO_ERROR_CSV". Empty when Python found the error."""
    row: Optional[int]
    """The row of the source, counted from 1, without a header line. None when the error is not about one row."""
    column: Optional[str]
    """The column or key, if Python found the error in a value."""
    retryable: bool
    """Whether the same call may succeed later without anything being changed."""
    http_status: Optional[int]
    """The HTTP status of the service's answer, such as 401."""
    service_code: str
    """The code in the service's answer: an SQLSTATE or a PostgREST code. Empty when there is none."""
    service_message: str
    """The service's own words. They may quote records: show them to the user, but do not log them."""
    excerpt: str
    """What the library found in the input. It may be personal data: show it to the user, but do not log it."""

    __module__ = "mateo"  # Tracebacks show the name that programs use.

    def __init_subclass__(cls) -> None:
        cls.__module__ = Error.__module__

    def __init__(
        self,
        message: str,
        *,
        code: int = 0,
        status: str = "",
        row: Optional[int] = None,
        column: Optional[str] = None,
        retryable: bool = False,
        http_status: Optional[int] = None,
        service_code: str = "",
        service_message: str = "",
        excerpt: str = "",
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.row = row
        self.column = column
        self.retryable = retryable
        self.http_status = http_status
        self.service_code = service_code
        self.service_message = service_message
        self.excerpt = excerpt


class InvalidArgument(Error, ValueError):
    """An argument or option is out of range or has the wrong form."""


class InvalidInput(Error, ValueError):
    """The source holds something that cannot become records. See `row` and `column`."""


class FileUnreadable(Error):
    """A file could not be opened or read."""


class StateError(Error):
    """The call is not allowed now, such as adding records to a sealed import."""


class NotFound(StateError):
    """The journal has no import of that name."""


class OtherAccount(StateError):
    """The unfinished import of that name was sealed with another API key or address."""


class ClosedError(StateError):
    """The client, import or cursor is closed."""


class ForkError(Error):
    """The client was opened before a fork, or this process had the journal open before one.

    Open the client in the child process.
    """


class OutOfMemory(Error):
    """There is not enough memory, or no file descriptor is left."""


class JournalError(Error):
    """The journal cannot be used."""


class JournalBusy(JournalError):
    """Another process holds the journal, or the import in it."""


class JournalFull(JournalError):
    """The disk that holds the journal is full."""


class JournalReadOnly(JournalError):
    """The journal can only be read."""


class JournalCorrupt(JournalError):
    """The journal is damaged, or its books do not balance."""


class ServiceError(Error):
    """The service refused a request, or could not be reached."""


class Unauthorized(ServiceError):
    """The service does not know the API key, or the key may not import."""


class Refused(ServiceError):
    """The service refuses the request itself, whatever its records."""


class Unreachable(ServiceError):
    """The service could not be reached, or gave no usable answer, after all retries."""


class DeadlinePassed(Error):
    """The import was not over when its deadline passed, or the day's requests are used up."""


class RecordsFailing(Error):
    """Records fail one after another, so the rest of the import is not sent.

    Correct the records, remove the import with `Client.forget(name, force=True)`, and import them. Or send the rest with
    `Import.ignore_failures` and `Import.run`.
    """


class PredecessorNotOver(Error):
    """The import that this one comes after is not over, and no process runs it. Run that one first."""


_CLASSES: Dict[int, Type[Error]] = {
    1: InvalidArgument,
    2: ClosedError,
    3: StateError,
    4: NotFound,
    5: OtherAccount,
    10: FileUnreadable,
    **dict.fromkeys(range(11, 16), InvalidInput),
    16: OutOfMemory,
    **dict.fromkeys(range(20, 23), JournalError),
    23: JournalReadOnly,
    24: JournalFull,
    25: JournalBusy,
    26: JournalCorrupt,
    27: JournalCorrupt,
    28: ForkError,
    30: Unauthorized,
    31: Refused,
    32: Unreachable,
    33: DeadlinePassed,
    34: RecordsFailing,
    35: PredecessorNotOver,
}


def error_class(status: int) -> Type[Error]:
    """The class of the exceptions for a status of the C interface."""
    return _CLASSES.get(status, Error)
