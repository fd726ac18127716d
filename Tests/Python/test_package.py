"""The wheel and what comes with it: types, doctests, the manual's code, the sandbox and the commands."""

import doctest
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

import mateo
import mateo.testing
from mateo.testing import Sandbox

ROOT = Path(os.environ["MATEO_SOURCES"])
WHEEL = Path(os.environ["MATEO_WHEEL"])
MODULES = [mateo.testing, *(sys.modules[f"mateo.{name}"] for name in ("_client", "_result"))]


def run(*command, **options):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    assert result.returncode == 0, result.stdout
    return result.stdout


def test_the_wheel_is_what_is_tested():
    assert "site-packages" in mateo.__file__ and "MATEO_LIBRARY" not in os.environ


def test_platform_tag():
    """The tag is as wide as auditwheel allows, which looks at what the library needs of the system."""
    report = run(sys.executable, "-m", "auditwheel", "show", str(WHEEL))
    assert re.search(r'consistent with\s+the\s+following\s+platform tag:\s+"linux_x86_64"', report), report
    assert WHEEL.name == f"mateo-{mateo.__version__}-py3-none-linux_x86_64.whl"


def test_mypy():
    run(sys.executable, "-m", "mypy", cwd=ROOT / "Sources/python")


def test_pyright(tmp_path):
    run(sys.executable, "-m", "pyright", "-p", str(ROOT / "Sources/python"), "--pythonpath", sys.executable)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    report = run(sys.executable, "-m", "pyright", "--verifytypes", "mateo", "--ignoreexternal", cwd=tmp_path, env={**os.environ, "PATH": path})
    assert "completeness score: 100%" in report


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_doctests(module):
    result = doctest.testmod(module)
    assert result.attempted > 0 and result.failed == 0


def test_everything_public_has_a_docstring():
    lacking = []
    for name in mateo.__all__:
        thing = getattr(mateo, name)
        if isinstance(thing, type):
            assert thing.__module__ == "mateo" or not issubclass(thing, Exception)
            members = [(name, thing)] + [
                (f"{name}.{key}", value) for key, value in vars(thing).items()
                if not key.startswith("_") and (callable(value) or isinstance(value, property))]
            lacking += [member for member, value in members if not (value.__doc__ or "").strip()]
    assert lacking == []


def manual():
    text = (ROOT / "docs/python.md").read_text(encoding="utf-8")
    return [pytest.param(code, id=f"block {number}") for number, code in enumerate(re.findall(r"```python\n(.*?)```", text, re.S), 1)]


@pytest.mark.parametrize("code", manual())
def test_manual(code, tmp_path, monkeypatch):
    """Each block runs by itself, after the names that the manual's beginning explains."""
    import polars

    monkeypatch.chdir(tmp_path)
    Path("contacts.csv").write_text("external_id,full_name,email\nC-1,Zoë,zoe@example.org\nC-2,Nobody,broken\n", encoding="utf-8")
    with Sandbox() as sandbox:
        monkeypatch.setenv("MATEO_API_KEY", sandbox.api_key)
        options = {"api_key": sandbox.api_key, "base_url": sandbox.url, "requests_per_second": 0, "first_poll": 0.01}
        original = mateo.Client.__init__
        monkeypatch.setattr(mateo.Client, "__init__", lambda self, *_, **given: original(self, **{**given, **options}))
        names = {"__name__": "manual", "rows": [{"external_id": "C-3", "full_name": "Ada"}], "table": polars.DataFrame({"external_id": ["C-4"]})}
        exec(compile("import os, mateo\n" + code, "docs/python.md", "exec"), names)
        for name, test in list(names.items()):
            if name.startswith("test_"):
                test(sandbox)
            if name == "import_file":
                assert test.apply(["contacts.csv"]).get() == 'contacts "contacts.csv" finished: 1 of 2 succeeded, 1 held'


def test_sandbox_faults():
    with Sandbox(faults={"57014": "1", "html502": 0.0}, custom_fields=["size:number"], marketing_channels=["post"]) as sandbox:
        with mateo.Client(sandbox.api_key, base_url=sandbox.url, requests_per_second=0, first_poll=0.01) as client:
            assert client.import_contacts([{"external_id": "1", "size": 2, "post": "accepted"}], name="one").counts.succeeded == 1
        assert sandbox.statistics()["faults"] == 1
        assert sandbox.contacts()[0]["size"] == 2
        assert (sandbox.deals(), sandbox.appointments()) == ([], [])
    sandbox.close()
    # It ends with a process that does not close it.
    code = "import os, mateo.testing; print(mateo.testing.Sandbox()._process.pid, flush=True); os._exit(0)"
    pid = int(run(sys.executable, "-c", code))
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
        time.sleep(0.01)
    with pytest.raises(RuntimeError, match="no-such-fault"):
        Sandbox(faults="no-such-fault@1")


@pytest.mark.parametrize("arguments, message", [
    ({"faults": {"nonsense": "1"}}, "faults: there is no fault 'nonsense'"), ({"port": 99999}, "'99999' is invalid for 'port'"),
    ({"failed": "x"}, "'x' is invalid for 'failed'"), ({"requests_per_second": -1}, "requests_per_second: -1 is less than 0"),
    ({"custom_fields": ["x:y"]}, "custom_fields: 'x:y' is not")])
def test_arguments_that_the_sandbox_does_not_take(arguments, message):
    with pytest.raises(RuntimeError, match="^mateo-sandbox did not start: ") as caught:
        Sandbox(**arguments)
    assert message in str(caught.value) and "--" not in str(caught.value) and "\n" not in str(caught.value)


def test_the_rows_of_a_sandbox_whose_day_is_used_up():
    with Sandbox(requests_per_second=2, requests_per_day=4) as sandbox:
        with mateo.Client(sandbox.api_key, base_url=sandbox.url, first_poll=0.01, requests_per_day=4) as client:
            rows = [{"external_id": f"C-{number}"} for number in range(120)]
            assert client.import_contacts(rows, name="many").counts.succeeded == 120
        assert len(sandbox.contacts()) == 120


def test_commands():
    version = run(sys.executable, "-m", "mateo", "--version")
    assert version == run(str(Path(sys.executable).parent / "mateo"), "--version")


def test_without_the_library(tmp_path):
    code = "import mateo"
    result = subprocess.run(
        [sys.executable, "-c", code], stderr=subprocess.PIPE, text=True, env={**os.environ, "MATEO_LIBRARY": str(tmp_path / "none.so")})
    assert result.returncode == 1 and "ImportError: mateo cannot load libmateo" in result.stderr
