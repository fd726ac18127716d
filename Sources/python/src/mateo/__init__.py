"""Imports contacts, deals and appointments into Hellomateo. No record is lost, and none is sent twice.

    import mateo

    with mateo.Client(api_key, journal="mateo.db") as client:
        result = client.import_contacts("contacts.csv", name="contacts")
    print(result)
    for failure in result.failures:
        print(failure.row, failure.reason)

The source is a file, dicts, a data frame, a table of Arrow or a database cursor: see `Import.add`. The journal has what
is sent before it is sent, so an import goes on after a crash, a restart or a used-up quota. `Client.open_import` gives an
`Import`, which is filled, sealed and run step by step, also in asyncio. All exceptions are `Error`. `mateo.testing` has a
local Hellomateo for tests. `python -m mateo` is the command line tool.
"""

from ._client import Client, Log, propose_mapping
from ._cursors import Failures
from ._errors import (
    ClosedError,
    DeadlinePassed,
    Error,
    FileUnreadable,
    ForkError,
    InvalidArgument,
    InvalidInput,
    JournalBusy,
    JournalCorrupt,
    JournalError,
    JournalFull,
    JournalReadOnly,
    NotFound,
    OtherAccount,
    OutOfMemory,
    PredecessorNotOver,
    RecordsFailing,
    Refused,
    ServiceError,
    StateError,
    Unauthorized,
    Unreachable,
)
from ._import import Import
from ._library import read as _read
from ._progress import Progress
from ._result import Result
from ._types import (
    ArrowStream,
    Batch,
    Counts,
    Cursor,
    Empty,
    Failure,
    Hint,
    ImportStatus,
    Kind,
    Pause,
    Plan,
    PlanDay,
    Source,
    State,
    Type,
)

__version__ = "0.1.0"


def library_version() -> str:
    """Returns the version of libmateo, the C library that is loaded."""
    version: str = _read("version")
    return version


__all__ = [
    "__version__",
    "ArrowStream",
    "Batch",
    "Client",
    "ClosedError",
    "Counts",
    "Cursor",
    "DeadlinePassed",
    "Empty",
    "Error",
    "Failure",
    "Failures",
    "FileUnreadable",
    "ForkError",
    "Hint",
    "Import",
    "ImportStatus",
    "InvalidArgument",
    "InvalidInput",
    "JournalBusy",
    "JournalCorrupt",
    "JournalError",
    "JournalFull",
    "JournalReadOnly",
    "Kind",
    "library_version",
    "Log",
    "NotFound",
    "OtherAccount",
    "OutOfMemory",
    "Pause",
    "Plan",
    "PlanDay",
    "PredecessorNotOver",
    "Progress",
    "propose_mapping",
    "RecordsFailing",
    "Refused",
    "Result",
    "ServiceError",
    "Source",
    "State",
    "StateError",
    "Type",
    "Unauthorized",
    "Unreachable",
]
