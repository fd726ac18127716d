"""examples/cli/import.sh: the exit code of the import is its own, and standard output has the rows that are not in."""

import os
import subprocess

from support import MATEO, PATIENCE, ROOT, Result, Sandbox, TestCase


class ImportScript(TestCase):
    def script(self, url, file):
        done = subprocess.run(
            ["sh", str(ROOT / "examples/cli/import.sh"), str(file)],
            env=self.environment(MATEO_BIN=os.path.dirname(MATEO), MATEO_URL=url), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=PATIENCE)
        return Result(done.returncode, done.stdout, done.stderr)

    def test_good_rows(self):
        with Sandbox() as sandbox:
            result = self.script(sandbox.url, self.contacts(3))
        self.assertEqual((result.status, result.out), (0, ""), result)
        self.assertIn("3 succeeded", result.err)
        self.assertIn("all rows are in", result.err)

    def test_bad_rows(self):
        """What it writes can be corrected and imported again, as it is."""
        with Sandbox() as sandbox:
            result = self.script(sandbox.url, self.contacts(5, bad=[2, 4]))
            self.assertEqual(result.status, 1, result)
            lines = result.out.splitlines()
            self.assertEqual((len(lines), lines[0].split(",")[0]), (3, "external_id"), result)
            self.assertIn("3 succeeded, 2 failed", result.err)
            again = self.run_import(sandbox, self.write("again.csv", result.out), "--name", "again")
            self.assertIn("2 failed", again.out)

    def test_the_quota_is_used_up(self):
        with Sandbox("--entities-per-day", "3") as sandbox:
            result = self.script(sandbox.url, self.contacts(5))
        self.assertEqual((result.status, result.out), (3, ""), result)
        self.assertIn("call it again tomorrow", result.err)

    def test_a_file_that_is_missing(self):
        with Sandbox() as sandbox:
            result = self.script(sandbox.url, self.folder / "missing.csv")
        self.assertEqual((result.status, result.out), (2, ""), result)
        self.assertIn("missing.csv", result.err)
