"""Runs a program of Tryton that is killed while it writes outcomes: killed.py STATE NUMBER PROGRAM ARGUMENTS…

It is killed when it gives parties the state for the NUMBER-th time, before this is committed. With the state "forgotten"
it is killed when all outcomes are written, and the import is still in the journal.
"""

import os
import runpy
import signal
import sys

import mateo
from trytond_hellomateo.party import Party

STATE, NUMBER = sys.argv[1], int(sys.argv[2])
calls = 0


def reach(state):
    """Counts that the program comes to a state."""
    global calls
    calls += state == STATE
    if calls == NUMBER:
        os.kill(os.getpid(), signal.SIGKILL)


def set_and_reach(cls, table, where, state, *arguments, original=Party._hellomateo_set.__func__, **values):
    original(cls, table, where, state, *arguments, **values)
    reach(state)


def reach_and_forget(client, *arguments, original=mateo.Client.forget, **options):
    reach("forgotten")
    original(client, *arguments, **options)


Party._hellomateo_set = classmethod(set_and_reach)
mateo.Client.forget = reach_and_forget
del sys.argv[:3]
runpy.run_path(sys.argv[0], run_name="__main__")
