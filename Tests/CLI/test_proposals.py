"""mateo map proposes a mapping, and its table says what is missing and why."""

import json

from support import TestCase


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
        self.assertEqual(document["comment"], {
            "consent": ["Newsletter"], "words": {"Newsletter": ["ja", "nein"]}, "not_mapped": ["Telefon", "Umsatz"],
            "reasons": {"Telefon": "most cells are not mobile numbers"}})
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
            "Robinson", "is_blacklisted", "blacklist", "Newsletter gesperrt"]
        others = ["Permission", "subscribed", "Einwilligung", "Opt-In"]
        headings = ["ID", *refusals, *others, "(Do Not Modify) Row Checksum"]
        _, document = self.propose(";".join(headings) + "\n1" + ";ja" * (len(headings) - 1) + "\n2" + ";nein" * (len(headings) - 1) + "\n")
        self.assertEqual(document["comment"]["consent"], refusals + others)
        self.assertEqual(document["comment"]["refusals"], refusals)
        lines = {line.split("  ")[0]: line for line in self.table.splitlines()}
        self.assertIn("refusal", lines["Werbesperre"])
        self.assertIn("consent(ja=declined, nein=accepted)", lines["Werbesperre"])
        self.assertIn("consent(ja=accepted, nein=declined)", lines["Permission"])
        _, document = self.propose("ID;Gesperrt\n1;ja\n2;teils\n")
        self.assertEqual(document["comment"]["consent"], [])
        self.assertNotIn("consent", self.table)
        fields, _ = self.propose("ID;Gesperrt\n1;ja\n2;nein\n")
        self.assertEqual(fields, {"ID": "external_id", "Gesperrt": "is_blocked boolean"})
        self.assertEqual([record["is_blocked"] for record in self.encode()], [True, False])

    def test_advice_for_consent(self):
        """What the table advises is a mapping that works, with the words of the cells."""
        content = ("ID;email_marketing_opt_in;sms_transactional_opt_in;Opt-In-Datum;Newsletter\n"
                   "1;nein;legitimate_interest;1.2.2024;ja\n")
        self.propose(content)
        lines = {line.split("  ")[0]: line for line in self.table.splitlines()}
        self.assertIn("the cells are dates", lines["Opt-In-Datum"])
        advice = [lines[heading].split("yourself, as ")[1] for heading in content.split("\n")[0].split(";") if
                  "yourself" in lines[heading]]
        self.assertEqual(advice, [
            "email_marketing_opt_in:boolean(nein=false)", "sms_transactional_opt_in, if the cells are legal bases",
            "NAME:consent(ja=accepted), where NAME is a marketing channel"])
        result = self.mateo(
            "encode", self.file, "--mapping", self.proposal, "--map", "email_marketing_opt_in=" + advice[0], "--map",
            "sms_transactional_opt_in=sms_transactional_opt_in", "--map", "Newsletter=" + advice[2].split(", where")[0],
            environment=self.bare)
        self.assertEqual(result.json["payload"], [{
            "external_id": "1", "email_marketing_opt_in": False, "sms_transactional_opt_in": "legitimate_interest",
            "NAME": "accepted"}])
        for content, advice in [
            ("ID;Newsletter\n1;Y\n2;N\n3;N\n", "NAME:consent(N=declined, Y=accepted), where"),
            ("ID;Newsletter\n1;abo (neu)\n2;x\n", "NAME:consent(abo (neu)=VALUE, x=accepted), where"),
            ("ID;Newsletter\n1;\n", "NAME:consent(WORD=VALUE), where"),
            ("ID;Werbesperre\n1;1\n2;0\n", "NAME:consent(1=declined, 0=accepted), if no means consent"),
        ]:
            self.propose(content)
            self.assertIn(advice, self.table)

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

    def test_lists_with_bars(self):
        """The message names the line of the headings below a title."""
        rule = "-" * 40 + "\n"
        list = f"Liste    Seite 1\n\n{rule}|ID |Ort   |Umsatz |\n{rule}|1  |Ulm   |   1,50|\n|2  |Bonn  |   2,00|\n{rule}"
        result = self.mateo("map", self.write("list.txt", list), environment=self.bare)
        self.assertEqual(result.status, 2)
        self.assertTrue(result.err.strip().endswith("If line 4 has the headings, use --skip-lines 3"), result.err)
        fields, _ = self.propose(list, "--skip-lines", "3")
        self.assertEqual(fields, {"ID": "external_id", "Ort": "city"})
        self.assertEqual(self.encode(), [{"external_id": "1", "city": "Ulm"}, {"external_id": "2", "city": "Bonn"}])

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
