"""Adds a source to an import: finds out what it is, and gives it to the C library as CSV or JSON."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import threading
from ctypes import byref, c_int32, c_int64
from typing import Any, Dict, FrozenSet, Iterable, Iterator, List, Mapping, Optional, TypeVar, cast

from ._arguments import as_known
from ._errors import Error, InvalidArgument, InvalidInput, StateError
from ._frames import Frame, frame
from ._handle import Handle
from ._library import COUNTS, EMPTY_CELLS, STATES, call, read
from ._rows import IDENTIFIERS, MARKER, RowEncoder, named

_Part = TypeVar("_Part")

ROWS_AT_ONCE = 1_000
LONGEST_WAIT = 0.1
JSON_FILES = (".json", ".jsonl", ".ndjson")
FILE_MEMBERS = {"encoding", "delimiter", "quote", "escape", "skip_lines", "columns", "null", "ragged"}
"""Members of a mapping that say how a file is read."""


class Adding:
    """One source on its way into an import."""

    def __init__(
        self, owner: Handle, mapping: Optional[Mapping[str, Any]], empty: str, timezone: Optional[str], tag: Optional[str],
    ) -> None:
        self.empty_cells = as_known("empty", empty, EMPTY_CELLS)
        if mapping is not None and not isinstance(mapping, Mapping):
            raise InvalidArgument(f"mapping: expected a dict, found a value of type {type(mapping).__name__}")
        self.owner = owner
        self.mapping = None if mapping is None else {"mateo_mapping": 1, **mapping}
        self.timezone = timezone
        self.has_begun = False
        """Whether the import holds a part of the source, which only the end of the import removes."""
        self.encoder = RowEncoder(empty, timezone, self._identifiers())
        if tag is not None and not isinstance(tag, str):
            raise InvalidArgument(f"tag: expected the name of a column, found a value of type {type(tag).__name__}")
        if tag == "external_id":
            raise InvalidArgument('tag: "external_id" is sent, and each failure has it. Name a column that is not sent')
        self.tag = tag
        self.rows_before: Optional[int] = None
        """The rows of the import before the source. None for an unfinished one, which has all rows and their tags."""

    def add(self, source: Any) -> None:
        """Adds the source. The library counts rows over the import, and errors have the row of the source."""
        self.rows_before = self._count_rows()
        try:
            self._add(source)
        except Error as error:
            if error.code and error.row and self.rows_before:
                self._move(error, error.row - self.rows_before)
            raise

    def _move(self, error: Error, row: int) -> None:
        error.row, found = row, error.row
        error.args = (error.args[0].replace(f"row {found}", f"row {row}", 1),)

    def _add(self, source: Any) -> None:
        if isinstance(source, (str, os.PathLike)):
            if self.tag is not None:
                raise InvalidArgument("tag: the source is a file. A failure has its row and line, and the row as source")
            return self._add_file(os.fspath(source))
        if isinstance(source, (bytes, bytearray, memoryview)):
            raise InvalidArgument("source: found bytes. Give a path, rows or a data frame")
        if isinstance(source, Mapping):
            raise InvalidArgument("source: found one record. Put it into a list")
        if isinstance(source, io.IOBase):
            raise InvalidArgument("source: found an open file. Give its path, or csv.DictReader(file)")
        table = frame(source, self.timezone, self.encoder.identifiers)
        if table is not None:
            return self._add_frame(table)
        if hasattr(source, "fetchmany") and hasattr(source, "description"):
            return self._add_parts(_fetched(source))
        try:
            rows = iter(source)
        except TypeError:
            raise InvalidArgument(
                f"source: a value of type {type(source).__name__} is no source. "
                "Give a path, dicts, a data frame, a table of Arrow or a database cursor"
            ) from None
        return self._add_parts(iter(lambda: list(itertools.islice(rows, ROWS_AT_ONCE)), []))

    def _identifiers(self) -> FrozenSet[str]:
        """The columns that become identifiers."""
        fields = (self.mapping or {}).get("fields", ())
        if not isinstance(fields, (list, tuple)):
            return IDENTIFIERS  # The library refuses the mapping.
        named: Dict[str, Any] = {}
        for one in cast(List[Any], fields):
            if isinstance(one, Mapping):
                member = cast(Mapping[str, Any], one)
                named[str(member.get("column"))] = member.get("field")
        return (IDENTIFIERS - named.keys()) | {column for column, field in named.items() if field in IDENTIFIERS}

    def _add_file(self, path: str) -> None:
        if not path or "\0" in path:
            raise InvalidArgument("source: the path holds a NUL" if path else "source: the path is empty")
        if os.path.splitext(path)[1].lower() in JSON_FILES:
            if self.mapping is not None:
                raise InvalidArgument("mapping: a file of JSON has its fields already. A mapping is for CSV, rows and frames")
            self._read_file("import_add_json_lines_file", path)
        else:
            self._set_mapping(self.mapping)
            self._read_file("import_add_csv_file", path)

    def _read_file(self, function: str, path: str) -> None:
        """Reads a file in another thread, since Python calls its signal handlers only between two calls of this one."""
        turn, is_over = threading.Lock(), threading.Event()
        is_left, ends = threading.Event(), cast(List[Optional[BaseException]], [])

        def work() -> None:
            with turn:
                if is_left.is_set():
                    return
                try:
                    call(function, self.owner.use(), os.fsencode(path))
                    ends.append(None)
                except BaseException as error:
                    ends.append(error)
            is_over.set()

        self.has_begun = True
        try:
            threading.Thread(target=work, name="mateo reads a file", daemon=True).start()
            # A signal just before a wait does not end it.
            while not is_over.wait(LONGEST_WAIT):
                pass
        except BaseException:
            is_left.set()
            if not turn.acquire(blocking=False):
                read("import_cancel", self.owner.use())
                turn.acquire()
            # A file that had just ended is in the import. After an error, nothing of it is.
            self.has_begun = any(not isinstance(end, StateError) for end in ends)
            raise
        self.has_begun = False
        if ends[0] is not None:
            raise ends[0]

    def _add_frame(self, table: Frame) -> None:
        if self.tag is not None and self.tag not in table.names:
            raise InvalidArgument(f'tag: the source has no column "{self.tag}"')
        if table.types is None or self.tag is not None:
            return self._add_parts(table.dicts(part) for part in table.parts())
        types = [{"column": name, "field": name, "type": kind} for name, kind in table.types.items()]
        self._set_mapping(self._own_mapping(types))
        row = 1
        for part in self._reading(table.parts()):
            piece = table.csv(part, header=row == 1)
            if piece is None:
                # The encoder of rows knows which value it is, and why.
                self.encoder.json_lines(table.dicts(part), row)
                raise InvalidInput(f"rows {row} to {row + len(part) - 1} hold a value that cannot be sent", row=row)
            self._add_csv(piece)
            row += len(part)
        if row > 1:
            call("import_end_csv", self.owner.use())

    def _add_parts(self, parts: Iterable[List[Any]]) -> None:
        """Adds rows that are dicts: as JSON, or as CSV if there is a mapping."""
        row, columns = 1, None
        for rows in self._reading(parts):
            if not rows:
                continue
            tags: List[Optional[bytes]] = []
            if self.tag is not None:
                tags, rows = self.encoder.without_tags(rows, row, self.tag)
            if self.mapping is None:
                self._add_json(self.encoder.json_lines(rows, row))
            else:
                if columns is None:
                    columns = self._columns(rows[0])
                    self._set_mapping(self._own_mapping([]))
                    self._add_csv(self.encoder.csv_lines([], row, columns))
                self._add_csv(self.encoder.csv_lines(rows, row, columns))
            for number, tag in enumerate(tags, row):
                if tag is not None and self.rows_before is not None:
                    call("import_set_tag", self.owner.use(), self.rows_before + number, tag)
            row += len(rows)
        if columns is not None:
            call("import_end_csv", self.owner.use())

    def _reading(self, parts: Iterable[_Part]) -> Iterator[_Part]:
        """The parts of the source. If the source itself raises, nobody knows what it would have given."""
        try:
            yield from parts
        except (Error, GeneratorExit):
            raise
        except BaseException:
            self.has_begun = True
            raise

    def _columns(self, row: Any) -> List[str]:
        if not isinstance(row, Mapping):
            raise InvalidInput(f"row 1: expected a dict, found a value of type {type(row).__name__}", row=1)
        return [named(key, 1) for key in cast(Any, row)]

    def _own_mapping(self, types: List[Dict[str, Any]]) -> Dict[str, Any]:
        """The mapping for CSV that this package writes: the caller's, or else the types of the columns."""
        given = self.mapping or {"mateo_mapping": 1, "fields": types}
        members = {name: value for name, value in given.items() if name not in FILE_MEMBERS}
        fields = members.get("fields", [])
        if isinstance(fields, (list, tuple)):  # The library refuses another value.
            members["fields"] = [*cast(List[Any], fields), {"column": MARKER, "field": None}]
        return {**members, "encoding": "utf-8", "delimiter": ","}

    def _set_mapping(self, mapping: Optional[Mapping[str, Any]]) -> None:
        call("import_set_empty_cells", self.owner.use(), self.empty_cells)
        if mapping is None:
            call("import_set_mapping", self.owner.use(), None, 0)
            return
        try:
            document = json.dumps(mapping, ensure_ascii=False).encode()
        except (TypeError, ValueError) as error:
            raise InvalidArgument(f"mapping: {error}") from None
        call("import_set_mapping", self.owner.use(), document, len(document))

    def _add_csv(self, piece: bytes) -> None:
        self.has_begun = True
        call("import_add_csv", self.owner.use(), piece, len(piece))

    def _count_rows(self) -> Optional[int]:
        state, counts = c_int32(), (c_int64 * COUNTS)()
        call("import_state", self.owner.use(), byref(state))
        if STATES[state.value] != "filling":
            return None
        call("import_counts", self.owner.use(), counts, COUNTS)
        return counts[0]

    def _add_json(self, lines: bytes) -> None:
        try:
            call("import_add_json_lines", self.owner.use(), lines, len(lines))
        except Error as error:
            error.args = (re.sub(r"(row \d+), line \d+", r"\1", error.args[0], count=1),)  # The caller has no lines.
            raise
        self.has_begun = True


def _fetched(cursor: Any) -> Iterator[List[Dict[str, Any]]]:
    """The rows of a database cursor as dicts, part by part."""
    if cursor.description is None:
        raise InvalidInput("the cursor has no columns. Execute a SELECT with it first")
    names = [column[0] for column in cursor.description]
    for name in names:
        if names.count(name) > 1:
            raise InvalidInput(f'two columns of the cursor are called "{name}". Rename one with AS', column=str(name))
    while True:
        rows = cursor.fetchmany(ROWS_AT_ONCE)
        if not rows:
            return
        yield [dict(zip(names, row)) for row in rows]
