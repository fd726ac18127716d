/*
 * Imports a few contacts, as often as it is started: program JOURNAL PREFIX. It is over when it exits with 0. With 1 a call
 * has failed, which is printed; the next start goes on.
 */
#include <mateo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONTACTS = 24, FAILING = 3 };

static mateo_error *error = NULL;
static mateo_options *options = NULL;
static mateo_client *client = NULL;
static mateo_import *import = NULL;

static int failed(mateo_status status, const char *what) {
    if (status == MATEO_OK) return 0;
    fprintf(stderr, "%s: %s: %s\n", what, mateo_status_name(status), error != NULL ? mateo_error_message(error) : "");
    mateo_error_free(error);
    error = NULL;
    return 1;
}

static int open_client(const char *journal) {
    return failed(mateo_options_new(&options, &error), "options")
        || failed(mateo_options_set_base_url(options, getenv("MATEO_URL"), &error), "address")
        || failed(mateo_options_set_api_key(options, getenv("MATEO_API_KEY"), &error), "key")
        || failed(mateo_options_set_journal_path(options, journal, &error), "path")
        || failed(mateo_options_set_requests_per_second(options, 0, &error), "pace")
        || failed(mateo_options_set_first_poll(options, 5, &error), "poll")
        || failed(mateo_options_set_longest_poll(options, 20, &error), "poll")
        || failed(mateo_options_set_batch_records(options, 8, &error), "batch")
        || failed(mateo_options_set_first_look(options, 0, &error), "look")
        || failed(mateo_client_open(options, &client, &error), "client");
}

static int add(const char *prefix) {
    static const char header[] = "external_id,full_name\n";
    char row[600], name[400];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = 0;
    if (failed(mateo_import_add_csv(import, header, sizeof header - 1, &error), "add")) return 1;
    for (int number = 1; number <= CONTACTS; number++) {
        /* The service refuses a name that is too long. */
        int length = snprintf(row, sizeof row, "%s-%d,%s\n", prefix, number, number == FAILING ? name : "Contact");
        if (failed(mateo_import_add_csv(import, row, (size_t)length, &error), "add")) return 1;
    }
    return failed(mateo_import_end_csv(import, &error), "end") || failed(mateo_import_seal(import, &error), "seal");
}

/* Reads what became of the records. */
static int look(void) {
    mateo_failures *failures = NULL;
    int64_t counts[MATEO_COUNTS];
    int32_t found = 1;
    int rows = 0, status = failed(mateo_import_counts(import, counts, MATEO_COUNTS, &error), "counts")
        || failed(mateo_import_failures(import, &failures, &error), "failures");
    while (!status && found) {
        status = failed(mateo_failures_next(failures, &found, &error), "next");
        if (!status && found) rows++;
    }
    mateo_failures_free(failures);
    if (status || failed(mateo_client_verify(client, NULL, &error), "verify")) return 1;
    if (counts[MATEO_COUNT_TOTAL] == CONTACTS && counts[MATEO_COUNT_SUCCEEDED] + rows == CONTACTS) return 0;
    fprintf(stderr, "%d of %d succeeded, %d rows are listed\n", (int)counts[MATEO_COUNT_SUCCEEDED], CONTACTS, rows);
    return 3;
}

int main(int count, char **arguments) {
    mateo_state state = MATEO_STATE_FILLING;
    int status = count != 3 || open_client(arguments[1])
        || failed(mateo_import_open(client, MATEO_TYPE_CONTACTS, arguments[2], &import, &error), "import")
        || add(arguments[2]) || failed(mateo_import_run(import, &state, &error), "run");
    if (!status && state != MATEO_STATE_FINISHED) {
        fprintf(stderr, "the state is %s\n", mateo_state_name(state));
        status = 1;
    }
    if (!status) status = look();
    mateo_import_close(import);
    mateo_client_close(client);
    mateo_options_free(options);
    return status;
}
