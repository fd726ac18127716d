"""CSV and JSON as other programs write them."""

import json

from support import EncodeCase, Sandbox


class Dialect(EncodeCase):
    def test_spreadsheet_in_windows_1252(self):
        text = "external_id;full_name;city\r\n1;J\u00fcrgen Gro\u00df;K\u00f6ln\r\n;;\r\n2;\u20ac;\r\n"
        expected = [{"external_id": "1", "full_name": "J\u00fcrgen Gro\u00df", "city": "K\u00f6ln"},
                    {"external_id": "2", "full_name": "\u20ac"}]
        self.assertEqual(self.records("a.csv", text.encode("cp1252"), notice="read as Windows-1252"), expected)
        self.assertEqual(self.records("a.csv", text.encode("cp1252"), "--encoding", "Windows-1252"), expected)
        for charset in ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]:
            self.assertEqual(self.records("a.csv", text.encode(charset)), expected, charset)

    def test_mariadb(self):
        content = '"1";"Bar \\"Zum L\\"";\\N\n"2";"a\\\nb";"x"\n'
        options = ["--no-header", "--columns", "external_id,full_name,note"]
        self.assertEqual(
            self.records("a.txt", content, *options, "--escape", "backslash"),
            [{"external_id": "1", "full_name": 'Bar "Zum L"'}, {"external_id": "2", "full_name": "a\nb", "note": "x"}])
        self.refuse("a.txt", content, *options, parts=["row 1", "line 1", "full_name", "--escape backslash"])

    def test_postgresql(self):
        content = "1\t\\N\t\"x\n2\ty\t\\N\n"
        self.assertEqual(
            self.records(
                "a.tsv", content, "--no-header", "--columns", "external_id,a,b", "--null", "\\N", "--null", "NULL",
                "--quote", "none"),
            [{"external_id": "1", "b": '"x'}, {"external_id": "2", "a": "y"}])

    def test_nulls_are_noticed(self):
        content = "external_id,a\n1,NULL\n2,#NV\n3,x\n"
        self.assertEqual(len(self.records("a.csv", content, notice='column 2, "a": 2 cells')), 3)

    def test_sap(self):
        content = "|external_id|full_name   |\n|1          |Mueller     |\n"
        self.assertEqual(self.records("a.txt", content), [{"external_id": "1", "full_name": "Mueller"}])

    def test_title_and_footer(self):
        content = "Customers\n\nexternal_id,a\n1,x\nTotal: 1\n"
        self.refuse("a.csv", content, parts=["--skip-lines 1"])
        self.refuse("a.csv", content, "--skip-lines", "2", parts=["a.csv: row 2, line 5", "1 cell", "footer"])
        self.assertEqual(
            self.records("a.csv", content, "--skip-lines", "2", "--ragged", "hold", notice="1 row is held. The first is row 2"),
            [{"external_id": "1", "a": "x"}])

    def test_delimiters_and_quotes(self):
        expected = [{"external_id": "1", "a": "x,y"}]
        self.assertEqual(self.records("a.csv", "sep=;\r\nexternal_id;a\r\n1;x,y\r\n"), expected)
        self.assertEqual(self.records("a.csv", "external_id:a\n1:x,y\n", "--delimiter", ":"), expected)
        self.assertEqual(self.records("a.csv", "external_id\x1fa\n1\x1fx,y\n", "--delimiter", "\\u001F"), expected)
        self.assertEqual(self.records("a.csv", "external_id\ta\n1\tx,y\n", "--delimiter", "tab"), expected)
        self.assertEqual(self.records("a.csv", "external_id,a\n1,'x,y'\n", "--quote", "'"), expected)

    def test_wrong_flags(self):
        for options in [["--delimiter", "ab"], ["--delimiter", ""], ["--delimiter", "none"], ["--quote", "xy"],
                        ["--escape", "slash"], ["--skip-lines", "-1"], ["--no-header"], ["--columns", "a"], ["--ragged", "x"]]:
            self.refuse("a.csv", "external_id\n1\n", *options, parts=["--"])
        for options in [["--quote", "\u00e4"], ["--quote", "\\"], ["--delimiter", '"']]:
            self.refuse("a.csv", "external_id\n1\n", *options, parts=["a"])
        self.refuse("a.csv", "1,2\n", "--no-header", "--columns", "external_id", parts=["line 1", "the list of columns has 1 name, and the row has 2 cells"])

    def test_held_rows_and_notices_of_an_import(self):
        content = "external_id,full_name\n1,J\xfcrgen\n,Bo\n3\n4,Ann\n".encode("latin-1")
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.run_import(sandbox, self.write("a.csv", content), "--ragged", "hold", "--json")
            self.assertEnds(result, 1, "Windows-1252")
            self.assertReport(result, "finished", total=4, succeeded=2, held=2)

    def test_flags_for_csv_are_refused_for_json(self):
        for options in [["--delimiter", ";"], ["--quote", "none"], ["--escape", "none"], ["--skip-lines", "0"],
                        ["--no-header", "--columns", "a"], ["--null", "x"], ["--ragged", "hold"], ["--empty", "omit"],
                        ["--mapping", "none.json"], ["--map", "a=b"], ["--set", "a=b"], ["--only-mapped"],
                        ["--require", "email"]]:
            for name in ["a.json", "a.jsonl", "a.ndjson"]:
                self.refuse(name, '{"external_id":"1"}', *options, parts=[options[0] + " applies to CSV only"])

    def test_strict_json(self):
        lines = '{"external_id":"1"}\n{"full_name":"x"}\n'
        self.refuse("a.jsonl", lines, "--strict", parts=["a.jsonl: row 2, line 2", "no field identifies"])
        result = self.mateo("plan", self.write("a.jsonl", lines), "--strict", environment=self.bare)
        self.assertEnds(result, 2, "row 2, line 2")
        result = self.mateo("import", self.write("a.jsonl", lines), "--url", "http://127.0.0.1:9/api/v1", "--strict")
        self.assertEnds(result, 2, "row 2, line 2")

    def test_headings_in_another_case(self):
        self.assertEqual(
            self.records("a.csv", "External_ID;EMAIL\n1;a@b.de\n", notice='"External_ID" is taken as external_id, "EMAIL" as email'),
            [{"external_id": "1", "email": "a@b.de"}])
        self.refuse("a.csv", "external_id;EMAIL;email\n1;a@b.de;c@d.de\n", parts=["columns 2 and 3 have the same name"])

    def test_index_of_pandas(self):
        content = ",Nr,x,x\n0,1,a,b\n1,2,c,d\n"
        self.assertEqual(
            self.records("a.csv", content, "--map", "Nr=external_id", "--only-mapped"), [{"external_id": "1"}, {"external_id": "2"}])
        self.refuse("a.csv", content, "--map", "Nr=external_id", parts=["line 1", "columns 3 and 4", "--only-mapped"])
        self.refuse("a.csv", ",external_id\n0,1\n", parts=["row 1, line 2, column 1", "no heading", "--only-mapped"])

    def test_plan(self):
        file = self.write("a.csv", "external_id;a\n1;x,y\n;z\n2;\n".encode("utf-16"))
        result = self.mateo("plan", file, "--json", environment=self.bare)
        self.assertEnds(result, 0, "1 row is held. The first is row 2: no field identifies the record")
        self.assertEqual(json.loads(result.out)["records"], 2)
