"""mateo status, resume, verify, forget and plan: what can be done with imports from the journal."""

import datetime
import json
import os
import sqlite3
import subprocess
import time

from support import COUNTS, KEY, MATEO, Sandbox, TestCase

# 150 records an hour; the sandbox knows no limit of its own.
FEW = ["--entities-per-day", "150", "--quota-window-seconds", "3600"]


class Books(TestCase):
    def setUp(self):
        super().setUp()
        self.reading = self.environment(MATEO_API_KEY=None)

    def paused(self, sandbox, name="contacts.csv", rows=200):
        """An import of which 100 records are sent, in one batch of two."""
        result = self.run_import(
            sandbox, self.contacts(rows, bad={7}), *FEW, "--batch-records", "100", "--name", name, "--quiet")
        self.assertEnds(result, 3)

    def finished(self, sandbox, name, *arguments, rows=5, **more):
        file = self.contacts(rows, name="few.csv", **more)
        return self.run_import(sandbox, file, "--name", name, "--quiet", *arguments)

    def status(self, name, *arguments):
        result = self.mateo("status", name, "--json", *arguments, environment=self.reading)
        self.assertEqual(result.status, 0, result)
        self.assertEqual(list(result.json)[-3:], ["hints", "unknown_rows", "created_at"])
        return result.json


class Status(Books):
    def test_one(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.paused(sandbox)
        report = self.status("contacts.csv", *FEW)
        self.assertEqual(list(report["records"]), COUNTS)
        self.assertEqual((report["import"], report["type"], report["state"]), ("contacts.csv", "contacts", "paused"))
        self.assertEqual((report["records"]["succeeded"], report["records"]["failed"]), (99, 1))
        self.assertEqual(report["records"]["pending"], 100)
        created = datetime.datetime.fromisoformat(report["created_at"].replace("Z", "+00:00"))
        resume = datetime.datetime.fromisoformat(report["resume_at"].replace("Z", "+00:00"))
        self.assertTrue(3590 < (resume - created).total_seconds() < 3720)
        # By the limits of the service itself there is nothing to wait for.
        self.assertEqual(self.status("contacts.csv")["state"], "interrupted")
        result = self.mateo("status", "contacts.csv", *FEW, environment=self.reading)
        self.assertRegex(result.out, r"(?s)paused until .*200 contacts: 99 succeeded, 1 failed, 100 not sent yet.*"
                                     r"mateo failures contacts.csv.*mateo resume contacts.csv")

    def test_all(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.finished(sandbox, "first"), 0)
            self.paused(sandbox, "second")
        result = self.mateo("status", "--json", environment=self.reading)
        self.assertEqual([(one["import"], one["state"]) for one in result.json],
                         [("first", "finished"), ("second", "interrupted")])
        for line in result.out.splitlines()[1:-1]:
            json.loads(line.rstrip(","))
        result = self.mateo("status", environment=self.reading)
        self.assertEqual(result.out.splitlines(), [
            "first: finished; 5 contacts: 5 succeeded",
            "second: interrupted; 200 contacts: 99 succeeded, 1 failed, 100 not sent yet"])

    def test_of_one_that_runs(self):
        with Sandbox("--requests-per-second", "0", "--processing-ms", "60000") as sandbox:
            running = self.start("import", self.contacts(10), *self.to(sandbox))
            running.err.wait_for("waiting for results")
            self.assertEqual(self.status("contacts.csv")["state"], "running")
            self.assertUsage(self.mateo("forget", "contacts.csv", "--force"), "already being filled or run")
            self.assertEnds(self.mateo("verify"), 0)
            running.send(9)
            running.end()
            self.assertEqual(self.status("contacts.csv")["state"], "interrupted")

    def test_of_nothing(self):
        self.assertUsage(self.mateo("status"), "does not exist")
        self.assertFalse(self.journal.exists(), "it was made")
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.finished(sandbox, "one"), 0)
        self.assertUsage(self.mateo("status", "other"), "other", "one")
        self.assertEnds(self.mateo("forget", "one"), 0)
        self.assertEqual(self.mateo("status").out, "the journal holds no imports\n")
        self.assertEqual(self.mateo("status", "--json").json, [])


class Resume(Books):
    def test_goes_on_without_the_file(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.paused(sandbox)
            (self.folder / "contacts.csv").unlink()
            result = self.mateo("resume", "contacts.csv", *self.to(sandbox), *FEW, "--json")
            self.assertEnds(result, 3)
            self.assertReport(result, "paused", pending=100)
            result = self.mateo("resume", "contacts.csv", *self.to(sandbox), "--json")
            self.assertEnds(result, 1, "200 contacts")
            self.assertReport(result, "finished", total=200, succeeded=199, failed=1)
            self.assertEqual(sandbox.statistics["entities"], 200, "records were sent twice")
            # One that is finished shows its result, with the same exit code.
            result = self.mateo("resume", "contacts.csv", *self.to(sandbox), "--json", "--quiet")
            self.assertEnds(result, 1)
            self.assertEqual(self.assertReport(result, "finished", succeeded=199)["requests"]["post"], 2)
            self.assertEnds(self.finished(sandbox, "good"), 0)
            result = self.mateo("resume", "good", *self.to(sandbox))
            self.assertEqual((result.status, result.err), (0, ""), result)
            for arguments in ["resume", "good", *self.to(sandbox)], ["import", "few.csv", "--name", "good", *self.to(sandbox)]:
                text = self.on_terminal(arguments, "stderr", 100, env=self.environment())
                self.assertNotIn("waiting", text)
                self.assertNotIn("sending", text)

    def test_after_a_kill(self):
        with Sandbox("--requests-per-second", "0", "--processing-ms", "3000") as sandbox:
            running = self.start("import", self.contacts(50), *self.to(sandbox), "--type", "contacts")
            running.err.wait_for("waiting for results")
            running.send(9)
            running.end()
            result = self.mateo("resume", "contacts.csv", *self.to(sandbox), "--json")
            self.assertEnds(result, 0)
            self.assertReport(result, "finished", total=50, succeeded=50)
            self.assertEqual(sandbox.statistics["entities"], 50, "records were sent twice")
            self.assertEnds(self.mateo("verify"), 0)

    def test_what_cannot_be_resumed(self):
        self.assertUsage(self.mateo("resume", "contacts.csv"), "does not exist")
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.paused(sandbox)
            self.assertUsage(self.mateo("resume", "other", *self.to(sandbox)), "other", "contacts.csv")
            self.assertUsage(
                self.mateo("resume", "contacts.csv", *self.to(sandbox), environment=self.environment(MATEO_API_KEY="x")),
                "another API key")
            self.assertUsage(self.mateo("resume", "contacts.csv", environment=self.reading), "no API key")
            # An import of other records under the name says what can be done.
            self.assertUsage(
                self.run_import(sandbox, self.contacts(3)), "mateo resume contacts.csv", "--name",
                "mateo forget contacts.csv --force")

    def test_one_that_was_not_read_to_its_end(self):
        reader, writer = os.pipe()
        with Sandbox("--requests-per-second", "0") as sandbox:
            running = self.start("import", "-", "--format", "csv", "--name", "piped", "--batch-records", "1",
                                 *self.to(sandbox), stdin=reader)
            os.write(writer, b"external_id\n" + b"".join(b"%d\n" % row for row in range(1000)))
            for _ in range(600):
                if self.journal.exists() and self.mateo("status", "piped").status == 0:
                    break
                time.sleep(0.1)
            self.assertEqual(self.status("piped")["state"], "filling")
            self.assertUsage(self.mateo("forget", "piped", "--force"), "filled or run")
            running.send(9)
            running.end()
            os.close(reader)
            os.close(writer)
            self.assertUsage(self.mateo("resume", "piped", *self.to(sandbox)), "mateo import FILE")
            self.assertEnds(self.mateo("forget", "piped"), 0)


class Verify(Books):
    def test_balanced(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.paused(sandbox)
        for name in [[], ["contacts.csv"]]:
            result = self.mateo("verify", *name, environment=self.reading)
            self.assertEqual((result.status, result.out, result.err), (0, "all is well\n", ""))

    def test_differences(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.paused(sandbox)
            self.assertEnds(self.finished(sandbox, "good"), 0)
        with sqlite3.connect(self.journal) as journal:
            journal.execute("DELETE FROM outcome")
            journal.execute("UPDATE span SET first_row = 111 WHERE first_row = 101")
            journal.execute("UPDATE batch SET first_row = 111, last_row = 210 WHERE first_row = 101")
        for name in [[], ["contacts.csv"]]:
            result = self.mateo("verify", *name, environment=self.reading)
            self.assertEqual((result.status, result.err), (1, ""), result)
            self.assertEqual(sorted(result.out.splitlines()), [
                "contacts.csv: rows 1 to 100 have 1 failures, and 0 are listed",
                "contacts.csv: rows 101 to 110 are in no batch",
                "contacts.csv: the import has 200 records and its batches end with row 210"])
        self.assertEqual(self.mateo("verify", "good").status, 0)
        self.assertUsage(self.mateo("verify", "other"), "contacts.csv, good")

    def test_damaged_file(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.paused(sandbox, rows=2000)
        damaged = bytearray(self.journal.read_bytes())
        for page in range(2, len(damaged) // 8192):
            damaged[page * 8192 : page * 8192 + 100] = b"\xA5" * 100
        self.journal.write_bytes(damaged)
        result = self.mateo("verify")
        self.assertEqual(result.status, 1, result)
        self.assertIn("damaged", result.out)
        for command in [["import", "contacts.csv"], ["resume", "contacts.csv"], ["forget", "contacts.csv", "--force"]]:
            result = self.mateo(*command)
            self.assertEqual(result.status, 2, result)
            self.assertIn(str(self.journal), result.err)
        self.assertEqual(self.journal.read_bytes(), damaged, "it was changed")


class Forget(Books):
    def holds(self, text):
        return any(text in path.read_bytes() for path in self.folder.glob("journal.db*"))

    def test_finished(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.finished(sandbox, "done", bad={3}), 1)
        self.assertTrue(self.holds(b'"C-3"'))
        result = self.mateo("forget", "done", environment=self.reading)
        self.assertEqual((result.status, result.out, result.err), (0, "done: removed, with 5 contacts\n", ""))
        self.assertFalse(self.holds(b"C-3"))
        self.assertUsage(self.mateo("forget", "done"), "no import called done")
        self.assertUsage(self.mateo("failures", "done"), "done")

    def test_older_than(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            for name in "old", "older", "new":
                self.assertEnds(self.finished(sandbox, name, bad={3}), 1)
            self.paused(sandbox)
        with sqlite3.connect(self.journal) as journal:
            for name, days in ("old", 31), ("older", 40), ("contacts.csv", 50):
                journal.execute(
                    "UPDATE import SET created_at = created_at - ? WHERE name = ?", [days * 86_400_000, name])
            # Each night has an import of one name.
            journal.execute("UPDATE import SET name = 'new' WHERE name = 'older'")
        journal.close()
        result = self.mateo("forget", "--older-than", "30", environment=self.reading)
        self.assertEqual(
            (result.status, result.out, result.err),
            (0, "old: removed, with 5 contacts\nnew: removed, with 5 contacts\n", ""))
        self.assertEqual([status["import"] for status in self.mateo("status", "--json").json], ["new", "contacts.csv"])
        self.assertEnds(self.mateo("verify"), 0)
        self.assertEqual(self.mateo("forget", "--older-than", "30").out, "no finished import is older\n")
        for arguments in [], ["new", "--older-than", "1"], ["--older-than", "-1"], ["--older-than", "x"], \
                ["--older-than", "1", "--force"], ["--older-than", "99999999999999999999"]:
            self.assertUsage(self.mateo("forget", *arguments), "--older-than" if arguments != [] else "name")

    def test_not_over(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.paused(sandbox)
            self.assertUsage(self.mateo("forget", "contacts.csv"), "mateo resume contacts.csv", "--force")
            self.assertEnds(self.mateo("forget", "contacts.csv", "--force"), 0)
            self.assertFalse(self.holds(b"ann.150@example.org"))
            # The quota is not forgotten with it.
            self.assertEnds(self.finished(sandbox, "next", *FEW, "--batch-records", "100", rows=100), 3)

    def on_small_disk(self, script):
        """The lines that a script writes with a journal on a disk of 4 MiB, and its standard error."""
        disk = self.folder / "disk"
        disk.mkdir()
        script = f"""
            mount -t tmpfs -o size=4m mateo {disk} || exit 77
            cd {disk}; export MATEO_JOURNAL={disk}/journal.db
            {script}"""
        result = subprocess.run(
            ["unshare", "--mount", "sh", "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=self.environment())
        if result.returncode == 77 or "unshare" in result.stderr:
            self.skipTest("no file system can be mounted here")
        return result.stdout.splitlines(), result.stderr

    def test_import_that_fills_the_disk(self):
        lines, errors = self.on_small_disk(f"""
            {MATEO} import {self.contacts(60000)} --url http://127.0.0.1:1/api/v1; echo "import $?"
            {MATEO} status
            {MATEO} import {self.contacts(3, name="few.csv")} --quiet --url http://127.0.0.1:1/api/v1; echo "import $?"
            {MATEO} verify; stat -c "%s bytes" journal.db-records""")
        self.assertEqual(lines[:-1], ["import 2", "the journal holds no imports", "import 6", "all is well"], errors)
        self.assertRegex(lines[-1], "^[1-9][0-9]{2} bytes$")

    def test_no_room_for_temporary_files(self):
        """Rows that are compared with each other are in memory."""
        rows = self.write("held.csv", "external_id,email\n" + "".join(f"C-{row},nobody\n" for row in range(150000)))
        self.assertEnds(self.mateo("import", rows, "--quiet", "--url", "http://127.0.0.1:1/api/v1"), 1)
        lines, errors = self.on_small_disk(f"""
            head -c 10000000 /dev/zero >filler
            MATEO_JOURNAL={self.journal} SQLITE_TMPDIR=$PWD {MATEO} verify""")
        self.assertEqual(lines, ["all is well"], errors)

    def test_small_batches_that_fill_the_disk(self):
        """There is no room either to remove the batches that are in: the import stays, and was never finished."""
        lines, errors = self.on_small_disk(f"""
            {MATEO} import {self.contacts(3, name="few.csv")} --quiet --url http://127.0.0.1:1/api/v1; echo "import $?"
            {MATEO} import {self.contacts(2000)} --batch-records 1 --url http://127.0.0.1:1/api/v1; echo "import $?"
            {MATEO} verify; echo "verify $?"; {MATEO} verify few.csv; echo "verify $?"
            {MATEO} status contacts.csv --json | grep -o '"next_action":"[a-z_]*"'
            head -c 10000000 /dev/zero >filler; {MATEO} verify; echo "verify $?"; rm filler
            mount -o remount,size=20m .
            {MATEO} verify contacts.csv; {MATEO} forget contacts.csv | cut -d, -f1; {MATEO} verify""")
        unfinished = [
            "contacts.csv: its process ended before all records were in, and nothing was sent: import the same file again "
            "under this name, or remove it with mateo forget contacts.csv", "all is well"]
        self.assertEqual(lines, [
            "import 6", "import 2", *unfinished, "verify 0", "all is well", "verify 0", '"next_action":"import_again"',
            *unfinished, "verify 0", *unfinished, "contacts.csv: removed", "all is well"], errors)

    def test_full_disk(self):
        """The records of an import make the room for its own removal."""
        lines, errors = self.on_small_disk(f"""
            mkfifo pipe; exec 3<>pipe
            {MATEO} import - --format csv --name many --batch-records 1000 --url http://127.0.0.1:1/api/v1 <pipe >&2 &
            cat {self.contacts(8000)} >&3
            for try in $(seq 600); do [ "$(stat -c %s journal.db-records)" -gt 500000 ] && break; sleep 0.1; done
            kill -9 $!; wait $!; head -c 10000000 /dev/zero >filler
            {MATEO} forget many; echo "forget $?"
            {MATEO} verify; {MATEO} status""")
        self.assertRegex(lines[0], "^many: removed, with [1-9]")
        self.assertEqual(lines[1:], ["forget 0", "all is well", "the journal holds no imports"], errors)

    def test_full_disk_without_records(self):
        """A closed journal needs some room to be opened."""
        lines, errors = self.on_small_disk(f"""
            {MATEO} import {self.contacts(3)} --quiet --url http://127.0.0.1:1/api/v1; echo "import $?"
            head -c 10000000 /dev/zero >filler
            {MATEO} forget contacts.csv --force; echo "forget $?"; rm filler
            {MATEO} forget contacts.csv --force; echo "forget $?"; {MATEO} verify""")
        self.assertEqual(lines, [
            "import 6", "forget 2", "contacts.csv: removed, with 3 contacts", "forget 0", "all is well"], errors)
        self.assertIn("No space left on device: make room on the disk", errors)

    def test_without_a_journal(self):
        self.assertUsage(self.mateo("forget", "contacts.csv"), "does not exist")
        self.assertFalse(self.journal.exists(), "it was made")


class Plan(Books):
    def test_two_days(self):
        result = self.mateo("plan", self.contacts(50_000), "--json")
        self.assertEqual((result.status, result.err), (0, ""), result)
        plan = result.json
        self.assertEqual(list(plan), [
            "file", "type", "records", "new", "changed", "unchanged", "held", "superseded", "batches", "requests", "contact_requests", "records_left",
            "requests_left", "first_look",
            "days", "finishes_at"])
        self.assertEqual((plan["records"], plan["batches"], plan["requests"]), (50_000, 51, 68))
        self.assertEqual((plan["records_left"], plan["requests_left"]), (25_000, 10_000))
        self.assertEqual([(day["records"], day["requests"]) for day in plan["days"]], [(25_000, 35), (25_000, 33)])
        times = [datetime.datetime.fromisoformat(day[end].replace("Z", "+00:00")) for day in plan["days"]
                 for end in ("starts_at", "finishes_at")]
        # The second day's first batch waits until the second one of the first day, behind the first look, is a day old.
        self.assertTrue(86_402 <= (times[2] - times[0]).total_seconds() <= 86_405)
        self.assertTrue(18 <= (times[3] - times[2]).total_seconds() <= 20)
        self.assertFalse(self.journal.exists(), "a journal was made")
        self.assertRegex(self.mateo("plan", "contacts.csv").out, r"(?s)50,000 contacts in 51 batches.*Day 2: 25,000 ")

    def test_what_is_used_already(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.paused(sandbox)
            before = sandbox.statistics["posts"]
            plan = self.mateo("plan", "contacts.csv", *self.to(sandbox), *FEW, "--json").json
            self.assertEqual(plan["records_left"], 50)
            self.assertEqual([day["records"] for day in plan["days"]], [150, 50])
            self.assertEqual(sandbox.statistics["posts"], before, "it sent something")
            # Another key has used nothing.
            other = self.mateo("plan", "contacts.csv", *self.to(sandbox), *FEW, "--json",
                               environment=self.environment(MATEO_API_KEY="other"))
            self.assertEqual(other.json["records_left"], 150)

    def test_without_a_key_or_limits(self):
        result = self.mateo("plan", self.contacts(10), "--entities-per-day", "0", "--requests-per-day", "0", "--json",
                            environment=self.reading)
        self.assertEnds(result, 0, "no API key")
        self.assertEqual((result.json["records_left"], result.json["requests_left"]), (None, None))

    def test_wrong_input(self):
        self.assertUsage(self.mateo("plan", self.write("bad.csv", "external_id\n1,2\n")), "row 1")
        self.assertUsage(self.mateo("plan", "none.csv"), "none.csv")
        self.assertUsage(self.mateo("plan", self.write("notes.dat", "a")), "--format")
        self.write("journal.db", "Dear diary, " * 200)
        self.assertUsage(self.mateo("plan", self.contacts(3)), str(self.journal))
