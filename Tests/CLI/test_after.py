"""mateo import --after: deals after their contacts."""

from support import Sandbox, TestCase


class After(TestCase):
    def test_failed_contacts(self):
        bad = {3, 500, 999, 1500, 2000}
        deals = "external_id,contact_external_id\n" + "".join(f"D-{row},C-{row}\n" for row in range(1, 2001))
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(2000, bad=bad)), 1)
            result = self.run_import(
                sandbox, self.write("deals.csv", deals), "--type", "deals", "--after", "contacts.csv", "--json")
            self.assertEnds(result, 1)
            self.assertReport(result, "finished", total=2000, succeeded=1995, held=5)
            rows = self.mateo("failures", "deals.csv", "--json").json_lines
            self.assertEqual([row["row"] for row in rows], sorted(bad))
            self.assertEqual({row["code"] for row in rows}, {"contact_missing"})
            # Mended contacts, and the same deals again: these five are sent.
            self.assertEnds(self.run_import(sandbox, self.contacts(2000)), 0)
            before = sandbox.statistics["entities"]
            result = self.run_import(sandbox, "deals.csv", "--type", "deals", "--after", "contacts.csv", "--json")
            self.assertEnds(result, 0)
            self.assertReport(result, "finished", total=2000, succeeded=2000)
            self.assertFalse(result.json["repeated"])
            self.assertEqual(sandbox.statistics["entities"], before + 5)
        self.assertEnds(self.mateo("verify"), 0)

    def test_the_way_that_the_reason_says(self):
        """The corrected contacts under the name of their import, and then the deals again."""
        deals = "external_id,contact_external_id\nD-1,C-1\nD-2,C-2\n"
        after = ["--type", "deals", "--after", "contacts.csv"]
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(20, bad={1})), 1)
            result = self.run_import(sandbox, self.write("deals.csv", deals), *after)
            self.assertEnds(result, 1, "1 row is held")
            self.assertIn(
                "in the import called contacts.csv. Correct the contact, import it under that name, and retry this import",
                self.mateo("failures", "deals.csv", "--all").out)
            self.assertEnds(self.run_import(sandbox, self.contacts(1), "--name", "contacts.csv"), 0)
            self.assertEnds(self.mateo("retry", "deals.csv", *self.to(sandbox)), 0)
        self.assertEnds(self.mateo("verify"), 0)

    def test_contacts_that_are_not_over(self):
        deals = self.write("deals.csv", "external_id,contact_external_id\nD,C-1\n")
        with Sandbox("--requests-per-second", "0") as sandbox:
            first = self.run_import(sandbox, self.contacts(20), "--entities-per-day", "10", "--batch-records", "10")
            self.assertEnds(first, 3)
            result = self.run_import(sandbox, deals, "--type", "deals", "--after", "contacts.csv", "--json")
            self.assertEnds(result, 6, "contacts.csv comes before this one")
            self.assertReport(result, "interrupted", total=1, pending=1)
            self.assertEqual(sandbox.statistics["entities"], 10)
            self.assertEnds(self.mateo("resume", "contacts.csv", *self.to(sandbox)), 0)
            self.assertEnds(self.mateo("resume", "deals.csv", *self.to(sandbox)), 0)
            self.assertEqual(sandbox.statistics["entities"], 21)

    def test_contacts_that_are_lost(self):
        """Contacts with an unknown outcome whose records are damaged: which deals are theirs is not known."""
        deals = self.write("deals.csv", "external_id,contact_external_id\nD,C-1\n")
        with Sandbox("--requests-per-second", "0", "--processing-ms", "3600000") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(20), "--job-deadline", "1"), 5)
            records = self.journal.with_name(self.journal.name + "-records")
            records.write_bytes(records.read_bytes().replace(b'"ann.5@', b'"bob.5@'))
            for command in [["import", deals, "--type", "deals", "--after", "contacts.csv"], ["resume", "deals.csv"]]:
                result = self.mateo(*command, *self.to(sandbox), "--json", "--quiet")
                self.assertEnds(result, 6)
                self.assertEqual(
                    result.err, "mateo: the import called contacts.csv comes before this one and 20 of its rows are not as "
                    "they were added: import the same file again under its name, which restores them, and then this one "
                    "again. Nothing of this one was sent\n")
                self.assertReport(result, "interrupted", total=1, pending=1)
                self.assertEqual(result.json["next_action"], "run")
            result = self.mateo("resume", "deals.csv", *self.to(sandbox))
            self.assertNotIn("Nothing is lost", result.out)
            self.assertEqual(sandbox.statistics["entities"], 20)
            self.assertEnds(self.run_import(sandbox, "contacts.csv", "--job-deadline", "1"), 5)
            result = self.mateo("resume", "deals.csv", *self.to(sandbox))
            self.assertEnds(result, 1, "1 row is held: the list of failures has the reason")
            row = self.mateo("failures", "deals.csv", "--json").json
            self.assertEqual((row["code"], sandbox.statistics["entities"]), ("contact_missing", 20))
        self.assertEnds(self.mateo("verify"), 0)

    def test_no_contacts(self):
        """A night without changed contacts: their import is over, and the deals follow it."""
        contacts = self.write("contacts.csv", "external_id,full_name\n")
        deals = self.write("deals.csv", "external_id,contact_external_id\nD,C-1\n")
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(1)), 0)
            for _ in range(2):
                self.write("contacts.csv", "external_id,full_name\n")
                result = self.run_import(sandbox, contacts)
                self.assertEnds(result, 0)
                self.assertNotIn("same records", result.out)
            self.assertEqual(self.mateo("status", "contacts.csv", "--json").json["records"]["total"], 0)
            result = self.run_import(sandbox, deals, "--type", "deals", "--after", "contacts.csv", "--json")
            self.assertEnds(result, 0)
            self.assertReport(result, "finished", total=1, succeeded=1)
        self.assertEnds(self.mateo("verify"), 0)

    def test_unknown_name(self):
        deals = self.write("deals.csv", "external_id,contact_external_id\nD,C-1\n")
        with Sandbox() as sandbox:
            self.assertUsage(self.run_import(sandbox, deals, "--type", "deals", "--after", "other"), "other")
            self.assertEqual(sandbox.statistics["entities"], 0)
