"""Rows of errors, which are those of the source, and tags of rows."""

import pandas
import pytest

import mateo
from conftest import contacts, quick


def test_rows_of_a_second_source(connect, tmp_path):
    """Also where the library finds the error, whose rows are those of the import."""
    rows = contacts(1500)
    rows[1200]["full_name"] = "x" * 5000
    (tmp_path / "bad.csv").write_text("external_id,full_name\n1,a\n2\n")
    with connect(batch_bytes=4096).open_import("contacts", "rows") as job:
        job.add(contacts(7))
        with pytest.raises(mateo.InvalidInput, match="^bad.csv: row 2, line 3: ") as caught:
            job.add(tmp_path / "bad.csv")
        assert caught.value.row == 2
        with pytest.raises(mateo.InvalidInput, match="^row 2: the record is larger") as caught:
            job.add(rows[1199:1201])
        assert caught.value.row == 2
        with pytest.raises(mateo.InvalidInput, match="^row 1201") as caught:
            job.add(pandas.DataFrame(rows))
        assert caught.value.row == 1201
    with connect(batch_bytes=4096).open_import("contacts", "parts") as job:
        job.add(contacts(7))
        with pytest.raises(mateo.InvalidInput, match="^row 1201: the record is larger") as caught:
            job.add(rows)
        assert caught.value.row == 1201


def test_tags_of_an_unfinished_import(slow_sandbox, journal):
    """It has them already."""
    rows = [{**row, "key": f"key of {row['external_id']}"} for row in contacts(3)] + [{"external_id": "x", "email": "x", "key": "last"}]
    with mateo.Client(**quick(slow_sandbox), journal=journal) as client:
        for _ in range(2):
            with client.open_import("contacts", "tags") as job:
                job.add(rows[:2], tag="key")
                job.add(rows[2:], tag="key")
                for counts in job:
                    if counts.in_flight:
                        break
                assert [(failure.row, failure.tag) for failure in job.failures] == [(4, "last")]
