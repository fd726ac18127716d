"""Checks arguments, and gives them the form that the C library takes."""

from __future__ import annotations

import math
import os
from typing import Any, Mapping

from ._errors import InvalidArgument


def as_bytes(name: str, value: Any) -> bytes:
    """A text or path for the library, which ends at a NUL."""
    text: Any = os.fspath(value) if hasattr(value, "__fspath__") else value
    if not isinstance(text, str):
        raise InvalidArgument(f"{name}: expected a text, found a value of type {type(value).__name__}")
    try:
        encoded = os.fsencode(text)
    except UnicodeEncodeError:
        raise InvalidArgument(f"{name}: half of a surrogate pair is not text") from None
    if b"\0" in encoded:
        raise InvalidArgument(f"{name}: the text holds a NUL")
    return encoded


def as_whole(name: str, value: Any) -> int:
    """A number of 64 bits."""
    if not isinstance(value, int) or not -(2**63) <= value < 2**63:
        raise InvalidArgument(f"{name}: expected a whole number of 64 bits, found {value!r}")
    return value


def as_real(name: str, value: Any) -> float:
    """A finite number."""
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InvalidArgument(f"{name}: expected a number, found {value!r}")
    return value


def as_known(name: str, value: Any, known: Mapping[str, int]) -> int:
    """The number of a word."""
    if not isinstance(value, str) or value not in known:
        raise InvalidArgument(f"{name}: expected {' or '.join(known)}, found {value!r}")
    return known[value]
