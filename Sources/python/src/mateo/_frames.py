"""Data frames and Arrow tables: whole columns become CSV, by the frame's own writer."""

from __future__ import annotations

import importlib
import io
from abc import ABC, abstractmethod
from typing import Any, Dict, FrozenSet, Iterator, List, Optional, Sequence, Set, cast

from ._errors import InvalidArgument, InvalidInput
from ._rows import IDENTIFIERS, MARKER

ROWS_AT_ONCE = 65_536
NUMBER = "number(.)"
BOOLEAN = "boolean(true=true, false=false)"


class Frame(ABC):
    """A source that has columns. It is read once, in parts of at most `ROWS_AT_ONCE` rows."""

    names: List[str]
    types: Optional[Dict[str, str]]
    """The types of columns in a mapping. None if some column has no form in CSV: then `dicts` is used."""

    def __init__(self, names: Sequence[Any], timezone: Optional[str], identifiers: FrozenSet[str]) -> None:
        seen: Set[str] = set()
        for name in names:
            if not isinstance(name, str):
                raise InvalidInput(f"the column {name!r} has a name that is not a text. Rename it", column=str(name))
            if name in seen:
                raise InvalidInput(f'two columns are called "{name}". Rename one', column=name)
            seen.add(name)
        self.names = list(names)
        self.timezone = timezone
        self.identifiers = identifiers

    @abstractmethod
    def parts(self) -> Iterator[Any]:
        """The rows, part by part."""

    @abstractmethod
    def dicts(self, part: Any) -> List[Dict[str, Any]]:
        """A part as dicts."""

    @abstractmethod
    def csv(self, part: Any, header: bool) -> Optional[bytes]:
        """A part as CSV with the column `MARKER` behind the others. None if a value in it cannot be sent."""


class PolarsFrame(Frame):
    """A data frame of polars."""

    def __init__(self, frame: Any, timezone: Optional[str], identifiers: FrozenSet[str]) -> None:
        super().__init__(frame.columns, timezone, identifiers)
        self.frame = frame
        self.polars: Any = importlib.import_module("polars")
        self.types = {}
        for name, dtype in frame.schema.items():
            kind = self._kind(name, dtype)
            if kind is None:
                self.types = None
                return
            if kind:
                self.types[name] = kind

    def _kind(self, name: str, dtype: Any) -> Optional[str]:
        """The type of a column in a mapping, "" for text. None if it has no form in CSV."""
        pl = self.polars
        if dtype == pl.Datetime:
            return "" if dtype.time_zone or self.timezone else None
        if dtype == pl.Decimal:
            return None if name in self.identifiers else NUMBER
        if dtype.is_numeric():
            return "" if name in self.identifiers else NUMBER
        if dtype == pl.Boolean:
            return BOOLEAN
        return "" if dtype in (pl.String, pl.Categorical, pl.Enum, pl.Null, pl.Date) else None

    def parts(self) -> Iterator[Any]:
        for start in range(0, len(self.frame), ROWS_AT_ONCE):
            yield self.frame.slice(start, ROWS_AT_ONCE)

    def dicts(self, part: Any) -> List[Dict[str, Any]]:
        rows: List[Dict[str, Any]] = part.to_dicts()
        return rows

    def csv(self, part: Any, header: bool) -> Optional[bytes]:
        pl = self.polars
        changed: List[Any] = []
        for name, dtype in part.schema.items():
            column = part[name]
            if dtype.is_float():
                column = column.fill_nan(None)
                if column.is_infinite().any():
                    return None
                if name in self.identifiers:
                    if ((column.abs() >= 2.0**53) | (column != column.floor())).any():
                        return None
                    column = column.cast(pl.Int64)
                changed.append(column)
            elif dtype == pl.Datetime and not dtype.time_zone:
                local = column.dt.replace_time_zone(self.timezone, ambiguous="null", non_existent="null")
                if local.null_count() != column.null_count():
                    return None
                changed.append(local)
        part = part.with_columns(*changed, pl.lit("1").alias(MARKER))
        file = io.BytesIO()
        part.write_csv(file, include_header=header, datetime_format="%Y-%m-%dT%H:%M:%S%.f%:z")
        return file.getvalue()


class PandasFrame(Frame):
    """A data frame of pandas. Its index is not read."""

    def __init__(self, frame: Any, timezone: Optional[str], identifiers: FrozenSet[str]) -> None:
        super().__init__(list(frame.columns), timezone, identifiers)
        self.frame = frame
        self.pandas: Any = importlib.import_module("pandas")
        self.types = {}
        for name in self.names:
            kind = self._kind(name)
            if kind is None:
                self.types = None
                return
            if kind:
                self.types[name] = kind

    def _kind(self, name: str) -> Optional[str]:
        types, column = self.pandas.api.types, self.frame[name]
        if types.is_bool_dtype(column.dtype):
            return BOOLEAN
        if types.is_integer_dtype(column.dtype) or types.is_float_dtype(column.dtype):
            return "" if name in self.identifiers else NUMBER
        if types.is_datetime64_any_dtype(column.dtype):
            return "" if getattr(column.dt, "tz", None) is not None or self.timezone else None
        return "" if types.infer_dtype(column, skipna=True) in ("string", "empty") else None

    def parts(self) -> Iterator[Any]:
        for start in range(0, len(self.frame), ROWS_AT_ONCE):
            yield self.frame.iloc[start : start + ROWS_AT_ONCE]

    def dicts(self, part: Any) -> List[Dict[str, Any]]:
        rows: List[Dict[str, Any]] = part.to_dict("records")
        return rows

    def csv(self, part: Any, header: bool) -> Optional[bytes]:
        pandas = self.pandas
        types = pandas.api.types
        columns: Dict[str, Any] = {}
        for name in self.names:
            column = part[name]
            if types.is_bool_dtype(column.dtype):
                column = column.map({True: "true", False: "false"})
            elif types.is_float_dtype(column.dtype):
                if column.isin([float("inf"), float("-inf")]).any():
                    return None
                if name in self.identifiers:
                    if ((column.abs() >= 2.0**53) | (column.notna() & (column % 1 != 0))).any():
                        return None
                    column = column.astype("Int64")
            elif types.is_datetime64_any_dtype(column.dtype):
                if column.dt.tz is None:
                    local = column.dt.tz_localize(self.timezone, ambiguous="NaT", nonexistent="NaT")
                    if local.isna().sum() != column.isna().sum():
                        return None
                    column = local
                column = column.map(_isoformat, na_action="ignore")
            columns[name] = column
        table = pandas.DataFrame(columns, index=part.index)
        table[MARKER] = "1"
        try:
            encoded: bytes = table.to_csv(index=False, header=header, lineterminator="\n").encode()
        except UnicodeEncodeError:
            return None
        return encoded


class ArrowFrame(Frame):
    """A table, a record batch or a stream of them, read with pyarrow."""

    def __init__(self, source: Any, timezone: Optional[str], identifiers: FrozenSet[str]) -> None:
        self.pyarrow = pyarrow = cast(Any, importlib.import_module("pyarrow"))
        self.compute: Any = importlib.import_module("pyarrow.compute")
        self.writer: Any = importlib.import_module("pyarrow.csv")
        if isinstance(source, pyarrow.RecordBatch):
            source = pyarrow.Table.from_batches([source])
        if isinstance(source, pyarrow.Table):
            self.reader: Any = source.to_reader()
        elif isinstance(source, pyarrow.RecordBatchReader):
            self.reader = source
        else:
            try:
                self.reader = pyarrow.RecordBatchReader.from_stream(source)
            except (TypeError, pyarrow.ArrowInvalid):
                raise InvalidArgument(
                    f"source: a value of type {type(source).__name__} has no columns with names. Give a data frame or a table"
                ) from None
        super().__init__(self.reader.schema.names, timezone, identifiers)
        self.types = {}
        for field in self.reader.schema:
            kind = self._kind(field.name, field.type)
            if kind is None:
                self.types = None
                return
            if kind:
                self.types[field.name] = kind

    def _kind(self, name: str, dtype: Any) -> Optional[str]:
        types = self.pyarrow.types
        if types.is_dictionary(dtype):
            dtype = dtype.value_type
        if types.is_timestamp(dtype):
            return "" if dtype.tz or self.timezone else None
        if types.is_integer(dtype) or types.is_floating(dtype):
            return "" if name in self.identifiers else NUMBER
        if types.is_decimal(dtype):
            return None if name in self.identifiers else NUMBER
        if types.is_boolean(dtype):
            return BOOLEAN
        texts = (types.is_string, types.is_large_string, types.is_null, types.is_date)
        return "" if any(is_text(dtype) for is_text in texts) else None

    def parts(self) -> Iterator[Any]:
        for batch in self.reader:
            for start in range(0, batch.num_rows, ROWS_AT_ONCE):
                yield batch.slice(start, ROWS_AT_ONCE)

    def dicts(self, part: Any) -> List[Dict[str, Any]]:
        rows: List[Dict[str, Any]] = part.to_pylist()
        return rows

    def csv(self, part: Any, header: bool) -> Optional[bytes]:
        pa = self.pyarrow
        types, compute = pa.types, self.compute
        columns: List[Any] = []
        for name, column in zip(self.names, part.columns):
            if types.is_dictionary(column.type):
                column = column.dictionary_decode()
            if types.is_floating(column.type):
                column = compute.if_else(compute.is_nan(column), None, column)
                if compute.any(compute.is_inf(column)).as_py():
                    return None
                if name in self.identifiers:
                    unsafe = compute.or_(
                        compute.greater_equal(compute.abs(column), 2.0**53), compute.not_equal(column, compute.floor(column)))
                    if compute.any(unsafe).as_py():
                        return None
                    column = column.cast(pa.int64())
            elif types.is_timestamp(column.type):
                if column.type.tz is None:
                    try:
                        column = compute.assume_timezone(column, self.timezone)
                    except pa.ArrowInvalid:
                        return None
                utc = compute.local_timestamp(column.cast(pa.timestamp(column.type.unit, "UTC")))
                column = compute.strftime(utc, "%Y-%m-%dT%H:%M:%SZ")
            elif types.is_decimal(column.type):
                column = column.cast(pa.string())
            columns.append(column)
        columns.append(pa.array(["1"] * part.num_rows))
        table = pa.table(columns, [*self.names, MARKER])
        file = io.BytesIO()
        self.writer.write_csv(table, file, self.writer.WriteOptions(include_header=header))
        return file.getvalue()


def frame(source: Any, timezone: Optional[str], identifiers: FrozenSet[str] = IDENTIFIERS) -> Optional[Frame]:
    """The frame in a source; None if it is no frame."""
    module = type(source).__module__.partition(".")[0]
    if module == "polars" and type(source).__name__ == "DataFrame":
        return PolarsFrame(source, timezone, identifiers)
    if module == "polars" and type(source).__name__ == "LazyFrame":
        raise InvalidArgument("the source is a LazyFrame of polars. Call its collect() first")
    if module == "pandas" and type(source).__name__ == "DataFrame":
        return PandasFrame(source, timezone, identifiers)
    if module == "pyarrow" or hasattr(source, "__arrow_c_stream__"):
        try:
            return ArrowFrame(source, timezone, identifiers)
        except ImportError as error:
            raise InvalidArgument("the source has columns of Arrow: install pyarrow to read them") from error
    return None


def _isoformat(moment: Any) -> str:
    text: str = moment.isoformat()
    return text
