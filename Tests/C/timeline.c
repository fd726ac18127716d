/* Walking over the batches that were sent and over the pauses, and the plan as it was at the start. */
// sandbox: --requests-per-second 0 --processing-ms 20 --faults 429@2,57014@3
#include "check.h"

static int next_batch(mateo_batches *batches) {
    int32_t found = -1;
    OK(mateo_batches_next(batches, &found, &error));
    return found;
}

static int next_pause(mateo_pauses *pauses) {
    int32_t found = -1;
    OK(mateo_pauses_next(pauses, &found, &error));
    return found;
}

static void is_nowhere(const mateo_batches *batches, const mateo_pauses *pauses) {
    SAME(mateo_batches_first_row(batches), 0);
    SAME(mateo_batches_last_row(batches), 0);
    SAME(mateo_batches_state(batches), 0);
    SAME(mateo_batches_records(batches), 0);
    SAME(mateo_batches_succeeded(batches), 0);
    SAME(mateo_batches_failed(batches), 0);
    SAME(mateo_batches_attempts(batches), 0);
    SAME(mateo_batches_sent_at(batches), 0);
    SAME(mateo_batches_answer_time(batches), -1);
    SAME(mateo_batches_settled_at(batches), 0);
    SAME(mateo_pauses_reason(pauses), 0);
    SAME(mateo_pauses_since(pauses), 0);
    SAME(mateo_pauses_until(pauses), 0);
    SAME(mateo_pauses_times(pauses), 0);
}

/* The second batch is turned away once for the limit; then it is too slow for the service, and divided. */
static void sent(mateo_import *import, int64_t begin) {
    mateo_batches *batches = NULL;
    int64_t records = 0, succeeded = 0, failed = 0, divided = 0;
    OK(mateo_import_batches(import, &batches, &error));
    is_nowhere(batches, NULL);
    while (next_batch(batches)) {
        CHECK(mateo_batches_first_row(batches) >= 1);
        CHECK(mateo_batches_last_row(batches) >= mateo_batches_first_row(batches));
        CHECK(mateo_batches_sent_at(batches) >= begin);
        CHECK(mateo_batches_answer_time(batches) >= 0);
        if (mateo_batches_state(batches) == MATEO_BATCH_DIVIDED) {
            divided++;
            SAME(mateo_batches_attempts(batches), 2);
            SAME(mateo_batches_settled_at(batches), 0);
            continue;
        }
        SAME(mateo_batches_state(batches), MATEO_BATCH_SETTLED);
        SAME(mateo_batches_attempts(batches), 1);
        CHECK(mateo_batches_settled_at(batches) >= mateo_batches_sent_at(batches));
        records += mateo_batches_records(batches);
        succeeded += mateo_batches_succeeded(batches);
        failed += mateo_batches_failed(batches);
    }
    is_nowhere(batches, NULL);
    SAME(divided, 1);
    SAME(records, 30);
    SAME(succeeded, 29);
    SAME(failed, 1);
    mateo_batches_free(batches);
    is_nowhere(batches, NULL);
}

static void paused(mateo_import *import, int64_t begin) {
    mateo_pauses *pauses = NULL;
    int64_t limits = 0;
    OK(mateo_import_pauses(import, &pauses, &error));
    is_nowhere(NULL, pauses);
    while (next_pause(pauses)) {
        CHECK(mateo_pauses_since(pauses) >= begin);
        CHECK(mateo_pauses_until(pauses) >= mateo_pauses_since(pauses));
        if (mateo_pauses_reason(pauses) == MATEO_PAUSE_LIMIT) limits += mateo_pauses_times(pauses);
    }
    is_nowhere(NULL, pauses);
    SAME(limits, 1);
    mateo_pauses_free(pauses);
    is_nowhere(NULL, pauses);
}

int main(void) {
    mateo_options *options = sandbox_options(new_path("timeline.db"));
    OK(mateo_options_set_batch_records(options, 10, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = open_contacts(client, "timeline");
    int64_t begin = (int64_t)time(NULL) * 1000;
    for (int row = 1; row <= 30; row++) {
        char record[80];
        snprintf(record, sizeof record, "{\"external_id\":\"%d\",\"sms\":%s}", row, row == 7 ? "\"nonsense\"" : "null");
        OK(add_json(import, record, &error));
    }
    mateo_plan *plan = (mateo_plan *)options;
    OK(mateo_import_first_plan(import, &plan, &error));
    CHECK(plan == NULL);
    OK(mateo_import_seal(import, &error));
    mateo_batches *batches = NULL;
    OK(mateo_import_batches(import, &batches, &error));
    SAME(next_batch(batches), 0);
    mateo_batches_free(batches);
    SAME(run(import), MATEO_STATE_FINISHED);

    int32_t found = -1;
    mateo_pauses *pauses = NULL;
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_batches(NULL, &batches, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_batches", mateo_import_batches(import, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "batches", mateo_batches_next(NULL, &found, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_pauses(NULL, &pauses, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_pauses", mateo_import_pauses(import, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "pauses", mateo_pauses_next(NULL, &found, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_plan", mateo_import_first_plan(import, NULL, &error));
    is_nowhere(NULL, NULL);
    mateo_batches_free(NULL);
    mateo_pauses_free(NULL);
    sent(import, begin);
    paused(import, begin);

    /* What was planned stays, while nothing is left to be planned. */
    OK(mateo_import_first_plan(import, &plan, &error));
    CHECK(plan != NULL);
    SAME(mateo_plan_records(plan), 30);
    SAME(mateo_plan_batches(plan), 3);
    SAME(mateo_plan_days(plan), 1);
    SAME(mateo_plan_day_records(plan, 1), 30);
    CHECK(mateo_plan_requests(plan) >= 3);
    CHECK(mateo_plan_finishes_at(plan) >= mateo_plan_day_starts_at(plan, 1));
    CHECK(mateo_plan_day_starts_at(plan, 1) >= begin);
    mateo_plan_free(plan);
    OK(mateo_import_plan(import, &plan, &error));
    SAME(mateo_plan_records(plan), 0);
    mateo_plan_free(plan);
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
