"""Cells that would reach the service with another meaning, or cost quota for nothing."""

import json

from support import EncodeCase

COLUMNS = "--no-header", "--columns", "external_id,note,z", "--delimiter", "tab", "--escape", "backslash"


class Cells(EncodeCase):
    def assertHeld(self, name, content, *options, reason):
        records, notices = self.encode(name, content, *options)
        self.assertEqual(records, [], content)
        self.assertIn(reason, notices)

    def test_times_need_a_zone(self):
        appointments = "--type", "appointments"
        for field in ["start_time", "end_time", "confirmed_at", "cancelled_at"]:
            for time, reason in [("2026-02-01 10:00", "without a time zone"), ("2026-02-01", "without a time zone"),
                                 ("2026-02-01T10:00:00.5", "without a time zone"), ("13.07.2026 10:00", "not a date-time"),
                                 ("2026-02-30T10:00:00Z", "not a date-time"), ("2026-02-01T10:00 Europe/Berlin", "not a date-time")]:
                self.assertHeld("a.csv", f"external_id;{field}\nT1;{time}\n", *appointments, reason=reason)
                self.assertHeld(
                    "a.jsonl", json.dumps({"external_id": "T1", field: time}), *appointments, reason=reason)
                self.assertHeld("a.csv", f"Nr;{field}\nT1;{time}\n", *appointments, "--map", "Nr=external_id", reason=reason)
            for time in ["2026-02-01T10:00:00Z", "2026-02-01 10:00+01", "2026-02-01T10:00:00.123456+01:00", "2026-02-01 10:00:00 +0100"]:
                expected = [{"external_id": "T1", field: time}]
                self.assertEqual(self.encode("a.csv", f"external_id;{field}\nT1;{time}\n", *appointments), (expected, ""))
                self.assertEqual(self.encode("a.jsonl", json.dumps(expected[0]), *appointments), (expected, ""))
            cleared = [{"external_id": "T1", field: None}]
            self.assertEqual(self.encode("a.jsonl", json.dumps(cleared[0]), *appointments), (cleared, ""))
            self.assertEqual(self.encode("a.csv", f"external_id;{field}\nT1;\n", *appointments, "--empty", "null"), (cleared, ""))
            self.assertHeld("a.jsonl", json.dumps({"external_id": "T1", field: 1769940000}), *appointments, reason="not a date-time")
        cells = "Nr;Tag;Zeit\nT1;2026-02-01;10:00\n", *appointments, "--map", "Nr=external_id"
        self.assertHeld("a.csv", *cells, "--set", "start_time={Tag}T{Zeit}", reason="without a time zone")
        self.assertEqual(
            self.encode("a.csv", *cells, "--set", "start_time={Tag}T{Zeit}+01:00")[0],
            [{"external_id": "T1", "start_time": "2026-02-01T10:00+01:00"}])
        self.refuse("a.csv", *cells, "--map", "Tag=start_time:date(YYYY-MM-DD)", parts=["start_time", "ZONE"])
        self.refuse("a.csv", *cells, "--set", "start_time=2026-02-01 10:00", parts=["start_time", "ZONE"])
        # Contacts have no such fields of the service.
        self.assertEqual(len(self.encode("a.csv", "external_id;start_time\nT1;10:00\n")[0]), 1)

    def test_lists_are_no_identifiers(self):
        for field in ["external_id", "secondary_external_id", "id", "instagram"]:
            self.assertHeld("a.jsonl", json.dumps({field: ["a"]}), reason="neither a text nor a number")
        self.assertHeld("a.jsonl", '{"email":["a@example.org"]}', reason="not an e-mail address")
        self.assertEqual(len(self.encode("a.jsonl", '{"sms":["+49301234567"]}\n{"whatsapp":["+49301234567"]}')[0]), 2)
        self.refuse("a.csv", "Nr\n1\n", "--map", "Nr=external_id:list(;)", parts=["external_id", "one value"])

    def test_rulers(self):
        content = "|external_id|full_name|\n|-----------|---------|\n|1          |Ann      |\n"
        self.assertEqual(self.encode("a.txt", content), ([{"external_id": "1", "full_name": "Ann"}], ""))
        for ruler in ["_", "====", "....", "*", "-=-", "----------------------"]:
            self.assertHeld("a.csv", f"external_id,full_name\n{ruler},Ann\n", reason="no field identifies")
            self.assertHeld("a.csv", f"Nr,full_name\n{ruler},Ann\n", "--map", "Nr=external_id", reason="no field")
        for identifier in ["-1", "_a", "=x", ".5", "*7*"]:
            self.assertEqual(
                self.encode("a.csv", f"external_id,full_name\n{identifier},Ann\n"),
                ([{"external_id": identifier, "full_name": "Ann"}], ""))

    def test_footers(self):
        for footer in ["Erstellt am 1.1.2026;;", "Stand:;;", '"Seite ""1""";;']:
            rows = f"1;Ann;Berlin\n2;Ben;\n{footer}\n"
            for content, options in [("external_id;full_name;city\n", ()), ("Nr;full_name;city\n", ("--map", "Nr=external_id"))]:
                records, notices = self.encode("a.csv", content + rows, *options)
                self.assertEqual(len(records), 3)
                self.assertIn("row 3, line 4", notices)
                self.assertIn("total or a footer", notices)
        for rows in ["1;;\n2;;\n", "1;Ann;\n2;;Berlin\n", "1;;\n", "1;;\n2;Ben;\n"]:
            self.assertEqual(self.encode("a.csv", "external_id;full_name;city\n" + rows)[1], "", rows)
            self.assertEqual(self.encode("a.csv", "Nr;full_name;city\n" + rows, "--map", "Nr=external_id")[1], "", rows)
        self.assertEqual(self.encode("a.csv", "external_id;full_name\n1;Ann\n2;\n")[1], "")

    def test_totals(self):
        for total in ["Summe;;123", "Total;;", "Gesamt:;2;1.234,50 €", '"Summe ""1""";;']:
            for heading, options in [("external_id", ()), ("Nr", ("--map", "Nr=external_id"))]:
                for rows in [f"1;Ann;Berlin\n{total}\n", f"1;Ann;Berlin\n{total}\nErstellt am 1.1.2026;;\n"]:
                    records, notices = self.encode("a.csv", f"{heading};full_name;city\n{rows}", *options)
                    self.assertEqual(len(records), rows.count("\n") - 1)
                    self.assertIn("1 row is held. The first is row 2: the row is a total, not a record; remove it", notices)
        for rows in ["1;Ann;Berlin\nTotal;TotalEnergies;Berlin\n", "MUELLER;;10115\nTOTAL;;10115\n"]:
            self.assertEqual(len(self.encode("a.csv", "external_id;full_name;zipcode\n" + rows)[0]), 2)

    def test_words_for_no_value(self):
        content = "external_id,full_name,city\n1,nan,Ulm\n2,nan,#N/A\n"
        records, notices = self.encode("a.csv", content)
        self.assertEqual(records[1], {"external_id": "2", "full_name": "nan", "city": "#N/A"})
        self.assertIn('column 2, "full_name": 2 cells are a word such as nan, and sent as such', notices)
        self.assertIn("use --null 'nan'", notices)
        self.assertIn("use --null '#N/A'", notices)
        self.assertEqual(
            self.encode("a.csv", content, "--null", "nan", "--null", "#N/A"),
            ([{"external_id": "1", "city": "Ulm"}, {"external_id": "2"}], ""))
        notices = self.encode("a.csv", "external_id,city\n1,\\N\n")[1]
        self.assertIn(
            "use --null '\\N'. If a backslash is an escape in this file, use --escape backslash instead", notices)

    def test_escapes(self):
        records = [{"external_id": "1", "note": "a\r\nb", "z": "e"}, {"external_id": "2", "note": "f"}]
        self.assertEqual(self.encode("a.txt", b"1\ta\\\r\nb\te\r\n2\tf\t\r\n", *COLUMNS)[0], records)
        self.assertEqual(
            self.encode("a.txt", b"1\ta\\f\\v\te\n", *COLUMNS)[0], [{"external_id": "1", "note": "a\f\v", "z": "e"}])
        self.assertEqual(
            self.encode("a.txt", b"1\t\\\\N\t\\N\n", *COLUMNS, "--null", "\\N")[0], [{"external_id": "1", "note": "\\N"}])

    def test_serial_numbers_with_thousands(self):
        map = "--map", "Tag=birthday:date(excel)"
        for cell in ["29.221", "1.234", "9,001"]:
            self.assertHeld("a.csv", f"external_id;Tag\n1;{cell}\n", *map, reason="not a date")
        for cell, date in [("29221", "1980-01-01"), ("29221.375", "1980-01-01"), ("366.25", "1900-12-31")]:
            self.assertEqual(self.encode("a.csv", f"external_id;Tag\n1;{cell}\n", *map)[0][0]["birthday"], date)

    def test_telephone_numbers(self):
        map = "--map", "Tel=sms:phone(DE)"
        for cell in ["0170 1234567/68", "0170 1234567/68-70", "0170 1234567-70", "030/1234567-68-70", "030 1234567/-12", "+4900170 1234567", "0170/1234567/68", "+49 30 123456 / 7", "00170 1234567"]:
            self.assertHeld("a.csv", f"external_id;Tel\n1;{cell}\n", *map, reason="not a telephone number")
        for cell, number in [
            ("+39 (0)6 1234567", "+39061234567"), ("+378 (0)549 123456", "+3780549123456"), ("+379 (0)6 1234567", "+379061234567"),
            ("+49 (0)170 1234567", "+491701234567"), ("0170/1234567", "+491701234567"), ("06131/123", "+496131123"),
            ("030 123456-78", "+493012345678"), ("+1 (212) 555-0123", "+12125550123"),
        ]:
            self.assertEqual(self.encode("a.csv", f"external_id;Tel\n1;{cell}\n", *map)[0], [{"external_id": "1", "sms": number}])
