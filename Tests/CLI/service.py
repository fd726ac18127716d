"""A service of the test's own, for answers that the sandbox never gives."""

import collections
import http.server
import json
import threading
import uuid

KINDS = ["post", "poll", "reference", "time", "list"]


class Answer:
    """What a request gets; `promised` is a Content-Length that is not the body's."""

    def __init__(self, body=b"", status=200, promised=None, **headers):
        self.body = body if isinstance(body, bytes) else body.encode()
        self.status = status
        self.promised = len(self.body) if promised is None else promised
        self.headers = {"Content-Type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()}


class Handler(http.server.BaseHTTPRequestHandler):
    """Hands requests to its service."""

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = self.server.service.answer(self.command, self.path, body)
        if answer is None:
            return
        lines = [f"HTTP/1.1 {answer.status} Said", f"Content-Length: {answer.promised}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + answer.body)

    do_POST = do_GET

    def log_message(self, *_):
        pass


class Service:
    """Takes everything and is done at once, but for what `answers` says of a kind of request."""

    def __init__(self):
        # A kind of request to a function of the body: an Answer, or None to close the connection without one.
        self.answers = {}
        self.requests = collections.Counter()
        self.failing = set()
        # The code of a record that fails, if it is another one.
        self.codes = {}
        # The records of each job that failed.
        self.failed = {}
        self.jobs = {}
        # How often each external id became part of a job.
        self.taken = collections.Counter()
        self.lock = threading.Lock()

    def __enter__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.service = self
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/v1"
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, method, url, body):
        kind = self.kind(method, url)
        with self.lock:
            self.requests[kind] += 1
            if kind in self.answers:
                return self.answers[kind](body)
            if kind == "post":
                return Answer(json.dumps(self.take(body)), 201)
            return Answer(json.dumps(self.found(kind, url)))

    @staticmethod
    def kind(method, url):
        if method == "POST":
            return "post"
        for mark, kind in [("reference_id=in.", "reference"), ("created_at=gte.", "time"), ("id=in.", "poll")]:
            if mark in url:
                return kind
        return "list"

    def take(self, body):
        """Makes a job of a batch."""
        batch = json.loads(body)
        ids = [record["external_id"] for record in batch["payload"]]
        self.taken.update(ids)
        job = {"id": str(uuid.uuid4()), "reference_id": batch.get("reference_id")}
        self.failed[job["id"]] = [name for name in ids if name in self.failing]
        failed = len(self.failed[job["id"]])
        self.jobs[job["id"]] = job | {
            "total_count": len(ids), "success_count": len(ids) - failed, "failed_count": failed, "hints": None,
            "failed_url": f"{self.url}/failed/{job['id']}" if failed else None,
            "updated_at": "2026-01-01T00:00:00Z"}
        return job

    def found(self, kind, url):
        if kind == "list":
            return [
                {"code": self.codes.get(name, "23514"), "message": "refused", "input": {"external_id": name}}
                for name in self.failed[url.rsplit("/", 1)[-1]]]
        return [
            job for job in self.jobs.values()
            if kind == "time" or job["id"] in url or job["reference_id"] and job["reference_id"] in url]
