"""mateo hints: what the service remarks about handles that belong to several contacts."""

import json

from support import Sandbox, TestCase


class Hints(TestCase):
    def setUp(self):
        super().setUp()
        self.reading = self.environment(MATEO_API_KEY=None)

    def family(self, sandbox):
        file = self.write(
            "family.csv", "external_id,email\n1,family@example.org\n2,other@example.org\n3,family@example.org\n")
        return self.run_import(sandbox, file, "--batch-records", "2", "--shared-handles", "send")

    def test_of_two_contacts_with_one_address(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.family(sandbox)
        self.assertEnds(result, 0)
        self.assertIn("The service sent 1 hint. See: mateo hints family.csv", result.out)
        listed = self.mateo("hints", "family.csv", environment=self.reading)
        self.assertEnds(listed, 0)
        self.assertRegex(listed.out, r"^rows 3 to 3: .*email.*\n$")
        listed = self.mateo("hints", "family.csv", "--json", environment=self.reading)
        self.assertEqual(len(listed.json), 1)
        self.assertEqual(list(listed.json[0]), ["first_row", "last_row", "hint"])
        self.assertEqual((listed.json[0]["first_row"], listed.json[0]["last_row"]), (3, 3))
        for line in listed.out.splitlines()[1:-1]:
            json.loads(line.rstrip(","))
        status = self.mateo("status", "family.csv", "--json", environment=self.reading)
        self.assertEqual(status.json["hints"], 1)

    def test_of_none(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(3)), 0)
        self.assertEqual(self.mateo("hints", "contacts.csv").out, "the service has no hints\n")
        self.assertEqual(self.mateo("hints", "contacts.csv", "--json").out, "[]\n")
        self.assertUsage(self.mateo("hints", "other"), "other")
