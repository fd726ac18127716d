"""Results that cannot be written: the exit code says so, and standard error has the state in short."""

import os
import subprocess

from support import KEY, MATEO, PATIENCE, Sandbox, TestCase


class Help(TestCase):
    COMMANDS = [
        "import", "resume", "retry", "plan", "check", "status", "watch", "failures", "hints", "report", "verify", "forget",
        "encode", "map", "mapping"]

    def page(self, columns, *arguments):
        return self.on_terminal(arguments, "stdout", columns).replace("\r\n", "\n")

    def test_fits_the_terminal(self):
        for command in self.COMMANDS:
            for columns in [60, 80, 120]:
                for line in self.page(columns, "help", command).splitlines():
                    # A word is never divided, and neither is a command.
                    if not line.startswith("  mateo ") and " " in line.strip():
                        self.assertLessEqual(len(line), columns, command)

    def test_tables_stay_whole(self):
        """What does not fit goes on below its column, at any width."""
        for columns, second in [(60, "or the"), (80, "journal cannot be written")]:
            text = self.page(columns, "import", "--help")
            self.assertRegex(text, rf"\n  6    not finished: the service cannot be .*\n       .*{second}", columns)
        self.assertIn("\n  --type <type>           The type of the records. (values:\n                          contacts,", self.page(64, "import", "--help"))

    def test_order(self):
        """Examples come first, then the flags that matter most, and the details last."""
        for command in self.COMMANDS[:-1]:
            text = self.mateo("help", command).out
            places = [text.index(part) for part in ["\nEXAMPLES\n", "\nUSAGE: ", "\nOPTIONS:\n", "\nDETAILS\n"]]
            self.assertEqual(places, sorted(places), command)
        text = self.mateo("import", "--help").out
        most_used = text[text.index("\nMOST USED:\n"):text.index("\nTHE FILE:\n")]
        self.assertEqual(
            [line.split()[0] for line in most_used.splitlines() if line.startswith("  ") and line[2] in "-<"],
            ["<file>", "--type", "--mapping", "--name", "--api-key-file", "--journal"])

    def test_other_outputs_are_not_arranged(self):
        self.assertRegex(self.page(20, "--version"), r"^mateo \d+\.\d+\.\d+\n$")
        self.assertEqual(
            self.page(20, "--generate-completion-script", "bash"), self.mateo("--generate-completion-script", "bash").out)


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
