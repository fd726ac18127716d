/* Walking over failed records: rows, ids, codes, messages and records, in the order of the rows. */
// sandbox: --requests-per-second 0 --processing-ms 20
#include "check.h"

static void is_nowhere(const mateo_failures *failures) {
    SAME(mateo_failures_row(failures), 0);
    SAME_TEXT(mateo_failures_external_id(failures), "");
    SAME_TEXT(mateo_failures_code(failures), "");
    SAME_TEXT(mateo_failures_message(failures), "");
    SAME_TEXT(mateo_failures_reason(failures), "");
    SAME_TEXT(mateo_failures_input(failures), "");
    SAME_TEXT(mateo_failures_source(failures), "");
}

/* The rows as CSV: as they were added, with the reasons behind them. A fixed part of each row is enough to know it. */
static void gives_csv(mateo_import *import) {
    mateo_failures *failures = NULL;
    const char *bytes = NULL;
    size_t length = 0;
    char start[60];
    OK(mateo_import_failures(import, &failures, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "states", mateo_failures_set_states(failures, 0, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "states", mateo_failures_set_states(failures, 16, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_bytes", mateo_failures_next_csv(failures, 0, NULL, &length, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_length", mateo_failures_next_csv(failures, 0, &bytes, NULL, &error));
    OK(mateo_failures_set_states(failures, MATEO_STATES_FAILED | MATEO_STATES_UNKNOWN, &error));
    OK(mateo_failures_next_csv(failures, 1, &bytes, &length, &error));
    static const char head[] = "\xEF\xBB\xBF" "external_id,sms,birthday,newsletter,mateo_row,mateo_line,mateo_state,"
                               "mateo_code,mateo_message,mateo_retryable\n";
    SAME(length, sizeof head - 1);
    SAME_TEXT(bytes, head);
    FAILS(MATEO_ERROR_STATE, "moved", mateo_failures_set_states(failures, MATEO_STATES_HELD, &error));
    for (int row = 3; row <= 999; row += 3) {
        OK(mateo_failures_next_csv(failures, 1, &bytes, &length, &error));
        SAME(mateo_failures_row(failures), row);
        SAME(mateo_failures_line(failures), row + 1);
        size_t source = strlen(mateo_failures_source(failures)) - 1;
        CHECK(source > 10 && strncmp(bytes, mateo_failures_source(failures), source) == 0);
        snprintf(start, sizeof start, ",%d,%d,failed,2", row, row + 1);
        CHECK(length > source && strncmp(bytes + source, start, strlen(start)) == 0 && bytes[length - 1] == '\n');
    }
    for (int again = 0; again < 2; again++) {
        OK(mateo_failures_next_csv(failures, 1, &bytes, &length, &error));
        SAME(length, 0);
    }
    mateo_failures_free(failures);
    int32_t found = 0;
    OK(mateo_import_failures(import, &failures, &error));
    OK(mateo_failures_next(failures, &found, &error));
    FAILS(MATEO_ERROR_STATE, "moved", mateo_failures_next_csv(failures, 1, &bytes, &length, &error));
    mateo_failures_free(failures);
    FAILS(MATEO_ERROR_HANDLE, "failures", mateo_failures_next_csv(failures, 1, &bytes, &length, &error));
}

int main(void) {
    mateo_options *options = sandbox_options(new_path("failures.db"));
    OK(mateo_options_set_batch_records(options, 100, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = open_contacts(client, "failures");
    mateo_failures *failures = NULL;
    int32_t found = -1;
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_failures(NULL, &failures, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_failures", mateo_import_failures(import, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "failures", mateo_failures_next(NULL, &found, &error));
    is_nowhere(NULL);
    mateo_failures_free(NULL);

    /* Every third of 1,000 rows breaks a rule. */
    char line[200];
    OK(mateo_import_add_csv(import, "external_id,sms,birthday,newsletter\n", 36, &error));
    for (int row = 1; row <= 1000; row++) {
        int length = snprintf(line, sizeof line, "F-%d,%s%07d,%s,%s\n", row, row % 9 == 0 ? "no " : "+49151", row,
            row % 9 == 3 ? "2026-02-30" : "", row % 9 == 6 ? "maybe" : "accepted");
        OK(mateo_import_add_csv(import, line, (size_t)length, &error));
    }
    OK(mateo_import_end_csv(import, &error));
    int64_t none = -1;
    FAILS(MATEO_ERROR_STATE, "sealed", mateo_import_retry(import, &none, &error));
    OK(mateo_import_failures(import, &failures, &error));
    OK(mateo_failures_next(failures, &found, &error));
    SAME(found, 0); /* Nothing has failed yet. */
    mateo_failures_free(failures);
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_FAILED), 333);

    OK(mateo_import_failures(import, &failures, &error));
    is_nowhere(failures);
    FAILS(MATEO_ERROR_ARGUMENT, "out_found", mateo_failures_next(failures, NULL, &error));
    for (int row = 3; row <= 1000; row += 3) {
        char external_id[20], number[40];
        OK(mateo_failures_next(failures, &found, &error));
        SAME(found, 1);
        SAME(mateo_failures_row(failures), row);
        snprintf(external_id, sizeof external_id, "F-%d", row);
        SAME_TEXT(mateo_failures_external_id(failures), external_id);
        SAME_TEXT(mateo_failures_code(failures), row % 9 == 0 ? "23514" : row % 9 == 3 ? "22008" : "22P02");
        const char *reason = row % 9 == 0 ? "contact_sms_check" : row % 9 == 3 ? "out of range" : "maybe";
        CHECK(strstr(mateo_failures_message(failures), reason) != NULL);
        SAME_TEXT(mateo_failures_reason(failures),
            row % 9 == 0 ? "sms: the service does not accept this value"
                : row % 9 == 3 ? "birthday: this date or time does not exist"
                               : "newsletter: the value has the wrong type, or is not allowed");
        snprintf(number, sizeof number, "%s%07d", row % 9 == 0 ? "no " : "+49151", row);
        CHECK(strstr(mateo_failures_input(failures), number) != NULL && *mateo_failures_input(failures) == '{');
    }
    OK(mateo_failures_next(failures, &found, &error));
    SAME(found, 0);
    is_nowhere(failures);
    OK(mateo_failures_next(failures, &found, &error));
    SAME(found, 0);

    gives_csv(import);

    /* The service was not at fault. */
    int64_t rows = -1;
    FAILS(MATEO_ERROR_ARGUMENT, "out_rows", mateo_import_retry(import, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_retry(NULL, &rows, &error));
    OK(mateo_import_retry(import, &rows, &error));
    SAME(rows, 0);

    /* A second walk starts anew, and goes on when the import is closed. */
    mateo_failures *second = NULL;
    OK(mateo_import_failures(import, &second, &error));
    mateo_import_close(import);
    mateo_client_close(client);
    OK(mateo_failures_next(second, &found, &error));
    SAME(found, 1);
    SAME(mateo_failures_row(second), 3);
    mateo_failures_free(second);
    mateo_failures_free(failures);
    mateo_failures_free(failures); /* Freed already: nothing. */
    is_nowhere(failures);
    FAILS(MATEO_ERROR_HANDLE, "failures", mateo_failures_next(failures, &found, &error));
    return finish();
}
