extension ImportCommand {
    static let discussion = """
        EXAMPLES
          mateo import contacts.csv --api-key-file key.txt
          mateo import kunden.csv --mapping kunden.json --wait
          mateo import contacts.csv --only-changed
          mateo import deals.csv --type deals --after contacts.csv
          mateo import deals.jsonl --type deals --name 'deals 2026-11' --json >out.json

        DETAILS
        The file is CSV or JSON. CSV needs a header line that names Hellomateo's fields. JSON has one object a line, or is \
        one array of objects. The encoding and the delimiter are detected. Rows without any text are skipped. Blanks \
        around identifiers are removed.

        Every record needs a field that identifies it, such as external_id. A row without one is held: it is not sent, \
        and 'mateo failures' lists it. Rows with an invalid e-mail address or consent are held too, rows that \
        repeat the header line, and appointments with a time that has no time zone.

        If several rows have the same identity, the last one is sent and the earlier ones are superseded. A row that a check holds \
        supersedes none: an earlier one is sent in its place. The identity is \
        the external_id, or else the first other identifier. A row is held if an earlier row has its e-mail address, \
        telephone number or another such handle. The service would take the handle from the earlier contact. \
        --shared-handles send sends the row anyway.

        The import is first written to the journal. Then the records are sent in batches, within the limits, and each \
        batch is polled until every record has its outcome. If the import is interrupted, run the same command again: it \
        continues. A name stands for one unfinished import, so another file needs another name. After the import has \
        finished, the same file under the same name sends nothing and shows the result again, unless --again is given. A \
        changed file is a new import.

        With --only-changed, a row is not sent if its record is the same as when it last succeeded. The journal \
        keeps digests of the records for this. Records that failed, whose outcome is unknown, or that have no \
        external_id are always sent. Changes made by other programs at the service are not detected. 'mateo forget \
        --digests' makes the next import send every record.

        --after and --contacts-must-exist hold deals and appointments whose contact is missing. --check-account holds rows \
        with fields that the account does not have. To check held rows again, import the same file with the same flag, \
        or run 'mateo retry'. With --after, import the corrected contacts before, under the name that --after has.

        If there is more than one batch, the first batch has at most 100 records, and the others wait for its outcome. \
        The import stops if all of them fail, or later if 200 consecutive records fail for one reason. 'mateo resume \
        NAME --despite-failures' sends the rest. --no-first-look turns this off.

        Standard output has only the result. Progress and warnings go to standard error. Ctrl-C, SIGTERM and SIGHUP \
        (a closed terminal) end the import after the current request. A second signal aborts that request too.

        EXIT CODES
          0    finished: every record succeeded, is unchanged or was superseded
          1    finished, but some rows failed or are held: see 'mateo failures'
          2    nothing was sent: wrong usage, or the file or the journal cannot be read. Also: the result cannot be \
        written, and standard error has it in short
          3    paused: the quota is used up, or the service asked to wait. Run the command again at the time shown
          4    stopped: the service refuses the key (401, 403) or the request (400, 404), or the records fail
          5    finished, but the outcome of some records is unknown. Run the command again
          6    not finished: the service cannot be reached after all retries, the journal cannot be written, or the \
        deadline has passed. Run the command again
          130  interrupted. Run the command again

        ENVIRONMENT (flags win)
          MATEO_API_KEY  the API key. No flag takes the key, because other users of the machine can see flags
          MATEO_URL      the address of the service
          MATEO_JOURNAL  the journal

        WITH --json
          {"import","type","state",
           "records":{"total","pending","in_flight","succeeded","failed",
           "held","superseded","unchanged","unknown"},
           "jobs","requests":{"post","poll","other"},"resume_at","next_action",
           "journal","hints","unknown_rows","repeated"}
          state         finished, paused, stopped, interrupted or unknown
          held          not sent, because a check found a fault: see 'mateo failures NAME'
          superseded    not sent, because a later record has the same identity
          unchanged     not sent, because the service already has the record
          resume_at     a time in UTC, or null
          next_action   run, wait_until (resume_at), look_at_failures, nothing, or import_again if its process ended before
                        all records were in
          repeated      true if an earlier import of this name sent the same records, and so nothing was sent
          unknown_rows  [[first,last],...]. Rows among them that 'mateo failures' lists are not unknown
          hints         the number of hints from the service: see 'mateo hints NAME'
        """
}
