"""Journals of an older format: several processes bring one to this format at once, are killed meanwhile, or have no room."""

import contextlib
import shutil
import sqlite3
import subprocess

from support import MATEO, ROOT, TestCase

FIXTURE = ROOT / "Tests/Fixtures/journal-2.sql"


class Upgrade(TestCase):
    def setUp(self):
        super().setUp()
        self.old = self.folder / "old.db"
        self.write(self.old)
        shutil.copyfile(self.old, self.journal)

    def write(self, path, ballast=0):
        """The fixture, with so many waiting records of 1,000 bytes behind it, in an import of their own."""
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.executescript(FIXTURE.read_text(encoding="utf-8"))
            if ballast:
                database.execute(
                    "INSERT INTO import(id, account, uuid, name, type, created_at, sealed_at, records, digest) "
                    "VALUES (9, 1, 'b', 'ballast', 1, 0, 0, ?, '')", [ballast])
                database.execute(
                    "WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < ?) "
                    "INSERT INTO batch(id, import, first_row, records, state, reference) "
                    "SELECT 100 + n, 9, n, 1, 1, 'mateo-b-' || n FROM row", [ballast])
                database.execute(
                    "INSERT INTO payload SELECT id, CAST(printf('{\"external_id\":\"%d\",\"x\":\"%.*c\"}', "
                    "id, 1000, 'x') AS BLOB) FROM batch WHERE import = 9")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def format(self, path):
        with contextlib.closing(sqlite3.connect(path)) as database:
            return database.execute("PRAGMA user_version").fetchone()[0]

    def start(self, *arguments):
        return subprocess.Popen(
            [MATEO, *arguments], env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def test_several_at_once(self):
        self.journal.unlink()
        self.write(self.journal, ballast=2000)
        processes = [self.start(*command) for command in [["status"], ["verify"], ["status"], ["hints", "test"]] * 2]
        for process in processes:
            out, err = process.communicate(timeout=120)
            self.assertEqual((process.returncode, err), (0, ""), out)
        self.assertEqual(self.format(self.journal), 6)
        self.assertEnds(self.mateo("verify"), 0)

    def written(self):
        """How much an upgrade wrote: first it fills the file of the records (10 MB here), then the log (15 MB)."""
        files = [self.journal.with_name(self.journal.name + ending) for ending in ["-records", "-wal"]]
        return sum(file.stat().st_size for file in files if file.exists())

    def test_killed(self):
        for size in [0, 1, 3_000_000, 7_000_000, 11_000_000, 15_000_000, 20_000_000, 24_000_000]:
            for ending in ["", "-wal", "-shm", "-lease", "-records"]:
                self.journal.with_name(self.journal.name + ending).unlink(missing_ok=True)
            self.write(self.journal, ballast=10_000)
            process = self.start("status")
            while process.poll() is None and self.written() < size:
                pass
            process.kill()
            process.communicate()
            self.assertIn(self.format(self.journal), [2, 6])
            self.assertEnds(self.mateo("verify"), 0)
            self.assertEqual(self.format(self.journal), 6)

    def test_no_room(self):
        self.write(self.folder / "big.db", ballast=1000)
        disk = self.folder / "disk"
        disk.mkdir()
        script = f"""
            mount -t tmpfs -o size=2m mateo {disk} || exit 77
            cp {self.folder}/big.db {disk}/journal.db || exit 77
            head -c 300000 /dev/zero >{disk}/filler || exit 77
            MATEO_JOURNAL={disk}/journal.db {MATEO} status 2>&1; echo "status $?"
            cmp {disk}/journal.db {self.folder}/big.db && echo same
            rm {disk}/filler
            mount -o remount,size=20m {disk}
            MATEO_JOURNAL={disk}/journal.db {MATEO} verify 2>&1; echo "verify $?"
        """
        result = subprocess.run(
            ["unshare", "--mount", "sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=self.environment())
        if result.returncode == 77 or "unshare" in result.stderr:
            self.skipTest("no file system can be mounted here")
        lines = result.stdout.splitlines()
        self.assertIn("make room on the disk", lines[0])
        self.assertEqual([lines[1], lines[2], lines[-1]], ["status 2", "same", "verify 0"], result.stdout)
