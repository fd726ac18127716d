"""An import by a Python script with csv, json and requests, without a journal and without limits: post.py CSV URL

Posts batches of 1,000 records on one connection. Then polls 50 jobs at a time until all are done. Prints the same as
benchmarks/import.c.
"""
import csv
import json
import resource
import sys
import time

import requests

POLLED = 50


def batches(path):
    with open(path, encoding="utf-8", newline="") as file:
        batch = []
        for row in csv.DictReader(file):
            batch.append({name: cell for name, cell in row.items() if cell})
            if len(batch) == 1000:
                yield batch
                batch = []
        if batch:
            yield batch


def main():
    path, url = sys.argv[1], sys.argv[2] + "/import"
    start = time.perf_counter()
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = "Bearer key"
    session.headers["Content-Type"] = "application/json"
    jobs = []
    for batch in batches(path):
        body = json.dumps({"type": "contact_details", "payload": batch}, ensure_ascii=False).encode()
        answer = session.post(url + "?select=id", data=body)
        answer.raise_for_status()
        jobs.append((answer.json()[0]["id"], len(batch)))

    done = 0
    for first in range(0, len(jobs), POLLED):
        polled = jobs[first : first + POLLED]
        ids = ",".join(job for job, _ in polled)
        while True:
            answer = session.get(f"{url}?select=id,success_count,failed_count,failed&id=in.({ids})&limit={POLLED}")
            answer.raise_for_status()
            now_done = sum((job["success_count"] or 0) + (job["failed_count"] or 0) for job in answer.json())
            if now_done >= sum(records for _, records in polled):
                break
        done += now_done
    took = (time.perf_counter() - start) * 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    processor = time.process_time() * 1000
    print(
        f"milliseconds {took:.1f} adding 0 running {took:.1f} processor {processor:.1f} peak {peak} records {done}")


main()
