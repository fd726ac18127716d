"""mateo check: whether the service accepts the key."""

from support import Sandbox, TestCase


class Check(TestCase):
    def test_key(self):
        with Sandbox() as sandbox:
            result = self.mateo("check", *self.to(sandbox))
            self.assertEnds(result, 0)
            self.assertIn("accepts the key", result.out)
            self.assertEqual(sandbox.statistics["polls"], 1)
            wrong = self.mateo("check", *self.to(sandbox), "--api-key-file", self.write("key.txt", "wrong\n"))
            self.assertEnds(wrong, 4, "check the key")
        self.assertEnds(self.mateo("check", "--url", sandbox.url), 6, "no usable answer")

    def test_the_environments_proxy(self):
        """libcurl quotes an address that it cannot use, with its password."""
        for proxy in ["http://anna:gehe im@proxy.invalid:1", "foo://anna:geheim@h:1", "http://anna:geheim@proxy.invalid:99999"]:
            with self.subTest(proxy=proxy):
                result = self.mateo(
                    "check", "--url", "https://service.invalid/api/v1", environment=self.environment(https_proxy=proxy))
                self.assertEnds(result, 6, "the address of the proxy cannot be used")
                self.assertNotIn("gehe", result.err)

    def test_a_proxy_that_does_not_resolve(self):
        """With a mark in its password that is not encoded, libcurl takes the user's name for the proxy's."""
        for scheme, words in [("http", "the address of the proxy cannot be used, or its name is unknown"), ("socks5", "Couldn't resolve host name")]:
            for address in ["anna:12/geheim@proxy.invalid:1", "anna:12?geheim@proxy.invalid:1", "anna:geheim@proxy.invalid:1"]:
                with self.subTest(scheme=scheme, address=address):
                    result = self.mateo(
                        "check", "--url", "https://service.invalid/api/v1",
                        environment=self.environment(https_proxy=f"{scheme}://{address}"))
                    self.assertEnds(result, 6, f"{words}: check")
                    self.assertIn("the proxy's (https_proxy; marks in its password as %XX) and the DNS", result.err)
                    for secret in ("anna", "geheim", "12"):
                        self.assertNotIn(secret, result.err)

    def test_used_up(self):
        with Sandbox("--requests-per-second", "0") as sandbox:
            for status in (0, 0, 3):
                self.assertEnds(self.mateo("check", *self.to(sandbox), "--requests-per-day", "2"), status)
