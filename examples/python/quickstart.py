#!/usr/bin/env python3
"""Imports contacts into Hellomateo with the package mateo.

    MATEO_API_KEY=... python3 examples/python/quickstart.py contacts.csv

Without a file it imports three contacts of its own, the last of which is refused. Without MATEO_API_KEY it starts a local
Hellomateo for as long as it runs. MATEO_JOURNAL is the journal's file, MATEO_URL another address than the service's.
"""
import contextlib
import os
import sys

import mateo
import mateo.testing

OWN_CONTACTS = [
    {"external_id": "C-1", "full_name": "Änne Großmann", "email": "aenne@example.org", "newsletter": "accepted"},
    {"external_id": "C-2", "full_name": "Jörg Weiß", "email": "joerg@example.org"},
    {"external_id": "C-3", "full_name": "Zoë Nowak", "email": "not an address"},
]


# README: python
def import_contacts(source, name, **options):
    with mateo.Client(**options) as client:
        result = client.import_contacts(source, name=name)
    print(result)
    for failure in result.failures:
        print(f"row {failure.row} ({failure.external_id}): {failure.reason}")
    return result.state == "finished"
# README: end


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else None
    url, key, journal = map(os.environ.get, ("MATEO_URL", "MATEO_API_KEY", "MATEO_JOURNAL"))
    with contextlib.ExitStack() as stack:
        if not url and not key:
            sandbox = stack.enter_context(mateo.testing.Sandbox(requests_per_second=2))
            url, key = sandbox.url, sandbox.api_key
            print("No MATEO_API_KEY: importing into a sandbox at", url)
        name = os.path.basename(path) if path else "three contacts"
        return import_contacts(path or OWN_CONTACTS, name, api_key=key or "", base_url=url, journal=journal)


if __name__ == "__main__":
    try:
        sys.exit(not main())
    except mateo.Error as error:
        sys.exit(f"quickstart: {error}")
