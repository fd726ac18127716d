"""The first batch warns: a file that fails as a whole costs 100 records."""

from support import Sandbox, TestCase


class FirstLook(TestCase):
    def wrong(self, rows, name="wrong.csv", right=0):
        """A file in which all birthdays behind the first ones are no dates."""
        lines = ["external_id,birthday"]
        lines += [f"C-{row},{'1990-02-28' if row <= right else '1990-02-30'}" for row in range(1, rows + 1)]
        return self.write(name, "\n".join(lines) + "\n")

    def test_stops_and_goes_on(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.run_import(sandbox, self.wrong(2500))
            self.assertEnds(result, 4)
            first = result.out.splitlines()[0]
            for part in ["wrong.csv: stopped", "row 1", "22008", "100 of 25,000 records", "2,400", "1990-02-30"]:
                self.assertIn(part, first, result)
            self.assertIn("mateo resume wrong.csv --despite-failures", result.out)
            self.assertIn("mateo forget wrong.csv --force", result.out)
            self.assertEqual(sandbox.statistics["entities"], 100)

            # The same command stays where it is, and says it again.
            again = self.run_import(sandbox, "wrong.csv", "--json", "--quiet")
            self.assertEnds(again, 4, "100 of 25,000 records", "22008", "mateo resume wrong.csv --despite-failures")
            self.assertReport(again, "stopped", total=2500, failed=100, pending=2400)
            self.assertEqual(len(again.err.splitlines()), 1, again)
            self.assertEqual(sandbox.statistics["entities"], 100)
            self.assertEnds(self.mateo("resume", "wrong.csv", *self.to(sandbox)), 4)
            self.assertIn("stopped: its records fail", self.mateo("status", "wrong.csv").out)
            self.assertEqual(self.mateo("status", "wrong.csv", "--json").json["state"], "stopped")

            rest = self.mateo("resume", "wrong.csv", *self.to(sandbox), "--despite-failures", "--json")
            self.assertEnds(rest, 1)
            self.assertReport(rest, "finished", total=2500, failed=2500)
            self.assertEqual(sandbox.statistics["entities"], 2500)
            self.assertEnds(self.mateo("verify"), 0)

    def test_a_wrong_column(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            lines = ["external_id,name"] + [f"C-{row},Ann" for row in range(1, 5001)]
            result = self.run_import(sandbox, self.write("column.csv", "\n".join(lines) + "\n"))
            self.assertEnds(result, 4)
            self.assertIn("name", result.out.splitlines()[0])
            self.assertEqual(sandbox.statistics["entities"], 100)

    def test_a_corrected_file(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.wrong(1500)), 4)
            self.wrong(1500, right=1500)
            self.assertEnds(self.run_import(sandbox, "wrong.csv"), 2, "--force")
            self.assertEnds(self.mateo("forget", "wrong.csv", "--force"), 0)
            self.assertEnds(self.run_import(sandbox, "wrong.csv"), 0)

    def test_later_on(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            # While batches are sent there is a poll a minute; the day's quota ends before.
            result = self.run_import(sandbox, self.wrong(30_000, right=15_000), "--entities-per-day", "17000")
            self.assertEnds(result, 4)
            self.assertIn("failed for one reason, as row 15001 did", result.out.splitlines()[0])
            self.assertEqual(sandbox.statistics["entities"], 17_000)

    def test_switched_off(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.run_import(sandbox, self.wrong(2500), "--no-first-look", "--json")
            self.assertEnds(result, 1)
            report = self.assertReport(result, "finished", total=2500, failed=2500)
            self.assertEqual(report["requests"]["post"], 3)

    def test_plan(self):
        plan = self.mateo("plan", self.contacts(2500), "--json").json
        self.assertEqual(plan["first_look"], {"records": 100})
        self.assertEqual(plan["batches"], 4)
        self.assertIn("The first 100 contacts are sent first", self.mateo("plan", "contacts.csv").out)
        self.assertIsNone(self.mateo("plan", "contacts.csv", "--no-first-look", "--json").json["first_look"])
        self.assertIsNone(self.mateo("plan", self.contacts(1000, "one.csv"), "--json").json["first_look"])
