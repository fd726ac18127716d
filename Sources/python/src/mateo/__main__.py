"""python -m mateo ARGUMENTS is the command line tool."""

from ._commands import main

main()
