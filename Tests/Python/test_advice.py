"""The advice of exceptions and of the log names what a Python program has."""

import pytest

import mateo
from conftest import contacts, quick

FLAGS = ("--", "mateo resume", "mateo forget", "in the mapping", "force its removal", "ignore the failures")


def advice(error):
    """The text of an exception, which has no words for people at a command line."""
    assert not [flag for flag in FLAGS if flag in str(error)]
    return str(error)


def test_failing_records(connect):
    rows = [{"external_id": str(row), "nothing": 1} for row in range(300)]
    client = connect(batch_records=100)
    with pytest.raises(mateo.RecordsFailing) as caught:
        client.import_contacts(rows, name="failing")
    text = advice(caught.value)
    assert "forget(name, force=True)" in text and "resume(name)" in text and "ignore_failures()" in text
    client.forget("failing", force=True)
    with pytest.raises(mateo.RecordsFailing):
        client.import_contacts(rows, name="failing")
    with client.resume("failing") as job:
        job.ignore_failures()
        assert job.run().counts.failed == 300


def test_an_unfinished_import(slow_sandbox, journal):
    with mateo.Client(**quick(slow_sandbox), journal=journal) as client:
        with client.open_import("contacts", "same") as job:
            job.add(contacts(3))
            for counts in job:
                if counts.in_flight:
                    break
        with client.open_import("contacts", "same") as job:
            job.add(contacts(4))
            with pytest.raises(mateo.StateError, match="begun with other records") as caught:
                job.seal()
        assert "resume(name).run()" in advice(caught.value) and "forget(name, force=True)" in advice(caught.value)
        with pytest.raises(mateo.StateError) as caught:
            client.open_import("deals", "same")
        assert "resume(name).run()" in advice(caught.value)
        with pytest.raises(mateo.StateError) as caught:
            client.forget("same")
        assert "forget(name, force=True)" in advice(caught.value)
        with client.open_import("deals", "after", after="same") as job:
            with pytest.raises(mateo.PredecessorNotOver) as caught:
                job.run()
        assert "resume(name).run()" in advice(caught.value)
    with mateo.Client(**{**quick(slow_sandbox), "api_key": "another"}, journal=journal) as client:
        with pytest.raises(mateo.OtherAccount) as caught:
            client.resume("same")
        assert "forget(name, force=True)" in advice(caught.value)
        client.forget("same", force=True)


@pytest.mark.parametrize("name, content, words", [
    ("a.csv", "external_id,full_name\n1,a\n2\n3,c\n", 'use mapping={"ragged": \'hold\'}'),
    ("a.csv", "Nr,Name\n1,a\n", 'mapping={"fields": [{"column": HEADING, "field": "external_id"}]}'),
    ("a.csv", "external_id,\n1,a\n", 'use mapping={"only_mapped": True}'),
    ("a.csv", "Kundenliste\nexternal_id,full_name\n1,a\n", "mapping="),
    ("a.csv", '{"external_id": "1"}\n', "Give the file a name that ends with .jsonl"),
    ("a.jsonl", "external_id,full_name\n1,a\n", "give the file a name that ends with .csv"),
])
def test_files(client, tmp_path, name, content, words):
    (tmp_path / name).write_text(content)
    with pytest.raises(mateo.InvalidInput) as caught:
        client.import_contacts(tmp_path / name, name="file")
    assert words in advice(caught.value)


def test_the_advice_is_taken(client, tmp_path):
    (tmp_path / "a.csv").write_text("external_id,full_name\n1,a\n2\n3,c\n")
    assert client.import_contacts(tmp_path / "a.csv", name="ragged", mapping={"ragged": "hold"}).counts.held == 1


def test_the_log(connect, tmp_path):
    messages = []
    (tmp_path / "a.csv").write_text("external_id,full_name\n1,a\n2,None\n,c\n")
    connect(log=lambda level, message: messages.append(message)).import_contacts(tmp_path / "a.csv", name="log")
    assert any("use mapping={\"null\": ['None']}" in advice(message) for message in messages), messages


def test_adding_after_the_seal(client):
    with client.open_import("contacts", "sealed") as job:
        job.seal()
        with pytest.raises(mateo.StateError) as caught:
            job.add(contacts(1))
        assert "open a new import" in advice(caught.value)


def test_a_mapping_that_is_wrong(client):
    with pytest.raises(mateo.InvalidArgument, match="unknown member") as caught:
        client.import_contacts(contacts(1), name="wrong", mapping={"unknown": 1})
    advice(caught.value)
