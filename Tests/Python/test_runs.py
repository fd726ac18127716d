"""Runs: Ctrl-C, exceptions, threads, forks, restarts and asyncio."""

import asyncio
import gc
import logging
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading

import pandas
import polars
import pytest

import mateo
from conftest import contacts, quick
from mateo.testing import Sandbox


@pytest.mark.parametrize("count", [0, 1, 2500])
def test_a_source_that_raises(client, mateo_sandbox, count):
    def rows():
        yield from contacts(count)
        raise KeyError("the database is gone")

    with client.open_import("contacts", "raises") as job:
        with pytest.raises(KeyError):
            job.add(rows())
        for call in (job.seal, job.run, lambda: job.add(contacts(1))):
            with pytest.raises(mateo.StateError, match="part of a source"):
                call()
    assert mateo_sandbox.statistics()["posts"] == 0
    result = client.import_contacts(contacts(2500), name="raises")
    assert (result.counts.total, result.counts.succeeded) == (2500, 2500)


def test_progress_that_raises(client, mateo_sandbox):
    def progress(counts):
        if counts.posts:
            raise KeyError("progress")

    with pytest.raises(KeyError):
        client.import_contacts(contacts(1500), name="raises", progress=progress)
    with client.resume("raises") as job:
        assert job.state == "running"
        assert job.run().counts.succeeded == 1500
    assert mateo_sandbox.statistics()["accepted_rows"] == 1500


def test_iteration(client):
    with client.open_import("contacts", "steps") as job:
        job.add(contacts(1500))
        settled = [counts.settled for counts in job]
        assert settled == sorted(settled) and settled[-1] == 1500
        assert job.state == "finished"


def test_leaving_the_loop(client):
    with client.open_import("contacts", "left") as job:
        job.add(contacts(1500))
        for _ in job:
            break
        gc.collect()
        assert job.state == "interrupted"
        assert job.run().counts.succeeded == 1500


def test_steps_by_hand(client):
    with client.open_import("contacts", "steps") as job:
        assert job.next_step_at is None
        job.add(contacts(1))
        job.seal()
        assert isinstance(job.next_step_at, float) and job.fileno() > 2
        while job.step(0.01) == "running":
            pass
        assert job.result().state == "finished"


@pytest.fixture
def windows_file(tmp_path):
    """A file about which the library has something to say."""
    (tmp_path / "contacts.csv").write_bytes("external_id,full_name\n1,Zoë\n".encode("cp1252"))
    return tmp_path / "contacts.csv"


def test_a_log_that_raises(connect, windows_file):
    def log(level, message):
        raise KeyError(level, message)

    with pytest.raises(KeyError, match="Windows-1252"):
        connect(log=log).import_contacts(windows_file, name="log")
    assert connect().import_contacts(windows_file, name="log").state == "finished"


def test_logs(connect, windows_file, caplog):
    caplog.set_level(logging.INFO, "mateo")
    connect(log=logging.getLogger("mateo")).import_contacts(windows_file, name="log")
    messages = []
    connect(log=lambda level, message: messages.append((level, message))).import_contacts(windows_file, name="log 2")
    assert [(record.levelname.lower(), record.message) for record in caplog.records] == messages != []


CHILD = """
import sys, mateo
client = mateo.Client(sys.argv[1], base_url=sys.argv[2], journal=sys.argv[3], requests_per_second=0, first_poll=0.01)
def progress(counts):
    if counts.in_flight:
        print("in flight", flush=True)
try:
    client.import_contacts("contacts.csv" if len(sys.argv) > 4 else [{"external_id": str(n)} for n in range(500)], name="ctrl-c", progress=progress)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def test_ctrl_c(slow_sandbox, journal):
    """The child ends long before its jobs do, and the import goes on."""
    command = [sys.executable, "-c", CHILD, slow_sandbox.api_key, slow_sandbox.url, str(journal)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "in flight\n"
        child.send_signal(signal.SIGINT)
        assert child.stdout.read().splitlines()[-1] == "interrupted"
        assert child.wait() == 0
    with mateo.Client(**quick(slow_sandbox), journal=journal) as client, client.resume("ctrl-c") as job:
        assert job.counts.total == 500 and job.counts.in_flight > 0


def test_killed(slow_sandbox, journal):
    command = [sys.executable, "-c", CHILD, slow_sandbox.api_key, slow_sandbox.url, str(journal)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "in flight\n"
        child.kill()
    with mateo.Client(**quick(slow_sandbox), journal=journal) as client, client.resume("ctrl-c") as job:
        assert job.counts.total == 500
        client.verify()


def test_other_threads_run(slow_sandbox):
    """The main thread waits in the run, and this one ends it."""
    ready = threading.Event()
    with mateo.Client(**quick(slow_sandbox)) as client, client.open_import("contacts", "threads") as job:
        job.add(contacts(5))

        def end():
            ready.wait()
            job.cancel()
            job.cancel()

        thread = threading.Thread(target=end)
        thread.start()
        result = job.run(lambda counts: counts.in_flight and ready.set())
        thread.join()
        assert result.state == "interrupted"


def test_closing_in_another_thread(slow_sandbox):
    ready = threading.Event()
    with mateo.Client(**quick(slow_sandbox)) as client:
        job = client.open_import("contacts", "closed")
        job.add(contacts(5))

        def close():
            ready.wait()
            job.close()

        thread = threading.Thread(target=close)
        thread.start()
        with pytest.raises(mateo.ClosedError):
            job.run(lambda counts: counts.in_flight and ready.set())
        thread.join()


def test_threads_share_a_client(client):
    results = []

    def work(number):
        results.append(client.import_contacts([{"external_id": f"{number}-{row}"} for row in range(50)], name=str(number)))

    threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.counts.succeeded for result in results] == [50] * 4


def in_child(function):
    """Runs a function in a forked child, and gives what it returns or the name of its exception."""
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()

    def work():
        try:
            queue.put(function())
        except Exception as error:
            queue.put(type(error).__name__)

    child = context.Process(target=work)
    child.start()
    answer = queue.get()
    child.join()
    assert child.exitcode == 0
    return answer


def test_use_after_a_fork(client, journal, mateo_sandbox):
    job = client.open_import("contacts", "fork")
    job.add(contacts(3))
    assert in_child(lambda: client.check()) == "ForkError"
    assert in_child(lambda: job.run()) == "ForkError"
    assert in_child(lambda: mateo.Client("key", journal=journal)) == "ForkError"
    assert job.run().counts.succeeded == 3


def test_prefork(mateo_sandbox, journal):
    """As gunicorn and Celery do it: imported in the parent, opened in the child."""
    options = {**quick(mateo_sandbox), "journal": journal}

    def work():
        with mateo.Client(**options) as client:
            return client.import_contacts(contacts(20), name=str(os.getpid())).counts.succeeded

    assert [in_child(work) for _ in range(3)] == [20, 20, 20]


def test_pause(connect):
    client = connect(entities_per_day=100, batch_records=100)
    result = client.import_contacts(contacts(150), name="paused")
    assert (result.state, result.counts.succeeded) == ("paused", 100)
    assert result.resume_at is not None and result.resume_at.utcoffset() is not None
    until = result.resume_at.astimezone().isoformat(timespec="seconds")
    assert str(result) == f'contacts "paused" paused until {until}: 100 of 150 succeeded, 50 pending'
    with client.resume("paused") as job:
        assert job.state == "paused" or job.state == "running"
        assert [day.records for day in job.first_plan.days] == [100, 50]
        assert job.plan().records == 50


def test_the_same_again(client, mateo_sandbox):
    client.import_contacts(contacts(3), name="same")
    result = client.import_contacts(contacts(3), name="same")
    assert result.repeated and result.counts.succeeded == 3
    assert mateo_sandbox.statistics()["posts"] == 1


@pytest.mark.parametrize("source", [[], iter(()), pandas.DataFrame({"external_id": []}), polars.DataFrame()], ids=repr)
def test_an_empty_source(client, mateo_sandbox, source):
    """A night without changes is no error, and deals can follow it."""
    result = client.import_contacts(source, name="none")
    assert (result.state, result.counts.total, list(result.failures)) == ("finished", 0, [])
    assert client.import_contacts(contacts(2), name="none").counts.succeeded == 2
    assert client.import_deals([], name="deals", after="none").state == "finished"
    assert mateo_sandbox.statistics()["posts"] == 1


def test_only_changed(client):
    client.import_contacts(contacts(3), name="first")
    changed = [{**contacts(1)[0], "full_name": "New"}, *contacts(3)[1:]]
    with client.open_import("contacts", "second", only_changed=True) as job:
        job.add(changed)
        assert (job.plan().changed, job.plan().unchanged) == (1, 2)
        assert job.run().counts[:9] == (3, 0, 0, 1, 0, 0, 0, 2, 0)


def test_other_records_of_an_unfinished_import(slow_sandbox, journal):
    """What was added is compared, whether seal is called or not."""
    with mateo.Client(**quick(slow_sandbox), journal=journal) as client:
        with client.open_import("contacts", "same") as job:
            job.add(contacts(3))
            for counts in job:
                if counts.in_flight:
                    break
        with client.open_import("contacts", "same") as job:
            job.add(contacts(4))
            with pytest.raises(mateo.StateError):
                job.run()
        with client.open_import("contacts", "same") as job:
            job.add(contacts(3))
            assert next(iter(job)).total == 3


def test_service_errors(connect, mateo_sandbox):
    with pytest.raises(mateo.Unauthorized) as caught:
        connect(api_key="wrong").check()
    assert caught.value.http_status == 403 and "wrong" not in str(caught.value)
    connect().check()
    with pytest.raises(mateo.RecordsFailing) as caught:
        connect(batch_records=100).import_contacts([{"external_id": str(row), "nothing": 1} for row in range(300)], name="failing")
    assert caught.value.service_code == "42703"
    with connect().resume("failing") as job:
        job.ignore_failures()
        assert job.run().counts.failed == 300


def test_the_journal(client):
    client.import_contacts(contacts(3), name="one")
    client.import_contacts(contacts(2), name="two")
    assert [(one.name, one.type, one.state, one.counts.total) for one in client.imports()] == [
        ("one", "contacts", "finished", 3), ("two", "contacts", "finished", 2)]
    client.verify("one")
    client.forget("one")
    client.forget_digests()
    with pytest.raises(mateo.StateError):
        client.resume("one")
    with client.resume("two") as job:
        (batch,) = job.batches
        assert (batch.first_row, batch.last_row, batch.state, batch.succeeded) == (1, 2, "settled", 2)
        assert (job.retry(), list(job.hints), list(job.pauses), list(job.unknown_rows)) == (0, [], [], [])


def test_a_second_run(slow_sandbox):
    """It is refused, the first one goes on, and other threads read the counts meanwhile."""
    with mateo.Client(**quick(slow_sandbox)) as client, client.open_import("contacts", "second") as job:
        job.add(contacts(1))
        job.seal()
        started, ends = threading.Event(), []
        thread = threading.Thread(target=lambda: ends.append(job.run(lambda counts: started.set()).state))
        thread.start()
        assert started.wait(60)
        for _ in range(20):
            with pytest.raises(mateo.StateError, match="in progress"):
                job.run()
            with pytest.raises(mateo.StateError, match="in progress"):
                asyncio.run(job.run_async())
        for _ in range(1000):
            assert job.counts.total == 1 and job.state == "running" and not job.failures
        assert thread.is_alive()
        job.cancel()
        thread.join(60)
        assert ends == ["interrupted"]


def test_a_busy_import(slow_sandbox):
    with mateo.Client(**quick(slow_sandbox)) as client, client.open_import("contacts", "busy") as job:
        job.add(contacts(1))
        for counts in job:
            if counts.in_flight:
                with pytest.raises(mateo.JournalBusy):
                    client.forget("busy", force=True)
                break


def test_unknown_rows(slow_sandbox):
    with mateo.Client(**quick(slow_sandbox), job_deadline=0.1) as client:
        result = client.import_contacts(contacts(3), name="unknown")
        assert (result.state, result.counts.unknown) == ("unknown", 3)
        with client.resume("unknown") as job:
            assert list(job.unknown_rows) == [range(1, 4)]
            assert [failure.kind for failure in job.failures.where("unknown")] == ["unknown"] * 3


ABSURD = [
    {"api_key": 7}, {"api_key": "a\0b"}, {"batch_records": 0}, {"batch_records": "7"}, {"batch_records": 2**70},
    {"requests_per_second": float("nan")}, {"requests_per_second": "2"}, {"first_poll": -1}, {"first_poll": float("inf")},
    {"on_unknown": "perhaps"}, {"shared_handles": 1}, {"base_url": "ftp://x"}, {"journal": 7}, {"ca_file": "/missing"},
    {"quota_window": 1e300}, {"user_agent": "a\nb"}, {"log": 5}, {"journal": "a\ud800"},
]


@pytest.mark.parametrize("options", ABSURD)
def test_absurd_options(options):
    with pytest.raises((mateo.InvalidArgument, mateo.FileUnreadable)):
        mateo.Client(**{"api_key": "key", **options})


@pytest.mark.parametrize("arguments", [("people", "a"), (1, "a"), ("contacts", ""), ("contacts", "a\0"), ("contacts", None), ("deals", "x" * 300)])
def test_absurd_imports(client, arguments):
    with pytest.raises(mateo.InvalidArgument):
        client.open_import(*arguments)
    with pytest.raises(mateo.InvalidArgument):
        client.open_import("deals", "list", list_id="no uuid")


def test_asyncio(client):
    """A timer beside the import gets its turn between any two steps."""
    async def main():
        turns = 0

        async def beat():
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        beating = asyncio.create_task(beat())
        with client.open_import("contacts", "asyncio") as job:
            job.add(contacts(2500))
            at = []
            result = await job.run_async(lambda counts: at.append(turns))
        beating.cancel()
        return result, at

    result, at = asyncio.run(main())
    assert result.counts.succeeded == 2500
    assert len(at) > 3 and all(later > earlier for earlier, later in zip(at, at[1:]))


def test_asyncio_cancelled(slow_sandbox):
    async def main(job):
        begun = asyncio.Event()
        task = asyncio.create_task(job.run_async(lambda counts: counts.in_flight and begun.set()))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with mateo.Client(**quick(slow_sandbox)) as client, client.open_import("contacts", "cancelled") as job:
        job.add(contacts(5))
        asyncio.run(main(job))
        assert job.state == "interrupted" and job.counts.in_flight == 5


def test_many_in_one_loop(client):
    async def one(number):
        with client.open_import("contacts", str(number)) as job:
            job.add([{"external_id": f"{number}-{row}"} for row in range(20)])
            return (await job.run_async()).counts.succeeded

    async def main():
        return await asyncio.gather(*map(one, range(5)))

    assert asyncio.run(main()) == [20] * 5


def test_tqdm(client, capfd):
    client.import_contacts(contacts(3), name="bar", progress=True)
    assert "bar: 100%" in capfd.readouterr().err


def test_a_result_outlives_its_client(mateo_sandbox, journal):
    with mateo.Client(**quick(mateo_sandbox), journal=journal) as client:
        result = client.import_contacts([{"external_id": "1", "email": "x"}], name="later")
    assert [failure.row for failure in result.failures] == [1]


@pytest.mark.parametrize("kind", ["polars", "generator", "csv"])
def test_fifty_thousand(journal, tmp_path, kind):
    import polars

    table = polars.DataFrame({"external_id": [f"C-{row}" for row in range(50_000)], "full_name": "Änne"})
    if kind == "csv":
        table.write_csv(tmp_path / "contacts.csv")
    source = {"polars": table, "generator": iter(table.to_dicts()), "csv": tmp_path / "contacts.csv"}[kind]
    with Sandbox(fast=True, requests_per_day=0, entities_per_day=0) as sandbox:
        with mateo.Client(**quick(sandbox), journal=journal) as client:
            assert client.import_contacts(source, name=kind).counts.succeeded == 50_000
        assert sandbox.statistics()["accepted_rows"] == 50_000


def test_more_absurd_arguments(client):
    with client.open_import("contacts", "absurd") as job:
        for options in [{"timezone": "Mars/X"}, {"timezone": "../x"}, {"timezone": 7}, {"empty": "none"}, {"empty": []}, {"mapping": 7}]:
            with pytest.raises(mateo.InvalidArgument):
                job.add(contacts(1), **options)
        job.add(contacts(1))
        for timeout in ["x", float("nan"), None]:
            with pytest.raises(mateo.InvalidArgument):
                job.step(timeout)
        with pytest.raises(mateo.InvalidArgument):
            job.run(progress=7)
        job.seal()
        with pytest.raises(mateo.StateError):
            job.add(contacts(1))


def test_errors_pass_between_processes():
    error = pickle.loads(pickle.dumps(mateo.InvalidInput("row 3: wrong", row=3, column="x")))
    assert (type(error), str(error), error.row, error.column) == (mateo.InvalidInput, "row 3: wrong", 3, "x")
