"""What is left when things go wrong: damaged journals, rows that nobody knows of, and messages about them."""

import os
import signal
import unittest

from support import Sandbox, TestCase

FEW = ["--entities-per-day", "100", "--quota-window-seconds", "3600", "--batch-records", "100"]


class Damage(TestCase):
    def test_a_record_that_was_changed(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(200), *FEW), 3)
            records = self.journal.with_name(self.journal.name + "-records")
            data = records.read_bytes()
            self.assertIn(b"ann.150@", data)
            records.write_bytes(data.replace(b"ann.150@", b"bob.150@"))
            result = self.mateo("resume", "contacts.csv", *self.to(sandbox))
            self.assertEnds(result, 6, "rows 101 to 200", "import the same file again")
            self.assertNotIn("Nothing is lost", result.out)
            self.assertEqual(sandbox.statistics["entities"], 100)
            result = self.mateo("verify")
            self.assertEqual((result.status, result.out), (
                1, "contacts.csv: rows 101 to 200 are not as they were added: import the same file again, which restores "
                "them\n"), result)
            # With the file the rest is sent, and nothing twice.
            result = self.run_import(sandbox, "contacts.csv", "--json")
            self.assertEnds(result, 0)
            self.assertReport(result, "finished", total=200, succeeded=200)
            self.assertEqual(sandbox.statistics["entities"], 200)
        self.assertEnds(self.mateo("verify"), 0)

    def test_records_without_their_end(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(200, bad={150, 200}), *FEW), 3)
            records = self.journal.with_name(self.journal.name + "-records")
            os.truncate(records, records.stat().st_size - 10)
            result = self.mateo("verify")
            self.assertEqual((result.status, result.out), (
                1, "contacts.csv: rows 101 to 200 have lost their lines in the file: those that fail are listed by their "
                "fields\n"), result)
            self.assertEnds(self.mateo("resume", "contacts.csv", *self.to(sandbox)), 1)
        rows = self.mateo("failures", "contacts.csv", "--json").json_lines
        self.assertEqual([(row["row"], row["line"]) for row in rows], [(150, 151), (200, 201)])
        self.assertIn("C-200", self.mateo("failures", "contacts.csv", "--csv").out)
        self.assertEnds(self.mateo("verify"), 0)

    def test_a_log_without_its_file(self):
        with Sandbox("--requests-per-second", "0", "--processing-ms", "60000") as sandbox:
            running = self.start("import", self.contacts(200), *self.to(sandbox))
            running.err.wait_for("waiting for results")
            running.send(signal.SIGKILL)
            running.end()
            log = (self.folder / "journal.db-wal").read_bytes()
            self.assertTrue(log)
            self.journal.write_bytes(b"")
            self.assertUsage(self.run_import(sandbox, "contacts.csv"), "damaged", str(self.journal))
            self.assertEqual(self.journal.read_bytes(), b"")
            self.assertEqual((self.folder / "journal.db-wal").read_bytes(), log)
            self.assertEqual(sandbox.statistics["entities"], 200)


class Unknown(TestCase):
    def test_its_rows_are_named(self):
        with Sandbox("--requests-per-second", "0", "--processing-ms", "600000") as sandbox:
            result = self.run_import(sandbox, self.contacts(20), "--job-deadline", "0.5", "--quiet")
        self.assertEnds(result, 5, "rows 1 to 20: the outcome is unknown")
        self.assertEqual((result.out, len(result.err.splitlines())), ("", 1), result)
        result = self.mateo("failures", "contacts.csv")
        self.assertIn("rows 1 to 20: the outcome is unknown", result.out)
        self.assertNotIn("nothing failed", result.out)
        rows = self.mateo("failures", "contacts.csv", "--json").json_lines
        self.assertEqual([row["row"] for row in rows], list(range(1, 21)))
        self.assertEqual({row["state"] for row in rows}, {"unknown"})
        self.assertEqual(rows[6]["input"]["email"], "ann.7@example.org")

    def test_a_lost_batch_that_is_given_up(self):
        lines = "".join(f'{{"external_id":"D-{row}"}}\n' for row in range(1, 21))
        with Sandbox("--requests-per-second", "0", "--reference-id", "refuse", "--faults", "html502@2") as sandbox:
            result = self.run_import(
                sandbox, self.write("d.jsonl", lines), "--type", "deals", "--batch-records", "10")
        self.assertEnds(result, 5, "it is unknown whether rows 1 to 10 arrived")


class BatchSize(TestCase):
    def divided(self, *arguments):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(200), *FEW), 3)
            command = [*arguments, *self.to(sandbox), "--json"]
            result = self.mateo(*command)
            self.assertEnds(result, 0)
            return result.json["requests"]["post"]

    def test_import(self):
        self.assertEqual(self.divided("import", "contacts.csv", "--batch-records", "60"), 3)

    def test_resume(self):
        self.assertEqual(self.divided("resume", "contacts.csv", "--batch-records", "30"), 5)

    def test_resume_as_they_are(self):
        self.assertEqual(self.divided("resume", "contacts.csv"), 2)


class Messages(TestCase):
    def test_what_is_no_file(self):
        os.mkfifo(self.folder / "pipe.db")
        for path in ["/dev/null", self.folder / "pipe.db", self.folder]:
            self.assertUsage(self.mateo("import", self.contacts(3), "--journal", path), "is not a regular file")
            self.assertUsage(self.mateo("status", "--journal", path), "is not a regular file")

    def test_nobody_listens(self):
        result = self.mateo("import", self.contacts(3), "--url", "http://127.0.0.1:1/api/v1", "--requests-per-second", "0")
        self.assertEnds(result, 6, "did not accept rows 1 to 3")

    @unittest.skipUnless(os.geteuid() == 0, "only root can become another user")
    def test_a_file_of_somebody_else(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(3)), 0)
        self.journal.chmod(0o444)
        self.folder.chmod(0o777)
        result = self.mateo("import", "contacts.csv", "--url", "http://127.0.0.1:1/api/v1", user=65534)
        self.assertUsage(result, "read-only")


class HangUp(TestCase):
    def running(self, sandbox, **more):
        running = self.start("import", self.contacts(200), *self.to(sandbox), *FEW, "--wait", **more)
        running.err.wait_for("quota used up until")
        running.send(signal.SIGHUP)
        return running

    def test_ends_a_run(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.running(sandbox).end(), 130)

    def test_unless_it_was_ignored(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            running = self.running(sandbox, before=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
            running.send(signal.SIGHUP)
            self.assertIsNone(running.process.poll())
            running.send(signal.SIGTERM)
            running.err.wait_for(", ending")
            self.assertEnds(running.end(), 130)
