#!/bin/sh
# Imports the CSV files that an ERP leaves in a folder. For cron:
#
#     MAILTO=it@example.org
#     30 2 * * *  MATEO_DROP=/srv/erp/hellomateo MATEO_KEY_FILE=/etc/mateo/key /usr/local/bin/nightly.sh
#
# The ERP must write a file under another name, such as customers.part, and then rename it to customers.csv.
#
# Environment: MATEO_DROP, the folder; MATEO_MAPPING, a mapping for its files (see mateo help mapping); MATEO_KEY_FILE or
# MATEO_API_KEY; MAILTO, who gets the report (else it goes to standard output); MATEO_JOURNAL and MATEO_URL, as for mateo.
#
#     FOLDER/*.csv         new files
#     FOLDER/waiting/      files whose import is not over; each name begins with the time at which the file was taken
#     FOLDER/archive/      files whose import is over, and NAME.failures.csv with the rows that are not in
#     FOLDER/nightly.log   reports and messages
#
# A person corrects a NAME.failures.csv and puts it into the folder. A file in waiting that cannot be imported is tried
# again each night, until somebody corrects or removes it; then: mateo forget NAME --force.
#
# Exit status: 0 when all rows are in; else the highest exit code of mateo; 6 when another nightly.sh is at work.
set -u
umask 077 # The files hold personal data.
PATH="${MATEO_BIN:-/usr/local/bin}:$PATH"
drop=${MATEO_DROP:?"is not set: name the folder with the CSV files"}
mkdir -p "$drop/waiting" "$drop/archive" || exit 2

# mateo inherits descriptor 9, and keeps the lock if this script is killed.
exec 9>"$drop/.lock" || exit 2
flock -n 9 || {
    echo "nightly.sh: another nightly.sh is at work in $drop" >&2
    exit 6
}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' HUP INT TERM

# A new name lets the ERP write the next customers.csv while this one waits for its quota.
taken=$(date +%Y%m%d-%H%M%S)-$$
for file in "$drop"/*.csv; do
    if [ -f "$file" ]; then mv "$file" "$drop/waiting/$taken-${file##*/}" || exit 2; fi
done

number() { # MEMBER: a number from mateo's result, which is one line of JSON
    sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$scratch/result"
}
counts() {
    echo "$(number total) rows: $(number succeeded) imported, $(number unchanged) unchanged," \
        "$(number superseded) superseded, $(number failed) failed, $(number held) held, $(number unknown) unknown."
}
message() { # the last line that mateo wrote
    tail -n 1 "$scratch/messages"
}

worst=0
for file in "$drop"/waiting/*.csv; do
    [ -f "$file" ] || continue # There is none.
    name=${file##*/}
    code=0
    # The same command goes on with an import of an earlier night, and sends nothing of one that is over.
    mateo import "$file" --name "$name" --only-changed --json --quiet ${MATEO_MAPPING:+--mapping "$MATEO_MAPPING"} \
        ${MATEO_KEY_FILE:+--api-key-file "$MATEO_KEY_FILE"} >"$scratch/result" 2>"$scratch/messages" || code=$?
    sed "s/^/$(date +%FT%T%z) $name: /" "$scratch/messages" >>"$drop/nightly.log"
    if [ $code -gt $worst ]; then worst=$code; fi

    echo "$name"
    case $code in
    0)
        echo "  All rows are in. $(counts)"
        mv "$file" "$drop/archive/"
        ;;
    1)
        # Without the list the file stays, and the next night makes the list.
        if mateo failures "$name" --csv >"$scratch/failures" 2>>"$drop/nightly.log"; then
            mv "$scratch/failures" "$drop/archive/${name%.csv}.failures.csv"
            mv "$file" "$drop/archive/"
        fi
        echo "  Some rows are not in. $(counts)"
        echo "  Correct archive/${name%.csv}.failures.csv and put it into the folder."
        ;;
    2) echo "  Nothing was sent. Correct the file in waiting, or remove it: $(message)" ;;
    3) echo "  The quota of the day is used up. The next night goes on. $(counts)" ;;
    4) echo "  The import was stopped. Correct the cause: $(message)" ;;
    5) echo "  The service did not confirm some rows. The next night asks again. $(counts)" ;;
    6) echo "  The service or the journal cannot be used. The next night goes on: $(message)" ;;
    130) echo "  The import was interrupted. The next night goes on." ;;
    *) echo "  mateo ended with exit code $code. The file is in waiting: $(message)" ;;
    esac
    # The other files would have the same result.
    case $code in 0 | 1 | 2 | 4 | 5) ;; *) break ;; esac
done >"$scratch/report"

if [ -s "$scratch/report" ]; then
    sed "s/^/$(date +%FT%T%z) /" "$scratch/report" >>"$drop/nightly.log"
    if [ -n "${MAILTO:-}" ]; then
        mail -s "Hellomateo import: exit code $worst" "$MAILTO" <"$scratch/report"
    else
        cat "$scratch/report"
    fi
fi
exit "$worst"
