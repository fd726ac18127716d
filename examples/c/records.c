/*
 * Imports two contacts and their deals that are put together in the program: field by field, and as JSON.
 *
 *     gcc -std=c99 -Iinclude -o build/records examples/c/records.c -Lbuild/lib -Wl,-rpath,$PWD/build/lib -lmateo
 *     MATEO_API_KEY=... build/records
 *
 * Environment: MATEO_API_KEY; MATEO_JOURNAL, a file (mateo.db); MATEO_URL, for another address than the service's.
 */
#include <inttypes.h>
#include <mateo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static mateo_error *error = NULL;

/* Ends this example when a call failed. The operating system closes what is open; the journal is safe. */
static void must(mateo_status status) {
    if (status == MATEO_OK) return;
    fprintf(stderr, "records: %s: %s\n", mateo_status_name(status), mateo_error_message(error));
    mateo_error_free(error);
    exit(1);
}

static void add_contact(mateo_import *import, mateo_record *record) {
    mateo_record_clear(record);
    must(mateo_record_set_text(record, "external_id", "C-1001", &error));
    must(mateo_record_set_text(record, "full_name", "Änne Großmann", &error));
    must(mateo_record_set_boolean(record, "is_blocked", 0, &error));
    must(mateo_record_set_null(record, "birthday", &error)); /* erases it; a field that is not set stays */
    must(mateo_record_append_text(record, "whatsapp", "+4915112345678", &error)); /* a list of numbers */
    must(mateo_record_append_text(record, "whatsapp", "+4915187654321", &error));
    must(mateo_record_set_text(record, "newsletter", "accepted", &error)); /* a marketing channel */
    must(mateo_import_add_record(import, record, &error));
}

static void add_deal(mateo_import *import, mateo_record *record) {
    mateo_record_clear(record);
    must(mateo_record_set_text(record, "external_id", "D-7001", &error));
    must(mateo_record_set_text(record, "contact_external_id", "C-1001", &error));
    must(mateo_record_set_text(record, "name", "Reifen \"Winter\"", &error));
    must(mateo_record_set_number(record, "amount", 1249.5, &error));
    must(mateo_record_set_text(record, "currency", "EUR", &error));
    must(mateo_import_add_record(import, record, &error));
}

/* One object, or an array of them. */
static void add_json(mateo_import *import, const char *json) {
    must(mateo_import_add_json(import, json, strlen(json), &error));
}

/* Runs an import to its end and tells what became of its records. */
static void finish(mateo_import *import, const char *what) {
    mateo_state state = MATEO_STATE_FILLING;
    int64_t succeeded = 0, failed = 0;
    mateo_failures *failures = NULL;
    int32_t found = 0;

    must(mateo_import_seal(import, &error));
    must(mateo_import_run(import, &state, &error));
    must(mateo_import_count(import, MATEO_COUNT_SUCCEEDED, &succeeded, &error));
    must(mateo_import_count(import, MATEO_COUNT_FAILED, &failed, &error));
    printf("%s: %" PRId64 " succeeded, %" PRId64 " failed%s\n", what, succeeded, failed,
        state == MATEO_STATE_FINISHED ? "" : ", not finished: run it again");

    must(mateo_import_failures(import, &failures, &error));
    for (;;) {
        must(mateo_failures_next(failures, &found, &error));
        if (!found) break;
        printf("  row %" PRId64 ": %s\n", mateo_failures_row(failures), mateo_failures_message(failures));
    }
    mateo_failures_free(failures);
    mateo_import_close(import);
}

int main(void) {
    mateo_options *options = NULL;
    mateo_client *client = NULL;
    mateo_import *import = NULL;
    mateo_record *record = NULL;
    const char *key = getenv("MATEO_API_KEY");
    const char *url = getenv("MATEO_URL");
    const char *journal = getenv("MATEO_JOURNAL");

    must(mateo_options_new(&options, &error));
    must(mateo_options_set_api_key(options, key != NULL ? key : "", &error));
    must(mateo_options_set_journal_path(options, journal != NULL ? journal : "mateo.db", &error));
    if (url != NULL) must(mateo_options_set_base_url(options, url, &error));
    must(mateo_client_open(options, &client, &error));
    mateo_options_free(options);
    must(mateo_record_new(&record, &error)); /* used for one record after the other */

    must(mateo_import_open(client, MATEO_TYPE_CONTACTS, "contacts of records.c", &import, &error));
    add_contact(import, record);
    add_json(import, "{\"external_id\": \"C-1002\", \"full_name\": \"Jörg Weiß\", \"email\": \"weiss@example.org\"}");
    finish(import, "contacts");

    /* Deals name their contact, so they come after it. */
    must(mateo_import_open(client, MATEO_TYPE_DEALS, "deals of records.c", &import, &error));
    add_deal(import, record);
    add_json(import,
        "[{\"external_id\": \"D-7002\", \"contact_external_id\": \"C-1002\", \"amount\": 80, \"currency\": \"EUR\"},"
        " {\"external_id\": \"D-7003\", \"contact_external_id\": \"C-1002\", \"closed_at\": \"2026-05-04T10:00:00Z\"}]");
    finish(import, "deals");

    mateo_record_free(record);
    mateo_client_close(client);
    return 0;
}
