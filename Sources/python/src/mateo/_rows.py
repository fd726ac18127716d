"""Rows as dicts: each value becomes JSON, and what cannot be sent is refused with its row and column."""

from __future__ import annotations

import csv
import datetime
import decimal
import io
import json
import math
import uuid
import zoneinfo
from json.encoder import encode_basestring
from typing import Any, Callable, Dict, FrozenSet, Iterable, List, Mapping, Optional, Sequence, Tuple, cast

from ._errors import InvalidArgument, InvalidInput

IDENTIFIERS: FrozenSet[str] = frozenset(
    "external_id secondary_external_id id contact_external_id contact_id email whatsapp sms instagram facebook"
    " google_business_messaging".split()
)
"""Fields that identify a record. A number in one of them is sent as text."""

MARKER = "row marker of mateo"
"""A column that keeps empty rows in CSV, so that rows keep their numbers. It is not sent."""

LONGEST_TAG = 255

_FEWEST_UNSAFE = 2.0**53


class _Unfit(Exception):
    """A value cannot be sent."""


class Values:
    """Encodes values as JSON."""

    def __init__(self, timezone: Optional[str]) -> None:
        try:
            self.zone = zoneinfo.ZoneInfo(timezone) if timezone is not None else None
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, TypeError) as error:
            raise InvalidArgument(f"timezone: {timezone!r} is not a time zone of this machine, such as Europe/Berlin") from error
        self.encoders: Dict[object, Callable[[Any], Optional[str]]] = {
            str: _text,
            int: _integer,
            float: _float,
            bool: lambda value: "true" if value else "false",
            type(None): lambda value: None,
            decimal.Decimal: _decimal,
            datetime.datetime: self._datetime,
            datetime.date: lambda value: f'"{value.isoformat()}"',
            uuid.UUID: lambda value: f'"{value}"',
            list: self._list,
            tuple: self._list,
            dict: self._object,
        }

    def encode(self, value: Any) -> Optional[str]:
        """The JSON of a value; None for an empty one."""
        encoder = self.encoders.get(value.__class__) or self._encoder(value)
        return encoder(value)

    def encode_identifier(self, value: Any) -> Optional[str]:
        """The same for a field that identifies a record: a whole number becomes a text."""
        if type(value) is str:
            return _text(value)
        if isinstance(value, (list, tuple)):
            return "[" + ",".join(self.encode_identifier(one) or "null" for one in cast(Sequence[Any], value)) + "]"
        text = self.encode(value)
        if text is None or text[0] not in "-0123456789":
            return text
        if text.lstrip("-").isdigit():
            return f'"{text}"'
        number = decimal.Decimal(text)
        if number != number.to_integral_value() or (not isinstance(value, decimal.Decimal) and abs(value) >= _FEWEST_UNSAFE):
            raise _Unfit(f"{text} is not a whole number that is known exactly. Convert identifiers to text")
        return f'"{number.to_integral_value():f}"'

    def _encoder(self, value: Any) -> Callable[[Any], Optional[str]]:
        """The encoder of a value whose own type has none: that of a class it derives from, or of NumPy and pandas."""
        name = f"{type(value).__module__.partition('.')[0]}.{type(value).__name__}"
        if name in ("pandas.NaTType", "pandas.NAType"):
            return self.encoders[type(None)]
        if name.startswith("numpy.") and isinstance(getattr(value, "item", None), type(len)):
            plain = value.item()
            if type(plain) in (bool, int, float, str) and not name.endswith(("64[ns]", "datetime64", "timedelta64")):
                return lambda _: self.encode(plain)
        for base in type(value).__mro__:
            if base in self.encoders:
                return self.encoders[base]
        if isinstance(value, (bytes, bytearray, memoryview)):
            raise _Unfit("bytes are not text. Decode them, as with value.decode('utf-8')")
        raise _Unfit(f"a value of type {type(value).__name__} cannot be sent. Convert it to text")

    def _datetime(self, value: datetime.datetime) -> Optional[str]:
        if value != value:  # pandas.NaT is a datetime too.
            return None
        if value.utcoffset() is None:
            if self.zone is None:
                raise _Unfit(
                    f"{value.isoformat()} has no time zone. Pass a date if no time is meant (of a frame: .dt.date), "
                    "or give a zone with timezone=, such as timezone='Europe/Berlin'"
                )
            value = value.replace(tzinfo=self.zone)
            if value.utcoffset() != value.replace(fold=1 - value.fold).utcoffset():
                raise _Unfit(f"a clock change of {self.zone} skips or repeats {value.replace(tzinfo=None).isoformat()}. Give its offset")
        return f'"{value.isoformat()}"'

    def _list(self, value: Sequence[Any]) -> str:
        return "[" + ",".join(self.encode(one) or "null" for one in value) + "]"

    def _object(self, value: Mapping[Any, Any]) -> str:
        for key in value:
            if not isinstance(key, str):
                raise _Unfit(f"the key {key!r} of an object is not a text")
        return "{" + ",".join(f"{_text(key)}:{self.encode(one) or 'null'}" for key, one in value.items()) + "}"


def _text(value: str) -> str:
    encoded: str = encode_basestring(value)
    return encoded


def _integer(value: int) -> str:
    try:
        return int.__repr__(value)
    except ValueError:  # Python writes at most 4,300 digits.
        raise _Unfit("a number of more than 4,300 digits cannot be sent") from None


def _float(value: float) -> Optional[str]:
    if math.isinf(value):
        raise _Unfit("an infinite number cannot be sent")
    return None if value != value else float.__repr__(value)


def _decimal(value: decimal.Decimal) -> Optional[str]:
    if value.is_nan():
        return None
    if value.is_infinite():
        raise _Unfit("an infinite number cannot be sent")
    return str(value)


class RowEncoder:
    """Encodes rows, which are dicts, as lines of JSON or of CSV."""

    def __init__(self, empty: str, timezone: Optional[str], identifiers: FrozenSet[str] = IDENTIFIERS) -> None:
        self.values = Values(timezone)
        self.empty = {"omit": None, "null": "null", "text": '""'}[empty]
        self.identifiers = identifiers
        self.keys: Dict[str, str] = {}

    def json_lines(self, rows: Sequence[Any], first_row: int) -> bytes:
        """Rows as JSON Lines."""
        lines = [self._json(row, number) for number, row in enumerate(rows, first_row)]
        return _utf8(lines, rows, first_row)

    def csv_lines(self, rows: Sequence[Any], first_row: int, columns: List[str]) -> bytes:
        """Rows as lines of CSV, in the order of columns. Without rows: the header line."""
        file = io.StringIO()
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        if not rows:
            writer.writerow([*columns, MARKER])
        for number, row in enumerate(rows, first_row):
            writer.writerow([*self._cells(row, number, columns), "1"])
        return _utf8([file.getvalue()], rows, first_row)

    def without_tags(
        self, rows: Sequence[Any], first_row: int, column: str,
    ) -> Tuple[List[Optional[bytes]], List[Dict[Any, Any]]]:
        """The tags in a column, None for an empty one; and the rows without the column."""
        tags: List[Optional[bytes]] = []
        others: List[Dict[Any, Any]] = []
        for number, row in enumerate(rows, first_row):
            cells = dict(_row(row, number))
            if column not in cells:
                raise InvalidInput(f'tag: row {number} has no key "{column}"', row=number, column=column)
            try:
                tags.append(self._tag(cells.pop(column)))
            except UnicodeEncodeError:
                raise _surrogate([row], number) from None
            except _Unfit as reason:
                raise unfit(number, column, str(reason)) from None
            others.append(cells)
        return tags, others

    def _tag(self, value: Any) -> Optional[bytes]:
        text = self.values.encode_identifier(value)
        if text is None:
            return None
        if text[0] in "[{":
            raise _Unfit("a list or an object cannot be a tag")
        tag = str(json.loads(text) if text[0] == '"' else text).encode()
        if len(tag) > LONGEST_TAG or b"\0" in tag:
            raise _Unfit(f"a tag has at most {LONGEST_TAG} bytes, and no NUL")
        return tag

    def _json(self, row: Any, number: int) -> str:
        members: List[str] = []
        encode, encoders = self.values.encode, self.values.encoders
        for key, value in _row(row, number).items():
            prefix = self.keys.get(key) or self._prefix(key, number)
            try:
                text: Optional[str]
                if key in self.identifiers:
                    text = self.values.encode_identifier(value)
                else:
                    encoder = encoders.get(value.__class__)
                    text = encoder(value) if encoder else encode(value)
            except _Unfit as reason:
                raise unfit(number, key, str(reason)) from None
            except RecursionError:
                raise unfit(number, key, "its lists and objects are nested too deeply") from None
            if text is None or text == '""':
                text = self.empty
                if text is None:
                    continue
            members.append(prefix + text)
        return "{" + ",".join(members) + "}\n"

    def _cells(self, row: Any, number: int, columns: List[str]) -> Iterable[str]:
        cells = _row(row, number)
        for other in cells.keys() - set(columns):
            raise InvalidInput(
                f"row {number} has the key {named(other, number)!r}, which row 1 lacks. With a mapping, all keys must be in the first row",
                row=number, column=str(other))
        for column in columns:
            value = cells.get(column)
            try:
                encode = self.values.encode_identifier if column in self.identifiers else self.values.encode
                text = encode(value)
                if text is not None and text[0] in "[{":
                    raise _Unfit("a list or an object cannot go through a mapping. Join it to a text, and map it with list(;)")
            except _Unfit as reason:
                raise unfit(number, column, str(reason)) from None
            if text is None:
                yield ""
            else:
                yield json.loads(text) if text[0] == '"' else text

    def _prefix(self, key: Any, number: int) -> str:
        return self.keys.setdefault(key, _text(named(key, number)) + ":")


def unfit(row: int, column: str, reason: str) -> InvalidInput:
    """The error for a value that cannot be sent."""
    return InvalidInput(f'row {row}, column "{column}": {reason}', row=row, column=column)


def named(key: Any, row: int) -> str:
    """A key of a row, which must be a text."""
    if isinstance(key, str):
        return key
    if key is None:  # Where csv.DictReader puts such cells.
        raise InvalidInput(f"row {row} has more cells than the header has names", row=row)
    raise InvalidInput(f"row {row}: the key {key!r} is not a text", row=row, column=str(key))


def _row(row: Any, number: int) -> Mapping[Any, Any]:
    is_row = isinstance(row, Mapping)
    if not is_row:
        raise InvalidInput(f"row {number}: expected a dict, found a value of type {type(row).__name__}", row=number)
    cells: Mapping[Any, Any] = row
    return cells


def _utf8(lines: List[str], rows: Sequence[Any], first_row: int) -> bytes:
    try:
        return "".join(lines).encode()
    except UnicodeEncodeError:
        raise _surrogate(rows, first_row) from None


def _surrogate(rows: Sequence[Mapping[str, Any]], first_row: int) -> InvalidInput:
    """The error for the first half of a surrogate pair in the rows."""
    for number, row in enumerate(rows, first_row):
        for key, value in row.items():
            try:
                json.dumps({key: value}, ensure_ascii=False, default=str).encode()
            except UnicodeEncodeError:
                return unfit(number, key.encode("ascii", "backslashreplace").decode(), "half of a surrogate pair is not text. Read the source with its own encoding")
    return InvalidInput("half of a surrogate pair is not text. Read the source with its own encoding")
