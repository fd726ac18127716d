"""Results after the end of their imports and clients, and progress functions."""

import asyncio
import os

import pytest

import mateo
from conftest import contacts, quick

ROWS = [{"external_id": "1", "email": "x"}, {"external_id": "2"}, {"full_name": "Nobody"}]


def rows_of(failures):
    return [failure.row for failure in failures]


def test_failures_after_the_import_is_closed(client, tmp_path):
    with client.open_import("contacts", "first") as job:
        job.add(ROWS)
        result = job.run()
    assert job.closed and result.failures
    assert rows_of(result.failures) == rows_of(result.failures) == [1, 3]
    assert rows_of(result.failures.where("held", "failed")) == [1, 3] and not result.failures.where("unknown")
    result.failures.to_csv(tmp_path / "failures.csv")
    assert len((tmp_path / "failures.csv").read_text().splitlines()) == 3
    with client.resume("first") as job:
        resumed = job.run()
    assert rows_of(resumed.failures) == [1, 3]
    with pytest.raises(mateo.ClosedError):
        list(job.failures)


def test_many_results_take_no_descriptors(client):
    def descriptors():
        return len(os.listdir("/proc/self/fd"))

    results = []
    for number in range(20):
        with client.open_import("contacts", str(number)) as job:
            job.add([{"external_id": str(number), "email": "x"}])
            results.append(job.run())
        if number == 0:
            before = descriptors()
    assert [rows_of(result.failures) for result in results] == [[1]] * 20
    assert descriptors() == before


def test_failures_after_the_client_is_closed(mateo_sandbox, journal):
    with mateo.Client(**quick(mateo_sandbox), journal=journal) as client:
        with client.open_import("contacts", "first") as job:
            job.add(ROWS)
            result = job.run()
    with pytest.raises(mateo.ClosedError, match=r'Read the failures before, or open a client .* resume\("first"\)'):
        list(result.failures)
    with mateo.Client(**quick(mateo_sandbox), journal=journal) as client, client.resume("first") as job:
        assert rows_of(job.failures) == [1, 3]


def test_failures_of_an_earlier_import_of_the_name(client):
    def run(rows):
        with client.open_import("contacts", "same") as job:
            job.add(rows)
            return job.run()

    first = run(ROWS)
    second = run([{"external_id": "4", "email": "x"}, {"external_id": "5"}, {"full_name": "Nobody"}])
    assert [(each.counts.total, each.counts.succeeded, each.counts.held) for each in (first, second)] == [(3, 1, 2)] * 2
    with pytest.raises(mateo.StateError, match='newer import is called "same"'):
        list(first.failures)
    assert [failure.external_id for failure in second.failures] == ["4", ""]
    client.forget("same")
    with pytest.raises(mateo.StateError):
        list(second.failures)


def test_progress_that_is_awaited(client):
    seen = []

    async def progress(counts):
        await asyncio.sleep(0)
        seen.append(counts.succeeded)

    async def main():
        with client.open_import("contacts", "awaited") as job:
            job.add(contacts(3))
            await job.run_async(progress)

    asyncio.run(main())
    assert seen[-1] == 3


def test_progress_that_is_awaited_and_raises(client):
    async def progress(counts):
        raise KeyError("progress")

    async def main(job):
        with pytest.raises(KeyError):
            await job.run_async(progress)

    with client.open_import("contacts", "raises") as job:
        job.add(contacts(3))
        asyncio.run(main(job))
        assert job.state == "interrupted" and job.run().counts.succeeded == 3


class Awaited:
    async def __call__(self, counts):
        pass


async def awaited(counts):
    pass


@pytest.mark.parametrize("progress", [awaited, Awaited()])
def test_progress_that_nothing_awaits(client, mateo_sandbox, progress):
    """Without an event loop, a coroutine function would do nothing."""
    with client.open_import("contacts", "sync") as job:
        job.add(contacts(3))
        with pytest.raises(mateo.InvalidArgument, match="run_async"):
            job.run(progress)
    assert mateo_sandbox.statistics()["posts"] == 0
