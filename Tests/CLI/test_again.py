"""The same file a second time."""

import subprocess
import time

from support import PATIENCE, Sandbox, TestCase


class Again(TestCase):
    def setUp(self):
        super().setUp()
        self.file = self.write("contacts.csv", "external_id,email\n1,a@example.org\n2,nobody\n3,c@example.org\n")

    def test_nothing_is_sent_twice(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            first = self.run_import(sandbox, self.file, "--json")
            self.assertEnds(first, 1)
            self.assertFalse(first.json["repeated"])
            before = sandbox.statistics
            second = self.run_import(sandbox, self.file, "--json")
            self.assertEnds(second, 1)
            self.assertReport(second, "finished", total=3, succeeded=2, held=1)
            self.assertTrue(second.json["repeated"])
            self.assertEqual(second.json["records"], first.json["records"])
            third = self.run_import(sandbox, self.file)
            self.assertIn("Nothing was sent", third.out)
            self.assertIn("--again", third.out)
            self.assertEqual(sandbox.statistics, before)
            self.assertEqual([row["row"] for row in self.mateo("failures", "contacts.csv", "--json").json_lines], [2])
            again = self.run_import(sandbox, self.file, "--again", "--json")
            self.assertEnds(again, 1)
            self.assertFalse(again.json["repeated"])
            self.assertEqual(sandbox.statistics["entities"], 4)

    def test_a_mistyped_key(self):
        """The right key goes on with the same file, and what was sent before is not sent again."""
        with Sandbox("--requests-per-second", "0") as sandbox:
            wrong = self.environment(MATEO_API_KEY="wrong")
            self.assertEnds(self.run_import(sandbox, self.file, environment=wrong), 4)
            first = self.run_import(sandbox, self.file, "--json")
            self.assertReport(first, "finished", total=3, succeeded=2, held=1)
            self.assertFalse(first.json["repeated"])
            self.assertEnds(self.run_import(sandbox, self.file, environment=wrong), 4)
            self.assertTrue(self.run_import(sandbox, self.file, "--json").json["repeated"])
            self.assertEqual(sandbox.statistics["entities"], 2)
            self.assertEnds(self.mateo("verify"), 0)
            self.assertEqual(len(self.mateo("status", "--json").json), 1)

    def test_a_changed_file_is_a_new_import(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.file), 1)
            self.write("contacts.csv", "external_id,email\n1,a@example.org\n2,b@example.org\n3,c@example.org\n")
            result = self.run_import(sandbox, self.file, "--json")
            self.assertEnds(result, 0)
            self.assertFalse(result.json["repeated"])
            self.assertEqual(result.json["next_action"], "nothing")
            self.assertEqual(sandbox.statistics["entities"], 5)
        # Each keeps its result.
        self.assertEqual([one["records"]["held"] for one in self.mateo("status", "contacts.csv", "--all", "--json").json], [1, 0])
        self.assertEqual(len(self.mateo("status", "--all", "--json").json), 2)
        self.assertEqual([one["records"]["held"] for one in self.mateo("status", "--json").json], [0])
        lines = self.mateo("status", "contacts.csv", "--all").out.splitlines()
        self.assertEqual([line.startswith("contacts.csv, begun 20") for line in lines], [True, True])
        self.assertUsage(self.mateo("status", "other", "--all"), "other")
        self.assertEnds(self.mateo("verify"), 0)
        # What the file was before is no repetition of what is newest.
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.write("contacts.csv", "external_id,email\n1,a@example.org\n2,nobody\n3,c@example.org\n")
            self.assertFalse(self.run_import(sandbox, self.file, "--json").json["repeated"])
        self.assertEnds(self.mateo("forget", "contacts.csv"), 0)
        self.assertEqual(self.mateo("status", "--all", "--json").json, [])

    def test_a_changed_row_that_is_held_is_a_new_import(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.file), 1)
            self.write("contacts.csv", "external_id,email\n1,a@example.org\n7,somebody\n3,c@example.org\n")
            self.assertFalse(self.run_import(sandbox, self.file, "--json").json["repeated"])
            listed = self.mateo("failures", "contacts.csv", "--json").json_lines
            self.assertEqual([row["external_id"] for row in listed], ["7"])

    def test_a_process_that_ended_before_all_records_were_in(self):
        def action():
            result = self.mateo("status", "piped", "--json")
            return result.json["next_action"] if result.out.startswith("{") else None

        running = self.start(
            "import", "-", "--format", "csv", "--name", "piped", "--url", "http://127.0.0.1:1/api/v1", stdin=subprocess.PIPE)
        # So many rows that some are in the journal before the pipe ends.
        running.process.stdin.write("external_id\n" + "".join(f"{row}\n" for row in range(200_000)))
        running.process.stdin.flush()
        deadline = time.monotonic() + PATIENCE
        while action() != "nothing":
            self.assertLess(time.monotonic(), deadline)
        running.process.kill()
        running.process.stdin.close()
        running.end()
        self.assertEqual(action(), "import_again")
        result = self.mateo("watch", "piped")
        self.assertEnds(result, 130)
        self.assertIn("mateo forget piped", result.out)
        self.assertEnds(self.mateo("forget", "piped"), 0)

    def test_next_action(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEqual(self.run_import(sandbox, self.file, "--json").json["next_action"], "look_at_failures")
            self.assertEqual(self.mateo("status", "contacts.csv", "--json").json["next_action"], "look_at_failures")
            rows = "".join(f"{row}\n" for row in range(20))
            name = self.write("many.csv", "external_id\n" + rows)
            result = self.run_import(sandbox, name, "--entities-per-day", "8", "--batch-records", "5", "--json")
            self.assertEnds(result, 3)
            self.assertEqual(result.json["next_action"], "wait_until")
        result = self.run_import(sandbox, self.write("other.csv", "external_id\n1\n"), "--import-deadline", "1", "--json")
        self.assertEnds(result, 6)
        self.assertEqual(result.json["next_action"], "run")
        self.assertEqual(self.mateo("status", "other.csv", "--json").json["next_action"], "run")
