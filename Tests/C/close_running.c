/* Closing an import while it runs, from its callback and from another thread: no callback comes after the close. */
// sandbox: --requests-per-second 0 --processing-ms 20 --faults slow@7,slow@9 --slow-ms 25000
#include "check.h"
#include <pthread.h>
#include <stdatomic.h>

/* What the host gives its callbacks, and frees when the handle is closed. */
typedef struct context {
    mateo_client *client;
    mateo_import *import;
    atomic_int calls, is_inside, is_freed, calls_when_freed;
    int closes_at, sleeps_ms;
} context;

typedef struct work {
    mateo_import *import;
    mateo_state state;
    mateo_status status;
} work;

static void pause_ms(int milliseconds) {
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    nanosleep(&time, NULL);
}

static void is_called(context *given) {
    atomic_fetch_add(&given->calls, 1);
    if (atomic_load(&given->is_freed)) atomic_fetch_add(&given->calls_when_freed, 1);
}

static void on_progress(void *pointer, int64_t total, int64_t settled, int64_t failed) {
    context *given = pointer;
    is_called(given);
    CHECK(total > 0 && settled >= 0 && failed == 0);
    atomic_store(&given->is_inside, 1);
    if (given->sleeps_ms > 0) pause_ms(given->sleeps_ms);
    atomic_store(&given->is_inside, 0);
    if (atomic_load(&given->calls) == given->closes_at) {
        mateo_import_close(given->import);
        mateo_client_close(given->client);
        atomic_store(&given->is_freed, 1);
    }
}

static void on_log(void *pointer, mateo_log_level level, const char *message) {
    (void)level, (void)message;
    is_called(pointer);
}

static void *runs(void *pointer) {
    work *given = pointer;
    given->status = mateo_import_run(given->import, &given->state, NULL);
    return NULL;
}

/* An import of three batches that is ready to run. */
static mateo_import *sealed(mateo_client *client, const char *name, context *progress) {
    mateo_import *import = open_contacts(client, name);
    add_contacts(import, 1, 30);
    OK(mateo_import_set_progress(import, on_progress, progress, &error));
    OK(mateo_import_seal(import, &error));
    return import;
}

static mateo_client *client_with_log(const char *journal, context *log) {
    mateo_options *options = sandbox_options(journal);
    OK(mateo_options_set_batch_records(options, 10, &error));
    if (log != NULL) OK(mateo_options_set_log(options, on_log, log, &error));
    return open_with(options);
}

static void waits_for(int64_t posts) {
    int64_t start = monotonic_ms();
    while (statistic("posts") < posts && monotonic_ms() - start < 10000) pause_ms(10);
    SAME(statistic("posts"), posts);
}

int main(void) {
    pthread_t thread;
    mateo_state state = -1;
    int64_t number = -1;

    /* From its own callback: the run ends with the answer that it has, and calls nothing any more. */
    context own = {.closes_at = 1};
    own.client = client_with_log(NULL, NULL);
    own.import = sealed(own.client, "own", &own);
    OK(mateo_import_run(own.import, &state, &error));
    SAME(state, MATEO_STATE_INTERRUPTED);
    SAME(own.calls, 1);
    SAME(own.calls_when_freed, 0);
    FAILS(MATEO_ERROR_HANDLE, "import", mateo_import_count(own.import, MATEO_COUNT_TOTAL, &number, &error));
    FAILS(MATEO_ERROR_HANDLE, "import", mateo_import_run(own.import, &state, &error));

    /* The same in a step. Nothing is lost: the next one goes on. */
    const char *journal = new_path("close_running.db");
    context step = {.closes_at = 1};
    step.client = client_with_log(journal, NULL);
    step.import = sealed(step.client, "step", &step);
    OK(mateo_import_step(step.import, 60000, &state, &error));
    SAME(state, MATEO_STATE_INTERRUPTED);
    SAME(step.calls, 1);
    context again = {0};
    mateo_client *client = client_with_log(journal, NULL);
    mateo_import *import = open_contacts(client, "step");
    OK(mateo_import_set_progress(import, on_progress, &again, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 30);
    SAME(count(import, MATEO_COUNT_POSTS), 3);
    mateo_import_close(import);
    mateo_client_close(client);
    SAME(step.calls_when_freed, 0);

    /* From another thread while the callback runs: the close waits for it. */
    context shared = {.sleeps_ms = 400}, log = {0};
    shared.client = client_with_log(NULL, NULL);
    shared.import = sealed(shared.client, "shared", &shared);
    work slow = {.import = shared.import, .state = -1};
    waits_for(4);
    CHECK(pthread_create(&thread, NULL, runs, &slow) == 0);
    while (!atomic_load(&shared.is_inside)) pause_ms(1);
    mateo_import_close(shared.import);
    CHECK(!atomic_load(&shared.is_inside));
    atomic_store(&shared.is_freed, 1);
    CHECK(pthread_join(thread, NULL) == 0);
    SAME(slow.status, MATEO_OK);
    SAME(slow.state, MATEO_STATE_INTERRUPTED);
    SAME(shared.calls, 1);
    SAME(shared.calls_when_freed, 0);
    mateo_client_close(shared.client);

    /* During a request with a slow answer: the run does not wait for it, and the log is as silent as the progress. */
    context silent = {0};
    for (int order = 0; order < 2; order++) {
        int64_t before = statistic("posts");
        log = (context){0};
        silent = (context){0};
        silent.client = client_with_log(NULL, &log);
        silent.import = sealed(silent.client, order == 0 ? "first" : "second", &silent);
        slow = (work){.import = silent.import, .state = -1};
        CHECK(pthread_create(&thread, NULL, runs, &slow) == 0);
        int64_t start = monotonic_ms();
        waits_for(before + 2);
        if (order == 0) mateo_client_close(silent.client);
        mateo_import_close(silent.import);
        if (order == 1) mateo_client_close(silent.client);
        atomic_store(&silent.is_freed, 1);
        atomic_store(&log.is_freed, 1);
        CHECK(pthread_join(thread, NULL) == 0);
        CHECK(monotonic_ms() - start < 20000);
        SAME(slow.status, MATEO_OK);
        SAME(slow.state, MATEO_STATE_INTERRUPTED);
        SAME(silent.calls_when_freed, 0);
        SAME(log.calls_when_freed, 0);
    }

    /* A walk keeps the log, and its close is the last. */
    mateo_failures *failures = NULL;
    log = (context){0};
    client = client_with_log(NULL, &log);
    import = open_contacts(client, "walk");
    add_contacts(import, 1, 1);
    OK(mateo_import_seal(import, &error));
    OK(mateo_import_failures(import, &failures, &error));
    mateo_client_close(client);
    mateo_import_close(import);
    mateo_import_close(import);
    mateo_failures_free(failures);
    return finish();
}
