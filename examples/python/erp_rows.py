#!/usr/bin/env python3
"""Imports the partners of an ERP that changed, and prints the outcome of each one that is not in.

    MATEO_API_KEY=... python3 examples/python/erp_rows.py

The rows have the form that Odoo's search_read returns: False for an empty field, [id, name] for a relation. Environment:
MATEO_API_KEY; MATEO_JOURNAL, a file (mateo.db in the current folder); MATEO_URL, for another address than the service's.
"""
import os
import sys

import mateo

PARTNERS = [
    {"id": 7, "name": "Azure Interior", "email": "azure@example.org", "phone": "+49 30 1234567", "zip": "10115",
     "city": "Berlin", "country_id": [57, "Germany"], "active": True},
    {"id": 8, "name": "Änne Großmann", "email": "aenne@example.org", "phone": False, "zip": False, "city": "Wien",
     "country_id": [12, "Austria"], "active": True},
    {"id": 9, "name": "No address", "email": "unknown", "phone": False, "zip": False, "city": False, "country_id": False,
     "active": True},
]
COUNTRIES = {12: "AT", 57: "DE"}  # res.country: id and code


def search_read():
    """The partners, as execute_kw("res.partner", "search_read", …) gives them, page by page."""
    yield from PARTNERS


def contact(partner):
    """The contact for a partner. None is an empty field."""
    country = partner["country_id"]
    return {
        "external_id": f"partner-{partner['id']}",
        "full_name": partner["name"] or None,
        "email": partner["email"] or None,
        "sms": partner["phone"] or None,
        "zipcode": partner["zip"] or None,
        "city": partner["city"] or None,
        "country": COUNTRIES.get(country[0]) if country else None,
    }


def main():
    client = mateo.Client(
        os.environ.get("MATEO_API_KEY", ""), base_url=os.environ.get("MATEO_URL"), journal=os.environ.get("MATEO_JOURNAL", "mateo.db"))
    with client:
        # A row that is as it was when it succeeded last is not sent again.
        result = client.import_contacts(map(contact, search_read()), name="partners", only_changed=True)
    print(result)
    for failure in result.failures:
        print(f"{failure.external_id} {failure.kind}: {failure.reason}")
    return 0 if result.state == "finished" else 1


try:
    sys.exit(main())
except mateo.Error as error:
    sys.exit(f"erp_rows: {error}")
