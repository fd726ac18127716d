/* The first batch warns: an import whose records fail stops after 100 of them, and goes on when it is told to. */
// sandbox: --requests-per-second 0 --processing-ms 20
#include "check.h"

/* Adds contacts whose birthdays are no dates from a row on. */
static mateo_import *birthdays(mateo_client *client, const char *name, int rows, int wrong_from) {
    char line[100];
    mateo_import *import = open_contacts(client, name);
    OK(mateo_import_add_csv(import, "external_id,birthday\n", 21, &error));
    for (int row = 1; row <= rows; row++) {
        int length = snprintf(line, sizeof line, "B-%d,%s\n", row, row < wrong_from ? "1990-02-28" : "1990-02-30");
        OK(mateo_import_add_csv(import, line, (size_t)length, &error));
    }
    OK(mateo_import_end_csv(import, &error));
    OK(mateo_import_seal(import, &error));
    return import;
}

static void stops(mateo_client *client) {
    mateo_state state = -1;
    mateo_import *import = birthdays(client, "all wrong", 2500, 1);
    FAILS(MATEO_ERROR_FAILING, "all 100 records of the first batch failed, as row 1 did, code 22008. The import used 100 of 25,000 records",
        mateo_import_run(import, &state, &error));
    SAME(mateo_error_row(error), 1);
    SAME_TEXT(mateo_error_service_code(error), "22008");
    CHECK(strstr(mateo_error_service_message(error), "1990-02-30") != NULL);
    CHECK(strstr(mateo_error_message(error), "1990") == NULL);
    SAME(mateo_error_is_retryable(error), 0);
    SAME(state_of(import), MATEO_STATE_STOPPED);
    SAME(count(import, MATEO_COUNT_FAILED), 100);
    SAME(count(import, MATEO_COUNT_PENDING), 2400);
    SAME(statistic("entities"), 100);
    FAILS(MATEO_ERROR_FAILING, "row 1", mateo_import_run(import, &state, &error));
    mateo_import_close(import);

    /* So it does when it is opened again, until its failures are ignored. */
    OK(mateo_import_resume(client, "all wrong", &import, &error));
    FAILS(MATEO_ERROR_FAILING, "2,400", mateo_import_run(import, &state, &error));
    OK(mateo_import_ignore_failures(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_FAILED), 2500);
    mateo_import_close(import);
}

static void looks_first(mateo_client *client) {
    mateo_plan *plan = NULL;
    mateo_import *import = birthdays(client, "well", 1500, 1501);
    OK(mateo_import_plan(import, &plan, &error));
    SAME(mateo_plan_first_look(plan), 100);
    SAME(mateo_plan_batches(plan), 3);
    mateo_plan_free(plan);
    SAME(mateo_plan_first_look(NULL), 0);
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 1500);
    SAME(count(import, MATEO_COUNT_POSTS), 3);
    mateo_import_close(import);
}

static void switched_off(void) {
    mateo_options *options = sandbox_options(new_path("first-look-off.db"));
    FAILS(MATEO_ERROR_ARGUMENT, "options", mateo_options_set_first_look(NULL, 0, &error));
    OK(mateo_options_set_first_look(options, 0, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = birthdays(client, "all wrong", 1500, 1);
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_FAILED), 1500);
    SAME(count(import, MATEO_COUNT_POSTS), 2);
    mateo_import_close(import);
    mateo_client_close(client);
}

int main(void) {
    mateo_client *client = open_sandbox(new_path("first-look.db"));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_ignore_failures(NULL, &error));
    mateo_import *filling = open_contacts(client, "filling");
    FAILS(MATEO_ERROR_STATE, "not sealed", mateo_import_ignore_failures(filling, &error));
    mateo_import_close(filling);
    stops(client);
    looks_first(client);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
    switched_off();
    return finish();
}
