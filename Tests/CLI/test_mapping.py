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
        self.assertNotIn("note:", self.table)
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
            "Customer Number": "external_id", "Email Address": "email", "Mobile Phone": "sms phone(GB)",
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

    def test_identifier(self):
        """A number of a house is no identifier, and values that repeat identify nobody."""
        fields, document = self.propose(
            "Vorname;Name;Straße;Nr.;PLZ;Ort;E-Mail\nA;B;Weg;1;01067;Ulm;a@x.de\nC;D;Weg;1;01067;Ulm;b@x.de\n")
        self.assertEqual(fields, {"PLZ": "zipcode", "Ort": "city", "E-Mail": "email"})
        self.assertEqual(document["set"]["address_line1"], "{Straße} {Nr.}")
        for content, column in [
            ("Nr;Kundennr;E-Mail\n1;K1;a@x.de\n", "Kundennr"),
            ("Kundennr;Ansprechpartner-Nr;E-Mail\nK1;1;a@x.de\nK1;2;b@x.de\n", "Ansprechpartner-Nr"),
        ]:
            self.assertEqual(self.propose(content)[0], {column: "external_id", "E-Mail": "email"})
        fields, document = self.propose("Kundennr;Ort\nK1;Ulm\nK1;Bonn\n")
        self.assertEqual(fields, {"Ort": "city"})
        self.assertEqual(len(document["comment"]["warnings"]), 2)
        self.assertIn("mateo: warning: every row would be held", self.table)
        self.assertIn("values repeat: \"Kundennr\"", self.table)

    def test_refusals(self):
        """Yes in a column of refusals means no consent."""
        refusals = [
            "Werbesperre", "Kein Mailing", "Keine Werbung", "Kontaktsperre", "Mailsperre", "Abgemeldet", "Unsubscribed",
            "Newsletter Opt-Out", "Email Opt Out", "HasOptedOutOfEmail", "DoNotCall", "do_not_email", "Do not allow Emails",
            "Robinson", "is_blacklisted", "blacklist", "gesperrt"]
        others = ["Permission", "subscribed", "Einwilligung", "Opt-In"]
        headings = ["ID", *refusals, *others, "(Do Not Modify) Row Checksum"]
        _, document = self.propose(";".join(headings) + "\n1" + ";ja" * (len(headings) - 1) + "\n")
        self.assertEqual(document["comment"]["consent"], refusals + others)
        self.assertEqual(document["comment"]["refusals"], refusals)
        lines = {line.split("  ")[0]: line for line in self.table.splitlines()}
        self.assertIn("refusal", lines["Werbesperre"])
        self.assertIn("consent(ja=declined, nein=accepted)", lines["Werbesperre"])
        self.assertIn("consent(ja=accepted, nein=declined)", lines["Permission"])

    def test_records(self):
        """The number of the customer is that of the contact. Times need a zone."""
        fields, document = self.propose(
            "Auftragsnummer;Kundennummer;Gesamtbetrag\nA1;K1;12,00\nA2;K1;14,00\n", "--type", "deals")
        self.assertEqual(fields, {"Auftragsnummer": "external_id", "Kundennummer": "contact_external_id"})
        fields, document = self.propose("Auftragsnr;Amount\n1;5\n1;6\n", "--type", "deals")
        self.assertEqual(fields, {})
        self.assertNotIn("Candidates", document["comment"]["warnings"][1])
        fields, document = self.propose(
            "Auftragsnr;Termin-ID;Kd-Nr;Betreff;Beginn;Ende;Status;Bestätigt am;Notiz\n"
            "A1;1;K1;Besuch;02.03.2026 9:00;02.07.2026 10:00;geplant;2026-03-01T08:00:00Z;x\n", "--type", "appointments")
        self.assertEqual(fields, {
            "Termin-ID": "external_id", "Kd-Nr": "contact_external_id", "Betreff": "name", "Notiz": "description",
            "Beginn": "start_time datetime(D.M.YYYY H:mm, Europe/Berlin)",
            "Ende": "end_time datetime(D.M.YYYY H:mm, Europe/Berlin)",
            "Bestätigt am": "confirmed_at datetime(YYYY-MM-DDTHH:mm:ssZ)"})
        self.assertIn("keys of the account", document["comment"]["reasons"]["Status"])
        self.assertIn("Europe/Berlin", document["comment"]["notes"][0])
        result = self.mateo("encode", self.file, "--type", "appointments", "--mapping", self.proposal, environment=self.bare)
        self.assertEqual(result.json["payload"][0]["start_time"], "2026-03-02T09:00:00+01:00")
        fields, document = self.propose(
            "Appointment ID,Contact ID,Start Time\n1,K1,2026-03-02 09:00\n", "--type", "appointments")
        self.assertEqual(fields, {"Appointment ID": "external_id", "Contact ID": "contact_external_id"})
        self.assertIn("zone", document["comment"]["reasons"]["Start Time"])

    def test_reasons(self):
        """The table says why a known column is not mapped, and what is missing."""
        for content, column, reason in [
            ("ID;Geburtsdatum\n1;1/2/1980\n", "Geburtsdatum", "day and month are ambiguous"),
            ("ID;Geburtsdatum\n1;1.2.1980\n2;1980\n", "Geburtsdatum", "not dates of one form"),
            ("ID;Geburtsdatum\n1;1980-01-31T23:00:00.000Z\n", "Geburtsdatum", "another day"),
            ("ID;E-Mail\n1;keine\n", "E-Mail", "not e-mail addresses"),
            ("KtoNr;Adresse\n10000;10000\n", "Adresse", "numbers"),
            ("ID;Telefon;Telefon;\n1;2;3;4\n", "Telefon", "more than once"),
        ]:
            _, document = self.propose(content)
            self.assertIn(reason, document["comment"]["reasons"][column])
            self.assertIn(f"{column}  not mapped: ", self.table)
            self.encode()
        fields, _ = self.propose("ID;Geburtsdatum\n1;1980-02-01T00:00:00.000Z\n")
        self.assertEqual(fields["Geburtsdatum"], "birthday date(YYYY-MM-DDTHH:mm:ss.SZ)")
        self.assertEqual(self.encode()[0]["birthday"], "1980-02-01")
        _, document = self.propose("E-Mail;Name\na@x.de;A\n")
        self.assertIn("e-mail", document["comment"]["notes"][0])
        self.assertIn("mateo: note: ", self.table)
        _, document = self.propose("ID;Mobil\n1;07700 900123\n")
        self.assertIn("phone(COUNTRY)", document["comment"]["warnings"][0])
        fields, document = self.propose("ID;Mobil;Land\n1;07700 900123;United Kingdom\n2;07700 900124;GB\n")
        self.assertEqual(fields["Mobil"], "sms phone(GB)")
        self.assertNotIn("warnings", document["comment"])

    def test_dialect(self):
        """What the flags say of the file is in the proposal, which is then usable as it is."""
        content = "Liste 2024\n'K'\x1f'E-Mail'\x1f'Name'\n'1'\x1f'a@x.de'\x1f'M\\'ax'\n2\x1fb@x.de\x1f-\n3\n"
        _, document = self.propose(
            content.encode("utf-16"), "--skip-lines", "1", "--delimiter", "U+001F", "--quote", "'", "--escape",
            "backslash", "--null", "-", "--ragged", "hold", "--encoding", "utf-16")
        self.assertEqual(
            {name: document[name] for name in ["skip_lines", "delimiter", "quote", "escape", "null", "ragged", "encoding"]},
            {"skip_lines": 1, "delimiter": "\x1f", "quote": "'", "escape": "backslash", "null": ["-"], "ragged": "hold",
             "encoding": "utf-16"})
        self.assertEqual(self.encode(), [{"email": "a@x.de", "full_name": "M'ax"}, {"email": "b@x.de"}])
        fields, document = self.propose("1;a@x.de\n2;b@x.de\n", "--no-header", "--columns", "ID,E-Mail")
        self.assertEqual(document["columns"], ["ID", "E-Mail"])
        self.assertEqual(self.encode(), [{"external_id": "1", "email": "a@x.de"}, {"external_id": "2", "email": "b@x.de"}])

    def test_no_headings(self):
        """What may be the content of a record is not listed as headings."""
        for content, message in [
            ("K1;Max Muster;max@x.de\nK2;Eva;eva@x.de\n", "--no-header"),
            ("Liste 2024\n\nKundennr;Name\n1;Max\n", "--skip-lines 1"),
            ("Liste 2024;;\nKundennr;Name;Ort\n1;Max;Ulm\n", "--skip-lines 1"),
            ('{"external_id": "1"}\n', "JSON"), ('[\n {"external_id": "1"}]\n', "JSON"),
        ]:
            result = self.mateo("map", self.write("a.csv", content), environment=self.bare)
            self.assertEnds(result, 2, message)
            self.assertNotIn("Muster", result.err + result.out)
            self.assertNotIn("max@", result.err + result.out)

    def test_faults(self):
        for content, message in [("external_id,email\n", "no rows"), ("", "empty"), ("PK\x03\x04", "")]:
            self.assertEnds(self.mateo("map", self.write("a.csv", content), environment=self.bare), 2, message)
