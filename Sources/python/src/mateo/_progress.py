"""Tells the progress of runs."""

from __future__ import annotations

import inspect
from typing import Any, Callable, Union

from ._errors import InvalidArgument
from ._types import Counts

Progress = Union[Callable[[Counts], object], bool, None]
"""What a run tells about progress: a function that receives the counts, or True for a bar of tqdm."""


class Reporter:
    """Gives the counts to the progress function, or to a bar of tqdm."""

    def __init__(self, progress: Progress, name: str, *, is_awaited: bool = False) -> None:
        """is_awaited: whether the function may be a coroutine function."""
        if progress not in (None, False, True) and not callable(progress):
            raise InvalidArgument(f"progress: expected a function or True, found {progress!r}")
        if not is_awaited and (inspect.iscoroutinefunction(progress) or inspect.iscoroutinefunction(type(progress).__call__)):
            raise InvalidArgument("progress: found a coroutine function, which only run_async awaits. Give a plain function")
        self.function = progress if callable(progress) else None
        self.bar: Any = None
        if progress is True:
            try:
                from tqdm import tqdm
            except ImportError:
                return
            self.bar = tqdm(desc=name, unit=" records")

    def __call__(self, counts: Counts) -> object:
        """Returns what the function returns."""
        if self.bar is not None:
            self.bar.total = counts.total
            self.bar.update(counts.settled - self.bar.n)
        return self.function(counts) if self.function is not None else None

    def __enter__(self) -> Reporter:
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()
