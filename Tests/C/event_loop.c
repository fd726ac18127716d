/* Imports in the loop of a host: descriptors, times, and several imports together. */
// sandbox: --requests-per-second 0 --processing-ms 60
#include "check.h"

#include <poll.h>
#include <pthread.h>

static int is_readable(int fd, int timeout_ms) {
    struct pollfd waiting = {.fd = fd, .events = POLLIN, .revents = 0};
    return poll(&waiting, 1, timeout_ms) == 1 && (waiting.revents & POLLIN) != 0;
}

static mateo_import *filled(mateo_client *client, const char *name, int records) {
    mateo_import *import = open_contacts(client, name);
    for (int row = 1; row <= records; row++) {
        char json[128];
        int length = snprintf(json, sizeof json, "{\"external_id\":\"%s-%d\"}", name, row);
        OK(mateo_import_add_json(import, json, (size_t)length, &error));
    }
    return import;
}

static int64_t next_step(mateo_import *import) {
    int64_t time = 0;
    OK(mateo_import_next_step_at(import, &time, &error));
    return time;
}

/* The descriptor alone says when to step. Nothing is waited for in vain, and there are few steps. */
static void by_descriptor(mateo_client *client) {
    mateo_import *import = filled(client, "descriptor", 250);
    mateo_state state = MATEO_STATE_RUNNING;
    int fd = -1, same = -1, steps = 0;
    OK(mateo_import_fd(import, &fd, &error));
    CHECK(!is_readable(fd, 0));
    SAME(next_step(import), -1);
    OK(mateo_import_seal(import, &error));
    CHECK(next_step(import) <= monotonic_ms());
    for (; state == MATEO_STATE_RUNNING; steps++) {
        if (!is_readable(fd, 30000)) break;
        OK(mateo_import_step(import, 0, &state, &error));
    }
    SAME(state, MATEO_STATE_FINISHED);
    CHECK(steps < 300);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 250);
    CHECK(!is_readable(fd, 0));
    SAME(next_step(import), -1);
    OK(mateo_import_fd(import, &same, &error));
    SAME(same, fd);
    mateo_import_close(import);
}

/* The times alone do it too, though an answer is noticed later. */
static void by_times(mateo_client *client) {
    mateo_import *import = filled(client, "times", 50);
    mateo_state state = MATEO_STATE_RUNNING;
    OK(mateo_import_seal(import, &error));
    while (state == MATEO_STATE_RUNNING) {
        int64_t wait = next_step(import) - monotonic_ms();
        poll(NULL, 0, wait < 0 ? 0 : wait > 20 ? 20 : (int)wait);
        OK(mateo_import_step(import, 0, &state, &error));
    }
    SAME(state, MATEO_STATE_FINISHED);
    mateo_import_close(import);
}

static void *cancel(void *import) {
    mateo_import_cancel(import);
    return NULL;
}

/* A cancel from another thread makes the descriptor readable. */
static void cancelled(mateo_client *client) {
    mateo_import *import = filled(client, "cancelled", 50);
    mateo_state state = MATEO_STATE_RUNNING;
    pthread_t thread;
    int fd = -1;
    OK(mateo_import_seal(import, &error));
    OK(mateo_import_fd(import, &fd, &error));
    OK(mateo_import_step(import, 0, &state, &error));
    SAME(pthread_create(&thread, NULL, cancel, import), 0);
    SAME(pthread_join(thread, NULL), 0);
    while (state == MATEO_STATE_RUNNING && is_readable(fd, 30000)) OK(mateo_import_step(import, 0, &state, &error));
    SAME(state, MATEO_STATE_INTERRUPTED);
    mateo_import_close(import);
}

/* One descriptor and one call for all imports of a client; the end of each is told once. */
static void together(mateo_client *client) {
    mateo_import *imports[3];
    int ended[3] = {0, 0, 0}, fd = -1;
    mateo_import *import = NULL;
    mateo_state state = MATEO_STATE_RUNNING;
    int64_t time = 0;
    OK(mateo_client_next_step_at(client, &time, &error));
    SAME(time, -1);
    for (int i = 0; i < 3; i++) {
        static const char *const names[] = {"one", "two", "three"};
        imports[i] = filled(client, names[i], 120);
        OK(mateo_import_seal(imports[i], &error));
    }
    mateo_import *open = filled(client, "not sealed", 1);
    OK(mateo_client_next_step_at(client, &time, &error));
    CHECK(time <= monotonic_ms());
    OK(mateo_client_fd(client, &fd, &error));
    for (int i = 0; i < 20000; i++) {
        OK(mateo_client_step(client, 0, &import, &state, &error));
        for (int j = 0; j < 3; j++) ended[j] += import == imports[j];
        if (import != NULL) {
            SAME(state, MATEO_STATE_FINISHED);
        } else if (state != MATEO_STATE_RUNNING) {
            break;
        } else {
            int has_work = is_readable(fd, 30000);
            CHECK(has_work);
            if (!has_work) break;
        }
    }
    SAME(state, MATEO_STATE_FINISHED);
    CHECK(import == NULL);
    for (int j = 0; j < 3; j++) {
        SAME(ended[j], 1);
        SAME(count(imports[j], MATEO_COUNT_SUCCEEDED), 120);
        mateo_import_close(imports[j]);
    }
    SAME(count(open, MATEO_COUNT_PENDING), 1);
    mateo_import_close(open);
}

/* With a time-out the call waits itself. */
static void waiting(mateo_client *client) {
    mateo_import *first = filled(client, "first", 20), *second = filled(client, "second", 20), *import = NULL;
    mateo_state state = MATEO_STATE_RUNNING;
    int ends = 0;
    OK(mateo_import_seal(first, &error));
    OK(mateo_import_seal(second, &error));
    do {
        OK(mateo_client_step(client, 30000, &import, &state, &error));
        ends += import != NULL;
    } while (import != NULL);
    SAME(state, MATEO_STATE_FINISHED);
    SAME(ends, 2);
    mateo_import_close(first);
    mateo_import_close(second);
}

/* A run that fails is told with its import, and the others go on. */
static void failing(void) {
    mateo_options *options = sandbox_options("");
    mateo_client *client = NULL;
    mateo_import *import = NULL;
    mateo_state state = MATEO_STATE_RUNNING;
    OK(mateo_options_set_api_key(options, "wrong", &error));
    OK(mateo_client_open(options, &client, &error));
    mateo_options_free(options);
    mateo_import *refused = filled(client, "refused", 1);
    OK(mateo_import_seal(refused, &error));
    FAILS(MATEO_ERROR_UNAUTHORIZED, "key", mateo_client_step(client, 30000, &import, &state, &error));
    CHECK(import == refused);
    OK(mateo_client_step(client, 30000, &import, &state, &error));
    CHECK(import == NULL);
    SAME(state, MATEO_STATE_FINISHED);
    FAILS(MATEO_ERROR_ARGUMENT, "out_import", mateo_client_step(client, 0, NULL, &state, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_state", mateo_client_step(client, 0, &import, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_fd", mateo_client_fd(client, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_time", mateo_client_next_step_at(client, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_fd", mateo_import_fd(refused, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_time", mateo_import_next_step_at(refused, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "client", mateo_client_step(NULL, 0, &import, &state, &error));
    mateo_import_close(refused);
    mateo_client_close(client);
}

int main(void) {
    mateo_client *client = open_sandbox(new_path("event-loop.db"));
    by_descriptor(client);
    by_times(client);
    cancelled(client);
    together(client);
    waiting(client);
    failing();
    mateo_client_close(client);
    return finish();
}
