"""The line that shows how an import goes on a terminal: it fits, and is made of whole parts."""

import concurrent.futures
import re

from support import Sandbox, TestCase

PART = re.compile(
    r"\[[# -]{20}\]|\S+: reading|reading|(\S+: )?[\d,]+ of [\d,]+( contacts)?|[\d,]+ failed|[\d,]+ held back|[\d,]+/s|"
    r"sending|waiting for results|ending|\d+ (d|h|min) \d+ (h|min|s) left|\d+ s left|"
    r"quota used up until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d")
COMMANDS = [
    "import", "resume", "retry", "plan", "status", "watch", "failures", "hints", "report", "verify", "forget", "encode",
    "map", "mapping"]


class Progress(TestCase):
    def lines(self, columns, *arguments):
        """What stood in the line."""
        text = self.on_terminal(arguments, "stderr", columns, env=self.environment())
        return [line.split("\r\n")[0] for line in text.split("\r\x1b[K")[1:]]

    def test_fits(self):
        name = "a-name-that-takes-some-room.csv"
        file = self.contacts(2000, name, bad=range(1, 2000, 40))
        widths = [160, 80, 50, 16, 5]
        with Sandbox("--requests-per-second", "0", "--processing-ms", "150") as sandbox:

            def run(columns):
                return self.lines(
                    columns, "import", file, *self.to(sandbox), "--name", f"{name}-{columns}", "--no-first-look", "--wait",
                    "--batch-records", "250", "--entities-per-day", "1000", "--quota-window-seconds", "3", "--journal",
                    self.folder / f"{columns}.db")

            with concurrent.futures.ThreadPoolExecutor(len(widths)) as pool:
                seen = dict(zip(widths, pool.map(run, widths)))
        for columns, lines in seen.items():
            for line in lines:
                self.assertLess(len(line), columns, line)
                bar, rest = (line[:22], line[22:].strip()) if line.startswith("[") else ("", line)
                for part in filter(None, [bar, *rest.split("  ")]):
                    self.assertRegex(part, f"^({PART.pattern})$", line)
        text = {columns: "\n".join(lines) for columns, lines in seen.items()}
        for part in ["[####", "25 failed", "/s", "quota used up until"]:
            self.assertIn(part, text[160])
        self.assertIn("contacts  25 failed", text[80])
        self.assertNotIn("[#", text[50])
        self.assertIn("1,000 of 2,000", text[16])
        self.assertNotIn("of", text[5])

    def test_short_deadline(self):
        """A deadline of less than a second is not told as none."""
        with Sandbox("--requests-per-second", "0", "--processing-ms", "60000") as sandbox:
            for seconds, words in [("0.7", "after the 700 ms of"), ("1", "after the 1 s of")]:
                result = self.run_import(sandbox, self.contacts(1), "--import-deadline", seconds)
                self.assertEnds(result, 6, words)


class Help(TestCase):
    def test_default_is_told_once(self):
        for command in ["resume", "retry"]:
            text = self.mateo(command, "--help").out
            self.assertNotIn("1000000", text)
            self.assertIn("(default: the requests\n                          stay as they are)", text)

    def test_blocks_are_whole(self):
        """Lines that are indented are not broken at the margin."""
        text = self.mateo("import", "--help").out
        self.assertIn('"resume_at","next_action",\n   "journal","hints","unknown_rows","repeated"}\n', text)
        self.assertIn("[[first,last],...]. Rows among them that 'mateo failures' lists\n                are not unknown\n", text)
        for command in COMMANDS:
            lines = self.mateo("help", command).out.splitlines()
            self.assertGreater(len(lines), 10)
            for before, line in zip(lines, lines[1:]):
                self.assertFalse(before.startswith(" ") and line[:1].strip(), f"{command}: {before!r}, {line!r}")
