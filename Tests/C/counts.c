/* State and counts: they add up at every moment, and agree with what the service saw. */
// sandbox: --requests-per-second 0 --processing-ms 20
#include "check.h"

static void add_up(mateo_import *import) {
    int64_t sum = 0;
    for (mateo_count what = MATEO_COUNT_PENDING; what <= MATEO_COUNT_UNKNOWN; what++) sum += count(import, what);
    SAME(sum, count(import, MATEO_COUNT_TOTAL));
}

int main(void) {
    mateo_client *client = open_sandbox(new_path("counts.db"));
    mateo_import *import = open_contacts(client, "counts");
    int64_t number = -7;
    mateo_state state = -7;
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_count(NULL, MATEO_COUNT_TOTAL, &number, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_count", mateo_import_count(import, MATEO_COUNT_TOTAL, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "13", mateo_import_count(import, 13, &number, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "-1", mateo_import_count(import, -1, &number, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_state(NULL, &state, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_state", mateo_import_state(import, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_resume_at(NULL, &number, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_time", mateo_import_resume_at(import, NULL, &error));
    SAME(number, -7);
    SAME(state, -7);

    for (mateo_count what = MATEO_COUNT_TOTAL; what <= MATEO_COUNT_OTHER_REQUESTS; what++) SAME(count(import, what), 0);
    add_contacts(import, 1, 2499);
    OK(add_json(import, "{\"external_id\":\"C-x\",\"sms\":\"no number\"}", &error));
    SAME(count(import, MATEO_COUNT_TOTAL), 2500);
    SAME(count(import, MATEO_COUNT_PENDING), 2500);
    add_up(import);
    OK(mateo_import_seal(import, &error));
    SAME(state_of(import), MATEO_STATE_RUNNING);
    add_up(import);

    state = MATEO_STATE_RUNNING;
    while (state == MATEO_STATE_RUNNING) {
        OK(mateo_import_step(import, 3, &state, &error));
        SAME(state_of(import), state);
        add_up(import);
    }
    SAME(state, MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_TOTAL), 2500);
    SAME(count(import, MATEO_COUNT_PENDING), 0);
    SAME(count(import, MATEO_COUNT_IN_FLIGHT), 0);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 2499);
    SAME(count(import, MATEO_COUNT_FAILED), 1);
    SAME(count(import, MATEO_COUNT_HELD), 0);
    SAME(count(import, MATEO_COUNT_SUPERSEDED), 0);
    SAME(count(import, MATEO_COUNT_UNCHANGED), 0);
    SAME(count(import, MATEO_COUNT_UNKNOWN), 0);
    SAME(count(import, MATEO_COUNT_JOBS), 4);
    SAME(count(import, MATEO_COUNT_POSTS), 4);
    SAME(count(import, MATEO_COUNT_OTHER_REQUESTS), 0);
    SAME(count(import, MATEO_COUNT_POLLS), statistic("polls"));
    SAME(statistic("posts"), 4);
    SAME(statistic("accepted_rows"), 2500);
    SAME(statistic("succeeded_rows"), 2499);
    SAME(statistic("contacts"), 2499);
    SAME(statistic("polls_without_select"), 0);

    /* A failure's row is counted over all that was added; an error's in what the call was given. */
    mateo_failures *failures = NULL;
    int32_t found = 0;
    OK(mateo_import_failures(import, &failures, &error));
    OK(mateo_failures_next(failures, &found, &error));
    SAME(mateo_failures_row(failures), 2500);
    mateo_failures_free(failures);
    mateo_import_close(import);
    import = open_contacts(client, "rows");
    add_contacts(import, 1, 5);
    FAILS(MATEO_ERROR_CSV, "row 7, line 3", add_csv(import, "email,city\na@b.de,x\nc@d.de\n", &error));
    SAME(mateo_error_row(error), 7);
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
