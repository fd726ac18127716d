"""The parties of a Tryton server become contacts of a sandbox, and get their outcomes."""

import datetime
import signal
import subprocess
import sys
import threading
import time
import unittest
import urllib.parse

from mateo.testing import Sandbox

from server import PASSWORD, PATIENCE, RemoteError, Template

GERMANY = 1
# Parties with something special, by their number.
TWO_EMAILS, ONLY_PHONE, ONLY_NAME, INACTIVE, SAME_EMAIL, LONG_NAME, NO_ADDRESS = range(1, 8)
NOT_SENT = {ONLY_NAME, INACTIVE, SAME_EMAIL}
SENT = 2000 - len(NOT_SENT)


def party(number):
    """The values of a party."""
    mechanisms = [{"type": "mobile", "value": f"0171 {2000000 + number}"}, {"type": "email", "value": f"p{number}@example.org"}]
    values = {"name": f"Müller & Söhne {number}", "code": f"P-{number}", "addresses": [("create", [{
        "street_unstructured": f"Große Straße {number}\nHof", "postal_code": "50667", "city": "Köln", "country": GERMANY}])]}
    if number == TWO_EMAILS:
        mechanisms[1]["sequence"] = 2
        mechanisms.append({"type": "email", "value": "first@example.org", "sequence": 1})
    if number == ONLY_PHONE:
        mechanisms = [{"type": "fax", "value": "0221 111111"}, {"type": "phone", "value": "0221 222222"}]
    if number == ONLY_NAME:
        mechanisms = []
    if number == SAME_EMAIL:
        mechanisms = [{"type": "email", "value": "P0@example.org"}]
    if number == LONG_NAME:
        values["name"] = 300 * "ü"
    if number == NO_ADDRESS:
        values["addresses"] = []
        mechanisms[0]["value"] = "+49 171 2000007"
    return values | {"contact_mechanisms": [("create", mechanisms)]}


def contact(number):
    """The contact that a party becomes."""
    values = {
        "external_id": f"P-{number}", "full_name": f"Müller & Söhne {number}", "email": f"p{number}@example.org",
        "sms": f"+49171{2000000 + number}", "address_line1": f"Große Straße {number} Hof", "zipcode": "50667", "city": "Köln",
        "country": "DE"}
    if number == TWO_EMAILS:
        values["email"] = "first@example.org"
    if number == ONLY_PHONE:
        values |= {"email": None, "sms": "+49221222222"}
    if number == NO_ADDRESS:
        values |= {"address_line1": None, "zipcode": None, "city": None, "country": None}
    return values


class ModuleTests(unittest.TestCase):
    def test_what_tryton_checks_of_every_module(self):
        """Views, dependencies, access rights, and more."""
        command = [sys.executable, "-m", "unittest", "trytond_hellomateo.tests.test_module"]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stdout)


class HellomateoTests(unittest.TestCase):
    """Each test has a server with 2,000 parties, and a sandbox."""

    maxDiff = 4000

    def setUp(self):
        self.server = Template.copy([party(number) for number in range(2000)], [f"P-{INACTIVE}"])
        self.addCleanup(self.server.close)

    def start(self, **options):
        """Starts a sandbox and the server."""
        sandbox = Sandbox(**options)
        self.addCleanup(sandbox.close)
        self.server.start(sandbox)
        return sandbox

    def press(self):
        """Presses the button. Without a worker, the server answers when the import is over."""
        self.server.model("hellomateo.configuration", "send", [1])

    def press_in_a_thread(self):
        def press():
            try:
                self.press()
            except (OSError, RemoteError):  # The server was killed.
                pass
        thread = threading.Thread(target=press)
        thread.start()
        self.addCleanup(thread.join)
        return thread

    def wait_for(self, sandbox, what, number):
        """Waits until the sandbox has counted up to a number."""
        deadline = time.monotonic() + PATIENCE
        while sandbox.statistics()[what] < number:
            self.assertLess(time.monotonic(), deadline, sandbox.statistics())
            time.sleep(0.02)

    def configuration(self):
        return self.server.model("hellomateo.configuration", "read", [1], ["state", "message", "resume_at"])[0]

    def due_at(self):
        """When the scheduled action runs next, in UTC."""
        action, = self.server.search("ir.cron", [["method", "=", "hellomateo.configuration|send_scheduled"]], "next_call")
        values = action["next_call"]
        return datetime.datetime(*(values[name] for name in ("year", "month", "day", "hour", "minute", "second")))

    def parties(self, domain=()):
        """The parties by their code."""
        fields = ["code", "hellomateo_state", "hellomateo_message", "hellomateo_at"]
        found = self.server.search("party.party", [["active", "in", [True, False]], *domain], *fields)
        return {party["code"]: party for party in found}

    def assert_outcomes(self, expected):
        """Compares how many parties have which state."""
        states = [party["hellomateo_state"] for party in self.parties().values()]
        self.assertEqual({state: states.count(state) for state in set(states)}, expected, self.configuration())

    def assert_contacts(self, sandbox, expected):
        """Compares the sandbox's contacts."""
        found = {values["external_id"]: values for values in sandbox.contacts()}
        self.assertEqual(found.keys() ^ {values["external_id"] for values in expected}, set())
        for values in expected:
            contact = found[values["external_id"]]
            self.assertEqual({name: contact[name] for name in values}, values)

    def test_outcomes_and_changes(self):
        sandbox = self.start()
        self.press()
        self.assertEqual(self.configuration()["state"], "done", self.configuration())
        self.assert_outcomes({"succeeded": SENT - 1, "failed": 2, "not_sent": 2})
        self.assert_contacts(sandbox, [contact(number) for number in range(2000) if number not in NOT_SENT | {LONG_NAME}])
        parties = self.parties()
        for number, message in [
                (ONLY_NAME, "no e-mail address and no telephone number"), (INACTIVE, "not active"),
                (SAME_EMAIL, "An earlier party has the same"), (LONG_NAME, "the text is too long")]:
            self.assertIn(message, parties[f"P-{number}"]["hellomateo_message"])
        self.assertIsNotNone(parties["P-0"]["hellomateo_at"])
        self.assertIsNone(parties["P-0"]["hellomateo_message"])

        def write(number, values):
            self.server.model("party.party", "write", [parties[f"P-{number}"]["id"]], values)

        def mechanisms(number):
            domain = [["party", "=", parties[f"P-{number}"]["id"]], ["type", "=", "email"]]
            return [mechanism["id"] for mechanism in self.server.search("party.contact_mechanism", domain)]

        changed = {number: contact(number) for number in range(10, 20)}
        for number in changed:
            write(number, {"name": f"Çelik {number}"})
            changed[number]["full_name"] = f"Çelik {number}"
        for number in range(20, 25):
            self.server.model("party.contact_mechanism", "write", mechanisms(number), {"value": f"new{number}@example.org"})
            changed[number] = contact(number) | {"email": f"new{number}@example.org"}
        self.server.model("party.contact_mechanism", "delete", mechanisms(25))
        changed[25] = contact(25) | {"email": None}
        # For the service this is another contact, which takes the address and the number.
        self.server.change("UPDATE party_party SET code = 'P-26-new' WHERE code = 'P-26'")
        changed[26] = contact(26) | {"external_id": "P-26-new"}
        old = {"external_id": "P-26", "email": None, "sms": None}
        write(LONG_NAME, {"name": "Short"})
        changed[LONG_NAME] = contact(LONG_NAME) | {"full_name": "Short"}
        write(ONLY_NAME, {"contact_mechanisms": [["create", [{"type": "email", "value": "new@example.org"}]]]})
        changed[ONLY_NAME] = contact(ONLY_NAME) | {"email": "new@example.org", "sms": None}
        write(INACTIVE, {"active": True})
        changed[INACTIVE] = contact(INACTIVE)
        self.assertEqual(len(changed), 20)
        # None of these is a change for the service.
        write(30, {"name": contact(30)["full_name"]})
        self.server.model("party.party", "delete", [parties["P-31"]["id"]])
        write(32, {"active": False})
        copy, = self.server.model("party.party", "copy", [parties["P-33"]["id"]])
        self.assertEqual(self.server.search("party.party", [["id", "=", copy]], "hellomateo_state")[0]["hellomateo_state"], None)

        before = sandbox.statistics()["accepted_rows"]
        self.press()
        self.assertEqual(sandbox.statistics()["accepted_rows"] - before, 20)
        others = [contact(n) for n in range(2000) if n not in NOT_SENT and n not in changed]
        self.assert_contacts(sandbox, [*changed.values(), old, *others])
        # One party and the copy have the e-mail address of another, and one is not active.
        self.assert_outcomes({"succeeded": 1997, "failed": 2, "not_sent": 1})

    def test_killed(self):
        sandbox = self.start(processing_ms=1000)
        for posts in (1, 2, 3):
            thread = self.press_in_a_thread()
            self.wait_for(sandbox, "posts", posts)
            self.server.kill()
            thread.join()
            self.server.start(sandbox)
        self.assert_outcomes({"sending": SENT + 1, "not_sent": 2})
        # While the import is under way, a party is deleted, and one that fails gets a new code.
        parties = self.parties()
        self.server.model("party.party", "delete", [parties["P-1999"]["id"]])
        self.server.change("UPDATE party_party SET code = 'new' WHERE code = ?", f"P-{LONG_NAME}")
        self.press()
        statistics = sandbox.statistics()
        # The failed party is sent again, because it failed and because its code is new.
        self.assertEqual(statistics["accepted_rows"], SENT + 1, statistics)
        self.assertEqual(statistics["repeated_reference_ids"], 0)
        self.assert_outcomes({"succeeded": SENT - 2, "failed": 2, "not_sent": 2})
        self.assert_contacts(sandbox, [contact(n) for n in range(2000) if n not in NOT_SENT | {LONG_NAME}])

    def test_killed_while_outcomes_are_written(self):
        sandbox = self.start()
        sent = {"sending": SENT + 1, "not_sent": 2}
        failed = sent | {"sending": SENT - 1, "failed": 2}
        half = failed | {"sending": SENT - 1001, "succeeded": 1000}
        over = {"succeeded": SENT - 1, "failed": 2, "not_sent": 2}
        # Two parties fail, one statement each. Those that succeeded are written in two transactions.
        for state, number, found in [
                ("failed", "1", sent), ("failed", "2", sent), ("succeeded", "1", failed), ("succeeded", "2", half),
                ("forgotten", "1", over)]:
            with self.subTest(state=state, number=number):
                self.server.kill()
                self.server.start(sandbox, killed_at=(state, number))
                thread = self.press_in_a_thread()
                self.assertEqual(self.server.wait(), -signal.SIGKILL)
                thread.join()
                self.server.start(sandbox)
                self.assert_outcomes(found)
                self.assertEqual(sandbox.statistics()["accepted_rows"], SENT)
        self.press()
        self.assertEqual(self.configuration()["state"], "done", self.configuration())
        self.assert_outcomes(over)
        self.assert_contacts(sandbox, [contact(n) for n in range(2000) if n not in NOT_SENT | {LONG_NAME}])
        statistics = sandbox.statistics()
        # The party that the service refused is sent again, as after each run.
        self.assertEqual(statistics["accepted_rows"], SENT + 1, statistics)
        self.assertEqual(statistics["repeated_reference_ids"], 0)

    def test_two_at_once(self):
        sandbox = self.start(processing_ms=3000)
        thread = self.press_in_a_thread()
        self.wait_for(sandbox, "posts", 1)
        self.press()
        self.assertIn("Another process is sending", self.configuration()["message"])
        self.assertEqual(self.configuration()["state"], "sending")
        # The database is free for others while the service is waited for.
        party = self.parties([["code", "=", "P-0"]])["P-0"]
        self.assertEqual(party["hellomateo_state"], "sending")
        self.server.model("party.party", "write", [party["id"]], {"name": "Renamed"})
        self.assertTrue(thread.is_alive())
        thread.join()
        self.assertEqual(self.configuration()["state"], "done", self.configuration())
        self.assertEqual(sandbox.statistics()["accepted_rows"], SENT)
        self.press()
        self.assertEqual(sandbox.statistics()["accepted_rows"], SENT + 2)  # The renamed and the failed one.

    def test_quota_and_scheduled_action(self):
        sandbox = self.start(entities_per_day=1500)
        action, = self.server.search(
            "ir.cron", [["method", "=", "hellomateo.configuration|send_scheduled"]], "active", "interval_number", "interval_type",
            "hour")
        self.assertEqual((action["active"], action["interval_number"], action["interval_type"], action["hour"]), (True, 1, "days", 3))
        self.server.run_due_actions()
        accepted = sandbox.statistics()["accepted_rows"]
        self.assertIn(accepted, range(500, 1500))
        configuration = self.configuration()
        self.assertEqual(configuration["state"], "waiting", configuration)
        self.assertIn(f"of {SENT + 1} parties are done", configuration["message"])
        self.assert_outcomes({"waiting": SENT - 1, "failed": 2, "not_sent": 2})
        # The action continues when the quota allows it, and a run before that changes nothing.
        action, = self.server.search("ir.cron", [["id", "=", action["id"]]], "next_call")
        self.assertEqual(action["next_call"], configuration["resume_at"])
        self.press()
        self.assertEqual(sandbox.statistics()["accepted_rows"], accepted)
        self.assertEqual(self.configuration(), configuration)

    def test_next_day(self):
        """The scheduled action continues the import when the service's new day allows it."""
        options = {"entities_per_day": 1500, "database": self.server.folder / "service.db"}
        sandbox = self.start(**options)
        self.server.run_due_actions()
        first = sandbox.statistics()["accepted_rows"]
        resume_at = self.due_at()
        self.assert_outcomes({"waiting": SENT - 1, "failed": 2, "not_sent": 2})
        # Meanwhile one party of the import changes, one goes, and one comes.
        parties = self.parties()
        self.server.model("party.party", "write", [parties["P-10"]["id"]], {"name": "Renamed"})
        self.server.model("party.party", "delete", [parties["P-1999"]["id"]])
        self.server.model("party.party", "create", [party(2000)])

        # The service keeps its data and begins a new day.
        sandbox.close()
        sandbox = Sandbox(port=urllib.parse.urlsplit(sandbox.url).port, **options)
        self.addCleanup(sandbox.close)
        self.server.run_due_actions(at=resume_at - datetime.timedelta(minutes=1))
        self.assertEqual(sandbox.statistics()["requests"], 0)
        self.server.run_due_actions(at=resume_at + datetime.timedelta(minutes=1))
        self.assertEqual(self.configuration()["state"], "done", self.configuration())
        statistics = sandbox.statistics()
        # The rest, and then what changed: the renamed, the new and the failed one.
        self.assertEqual(first + statistics["accepted_rows"], SENT + 3, statistics)
        self.assertEqual(statistics["repeated_reference_ids"], 0)
        self.assert_outcomes({"succeeded": SENT - 1, "failed": 2, "not_sent": 2})
        numbers = [number for number in range(2001) if number not in NOT_SENT | {LONG_NAME, 10}]
        self.assert_contacts(sandbox, [*map(contact, numbers), contact(10) | {"full_name": "Renamed"}])
        self.assertGreater(self.due_at(), resume_at)
        self.assertEqual(self.due_at().hour, 3)

    def test_wrong_key(self):
        sandbox = self.start()
        self.server.kill()
        self.server.start(sandbox, key="wrong-key")
        self.press()
        self.assertEqual(self.configuration()["state"], "stopped")
        self.assertNotIn("wrong-key", self.configuration()["message"])
        self.assert_outcomes({"waiting": SENT + 1, "not_sent": 2})
        error, = self.server.search("ir.error", [], "message", "description")
        self.assertIn("key", error["description"])
        self.server.kill()
        self.server.start(sandbox)
        self.press()
        self.assertEqual(self.configuration()["state"], "done")
        self.assertEqual(sandbox.statistics()["accepted_rows"], SENT)

    def test_records_that_all_fail(self):
        sandbox = self.start()
        self.server.change("UPDATE party_party SET name = ? || name", 300 * "x")
        self.press()
        self.assertEqual(self.configuration()["state"], "stopped")
        # Only the first batch was sent.
        failed = sandbox.statistics()["accepted_rows"]
        self.assertLessEqual(failed, 100)
        self.assert_outcomes({"failed": failed + 1, "waiting": SENT - failed, "not_sent": 2})
        self.server.change("UPDATE party_party SET name = substr(name, 301)")
        self.press()
        self.assertEqual(self.configuration()["state"], "done")
        self.assertEqual(sandbox.statistics()["accepted_rows"], failed + SENT)
        self.assert_outcomes({"succeeded": SENT - 1, "failed": 2, "not_sent": 2})

    def test_nothing_to_send(self):
        sandbox = self.start()
        self.server.change("UPDATE party_party SET active = 0")
        self.press()
        self.assertEqual(self.configuration()["message"], "0 parties were sent, 0 are unchanged, 0 are not in.")
        self.assertEqual(sandbox.statistics()["requests"], 0)
        self.assert_outcomes({"not_sent": 2000})

    def test_access(self):
        sandbox = self.start()
        self.server.model("res.user", "create", [{"name": "Clerk", "login": "clerk", "password": PASSWORD}])
        self.server.log_in("clerk", PASSWORD)
        with self.assertRaises(RemoteError):
            self.press()
        with self.assertRaises(RemoteError):
            self.server.model("hellomateo.configuration", "write", [1], {"message": "changed"})
        self.assertEqual(sandbox.statistics()["requests"], 0)
