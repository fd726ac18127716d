"""examples/cli/nightly.sh: the folder of an ERP is imported each night."""

import fcntl
import json
import os
import subprocess

from support import MATEO, PATIENCE, ROOT, Result, Sandbox, TestCase


class Nightly(TestCase):
    def setUp(self):
        super().setUp()
        self.drop = self.folder / "drop box"
        self.drop.mkdir()

    def nightly(self, url, **more):
        more = {"MATEO_DROP": str(self.drop), "MATEO_BIN": os.path.dirname(MATEO), "MATEO_URL": url} | more
        done = subprocess.run(
            ["sh", str(ROOT / "examples/cli/nightly.sh")], env=self.environment(**more), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, timeout=PATIENCE)
        return Result(done.returncode, done.stdout, done.stderr)

    def names(self, folder="."):
        """The files of a folder, without the time at which they were taken."""
        found = (path.name for path in (self.drop / folder).iterdir() if path.suffix in (".csv", ".part"))
        return sorted(name.split("-", 3)[-1] if folder != "." else name for name in found)

    def assertNight(self, result, status, *parts, waiting=(), archive=()):
        self.assertEqual(result.status, status, result)
        for part in parts:
            self.assertIn(part, result.out)
        self.assertEqual((self.names("waiting"), self.names("archive")), (list(waiting), list(archive)), result)

    def test_good_files(self):
        self.contacts(3, "drop box/kunden Süd.csv")
        self.contacts(4, "drop box/north.csv")
        self.contacts(5, "drop box/half.part")
        with Sandbox() as sandbox:
            result = self.nightly(sandbox.url)
            self.assertNight(result, 0, "3 rows: 3 imported", "4 rows: 1 imported, 3 unchanged",
                             archive=["kunden Süd.csv", "north.csv"])
            self.assertEqual(self.names(), ["half.part"])
            self.assertIn("3 rows: 3 imported", (self.drop / "nightly.log").read_text())
            self.assertEqual(self.nightly(sandbox.url).out, "")
            self.assertEqual(sandbox.statistics["accepted_rows"], 4)

    def test_bad_rows(self):
        self.contacts(5, "drop box/contacts.csv", bad=[2, 4])
        with Sandbox() as sandbox:
            result = self.nightly(sandbox.url)
            self.assertNight(result, 1, "3 imported", "2 failed", archive=["contacts.csv", "contacts.failures.csv"])
            [path] = (self.drop / "archive").glob("*.failures.csv")
            failures = path.read_text()
            self.assertEqual(failures.count("nonsense"), 2, failures)
            path.rename(self.drop / path.name)
            (self.drop / path.name).write_text(failures.replace("nonsense", ""))
            self.assertEqual(self.nightly(sandbox.url).status, 0)
            self.assertEqual(sandbox.statistics["contacts"], 5)

    def test_quota(self):
        self.contacts(60, "drop box/a.csv")
        with Sandbox("--entities-per-day", "100") as sandbox:
            self.assertNight(self.nightly(sandbox.url), 0, archive=["a.csv"])
            self.write("drop box/b.csv", "external_id\n" + "".join(f"B-{row}\n" for row in range(60)))
            self.write("drop box/c.csv", "external_id\nC-1\n")
            result = self.nightly(sandbox.url)
            self.assertNight(result, 3, "quota", waiting=["b.csv", "c.csv"], archive=["a.csv"])
            self.assertNotIn("c.csv", result.out)
            self.write("drop box/b.csv", "external_id\nB-61\n")
            posts = sandbox.statistics["posts"]
            self.assertNight(self.nightly(sandbox.url), 3, waiting=["b.csv", "b.csv", "c.csv"], archive=["a.csv"])
            self.assertEqual(sandbox.statistics["posts"], posts)

    def test_wrong_key(self):
        self.contacts(5, "drop box/contacts.csv")
        key = self.write("key.txt", self.environment()["MATEO_API_KEY"] + "\n")
        with Sandbox() as sandbox:
            result = self.nightly(sandbox.url, MATEO_API_KEY="wrong")
            self.assertNight(result, 4, "check the API key", waiting=["contacts.csv"])
            result = self.nightly(sandbox.url, MATEO_API_KEY=None, MATEO_KEY_FILE=str(key))
            self.assertNight(result, 0, "5 imported", archive=["contacts.csv"])

    def test_file_that_is_no_csv(self):
        self.write("drop box/a.csv", "nothing,that,identifies\n1,2,3\n")
        self.contacts(2, "drop box/b.csv")
        with Sandbox() as sandbox:
            result = self.nightly(sandbox.url)
            self.assertNight(result, 2, "Correct the file", "external_id", waiting=["a.csv"], archive=["b.csv"])
            [path] = (self.drop / "waiting").iterdir()
            path.write_text("external_id\nA-1\n")
            self.assertNight(self.nightly(sandbox.url), 0, "1 imported", archive=["a.csv", "b.csv"])

    def test_mapping(self):
        mapping = self.write("map ping.json", json.dumps(
            {"mateo_mapping": 1, "fields": [{"column": "Kundennr", "field": "external_id"}], "only_mapped": True}))
        self.write("drop box/kunden.csv", "Kundennr;Umsatz\nK1;3\n")
        with Sandbox() as sandbox:
            result = self.nightly(sandbox.url, MATEO_MAPPING=str(mapping))
            self.assertNight(result, 0, "1 imported", archive=["kunden.csv"])

    def test_two_at_once(self):
        self.contacts(5, "drop box/contacts.csv")
        with open(self.drop / ".lock", "w") as lock, Sandbox() as sandbox:
            fcntl.flock(lock, fcntl.LOCK_EX)
            result = self.nightly(sandbox.url)
            self.assertEqual((result.status, result.out), (6, ""), result)
            self.assertIn("another nightly.sh", result.err)
            self.assertEqual(self.names(), ["contacts.csv"])
            fcntl.flock(lock, fcntl.LOCK_UN)
            self.assertNight(self.nightly(sandbox.url), 0, archive=["contacts.csv"])

    def test_other_exit_codes(self):
        """What the script makes of codes that take a sandbox long to bring about: a stand-in for mateo has them at once."""
        tools = self.folder / "tools"
        tools.mkdir()
        result = '{"records":{"total":2,"pending":0,"succeeded":1,"failed":0,"held":0,"superseded":0,"unchanged":0,"unknown":1}}'
        for name, text in ("mateo", f"echo '{result}'; echo 'mateo: the reason' >&2; exit $CODE"), ("mail", 'echo "$@" >"$MAIL"; cat >>"$MAIL"'):
            (tools / name).write_text(f"#!/bin/sh\n{text}\n")
            (tools / name).chmod(0o755)
        mail = self.folder / "mail"
        for code, part, goes_on in (
                (5, "1 unknown", True), (6, "the reason", False), (130, "interrupted", False), (99, "exit code 99", False)):
            with self.subTest(code=code):
                self.write("drop box/a.csv", "external_id\n1\n")
                self.write("drop box/b.csv", "external_id\n2\n")
                environment = {"MATEO_BIN": str(tools), "CODE": str(code), "MAIL": str(mail), "MAILTO": "it@example.org"}
                result = self.nightly("", **environment)
                self.assertNight(result, code, waiting=["a.csv", "b.csv"])
                self.assertEqual(result.out, "")
                text = mail.read_text()
                self.assertIn(f"exit code {code} it@example.org\n", text)
                self.assertIn(part, text)
                self.assertEqual("b.csv" in text, goes_on, text)
                for path in (self.drop / "waiting").iterdir():
                    path.unlink()
