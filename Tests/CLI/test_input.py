"""Input that is wrong: exit code 2, a message that says what and where, nothing sent, the journal as it was."""

import os
import sqlite3

from support import Sandbox, TestCase

NOWHERE = "http://127.0.0.1:9/api/v1"


class Input(TestCase):
    def refuse(self, file, *parts, options=(), environment=None):
        """The file is refused, and a name that was taken for it is free for others."""
        result = self.mateo("import", file, "--url", NOWHERE, *options, environment=environment)
        self.assertUsage(result, *parts)
        if self.journal.exists():
            with sqlite3.connect(self.journal) as journal:
                self.assertEqual(journal.execute("SELECT count(*) FROM batch").fetchone(), (0,))
            journal.close()
        return result

    def refuse_csv(self, content, *parts):
        return self.refuse(self.write("input.csv", content), *parts)

    def refuse_json(self, content, *parts):
        return self.refuse(self.write("input.jsonl", content), *parts)

    def test_missing_file(self):
        self.refuse(self.folder / "nothing.csv", "nothing.csv", "No such file")

    def test_directory(self):
        (self.folder / "folder.csv").mkdir()
        self.refuse(self.folder / "folder.csv", "folder.csv", "directory")

    def test_unreadable_extension(self):
        self.refuse(self.write("contacts.dat", "1,2"), "--format")

    def test_files_that_are_no_text(self):
        for name, start, word in [("a.xlsx", b"PK\3\4" + bytes(26) + b"xl/workbook.xml", "Excel workbook"),
                                  ("b.csv", b"PK\3\4" + bytes(26) + b"[Content_Types].xml", "Excel workbook"),
                                  ("c.csv", b"\x1f\x8b\x08\x00", "gzip"), ("d.txt", b"%PDF-1.4", "PDF"),
                                  ("e.csv", b"<html><table>", "HTML"), ("f.json", b"<?xml version", "XML")]:
            self.refuse(self.write(name, start), name, word)

    def test_standard_input_without_format_or_name(self):
        self.refuse("-", "--format")
        self.refuse("-", "--name", options=["--format", "csv"])
        self.refuse("/dev/fd/0", "--name", options=["--format", "csv"])
        self.refuse("/dev/stdin", "--name", options=["--format", "csv"])

    def test_empty(self):
        self.refuse_csv("", "empty")
        result = self.mateo("import", self.write("input.jsonl", ""), "--url", NOWHERE, "--json")
        self.assertEnds(result, 0)
        self.assertReport(result, "finished", total=0)

    def test_header_only(self):
        file = self.write("input.csv", "external_id,email\n")
        result = self.mateo("import", file, "--url", NOWHERE, "--json")
        self.assertEnds(result, 0)
        self.assertReport(result, "finished", total=0)
        self.assertEnds(self.mateo("encode", file), 0)
        self.assertEqual(self.mateo("encode", file).out, "")
        self.assertIn("0 contacts", self.mateo("status", "input.csv").out)

    def test_too_many_cells(self):
        self.refuse_csv("external_id,email\n1,a@b.de\n2,a@b.de,x\n", "row 2", "line 3", "3 cells")

    def test_too_few_cells(self):
        self.refuse_csv("external_id,email\n1\n", "row 1", "1 cell")

    def test_unclosed_quote(self):
        self.refuse_csv('external_id,full_name\n1,"Ann\n2,Bo\n', "row 1", "line 2", "quote")

    def test_text_behind_a_quote(self):
        self.refuse_csv('external_id,full_name\n1,"Ann"x\n', "row 1", "quote")

    def test_nul(self):
        self.refuse_csv(b"external_id,full_name\n1,A\0nn\n", "row 1", "NUL")
        self.refuse_json(b'{"external_id":"1","full_name":"a\0"}\n', "row 1", "NUL")
        lines = '{"external_id":"1","full_name":"a\\u0000"}\n'
        result = self.mateo("import", self.write("input.jsonl", lines), "--url", NOWHERE, "--json")
        self.assertEnds(result, 1)
        self.assertReport(result, "finished", total=1, held=1)

    def test_invalid_utf8(self):
        self.refuse_csv(b"external_id,full_name\n1,\xc3\xa4nn\n2,M\xfcller\n", "row 2", "line 3", "full_name", "UTF-8",
                        "byte offset 32", "windows-1252")
        self.refuse(self.write("input.jsonl", b'{"external_id":"1","full_name":"M\xfcller"}\n'), "row 1", "UTF-8",
                    "byte offset", options=["--encoding", "utf-8"])

    def test_unknown_encoding(self):
        self.refuse(self.contacts(1), "encoding", options=["--encoding", "klingon"])

    def test_huge_cell(self):
        self.refuse_csv(b"external_id,full_name\n1," + b"x" * 100_000_000 + b"\n", "row 1", "larger")

    def test_duplicate_header(self):
        self.refuse_csv("external_id,email,email\n1,a,b\n", "columns 2 and 3 have the same name")

    def test_empty_header(self):
        self.refuse_csv("external_id,,email\n1,a,b\n", "line 1", "column 2 has no heading", "--only-mapped")

    def test_no_identifier(self):
        self.refuse_csv("full_name\nAnn\n", "external_id")
        result = self.mateo("import", self.write("input.jsonl", '{"full_name":"Ann"}\n'), "--url", NOWHERE, "--json")
        self.assertEnds(result, 1)
        self.assertReport(result, "finished", total=1, held=1)

    def test_bad_json(self):
        self.refuse_json('{"external_id":"1"}\n{"external_id":}\n', "row 2", "line 2")
        self.refuse_json('["a"]\n', "row 1")
        self.refuse_json('17\n', "row 1")
        self.refuse_json('{"external_id":"1"', "row 1")

    def test_deep_json(self):
        self.refuse_json('{"external_id":"1","x":' + "[" * 10_000 + "]" * 10_000 + "}\n", "row 1", "nested deeper")

    def test_duplicate_keys(self):
        self.refuse_json('{"external_id":"1","a":1,"a":2}\n', "row 1", 'field 3 repeats the name of field 2')

    def test_late_fault_takes_back_all(self):
        rows = "".join(f"{row},a{row}@example.org\n" for row in range(5000))
        self.refuse_csv("external_id,email\n" + rows + "x\n", "row 5001")

    def test_wrong_settings(self):
        file = self.contacts(1)
        self.refuse(file, "1 to 1,000,000", options=["--batch-records", "0"])
        self.refuse(file, "batch-records", options=["--batch-records", "many"])
        self.refuse(file, "UUID", options=["--list-id", "vip"])
        self.refuse(file, "moved to another contact", options=["--allow-reassignment"])
        self.refuse(file, "only contacts", options=["--type", "deals", "--list-external-id", "vip"])
        self.refuse(file, "requests-per-second", options=["--requests-per-second", "fast"])
        self.refuse(file, "requests per second", options=["--requests-per-second", "nan"])
        self.refuse(file, "quota-window-seconds", options=["--quota-window-seconds", "0"])
        self.refuse(file, "job-deadline", options=["--job-deadline", "-1"])
        self.refuse(file, "type", options=["--type", "people"])
        self.refuse(file, "name", options=["--name", ""])
        self.refuse(file, "control characters", options=["--name", "a\nb"])
        self.refuse(file, "none.pem", "check the path", options=["--ca-file", self.folder / "none.pem"])
        self.refuse(file, "--journal", options=["--journal", ""])

    def test_wrong_usage(self):
        for arguments in [["import"], ["imprt"], ["import", "a.csv", "b.csv"], ["import", "--api-key", "x", "a.csv"],
                          ["failures"], ["encode"], ["import", "a.csv", "--frobnicate"]]:
            self.assertUsage(self.mateo(*arguments), "Usage")

    def test_addresses(self):
        file = self.contacts(1)
        for url, part in [("http://example.org/api/v1", "https"), ("https://ann:pw@example.org/", "user name"),
                          ("https://example.org/?x=1", "query"), ("nonsense", "web address"), ("", "web address"),
                          ("ftp://example.org", "https"), ("https://exa mple.org", "web address")]:
            self.assertUsage(self.mateo("import", file, "--url", url), part)

    def test_keys(self):
        file = self.contacts(1)
        self.refuse(file, "MATEO_API_KEY", environment=self.environment(MATEO_API_KEY=None))
        self.refuse(file, "MATEO_API_KEY", environment=self.environment(MATEO_API_KEY=""))
        self.refuse(file, "line break", environment=self.environment(MATEO_API_KEY="abc\r\nX-Other: 1"))
        self.refuse(file, "line break", options=["--api-key-file", self.write("key.txt", "two\nlines\n")])
        self.refuse(file, "holds no API key", options=["--api-key-file", self.write("key.txt", "\n")])
        self.refuse(file, "too large", options=["--api-key-file", self.write("key.txt", "k" * 100_000)])
        self.refuse(file, "directory", options=["--api-key-file", self.folder])
        self.refuse(file, "No such file", options=["--api-key-file", self.folder / "none.txt"])

    def test_names_of_others_are_shown_without_control_characters(self):
        result = self.mateo("encode", self.folder / "a\x1b[31m\u202eb.csv")
        self.assertUsage(result, "\\u001b[31m\\u202eb.csv")
        self.assertNotIn("\x1b", result.err)
        self.refuse(self.folder / "a\nb.csv", "a\\nb.csv", "--name")


class Journals(TestCase):
    def refuse(self, journal, *parts):
        result = self.mateo("import", self.contacts(1), "--url", NOWHERE, "--journal", journal)
        self.assertUsage(result, str(journal), *parts)

    def test_database_of_another_program(self):
        other = self.folder / "other.db"
        with sqlite3.connect(other) as database:
            database.execute("CREATE TABLE stock(item TEXT)")
        database.close()
        before = other.read_bytes()
        self.refuse(other, "another program")
        self.assertEqual(other.read_bytes(), before)

    def test_text_file(self):
        text = self.write("notes.txt", "Dear diary, " * 200)
        before = text.read_bytes()
        self.refuse(text, "is not a journal")
        self.assertEqual(text.read_bytes(), before)

    def test_newer_version(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(1)), 0)
        with sqlite3.connect(self.journal) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
        self.refuse(self.journal, "format 99")

    def test_folder_that_does_not_exist(self):
        self.refuse(self.folder / "none/journal.db", "No such file")

    def test_folder(self):
        self.refuse(self.folder)

    def test_full_device(self):
        self.refuse("/dev/full")

    def test_read_only_folder(self):
        # The superuser may write everywhere but where nobody can.
        self.refuse("/proc/journal.db" if os.geteuid() == 0 else "/journal.db")

    def test_damaged(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(1)), 0)
        content = bytearray(self.journal.read_bytes())
        content[100:4000] = b"\xff" * 3900
        self.journal.write_bytes(content)
        self.refuse(self.journal)
        self.assertEqual(self.journal.read_bytes(), bytes(content))
