"""mateo import --check-account and --contacts-must-exist: rows that the service is asked about first."""

from support import Sandbox, TestCase

FAST = ("--requests-per-second", "0")


class Checks(TestCase):
    def test_contacts_must_exist(self):
        deals = "external_id,contact_external_id\n" + "".join(f"D-{row},C-{row}\n" for row in range(1, 301))
        with Sandbox(*FAST) as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(280)), 0)
            self.write("deals.csv", deals)
            flags = ("deals.csv", "--type", "deals", "--contacts-must-exist", "--json")
            plan = self.mateo("plan", *flags, *self.to(sandbox))
            self.assertEnds(plan, 0)
            self.assertEqual(plan.json["contact_requests"], 6)
            before = sandbox.statistics
            result = self.run_import(sandbox, *flags)
            self.assertEnds(result, 1)
            self.assertReport(result, "finished", total=300, succeeded=280, held=20)
            self.assertEqual(sandbox.statistics["other"], before["other"] + 6)
            self.assertIn("6 requests", self.mateo("plan", *flags[:-1], *self.to(sandbox)).out)
            listed = self.mateo("failures", "deals.csv", "--csv")
            self.assertIn("D-281,C-281,281,282,held,contact_missing", listed.out)
            # The contacts come in, and the same deals again: these twenty are sent.
            self.assertEnds(self.run_import(sandbox, self.contacts(300)), 0)
            before = sandbox.statistics["entities"]
            result = self.run_import(sandbox, *flags)
            self.assertEnds(result, 0)
            self.assertReport(result, "finished", total=300, succeeded=300)
            self.assertEqual(sandbox.statistics["entities"], before + 20)
        self.assertEnds(self.mateo("verify"), 0)

    def test_contacts_of_contacts(self):
        with Sandbox() as sandbox:
            self.assertUsage(self.run_import(sandbox, self.contacts(1), "--contacts-must-exist"), "deals")
            self.assertUsage(self.mateo("plan", "contacts.csv", "--contacts-must-exist"), "deals")

    def test_account(self):
        self.write("contacts.csv", (
            "external_id,full_name,since,score,colour,newsletter\n1,A,2026-01-31,4,,accepted\n2,B,31.01.2026,4,,\n"
            "3,C,2026-01-31,four,,\n4,D,2026-01-31,4,red,\n5,E,2026-01-31,4,,yes\n6,F,,,,declined\n"))
        fields = ("--custom-field", "since:date", "--custom-field", "score:number")
        with Sandbox(*FAST, *fields) as sandbox:
            result = self.run_import(sandbox, "contacts.csv", "--check-account", "--json")
            self.assertEnds(result, 1)
            self.assertReport(result, "finished", total=6, succeeded=2, held=4)
            rows = self.mateo("failures", "contacts.csv", "--json").json_lines
            self.assertEqual([row["code"] for row in rows], ["field_type", "field_type", "unknown_field", "consent"])
            self.assertIn('"since"', rows[0]["message"])
            self.assertIn("2026-12-31", rows[0]["message"])
            self.assertEqual(sandbox.statistics["entities"], 2)
            port = sandbox.url.split(":")[2].split("/")[0]
        # The account has the field by now.
        with Sandbox(*FAST, *fields, "--custom-field", "colour:string", "--port", port) as sandbox:
            result = self.run_import(sandbox, "contacts.csv", "--check-account", "--json")
            self.assertEnds(result, 1)
            self.assertReport(result, "finished", total=6, succeeded=3, held=3)
        self.assertEnds(self.mateo("verify"), 0)
