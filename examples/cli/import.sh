#!/bin/sh
# Imports contacts from a shell: examples/cli/import.sh CONTACTS.csv
#
# Environment: MATEO_API_KEY; MATEO_JOURNAL, a file; MATEO_URL, for another address than the service's.
set -u
PATH="${MATEO_BIN:-build/bin}:$PATH"

# README: cli
mateo import "$1" --name contacts
case $? in
0) echo "all rows are in" ;;
1) mateo failures contacts --csv ;; # the rows that are not in: correct them and import this list
3) echo "the day's quota is used up: call it again tomorrow, it goes on" ;;
*) exit 1 ;; # the message says why; nothing is lost
esac
# README: end
