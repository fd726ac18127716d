"""mateo failures --csv: the rows of the source, mended and imported again."""

import csv
import io
import json
import re
import subprocess

from service import Answer, Service
from support import MATEO, PATIENCE, Sandbox, TestCase

ADDED = ["mateo_row", "mateo_line", "mateo_state", "mateo_code", "mateo_message", "mateo_retryable"]


class Dialect:
    """A file of twelve rows: 3 and 8 the service refuses, 5 and 10 are held for their addresses."""

    def __init__(self, delimiter=";", quote='"', end="\r\n", encoding="utf-8", mark=b"", above="", edge="", row_edge="",
                 header=True, options=(), names=("external_id", "email", "sms", "full_name")):
        self.delimiter, self.quote, self.end, self.encoding, self.mark = delimiter, quote, end, encoding, mark
        self.options = list(options)
        self.head = above
        if header:
            self.head += edge + delimiter.join(names) + edge + end
        self.rows = [edge + self.row(number) + (row_edge or edge) for number in range(1, 13)]

    def row(self, number):
        quoted = f"{self.quote}Ann {self.quote * 2}{number}{self.quote * 2} Müller{self.delimiter}{self.end}= x{self.quote}"
        name = quoted if number in {2, 3, 5, 9} and self.quote else f"+Jürgen {number}"
        mail = "nobody" if number in {5, 10} else f"a{number}@example.org"
        return self.delimiter.join([f"00{number}", mail, "nonsense" if number in {3, 8} else "", name])

    def content(self, rows):
        """The file with some of its rows, blank ones between."""
        text = self.head + "".join(row + self.end + (self.end if number % 4 == 0 else "") for number, row in rows)
        return self.mark + text.encode(self.encoding)


PLAIN = Dialect()
GERMAN = ["Nr.", "E-Mail", "Mobil", "Name"]
MAPPING = ["--map", "Nr.=external_id", "--map", "E-Mail=email", "--map", "Mobil=sms", "--map", "Name=full_name"]
DIALECTS = {
    "plain": PLAIN,
    "commas": Dialect(",", end="\n"),
    "old Mac": Dialect(",", end="\r"),
    "mark": Dialect("\t", mark=b"\xef\xbb\xbf"),
    "Windows-1252": Dialect(encoding="cp1252"),
    "ISO-8859-15": Dialect(encoding="iso-8859-15", options=["--encoding", "iso-8859-15"]),
    "UTF-16": Dialect(encoding="utf-16-le", mark=b"\xff\xfe"),
    "UTF-16 without a mark": Dialect(encoding="utf-16-be"),
    "UTF-32": Dialect(encoding="utf-32-le", mark=b"\xff\xfe\0\0"),
    "sep": Dialect(":", above="sep=:\r\n"),
    "titles": Dialect(above='Kunden;;;\r\n"2026;";;;\r\n', options=["--skip-lines", "2"]),
    "edges": Dialect("|", edge="|", quote="", end="\n", options=["--quote", "'"]),
    "edges of rows": Dialect(row_edge=";"),
    "no header": Dialect(header=False, options=["--no-header", "--columns", "external_id,email,sms,full_name"]),
    "no header, edges of rows": Dialect(
        header=False, row_edge=";", options=["--no-header", "--columns", "external_id,email,sms,full_name"]),
    "apostrophes": Dialect(quote="'", options=["--quote", "'"]),
    "backslashes": Dialect(options=["--escape", "backslash"]),
    "mapped": Dialect(names=GERMAN, options=MAPPING),
    "mapped, an empty column at the end": Dialect(names=[*GERMAN, ""], row_edge=";", options=MAPPING),
    "mapped, two empty columns at the end": Dialect(names=[*GERMAN, "", ""], row_edge=";;", options=MAPPING),
    "mapped, edges": Dialect("|", edge="|", quote="", end="\n", names=GERMAN, options=[*MAPPING, "--quote", "'"]),
    "mapped, edges of rows": Dialect(row_edge=";", names=GERMAN, options=MAPPING),
    "mapped, no header, edges of rows": Dialect(
        header=False, row_edge=";", options=["--no-header", "--columns", ",".join(GERMAN), *MAPPING]),
    "only mapped": Dialect(
        names=["Nr.", "email", "Mobil", ""],
        options=["--map", "Nr.=external_id", "--map", "email=email", "--map", "Mobil=sms", "--only-mapped"]),
}


class Mend(TestCase):
    def failures(self, name, *options):
        done = subprocess.run(
            [MATEO, "failures", name, "--csv", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=self.environment(MATEO_API_KEY=None), timeout=PATIENCE, check=True)
        return done.stdout

    def check(self, dialect):
        """Imports the file, the rows that are not in as they were, and these mended."""
        with Sandbox("--requests-per-second", "0") as sandbox:
            file = self.write("source.csv", dialect.content(list(enumerate(dialect.rows, 1))))
            result = self.run_import(sandbox, file, *dialect.options, "--json", "--batch-records", "5")
            self.assertEnds(result, 1)
            self.assertReport(result, "finished", total=12, succeeded=8, failed=2, held=2)
            file.unlink()
            content = self.failures("source.csv")
            self.assertRows(dialect, content, [3, 5, 8, 10])
            self.assertRows(dialect, self.failures("source.csv", "--state", "held"), [5, 10])
            result = self.run_import(sandbox, self.write("again.csv", content), *dialect.options, "--json")
            self.assertReport(result, "finished", total=4, failed=2, held=2)
            # What the first list added is replaced.
            self.assertRows(dialect, self.failures("again.csv"), [3, 5, 8, 10], of=[1, 2, 3, 4])
            mended = content.decode(dialect.encoding).replace("nobody", "mended@example.org")
            mended = mended.replace("nonsense", "", 2).replace("mended@", "other@", 1)
            mended = self.write("mended.csv", mended.encode(dialect.encoding))
            result = self.run_import(sandbox, mended, *dialect.options, "--json")
            self.assertEnds(result, 0)
            self.assertReport(result, "finished", total=4, succeeded=4)
            self.assertRows(dialect, self.failures("mended.csv"), [])
            self.assertEnds(self.mateo("verify"), 0)

    def assertRows(self, dialect, content, numbers, of=None):
        """Nothing but the added columns differs from the source."""
        self.assertTrue(content.startswith(dialect.mark), content[:20])
        text = content[len(dialect.mark):].decode(dialect.encoding)
        head, delimiter, end = dialect.head, dialect.delimiter, dialect.end
        if head and not head.endswith("sep=:\r\n"):
            edge = delimiter if len(dialect.rows[0].split(delimiter)) > len(dialect.rows[11].split(delimiter)) else ""
            start = head[:-len(end)]
            self.assertTrue(text.startswith(start), text)
            text = text[len(start):]
            names, text = text.split(end, 1)
            self.assertEqual(names.strip(delimiter).split(delimiter), ADDED, edge)
        for place, number in enumerate(numbers):
            row = dialect.rows[number - 1]
            self.assertTrue(text.startswith(row + delimiter), (row, text))
            added, text = text[len(row) + 1:].split(end, 1)
            quote = dialect.quote or "'"
            cells = next(csv.reader([added], delimiter=delimiter, quotechar=quote))
            self.assertEqual(cells[0], str(of[place] if of else number))
            self.assertEqual(cells[2], "held" if number in {5, 10} else "failed")
            self.assertEqual(cells[3], "email" if number in {5, 10} else "23514")
            self.assertEqual(cells[5], "false")
            self.assertTrue(cells[4])
        self.assertEqual(text, "")

    def test_lines(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            file = self.write("source.csv", PLAIN.content(list(enumerate(PLAIN.rows, 1))))
            self.run_import(sandbox, file)
        lines = file.read_bytes().decode().split("\r\n")
        for row in csv.DictReader(io.StringIO(self.failures("source.csv").decode(), newline=""), delimiter=";"):
            self.assertTrue(lines[int(row["mateo_line"]) - 1].startswith(row["external_id"]), row)
        for entry in self.mateo("failures", "source.csv", "--json").json_lines:
            self.assertTrue(lines[entry["line"] - 1].startswith(entry["external_id"]), entry)

    def test_ragged_rows(self):
        """The added cells of short rows stand under their headings. Rows that nobody mended stay ragged."""
        rows = ["1,x,a@example.org", "2", "3,y,b@example.org,more", "4,z,c@example.org", '5,"u\n,v"']
        file = self.write("ragged.csv", "external_id,city,email\n" + "".join(row + "\n" for row in rows))
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.run_import(sandbox, file, "--ragged", "hold", "--json")
            self.assertReport(result, "finished", succeeded=2, held=3)
            content = self.failures("ragged.csv").decode()
            for start in ["\n2,,,2,3,held,ragged,", "\n3,y,b@example.org,more,3,4,held", '\n5,"u\n,v",,5,6,held']:
                self.assertIn(start, content)
            # Three times as it is, then without the reasons.
            for number in range(3):
                result = self.run_import(sandbox, self.write(f"same{number}.csv", content), "--ragged", "hold", "--json")
                self.assertReport(result, "finished", total=3, held=3)
                content = self.failures(f"same{number}.csv").decode()
            for options in [], ["--map", "external_id=id"]:
                name = "id" if options else "external_id"
                result = self.mateo("encode", self.write("mended.csv", content.replace(",more", "").replace("2,,,", "2,,c@example.org,")), *options)
                self.assertEqual([record[name] for record in json.loads(result.out)["payload"]], ["2", "3"])
                self.assertIn("1 row is held. The first is row 3: the row has 2 cells, ", result.err)
            content = content.replace("held,ragged", "held,")
            self.write("again.csv", content.replace(",more", ""))
            # As a spreadsheet writes it.
            table = list(csv.reader(io.StringIO(content.replace(",more", ""), newline="")))
            with open(self.folder / "spreadsheet.csv", "w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows(row + [""] * (len(table[0]) - len(row)) for row in table)
            for name in "again.csv", "spreadsheet.csv":
                sent = json.loads(self.mateo("encode", name).out)["payload"]
                self.assertEqual(sent, [
                    {"external_id": "2"}, {"external_id": "3", "email": "b@example.org", "city": "y"},
                    {"external_id": "5", "city": "u\n,v"}], name)

    def test_excel(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            for name, encoding, mark in [("a", "utf-8", b"\xef\xbb\xbf"), ("b", "cp1252", b""), ("c", "utf-16-le", b"\xff\xfe")]:
                self.run_import(sandbox, self.write(name + ".csv", "external_id;email;name\n1;x;Müller\n".encode(encoding)))
                plain, marked = self.failures(name + ".csv"), self.failures(name + ".csv", "--excel")
                self.assertTrue(plain.startswith("external_id;email;name;mateo_row;".encode(encoding)))
                self.assertEqual(marked, mark + plain)
        self.assertUsage(self.mateo("failures", "a.csv", "--excel"), "--csv")

    def test_formulas(self):
        # The message of a held row quotes a heading, and that of the service a value.
        file = self.write("formulas.csv", "external_id,sms\n=1+1,=cmd\n@SUM(1),-2\n")
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, file), 1)
        rows = list(csv.DictReader(io.StringIO(self.failures("formulas.csv").decode())))
        self.assertEqual([row["external_id"] for row in rows], ["=1+1", "@SUM(1)"])
        for row in rows:
            for name in ADDED:
                self.assertNotRegex(row[name], r"^[=+@\t\r-]")

    def test_json_sources(self):
        records = '{"external_id":"1","sms":"nonsense","custom":{"a":[1]}}\n{"external_id":"2","email":"x"}\n'
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.run_import(sandbox, self.write("records.jsonl", records))
            rows = list(csv.reader(io.StringIO(self.failures("records.jsonl").decode())))
            self.assertEqual(sorted(rows[0][:-6]), ["custom", "email", "external_id", "sms"])
            self.assertEqual(rows[0][-6:], ADDED)
            row = dict(zip(rows[0], rows[1]))
            self.assertEqual((row["external_id"], row["custom"]), ("1", '{"a":[1]}'))

    def test_the_service_returns_parts(self):
        """A failed row has the fields that were sent, whatever the service returns of it."""
        records = [{"external_id": str(row), "email": f"a{row}@example.org", "city": "Ulm"} for row in range(1, 4)]
        file = self.write("records.jsonl", "".join(json.dumps(record) + "\n" for record in records))
        with Service() as service:
            def poll(_):
                job = next(iter(service.jobs.values())) | {
                    "success_count": 1, "failed_count": 2, "total_count": 3, "failed_url": None, "failed": [
                        {"code": "23514", "message": "refused", "input": {"external_id": "1"}},
                        {"code": "23514", "message": "refused", "input": {"external_id": "3", "email": "other@example.org"}}]}
                return Answer(json.dumps([job]))

            service.answers["poll"] = poll
            self.assertEnds(self.mateo("import", file, *self.to(service)), 1)
        self.write("mended.csv", self.failures("records.jsonl"))
        self.write("mended.jsonl", self.mateo("failures", "records.jsonl", "--json").out)
        for name in "mended.csv", "mended.jsonl":
            sent = json.loads(self.mateo("encode", name).out)["payload"]
            self.assertEqual(sent, [records[0], records[2]], name)

    def test_all_fail_without_names(self):
        """If all records of a job fail, the rows are known even if the service lists none or some of them."""
        text = "external_id,email\n1,a@example.org\n2,b@example.org\n3,c@example.org\n"
        named = {"code": "23514", "message": "refused", "input": {"external_id": "2"}}
        for number, (listed, rows) in enumerate([([], [1, 2, 3]), ([named], [1, 2, 3]), ([named, {"code": "x", "input": {}}], [2])]):
            file = self.write(f"all{number}.csv", text)
            with Service() as service:
                def poll(_):
                    job = next(iter(service.jobs.values())) | {
                        "success_count": 0, "failed_count": 3, "total_count": 3, "failed_url": None, "failed": listed}
                    return Answer(json.dumps([job]))

                service.answers["poll"] = poll
                self.assertEnds(self.mateo("import", file, *self.to(service)), 1)
            table = list(csv.DictReader(io.StringIO(self.failures(file.name).decode())))
            self.assertEqual([int(row["mateo_row"]) for row in table], rows)
            self.assertEqual([row["mateo_code"] for row in table if row["external_id"] == "2"], ["23514"] if listed else [""])
            self.assertTrue(all("gives no reason" in row["mateo_message"] for row in table if not row["mateo_code"]))
            self.assertEqual(len(self.mateo("failures", file.name, "--json").json_lines), 3)
            self.assertEnds(self.mateo("verify"), 0)

    def test_lists_of_json_sources(self):
        records = [
            {"external_id": "1", "email": "nobody", "sms": ["+4930111", "+4930112"], "country_codes": ["DE", "A\\\"T"]},
            {"external_id": "2", "email": "nothing", "sms": "[unclosed", "country_codes": "DE", "full_name": "[1]"}]
        file = self.write("records.jsonl", "".join(json.dumps(record) + "\n" for record in records))
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertReport(self.run_import(sandbox, file, "--json"), "finished", held=2)
            content = self.failures("records.jsonl")
        mended = self.write("mended.csv", content.replace(b"nobody", b"a@example.org").replace(b"nothing", b"b@example.org"))
        sent = json.loads(self.mateo("encode", mended).out)["payload"]
        for record, address in zip(records, ["a@example.org", "b@example.org"]):
            record["email"] = address
        self.assertEqual(sent, records)
        # Without the added columns a text stays a text.
        other = self.write("other.csv", 'external_id,sms\n1,"[""+4930111""]"\n')
        self.assertEqual(json.loads(self.mateo("encode", other).out)["payload"], [{"external_id": "1", "sms": '["+4930111"]'}])

    def test_emptied_rows_are_skipped(self):
        added = ",".join(ADDED)
        file = self.write("emptied.csv", f"external_id,email,{added}\n,,7,8,held,email,wrong,false\n1,a@example.org,,,,,,\n")
        for flags in [], ["--set", "country=DE"], ["--map", "external_id=external_id", "--only-mapped"]:
            result = self.mateo("encode", file, *flags)
            self.assertEqual([record["external_id"] for record in json.loads(result.out)["payload"]], ["1"])
            self.assertNotIn("held", result.err)

    def test_lists_are_imported(self):
        csv_file = self.write(
            "list.csv", "external_id,email,sms\n1,a@example.org,nonsense\n2,nobody,\n3,b@example.org,\n3,c@example.org,\n")
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.run_import(sandbox, csv_file, "--json")
            self.assertReport(result, "finished", failed=1, held=1, superseded=1, succeeded=1)
            lines = self.mateo("failures", "list.csv", "--json").out
            self.assertEqual(lines.count('"state":"superseded"'), 1)
            file = self.write("again.jsonl", lines)
            result = self.run_import(sandbox, file, "--json")
            self.assertReport(result, "finished", total=2, failed=1, held=1)
            mended = re.sub('"(nonsense|nobody)"', "null", lines)
            result = self.run_import(sandbox, self.write("mended.jsonl", mended), "--json")
            self.assertReport(result, "finished", total=2, succeeded=2)
            # A record that has some of these keys is a record.
            result = self.run_import(sandbox, self.write("row.jsonl", '{"row":1,"external_id":"9","input":{"id":"8"}}\n'), "--json")
            self.assertEqual(result.json["records"]["total"], 1)

    def test_lines_of_a_mapped_file(self):
        """Cells that could not be converted come back until somebody writes a value in their place."""
        rows = ["1;31.02.1990;+49 30 123456;Ann;ja", "2;1.2.1990;;Bob;so", "3;1.2.1990;0;Cid;", "4;1.2.1990;;Dan;ja", "5;1", "Summe;;;5,5;"]
        file = self.write("mapped.csv", "Nr;Geb;Tel;Name;Post\n" + "".join(row + "\n" for row in rows))
        flags = ["--ragged", "hold", "--only-mapped"] + [
            flag for text in ["Nr=external_id", "Geb=birthday:date(D.M.YYYY)", "Tel=sms:phone", "Name=full_name", "Post=postal_marketing_opt_in:boolean"]
            for flag in ("--map", text)]
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertReport(self.run_import(sandbox, file, *flags, "--json"), "finished", total=6, succeeded=1, held=5)
            lines = self.mateo("failures", "mapped.csv", "--json").out
            for number in range(2):
                result = self.run_import(sandbox, self.write(f"same{number}.jsonl", lines), "--json")
                self.assertReport(result, "finished", total=5, held=5)
                lines = self.mateo("failures", f"same{number}.jsonl", "--json").out
            entries = [json.loads(line) for line in lines.splitlines()]
            self.assertEqual([entry["code"] for entry in entries], ["uncorrected"] * 5)
            self.assertEqual([entry["external_id"] for entry in entries], ["1", "2", "3", None, "Summe"])
            values = iter([("birthday", "1990-02-28"), ("postal_marketing_opt_in", False), ("sms", "+4930123457")])
            for entry in entries[:3]:
                name, value = next(values)
                self.assertEqual([key for key, given in entry["input"].items() if isinstance(given, dict)], [name])
                entry["input"][name] = value
            entries[3] |= {"code": None, "input": {"external_id": "5"}}
            mended = self.write("mended.jsonl", "".join(json.dumps(entry) + "\n" for entry in entries[:4]))
            self.assertEqual(json.loads(self.mateo("encode", mended).out)["payload"], [
                {"external_id": "1", "birthday": "1990-02-28", "sms": "+4930123456", "full_name": "Ann", "postal_marketing_opt_in": True},
                {"external_id": "2", "birthday": "1990-02-01", "full_name": "Bob", "postal_marketing_opt_in": False},
                {"external_id": "3", "birthday": "1990-02-01", "sms": "+4930123457", "full_name": "Cid"},
                {"external_id": "5"}])
            self.assertReport(self.run_import(sandbox, mended, "--json"), "finished", total=4, succeeded=4)


# A test for each dialect, as they run side by side.
for number, (name, dialect) in enumerate(DIALECTS.items()):
    setattr(Mend, f"test_dialect_{number}_{re.sub('[^a-z0-9]', '_', name.lower())}", lambda self, it=dialect: self.check(it))
