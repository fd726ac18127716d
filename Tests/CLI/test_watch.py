"""An import that another process runs."""

from support import Sandbox, TestCase


class Watch(TestCase):
    def test_one_that_runs(self):
        with Sandbox("--requests-per-second", "0", "--processing-ms", "3000") as sandbox:
            running = self.start("import", self.contacts(30, bad={3}), *self.to(sandbox), "--no-first-look")
            running.err.wait_for("0 of 30 contacts")
            watching = self.start("watch", "contacts.csv", "--json")
            watching.err.wait_for("0 of 30 contacts")
            self.assertEqual(running.end().status, 1)
            result = watching.end()
            self.assertEnds(result, 1)
            self.assertEqual(result.json["state"], "finished")
            self.assertEqual(result.json, self.mateo("status", "contacts.csv", "--json").json)

    def test_one_that_nobody_runs(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(20), "--entities-per-day", "8", "--batch-records", "5"), 3)
        result = self.mateo("watch", "contacts.csv", "--entities-per-day", "8")
        self.assertEnds(result, 3)
        self.assertEqual(result.out, self.mateo("status", "contacts.csv", "--entities-per-day", "8").out)
        # Without that limit it may go on at once.
        self.assertEnds(self.mateo("watch", "contacts.csv"), 130)
        self.assertUsage(self.mateo("watch", "other.csv"), "no import called other.csv")
