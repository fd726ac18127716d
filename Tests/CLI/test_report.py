"""mateo report: the page, the text, and what neither of them may have."""

import contextlib
import json
import re
import sqlite3
import time

from reporting import NAME, ReportCase
from service import Service
from support import Sandbox

# Values of records that no report may have without --examples.
PERSONAL = ["example.org", "Müller", "nonsense", "C-7", "31.02.1990"]


class Report(ReportCase):
    def test_page(self):
        with Sandbox("--requests-per-second", "0", "--processing-ms", "20", "--faults", "429@3") as sandbox:
            self.fill(sandbox)
        text = self.report(TZ="<+0530>-5:30")
        page = self.check_page(text)
        self.assertEqual(page.text("title"), f"{NAME}: import report")
        self.assertEqual(
            page.text("h1"),
            "294 of 300 contacts were imported; 3 failed, 2 were held back and 1 was superseded by a later row.")
        self.assertEqual(page.text("h2"), "CountsTimelineFailuresPlan and actualBooks")
        self.assertRegex(text, r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+05:30")
        self.assertIn("limit reached 1 time", text)
        self.assertRegex(text, "<b>2 rows</b> failed</h3>\n<p>sms: the service does not accept this value <code>23514</code>")
        self.assertRegex(text, "<b>1 row</b> failed</h3>\n<p>birthday: ")
        self.assertRegex(text, "<b>2 rows</b> held back</h3>\n<p>column &quot;email&quot;: not an e-mail address")
        self.assertIn("another row has the same external_id", text)
        self.assertIn("Rows 7, 250<", text)
        self.assertIn("The books balance: each of the 300 contacts is in exactly one state.", text)
        # The bars: as wide as the numbers, and the largest is all of its place.
        self.assertIn('<span class="succeeded" style="flex-grow:294"></span><span class="failed" style="flex-grow:3">', text)
        self.assertIn("width:100.0%", text)
        planned = dict(re.findall(r'<th scope="row">([^<]*)</th><td data-label="Planned">([^<]*)', text))
        self.assertEqual((planned["Records sent"], planned["Sending days"]), ("297", "1"))
        self.assertLess(len(text), 50_000)

    def test_personal_data_only_with_examples(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.fill(sandbox)
        for form in [[], ["--text"]]:
            text = self.report(*form).replace("name@example.org", "")
            for value in PERSONAL:
                self.assertNotIn(value, text, form)
            text = self.report("--examples", *form)
            for value in PERSONAL:
                self.assertIn(value, text, form)
            if not form:
                self.check_page(text)

    def test_words_of_the_service(self):
        """A message and a code that nobody knows may hold anything."""
        with Service() as service:
            service.failing = {"C-2", "C-3"}
            file = self.write("people.csv", "external_id,full_name\nC-1,A\nC-2,B\nC-3,C\n")
            self.assertEnds(self.mateo("import", file, "--name", NAME, *self.to(service)), 1)
        with contextlib.closing(sqlite3.connect(self.journal)) as database:
            with database:
                database.execute("UPDATE outcome SET code = 'SECRT', message = 'Secret <b>B</b>' WHERE row = 2")
                database.execute("UPDATE outcome SET code = 'Secret <i>', message = 'Secret' WHERE row = 3")
        for form in [[], ["--text"]]:
            text = self.report(*form)
            self.assertNotIn("secret", text.lower(), form)
            self.assertIn("a code of another form", text)
        text = self.report("--examples")
        self.check_page(text)
        self.assertIn("Secret &lt;b&gt;B&lt;/b&gt;", text)
        self.assertNotIn("<i>S", text)

    def test_text(self):
        with Sandbox("--requests-per-second", "0", "--processing-ms", "20") as sandbox:
            self.fill(sandbox)
        text = self.report("--text")
        lines = text.splitlines()
        self.assertEqual(
            lines[0], NAME + ": 294 of 300 contacts were imported; 3 failed, 2 were held back and 1 was superseded by a "
            "later row.")
        for title in ["Counts", "Times", "Timeline", "Failures", "Plan and actual", "Books"]:
            self.assertIn(title, lines)
        self.assertRegex(text, r"\n  succeeded +294  98.0%  █+\n")
        self.assertRegex(text, r"\n  Records sent +297 +297\n")
        # A terminal gets the same, a pipe the page.
        self.assertEqual(self.terminal("report", NAME).splitlines()[0], lines[0])
        self.assertTrue(self.report().startswith("<!doctype html>"))

    def test_output(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.fill(sandbox)
        path = self.folder / "report.html"
        path.write_text("x" * 1_000_000)
        self.assertEqual(self.report("--output", path), "")
        self.check_page(path.read_text())
        path.unlink()
        self.assertEqual(self.report("--text", "-o", path), "")
        self.assertTrue(path.read_text().startswith(NAME))
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertUsage(self.mateo("report", NAME, "-o", self.folder / "no" / "report.html"), "No such file")
        self.assertUsage(self.mateo("report", NAME, "-o", "/dev/full"), "No space left")
        self.assertUsage(self.mateo("report", "other"), "other", "Söhne")

    def test_states(self):
        """Imports that are not over say so, and how they go on."""
        with Sandbox("--requests-per-second", "0", "--processing-ms", "20") as sandbox:
            limits = ["--entities-per-day", "100"]
            result = self.run_import(sandbox, self.contacts(300), "--name", NAME, "--batch-records", "50", *limits)
            self.assertEnds(result, 3)
        text = self.report(*limits)
        page = self.check_page(text)
        self.assertRegex(
            page.text("h1"), r"^The import is paused until .*: 100 of 300 contacts are imported so far; 200 are not sent yet\.$")
        self.assertIn("mateo resume", text)
        self.assertRegex(text, '<tr class="pause">.*Paused: the quota of the day was used up[.] <b>2[34] h ')
        self.assertRegex(self.report("--text", *limits), r"Sending days +3 +1\n")
        with contextlib.closing(sqlite3.connect(self.journal)) as database:
            with database:
                # As a journal of an earlier version has it.
                database.executescript(
                    "DELETE FROM pause; DELETE FROM plan; UPDATE batch SET answer_time = NULL, settled_at = 0;")
        text = self.report()
        self.assertEqual(self.check_page(text).text("h2"), "CountsTimelineFailuresBooks")
        self.assertIn("not measured", text)
        # Nothing was sent.
        self.assertEnds(self.mateo("import", self.contacts(1), "--url", "http://127.0.0.1:1", "--import-deadline", "1"), 6)
        text = self.mateo("report", "contacts.csv", "--text").out
        self.assertIn("0 of 1 contact are imported so far; 1 is ", text)

    def test_books_that_do_not_balance(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.fill(sandbox)
        with contextlib.closing(sqlite3.connect(self.journal)) as database:
            with database:
                database.execute("UPDATE tally SET succeeded = succeeded - 5 WHERE succeeded > 0")
        self.assertIn("The books do not balance: the states add up to 295, and 300 were added.", self.report())

    def grow(self, rows):
        """Puts the course of an import of so many rows into the journal: a batch for every 500 rows, for 20 days, and a
        failure for every 10."""
        with contextlib.closing(sqlite3.connect(self.journal)) as database, database:
            number, = database.execute("SELECT id FROM import").fetchone()
            database.executescript("PRAGMA foreign_keys = OFF; DELETE FROM batch; DELETE FROM outcome;")
            database.executemany(
                "INSERT INTO batch(id, import, first_row, last_row, records, state, reference, attempts, begun_at, job, "
                "succeeded, failed, answer_time, settled_at) VALUES (?1, ?2, ?1 * 500 - 499, ?1 * 500, 500, 5, '', 1, ?3, "
                "?1, 450, 50, 300, ?3 + 2000)",
                [(row, number, 1_800_000_000_000 + row * 1_728_000_000 // (rows // 500)) for row in range(1, rows // 500 + 1)])
            database.executemany(
                "INSERT INTO outcome(import, batch, row, external_id, code, message, input) VALUES (?1, ?2 / 500 + 1, ?2, "
                "?3, '23514', ?4, ?5)",
                ((number, row, f"C-{row}", f'new row violates "contact_sms_check" ({row})',
                  json.dumps({"external_id": f"C-{row}", "sms": f"x{row}"})) for row in range(10, rows + 1, 10)))
            database.executemany(
                "INSERT INTO pause(import, reason, since, until, times) VALUES (?, 2, ?, ?, 1)",
                [(number, 1_800_000_000_000 + n * 86_400_000, 1_800_000_050_000 + n * 86_400_000) for n in range(200)])

    def test_a_million_rows(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.fill(sandbox)
        self.grow(1_000_000)
        start = time.monotonic()
        text = self.report("--examples")
        seconds = time.monotonic() - start
        self.check_page(text)
        self.assertIn("<b>100,000 rows</b> failed", text)
        self.assertLess(len(text.encode()), 1_000_000)
        self.assertLessEqual(text.count("<tr><th scope=\"row\">"), 100)
        # Pauses and the times between them for which the journal has no reason.
        self.assertLessEqual(text.count('<tr class="pause">'), 180)
        # Other tests run beside this one: alone it takes a quarter of that.
        self.assertLess(seconds, 10, "the report takes too long")
