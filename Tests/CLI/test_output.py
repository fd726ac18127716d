"""Results that cannot be written: the exit code says so, and standard error has the state in short."""

import os
import subprocess

from support import KEY, MATEO, PATIENCE, Sandbox, TestCase


class Output(TestCase):
    def run_with(self, output, *arguments):
        """Runs with a standard output that takes nothing."""
        closes = None
        if output == "closed":
            output, closes = None, lambda: os.close(1)
        elif output == "no reader":
            reading, output = os.pipe()
            os.close(reading)
        else:
            output = os.open(output, os.O_WRONLY)
        done = subprocess.run(
            [MATEO, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE,
            env=self.environment(), cwd=self.folder, timeout=PATIENCE, text=True, preexec_fn=closes)
        if output is not None:
            os.close(output)
        self.assertNotIn(KEY, done.stderr)
        return done.returncode, done.stderr

    def refused(self, output, *arguments):
        status, err = self.run_with(output, *arguments)
        self.assertEqual(status, 2, (output, arguments, err))
        self.assertIn("standard output cannot be written", err, arguments)
        return err

    def test_import(self):
        with Sandbox("--processing-ms", "0") as sandbox:
            for rows, output in enumerate(["/dev/full", "no reader", "closed"], 1):
                name = f"of-{rows}.csv"
                err = self.refused(output, "import", self.contacts(rows, name), *self.to(sandbox), "--json")
                self.assertIn(f"{name}: finished; {rows} contact", err)
                self.assertIn(f"{rows} succeeded", err)
                # Nothing is lost, and nobody needs what is not written.
                err = self.refused(output, "resume", name, *self.to(sandbox))
                self.assertIn(f"{rows} succeeded", err)
                self.assertEqual(self.run_with(output, "resume", name, *self.to(sandbox), "--quiet"), (0, ""))
            self.assertEqual(sandbox.statistics["accepted_rows"], 6)

    def test_commands(self):
        with Sandbox("--processing-ms", "0") as sandbox:
            file = self.contacts(5, bad=[2])
            self.assertEnds(self.run_import(sandbox, file), 1)
        for output in ["/dev/full", "closed"]:
            for arguments in [
                ["status"], ["status", file.name, "--json"], ["watch", file.name], ["hints", file.name], ["verify"],
                ["failures", file.name], ["failures", file.name, "--csv"], ["failures", file.name, "--json"],
                ["report", file.name], ["plan", file], ["plan", file, "--json"], ["encode", file], ["map", file],
                ["forget", "--older-than", "30"], ["forget", "--digests"], ["--help"], ["help", "mapping"], ["--version"],
            ]:
                self.refused(output, *arguments)
        self.assertIn(f"{file.name}: removed", self.refused("/dev/full", "forget", file.name))
        self.assertEqual(self.mateo("status").out, "the journal holds no imports\n")
