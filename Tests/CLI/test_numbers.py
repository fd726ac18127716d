"""Journals that are sound for SQLite and hold numbers that cannot be: no command may end by a signal."""

import contextlib
import shutil
import sqlite3

from support import Sandbox, TestCase

VALUES = [2**63 - 1, -2**63, -1, 2**62]

# What holds how many there are, or which one of them: none of the values can be.
NUMBERS = {
    "account": [
        "batch_cap", "batch_refused", "batch_is_slow", "batch_quick_answers", "batch_rarity", "batch_base",
        "reference_mode", "lacking", "gate_turn", "used_requests", "used_entities", "fields_known"],
    "gate_end": ["slot", "turn", "account"],
    "usage": ["requests", "entities", "account"],
    "import": ["records", "type", "posts", "polls", "others", "failing", "ignores_failures", "account", "checks", "checked_row"],
    "batch": [
        "first_row", "last_row", "records", "state", "attempts", "succeeded", "failed", "looks", "told_times", "disputed",
        "import", "answer_time"],
    "span": ["batch", "position", "first_row", "records"],
    "left_out": ["import", "first_row", "records", "state", "other_row", "line"],
    "tally": ["import", "state", "batches", "records", "succeeded", "failed"],
    "erasure": ["start", "bytes"],
    "outcome": ["row", "import", "batch", "line"],
    "hint": ["batch", "import"],
    "pause": ["import", "reason", "times"],
    "plan": ["batches", "first_look", "records_left", "requests_left", "contact_requests"],
    "planned_day": ["import", "records", "requests"],
}
# Times: a little before 1970 or before the machine's start they may be. A first look that is over is -1.
TIMES = {
    "account": ["gate_opens", "blocked_until", "fields_at"],
    "gate_end": ["started", "ended"],
    "usage": ["at"],
    "import": ["created_at", "sealed_at", "first_look"],
    "batch": ["begun_at", "turn", "deadline", "list_until", "told_at", "settled_at"],
    "pause": ["since", "until"],
    "planned_day": ["starts_at", "finishes_at"],
}
# These may be anything, as long as nothing breaks by it.
OTHERS = {
    "account": ["is_busy", "id"],
    "usage": ["id"],
    "import": ["acknowledged", "digest_kind", "id"],
    "batch": ["id", "records_at", "records_bytes"],
    "left_out": ["id"],
    "erasure": ["id"],
    "digest": ["record", "content"],
    "outcome": ["id"],
    "hint": ["id"],
    "pause": ["id"],
    "plan": ["import"],
    "tag": ["import", "row"],
    "account_field": ["account", "owner", "type"],
    "planned_day": ["day"],
}
# What tells the rows of a table apart that has no row ids.
KEYS = {"gate_end": "slot", "span": "position", "tally": "state", "planned_day": "day", "tag": "row"}
# Rows get in here by checks alone.
EMPTY = {"left_out"}


class Numbers(TestCase):
    def fill(self, sandbox):
        """Makes a journal that has something in each table."""
        lines = ["external_id,email,sms"]
        lines += [f"C-{row},ann.{row // 2}@example.org,{'nonsense' if row == 3 else ''}" for row in range(1, 31)]
        result = self.run_import(
            sandbox, self.write("contacts.csv", "\n".join(lines) + "\n"), "--batch-records", "10",
            "--entities-per-day", "20", "--shared-handles", "send", "--only-changed",
            "--check-account")
        self.assertEnds(result, 3)
        with contextlib.closing(sqlite3.connect(self.journal)) as database:
            tables = set(NUMBERS) | set(OTHERS)
            database.execute("INSERT INTO erasure(start, bytes) VALUES (0, 0)")
            database.execute("INSERT INTO tag SELECT id, 1, 'ours' FROM import")
            database.commit()
            for table in tables - EMPTY:
                count, = database.execute(f"SELECT count(*) FROM {table}").fetchone()
                self.assertGreater(count, 0, f"nothing is in {table}")
            known = {
                (table, name) for columns in (NUMBERS, TIMES, OTHERS) for table in columns for name in columns[table]}
            found = {
                (table, name) for table in tables
                for _, name, kind, *_ in database.execute(f"PRAGMA table_info({table})") if kind == "INTEGER"}
            self.assertEqual(known, found, "the columns of the journal are others")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def changed(self, name, table, column, value, which):
        """A copy of the journal with one number of its first (min) or last (max) row changed; None if SQLite does not
        take it."""
        path = self.folder / name
        shutil.copyfile(self.journal, path)
        shutil.copyfile(f"{self.journal}-records", f"{path}-records")
        for ending in ["-wal", "-shm", "-lease"]:
            (self.folder / (name + ending)).unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(path)) as database:
            try:
                with database:
                    key = KEYS.get(table, "rowid")
                    database.execute(
                        f"UPDATE {table} SET {column} = ? WHERE {key} = (SELECT {which}({key}) FROM {table})", [value])
            except sqlite3.IntegrityError:
                return None
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path

    def commands(self, sandbox):
        service = ["--url", sandbox.url, "--requests-per-second", "0", "--entities-per-day", "20"]
        return [
            ["verify"], ["status"], ["status", "--json"], ["failures", "contacts.csv"], ["hints", "contacts.csv"],
            ["report", "contacts.csv"],
            ["plan", "contacts.csv", *service], ["resume", "contacts.csv", "--import-deadline", "1", *service]]

    def check(self, columns, values=VALUES, is_found=True, which="min"):
        with Sandbox("--requests-per-second", "0", "--processing-ms", "0") as sandbox:
            self.fill(sandbox)
            self.assertEnds(self.mateo("verify"), 0)
            for table, names in columns.items():
                for name in names:
                    for value in values:
                        self.check_one(sandbox, table, name, value, is_found, which)

    def check_one(self, sandbox, table, name, value, is_found, which):
        for command in self.commands(sandbox):
            path = self.changed("changed.db", table, name, value, which)
            if path is None:
                return
            with self.subTest():
                result = self.mateo(*command, environment=self.environment(MATEO_JOURNAL=str(path)))
                what = f"{table}.{name} = {value}: mateo {command[0]}: {result}"
                self.assertGreaterEqual(result.status, 0, what)
                if is_found and command == ["verify"]:
                    self.assertNotEqual(result.status, 0, what)
                    self.assertTrue((result.out + result.err).strip(), what)

    def test_of_accounts(self):
        self.check({table: NUMBERS[table] for table in ["account", "gate_end", "usage"]})

    def test_of_imports(self):
        self.check({"import": NUMBERS["import"]})

    def test_of_a_finished_batch(self):
        self.check({"batch": NUMBERS["batch"]})

    def test_of_a_pending_batch(self):
        self.check({"batch": NUMBERS["batch"]}, which="max")

    def test_of_outcomes(self):
        self.check({table: NUMBERS[table] for table in ["span", "tally", "erasure", "outcome", "hint"]})

    def test_of_the_course(self):
        self.check({table: NUMBERS[table] for table in ["pause", "plan", "planned_day"]})

    def test_times(self):
        self.check(TIMES, [2**63 - 1, -2**63, 2**62])

    def test_times_before_1970(self):
        self.check(TIMES, [-1], is_found=False)

    def test_of_no_matter(self):
        self.check(OTHERS, is_found=False)
