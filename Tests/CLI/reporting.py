"""What the tests of mateo report share: an import that has something of everything, and pages."""

import html.parser

from support import TestCase

NAME = """<script>alert("x")</script> & 'Söhne'"""


class Page(html.parser.HTMLParser):
    """A page's elements and texts."""

    VOID = {"meta", "link", "img", "br", "hr", "input"}

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.texts, self.open = [], [], {}, []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attributes]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> ends {self.open}"
        self.open.pop()

    def handle_data(self, data):
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def text(self, tag):
        return " ".join("".join(self.texts.get(tag, [])).split())


class ReportCase(TestCase):
    """Tests of a report."""

    def fill(self, sandbox, name=NAME):
        """An import with failures of two kinds, held and superseded rows, and a pause."""
        lines = ["external_id,full_name,email,sms,birthday"]
        for row in range(1, 301):
            identifier = f"C-{row - 1}" if row == 100 else f"C-{row}"
            email = "broken" if row in (20, 40) else f"a{row}@example.org"
            lines.append(
                f"{identifier},Ann Müller,{email},{'nonsense' if row in (7, 250) else ''},{'31.02.1990' if row == 9 else ''}")
        file = self.write("people.csv", "\n".join(lines) + "\n")
        result = self.run_import(sandbox, file, "--name", name, "--batch-records", "50")
        self.assertEnds(result, 1)

    def report(self, *arguments, **environment):
        environment = self.environment(MATEO_API_KEY=None, **environment)
        result = self.mateo("report", NAME, *arguments, environment=environment)
        self.assertEnds(result, 0)
        self.assertEqual(result.err, "", result)
        return result.out

    def check_page(self, text):
        """What every page keeps to."""
        page = Page(text)
        self.assertEqual(page.open, [])
        self.assertTrue(text.startswith("<!doctype html>\n<html lang=\"en\">"))
        self.assertEqual(set(page.tags) & {"script", "link", "img", "iframe", "object", "embed", "form", "a", "svg"}, set())
        for tag, name, value in page.attributes:
            self.assertFalse(name.startswith("on") or name in ("src", "href", "srcset"), f"{tag} has {name}")
        self.assertNotRegex(text, r"url\(|@import|https?://")
        self.assertEqual([tag for tag in page.tags if tag in ("h1", "h2")], ["h1"] + ["h2"] * page.tags.count("h2"))
        self.assertIn(("meta", "name", "viewport"), page.attributes)
        self.assertIn("color-scheme: light dark", text)
        self.assertIn("@media print", text)
        return page
