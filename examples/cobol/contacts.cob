*> Imports contacts into Hellomateo from GnuCOBOL: those of a CSV file, or those of its own table.
*>
*>     cobc -x -free -fstatic-call -o contacts examples/cobol/contacts.cob -lmateo
*>     MATEO_API_KEY=... ./contacts [CONTACTS.csv]
*>
*> MATEO_JOURNAL is the journal (mateo.db). MATEO_URL names another service.
*> After a crash, start it again: it continues. Exit code: 0 all rows are in, 1 some are not, 2 an error,
*> 3 the day's quota is used up.
identification division. program-id. contacts.
environment division. configuration section. repository. function all intrinsic.
data division. working-storage section.
01  customer-table. *> the source is UTF-8, and lengths are in bytes
    03. 05 pic x(8) value "K-1". 05 pic x(20) value "Änne Großmann". 05 pic x(20) value "aenne@example.org".
        05 pic 9(8) value 19640115.
    03. 05 pic x(8) value "K-2". 05 pic x(20) value "Weiß, Jörg". 05 pic x(20) value "joerg@example.org".
        05 pic 9(8) value 19711130.
    03. 05 pic x(8) value "K-3". 05 pic x(20) value "Zoë Nowak". 05 pic x(20) value "zoe@example.org".
        05 pic 9(8) value 19900231. *> no such day: the service refuses it
01  redefines customer-table.
    03  customer occurs 3 indexed by ix.
        05 customer-number pic x(8). 05 customer-name pic x(20). 05 customer-email pic x(20).
        05 birth-year pic 9(4). 05 birth-month pic 99. 05 birth-day pic 99.
01  api-key pic x(256). 01 url pic x(1024) value "https://integration.getmateo.com/api/v1".
01  journal-path pic x(4096) value "mateo.db". 01 csv-path pic x(4096).
01  import-name pic x(4096) value "customers of contacts.cob". 01 z-name pic x(4097).
01  settings pointer. 01 client pointer. 01 import pointer. 01 a-record pointer. 01 failures pointer.
01  problem pointer. 01 z-text pointer. 01 z-id pointer. *> z: a text that ends with a NUL
01  row-pointer pointer. 01 failure-row redefines row-pointer binary-double. *> only a pointer returns 64 bits
01  state binary-long. 01 found binary-long. 01 what binary-long. 01 exit-code binary-long.
01  counts. 03 counted binary-double occurs 13.
78  total value 1. 78 succeeded value 4. 78 failed value 5. 78 superseded value 7. 78 unchanged value 8.
78  type-contacts value 1. 78 state-running value 1. 78 state-paused value 3. *> as in mateo/types.h
01  shown-1 pic z(9)9. 01 shown-2 pic z(9)9. 01 shown-3 pic z(9)9.
01  word pic x(16). 01 field-name pic x(32). 01 field-value pic x(80).

procedure division.
    accept csv-path from argument-value
    if csv-path not = spaces move csv-path to import-name end-if
    move concatenate(trim(import-name) x"00") to z-name *> by which a later start finds the import
    *> README: cobol
    perform open-client
    call "mateo_import_open" using by value client size 4 type-contacts by reference z-name import problem perform check
    if csv-path = spaces perform add-customer varying ix from 1 by 1 until ix > 3
    else call "mateo_import_add_csv_file" using by value import by reference z-name problem perform check end-if
    call "mateo_import_seal" using by value import by reference problem perform check *> now it survives crashes
    perform with test after until state not = state-running *> in steps of half a second
        call "mateo_import_step" using by value import size 8 500 by reference state problem perform check
        perform show-progress
    end-perform
    call "mateo_import_failures" using by value import by reference failures problem perform check
    perform with test after until found = 0
        call "mateo_failures_next" using by value failures by reference found problem perform check
        if found = 1 perform print-failure end-if
    end-perform
    *> README: end
    perform print-summary
    call "mateo_failures_free" using by value failures returning omitted
    call "mateo_import_close" using by value import returning omitted
    call "mateo_client_close" using by value client returning omitted
    stop run returning exit-code.

open-client.
    accept api-key from environment "MATEO_API_KEY"
    accept journal-path from environment "MATEO_JOURNAL"
    accept url from environment "MATEO_URL"
    call "mateo_options_new" using settings problem perform check
    call "mateo_options_set_api_key" using by value settings by content concatenate(trim(api-key) x"00")
        by reference problem perform check
    call "mateo_options_set_journal_path" using by value settings by content concatenate(trim(journal-path) x"00")
        by reference problem perform check
    call "mateo_options_set_base_url" using by value settings by content concatenate(trim(url) x"00")
        by reference problem perform check
    call "mateo_client_open" using by value settings by reference client problem perform check
    call "mateo_options_free" using by value settings returning omitted.

add-customer.
    call "mateo_record_new" using a-record problem perform check
    move "external_id" to field-name move customer-number(ix) to field-value perform set-field
    move "full_name" to field-name move customer-name(ix) to field-value perform set-field
    move "email" to field-name move customer-email(ix) to field-value perform set-field
    string birth-year(ix) "-" birth-month(ix) "-" birth-day(ix) into field-value
    move "birthday" to field-name perform set-field
    call "mateo_import_add_record" using by value import a-record by reference problem perform check
    call "mateo_record_free" using by value a-record returning omitted.
set-field.
    call "mateo_record_set_text" using by value a-record by content concatenate(trim(field-name) x"00")
        concatenate(trim(field-value) x"00") by reference problem perform check
    move spaces to field-value.

show-progress.
    call "mateo_import_counts" using by value import by reference counts by value size 8 13
        by reference problem perform check
    move counted(succeeded) to shown-1 move counted(total) to shown-2 move counted(failed) to shown-3
    display trim(shown-1) " of " trim(shown-2) " succeeded, " trim(shown-3) " failed" upon syserr.

print-failure.
    call "mateo_failures_row" using by value failures returning row-pointer move failure-row to shown-1
    call "mateo_failures_external_id" using by value failures returning z-id
    call "mateo_failures_reason" using by value failures returning z-text
    display "row " trim(shown-1) " (" content-of(z-id) "): " content-of(z-text).

print-summary.
    perform varying what from 0 by 1 until what = 13
        call "mateo_count_name" using by value what returning z-text
        move content-of(z-text) to word move counted(what + 1) to shown-1 display word shown-1
    end-perform
    call "mateo_state_name" using by value state returning z-text display "state: " content-of(z-text)
    if counted(succeeded) + counted(superseded) + counted(unchanged) not = counted(total) move 1 to exit-code end-if
    if state = state-paused move 3 to exit-code end-if.

check. *> a call without RETURNING puts its status into RETURN-CODE
    if return-code not = 0
        call "mateo_error_message" using by value problem returning z-text
        display "contacts: " content-of(z-text) upon syserr
        call "mateo_error_free" using by value problem returning omitted
        stop run returning 2
    end-if.
