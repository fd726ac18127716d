"""Handles of the C library, which end with the Python object that has them."""

from __future__ import annotations

import os
import threading
import weakref
from ctypes import byref, c_void_p
from typing import Any, ContextManager, Optional

from ._errors import ClosedError, ForkError
from ._library import call, read


class Handle:
    """A handle, and the function that ends it."""

    def __init__(self, pointer: c_void_p, what: str, free: str, keep: object = None) -> None:
        self._pointer = pointer
        self._what = what
        self._keep = keep
        self._process = os.getpid()
        # Held during a call for an import, which takes one at a time.
        self.turn: ContextManager[object] = threading.RLock()
        self._end = weakref.finalize(self, _end, free, pointer, keep)

    @classmethod
    def opened(
        cls, what: str, free: str, function: str, *arguments: Any, owner: Optional[Handle] = None, keep: object = None,
    ) -> Handle:
        """The handle that a function gives as its last output.

        owner: the handle that the function takes first.
        keep: an object that the library uses until the handle ends, such as a callback.
        """
        pointer = c_void_p()
        if owner is None:
            call(function, *arguments, byref(pointer))
        else:
            with owner.turn:
                call(function, owner.use(), *arguments, byref(pointer))
        return cls(pointer, what, free, keep)

    @property
    def keep(self) -> object:
        """What the library uses as long as this handle lives."""
        return self._keep

    @property
    def closed(self) -> bool:
        return not self._end.alive

    def close(self) -> None:
        self._end()

    def use(self) -> c_void_p:
        """The handle for a call. It must be open, and of this process."""
        if not self._end.alive:
            raise ClosedError(f"the {self._what} is closed. Open it again")
        if os.getpid() != self._process:
            raise ForkError(
                f"the {self._what} was opened in process {self._process}, before a fork. "
                "Open the client in the child process"
            )
        return self._pointer


def _end(free: str, pointer: c_void_p, keep: object) -> None:
    """Ends a handle. What it uses lives until then."""
    read(free, pointer)
