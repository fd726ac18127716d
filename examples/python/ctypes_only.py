#!/usr/bin/env python3
"""Imports 5,000 contacts with nothing but ctypes, in the event loop of asyncio, beside a task that wakes every 10 ms.

The package mateo does all of this: see quickstart.py. This is for programs that take the library alone.

    MATEO_API_KEY=... python3 examples/python/ctypes_only.py

Environment: MATEO_API_KEY; MATEO_JOURNAL, a file (mateo.db in the current folder); MATEO_URL, for another address than the
service's; MATEO_LIBRARY, the shared library (build/lib/libmateo.so beside this folder). At the end it says how late the
task was at most: other work of the loop waits no longer than that.
"""
import asyncio
import ctypes
import os
import time
from ctypes import byref, c_char_p, c_int32, c_int64, c_size_t, c_void_p
from pathlib import Path

CONTACTS, ROWS_AT_ONCE, BEAT = 5000, 100, 0.01
TYPE_CONTACTS, STATE_RUNNING, COUNT_SUCCEEDED = 1, 1, 3  # numbers of mateo/types.h

library = Path(__file__).resolve().parents[2] / "build/lib/libmateo.so"
lib = ctypes.CDLL(os.environ.get("MATEO_LIBRARY") or str(library))
lib.mateo_error_message.restype = c_char_p
lib.mateo_error_message.argtypes = [c_void_p]
lib.mateo_error_free.argtypes = [c_void_p]
lib.mateo_options_free.argtypes = lib.mateo_import_close.argtypes = lib.mateo_client_close.argtypes = [c_void_p]
lib.mateo_options_free.restype = lib.mateo_import_close.restype = lib.mateo_client_close.restype = None


def call(name, *arguments):
    """Calls a function that returns a status and takes an error last."""
    error = c_void_p()
    if getattr(lib, "mateo_" + name)(*arguments, byref(error)) != 0:
        message = lib.mateo_error_message(error).decode()
        lib.mateo_error_free(error)
        raise RuntimeError(message)


def open_client():
    options, client = c_void_p(), c_void_p()
    call("options_new", byref(options))
    call("options_set_api_key", options, os.environ.get("MATEO_API_KEY", "").encode())
    call("options_set_journal_path", options, os.environ.get("MATEO_JOURNAL", "mateo.db").encode())
    if "MATEO_URL" in os.environ:
        call("options_set_base_url", options, os.environ["MATEO_URL"].encode())
    call("client_open", options, byref(client))
    lib.mateo_options_free(options)
    return client


async def add_rows(job):
    """Adds the rows in pieces, as they would come from a database, and lets other tasks go on in between."""
    text = b"external_id,full_name\n"
    for row in range(1, CONTACTS + 1):
        text += f"A-{row},Contact {row}\n".encode()
        if row % ROWS_AT_ONCE == 0:
            call("import_add_csv", job, text, c_size_t(len(text)))
            text = b""
            await asyncio.sleep(0)
    call("import_end_csv", job)
    call("import_seal", job)


async def run(job):
    """Steps the import whenever its descriptor is readable, until it ends. Returns how many steps that took."""
    loop, fd, steps = asyncio.get_running_loop(), c_int32(), 0
    call("import_fd", job, byref(fd))
    ended = loop.create_future()

    def step():
        nonlocal steps
        state = c_int32()
        steps += 1
        try:
            call("import_step", job, c_int64(0), byref(state))
        except RuntimeError as error:
            ended.set_exception(error)
        else:
            if state.value == STATE_RUNNING:
                return
            ended.set_result(None)
        loop.remove_reader(fd.value)

    loop.add_reader(fd.value, step)
    await ended
    return steps


async def beat(latest):
    """Other work of the loop. How late it comes is what the import costs it."""
    while True:
        start = time.monotonic()
        await asyncio.sleep(BEAT)
        latest[0] = max(latest[0], time.monotonic() - start - BEAT)


async def main():
    client, job, succeeded, latest = open_client(), c_void_p(), c_int64(), [0.0]
    call("import_open", client, TYPE_CONTACTS, b"asyncio", byref(job))
    beating = asyncio.create_task(beat(latest))
    await add_rows(job)
    steps = await run(job)
    beating.cancel()
    call("import_count", job, COUNT_SUCCEEDED, byref(succeeded))
    late = latest[0] * 1000
    print(f"{succeeded.value} of {CONTACTS} contacts in {steps} steps; the task was at most {late:.1f} ms late")
    lib.mateo_import_close(job)
    lib.mateo_client_close(client)
    return succeeded.value != CONTACTS


raise SystemExit(asyncio.run(main()))
