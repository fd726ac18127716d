"""Tells the progress of runs."""

from __future__ import annotations

from typing import Any, Callable, Union

from ._errors import InvalidArgument
from ._types import Counts

Progress = Union[Callable[[Counts], object], bool, None]
"""What `run` tells about progress: a function that receives the counts, or True for a bar of tqdm."""


class Reporter:
    """Gives the counts to the progress function, or to a bar of tqdm."""

    def __init__(self, progress: Progress, name: str) -> None:
        if progress not in (None, False, True) and not callable(progress):
            raise InvalidArgument(f"progress: expected a function or True, found {progress!r}")
        self.function = progress if callable(progress) else None
        self.bar: Any = None
        if progress is True:
            try:
                from tqdm import tqdm
            except ImportError:
                return
            self.bar = tqdm(desc=name, unit=" records")

    def __call__(self, counts: Counts) -> None:
        if self.function is not None:
            self.function(counts)
        if self.bar is not None:
            self.bar.total = counts.total
            self.bar.update(counts.settled - self.bar.n)

    def __enter__(self) -> Reporter:
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()
