"""Celery and gunicorn: worker processes that import mateo before their fork and open their clients after it."""

import json
import os
import socket
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from celery import Celery

import mateo
from conftest import quick

# Long enough for a slow machine; nothing waits for it when all goes well.
PATIENCE = 120

# What the parent process loads. Its client is opened too early.
WORK = """
import json, os, pathlib, time, mateo

SETTINGS = json.loads(os.environ["SETTINGS"])
FOLDER = pathlib.Path(os.environ["FOLDER"])
early = mateo.Client(**SETTINGS)
PARENT = os.getpid()

def use_early():
    early.check()

def import_beside_another(name):
    "Imports while another process does the same."
    def progress(counts):
        (FOLDER / f"{os.getpid()}.pid").touch()
        while len(list(FOLDER.glob("*.pid"))) < 2:
            time.sleep(0.01)

    with mateo.Client(**SETTINGS, journal=FOLDER / "mateo.db") as client:
        rows = [{"external_id": f"{name}-{number}"} for number in range(500)]
        result = client.import_contacts(rows, name=name, progress=progress)
    return [PARENT, os.getpid(), result.state, result.counts.succeeded]
"""

CELERY = WORK + """
from celery import Celery

app = Celery("tasks")
app.config_from_object(json.loads(os.environ["CELERY"]))
app.task(import_beside_another, name="import")
app.task(use_early, name="early")
"""

GUNICORN = WORK + """
def application(environ, start_response):
    path = environ["PATH_INFO"][1:]
    try:
        answer = use_early() if path == "early" else import_beside_another(path)
    except mateo.Error as error:
        answer = [type(error).__name__, str(error)]
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]
"""


@pytest.fixture
def serve(tmp_path, mateo_sandbox):
    """Runs a program of Python beside a module `service`, until the test ends."""
    processes = []

    def serve(code, *arguments, descriptors=(), **environment):
        (tmp_path / "service.py").write_text(code)
        settings = json.dumps(quick(mateo_sandbox))
        environment = {**os.environ, **environment, "SETTINGS": settings, "FOLDER": str(tmp_path)}
        with open(tmp_path / "log", "wb") as log:
            command = [sys.executable, "-m", *arguments]
            processes.append(subprocess.Popen(
                command, cwd=tmp_path, env=environment, stdout=log, stderr=log, pass_fds=descriptors))

    yield serve
    for process in processes:
        process.terminate()
        process.wait(PATIENCE)
        print((tmp_path / "log").read_text())


def check(answers, sandbox, folder):
    """Two processes, neither of them the parent, have imported at the same time, through one journal."""
    parents, workers, states, succeeded = zip(*answers)
    assert len(set(parents)) == 1 and len({*parents, *workers}) == 3
    assert (states, succeeded) == (("finished", "finished"), (500, 500))
    statistics = sandbox.statistics()
    assert (statistics["accepted_rows"], statistics["repeated_reference_ids"]) == (1000, 0)
    with mateo.Client(**quick(sandbox), journal=folder / "mateo.db") as client:
        client.verify()
        assert sorted(entry.name for entry in client.imports()) == ["one", "two"]


def test_celery(serve, tmp_path, mateo_sandbox):
    (tmp_path / "queue").mkdir()
    (tmp_path / "results").mkdir()
    folders = {name: str(tmp_path / "queue") for name in ("data_folder_in", "data_folder_out", "control_folder")}
    settings = {"broker_url": "filesystem://", "broker_transport_options": folders, "result_backend": f"file://{tmp_path}/results",
                "worker_prefetch_multiplier": 1}
    app = Celery("test")
    app.config_from_object(settings)
    serve(CELERY, "celery", "-A", "service", "worker", "--pool", "prefork", "--concurrency", "2", CELERY=json.dumps(settings))
    results = [app.send_task("import", [name]) for name in ("one", "two")]
    check([result.get(PATIENCE) for result in results], mateo_sandbox, tmp_path)
    with pytest.raises(mateo.ForkError, match="Open the client in the child process"):
        app.send_task("early").get(PATIENCE)


def test_gunicorn(serve, tmp_path, mateo_sandbox):
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor() as pool:
        port, descriptor = listener.getsockname()[1], listener.fileno()

        def ask(path):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=PATIENCE) as answer:
                return json.load(answer)

        command = ["gunicorn", "--preload", "--workers", "2", "--timeout", str(PATIENCE), "--bind", f"fd://{descriptor}"]
        serve(GUNICORN, *command, "service:application", descriptors=[descriptor])
        check(pool.map(ask, ["one", "two"]), mateo_sandbox, tmp_path)
        name, message = ask("early")
    assert name == "ForkError" and "Open the client in the child process" in message
