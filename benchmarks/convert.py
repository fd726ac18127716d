"""Times CSV to JSON with what Python has: convert.py csv+json|csv+orjson|polars FILE ROUNDS [OUTPUT]

Prints the microseconds of each round. csv+json and csv+orjson make the same records as the library: an empty cell is
left out, 1,000 records a batch. Polars writes them as JSON Lines, with null for an empty cell: leaving it out would
cost it more.
"""
import csv
import io
import json
import sys
import time


def batches(text, dumps):
    batch = []
    for row in csv.DictReader(io.StringIO(text, newline="")):
        batch.append({name: cell for name, cell in row.items() if cell})
        if len(batch) == 1000:
            yield dumps(batch)
            batch = []
    if batch:
        yield dumps(batch)


def python_json(batch):
    return json.dumps(batch, ensure_ascii=False, separators=(",", ":")).encode()


def convert(kind, data):
    if kind == "polars":
        import polars

        frame = polars.read_csv(io.BytesIO(data), infer_schema=False)
        out = io.BytesIO()
        frame.write_ndjson(out)
        return out.tell()
    if kind == "csv+orjson":
        import orjson

        return sum(len(body) for body in batches(data.decode(), orjson.dumps))
    return sum(len(body) for body in batches(data.decode(), python_json))


def main():
    kind, path, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(path, "rb") as file:
        data = file.read()
    if len(sys.argv) > 4:
        with open(sys.argv[4], "wb") as out:
            for body in batches(data.decode(), python_json):
                out.write(body[1:-1] + b"\n")
    convert(kind, b"email\na@example.org\n")  # what is imported at the first call
    for _ in range(rounds):
        start = time.perf_counter()
        convert(kind, data)
        print(round((time.perf_counter() - start) * 1e6))


main()
