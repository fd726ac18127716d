"""Answers that cannot be read (pages of portals, compressed ones, halves, JSON that tells nothing), and long waits."""

import concurrent.futures
import gzip
import json
import os
import signal

from service import KINDS, Answer, Service
from support import TestCase

PAGE = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in to the network.</body></html>"
JOB = '[{"id":"0000000a-0000-4000-8000-000000000000","total_count":20,"success_count":20,"failed_count":0}]'
# What comes, and what a message calls it when the import cannot go on for it.
BAD = {
    "empty": (Answer(), ["empty"]),
    "page": (Answer(PAGE, Content_Type="text/html; charset=utf-8"), ["HTML"]),
    "page as json": (Answer("\n " + PAGE.lower()), ["HTML"]),
    "cut json": (Answer(JOB[:40]), ["cut off", "not JSON"]),
    "cut body": (Answer(JOB[:40], promised=len(JOB)), ["cut off", "not JSON", "bytes remaining"]),
    "gzip": (Answer(gzip.compress(JOB.encode())), ["compressed"]),
    "brotli": (Answer(b"\x0b\x30\x80" + os.urandom(60) + b"\x03", Content_Encoding="br"), ["compressed"]),
    "not utf-8": (Answer(b'[{"id":"\xff\xfe"}]'), []),
    "string": (Answer('"ok"'), []),
    "number": (Answer("42"), []),
    "null": (Answer("null"), []),
    "true": (Answer("true"), []),
    "object": (Answer("{}"), []),
    "status": (Answer('{"status":"ok"}'), []),
    "numbers": (Answer("[1,2,3]"), []),
    "no id": (Answer('[{"total_count":20,"success_count":20,"failed_count":0}]'), []),
}
# As many requests of one kind as a run may spend on an answer that does not get better.
MOST_REQUESTS = 15
UNKNOWN, UNREACHABLE = 5, 6


class Unreadable(TestCase):
    """Each kind of request gets each of these answers. The runs of a test wait at the same time.

    Polls without a deadline take too long with the waits of the tool; Tests/C/unreadable.c has them.
    """

    def each(self, scenario):
        with concurrent.futures.ThreadPoolExecutor(len(BAD)) as pool:
            futures = {name: pool.submit(scenario, name) for name in BAD}
        for name, future in futures.items():
            with self.subTest(answer=name):
                future.result()

    def ends(self, name, service, statuses, *arguments):
        """Imports 20 deals."""
        file = self.write(f"{name}.jsonl", "".join(f'{{"external_id":"D-{row}"}}\n' for row in range(1, 21)))
        result = self.mateo(
            "import", file, "--type", "deals", "--name", "deals", *self.to(service), *arguments,
            **self.in_journal(name))
        self.assertIn(result.status, statuses, result)
        self.assertBounded(service, result)
        words = BAD[name][1]
        if result.status == UNREACHABLE and words and "deadline" not in result.err:
            self.assertTrue(any(word in result.err for word in words), f"none of {words} is in {result}")
        return result

    def in_journal(self, name):
        return {"environment": self.environment(MATEO_JOURNAL=str(self.folder / f"{name}.db"))}

    def assertBounded(self, service, result):
        for kind in KINDS:
            self.assertLessEqual(service.requests[kind], MOST_REQUESTS, f"{kind}: {result}")
        self.assertEqual(service.requests["post"], 1, result)
        self.assertEqual([name for name, times in service.taken.items() if times > 1], [], result)
        self.assertNotIn("Sign in", result.out + result.err)

    def assertGoesOn(self, name, service, first):
        """Once the service is well again, an import that was not over comes to its end."""
        service.answers = {}
        if first.status != 0:
            result = self.mateo("resume", "deals", *self.to(service), **self.in_journal(name))
            # What was given up may stay unknown.
            self.assertIn(result.status, [0, UNKNOWN] if first.status == UNKNOWN else [0], result)
            self.assertBounded(service, result)
        self.assertEnds(self.mateo("verify", **self.in_journal(name)), 0)

    def test_post(self):
        def scenario(name):
            with Service() as service:
                service.answers["post"] = lambda body: service.take(body) and BAD[name][0]
                self.assertGoesOn(name, service, self.ends(name, service, [0, UNKNOWN, UNREACHABLE]))
        self.each(scenario)

    def test_poll_until_the_deadline_of_its_job(self):
        def scenario(name):
            with Service() as service:
                service.answers["poll"] = lambda _: BAD[name][0]
                result = self.ends(name, service, [UNKNOWN, UNREACHABLE], "--job-deadline", "3")
                self.assertLessEqual(service.requests["poll"], 6, result)
                self.assertGoesOn(name, service, result)
        self.each(scenario)

    def test_poll_until_the_deadline_of_the_import(self):
        def scenario(name):
            with Service() as service:
                service.answers["poll"] = lambda _: BAD[name][0]
                result = self.ends(name, service, [UNREACHABLE], "--import-deadline", "5")
                self.assertLessEqual(service.requests["poll"], 6, result)
                self.assertGoesOn(name, service, result)
        self.each(scenario)

    def test_look_up_by_reference(self):
        def scenario(name):
            with Service() as service:
                service.answers["post"] = lambda body: service.take(body) and None
                service.answers["reference"] = lambda _: BAD[name][0]
                self.assertGoesOn(name, service, self.ends(name, service, [0, UNKNOWN, UNREACHABLE]))
        self.each(scenario)

    def test_look_up_by_time(self):
        def scenario(name):
            with Service() as service:
                service.answers["post"] = lambda body: service.take(body) and None
                service.answers["reference"] = lambda _: Answer("[]")
                service.answers["time"] = lambda _: BAD[name][0]
                self.assertGoesOn(name, service, self.ends(name, service, [UNKNOWN, UNREACHABLE]))
        self.each(scenario)

    def test_look_up_until_the_deadline_of_the_import(self):
        def scenario(name):
            with Service() as service:
                service.answers["post"] = lambda body: service.take(body) and None
                service.answers["reference"] = lambda _: BAD[name][0]
                service.answers["time"] = lambda _: BAD[name][0]
                result = self.ends(name, service, [UNKNOWN, UNREACHABLE], "--import-deadline", "8")
                self.assertLessEqual(sum(service.requests.values()), 8, result)
        self.each(scenario)

    def test_list_of_failed_records(self):
        def scenario(name):
            with Service() as service:
                service.failing = {"D-3"}
                service.answers["list"] = lambda _: BAD[name][0]
                result = self.ends(name, service, [1], "--json")
                self.assertEqual(
                    (result.json["records"]["failed"], result.json["records"]["succeeded"]), (1, 19), result)
            listed = self.mateo("failures", "deals", "--json", **self.in_journal(name))
            self.assertLessEqual(len(listed.json_lines), 1, listed)
            self.assertNotIn("html", listed.out.lower())
            self.assertEnds(self.mateo("verify", **self.in_journal(name)), 0)
        self.each(scenario)


class Portal(TestCase):
    """A network that answers everything with its own page."""

    def import_through(self, *arguments):
        service = self.enterContext(Service())
        for kind in KINDS:
            service.answers[kind] = lambda _: BAD["page"][0]
        result = self.mateo("import", *arguments, *self.to(service))
        for kind in KINDS:
            self.assertLessEqual(service.requests[kind], MOST_REQUESTS, f"{kind}: {result}")
        self.assertEqual(service.requests["post"], 1, result)
        self.assertEqual(result.status, UNREACHABLE, result)
        self.assertNotIn("Sign in", result.out + result.err)
        return service, result

    def test_contacts(self):
        service, result = self.import_through(self.contacts(20), "--name", "portal")
        self.assertIn("HTML", result.err)
        # Outside of it, the import goes on.
        service.answers = {}
        self.assertEnds(self.mateo("resume", "portal", *self.to(service)), 0)
        self.assertEqual((len(service.taken), set(service.taken.values())), (20, {1}))

    def test_deals(self):
        _, result = self.import_through(self.write("d.jsonl", '{"external_id":"D-1"}\n'), "--type", "deals")
        self.assertIn("HTML", result.err)

    def test_until_the_deadline_of_the_import(self):
        service, _ = self.import_through(self.contacts(20), "--import-deadline", "3")
        self.assertLessEqual(sum(service.requests.values()), 4)


class Limits(TestCase):
    """429 with Retry-After."""

    def check(self, wait, *, pauses):
        journal = {"environment": self.environment(MATEO_JOURNAL=str(self.folder / f"{abs(hash(wait))}.db"))}
        with Service() as service:
            def post(body):
                if pauses or service.requests["post"] == 1:
                    return Answer('{"message":"too many"}', 429, Retry_After=wait)
                return Answer(json.dumps(service.take(body)), 201)

            service.answers["post"] = post
            result = self.mateo("import", self.contacts(10), *self.to(service), **journal)
            if not pauses:
                return self.assertEnds(result, 0)
            self.assertEnds(result, 3)
            self.assertEqual(service.requests["post"], 1)
            words = r"paused until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d, the service asked to wait"
            self.assertRegex(result.out, words)
            self.assertRegex(self.mateo("status", **journal).out, words)
            self.assertRegex(self.mateo("status", "contacts.csv", **journal).out, words)
            for text in [result.out, result.err, self.mateo("report", "contacts.csv", **journal).out]:
                self.assertNotRegex(text.lower(), "quota.{0,20} used up")
            waiting = self.start("resume", "contacts.csv", *self.to(service), "--wait", **journal)
            waiting.err.wait_for("the service asked to wait until")
            waiting.send(signal.SIGINT)
            self.assertEqual(waiting.end().status, 130)
            # Another import of the key waits for the same reason.
            other = self.mateo("import", self.contacts(10), "--name", "other", *self.to(service), **journal)
            self.assertEnds(other, 3)
            self.assertRegex(other.out, words)

    def test_long_waits(self):
        for wait in ["3600", "172800", "1000000000000000000", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"]:
            with self.subTest(wait=wait):
                self.check(wait, pauses=True)

    def test_waits_that_are_none(self):
        for wait in ["-5", "-1000000000000000000", "Sun, 06 Nov 1994 08:49:37 GMT", "soon", ""]:
            with self.subTest(wait=wait):
                self.check(wait, pauses=False)
