extension ImportCommand {
    static let discussion = """
        The file is CSV with a header line that names Hellomateo's fields, or JSON: one object a line, or one array. \
        Its encoding, and the character between CSV cells, are found in the file. Rows without any text are skipped. \
        Every record needs a value in a field that identifies it, such as external_id. A row without one is \
        held back, and so is one with an invalid e-mail address or consent. Blanks around identifiers are cut.

        EXAMPLES
          mateo import contacts.csv --api-key-file key.txt
          mateo import deals.jsonl --type deals --name 'deals 2026-11' --wait
          mateo import deals.csv --type deals --after contacts.csv
          mateo import deals.csv --type deals --contacts-must-exist
          mateo import crm.txt --format csv --list-external-id crm --json >out.json

        DETAILS
        Of rows with one identity (external_id, or without one another identifier) the last is sent, and the earlier ones \
        are superseded. A row with an e-mail address, a telephone number or another handle of a row before it is held \
        back: the service would take it from that one. --shared-handles send sends it all the same.

        All records are first written to the journal; then they are sent in batches, never faster than the limits \
        allow, and followed until each has its outcome. Whatever ends it in between, the same command goes on where \
        it was. A name stands for one import: give the next one another name, or let the first come to its end. Once \
        it is over, the same file under its name gives its result again and sends nothing, unless there is --again. A \
        changed file is a new import.

        With --only-changed, a row is not sent if its record is as it was when it last succeeded. The journal has digests \
        for this from the first import with the flag on. A record that failed or is unknown counts as changed, and so does \
        one without an external_id. What others change at the service is not noticed: 'mateo forget --digests' makes the \
        next import send all.

        With --after NAME, or with --contacts-must-exist, deals and appointments are held back whose contact is not in. With \
        --check-account, rows are held back that the account has no field for. When the same file is imported again with the \
        flag, or with 'mateo retry', they are looked at anew.

        If there is more than one batch, the first has at most 100 records, and the others wait for its outcome. If all \
        of these records fail, or later 200 in a row for one reason, nothing more is sent. 'mateo resume NAME \
        --despite-failures' sends the rest. With --no-first-look everything is sent at once, whatever fails.

        Standard output has the result only; progress and warnings go to standard error. Ctrl-C, SIGTERM and SIGHUP \
        (a closed terminal) let the request under way come to its end; a second one does not wait for it.

        EXIT CODES
          0    every record succeeded, is unchanged, or was superseded by a later one
          1    finished, and some rows failed or were held back: see 'mateo failures'
          2    wrong usage, or an unreadable file or journal, and nothing was sent; or
               the result cannot be written, and standard error has it in short
          3    paused, since the quota is used up; run it again at the time that is
               shown
          4    stopped: the service refuses the key (401, 403) or the request itself
               (400, 404), or the records fail
          5    finished, but the outcome of some records is unknown
          6    the service cannot be reached after all retries, the journal cannot be
               written, or the deadline has passed; run it again
          130  interrupted; run it again

        ENVIRONMENT (flags win)
          MATEO_API_KEY  the API key; no flag takes it, since every user of a machine
                         can see flags
          MATEO_URL      the service's address
          MATEO_JOURNAL  the journal

        WITH --json
          {"import","type","state",
           "records":{"total","pending","in_flight","succeeded","failed",
           "held","superseded","unchanged","unknown"},
           "jobs","requests":{"post","poll","other"},"resume_at","next_action",
           "journal","hints","unknown_rows","repeated"}
          state: finished, paused, stopped, interrupted or unknown
          held: not sent, since something is wrong with them; 'mateo failures NAME'
            says what
          superseded: not sent, since a later record has the same identity
          unchanged: not sent, since the service has them as they are
          resume_at: a time in UTC, or null
          next_action: run, wait_until (resume_at), look_at_failures or nothing
          repeated: nothing was sent, since the same records were imported before
            under this name
          unknown_rows: [[first,last],...]; those that 'mateo failures' lists are not
            among them
          hints: how many remarks the service has, see 'mateo hints NAME'
        """
}
