"""The C library: finds it, declares its functions, and turns its errors into exceptions."""

from __future__ import annotations

import ctypes
import logging
import os
import threading
from ctypes import POINTER, byref, c_char_p, c_double, c_int32, c_int64, c_size_t, c_void_p
from pathlib import Path
from typing import Any, Dict, Optional, Sequence, Tuple

from ._advice import in_python
from ._errors import Error, error_class
from ._types import State

FOLDER = Path(__file__).parent

LOG_CALLBACK = ctypes.CFUNCTYPE(None, c_void_p, c_int32, c_char_p)

# The numbers of mateo/types.h.
TYPES: Dict[str, int] = {"contacts": 1, "deals": 2, "appointments": 3}
STATES: Tuple[State, ...] = ("filling", "running", "finished", "paused", "stopped", "interrupted", "unknown")
COUNTS = 13
EMPTY_CELLS = {"omit": 0, "null": 1, "text": 2}
SHARED_HANDLES = {"hold": 0, "send": 1}
ON_UNKNOWN = {"by_type": 0, "resend": 1, "stop": 2}
FAILURE_KINDS = ("failed", "held", "superseded", "unknown")
FAILURE_STATES = {"failed": 1, "held": 2, "superseded": 4, "unknown": 8}
BATCH_STATES = {1: "open", 2: "settled", 3: "unknown", 4: "turned_away", 5: "divided"}
PAUSE_REASONS = {1: "limit", 2: "quota", 3: "unreachable"}
LOG_LEVELS = {1: ("info", logging.INFO), 2: ("warning", logging.WARNING)}

_H, _T, _I, _L, _N, _D = c_void_p, c_char_p, c_int32, c_int64, c_size_t, c_double
_OUT_H, _OUT_I, _OUT_L, _OUT_N = POINTER(_H), POINTER(_I), POINTER(_L), POINTER(_N)

# Functions that return a status. Each also takes the address of an error, as its last argument.
CALLS: Dict[str, Sequence[Any]] = {
    "options_new": [_OUT_H],
    "options_set_base_url": [_H, _T],
    "options_set_api_key": [_H, _T],
    "options_set_journal_path": [_H, _T],
    "options_set_on_unknown": [_H, _I],
    "options_set_first_look": [_H, _I],
    "options_set_shared_handles": [_H, _I],
    "options_set_log": [_H, LOG_CALLBACK, c_void_p],
    "options_set_batch_records": [_H, _L],
    "options_set_batch_bytes": [_H, _L],
    "options_set_requests_per_second": [_H, _D],
    "options_set_requests_per_day": [_H, _L],
    "options_set_entities_per_day": [_H, _L],
    "options_set_quota_window": [_H, _L],
    "options_set_wait_for_quota": [_H, _I],
    "options_set_first_poll": [_H, _L],
    "options_set_longest_poll": [_H, _L],
    "options_set_job_deadline": [_H, _L],
    "options_set_import_deadline": [_H, _L],
    "options_set_connect_timeout": [_H, _L],
    "options_set_request_timeout": [_H, _L],
    "options_set_ca_file": [_H, _T],
    "options_set_proxy": [_H, _T],
    "options_set_user_agent": [_H, _T],
    "client_open": [_H, _OUT_H],
    "client_check": [_H],
    "client_imports": [_H, _OUT_H],
    "client_verify": [_H, _T],
    "client_forget": [_H, _T, _I],
    "client_forget_digests": [_H],
    "import_open": [_H, _I, _T, _OUT_H],
    "import_resume": [_H, _T, _OUT_H],
    "import_set_list_id": [_H, _T],
    "import_set_list_external_id": [_H, _T],
    "import_allow_reassignment": [_H, _I],
    "import_set_again": [_H, _I],
    "import_set_only_changed": [_H, _I],
    "import_set_after": [_H, _T],
    "import_set_check_account": [_H, _I],
    "import_set_contacts_must_exist": [_H, _I],
    "import_is_repeated": [_H, _OUT_I],
    "import_set_empty_cells": [_H, _I],
    "import_set_mapping": [_H, _T, _N],
    "import_add_csv_file": [_H, _T],
    "import_add_csv": [_H, _T, _N],
    "import_end_csv": [_H],
    "import_add_json_lines": [_H, _T, _N],
    "import_add_json_lines_file": [_H, _T],
    "import_set_tag": [_H, _L, _T],
    "import_seal": [_H],
    "import_step": [_H, _L, _OUT_I],
    "import_ignore_failures": [_H],
    "import_retry": [_H, _OUT_L],
    "import_fd": [_H, _OUT_I],
    "import_next_step_at": [_H, _OUT_L],
    "import_state": [_H, _OUT_I],
    "import_resume_at": [_H, _OUT_L],
    "import_counts": [_H, _OUT_L, _N],
    "import_failures": [_H, _OUT_H],
    "import_unknown_rows": [_H, _L, _OUT_L, _OUT_L],
    "import_hints": [_H, _OUT_H],
    "import_batches": [_H, _OUT_H],
    "import_pauses": [_H, _OUT_H],
    "import_plan": [_H, _OUT_H],
    "import_first_plan": [_H, _OUT_H],
    "failures_set_states": [_H, _I],
    "failures_next": [_H, _OUT_I],
    "failures_next_csv": [_H, _I, _OUT_H, _OUT_N],
    "hints_next": [_H, _OUT_I],
    "batches_next": [_H, _OUT_I],
    "pauses_next": [_H, _OUT_I],
    "imports_next": [_H, _OUT_I],
    "mapping_propose": [_T, _N, _I, _T, _N, c_void_p, _N, _OUT_N],
}

# Functions that return what they read.
READS: Dict[str, Tuple[Any, Sequence[Any]]] = {
    "version": (_T, []),
    "status_name": (_T, [_I]),
    "error_message": (_T, [_H]),
    "error_row": (_L, [_H]),
    "error_http_status": (_I, [_H]),
    "error_service_code": (_T, [_H]),
    "error_service_message": (_T, [_H]),
    "error_excerpt": (_T, [_H]),
    "error_is_retryable": (_I, [_H]),
    "error_free": (None, [_H]),
    "options_free": (None, [_H]),
    "client_close": (None, [_H]),
    "import_close": (None, [_H]),
    "import_cancel": (None, [_H]),
    "import_type": (_I, [_H]),
    "import_name": (_T, [_H]),
    "failures_free": (None, [_H]),
    "failures_row": (_L, [_H]),
    "failures_line": (_L, [_H]),
    "failures_kind": (_I, [_H]),
    "failures_is_retryable": (_I, [_H]),
    "failures_external_id": (_T, [_H]),
    "failures_tag": (_T, [_H]),
    "failures_code": (_T, [_H]),
    "failures_message": (_T, [_H]),
    "failures_reason": (_T, [_H]),
    "failures_input": (_T, [_H]),
    "failures_source": (_T, [_H]),
    "hints_free": (None, [_H]),
    "hints_first_row": (_L, [_H]),
    "hints_last_row": (_L, [_H]),
    "hints_text": (_T, [_H]),
    "batches_free": (None, [_H]),
    "batches_first_row": (_L, [_H]),
    "batches_last_row": (_L, [_H]),
    "batches_state": (_I, [_H]),
    "batches_records": (_L, [_H]),
    "batches_succeeded": (_L, [_H]),
    "batches_failed": (_L, [_H]),
    "batches_attempts": (_L, [_H]),
    "batches_sent_at": (_L, [_H]),
    "batches_answer_time": (_L, [_H]),
    "batches_settled_at": (_L, [_H]),
    "pauses_free": (None, [_H]),
    "pauses_reason": (_I, [_H]),
    "pauses_since": (_L, [_H]),
    "pauses_until": (_L, [_H]),
    "pauses_times": (_L, [_H]),
    "plan_free": (None, [_H]),
    "plan_records": (_L, [_H]),
    "plan_held": (_L, [_H]),
    "plan_superseded": (_L, [_H]),
    "plan_changed": (_L, [_H]),
    "plan_unchanged": (_L, [_H]),
    "plan_batches": (_L, [_H]),
    "plan_requests": (_L, [_H]),
    "plan_contact_requests": (_L, [_H]),
    "plan_first_look": (_L, [_H]),
    "plan_records_left": (_L, [_H]),
    "plan_requests_left": (_L, [_H]),
    "plan_finishes_at": (_L, [_H]),
    "plan_days": (_L, [_H]),
    "plan_day_starts_at": (_L, [_H, _L]),
    "plan_day_finishes_at": (_L, [_H, _L]),
    "plan_day_records": (_L, [_H, _L]),
    "plan_day_requests": (_L, [_H, _L]),
    "imports_free": (None, [_H]),
    "imports_name": (_T, [_H]),
    "imports_type": (_I, [_H]),
    "imports_state": (_I, [_H]),
    "imports_count": (_L, [_H, _I]),
    "imports_resume_at": (_L, [_H]),
    "imports_created_at": (_L, [_H]),
}


def _load() -> ctypes.CDLL:
    own = FOLDER / "lib" / "libmateo.so"
    path = os.environ.get("MATEO_LIBRARY") or (str(own) if own.exists() else "libmateo.so.0")
    try:
        library = ctypes.CDLL(path)
        for name, arguments in CALLS.items():
            function = getattr(library, "mateo_" + name)
            function.argtypes, function.restype = [*arguments, _OUT_H], c_int32
        for name, (result, arguments) in READS.items():
            function = getattr(library, "mateo_" + name)
            function.argtypes, function.restype = arguments, result
    except OSError as error:
        raise ImportError(
            f"mateo cannot load libmateo: {error}. Install the wheel of mateo for Linux on x86-64, which carries it, "
            "or install libmateo, or set MATEO_LIBRARY to the path of libmateo.so. libmateo needs libcurl.so.4 and "
            "libsqlite3.so.0 of the system (Debian: libcurl4 and libsqlite3-0)"
        ) from error
    except AttributeError as error:
        raise ImportError(f"{path} is older than this version of mateo: {error}. Install libmateo of the same version") from error
    return library


_loaded = _load()
_thread = threading.local()


def read(name: str, *arguments: Any) -> Any:
    """Calls a function that returns what it reads. Texts become str."""
    value = getattr(_loaded, "mateo_" + name)(*arguments)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def call(name: str, *arguments: Any) -> None:
    """Calls a function that returns a status. Raises its error."""
    error = c_void_p()
    status = getattr(_loaded, "mateo_" + name)(*arguments, byref(error))
    raised: Optional[BaseException] = getattr(_thread, "raised", None)
    if raised is not None:
        _thread.raised = None
        read("error_free", error)
        raise raised
    if status != 0:
        raise _taken(status, error)


def _taken(status: int, error: c_void_p) -> Error:
    """The exception for an error, which is freed."""
    try:
        return error_class(status)(
            in_python(read("error_message", error) or read("status_name", status)),
            code=status,
            status=read("status_name", status),
            row=read("error_row", error) or None,
            retryable=bool(read("error_is_retryable", error)),
            http_status=read("error_http_status", error) or None,
            service_code=read("error_service_code", error),
            service_message=read("error_service_message", error),
            excerpt=read("error_excerpt", error),
        )
    finally:
        read("error_free", error)


class carrying:
    """The body of a callback, whose exceptions come out of the call that is in progress."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: Optional[BaseException], __: object) -> bool:
        if error is not None:
            _thread.raised = error
        return True
