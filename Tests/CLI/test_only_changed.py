"""Imports that send only what is new or changed."""

from support import Sandbox, TestCase

ROWS = 25_000
CHANGED = range(600, ROWS, 610)


class OnlyChanged(TestCase):
    def file(self, rows, changed=(), bad=()):
        lines = ["external_id,full_name,email,sms"]
        changed, bad = set(changed), set(bad)
        for row in range(1, rows + 1):
            name = "Ann Smith" if row in changed else "Ann Miller"
            lines.append(f'C-{row},{name},ann.{row}@example.org,{"+0" if row in bad else ""}')
        return self.write("contacts.csv", "\n".join(lines) + "\n")

    def change(self, sandbox, file, *arguments):
        """An import of what changed, and the requests and records that it took."""
        before = sandbox.statistics
        result = self.run_import(sandbox, file, "--only-changed", "--json", *arguments)
        after = sandbox.statistics
        return result, after["entities"] - before["entities"]

    def test_nightly(self):
        """25,000 rows twice with 40 changes: the second run sends 40 records in one POST."""
        self.assertEqual(len(CHANGED), 40)
        with Sandbox("--requests-per-second", "0", "--entities-per-day", "0") as sandbox:
            everything = ["--entities-per-day", "0"]
            result, entities = self.change(sandbox, self.file(ROWS), *everything)
            self.assertReport(result, "finished", total=ROWS, succeeded=ROWS, unchanged=0)
            self.assertEqual(entities, ROWS)
            file = self.file(ROWS, CHANGED)
            plan = self.mateo("plan", file, "--only-changed", "--json", *everything, *self.to(sandbox)).json
            self.assertEqual(
                [plan[name] for name in ("records", "new", "changed", "unchanged", "batches")], [40, 0, 40, 24_960, 1])
            result, entities = self.change(sandbox, file, *everything)
            report = self.assertReport(result, "finished", total=ROWS, succeeded=40, unchanged=24_960)
            self.assertEnds(result, 0)
            self.assertEqual((report["requests"]["post"], report["jobs"], entities), (1, 1, 40))
            result, entities = self.change(sandbox, file)
            self.assertTrue(result.json["repeated"])
            self.assertEqual(entities, 0)
            self.assertEnds(self.mateo("verify"), 0)

    def test_a_mended_row(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            result, _ = self.change(sandbox, self.contacts(2000, bad=[1234]))
            self.assertReport(result, "finished", total=2000, succeeded=1999, failed=1)
            result, entities = self.change(sandbox, self.contacts(2000))
            self.assertReport(result, "finished", total=2000, succeeded=1, unchanged=1999)
            self.assertEqual(entities, 1)

    def test_nothing_changed(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            file = self.file(300)
            self.change(sandbox, file)
            result, entities = self.change(sandbox, file, "--name", "other")
            report = self.assertReport(result, "finished", total=300, unchanged=300)
            self.assertEqual((report["requests"]["post"], entities, result.status), (0, 0, 0))
            text = self.mateo("plan", file, "--only-changed", *self.to(sandbox)).out
            self.assertIn("0 new, 0 changed; 300 unchanged are not sent", text)
            self.assertIn("300 unchanged", self.mateo("status", "other").out)

    def test_columns_may_change_places_and_mappings_may_not_change(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.change(sandbox, self.write("a.csv", "external_id,full_name,email\n1,Ann,a@example.org\n"))
            other = self.write("b.csv", "email,external_id,full_name\na@example.org,1,Ann\n")
            self.assertEqual(self.change(sandbox, other)[1], 0)
            mapped = self.change(sandbox, other, "--name", "c", "--map", "full_name=display_name")
            self.assertReport(mapped[0], "finished", total=1, succeeded=1)
            settings = ["--name", "d", "--list-external-id", "customers"]
            planned = self.mateo("plan", other, "--only-changed", "--json", *settings[2:], *self.to(sandbox)).json
            self.assertEqual((planned["changed"], planned["unchanged"]), (1, 0))

    def test_forget(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            file = self.file(300)
            self.change(sandbox, file)
            self.assertUsage(self.mateo("forget", "contacts.csv", "--digests"), "--digests")
            self.assertEnds(self.mateo("forget", "contacts.csv"), 0)
            self.assertEqual(self.change(sandbox, file)[1], 0)
            self.assertEnds(self.mateo("forget", "--digests"), 0)
            plan = self.mateo("plan", file, "--only-changed", "--json", *self.to(sandbox)).json
            self.assertEqual((plan["new"], plan["changed"], plan["unchanged"]), (300, 0, 0))
            self.assertEqual(self.change(sandbox, file, "--again")[1], 300)
