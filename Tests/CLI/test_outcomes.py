"""How an import ends: exit codes, the JSON object, and going on afterwards."""

import datetime
import re
import socket

from support import INTERRUPT, KEY, Sandbox, TestCase


class Outcomes(TestCase):
    def test_all_succeeded(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.run_import(sandbox, self.contacts(2500), "--json", "--quiet")
            self.assertEnds(result, 0)
            self.assertEqual(result.err, "")
            report = self.assertReport(result, "finished", total=2500, succeeded=2500)
            self.assertEqual(report["import"], "contacts.csv")
            self.assertEqual(report["type"], "contacts")
            self.assertEqual(report["jobs"], 4)
            self.assertEqual(report["requests"]["post"], 4)
            self.assertIsNone(report["resume_at"])
            self.assertEqual(sandbox.statistics["contacts"], 2500)

    def test_some_failed(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.run_import(sandbox, self.contacts(300, bad={7, 200}), "--json")
            self.assertEnds(result, 1)
            self.assertReport(result, "finished", total=300, succeeded=298, failed=2)

    def test_summary_for_people(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.run_import(
                sandbox, self.contacts(1200, bad={7}), "--name", "it's 1", "--journal", self.journal)
            self.assertEnds(result, 1, "1,200 contacts")
            self.assertIn("finished", result.out)
            self.assertIn("1,200 contacts: 1,199 succeeded, 1 failed", result.out)
            self.assertIn(f"mateo failures 'it'\\''s 1' --journal {self.journal}", result.out)

    def test_quiet_says_nothing(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.run_import(sandbox, self.contacts(10), "--quiet")
            self.assertEqual((result.status, result.out, result.err), (0, "", ""))

    def test_pause_and_go_on(self):
        quota = ["--entities-per-day", "200", "--quota-window-seconds", "4", "--batch-records", "100", "--json",
                 "--no-first-look"]
        file = self.contacts(300)
        with Sandbox("--requests-per-second", "0", "--entities-per-day", "200", "--day-seconds", "4") as sandbox:
            result = self.run_import(sandbox, file, *quota)
            self.assertEnds(result, 3)
            report = self.assertReport(result, "paused", total=300, succeeded=200, pending=100)
            self.assertRegex(report["resume_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
            time = datetime.datetime.fromisoformat(report["resume_at"].replace("Z", "+00:00"))
            ahead = (time - datetime.datetime.now(datetime.timezone.utc)).total_seconds()
            self.assertTrue(-PATIENT_SECONDS < ahead <= 5, ahead)
            result = self.run_import(sandbox, file, *quota, "--wait")
            self.assertEnds(result, 0)
            self.assertReport(result, "finished", total=300, succeeded=300)
            statistics = sandbox.statistics
            self.assertEqual(statistics["entities"], 300, "records were sent twice")
            self.assertEqual(statistics["rejected_429"], 0)

    def test_wrong_key(self):
        with Sandbox() as sandbox:
            other = self.environment(MATEO_API_KEY="other-key")
            result = self.run_import(sandbox, self.contacts(5), "--json", environment=other)
            self.assertEnds(result, 4, "403", "API key")
            self.assertReport(result, "stopped", total=5, pending=5)

    def test_wrong_address(self):
        with Sandbox() as sandbox:
            address = sandbox.url.replace("/api/v1", "/api/v7")
            result = self.mateo("import", self.contacts(5), "--url", address, "--json")
            self.assertEnds(result, 4, "404")
            self.assertReport(result, "stopped", total=5, pending=5)

    def test_key_put_right(self):
        file = self.contacts(5)
        with Sandbox("--requests-per-second", "0") as sandbox:
            other = self.environment(MATEO_API_KEY="other-key")
            self.assertEnds(self.run_import(sandbox, file, environment=other), 4)
            # What was sealed for one key is another customer's, for all that the program knows, unless these are its records.
            self.assertUsage(self.mateo("resume", "contacts.csv", *self.to(sandbox)), "another API key")
            self.contacts(6)
            self.assertUsage(self.run_import(sandbox, file), "another API key")
            self.contacts(5)
            self.assertEnds(self.run_import(sandbox, file), 0)

    def test_another_key_does_not_take_over_what_was_sent(self):
        file = self.contacts(20)
        with Sandbox("--requests-per-second", "0") as sandbox:
            arguments = ["--batch-records", "10", "--entities-per-day", "10"]
            self.assertEnds(self.run_import(sandbox, file, *arguments), 3)
            other = self.environment(MATEO_API_KEY="other-key")
            self.assertUsage(self.run_import(sandbox, file, environment=other), "another API key")

    def test_unknown_and_settled_later(self):
        file = self.contacts(20)
        with Sandbox("--requests-per-second", "0", "--processing-ms", "4000") as sandbox:
            result = self.run_import(sandbox, file, "--job-deadline", "0.5", "--json")
            self.assertEnds(result, 5)
            report = self.assertReport(result, "unknown", total=20, unknown=20)
            self.assertEqual(report["unknown_rows"], [[1, 20]])
            status = self.mateo("status", "contacts.csv")
            self.assertIn("Unknown: rows 1 to 20", status.out)
            self.assertEqual(self.mateo("status", "contacts.csv", "--json").json["unknown_rows"], [[1, 20]])
            result = self.run_import(sandbox, file, "--json")
            self.assertEnds(result, 0)
            report = self.assertReport(result, "finished", total=20, succeeded=20)
            self.assertEqual(report["requests"]["post"], 1, "it was sent again")

    def test_deadline(self):
        file = self.contacts(20)
        with Sandbox("--requests-per-second", "0", "--processing-ms", "4000") as sandbox:
            result = self.run_import(sandbox, file, "--import-deadline", "0.5", "--json")
            self.assertEnds(result, 6, "deadline")
            report = self.assertReport(result, "interrupted", total=20, in_flight=20)
            self.assertEqual(report["unknown_rows"], [])
            result = self.mateo("resume", "contacts.csv", *self.to(sandbox), "--json")
            self.assertEnds(result, 0)
            report = self.assertReport(result, "finished", total=20, succeeded=20)
            self.assertEqual(report["requests"]["post"], 1, "it was sent again")

    def test_what_nobody_knows_stops_or_is_sent_again(self):
        lines = "".join(f'{{"external_id":"D-{row}"}}\n' for row in range(1, 21))
        deals = ["--type", "deals", "--batch-records", "10", "--json"]
        with Sandbox(
                "--requests-per-second", "0", "--reference-id", "refuse", "--faults", "html502@2") as sandbox:
            result = self.run_import(sandbox, self.write("d.jsonl", lines), *deals)
            self.assertEnds(result, 5)
            report = self.assertReport(result, "unknown", total=20, failed=10, unknown=10)
            self.assertEqual(report["unknown_rows"], [[1, 10]])
            result = self.mateo("resume", "d.jsonl", *self.to(sandbox), "--on-unknown", "stop", "--json")
            self.assertEnds(result, 5)
            result = self.mateo("resume", "d.jsonl", *self.to(sandbox), "--on-unknown", "resend", "--json")
            # None has a contact.
            self.assertEnds(result, 1)
            self.assertReport(result, "finished", total=20, failed=20)

    def test_unreachable(self):
        # A port that was taken a moment ago and is listened on by nobody.
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
            result = self.mateo("import", self.contacts(5), "--url", f"http://127.0.0.1:{port}/api/v1", "--json")
        self.assertEnds(result, 6, f"127.0.0.1:{port}")
        self.assertReport(result, "interrupted", total=5, pending=5)

    def test_limits_hold(self):
        with Sandbox() as sandbox:
            result = self.mateo(
                "import", self.contacts(600), "--url", sandbox.url, "--batch-records", "100", "--json")
            self.assertEnds(result, 0)
            self.assertLessEqual(sandbox.statistics["max_requests_in_a_second"], 2)
            self.assertEqual(sandbox.statistics["polls_without_select"], 0)

    def test_finished_import_can_be_made_anew(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.contacts(10)), 0)
            result = self.run_import(sandbox, self.contacts(20), "--json")
            self.assertEnds(result, 0)
            self.assertReport(result, "finished", total=20, succeeded=20)

    def test_other_records_under_the_name_of_an_unfinished_import(self):
        with Sandbox("--requests-per-second", "0", "--entities-per-day", "100") as sandbox:
            few = ["--entities-per-day", "100", "--batch-records", "100"]
            self.assertEnds(self.run_import(sandbox, self.contacts(150), *few), 3)
            self.assertUsage(self.run_import(sandbox, self.contacts(160), *few), "150 records then, 160 now")
            self.assertUsage(
                self.run_import(sandbox, self.contacts(150), *few, "--list-external-id", "vip"), "settings")
            self.assertUsage(
                self.run_import(
                    sandbox, self.write("contacts.csv", "external_id\n1\n"), *few, "--type", "deals"), "type")

    def test_deals_and_json_lines(self):
        lines = "".join(f'{{"external_id":"D-{row}","name":"Deal {row}"}}\n' for row in range(1, 31))
        with Sandbox("--requests-per-second", "0") as sandbox:
            self.assertEnds(self.run_import(sandbox, self.write("c.csv", "external_id,full_name\nC-1,Ann\n")), 0)
            lines = lines.replace('"name"', '"contact_external_id":"C-1","name"')
            result = self.run_import(
                sandbox, self.write("deals.jsonl", lines), "--type", "deals", "--allow-reassignment", "--json")
            report = self.assertReport(result, "finished", total=30)
            self.assertEqual(report["type"], "deals")
            self.assertEqual(sandbox.statistics["entities"], 31)

    def test_standard_input(self):
        csv = self.contacts(10).read_text()
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.run_import(sandbox, "-", "--format", "csv", "--name", "piped", "--json", stdin=csv)
            self.assertEnds(result, 0)
            self.assertEqual(self.assertReport(result, "finished", total=10)["import"], "piped")

    def test_environment_and_files(self):
        key = self.write("key.txt", KEY + "\n")
        state = self.folder / "state"
        with Sandbox("--requests-per-second", "0") as sandbox:
            environment = self.environment(
                MATEO_API_KEY=None, MATEO_JOURNAL=None, MATEO_URL=sandbox.url, XDG_STATE_HOME=str(state))
            key.chmod(0o600)
            result = self.mateo(
                "import", self.contacts(3), "--api-key-file", key, "--json", "--quiet", environment=environment)
            self.assertEqual((result.status, result.err), (0, ""), result)
            journal = state / "mateo/journal.db"
            self.assertEqual(result.json["journal"], str(journal))
            self.assertEqual(journal.stat().st_mode & 0o777, 0o600)
            self.assertEqual(journal.parent.stat().st_mode & 0o777, 0o700)
            key.chmod(0o644)
            environment["XDG_STATE_HOME"] = ""
            result = self.mateo(
                "import", self.contacts(3), "--api-key-file", key, "--json", environment=environment)
            self.assertEnds(result, 0, "every user of this machine can read the API key")
            self.assertEqual(result.json["journal"], str(self.folder / "home/.local/state/mateo/journal.db"))

    def test_flags_win(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            environment = self.environment(
                MATEO_URL="http://127.0.0.1:1/", MATEO_JOURNAL=str(self.folder / "other.db"), MATEO_API_KEY="wrong")
            result = self.run_import(
                sandbox, self.contacts(3), "--api-key-file", self.write("key.txt", KEY), "--journal", self.journal,
                "--json", environment=environment)
            self.assertEnds(result, 0)
            self.assertReport(result, "finished", total=3)
            self.assertFalse((self.folder / "other.db").exists())

    def test_list_and_reference_are_sent(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            result = self.run_import(sandbox, self.contacts(3), "--list-external-id", "vip", "--json")
            self.assertReport(result, "finished", total=3)

    def test_version(self):
        result = self.mateo("--version")
        self.assertEqual(result.status, 0)
        self.assertTrue(re.fullmatch(r"mateo \d+\.\d+\.\d+\n", result.out), result)

    def test_help(self):
        result = self.mateo("import", "--help")
        self.assertEqual(result.status, 0)
        for part in ["EXIT CODES", "130", "MATEO_API_KEY", "EXAMPLES", "--job-deadline"]:
            self.assertIn(part, result.out)


# How long the machine may have stood still between two looks at a clock.
PATIENT_SECONDS = 60
