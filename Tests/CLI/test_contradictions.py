"""Jobs whose counts contradict the rows that they name as failed."""

import concurrent.futures
import json

from service import Answer, Service
from support import TestCase

ROWS = 10
# Addresses of a list that are not fetched, and why.
FAULTS = {
    "http://files.example/1": "is not https",
    "https://user:secret@files.example/1": "has a user name or a password",
    "//files.example/secret": "is not a complete web address",
}
# success_count, failed_count and total_count of a job of ten records, the rows in its list (None for null, "absent" for
# no member), and the succeeded, failed and unknown records that follow. Row 99 is none of the job's.
TABLE = [
    # Nothing contradicts.
    (10, 0, 10, "absent", (10, 0, 0)),
    (10, 0, 10, None, (10, 0, 0)),
    (10, 0, 10, [], (10, 0, 0)),
    (10, None, None, None, (10, 0, 0)),
    (7, 3, 10, [1, 2, 3], (7, 3, 0)),
    (7, 3, None, [1, 2, 3], (7, 3, 0)),
    (7, 3, 10, [1], (7, 3, 0)),
    (7, 3, 10, [], (7, 3, 0)),
    (0, 10, 10, list(range(1, 11)), (0, 10, 0)),
    # Named rows are failed, although they are not counted.
    (7, 0, 10, [1, 2, 3], (7, 3, 0)),
    (7, None, 10, [1, 2, 3], (7, 3, 0)),
    (7, None, None, [1, 2, 3], (7, 3, 0)),
    (7, 1, 10, [1, 2, 3], (7, 3, 0)),
    (None, None, 10, list(range(1, 11)), (0, 10, 0)),
    (0, 0, 0, list(range(1, 11)), (0, 10, 0)),
    # All rows are named, so none has succeeded.
    (10, 0, 10, list(range(1, 11)), (0, 10, 0)),
    (1, 9, 10, list(range(1, 11)), (0, 10, 0)),
    # Rows of other jobs, and rows that are named twice, contradict nothing.
    (7, 3, 10, [1, 2, 3, 1, 2, 3], (7, 3, 0)),
    (7, 3, 10, [1, 2, 3, 99, 99], (7, 3, 0)),
    (10, 0, 10, [99], (10, 0, 0)),
    # More succeeded than the named rows leave.
    (10, 0, 10, [1, 2, 3], (0, 3, 7)),
    (10, None, 10, [1, 2, 3], (0, 3, 7)),
    (10, None, None, [1, 2, 3], (0, 3, 7)),
    (10, 3, 10, [1, 2, 3], (0, 3, 7)),
    (9, 1, 10, [1, 2, 3], (0, 3, 7)),
    (8, 0, 10, [1, 2, 3], (0, 3, 7)),
    # Counts of another number of records, no counts, or incomplete ones.
    (5, 0, 5, [1, 2, 3], (0, 3, 7)),
    (4, 1, 5, [1, 2, 3], (0, 3, 7)),
    (12, 0, 12, [1, 2, 3], (0, 3, 7)),
    (-1, 0, 10, [1, 2, 3], (0, 3, 7)),
    (None, None, None, [1, 2, 3], (0, 3, 7)),
    (5, None, 10, [1, 2, 3], (0, 3, 7)),
    (None, None, None, None, (0, 0, 10)),
]


class Contradictions(TestCase):
    def check(self, number, at_address=False):
        succeeded, failed, total, rows, expected = TABLE[number]
        journal = {"environment": self.environment(MATEO_JOURNAL=str(self.folder / f"{number}.db"))}
        file = self.write(
            f"{number}.jsonl", "".join(f'{{"external_id":"D-{row}"}}\n' for row in range(1, ROWS + 1)))
        with Service() as service:
            def poll(_):
                job = next(iter(service.jobs.values())) | {
                    "success_count": succeeded, "failed_count": failed, "total_count": total, "failed_url": None}
                names = [self.named(row) for row in rows] if isinstance(rows, list) else rows
                if at_address:
                    job["failed_url"] = f"{service.url}/failed/1"
                    service.answers["list"] = lambda _: Answer(json.dumps(names))
                elif rows != "absent":
                    job["failed"] = names
                return Answer(json.dumps([job]))

            service.answers["poll"] = poll
            result = self.mateo(
                "import", file, "--type", "deals", *self.to(service), "--json", "--job-deadline", "3", **journal)
            records = result.json["records"]
            if at_address and (succeeded, failed or 0) == (ROWS, 0):
                # The counts prove that nothing failed, so the list costs no request.
                self.assertEqual(service.requests["list"], 0)
                rows, expected = None, (ROWS, 0, 0)
            self.assertEqual(
                (records["succeeded"], records["failed"], records["unknown"]), expected, result)
            self.assertEqual(result.status, 5 if expected[2] else 1 if expected[1] else 0, result)
            listed = self.mateo("failures", file.name, "--json", "--state", "failed", **journal)
            self.assertEqual(len(listed.json_lines), expected[1], listed)
            if isinstance(rows, list):
                found = {entry["row"] for entry in listed.json_lines if entry["row"]}
                self.assertEqual(found, {row for row in rows if row != 99}, listed)
            self.assertEnds(self.mateo("verify", **journal), 0)
            # Only what surely succeeded is known to the service.
            del service.answers["poll"]
            result = self.mateo(
                "import", file, "--type", "deals", *self.to(service), "--json", "--name", "again", "--only-changed",
                **journal)
            # Unless all failures are named, it is unknown which records succeeded.
            known = len(set(rows) - {99}) if isinstance(rows, list) else 0
            self.assertEqual(result.json["records"]["unchanged"], expected[0] if known == expected[1] else 0, result)

    @staticmethod
    def named(row):
        return {"code": "23514", "message": "refused", "input": {"external_id": f"D-{row}"}}

    def each(self, numbers, **options):
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            futures = {number: pool.submit(self.check, number, **options) for number in numbers}
        for number, future in futures.items():
            with self.subTest(case=TABLE[number]):
                future.result()

    def test_lists_in_the_answer(self):
        self.each(range(len(TABLE)))

    def test_lists_at_an_address(self):
        self.each([number for number, case in enumerate(TABLE) if isinstance(case[3], list) and case[3]], at_address=True)

    def test_a_list_that_does_not_come(self):
        """Without its list, a job whose counts prove nothing stays unknown."""
        file = self.write("late.jsonl", "".join(f'{{"external_id":"{row}"}}\n' for row in range(1, ROWS + 1)))
        with Service() as service:
            def poll(_):
                job = next(iter(service.jobs.values())) | {"success_count": 7, "failed_url": address}
                return Answer(json.dumps([job]))

            service.answers["poll"] = poll
            for command, (address, fault) in zip((["import", file], *[["resume", "late.jsonl"]] * 2), FAULTS.items()):
                result = self.mateo(*command, *self.to(service), "--job-deadline", "3")
                self.assertEnds(result, 5)
                self.assertIn("10 unknown", result.out)
                self.assertIn("did not end in time", result.err)
                self.assertIn(f"records of rows 1 to 10 {fault}, so it is not fetched", result.err)
                self.assertNotIn("secret", result.err)
            del service.answers["poll"]
            self.assertEnds(self.mateo("resume", "late.jsonl", *self.to(service)), 0)
