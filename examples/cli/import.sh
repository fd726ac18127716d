#!/bin/sh
# Imports contacts from a shell: examples/cli/import.sh CONTACTS.csv >REJECTED.csv
#
# Standard output has the rows that are not in, as CSV: correct them and import this list. Standard error has the rest.
# Exit status: that of mateo import, such as 0 when all rows are in, and 1 when some are not.
#
# Environment: MATEO_API_KEY; MATEO_JOURNAL, a file; MATEO_URL, for another address than the service's.
set -u
PATH="${MATEO_BIN:-build/bin}:$PATH"

# README: cli
mateo import "$1" --name contacts >&2
code=$?
case $code in
0) echo "all rows are in" >&2 ;;
1) mateo failures contacts --csv ;; # the rows that are not in: correct them and import this list
3) echo "the day's quota is used up: call it again tomorrow, it goes on" >&2 ;;
*) ;; # the message says why; nothing is lost
esac
exit $code
# README: end
