"""Sources: what becomes of each kind of value, and what is refused."""

import csv
import datetime
import decimal
import io
import json
import sqlite3
import uuid
import zoneinfo

import pandas
import polars
import pyarrow
import pytest

import mateo

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
FRAMES = {
    "rows": lambda columns: [dict(zip(columns, cells)) for cells in zip(*columns.values())],
    "polars": lambda columns: polars.DataFrame(columns, strict=False),
    "pandas": pandas.DataFrame,
    "arrow": pyarrow.table,
}


@pytest.fixture(params=FRAMES)
def frame(request):
    return FRAMES[request.param]


def records(client, source, **options):
    """The records that an import would send, read from the rows that the service then refuses."""
    with client.open_import("deals", "records") as job:
        job.add(source, **options)
        job.seal()
        job.run()
        kinds = job.failures.where("failed", "held")
        assert job.counts.succeeded == 0
        return [failure.input for failure in kinds]


def test_values(client, frame):
    """Every deal fails, since it has no contact; so what was sent can be read."""
    zone = datetime.timezone(datetime.timedelta(hours=1))
    source = frame({
        "external_id": [2**60 + 1, 2, 3],
        "text": ['a "b",\r\n;c', "", None],
        "number": [0.1, float("nan"), None],
        "flag": [True, False, None],
        "day": [datetime.date(2026, 2, 3), None, datetime.date(1990, 12, 31)],
        "moment": [datetime.datetime(2026, 2, 3, 4, 5, 6, tzinfo=zone), None, None],
        "amount": [decimal.Decimal("12345678901234567.10"), None, None],
    })
    first, second, third = records(client, source)
    moment = datetime.datetime.fromisoformat(first.pop("moment").replace("Z", "+00:00"))
    assert moment == datetime.datetime(2026, 2, 3, 4, 5, 6, tzinfo=zone)
    assert first.pop("amount") == pytest.approx(12345678901234567.10)
    assert first == {"external_id": str(2**60 + 1), "text": 'a "b",\r\n;c', "number": 0.1, "flag": True, "day": "2026-02-03"}
    assert second == {"external_id": "2", "flag": False}
    assert third == {"external_id": "3", "day": "1990-12-31"}


@pytest.mark.parametrize("empty, expected", [("omit", {}), ("null", {"name": None}), ("text", {"name": ""})])
def test_empty(client, frame, empty, expected):
    source = frame({"external_id": ["1", "2"], "name": [None, ""]})
    found = records(client, source, empty=empty)
    assert found == [{"external_id": "1", **expected}, {"external_id": "2", **expected}]


def test_lists_and_objects(client, frame):
    source = frame({"external_id": ["1"], "sizes": [["a", "b"]], "more": [{"x": 1, "y": None}]})
    assert records(client, source)[0]["sizes"] == ["a", "b"]


def test_empty_rows_are_counted(client, frame):
    with client.open_import("contacts", "rows") as job:
        job.add(frame({"external_id": ["1", None, "3"], "full_name": ["a", None, None]}))
        job.seal()
        assert [failure.row for failure in job.failures] == [2]


def test_a_frame_without_rows(client, frame):
    with client.open_import("contacts", "none") as job:
        job.add(frame({"external_id": [], "full_name": []}))
        assert job.run().counts.total == 0


def test_zone(client, frame):
    source = frame({"external_id": ["1"], "moment": [datetime.datetime(2026, 7, 1, 12, 0)]})
    (record,) = records(client, source, timezone="Europe/Berlin")
    moment = datetime.datetime.fromisoformat(record["moment"].replace("Z", "+00:00"))
    assert moment == datetime.datetime(2026, 7, 1, 12, 0, tzinfo=BERLIN)


REFUSED = {
    "a naive datetime": (datetime.datetime(2026, 1, 1), "time zone"),
    "bytes": (b"x", "decode"),
    "infinity": (float("inf"), "infinite"),
    "a time": (datetime.time(1, 2), "type time"),
    "a timedelta": (datetime.timedelta(1), "type [Tt]imedelta"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(client, frame, case):
    value, reason = REFUSED[case]
    with client.open_import("contacts", "refused") as job:
        with pytest.raises(mateo.InvalidInput, match=f'(?is)^row 2, column "x": .*{reason}') as caught:
            job.add(frame({"external_id": ["1", "2"], "x": [None, value]}))
        assert (caught.value.row, caught.value.column) == (2, "x")


def test_repeated_hour(client, frame):
    source = frame({"external_id": ["1"], "moment": [datetime.datetime(2026, 10, 25, 2, 30)]})
    with client.open_import("contacts", "hour") as job, pytest.raises(mateo.InvalidInput, match="clock change"):
        job.add(source, timezone="Europe/Berlin")


@pytest.mark.parametrize("value, expected", [(4711.0, "4711"), (2.0**53, None), (1.5, None)])
def test_numbers_with_a_point_as_identifiers(client, frame, value, expected):
    with client.open_import("contacts", "float") as job:
        source = frame({"external_id": [value, None], "email": ["a@example.org", "b@example.org"]})
        if expected is None:
            with pytest.raises(mateo.InvalidInput, match='row 1, column "external_id"'):
                job.add(source)
            return
        job.add(source)
        job.run()
    assert client.resume("float").counts.succeeded == 2


@pytest.mark.parametrize("value", [decimal.Decimal("4711"), decimal.Decimal("4711.00"), 4711])
def test_exact_identifiers(client, value):
    assert records(client, [{"external_id": value}]) == [{"external_id": "4711"}]


def test_other_values(client):
    class Text(str):
        pass

    row = {"external_id": Text("1"), "uuid": uuid.UUID(int=1), "tuple": (1, None), "nan": decimal.Decimal("NaN"),
           "na": pandas.NA, "nat": pandas.NaT, "stamp": pandas.Timestamp("2026-01-01", tz="UTC"), "big": 10**30}
    assert records(client, [row]) == [{
        "external_id": "1", "uuid": str(uuid.UUID(int=1)), "tuple": [1, None], "stamp": "2026-01-01T00:00:00+00:00", "big": 10**30}]


def test_numpy_values(client):
    numpy = pytest.importorskip("numpy")
    row = {"external_id": numpy.int64(7), "x": numpy.float32(0.5), "flag": numpy.bool_(True), "text": numpy.str_("a")}
    assert records(client, [row]) == [{"external_id": "7", "x": 0.5, "flag": True, "text": "a"}]
    assert records(client, [{"external_id": numpy.int64(2**53 + 1)}]) == [{"external_id": str(2**53 + 1)}]
    with pytest.raises(mateo.InvalidInput, match="datetime64"):
        records(client, [{"external_id": "1", "x": numpy.datetime64("2026-01-01T00:00")}])


SURROGATES = {
    "rows": lambda: [{"external_id": "1"}, {"external_id": "2", "x": "a\ud800"}],
    "lists": lambda: [{"external_id": "1"}, {"external_id": "2", "x": ["a\ud800"]}],
    "keys": lambda: [{"external_id": "1"}, {"external_id": "2", "x\ud800": 1}],
    "pandas": lambda: pandas.DataFrame({"external_id": ["1", "2"], "x": pandas.Series([None, "a\ud800"], dtype=object)}),
}


@pytest.mark.parametrize("source", SURROGATES)
def test_surrogates(client, source):
    with client.open_import("contacts", "surrogates") as job:
        with pytest.raises(mateo.InvalidInput, match="surrogate") as caught:
            job.add(SURROGATES[source]())
        assert caught.value.row == 2 and caught.value.column.startswith("x")


def test_nul_is_held(client):
    with client.open_import("contacts", "nul") as job:
        job.add([{"external_id": "1", "full_name": "a\0b"}, {"external_id": "2"}])
        job.seal()
        assert [(failure.row, failure.code) for failure in job.failures] == [(1, "nul")]


@pytest.mark.parametrize("kind", ["polars", "pandas", "arrow"])
def test_nul_in_a_frame_is_refused(client, kind):
    source = FRAMES[kind]({"external_id": ["1", "2"], "full_name": ["a", "a\0b"]})
    with client.open_import("contacts", "nul") as job, pytest.raises(mateo.InvalidInput, match="NUL") as caught:
        job.add(source)
    assert caught.value.row == 2


def test_dicts_with_other_keys(client):
    assert records(client, [{"external_id": "1", "a": 1}, {"b": 2, "external_id": "2"}]) == [
        {"external_id": "1", "a": 1}, {"external_id": "2", "b": 2}]


NO_SOURCES = {
    "a number": (7, mateo.InvalidArgument), "None": (None, mateo.InvalidArgument), "bytes": (b"a,b", mateo.InvalidArgument),
    "one record": ({"external_id": "1"}, mateo.InvalidArgument), "texts": (["external_id"], mateo.InvalidInput),
    "tuples": ([("1", "2")], mateo.InvalidInput), "a key that is a number": ([{1: "a"}], mateo.InvalidInput),
    "None in a list": ([None], mateo.InvalidInput), "a LazyFrame": (polars.LazyFrame({"a": [1]}), mateo.InvalidArgument),
    "a missing file": ("missing.csv", mateo.FileUnreadable), "a NUL in a path": ("a\0.csv", mateo.InvalidArgument),
    "a column that is a number": (pandas.DataFrame({1: ["a"]}), mateo.InvalidInput),
    "columns of one name": (pandas.DataFrame([["a", "b"]], columns=["x", "x"]), mateo.InvalidInput),
    "fields of one name": (pyarrow.table([["a"], ["b"]], names=["x", "x"]), mateo.InvalidInput),
    "too many digits": ([{"external_id": "1", "n": 10**5000}], mateo.InvalidInput),
    "an object with a key that is a number": ([{"external_id": "1", "o": {1: 2}}], mateo.InvalidInput),
    "a set": ([{"external_id": "1", "o": {1}}], mateo.InvalidInput), "an empty path": ("", mateo.InvalidArgument),
    "an open file": (io.StringIO("external_id\n1\n"), mateo.InvalidArgument),
    "a column of polars": (polars.Series("external_id", ["1"]), mateo.InvalidArgument),
    "a column of pandas": (pandas.Series(["1"]), mateo.InvalidArgument),
    "a column of Arrow": (pyarrow.chunked_array([["1"]]), mateo.InvalidArgument),
}


@pytest.mark.parametrize("case", NO_SOURCES)
def test_no_source(client, case):
    source, error = NO_SOURCES[case]
    with client.open_import("contacts", "no source") as job:
        with pytest.raises(error):
            job.add(source)
        job.add([{"external_id": "1"}])  # Nothing of the source was added.
        assert job.run().counts.total == 1


def test_more_cells_than_names(client):
    source = "external_id,full_name\nC-1,Zoë,more\n"
    for mapping in (None, {"fields": [{"column": "external_id", "field": "external_id"}]}):
        with client.open_import("contacts", "cells") as job, pytest.raises(mateo.InvalidInput, match="row 1 has more cells"):
            job.add(csv.DictReader(io.StringIO(source)), mapping=mapping)


def test_a_list_that_holds_itself(client):
    value = []
    value.append(value)
    with client.open_import("contacts", "deep") as job, pytest.raises(mateo.InvalidInput, match="row 1.*nested"):
        job.add([{"external_id": "1", "x": value}])


def test_a_row_that_the_library_refuses(client):
    """Its number counts over all parts of the source."""
    rows = [{"external_id": str(number)} for number in range(2500)] + [{"external_id": "x", "y": "z" * (5 << 20)}]
    with client.open_import("contacts", "large") as job, pytest.raises(mateo.InvalidInput, match="row 2501") as caught:
        job.add(rows)
    assert caught.value.row == 2501


def test_cursor(client):
    database = sqlite3.connect(":memory:")
    database.execute("create table person (number integer, name text)")
    database.executemany("insert into person values (?, ?)", [(number, f"P {number}") for number in range(2500)])
    cursor = database.execute("select number as external_id, name as full_name from person")
    result = client.import_contacts(cursor, name="cursor")
    assert (result.counts.total, result.counts.succeeded) == (2500, 2500)
    for query, message in [("delete from person", "SELECT"), ("select 1 as a, 2 as a", 'called "a"')]:
        with client.open_import("contacts", "other") as job, pytest.raises(mateo.InvalidInput, match=message):
            job.add(database.execute(query))


def test_json_files(client, tmp_path):
    for name, text in [("a.jsonl", '{"external_id": "1"}\n'), ("b.json", '[{"external_id": "2"}]')]:
        (tmp_path / name).write_text(text)
        assert client.import_contacts(str(tmp_path / name), name=name).counts.succeeded == 1


def test_an_object_with_an_arrow_stream(client):
    class Stream:
        def __arrow_c_stream__(self, requested_schema=None):
            return pyarrow.table({"external_id": ["1"], "full_name": ["a"]}).__arrow_c_stream__()

    assert client.import_contacts(Stream(), name="stream").counts.succeeded == 1


MAPPING = {"fields": [
    {"column": "Kundennr", "field": "external_id"}, {"column": "Geboren", "field": "birthday", "type": "date(DD.MM.YYYY)"}],
    "set": {"country": "DE"}, "delimiter": ";"}


@pytest.mark.parametrize("mapped", ["file", "rows", "polars", "pandas", "arrow"])
def test_mapping(client, mateo_sandbox, tmp_path, mapped):
    columns = {"Kundennr": ["1", "2"], "Geboren": ["31.12.1990", "31.02.1990"]}
    if mapped == "file":
        source = tmp_path / "kunden.csv"
        source.write_text("Kundennr;Geboren\n1;31.12.1990\n2;31.02.1990\n")
    else:
        source = FRAMES[mapped](columns)
    result = client.import_contacts(source, name=mapped, mapping=MAPPING)
    assert [failure.row for failure in result.failures] == [2]
    (contact,) = mateo_sandbox.contacts()
    assert (contact["external_id"], contact["birthday"], contact["country"]) == ("1", "1990-12-31", "DE")


@pytest.mark.parametrize("mapping", [[], "x", {"fields": 7}, {"fields": [7]}, {"no": 1}, {"fields": [{"column": {1}}]}])
def test_mappings_that_make_no_sense(client, mapping):
    with client.open_import("contacts", "mapping") as job, pytest.raises((mateo.InvalidArgument, mateo.InvalidInput)):
        job.add([{"external_id": "1"}], mapping=mapping)


@pytest.mark.parametrize("rows", [
    [{"Kundennr": "1"}, {"Kundennr": "2", "more": 1}], [{"Kundennr": ["1"]}], [{1: "a"}], ["a"], [{"Kundennr": b"x"}]])
def test_rows_that_do_not_fit_a_mapping(client, rows):
    with client.open_import("contacts", "mapping") as job, pytest.raises(mateo.InvalidInput):
        job.add(rows, mapping={"fields": [{"column": "Kundennr", "field": "external_id"}]})


def test_proposal(tmp_path):
    text = "Kundennr;Nachname\n1;Meier\n"
    (tmp_path / "a.csv").write_text(text)
    mapping = mateo.propose_mapping(tmp_path / "a.csv")
    assert mapping == mateo.propose_mapping(text.encode())
    assert {"column": "Kundennr", "field": "external_id"} in mapping["fields"]
    other = mateo.propose_mapping(b"Kunden\nKundennr^Nachname\n1^Meier\n", mapping={"delimiter": "^", "skip_lines": 1})
    assert other == {**mapping, "delimiter": "^", "skip_lines": 1}
    with pytest.raises(mateo.InvalidArgument):
        mateo.propose_mapping(b"a;b\n", mapping={"no": 1})
    with pytest.raises(mateo.FileUnreadable):
        mateo.propose_mapping(tmp_path / "missing.csv")


def test_failures_as_frames(client, tmp_path):
    result = client.import_contacts([{"external_id": "1", "email": "broken"}, {"external_id": "2"}], name="failures")
    for table in (result.failures.to_pandas(), result.failures.to_polars()):
        assert list(table["code"]) == ["email"] and list(table["row"]) == [1]
    assert list(result.failures.where("unknown").to_polars().columns) == list(result.failures.to_pandas().columns)
    result.failures.to_csv(tmp_path / "failures.csv", for_excel=True)
    assert (tmp_path / "failures.csv").read_text("utf-8-sig").startswith('"external_id","email",mateo_row')
    for kinds in [(), ("lost",)]:
        with pytest.raises(mateo.InvalidArgument):
            result.failures.where(*kinds)


def failed_tags(job):
    job.run()
    return {failure.row: failure.tag for failure in job.failures.where("failed", "held", "superseded")}


def test_tags(client, frame):
    """The column is not sent, and comes back with each failure, also from a journal that is opened again."""
    source = frame({
        "external_id": ["C-1", "C-2", None, "C-2", "C-5", "C-6"],
        "email": ["a@example.org", "b@example.org", None, "c@example.org", "broken", "broken"],
        "key": [11, 12, 13, 14, 15, None],
    })
    with client.open_import("contacts", "tags") as job:
        job.add([{"external_id": "C-0", "key": "none"}])
        job.add(source, tag="key")
        assert failed_tags(job) == {1: "", 3: "12", 4: "13", 6: "15", 7: ""}
        assert [failure.code for failure in job.failures.where("failed")] == ["42703"]
    with client.resume("tags") as job:
        assert failed_tags(job)[6] == "15"
        assert job.failures.to_pandas()["tag"].tolist() == ["", "12", "13", "15", ""]
        assert job.failures.to_polars()["tag"].to_list() == ["", "12", "13", "15", ""]


def test_tags_of_many_rows(connect):
    """More than a batch and a part, in a cursor and with a mapping."""
    database = sqlite3.connect(":memory:")
    database.execute("create table person (id integer primary key, number text, mail text)")
    people = [(row, f"C-{row}", "broken" if row % 7 == 0 else f"{row}@example.org") for row in range(1, 3001)]
    database.executemany("insert into person values (?, ?, ?)", people)
    client = connect(batch_records=700)
    expected = {row: str(row) for row in range(7, 3001, 7)}
    with client.open_import("contacts", "cursor") as job:
        job.add(database.execute("select id, number as external_id, mail as email from person"), tag="id")
        assert failed_tags(job) == expected
    mapping = {"fields": [{"column": "number", "field": "external_id"}, {"column": "mail", "field": "email"}], "only_mapped": True}
    with client.open_import("contacts", "mapping") as job:
        job.add(database.execute("select id, number, mail from person"), tag="id", mapping=mapping)
        assert failed_tags(job) == expected
    result = client.import_contacts([{"external_id": "C-7", "email": "broken", "id": uuid.UUID(int=7)}], name="short", tag="id")
    assert [failure.tag for failure in result.failures] == ["00000000-0000-0000-0000-000000000007"]


@pytest.mark.parametrize(("tag", "value", "reason"), [
    ("id", "x" * 256, 'row 1, column "id": a tag has at most 255 bytes'), ("id", "a\0b", "no NUL"), ("id", [1], "a list"),
    ("id", "\ud800", "surrogate"), ("id", b"a", "bytes"), ("id", 0.5, "whole number"), (7, 1, "name of a column"),
    ("external_id", 1, "is sent"), ("key", 1, 'row 1 has no key "key"'),
])
def test_unfit_tags(client, tag, value, reason):
    """A tag that is refused leaves the import as it was."""
    with client.open_import("contacts", "tags") as job:
        with pytest.raises((mateo.InvalidInput, mateo.InvalidArgument), match=reason):
            job.add([{"external_id": "C-1", "email": "broken", "id": value}], tag=tag)
        job.add([{"external_id": "C-1", "email": "broken"}])
        assert failed_tags(job) == {1: ""}


def test_sources_without_tags(client, tmp_path):
    (tmp_path / "contacts.csv").write_text("external_id\n1\n")
    with client.open_import("contacts", "tags") as job:
        with pytest.raises(mateo.InvalidArgument, match="a file"):
            job.add(tmp_path / "contacts.csv", tag="id")
        with pytest.raises(mateo.InvalidArgument, match='no column "id"'):
            job.add(pandas.DataFrame({"external_id": ["1"]}), tag="id")
