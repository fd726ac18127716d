"""Ctrl-C while a source is added."""

import contextlib
import os
import signal
import threading
import types

import pytest

import mateo
from conftest import contacts

CSV = b"external_id,full_name\n" + b"".join(b"F-%d,Anne\n" % row for row in range(5000))
JSON = b"".join(b'{"external_id":"F-%d"}\n' % row for row in range(5000))


@contextlib.contextmanager
def endless(path, content):
    """A pipe that never ends by itself: its writer sends Ctrl-C to this process, and waits for the end of the test."""
    os.mkfifo(path)
    is_over = threading.Event()

    def write():
        with open(path, "wb") as pipe:
            pipe.write(content)
            pipe.flush()
            os.kill(os.getpid(), signal.SIGINT)
            is_over.wait(20)

    writer = threading.Thread(target=write)
    writer.start()
    yield
    is_over.set()
    writer.join()


@pytest.mark.parametrize("name, content", [("contacts.csv", CSV), ("contacts.jsonl", JSON)])
def test_ctrl_c_while_a_file_is_read(client, mateo_sandbox, tmp_path, name, content):
    """Nothing of the file is added, and the import can be filled with another source."""
    with client.open_import("contacts", "ctrl-c") as job:
        job.add(contacts(2))
        with endless(tmp_path / name, content):
            with pytest.raises(KeyboardInterrupt):
                job.add(tmp_path / name)
            assert job.counts.total == 2
        job.add([{"external_id": "C-3"}])
        assert (job.run().state, job.counts.succeeded) == ("finished", 3)
    assert sorted(contact["external_id"] for contact in mateo_sandbox.contacts()) == ["C-1", "C-2", "C-3"]


def test_ctrl_c_after_the_file_was_read(client, tmp_path, monkeypatch):
    """The exception of the signal comes too late to take the records back, so the import cannot be sealed."""
    class Late(threading.Event):
        def wait(self, timeout=None):
            if super().wait(timeout):
                raise KeyboardInterrupt
            return False

    (tmp_path / "contacts.csv").write_bytes(CSV)
    with client.open_import("contacts", "late") as job:
        monkeypatch.setattr("mateo._sources.threading", types.SimpleNamespace(Event=Late, Lock=threading.Lock, Thread=threading.Thread))
        with pytest.raises(KeyboardInterrupt):
            job.add(tmp_path / "contacts.csv")
        monkeypatch.undo()
        with pytest.raises(mateo.StateError, match="part of a source"):
            job.seal()
    assert client.import_contacts(tmp_path / "contacts.csv", name="late").counts.succeeded == 5000


def test_a_faulty_file_leaves_the_import_as_it_was(client, tmp_path):
    (tmp_path / "contacts.csv").write_text("external_id,full_name\n1,Zoë\n2\n")
    with client.open_import("contacts", "faulty") as job:
        with pytest.raises(mateo.InvalidInput) as caught:
            job.add(tmp_path / "contacts.csv")
        assert caught.value.row == 2 and "contacts.csv: row 2, line 3" in str(caught.value)
        job.add(contacts(2))
        assert job.run().counts.succeeded == 2
