"""Files and mappings in a wrong form: what is said about them, and that the advice works."""

import json

from support import EncodeCase


class WrongForms(EncodeCase):
    def test_mappings_name_their_mistakes(self):
        for member, value, part in [
            ("null", ["A", 1, {"x": 2}], "array of texts"), ("columns", ["a", ""], "empty"), ("columns", ["a", 1], "array of texts"),
            ("encoding", "nonsense-7", '"nonsense-7"'), ("encoding", 7, "iconv"), ("delimiter", '"', "delimiter"), ("quote", "\\", "quote"),
        ]:
            self.write("m.json", json.dumps({"mateo_mapping": 1, member: value}))
            self.refuse("a.csv", "external_id\n1\n", "--mapping", "m.json", parts=["m.json: mapping", member, part])
        result = self.run_encode("a.csv", "external_id,a\n1,ja\n2,accepted\n", "--map", "a=b:consent")
        self.assertEqual(json.loads(result.out)["payload"], [{"external_id": "2", "b": "accepted"}])
        self.assertIn("in the mapping: accepted, declined, requested", result.err)
        self.refuse("a.csv", "external_id,a\n1,x\n", "--map", f"a={'b' * 256}", parts=["HEADING=FIELD"])
        self.write("m.json", json.dumps({"mateo_mapping": 1, "fields": [{"column": "a", "field": "b" * 256}]}))
        self.refuse("a.csv", "external_id,a\n1,x\n", "--mapping", "m.json", parts=["m.json", "fields 1", "255"])

    def test_names_of_columns_are_trimmed(self):
        expected = [{"external_id": "1", "full_name": "x"}]
        self.assertEqual(self.records("a.csv", "1,x\n", "--no-header", "--columns", "external_id, full_name "), expected)
        self.write("m.json", json.dumps({"mateo_mapping": 1, "columns": [" external_id", "full_name"]}))
        self.assertEqual(self.records("a.csv", "1,x\n", "--mapping", "m.json"), expected)

    def test_advice_for_a_heading_keeps_the_other_columns(self):
        content = "external_id;Straße;email\n1;x;a@x.de\n"
        self.refuse("a.csv", content, parts=["--map 'HEADING=address_line1'", "--map 'HEADING='"])
        result = self.run_encode("a.csv", content)
        self.assertNotIn("--only-mapped", result.err)
        self.assertEqual(
            self.records("a.csv", content, "--map", "Straße=address_line1"),
            [{"external_id": "1", "address_line1": "x", "email": "a@x.de"}])
        self.assertEqual(self.records("a.csv", content, "--map", "Straße="), [{"external_id": "1", "email": "a@x.de"}])

    def test_the_other_format(self):
        record = '{"external_id":"1","a":"x"}\n'
        for content in [record, f"[{record}]", "[\n" + record + "]", "{\n" + record[1:]]:
            self.refuse("a.csv", content, parts=["JSON", "--format jsonl"])
            self.assertEqual(len(self.records("a.csv", content, "--format", "jsonl")), 1)
        for name in ["a.json", "a.jsonl"]:
            self.refuse(name, "external_id,a\n1,x\n", parts=["expected an object", "--format csv"])
            self.assertEqual(len(self.records(name, "external_id,a\n1,x\n", "--format", "csv")), 1)
        self.assertEqual(self.records("a.csv", "[id],external_id\nx,1\n", "--map", "[id]=a"), [{"a": "x", "external_id": "1"}])

    def test_encodings(self):
        content = "имяфамилияотчествогород;external_id\nя;1\n".encode("utf-16-le")
        self.refuse("a.csv", content, parts=["NUL", "--encoding utf-16"])
        self.assertEqual(len(self.records("a.csv", content, "--encoding", "utf-16", "--map", "имяфамилияотчествогород=")), 1)
        self.refuse("a.csv", "external_id;a\n1;x\n".encode("utf-16-le"), "--encoding", "utf-8", parts=["NUL", "--encoding utf-16"])
        self.refuse("a.csv", b"external_id\n1\0\n2\n", "--encoding", "utf-8", parts=["NUL", "--encoding utf-16"])
        marked = "external_id;city\n1;Köln\n".encode("utf-8-sig")
        self.refuse("a.csv", marked, "--encoding", "windows-1252", parts=["byte order mark", "--encoding utf-8"])
        self.assertEqual(self.records("a.csv", marked, "--encoding", "utf-8"), [{"external_id": "1", "city": "Köln"}])

    def test_empty_texts_only_for_texts(self):
        fields = "external_id,birthday,is_blocked,country_codes,sms,email_marketing_opt_in,full_name,own"
        cells = "1,,,,,,,\n"
        expected = [{"external_id": "1", "full_name": "", "own": ""}]
        self.assertEqual(self.records("a.csv", f"{fields}\n{cells}", "--empty", "text"), expected)
        (record,) = self.records("a.csv", f"{fields},Nr\n1,,,,,,,,5\n", "--empty", "text", "--map", "Nr=n")
        self.assertEqual(record, expected[0] | {"country_codes": None, "n": "5"})

    def test_empty_identifiers_are_left_out(self):
        for type, fields in [("deals", ["contact_id", "contact_external_id"]), ("appointments", ["contact_id", "assignee_id"])]:
            for field in fields:
                for cell in ["", '" "', "NULL"]:
                    result = self.run_encode("a.csv", f"external_id,{field}\nT1,{cell}\n", "--empty", "text", "--type", type)
                    self.assertEqual(result.json["payload"], [{"external_id": "T1"}], result)
                record = {"external_id": "T1", field: ""}
                result = self.run_encode("a.jsonl", json.dumps(record), "--type", type)
                self.assertEqual(result.json["payload"], [{"external_id": "T1"}], result)
                self.assertIn(field, result.err)
