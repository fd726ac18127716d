"""Rows of one identity, and rows that share a handle."""

from support import Sandbox, TestCase


class Duplicates(TestCase):
    def file(self):
        """Row 3 has the number of row 1, row 4 the address of row 2 and row 5 its telephone."""
        return self.write("twice.csv", "\n".join([
            "external_id,email,sms,city",
            "A,a@example.org,+49 171 1000001,Bonn",
            "B,b@example.org,+49 (0)171 / 1000002,Ulm",
            "A,a@example.org,+49 171 1000001,Köln",
            "C,B@Example.ORG,,Ulm",
            "D,d@example.org,0049171-1000002,Ulm",
            "E,e@example.org,,Ulm"]) + "\n")

    def test_import(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.run_import(sandbox, self.file(), "--json")
            self.assertEnds(result, 1)
            self.assertReport(result, "finished", total=6, succeeded=3, held=2, superseded=1)
            listed = self.mateo("failures", "twice.csv", "--json").json_lines
            self.assertEqual(
                [(row["row"], row["state"], row["code"], row["external_id"]) for row in listed],
                [(1, "superseded", "superseded", "A"), (4, "held", "shared_handle", "C"),
                 (5, "held", "shared_handle", "D")])
            self.assertIn("row 3 has the same external_id", listed[0]["message"])
            self.assertIn("row 2 has the same email", listed[1]["message"])
            self.assertIn("row 2 has the same sms", listed[2]["message"])
            self.assertEqual(listed[1]["input"], {"external_id": "C", "email": "B@Example.ORG", "city": "Ulm"})
            self.assertEqual(sandbox.statistics["entities"], 3)
            self.assertEnds(self.mateo("verify"), 0)

    def test_lines(self):
        """Each is told with the line on which it begins, whatever stands before it in the file."""
        rows = ['A,a@example.org,"Bonn\nBeuel"', "", "B,b@example.org,Ulm", 'A,c@example.org,"\n\n\n"',
                "C,b@example.org,Ulm", "C,d@example.org,Ulm", "A,e@example.org,Ulm"]
        name = self.write("lines.csv", "\n".join(["external_id,email,city", *rows]) + "\n")
        expected = [(1, 2), (3, 6), (4, 10)]
        for flags in [], ["--map", "city=address_line1"], ["--encoding", "utf-8", "--quote", '"']:
            self.assertLines(expected, name, *flags, "--name", "-".join(["lines", *flags]))
        records = ['{"external_id": "A"}', "", "", '{"external_id":\n"B"}', '{"external_id": "A"}', '{"external_id": "B"}']
        lines = self.write("lines.jsonl", "\n".join(records[:3] + records[4:5]) + "\n")
        self.assertLines([(1, 1)], lines, "--name", "JSON Lines")
        records = [record.replace(" ", "\n") for record in records if record]
        array = self.write("lines.json", "[" + ",\n".join(records) + "]")
        self.assertLines([(1, 1), (2, 3)], array, "--name", "array")

    def assertLines(self, expected, *arguments):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.run_import(sandbox, *arguments, "--json")
            listed = self.mateo("failures", arguments[-1], "--json").json_lines
            self.assertEqual([(row["row"], row["line"]) for row in listed], expected)

    def test_shared_handles_are_sent(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.run_import(sandbox, self.file(), "--shared-handles", "send", "--json")
            self.assertEnds(result, 0)
            self.assertReport(result, "finished", total=6, succeeded=5, superseded=1)

    def test_strict(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            for command in [["plan", self.file(), "--strict"], ["import", self.file(), "--strict", *self.to(sandbox)]]:
                self.assertEnds(self.mateo(*command), 2, "twice.csv: row 4", "row 2 has the same email")
            self.assertEqual(sandbox.statistics["entities"], 0)

    def test_plan(self):
        plan = self.mateo("plan", self.file(), "--json").json
        self.assertEqual((plan["records"], plan["new"], plan["held"], plan["superseded"]), (3, 3, 2, 1))
        self.assertIn("Not sent: 2 held, 1 superseded by later rows", self.mateo("plan", "twice.csv").out)
        plan = self.mateo("plan", "twice.csv", "--shared-handles", "send", "--json").json
        self.assertEqual((plan["new"], plan["held"], plan["superseded"]), (5, 0, 1))
        self.assertUsage(self.mateo("plan", "twice.csv", "--shared-handles", "keep"), "hold", "send")
