"""A Tryton server with the module hellomateo and a database of its own, used through its JSON-RPC interface."""

import base64
import contextlib
import datetime
import json
import os
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

FOLDER = pathlib.Path(__file__).parent
PROGRAMS = pathlib.Path(sys.executable).parent
PASSWORD = "tryton-test-password"
DATABASE = "erp"
# Long enough for a slow machine; nothing waits for it when all goes well.
PATIENCE = 120


class RemoteError(Exception):
    """What the server answers instead of a result."""


class Server:
    """Runs trytond on a database file. It can be killed and started again."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="server-"))
        self.process = None
        self.authorization = None
        (self.folder / "password").write_text(PASSWORD)
        self.environment = os.environ | {
            "TRYTOND_DATABASE__PATH": str(self.folder), "TRYTONPASSFILE": str(self.folder / "password")}

    def initialize(self):
        """Makes the database, with the module and those that it depends on."""
        (self.folder / f"{DATABASE}.sqlite").touch()
        self.run("trytond-admin", "-u", "hellomateo", "--activate-dependencies", "--email", "admin@example.org")

    def run_due_actions(self, at=None):
        """Runs the scheduled actions that are due, as trytond-cron does once a minute.

        at: the time that the program is to take for now, in UTC.
        """
        clock = {}
        if at:
            ahead = at.replace(tzinfo=datetime.timezone.utc) - datetime.datetime.now(datetime.timezone.utc)
            clock = {"LD_PRELOAD": os.environ["AHEAD"], "SECONDS_AHEAD": str(round(ahead.total_seconds()))}
        self.run("trytond-cron", "--once", environment=clock)

    def run(self, program, *arguments, environment={}):
        command = [PROGRAMS / program, "-d", DATABASE, *arguments]
        subprocess.run(command, env=self.environment | environment, check=True, timeout=PATIENCE)

    def start(self, sandbox=None, key=None, killed_at=()):
        """Starts the server, which sends parties to the sandbox.

        killed_at: the point at which it is killed; see killed.py.
        """
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.environment["TRYTOND_WEB__LISTEN"] = f"127.0.0.1:{port}"
        if sandbox:
            self.environment["TRYTOND_HELLOMATEO__BASE_URL"] = sandbox.url
            self.environment["TRYTOND_HELLOMATEO__API_KEY"] = key or sandbox.api_key
        self.url = f"http://127.0.0.1:{port}/{DATABASE}/rpc/"
        with open(self.folder / "server.log", "ab") as log:
            command = [PROGRAMS / "trytond", "-d", DATABASE]
            if killed_at:
                command = [sys.executable, FOLDER / "killed.py", *killed_at, *command]
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.log_in("admin", PASSWORD)
                return
            except urllib.error.URLError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError("trytond does not answer: " + (self.folder / "server.log").read_text()) from None
                time.sleep(0.1)

    def kill(self):
        """Ends the server as a loss of power does."""
        self.process.kill()
        self.process.wait()

    def wait(self):
        """Waits until the server has ended. Returns its exit status."""
        return self.process.wait(PATIENCE)

    def close(self):
        """Ends the server."""
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def log_in(self, user, password):
        """Makes the calls that follow come from a user."""
        self.authorization = None
        number, session, *_ = self.call("common.db.login", user, {"password": password})
        self.authorization = "Session " + base64.b64encode(f"{user}:{number}:{session}".encode()).decode()

    def call(self, method, *parameters):
        """Calls a method of the server and returns its result."""
        body = json.dumps({"id": 1, "method": method, "params": parameters}).encode()
        headers = {"Content-Type": "application/json"}
        if self.authorization:
            headers["Authorization"] = self.authorization
        with urllib.request.urlopen(urllib.request.Request(self.url, body, headers), timeout=PATIENCE) as response:
            answer = json.load(response)
        if "error" in answer:
            raise RemoteError(answer["error"])
        return answer["result"]

    def model(self, model, method, *arguments):
        """Calls a method of a model."""
        return self.call(f"model.{model}.{method}", *arguments, {})

    def search(self, model, domain, *fields):
        """Returns the fields of the records that match, in the order of their ids."""
        return self.model(model, "search_read", domain, 0, None, [["id", "ASC"]], fields)

    def change(self, statement, *values):
        """Changes the database in ways that the server does not allow its users."""
        with contextlib.closing(sqlite3.connect(self.folder / f"{DATABASE}.sqlite", timeout=PATIENCE)) as database, database:
            database.execute(statement, values)


class Template:
    """A database with parties that each test gets a copy of."""

    lock = threading.Lock()
    folder = None

    @classmethod
    def copy(cls, parties, inactive):
        """Returns a server with a copy of the database. The first call makes the parties.

        parties: the values of each. inactive: the codes of those that are not active.
        """
        with cls.lock:
            if cls.folder is None:
                cls.folder = cls.make(parties, inactive)
        server = Server()
        for file in cls.folder.glob(f"{DATABASE}.sqlite*"):
            shutil.copy(file, server.folder)
        return server

    @staticmethod
    def make(parties, inactive):
        server = Server()
        server.initialize()
        server.start()
        try:
            server.model("country.country", "create", [{"name": "Deutschland", "code": "DE"}])
            for first in range(0, len(parties), 500):
                server.model("party.party", "create", parties[first:first + 500])
            for code in inactive:
                server.change("UPDATE party_party SET active = 0 WHERE code = ?", code)
        finally:
            server.close()
        return server.folder
