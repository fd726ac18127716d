"""Columns become fields by a mapping: --mapping, --map, --set, --only-mapped, --require and --strict."""

import json

from support import TestCase

EXPORT = (
    "Kundennr;Vorname;Nachname;Geburtsdatum;Tel. 1;Mobil;Newsletter;Umsatz\r\n"
    "K1;Jörg;Weiß;02.03.1951;030 1234567;0170 5551111;ja;1.235,50\r\n"
    "K2;Ada;;31.02.1990;;;ja;1\r\n"
    "K3;;Bob;;;;vielleicht;\r\n"
    "K4;Eve;;1.1.90;;;nein;x\r\n"
    "NULL;Max;;01.01.1990;;;;\r\n")

MAPPING = {
    "mateo_mapping": 1, "delimiter": ";", "only_mapped": True,
    "fields": [
        {"column": "Kundennr", "field": "external_id"},
        {"column": "Geburtsdatum", "field": "birthday", "type": "date(DD.MM.YYYY)"},
        {"column": "Tel. 1", "field": "sms", "type": "phone(DE)"},
        {"column": "Mobil", "field": "sms", "type": "phone(DE)"},
        {"column": "Newsletter", "field": "newsletter", "type": "consent(ja=accepted, nein=declined)"},
        {"column": "Umsatz", "field": "revenue", "type": "number(,)"}],
    "set": {"country": "DE", "full_name": "{Vorname} {Nachname}"}}

RECORD = {
    "external_id": "K1", "birthday": "1951-03-02", "sms": ["+49301234567", "+491705551111"], "newsletter": "accepted",
    "revenue": 1235.5, "country": "DE", "full_name": "Jörg Weiß"}


class Mapping(TestCase):
    def setUp(self):
        super().setUp()
        self.bare = self.environment(MATEO_API_KEY=None, MATEO_JOURNAL=None, HOME=None)
        self.file = self.write("kunden.csv", EXPORT)

    def encode(self, *arguments):
        result = self.mateo("encode", *arguments, environment=self.bare)
        self.assertEqual(result.status, 0, result)
        records = [record for line in result.out.splitlines() for record in json.loads(line)["payload"]]
        return records, result.err.splitlines()

    def document(self, **changes):
        return self.write("mapping.json", json.dumps(MAPPING | changes))

    def test_consent_that_is_not_mapped(self):
        """It is checked as it is without a mapping."""
        file = self.write("consent.csv", "external_id;email_marketing_opt_in;sms_transactional_opt_in;N\n"
                          "1;vielleicht;;A\n2; true ;legitimate_interest;B\n3;NULL;;C\n4;accepted;;D\n5;;7;E\n6;FALSE;;F\n")
        expected = [{"external_id": "2", "email_marketing_opt_in": "true", "sms_transactional_opt_in": "legitimate_interest"},
                    {"external_id": "3"}, {"external_id": "6", "email_marketing_opt_in": "FALSE"}]
        for flags in ["--map", "N=full_name"], ["--map", "N=", "--set", "country=DE"], ["--map", "external_id=external_id"]:
            records, notes = self.encode(file, *flags)
            self.assertEqual([{name: value for name, value in record.items() if name not in ("full_name", "country", "N")}
                              for record in records], expected)
            held, = [note for note in notes if "held" in note]
            self.assertRegex(held, "3 rows are held.*row 1.*email_marketing_opt_in.*true or false")
        for flag, words in [("--map", "N=email_marketing_opt_in:consent(A=accepted)"), ("--set", "email_marketing_opt_in=accepted"),
                            ("--set", "email_transactional_opt_in=Ja")]:
            result = self.mateo("encode", self.write("a.csv", "external_id;N\n1;A\n"), flag, words)
            self.assertUsage(result, "boolean" if "marketing" in words else "legal basis")

    def test_document(self):
        records, notes = self.encode(self.file, "--mapping", self.document())
        self.assertEqual(records, [RECORD])
        held, = [note for note in notes if "held" in note]
        self.assertIn("4 rows are held. The first is row 2", held)
        self.assertIn('column "Geburtsdatum": not a date', held)
        self.assertIn("DD.MM.YYYY", held)
        self.assertNotIn("31.02", "".join(notes))

    def test_flags(self):
        flags = [part for field in MAPPING["fields"] for part in
                 ("--map", field["column"] + "=" + field["field"] + (":" + field["type"] if "type" in field else ""))]
        flags += ["--set", "country=DE", "--set", "full_name={Vorname} {Nachname}", "--only-mapped"]
        self.assertEqual(self.encode(self.file, *flags)[0], [RECORD])

    def test_time_zone(self):
        file = self.write("a.csv", "external_id,t\n1,27.10.2024 02:30\n2,28.10.2024 02:30\n")
        records, notes = self.encode(file, "--map", "t=t:datetime(DD.MM.YYYY HH:mm, Europe/Berlin)")
        self.assertEqual(records, [{"external_id": "2", "t": "2024-10-28T02:30:00+01:00"}])
        self.assertIn("clock change", notes[0])
        for zone in ["Europe/Berln", "../../../etc/passwd", "/etc/passwd", "Europe", "posixrules/.."]:
            result = self.mateo(
                "encode", file, "--map", f"t=t:datetime(DD.MM.YYYY HH:mm, {zone})", environment=self.bare)
            self.assertEnds(result, 2, "time zone")

    def test_require_and_strict(self):
        file = self.write("a.csv", "external_id,email\n1,a@x.de\n2,\n3,c@x.de\n")
        records, notes = self.encode(file, "--require", "email")
        self.assertEqual([record["external_id"] for record in records], ["1", "3"])
        self.assertEqual(len(notes), 1)
        result = self.mateo("encode", file, "--require", "email", "--strict", environment=self.bare)
        self.assertEnds(result, 2, "row 2")

    def test_mistakes(self):
        for flags, message in [
            (["--map", "Geburtsdatum"], "HEADING=FIELD"),
            (["--map", "Gebutsdatum=birthday"],
             "kunden.csv: --map 'Gebutsdatum=birthday': \"Gebutsdatum\": the file has no column of this name. "
             "Did you mean \"Geburtsdatum\"?"),
            (["--map", "kundennr=external_id"], 'Did you mean "Kundennr"?'),
            (["--set", "full_name={Vorname"], "--set 'full_name={Vorname': a brace is not closed"),
            (["--map", "Umsatz=n:datetime(DD.MM.YYYY, Europe/Berln)"], "--map 'Umsatz=n:datetime(DD.MM.YYYY, Europe/Berln)'"),
            (["--require", "phone", "--map", "Kundennr=external_id", "--only-mapped"], "--require 'phone'"),
            (["--mapping", self.write("zz.json", json.dumps(MAPPING | {"fields": [{"column": "zz", "field": "b"}]}))],
             "zz.json: mapping, fields 1"),
            (["--mapping", self.write("object.json", json.dumps(MAPPING | {"fields": {"a": "b"}}))], "an array of objects"),
            (["--mapping", self.write("utf16.json", json.dumps(MAPPING).encode("utf-16"))], "save it as UTF-8"),
            (["--delimiter", "U+0100"], "--delimiter"),
            (["--map", "Vorname=full_name", "--map", "Nachname=full_name", "--only-mapped"], "two sources"),
            (["--map", "Umsatz=n:nummer"], "the types are"),
            (["--set", "external_id=1"], "same identifier"),
            (["--map", "Kundennr=external_id"], "column 5 cannot be the name of a field"),
            (["--mapping", self.write("broken.json", "{")], "invalid JSON"),
            (["--mapping", self.document(mateo_mapping=2)], "newer"),
            (["--mapping", self.write("field.json", json.dumps(MAPPING | {"fields": [{"column": "a"}]}))], "fields 1"),
            (["--mapping", "none.json"], "none.json"),
        ]:
            self.assertEnds(self.mateo("encode", self.file, *flags, environment=self.bare), 2, message)

    def test_forms_of_a_document(self):
        text = json.dumps(MAPPING | {"delimiter": "U+003B"})
        self.assertEqual(self.encode(self.file, "--mapping", self.write("bom.json", b"\xef\xbb\xbf" + text.encode()))[0], [RECORD])
        result = self.mateo("encode", self.file, "--mapping", "/dev/fd/0", environment=self.bare, stdin=text)
        self.assertEqual(result.status, 0, result)
        self.assertEqual(result.json["payload"], [RECORD])

    def test_empty_text(self):
        file = self.write("a.csv", "external_id,a,b,c\n1,,,\n")
        records, _ = self.encode(file, "--empty", "text", "--map", "a=a:number", "--map", "b=b:date(DD.MM.YYYY)")
        self.assertEqual(records, [{"external_id": "1", "c": ""}])

    def test_headings(self):
        file = self.write("a.csv", "External_ID, Email\n1,a@x.de\n")
        self.assertEqual(self.encode(file)[0], [{"external_id": "1", "email": "a@x.de"}])
        file = self.write("b.csv", "external_id,E-Mail\n1,a@x.de\n")
        self.assertEnds(self.mateo("encode", file, environment=self.bare), 2, "column 2")
        self.assertEqual(self.encode(file, "--map", "E-Mail=email")[0], [{"external_id": "1", "email": "a@x.de"}])

    def test_help(self):
        result = self.mateo("help", "mapping", environment=self.bare)
        self.assertEqual(result.status, 0)
        self.assertIn("mateo_mapping", result.out)
        self.assertIn("date(excel)", result.out)
