/* Threads: two imports of one client, a handle that another thread is in, and cancelling from outside. */
// sandbox: --requests-per-second 0 --processing-ms 20 --faults slow@13 --slow-ms 25000
#include "check.h"
#include <pthread.h>

typedef struct work {
    mateo_import *import;
    mateo_state state;
    mateo_status status;
    int64_t milliseconds;
} work;

static void *runs(void *context) {
    work *given = context;
    int64_t start = monotonic_ms();
    given->status = mateo_import_run(given->import, &given->state, NULL);
    given->milliseconds = monotonic_ms() - start;
    return NULL;
}

static void *makes_handles(void *context) {
    for (int i = 0; i < 3000; i++) {
        mateo_record *record = NULL;
        mateo_error *own = NULL;
        if (mateo_record_new(&record, NULL) != MATEO_OK || mateo_record_set_null(record, "a", &own) != MATEO_OK
            || mateo_record_set_null(record, "a", &own) != MATEO_ERROR_RECORD
            || mateo_error_status(own) != MATEO_ERROR_RECORD) {
            *(int *)context = 1;
        }
        mateo_error_free(own);
        mateo_record_free(record);
    }
    return NULL;
}

int main(void) {
    pthread_t threads[4];
    int is_wrong[4] = {0, 0, 0, 0};
    for (int i = 0; i < 4; i++) CHECK(pthread_create(&threads[i], NULL, makes_handles, &is_wrong[i]) == 0);
    for (int i = 0; i < 4; i++) CHECK(pthread_join(threads[i], NULL) == 0 && !is_wrong[i]);

    /* Twelve batches of two imports at the same time, through one journal. */
    mateo_options *options = sandbox_options(new_path("threads.db"));
    OK(mateo_options_set_batch_records(options, 100, &error));
    mateo_client *client = open_with(options);
    work works[2];
    for (int i = 0; i < 2; i++) {
        char name[20];
        snprintf(name, sizeof name, "thread %d", i);
        works[i] = (work){.import = open_contacts(client, name), .state = -1};
        add_contacts(works[i].import, 1000 * i + 1, 1000 * i + 600);
        OK(mateo_import_seal(works[i].import, &error));
    }
    for (int i = 0; i < 2; i++) CHECK(pthread_create(&threads[i], NULL, runs, &works[i]) == 0);
    for (int i = 0; i < 2; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
        SAME(works[i].status, MATEO_OK);
        SAME(works[i].state, MATEO_STATE_FINISHED);
        SAME(count(works[i].import, MATEO_COUNT_SUCCEEDED), 600);
        mateo_import_close(works[i].import);
    }
    SAME(statistic("accepted_rows"), 1200);
    SAME(statistic("repeated_reference_ids"), 0);

    /* The thirteenth batch has a slow answer. Meanwhile the import is busy; cancelled twice, it does not wait. */
    work slow = {.import = open_contacts(client, "slow"), .state = -1};
    add_contacts(slow.import, 3000, 3010);
    OK(mateo_import_seal(slow.import, &error));
    CHECK(pthread_create(&threads[0], NULL, runs, &slow) == 0);
    int64_t start = monotonic_ms();
    while (statistic("posts") < 13 && monotonic_ms() - start < 10000) {}
    int64_t number = -1;
    FAILS(MATEO_ERROR_STATE, "in progress", mateo_import_count(slow.import, MATEO_COUNT_TOTAL, &number, &error));
    mateo_import_cancel(slow.import);
    mateo_import_cancel(slow.import);
    CHECK(pthread_join(threads[0], NULL) == 0);
    SAME(slow.status, MATEO_OK);
    SAME(slow.state, MATEO_STATE_INTERRUPTED);
    CHECK(slow.milliseconds < 20000);
    /* It may have arrived; the next run looks it up. */
    SAME(count(slow.import, MATEO_COUNT_UNKNOWN), 11);
    int64_t first = -1, last = -1;
    FAILS(MATEO_ERROR_ARGUMENT, "out_last", mateo_import_unknown_rows(slow.import, 0, &first, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_unknown_rows(NULL, 0, &first, &last, &error));
    OK(mateo_import_unknown_rows(slow.import, 0, &first, &last, &error));
    CHECK(first == 1 && last == 11);
    OK(mateo_import_unknown_rows(slow.import, last, &first, &last, &error));
    CHECK(first == 0 && last == 0);
    mateo_import_close(slow.import);
    mateo_client_close(client);
    return finish();
}
