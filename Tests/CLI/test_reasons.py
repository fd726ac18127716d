"""What is wrong with rows, for the person who can mend them."""

import json

from service import Answer, Service
from support import Sandbox, TestCase


class Reasons(TestCase):
    def test_groups(self):
        rows = [f"{row},{'31.02.1990' if row % 3 else '1990-02-01'},{'x' * 300 if row == 6 else 'Ulm'},a{row}@b.de" for row in range(1, 13)]
        rows += ["13,,Ulm,nobody", ",,Ulm,", "15,,Ulm,a1@b.de"]
        file = self.write("people.csv", "\n".join(["external_id,birthday,city,email", *rows]) + "\n")
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, file), 1)
        lines = self.terminal("failures", "people.csv").splitlines()
        self.assertRegex(lines[0], r"^8 rows failed: birthday: .* date .* \(2200\d\)$")
        self.assertEqual(lines[1], "  rows 1, 2, 4, 5, 7 and 3 more")
        self.assertRegex(lines[2], '^  the first value looks like "99.99.9999"; the service says: .*31.02.1990')
        self.assertIn("1 row held: another row has the same email", "\n".join(lines))
        self.assertIn("  row 13", lines)
        self.assertEqual(lines[-1], f"Every row: mateo failures people.csv --all")
        every = self.terminal("failures", "people.csv", "--all")
        self.assertEqual(every, self.mateo("failures", "people.csv").out)
        self.assertRegex(every, "^row 1, line 2 ")

    def failing(self, rows, failures):
        """Imports rows of which the service names these failures."""
        file = self.write("odd.jsonl", "".join(f'{{"external_id":"{row}"}}\n' for row in range(1, rows + 1)))
        with Service() as service:
            service.answers["poll"] = lambda _: Answer(json.dumps([next(iter(service.jobs.values())) | {
                "success_count": rows - len(failures), "failed_count": len(failures), "failed": failures}]))
            self.assertEnds(self.mateo("import", file, *self.to(service)), 1)

    def test_a_message_that_is_the_reason_is_shown_once(self):
        self.failing(4, [
            {"code": "X\x01Y", "message": "no \x07 good", "input": {"external_id": "1"}},
            {"code": "ZZ", "message": "plain words", "input": {"external_id": "2"}},
            {"code": "23514", "message": "other words", "input": {"external_id": "3"}}])
        self.assertEqual(self.terminal("failures", "odd.jsonl").splitlines(), [
            "1 row failed: no   good (X\\u0001Y)",
            "  row 1",
            "1 row failed: plain words (ZZ)",
            "  row 2",
            "1 row failed: the service does not accept this value (23514)",
            "  row 3",
            "  the service says: other words",
            "Every row: mateo failures odd.jsonl --all"])

    def test_rows_without_a_number_are_counted(self):
        no_row = {"code": "23514"}
        self.failing(9, [
            no_row, {"code": "23514", "message": "taken"}, {"code": "ZZ", "message": "named", "input": {"external_id": "2"}},
            no_row, {"message": "once"}, no_row, {"code": "23514", "message": "taken"}])
        lines = ["row 2 (2): ZZ: named", "3 rows: 23514", "2 rows: 23514: taken", "a row: once"]
        self.assertEqual(self.mateo("failures", "odd.jsonl").out.splitlines(), lines)
        self.assertEqual(self.terminal("failures", "odd.jsonl", "--all").splitlines(), lines)
        # Programs get each failure.
        self.assertEqual(len(self.mateo("failures", "odd.jsonl", "--json").json_lines), 7)

    def test_a_terminal_gets_no_control_characters(self):
        file = self.write("odd.csv", 'external_id,email,city\r\n1,nobody,"\x1b[2Jtwo\r\nlines"\r\n')
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, file), 1)
        text = self.terminal("failures", "odd.csv", "--csv")
        self.assertEqual(len(text.splitlines()), 3)
        self.assertNotIn("\x1b", text)
        self.assertIn("\x1b[2Jtwo", self.mateo("failures", "odd.csv", "--csv").out)

    def test_nothing_failed(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.write("good.csv", "external_id\n1\n")), 0)
        self.assertEqual(self.terminal("failures", "good.csv"), "nothing failed\n")

    def test_times_are_local(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            file = self.contacts(20)
            limits = ["--entities-per-day", "8", "--batch-records", "5"]
            self.assertEnds(self.run_import(sandbox, file, *limits), 3)
        utc = self.mateo("status", "contacts.csv", "--entities-per-day", "8", "--json").json["resume_at"]
        for zone, distance, hours in [("UTC", "+00:00", 0), ("<+0530>-5:30", "+05:30", 5.5), ("<-03>3", "-03:00", -3)]:
            text = self.mateo("status", "contacts.csv", "--entities-per-day", "8", environment=self.environment(TZ=zone)).out
            self.assertRegex(text, rf"paused until \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d {distance.replace('+', '[+]')}, the quota")
            if hours == 0:
                self.assertIn(utc.replace("T", " ").replace("Z", ""), text)
