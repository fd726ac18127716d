"""What every version of Python must do. It needs nothing but the wheel and pytest."""

import subprocess
import sys

import pytest

import mateo
from conftest import contacts


def test_version():
    assert mateo.library_version() == mateo.__version__


def test_rows(client, mateo_sandbox):
    seen = []
    result = client.import_contacts(iter([*contacts(3), {"external_id": "C-4", "email": "broken"}]), name="rows", progress=seen.append)
    assert (result.state, result.counts.succeeded, result.counts.held) == ("finished", 3, 1)
    assert seen[-1] == result.counts
    assert [(failure.row, failure.code, failure.external_id) for failure in result.failures] == [(4, "email", "C-4")]
    assert sorted(contact["external_id"] for contact in mateo_sandbox.contacts()) == ["C-1", "C-2", "C-3"]


def test_csv_file(client, tmp_path):
    file = tmp_path / "contacts.csv"
    file.write_text("external_id;full_name\n1;Zoë\n", encoding="utf-8")
    assert client.import_contacts(file, name="file").counts.succeeded == 1


def test_error(client, tmp_path):
    file = tmp_path / "contacts.csv"
    file.write_text("external_id,full_name\n1,Zoë,more\n", encoding="utf-8")
    with pytest.raises(mateo.InvalidInput) as caught:
        client.import_contacts(file, name="file")
    assert (caught.value.status, caught.value.row, caught.value.retryable) == ("MATEO_ERROR_CSV", 1, False)


def test_closed(client):
    job = client.open_import("contacts", "one")
    job.close()
    client.close()
    with pytest.raises(mateo.ClosedError):
        job.add(contacts(1))
    with pytest.raises(mateo.ClosedError):
        client.resume("one")


def test_command():
    result = subprocess.run([sys.executable, "-m", "mateo", "--version"], stdout=subprocess.PIPE, text=True, check=True)
    assert mateo.__version__ in result.stdout
