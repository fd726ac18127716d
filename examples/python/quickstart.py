#!/usr/bin/env python3
"""Imports contacts into Hellomateo with nothing but Python's own ctypes.

    MATEO_API_KEY=... python3 examples/python/quickstart.py contacts.csv

Without a file it imports three contacts that it makes itself, the last of which the service refuses.

Environment: MATEO_API_KEY; MATEO_JOURNAL, a file (none: in memory); MATEO_URL, for another address than the service's;
MATEO_LIBRARY, the shared library (build/lib/libmateo.so beside this folder). With neither MATEO_API_KEY nor MATEO_URL
set, it starts the local sandbox (build/bin/mateo-sandbox) for as long as it runs.
"""
import contextlib
import ctypes
import os
import subprocess
import sys
from ctypes import POINTER, byref, c_char_p, c_int32, c_int64, c_size_t, c_void_p
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWN_CONTACTS = """external_id,full_name,email,newsletter
C-1,Änne Großmann,aenne@example.org,accepted
C-2,"Weiß, Jörg",joerg@example.org,
C-3,Zoë Nowak,not an address,
"""

lib = ctypes.CDLL(os.environ.get("MATEO_LIBRARY") or str(ROOT / "build/lib/libmateo.so"))
ERROR = POINTER(c_void_p)  # the address of a mateo_error pointer
CONTACTS = 1  # MATEO_TYPE_CONTACTS, MATEO_COUNT_… and the states are numbers of mateo/types.h
COUNTS = "total pending in_flight succeeded failed held superseded unchanged unknown jobs posts polls".split()
STATES = "filling running finished paused stopped interrupted unknown".split()


class MateoError(Exception):
    pass


def declare(name, *arguments):
    """Declares a function that returns a status and takes an error last. Such a call raises MateoError."""
    function = getattr(lib, "mateo_" + name)
    function.argtypes = [*arguments, ERROR]
    function.restype = c_int32

    def call(*values):
        error = c_void_p()
        if function(*values, byref(error)) != 0:
            message = error_message(error).decode()
            error_free(error)
            raise MateoError(message)

    return call


def declare_plain(name, result, *arguments):
    function = getattr(lib, "mateo_" + name)
    function.argtypes, function.restype = arguments, result
    return function


error_message = declare_plain("error_message", c_char_p, c_void_p)
error_free = declare_plain("error_free", None, c_void_p)
options_new = declare("options_new", POINTER(c_void_p))
options_set_base_url = declare("options_set_base_url", c_void_p, c_char_p)
options_set_api_key = declare("options_set_api_key", c_void_p, c_char_p)
options_set_journal_path = declare("options_set_journal_path", c_void_p, c_char_p)
options_free = declare_plain("options_free", None, c_void_p)
client_open = declare("client_open", c_void_p, POINTER(c_void_p))
client_close = declare_plain("client_close", None, c_void_p)
import_open = declare("import_open", c_void_p, c_int32, c_char_p, POINTER(c_void_p))
import_close = declare_plain("import_close", None, c_void_p)
import_add_csv_file = declare("import_add_csv_file", c_void_p, c_char_p)
import_add_csv = declare("import_add_csv", c_void_p, c_char_p, c_size_t)
import_end_csv = declare("import_end_csv", c_void_p)
import_seal = declare("import_seal", c_void_p)
import_step = declare("import_step", c_void_p, c_int64, POINTER(c_int32))
import_count = declare("import_count", c_void_p, c_int32, POINTER(c_int64))
import_failures = declare("import_failures", c_void_p, POINTER(c_void_p))
failures_next = declare("failures_next", c_void_p, POINTER(c_int32))
failures_row = declare_plain("failures_row", c_int64, c_void_p)
failures_external_id = declare_plain("failures_external_id", c_char_p, c_void_p)
failures_message = declare_plain("failures_message", c_char_p, c_void_p)
failures_free = declare_plain("failures_free", None, c_void_p)


# README: python
def import_contacts(client, path):
    job = c_void_p()
    import_open(client, CONTACTS, (path or "three contacts").encode(), byref(job))
    if path:
        import_add_csv_file(job, os.fsencode(path))
    else:
        add_own_contacts(job)
    import_seal(job)  # from here on it survives crashes and restarts
    state = c_int32(STATES.index("running"))
    while STATES[state.value] == "running":  # short steps, so that Python sees Ctrl-C
        import_step(job, 250, byref(state))
    return job, STATES[state.value]
# README: end


def add_own_contacts(job):
    """CSV may come in pieces of any size: a line at a time from a database, a block at a time from a socket."""
    for line in OWN_CONTACTS.encode().splitlines(keepends=True):
        import_add_csv(job, line, len(line))
    import_end_csv(job)


def print_outcome(job, state):
    number = c_int64()
    for what, name in enumerate(COUNTS):
        import_count(job, what, byref(number))
        print(f"{name:12}{number.value:>8}")
    print("state:", state)
    failures, found = c_void_p(), c_int32()
    import_failures(job, byref(failures))
    failures_next(failures, byref(found))
    while found.value:
        row, external_id = failures_row(failures), failures_external_id(failures).decode()
        print(f"row {row} ({external_id}): {failures_message(failures).decode()}")
        failures_next(failures, byref(found))
    failures_free(failures)


def open_client(url, key, journal):
    options, client = c_void_p(), c_void_p()
    options_new(byref(options))
    try:
        options_set_api_key(options, key.encode())
        options_set_journal_path(options, os.fsencode(journal))
        if url:
            options_set_base_url(options, url.encode())
        client_open(options, byref(client))
    finally:
        options_free(options)
    return client


@contextlib.contextmanager
def sandbox():
    """A Hellomateo of one's own, on this machine: gives its address and key."""
    command = [ROOT / "build/bin/mateo-sandbox", "--api-key", "sandbox-key"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline()  # mateo-sandbox: http://127.0.0.1:PORT/api/v1
            yield line.partition(": ")[2].strip(), "sandbox-key"
        finally:
            process.terminate()


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else None
    url, key = os.environ.get("MATEO_URL"), os.environ.get("MATEO_API_KEY")
    with contextlib.ExitStack() as stack:
        if not url and not key:
            url, key = stack.enter_context(sandbox())
            print("No MATEO_API_KEY: importing into a sandbox at", url)
        client = open_client(url, key or "", os.environ.get("MATEO_JOURNAL", ""))
        stack.callback(client_close, client)
        job, state = import_contacts(client, path)
        stack.callback(import_close, job)
        print_outcome(job, state)
    return 0 if state == "finished" else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MateoError as error:
        sys.exit(f"quickstart: {error}")
