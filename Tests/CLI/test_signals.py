"""Ctrl-C and SIGTERM, at moments that the test and the tool agree on."""

import http.server
import json
import threading

from support import INTERRUPT, TERMINATE, Sandbox, TestCase


class Holding:
    """A service that takes a POST, tells the test, and answers when the test says so."""

    def __init__(self):
        self.arrived = threading.Event()
        self.released = threading.Event()
        holding = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                holding.arrived.set()
                holding.released.wait(120)
                answer = json.dumps({"id": "job-1", "reference_id": body["reference_id"]}).encode()
                try:
                    self.send_response(201)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/v1"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


class Signals(TestCase):
    def interrupt_in_the_air(self, number):
        with Holding() as service:
            running = self.start(
                "import", self.contacts(30), *self.to(service), "--batch-records", "10", "--json")
            self.assertTrue(service.arrived.wait(60))
            running.send(number)
            running.err.wait_for(", ending")
            service.released.set()
            result = running.end()
        self.assertEnds(result, 130)
        report = self.assertReport(result, "interrupted", total=30, in_flight=10, pending=20)
        self.assertEqual(report["requests"], {"post": 1, "poll": 0, "other": 0})

    def test_the_request_in_the_air_is_finished(self):
        self.interrupt_in_the_air(INTERRUPT)

    def test_sigterm_does_the_same(self):
        self.interrupt_in_the_air(TERMINATE)

    def test_a_second_one_lets_go(self):
        with Holding() as service:
            running = self.start(
                "import", self.contacts(30), *self.to(service), "--batch-records", "10", "--json")
            self.assertTrue(service.arrived.wait(60))
            running.send(INTERRUPT)
            running.err.wait_for(", ending")
            running.send(INTERRUPT)
            result = running.end()
        self.assertEnds(result, 130)
        self.assertReport(result, "interrupted", total=30, unknown=10, pending=20)

    def test_interrupted_and_finished(self):
        file = self.contacts(300)
        quota = ["--batch-records", "100", "--entities-per-day", "200", "--quota-window-seconds", "3600"]
        with Sandbox("--requests-per-second", "0") as sandbox:
            running = self.start("import", file, *self.to(sandbox), *quota, "--wait", "--json")
            running.err.wait_for("quota used up until")
            running.send(INTERRUPT)
            result = running.end()
            self.assertEnds(result, 130)
            self.assertReport(result, "interrupted", total=300, succeeded=200, pending=100)
            result = self.run_import(sandbox, file, "--json")
            self.assertEnds(result, 0)
            self.assertReport(result, "finished", total=300, succeeded=300)
            self.assertEqual(sandbox.statistics["entities"], 300, "records were sent twice")

    def test_lost_request_is_found_again(self):
        file = self.contacts(30)
        with Sandbox("--requests-per-second", "0", "--faults", "slow@1", "--slow-ms", "60000") as sandbox:
            running = self.start("import", file, *self.to(sandbox), "--json")
            running.err.wait_for(", sending")
            while sandbox.statistics["entities"] < 30:
                self.assertIsNone(running.process.poll())
            running.send(INTERRUPT)
            running.err.wait_for(", ending")
            running.send(INTERRUPT)
            result = running.end()
            self.assertEnds(result, 130)
            self.assertReport(result, "interrupted", total=30, unknown=30)
            result = self.run_import(sandbox, file, "--json")
            self.assertEnds(result, 0)
            report = self.assertReport(result, "finished", total=30, succeeded=30)
            self.assertEqual(report["requests"]["post"], 1)
            self.assertEqual(sandbox.statistics["entities"], 30, "records were sent twice")

    def test_while_standard_input_is_read(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            running = self.start(
                "import", "-", "--format", "csv", "--name", "piped", *self.to(sandbox), "--json", stdin=-1)
            running.process.stdin.write("external_id\nC-1\n")
            running.process.stdin.flush()
            while not self.journal.exists():
                self.assertIsNone(running.process.poll())
            running.send(INTERRUPT)
            running.err.wait_for("reading")
            # The writer of a pipe ends by the same Ctrl-C: the end of its text is no end of the records.
            running.process.stdin.close()
            result = running.end()
            self.assertEnds(result, 130)
            self.assertReport(result, "interrupted", total=0)
            self.assertEqual(sandbox.statistics["requests"], 0)
            result = self.run_import(sandbox, "-", "--format", "csv", "--name", "piped", "--json", stdin="external_id\nC-2\n")
            self.assertEnds(result, 0)
