"""The commands that the wheel carries: mateo and mateo-sandbox."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

_FOLDER = Path(__file__).parent / "bin"


def find(name: str, variable: str) -> str:
    """The path of a command: that of an environment variable, of the wheel, or of the system."""
    own = _FOLDER / name
    path = os.environ.get(variable) or (str(own) if own.exists() else shutil.which(name))
    if path is None:
        raise FileNotFoundError(
            f"{name} is missing. The wheel of mateo for Linux on x86-64 carries it; "
            f"or install libmateo, or set {variable} to its path"
        )
    return path


def main() -> None:
    """Replaces this process by the command line tool."""
    path = find("mateo", "MATEO_CLI")
    os.execv(path, ["mateo", *sys.argv[1:]])
