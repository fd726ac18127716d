"""What the tests of the command line tool share: a folder, sandboxes, and the tool itself."""

import fcntl
import json
import os
import pathlib
import pty
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import threading
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
MATEO = os.environ.get("MATEO_CLI", str(ROOT / "build/bin/mateo"))
SANDBOX = os.environ.get("MATEO_SANDBOX", str(ROOT / "build/bin/mateo-sandbox"))
KEY = "secret-key-4711"
# Long enough for a slow machine; nothing waits for it when all goes well.
PATIENCE = 120
COUNTS = ["total", "pending", "in_flight", "succeeded", "failed", "held", "superseded", "unchanged", "unknown"]


class Result:
    """How a run of the tool ended."""

    def __init__(self, status, out, err):
        self.status = status
        self.out = out
        self.err = err

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def json_lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __repr__(self):
        return f"exit {self.status}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class Sandbox:
    """A local Hellomateo, for as long as a with statement lasts."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [SANDBOX, *([] if "--port" in options else ["--port", "0"]), "--api-key", KEY, *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True)
        line = self.process.stdout.readline()
        assert line.startswith("mateo-sandbox: http://"), f"the sandbox said {line!r}"
        self.url = line.split()[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stdout.close()

    @property
    def statistics(self):
        with urllib.request.urlopen(self.url.removesuffix("/api/v1") + "/sandbox/statistics", timeout=30) as answer:
            return json.load(answer)


class Lines:
    """Takes in the lines of an output while the process runs, and waits for one of them."""

    def __init__(self, stream):
        self.text = ""
        self.condition = threading.Condition()
        self.is_over = False
        self.thread = threading.Thread(target=self.read, args=[stream], daemon=True)
        self.thread.start()

    def read(self, stream):
        for line in stream:
            with self.condition:
                self.text += line
                self.condition.notify_all()
        with self.condition:
            self.is_over = True
            self.condition.notify_all()

    def wait_for(self, part):
        with self.condition:
            found = self.condition.wait_for(lambda: part in self.text or self.is_over, PATIENCE)
            assert found and part in self.text, f"{part!r} is not in {self.text!r}"


class Running:
    """The tool while it runs."""

    def __init__(self, process):
        self.process = process
        self.out = Lines(process.stdout)
        self.err = Lines(process.stderr)

    def send(self, number):
        self.process.send_signal(number)

    def end(self):
        status = self.process.wait(PATIENCE)
        for lines in (self.out, self.err):
            lines.thread.join(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()
        return Result(status, self.out.text, self.err.text)


class TestCase(unittest.TestCase):
    """A test with a folder of its own, in which the key is found nowhere but where it was put."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mateo-cli-"))
        self.journal = self.folder / "journal.db"
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def tearDown(self):
        for path in self.folder.rglob("*"):
            if path.is_file() and path.name != "key.txt":
                self.assertNotIn(KEY.encode(), path.read_bytes(), f"the key is in {path}")

    def environment(self, **more):
        names = {"PATH", "LANG"}
        environment = {name: value for name, value in os.environ.items() if name in names}
        environment |= {"HOME": str(self.folder / "home"), "MATEO_API_KEY": KEY, "MATEO_JOURNAL": str(self.journal)}
        environment |= more
        return {name: value for name, value in environment.items() if value is not None}

    def start(self, *arguments, environment=None, stdin=subprocess.DEVNULL, before=None):
        process = subprocess.Popen(
            [MATEO, *map(str, arguments)], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment or self.environment(), cwd=self.folder, text=True, errors="surrogateescape", preexec_fn=before)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return Running(process)

    def mateo(self, *arguments, environment=None, stdin=None, user=None):
        done = subprocess.run(
            [MATEO, *map(str, arguments)], input=stdin, stdin=subprocess.DEVNULL if stdin is None else None,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment or self.environment(), cwd=self.folder,
            timeout=PATIENCE, text=True, errors="surrogateescape", user=user)
        result = Result(done.returncode, done.stdout, done.stderr)
        self.assertNotIn(KEY, result.out + result.err, "the key is in the output")
        return result

    def terminal(self, *arguments, **environment):
        """What the tool writes on a terminal."""
        return self.on_terminal(arguments, "stdout", env=self.environment(**environment)).replace("\r\n", "\n")

    def on_terminal(self, arguments, stream, columns=0, **more):
        """What the tool writes to a stream that is a terminal, as wide as that."""
        reading, writing = pty.openpty()
        fcntl.ioctl(writing, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        streams = {"stdout": subprocess.DEVNULL, stream: writing}
        with subprocess.Popen(
                [MATEO, *map(str, arguments)], stdin=subprocess.DEVNULL, cwd=self.folder, **streams, **more) as process:
            os.close(writing)
            text = b""
            try:
                while piece := os.read(reading, 65536):
                    text += piece
            except OSError:  # The other side is closed.
                pass
            process.wait(PATIENCE)
        os.close(reading)
        return text.decode()

    def run_import(self, sandbox, file, *arguments, **more):
        """Imports without a limit on requests a second."""
        return self.mateo("import", file, *self.to(sandbox), *arguments, **more)

    @staticmethod
    def to(sandbox):
        return ["--url", sandbox.url, "--requests-per-second", "0"]

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def contacts(self, rows, name="contacts.csv", bad=()):
        """A CSV file of contacts; the rows in `bad` have a phone number that the service refuses."""
        lines = ["external_id,full_name,email,sms"]
        for row in range(1, rows + 1):
            lines.append(f'C-{row},"Ann ""{row}"" Müller",ann.{row}@example.org,{"nonsense" if row in bad else ""}')
        return self.write(name, "\n".join(lines) + "\n")

    def assertEnds(self, result, status, *parts):
        """The exit code, and what standard error has to say."""
        self.assertEqual(result.status, status, result)
        for part in parts:
            self.assertIn(part, result.err, result)

    def assertUsage(self, result, *parts):
        """Exit code 2: one message on standard error, nothing on standard output."""
        self.assertEnds(result, 2, *parts)
        self.assertEqual(result.out, "", result)
        self.assertTrue(result.err.strip(), "no message")

    def assertReport(self, result, state, **counts):
        """The JSON contract, and some of its values."""
        self.assertEqual(len(result.out.splitlines()), 1, result)
        report = result.json
        self.assertEqual(
            list(report), ["import", "type", "state", "records", "jobs", "requests", "resume_at", "next_action",
             "journal", "hints", "unknown_rows", "repeated"], result)
        self.assertEqual(list(report["records"]), COUNTS, result)
        self.assertEqual(list(report["requests"]), ["post", "poll", "other"], result)
        self.assertEqual(report["state"], state, result)
        self.assertEqual(report["journal"], str(self.journal), result)
        records = dict(report["records"])
        for name, count in counts.items():
            self.assertEqual(records[name], count, result)
        self.assertEqual(records.pop("total"), sum(records.values()), "the books do not balance")
        return report


class EncodeCase(TestCase):
    """A test of `mateo encode`, without a key and a journal."""

    def setUp(self):
        super().setUp()
        self.bare = self.environment(MATEO_API_KEY=None, MATEO_JOURNAL=None, HOME=None)

    def run_encode(self, name, content, *options):
        return self.mateo("encode", self.write(name, content), *options, environment=self.bare)

    def encode(self, name, content, *options):
        """The records of a file, and the notices about it."""
        result = self.run_encode(name, content, *options)
        self.assertEqual(result.status, 0, result)
        return [record for line in result.out.splitlines() for record in json.loads(line)["payload"]], result.err

    def records(self, name, content, *options, notice=""):
        """The records of a file that has a notice with this text, or none."""
        records, notices = self.encode(name, content, *options)
        if notice:
            self.assertIn(notice, notices)
        else:
            self.assertEqual(notices, "")
        return records

    def refuse(self, name, content, *options, parts):
        self.assertEnds(self.run_encode(name, content, *options), 2, *parts)


INTERRUPT = signal.SIGINT
TERMINATE = signal.SIGTERM
