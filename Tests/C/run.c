/* Running: in one call, in steps, cancelled, paused by the quota, with callbacks that call back. */
// sandbox: --requests-per-second 0 --processing-ms 20
#include "check.h"

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static mateo_import *sealed(mateo_client *client, const char *name, int first, int last) {
    mateo_import *import = open_contacts(client, name);
    add_contacts(import, first, last);
    OK(mateo_import_seal(import, &error));
    return import;
}

typedef struct progress {
    mateo_import *import;
    int calls, cancel_at;
    int64_t total, settled, failed;
} progress;

static void on_progress(void *context, int64_t total, int64_t settled, int64_t failed) {
    progress *seen = context;
    seen->calls++;
    CHECK(settled >= seen->settled && failed >= seen->failed && settled <= total && failed <= settled);
    seen->total = total;
    seen->settled = settled;
    seen->failed = failed;
    /* No other function for this import may be called here. */
    int64_t number = -1;
    FAILS(MATEO_ERROR_STATE, "in progress", mateo_import_count(seen->import, MATEO_COUNT_TOTAL, &number, &error));
    FAILS(MATEO_ERROR_STATE, "in progress", mateo_import_run(seen->import, NULL, &error));
    FAILS(MATEO_ERROR_STATE, "in progress", mateo_import_set_progress(seen->import, NULL, NULL, &error));
    SAME(number, -1);
    forget_error();
    if (seen->calls == seen->cancel_at) mateo_import_cancel(seen->import);
}

static void nulls(mateo_client *client) {
    mateo_import *import = sealed(client, "nulls", 1, 1);
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_run(NULL, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_step(NULL, 1, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_set_progress(NULL, on_progress, NULL, &error));
    mateo_import_cancel(NULL);
    SAME(mateo_import_run(import, NULL, NULL), MATEO_OK);
    SAME(state_of(import), MATEO_STATE_FINISHED);
    mateo_import_close(import);
}

static void steps(mateo_client *client) {
    mateo_import *import = sealed(client, "steps", 1, 30);
    mateo_state state = MATEO_STATE_RUNNING;
    int64_t least = -5, number = 0;
    while (state == MATEO_STATE_RUNNING) { /* A step that waits for nothing. */
        OK(mateo_import_step(import, number % 2 == 0 ? 0 : least, &state, &error));
        number++;
    }
    SAME(state, MATEO_STATE_FINISHED);
    CHECK(number > 2); /* One that waits would do all at once. */
    mateo_import_close(import);

    import = sealed(client, "bounded", 1, 30);
    state = MATEO_STATE_RUNNING;
    while (state == MATEO_STATE_RUNNING) OK(mateo_import_step(import, 5, &state, &error));
    OK(mateo_import_step(import, INT64_MAX, &state, &error));
    SAME(state, MATEO_STATE_FINISHED);
    mateo_import_close(import);
}

static void callbacks(mateo_client *client) {
    mateo_import *import = open_contacts(client, "callbacks");
    progress seen = {.import = import};
    add_contacts(import, 1, 1500);
    OK(add_json(import, "{\"external_id\":\"C-x\",\"sms\":\"no number\"}", &error));
    OK(mateo_import_set_progress(import, on_progress, &seen, &error));
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    CHECK(seen.calls >= 3);
    SAME(seen.total, 1501);
    SAME(seen.settled, 1501);
    SAME(seen.failed, 1);
    mateo_import_close(import);

    /* Cancelled after the first answer; run again, it goes on. */
    import = open_contacts(client, "cancelled");
    add_contacts(import, 1, 2500);
    OK(mateo_import_seal(import, &error));
    seen = (progress){.import = import, .cancel_at = 1};
    OK(mateo_import_set_progress(import, on_progress, &seen, &error));
    SAME(run(import), MATEO_STATE_INTERRUPTED);
    SAME(state_of(import), MATEO_STATE_INTERRUPTED);
    SAME(seen.calls, 1);
    SAME(count(import, MATEO_COUNT_POSTS), 1);
    SAME(count(import, MATEO_COUNT_PENDING), 2400);
    OK(mateo_import_set_progress(import, NULL, NULL, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(seen.calls, 1);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 2500);
    mateo_import_close(import);

    /* Cancelled before it runs. */
    import = sealed(client, "at once", 1, 10);
    mateo_import_cancel(import);
    SAME(run(import), MATEO_STATE_INTERRUPTED);
    SAME(count(import, MATEO_COUNT_POSTS), 0);
    SAME(run(import), MATEO_STATE_FINISHED);
    mateo_import_close(import);
}

static void cancelled_file(mateo_client *client) {
    const char csv[] = "email\na@b.de\n";
    const char *path = new_file("cancelled.csv", csv, sizeof csv - 1);
    mateo_import *import = open_contacts(client, "file");
    mateo_import_cancel(import);
    FAILS(MATEO_ERROR_STATE, "cancelled", mateo_import_add_csv_file(import, path, &error));
    SAME(count(import, MATEO_COUNT_TOTAL), 0);
    OK(mateo_import_add_csv_file(import, path, &error));
    SAME(count(import, MATEO_COUNT_TOTAL), 1);
    mateo_import_close(import);
}

static mateo_client *limited(const char *journal, int32_t wait) {
    mateo_options *options = sandbox_options(journal);
    OK(mateo_options_set_entities_per_day(options, 100, &error));
    OK(mateo_options_set_quota_window(options, 1000, &error));
    OK(mateo_options_set_wait_for_quota(options, wait, &error));
    return open_with(options);
}

static void quota(void) {
    const char *journal = new_path("run.db");
    mateo_client *client = limited(journal, 0);
    mateo_import *import = sealed(client, "quota", 1, 250);
    int64_t resume_at = -1;
    OK(mateo_import_resume_at(import, &resume_at, &error));
    SAME(resume_at, 0);
    int64_t start = now_ms();
    SAME(run(import), MATEO_STATE_PAUSED);
    SAME(state_of(import), MATEO_STATE_PAUSED);
    OK(mateo_import_resume_at(import, &resume_at, &error));
    CHECK(resume_at > start && resume_at <= now_ms() + 1300);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 100); /* The service made of them what it could. */
    SAME(count(import, MATEO_COUNT_PENDING), 150);
    mateo_import_close(import);
    mateo_client_close(client);

    /* Another process waits for the rest. */
    client = limited(journal, 1);
    import = open_contacts(client, "quota");
    SAME(run(import), MATEO_STATE_FINISHED);
    CHECK(now_ms() >= resume_at);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 250);
    OK(mateo_import_resume_at(import, &resume_at, &error));
    SAME(resume_at, 0);
    mateo_import_close(import);
    mateo_client_close(client);
}

int main(void) {
    mateo_client *client = open_sandbox(NULL);
    nulls(client);
    steps(client);
    callbacks(client);
    cancelled_file(client);
    mateo_client_close(client);
    quota();
    return finish();
}
