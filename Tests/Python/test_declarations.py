"""The declarations of ctypes are those of the header."""

import os
import re
from ctypes import c_char_p, c_double, c_int32, c_int64, c_size_t, c_void_p
from pathlib import Path

import mateo
from mateo import _library

ROOT = Path(os.environ["MATEO_SOURCES"])
NUMBERS = "status type state count failure_kind states batch_state pause_reason empty_cells shared_handles on_unknown log_level"
WIDTHS = {"int32_t": c_int32, "int64_t": c_int64, "size_t": c_size_t, "double": c_double,
          **{f"mateo_{name}": c_int32 for name in NUMBERS.split()}}


def header_functions():
    text = re.sub(r"/\*.*?\*/", "", (ROOT / "include/mateo.h").read_text(), flags=re.S)
    found = re.findall(r"^([\w *]+?)\b(mateo_\w+)\(([^)]*)\);", text, re.M)
    return {name: (result.strip(), [] if one == "void" else [part.strip() for part in one.split(",")]) for result, name, one in found}


def matches(declared, c):
    """Whether a declared argument has the form of one in C."""
    kind = re.sub(r"\s*\b\w+$", "", c).replace("const ", "").replace(" ", "")
    if kind.endswith("callback"):
        return declared in (_library.LOG_CALLBACK,)
    if kind in WIDTHS:
        return declared is WIDTHS[kind]
    pointed = kind[:-1]
    if kind == "char*":
        return declared in (c_char_p, c_void_p)
    if kind.endswith("**"):
        return getattr(declared, "_type_", None) is c_void_p
    return declared is c_void_p or getattr(declared, "_type_", None) is WIDTHS.get(pointed)


def test_functions():
    functions = header_functions()
    declared = {f"mateo_{name}": (c_int32, [*arguments, _library._OUT_H]) for name, arguments in _library.CALLS.items()}
    declared.update({f"mateo_{name}": (result, list(arguments)) for name, (result, arguments) in _library.READS.items()})
    assert declared.keys() <= functions.keys()
    for name, (result, arguments) in declared.items():
        c_result, c_arguments = functions[name]
        assert len(arguments) == len(c_arguments), name
        assert all(matches(*pair) for pair in zip(arguments, c_arguments)), (name, arguments, c_arguments)
        expected = {"void": None, "const char *": c_char_p}.get(c_result, WIDTHS.get(c_result))
        assert result is expected, (name, c_result)


def test_nothing_is_left_out():
    """What the package has no use for, and why."""
    unused = {
        "mateo_type_name", "mateo_state_name", "mateo_count_name",  # words of this package
        "mateo_error_status",  # the call returned it
        "mateo_import_run", "mateo_import_set_progress",  # steps, between which Ctrl-C is seen
        "mateo_import_count",  # mateo_import_counts
        "mateo_import_add_json", "mateo_import_add_record",  # JSON Lines hold what these refuse
        "mateo_client_step", "mateo_client_fd", "mateo_client_next_step_at",  # each import has its own
    }
    unused |= {name for name in header_functions() if name.startswith("mateo_record_")}
    used = {f"mateo_{name}" for name in (*_library.CALLS, *_library.READS)}
    assert header_functions().keys() - used == unused


def constants(prefix):
    text = (ROOT / "include/mateo/types.h").read_text()
    return {name.lower(): int(value) for name, value in re.findall(rf"#define MATEO_{prefix}_(\w+) (\d+)", text)}


def test_constants():
    assert _library.TYPES == constants("TYPE")
    assert {word: number for number, word in enumerate(_library.STATES)} == constants("STATE")
    assert {word: number for number, word in enumerate(mateo.Counts._fields)} == constants("COUNT")
    assert _library.COUNTS == len(constants("COUNT"))
    assert _library.EMPTY_CELLS == constants("EMPTY_CELLS")
    assert _library.SHARED_HANDLES == constants("SHARED_HANDLES")
    assert _library.ON_UNKNOWN == constants("ON_UNKNOWN")
    assert {word: number for number, word in enumerate(_library.FAILURE_KINDS)} == constants("FAILURE")
    assert _library.FAILURE_STATES == constants("STATES")
    assert {word: number for number, word in _library.BATCH_STATES.items()} == constants("BATCH")
    assert {word: number for number, word in _library.PAUSE_REASONS.items()} == constants("PAUSE")
    assert {word: number for number, (word, _) in _library.LOG_LEVELS.items()} == constants("LOG")


def test_each_status_has_a_class():
    for name, number in constants("ERROR").items():
        assert mateo._errors.error_class(number) is not mateo.Error, name
