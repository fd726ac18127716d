"""A local Hellomateo for tests, with its limits, and with faults on demand.

    with mateo.testing.Sandbox(faults={"lost": "3"}) as sandbox:
        with mateo.Client(sandbox.api_key, base_url=sandbox.url) as client:
            client.import_contacts(rows, name="test")
        assert len(sandbox.contacts()) == len(rows)

With pytest, the fixture `mateo_sandbox` is such a sandbox, without a limit of requests per second. What is documented
here keeps the same promise of compatibility as the rest of the package.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import urllib.request
from types import TracebackType
from typing import Any, Dict, List, Literal, Mapping, Optional, Sequence, Type, Union

from ._commands import find

__all__ = ["Sandbox"]

_OPTION = re.compile(r"--([a-z][a-z-]*)( <[^>]*>)?")


def _argument(option: re.Match[str]) -> str:
    """The argument for an option in a message of the command."""
    name = option.group(1).replace("-", "_")
    return {"custom_field": "custom_fields", "marketing_channel": "marketing_channels"}.get(name, name)


class Sandbox:
    """A local Hellomateo. It serves until it is closed, or its `with` statement ends.

    >>> with Sandbox() as sandbox:
    ...     sandbox.contacts()
    []
    """

    url: str
    """The address, for `Client(base_url=...)`."""
    api_key: str
    """The key that it takes."""

    def __init__(
        self,
        *,
        api_key: str = "sandbox-key",
        port: int = 0,
        database: Union[str, os.PathLike[str], None] = None,
        faults: Union[str, Mapping[str, Union[str, float]], None] = None,
        requests_per_second: float = 0,
        requests_per_day: Optional[int] = None,
        entities_per_day: Optional[int] = None,
        day_seconds: Optional[float] = None,
        omit_rate_limit_headers: bool = False,
        processing_ms: int = 10,
        fast: bool = False,
        steps: Optional[int] = None,
        failed: Optional[Literal["inline", "url"]] = None,
        failed_url_delay_ms: Optional[int] = None,
        reference_id: Optional[Literal["accept", "ignore", "refuse"]] = None,
        max_body_bytes: Optional[int] = None,
        statement_timeout_records: Optional[int] = None,
        custom_fields: Sequence[str] = (),
        marketing_channels: Sequence[str] = (),
        seed: Optional[int] = None,
        slow_ms: Optional[int] = None,
    ) -> None:
        """Starts a sandbox. Raises FileNotFoundError without the command, RuntimeError if it does not start, as with an
        argument that it does not take.

        An option that is None has the sandbox's default; `mateo-sandbox --help` describes them.

        port: the port to listen on; 0 for a free one.
        database: keep contacts and imports in this file, so that a sandbox that is started again has them. Quotas start
            anew each time.
        faults: what goes wrong, and when: {"lost": "3", "57014": "1-2;7", "poll-html502": 0.1}. A text counts requests
            from 1, a number is a probability.
        requests_per_second: the limit; 0 for none, which is the default here. Raise that of the client too.
        processing_ms: how long after its POST an import is finished.
        fast: accept every row without a look at it, and keep nothing.
        custom_fields: custom fields of the account, such as "deal.amount:number".
        """
        self.api_key = api_key
        if isinstance(faults, Mapping):
            faults = ",".join(f"{name}{'@' if isinstance(when, str) else '='}{when}" for name, when in faults.items())
        values = {"port": port, "database": database, "faults": faults, "requests-per-second": requests_per_second,
                  "requests-per-day": requests_per_day, "entities-per-day": entities_per_day, "day-seconds": day_seconds,
                  "processing-ms": processing_ms, "steps": steps, "failed": failed,
                  "failed-url-delay-ms": failed_url_delay_ms, "reference-id": reference_id, "max-body-bytes": max_body_bytes,
                  "statement-timeout-records": statement_timeout_records, "seed": seed, "slow-ms": slow_ms}
        command = [find("mateo-sandbox", "MATEO_SANDBOX"), "--api-key", api_key, "--stop-on-eof"]
        for name, value in values.items():
            if value is not None:
                command.append(f"--{name}={value}")
        command += [f"--custom-field={field}" for field in custom_fields]
        command += [f"--marketing-channel={channel}" for channel in marketing_channels]
        command += ["--omit-rate-limit-headers"] * omit_rate_limit_headers + ["--fast"] * fast
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith("mateo-sandbox: http"):
            _, reason = self._process.communicate()
            reason = reason.partition("\n")[0].removeprefix("Error: ")
            raise RuntimeError(f"mateo-sandbox did not start: {re.sub(_OPTION, _argument, reason)}")
        self.url = line.partition(": ")[2].strip()

    def statistics(self) -> Dict[str, Any]:
        """What happened so far: requests, refusals, imports and records."""
        statistics: Dict[str, Any] = self._get("statistics")
        return statistics

    def contacts(self) -> List[Dict[str, Any]]:
        """All contacts. Reading them takes no request of the limits."""
        return self._rows("contact_details")

    def deals(self) -> List[Dict[str, Any]]:
        """All deals."""
        return self._rows("deal_details")

    def appointments(self) -> List[Dict[str, Any]]:
        """All appointments."""
        return self._rows("appointment_details")

    def _rows(self, resource: str) -> List[Dict[str, Any]]:
        rows: List[Dict[str, Any]] = []
        while True:
            page = self._get(f"{resource}?limit=50&offset={len(rows)}")
            rows += page
            if len(page) < 50:
                return rows

    def _get(self, path: str) -> Any:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{self.url[: -len('/api/v1')]}/sandbox/{path}", timeout=30) as answer:
            return json.load(answer)

    def close(self) -> None:
        """Ends the sandbox. Closing it again does nothing."""
        self._process.terminate()
        self._process.communicate()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType],
    ) -> None:
        self.close()
