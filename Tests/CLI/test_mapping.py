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

    def test_document(self):
        records, notes = self.encode(self.file, "--mapping", self.document())
        self.assertEqual(records, [RECORD])
        held, = [note for note in notes if "held" in note]
        self.assertIn("4 rows are held back, the first is row 2", held)
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
            (["--map", "Gebutsdatum=birthday"], "no column of this name"),
            (["--map", "Vorname=full_name", "--map", "Nachname=full_name", "--only-mapped"], "two sources"),
            (["--map", "Umsatz=n:nummer"], "the types are"),
            (["--set", "external_id=1"], "same identifier"),
            (["--map", "Kundennr=external_id"], "column 5 can be no field"),
            (["--mapping", self.write("broken.json", "{")], "invalid JSON"),
            (["--mapping", self.document(mateo_mapping=2)], "newer"),
            (["--mapping", self.write("field.json", json.dumps(MAPPING | {"fields": [{"column": "a"}]}))], "fields 1"),
            (["--mapping", "none.json"], "none.json"),
        ]:
            self.assertEnds(self.mateo("encode", self.file, *flags, environment=self.bare), 2, message)

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


class Proposals(TestCase):
    def setUp(self):
        super().setUp()
        self.bare = self.environment(MATEO_API_KEY=None, MATEO_JOURNAL=None, HOME=None)

    def propose(self, content, *arguments):
        self.file = self.write("export.csv", content)
        result = self.mateo("map", self.file, *arguments, environment=self.bare)
        self.assertEqual(result.status, 0, result)
        self.table = result.err
        self.proposal = self.write("proposal.json", result.out)
        document = result.json
        fields = {field["column"]: (field["field"] + " " + field.get("type", "")).strip() for field in document["fields"]}
        return fields, document

    def encode(self):
        result = self.mateo("encode", self.file, "--mapping", self.proposal, environment=self.bare)
        self.assertEqual(result.status, 0, result)
        return [record for line in result.out.splitlines() for record in json.loads(line)["payload"]]

    def test_german(self):
        fields, document = self.propose(
            "Kd-Nr.;Anrede;Vorname;Name;Straße;Haus-Nr.;PLZ;Ort;Land;E-Mail-Adresse;Telefon;Mobil;Geb.datum;Newsletter;Umsatz\r\n"
            "K1;Frau;Änne;Groß;Hauptstr.;5a;01067;Dresden;DE;a@x.de;0351 12345;0170/5551111;02.02.1951;ja;5\r\n"
            "K2;Herr;Jörg;Weiß;Am Markt;1;50667;Köln;DE;b@x.de;0221 12345;0171/5552222;03.12.1960;nein;6\r\n"
            .encode("windows-1252"))
        self.assertEqual(fields, {
            "Kd-Nr.": "external_id", "Anrede": "salutation", "PLZ": "zipcode", "Ort": "city", "Land": "country",
            "E-Mail-Adresse": "email", "Mobil": "sms phone(DE)", "Geb.datum": "birthday date(DD.MM.YYYY)"})
        self.assertEqual(
            document["set"], {"full_name": "{Vorname} {Name}", "address_line1": "{Straße} {Haus-Nr.}"})
        self.assertEqual(document["comment"], {"consent": ["Newsletter"], "not_mapped": ["Telefon", "Umsatz"]})
        self.assertIn("consent", self.table)
        self.assertEqual(self.encode()[0], {
            "external_id": "K1", "salutation": "Frau", "zipcode": "01067", "city": "Dresden", "country": "DE",
            "email": "a@x.de", "sms": "+491705551111", "birthday": "1951-02-02", "full_name": "Änne Groß",
            "address_line1": "Hauptstr. 5a"})

    def test_english(self):
        fields, document = self.propose(
            "Customer Number,First Name,Last Name,Email Address,Mobile Phone,Date of Birth,Street,ZIP,City,Country,Opt-in\n"
            "1,Ada,Lovelace,ada@x.org,+44 7700 900123,1815-12-10,1 Main St,SW1A,London,GB,yes\n")
        self.assertEqual(fields, {
            "Customer Number": "external_id", "Email Address": "email", "Mobile Phone": "sms phone",
            "Date of Birth": "birthday date(YYYY-MM-DD)", "Street": "address_line1", "ZIP": "zipcode", "City": "city",
            "Country": "country"})
        self.assertEqual(document["set"], {"full_name": "{First Name} {Last Name}"})
        self.assertEqual(document["comment"]["consent"], ["Opt-in"])

    def test_doubt(self):
        """What can be read in two ways, or does not look as its heading says, is left out."""
        fields, document = self.propose(
            "external_id,birthday,E-Mail,Telefon\n1,01/02/1990,keine,030 123\n2,03/04/1991,Rechnung an Frau,030 456\n")
        self.assertEqual(fields, {"external_id": "external_id"})
        self.assertEqual(document["comment"]["not_mapped"], ["birthday", "E-Mail", "Telefon"])

    def test_faults(self):
        for content, message in [("external_id,email\n", "no rows"), ("", "empty"), ("PK\x03\x04", "")]:
            self.assertEnds(self.mateo("map", self.write("a.csv", content), environment=self.bare), 2, message)
