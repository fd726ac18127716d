"""Journals that cannot be written: copies, snapshots and read-only file systems. They are read, and nothing is changed."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import unittest

from support import MATEO, ROOT, Sandbox, TestCase

NOBODY = 65534
# What a copy may have beside the journal. Without a log, what was in it is missing.
COPIES = {
    "clean": [], "whole": ["-wal", "-shm", "-lease", "-records"], "no index": ["-wal", "-lease", "-records"],
    "index alone": ["-shm", "-records"],
}


class ReadOnly(TestCase):
    def setUp(self):
        super().setUp()
        self.copy = self.folder / "copy?%41#" / "journal.db"
        self.folder.chmod(0o755)

    def imported(self):
        """A journal with an import that has failures."""
        self.file = self.contacts(20, bad=[3, 7])
        with Sandbox("--processing-ms", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.file, "--no-first-look"), 1)

    def take_copy(self, endings):
        """Copies the journal, with a change in its log if the log is copied, and protects the copy."""
        shutil.rmtree(self.copy.parent, ignore_errors=True)
        self.copy.parent.mkdir()
        with contextlib.closing(sqlite3.connect(self.journal, isolation_level=None)) as database:
            database.execute("UPDATE import SET name = 'early'")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database.execute("UPDATE import SET name = 'late'")
            for ending in ["", *endings]:
                shutil.copyfile(f"{self.journal}{ending}", f"{self.copy}{ending}")
        for path in [*self.copy.parent.iterdir(), self.copy.parent]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        return "late" if "-wal" in endings else "early"

    def files(self):
        return {path.name: path.read_bytes() for path in self.copy.parent.iterdir()}

    def reads(self, name, user):
        """All that reads does so, and all that would write says that it cannot."""
        environment = self.environment(MATEO_JOURNAL=str(self.copy))
        before = self.files()

        def run(*arguments):
            return self.mateo(*arguments, environment=environment, user=user)

        for command, part in [
            (["status"], f"{name}: finished"), (["status", name, "--json"], '"failed":2'), (["failures", name], "row 3"),
            (["failures", name, "--csv"], "C-7"), (["hints", name], ""), (["report", name], "<html"),
            (["verify"], "all is well"), (["verify", name], "all is well"), (["watch", name], "finished"),
            (["plan", self.file], "20 contacts"), (["plan", self.file, "--only-changed"], "unchanged"),
        ]:
            result = run(*command)
            self.assertIn(part, result.out, (command, result))
            self.assertEnds(result, 1 if command[0] == "watch" else 0)
        for command in [
            ["forget", name], ["import", self.file, "--name", "new"], ["import", self.file, "--name", name],
            ["retry", name],
        ]:
            self.assertUsage(run(*command, *(["--url", "http://127.0.0.1:1/api/v1"] * (command[0] != "forget"))), "read-only")
        # It is over: its result is shown again.
        self.assertEnds(run("resume", name, "--url", "http://127.0.0.1:1/api/v1"), 1)
        self.assertEqual(self.files(), before)

    @unittest.skipUnless(os.geteuid() == 0, "only root may become another user")
    def test_of_another_user(self):
        self.imported()
        for endings in COPIES.values():
            self.reads(self.take_copy(endings), NOBODY)

    def test_of_its_owner(self):
        """Root too: the files are marked as read-only."""
        self.imported()
        for endings in COPIES.values():
            self.reads(self.take_copy(endings), None)

    def test_folder_alone(self):
        self.imported()
        name = self.take_copy(["-wal"])
        self.copy.chmod(0o644)
        self.reads(name, None)

    def test_file_system(self):
        """Mounted to be read, while another program has it open for changes."""
        self.imported()
        with contextlib.closing(sqlite3.connect(self.journal, isolation_level=None)) as database:
            database.execute("UPDATE import SET name = 'late'")
            script = f"mount --bind {self.folder} {self.folder} && mount -o remount,bind,ro {self.folder} || exit 77"
            for command in ["status", "verify", "failures late --csv", "report late"]:
                script += f"\n{MATEO} {command} --journal {self.journal} || exit 1"
            result = subprocess.run(
                ["unshare", "--mount", "sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                env=self.environment(), cwd="/")
        if result.returncode == 77 or "unshare" in result.stderr:
            self.skipTest("no file system can be mounted here")
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        self.assertIn("late: finished", result.stdout)

    def test_full_disk(self):
        """Without a free byte SQLite cannot create its index. It needs none without a log."""
        self.imported()
        for copy in ["clean", "whole", "index alone"]:
            name = self.take_copy(COPIES[copy])
            commands = [
                f"status {name}", f"status {name} --json", f"failures {name} --csv", f"hints {name}", f"verify {name}",
                "verify", f"plan {self.file} | grep contacts.csv", f"watch {name}", f"report {name} | grep -c html"]
            reading = "\n".join(f"{MATEO} {command}; echo $?" for command in commands)
            disk = self.folder / "disk"
            disk.mkdir(exist_ok=True)
            script = f"""
                export MATEO_JOURNAL={disk}/journal.db
                mount -t tmpfs -o size=2m mateo {disk} || exit 77
                cp "{self.copy.parent}"/* {disk}; chmod 600 {disk}/*; head -c 10000000 /dev/zero >{disk}/filler
                ({reading}) >{self.folder}/full
                rm {disk}/filler
                ({reading}) >{self.folder}/roomy
                head -c 10000000 /dev/zero >{disk}/filler
                for try in 1 2; do {MATEO} import {self.file} --url http://127.0.0.1:1/api/v1; echo $?; done"""
            result = subprocess.run(
                ["unshare", "--mount", "sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                env=self.environment())
            if result.returncode == 77 or "unshare" in result.stderr:
                self.skipTest("no file system can be mounted here")
            with self.subTest(copy):
                full, roomy = ((self.folder / name).read_text(encoding="utf-8") for name in ["full", "roomy"])
                self.assertEqual(full, roomy, result.stderr)
                self.assertIn(f"{name}: finished", full)
                self.assertEqual(result.stdout, "2\n2\n")
                self.assertEqual(result.stderr.count("make room on the disk"), 2, result.stderr)

    def test_older_format(self):
        self.copy.parent.mkdir()
        with contextlib.closing(sqlite3.connect(self.copy, isolation_level=None)) as database:
            database.executescript((ROOT / "Tests/Fixtures/journal-2.sql").read_text(encoding="utf-8"))
        self.copy.chmod(0o444)
        before = self.files()
        environment = self.environment(MATEO_JOURNAL=str(self.copy))
        result = self.mateo("status", environment=environment)
        self.assertUsage(result, "older format", "copy it with the files beside it")
        self.assertEqual(self.files(), before)
        self.copy.chmod(0o644)
        self.assertEnds(self.mateo("status", environment=environment), 0)

    def test_empty(self):
        """What an import that was cut off at its very start leaves."""
        self.journal.touch()
        self.assertUsage(self.mateo("status"), "is empty", "the next import")
        self.assertEqual(self.journal.stat().st_size, 0)
        with Sandbox("--processing-ms", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(3)), 0)
        self.assertIn("finished", self.mateo("status").out)
