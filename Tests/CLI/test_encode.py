"""mateo encode: the bodies that would be sent."""

import json
import subprocess

from support import MATEO, TestCase


class Encode(TestCase):
    def setUp(self):
        super().setUp()
        self.bare = self.environment(MATEO_API_KEY=None, MATEO_JOURNAL=None, HOME=None)

    def encode(self, *arguments, **more):
        result = self.mateo("encode", *arguments, environment=self.bare, **more)
        self.assertEqual((result.status, result.err), (0, ""), result)
        return [json.loads(line) for line in result.out.splitlines()]

    def test_batches(self):
        bodies = self.encode(self.contacts(25), "--batch-records", "10")
        self.assertEqual([len(body["payload"]) for body in bodies], [10, 10, 5])
        self.assertEqual(list(bodies[0]), ["type", "payload"])
        self.assertEqual(bodies[0]["type"], "contact_details")
        self.assertEqual(
            bodies[2]["payload"][4],
            {"external_id": "C-25", "full_name": 'Ann "25" Müller', "email": "ann.25@example.org"})

    def test_settings(self):
        uuid = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
        body, = self.encode(self.contacts(1), "--list-id", uuid)
        self.assertEqual(body["contact_list_id"], uuid)
        body, = self.encode(self.contacts(1), "--list-external-id", 'v"ip')
        self.assertEqual(body["contact_list_external_id"], 'v"ip')
        deals = self.write("deals.jsonl", '{"external_id":"1"}\n')
        body, = self.encode(deals, "--type", "deals", "--allow-reassignment")
        self.assertEqual((body["type"], body["allow_deal_reassignment"]), ("deal_details", True))
        body, = self.encode(deals, "--type", "appointments", "--allow-reassignment")
        self.assertEqual((body["type"], body["allow_appointment_reassignment"]), ("appointment_details", True))

    def test_empty_cells(self):
        file = self.write("contacts.tsv", "external_id\tfull_name\n1\t\n")
        self.assertEqual(self.encode(file)[0]["payload"], [{"external_id": "1"}])
        self.assertEqual(self.encode(file, "--empty", "omit")[0]["payload"], [{"external_id": "1"}])
        self.assertEqual(self.encode(file, "--empty", "null")[0]["payload"], [{"external_id": "1", "full_name": None}])
        self.assertEqual(self.encode(file, "--empty", "text")[0]["payload"], [{"external_id": "1", "full_name": ""}])

    def test_forms(self):
        rows = '{"external_id":"1","tags":["a","b"]}\n\n{"external_id":"2","n":1.50}\n'
        for name in ["a.jsonl", "a.ndjson", "A.JSONL", "a.json"]:
            self.assertEqual(len(self.encode(self.write(name, rows))[0]["payload"]), 2)
        array = "[" + rows.strip().replace("\n\n", ",\n") + "]\n"
        for name in ["b.jsonl", "b.json"]:
            self.assertEqual(len(self.encode(self.write(name, array))[0]["payload"]), 2)
        spread = json.dumps([{"external_id": "1"}, {"external_id": "2"}], indent=2)
        self.assertEqual(len(self.encode(self.write("s.json", spread))[0]["payload"]), 2)
        self.assertEqual(len(self.encode(self.write("o.json", json.dumps({"external_id": "1"}, indent=2)))[0]["payload"]), 1)
        self.assertEqual(len(self.encode(self.write("c.txt", "external_id\ta\n1\tx\n"))[0]["payload"]), 1)
        self.assertEqual(len(self.encode(self.write("a.txt", rows), "--format", "jsonl")[0]["payload"]), 2)
        self.assertEqual(len(self.encode("-", "--format", "jsonl", stdin=rows)[0]["payload"]), 2)

    def test_faults(self):
        result = self.mateo(
            "encode", self.write("a.csv", "external_id,full_name\n1,a\n2,b\n3\n"), "--batch-records", "1",
            environment=self.bare)
        self.assertEnds(result, 2, "row 3")
        self.assertEqual(len(result.out.splitlines()), 2)
        self.assertUsage(self.mateo("encode", "none.csv", environment=self.bare), "none.csv")
        self.assertUsage(self.mateo("encode", self.contacts(1), "--batch-records", "0", environment=self.bare), "batch")

    def test_output_that_cannot_be_written(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [MATEO, "encode", str(self.contacts(10))], stdout=full, stderr=subprocess.PIPE, env=self.bare, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("standard output", done.stderr)
