"""mateo failures: the list for people, as JSON and as CSV."""

import csv
import io
import stat

from support import Sandbox, TestCase


class Failures(TestCase):
    def setUp(self):
        super().setUp()
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(300, bad={7, 250}), "--batch-records", "100"), 1)
        self.reading = self.environment(MATEO_API_KEY=None)

    def test_for_people(self):
        result = self.mateo("failures", "contacts.csv", environment=self.reading)
        self.assertEqual(result.status, 0, result)
        lines = result.out.splitlines()
        self.assertEqual(len(lines), 2)
        self.assertRegex(lines[0], r"^row 7, line 8 \(C-7\): 23514: .*sms")
        self.assertRegex(lines[1], r"^row 250, line 251 \(C-250\): ")

    def test_json(self):
        result = self.mateo("failures", "contacts.csv", "--json", environment=self.reading)
        self.assertEqual(result.status, 0, result)
        self.assertEqual([entry["row"] for entry in result.json_lines], [7, 250])
        first = result.json_lines[0]
        self.assertEqual(
            list(first), ["row", "line", "state", "external_id", "code", "message", "retryable", "input"])
        self.assertEqual((first["state"], first["line"], first["retryable"]), ("failed", 8, False))
        self.assertEqual((first["external_id"], first["code"]), ("C-7", "23514"))
        self.assertEqual(first["input"]["full_name"], 'Ann "7" Müller')
        self.assertEqual(first["input"]["sms"], "nonsense")

    def test_csv(self):
        result = self.mateo("failures", "contacts.csv", "--csv", environment=self.reading)
        rows = list(csv.DictReader(io.StringIO(result.out)))
        self.assertEqual([row["mateo_row"] for row in rows], ["7", "250"])
        self.assertEqual(rows[0]["full_name"], 'Ann "7" Müller')

    def test_held_rows(self):
        lines = self.write("held.csv", 'external_id,full_name\n1,"A\nB"\n,C\n3,D\n')
        objects = self.write("held.jsonl", '{"external_id":"1"}\n\n{"full_name":"C"}\n{"external_id":"3"}\n')
        with Sandbox("--requests-per-second", "0") as sandbox:
            for file, line, record in [(lines, 4, {"full_name": "C"}), (objects, 3, {"full_name": "C"})]:
                result = self.run_import(sandbox, file, "--json")
                self.assertEnds(result, 1)
                self.assertReport(result, "finished", total=3, succeeded=2, held=1)
                listed = self.mateo("failures", file.name, "--json").json_lines
                self.assertIn("one of these is required: external_id", listed[0].pop("message"))
                self.assertEqual(listed, [{
                    "row": 2, "line": line, "state": "held", "external_id": None, "code": "no_identifier",
                    "retryable": False, "input": record}])
                self.assertRegex(self.mateo("failures", file.name).out, f"^row 2, line {line}, held: no_identifier: ")
                # The same file again has the same rows.
                self.assertEnds(self.run_import(sandbox, file, "--again"), 1)
            self.assertEqual(sandbox.statistics["entities"], 8)
        self.assertEnds(self.mateo("verify"), 0)

    def test_held_values(self):
        rows = "Nr;email\n 1 ;a@x.de\n\n2;b.x.de\n"
        plain = self.write("plain.csv", rows.replace("Nr", "external_id"))
        self.assertUsage(self.mateo("encode", plain, "--strict"), 'plain.csv: row 2, line 4: column "email": ')
        objects = self.write("plain.jsonl", '{"id":1}\n\n{"id":" "}\n')
        self.assertUsage(self.mateo("encode", objects, "--strict"), "plain.jsonl: row 2, line 3: no field identifies")
        with Sandbox("--requests-per-second", "0") as sandbox:
            for file, options, email in [
                (plain, [], "b.x.de"), (self.write("mapped.csv", rows), ["--map", "Nr=external_id"], {"mateo_cell": "b.x.de"})
            ]:
                result = self.run_import(sandbox, file, *options, "--json")
                self.assertEnds(result, 1, "blanks or invisible characters around")
                self.assertReport(result, "finished", total=2, succeeded=1, held=1)
                entry, = self.mateo("failures", file.name, "--json").json_lines
                self.assertIn("name@example.org", entry["message"])
                self.assertEqual((entry["row"], entry["line"], entry["external_id"]), (2, 4, "2"))
                self.assertEqual((entry["code"], entry["input"]), ("email", {"external_id": "2", "email": email}))

    def test_nothing_failed(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(3), "--name", "good"), 0)
        self.assertEqual(self.mateo("failures", "good").out, "nothing failed\n")
        self.assertEqual(self.mateo("failures", "good", "--json").json_lines, [])
        self.assertEqual(len(self.mateo("failures", "good", "--csv").out.splitlines()), 1)

    def test_unknown_name(self):
        self.assertUsage(self.mateo("failures", "other"), "other", "contacts.csv")

    def test_wrong_journals(self):
        none = self.folder / "none.db"
        self.assertUsage(self.mateo("failures", "contacts.csv", "--journal", none), str(none))
        self.assertFalse(none.exists(), "it was made")
        empty = self.write("empty.db", "")
        self.assertUsage(self.mateo("failures", "contacts.csv", "--journal", empty), "is empty")
        self.assertEqual(empty.read_bytes(), b"")
        text = self.write("text.db", "Dear diary, " * 200)
        self.assertUsage(self.mateo("failures", "contacts.csv", "--journal", text), str(text))
        self.assertUsage(self.mateo("failures", "contacts.csv", "--journal", self.folder), str(self.folder))

    def test_journal_that_cannot_be_written(self):
        self.journal.chmod(stat.S_IRUSR)
        before = self.journal.read_bytes()
        self.assertEqual(len(self.mateo("failures", "contacts.csv", "--json").json_lines), 2)
        self.assertEqual(self.journal.read_bytes(), before)

    def test_while_the_import_runs(self):
        # One of two batches is in; the other waits for the quota.
        with Sandbox("--requests-per-second", "0") as sandbox:
            running = self.start(
                "import", self.contacts(20, name="slow.csv", bad={3, 17}), *self.to(sandbox), "--batch-records", "10",
                "--entities-per-day", "10", "--quota-window-seconds", "3600", "--wait")
            # The quota counts what was sent before, by the import of setUp too.
            running.err.wait_for("slow.csv")
            self.assertEqual(self.mateo("failures", "slow.csv").status, 0)
            running.send(15)
            self.assertEqual(running.end().status, 130)
