"""mateo retry: rows that failed because of the service."""

from service import Service
from support import TestCase


class Retry(TestCase):
    def test_retryable_rows(self):
        with Service() as service:
            service.failing = {"C-3", "C-5"}
            service.codes = {"C-3": "57014", "C-5": "23514"}
            result = self.run_import(service, self.contacts(8), "--json")
            self.assertReport(result, "finished", succeeded=6, failed=2)
            self.assertEqual([e["retryable"] for e in self.mateo("failures", "contacts.csv", "--json").json_lines], [True, False])
            # It fails once more, in an import of its own requests.
            result = self.mateo("retry", "contacts.csv", *self.to(service), "--json")
            self.assertEnds(result, 1)
            self.assertReport(result, "finished", total=8, succeeded=6, failed=2)
            service.failing = {"C-5"}
            result = self.mateo("retry", "contacts.csv", *self.to(service), "--json")
            self.assertEnds(result, 1)
            self.assertReport(result, "finished", total=8, succeeded=7, failed=1)
            self.assertEqual(service.taken["C-3"], 3)
            self.assertEqual(sum(service.taken.values()), 8 + 2)
            self.assertEqual(service.requests["post"], 3)
            self.assertEqual([e["row"] for e in self.mateo("failures", "contacts.csv", "--json").json_lines], [5])
            result = self.mateo("retry", "contacts.csv", *self.to(service))
            self.assertEnds(result, 1, "no failed row of contacts.csv is retryable")
            self.assertEqual(service.requests["post"], 3)
        self.assertEnds(self.mateo("verify"), 0)

    def test_unknown_name(self):
        self.run_import(type("Nowhere", (), {"url": "http://127.0.0.1:1/api/v1"}), self.contacts(1), "--import-deadline", "0.1")
        self.assertUsage(self.mateo("retry", "other", "--url", "http://127.0.0.1:1/api/v1"), "other")
