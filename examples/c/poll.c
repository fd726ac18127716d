/*
 * Imports 5,000 contacts in a loop around poll(2), beside a timer that beats every 10 ms.
 *
 *     gcc -std=c99 -Iinclude -o build/poll examples/c/poll.c -Lbuild/lib -Wl,-rpath,$PWD/build/lib -lmateo
 *     MATEO_API_KEY=... build/poll
 *
 * Environment: MATEO_API_KEY; MATEO_JOURNAL, a file (mateo.db in the current folder); MATEO_URL, for another address than
 * the service's. At the end it says how late the timer was at most: a host's own work waits no longer than that.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <mateo.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CONTACTS = 5000, ROWS_AT_ONCE = 100, BEAT_MS = 10 };

/* Prints what went wrong and ends the program, which a host would not. */
static void must(mateo_status status, mateo_error *error) {
    if (status == MATEO_OK) return;
    fprintf(stderr, "poll: %s\n", mateo_error_message(error));
    mateo_error_free(error);
    exit(1);
}

static double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static const char *setting(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value != NULL && *value != '\0' ? value : otherwise;
}

static mateo_client *open_client(void) {
    mateo_error *error = NULL;
    mateo_options *options = NULL;
    mateo_client *client = NULL;
    must(mateo_options_new(&options, &error), error);
    must(mateo_options_set_api_key(options, setting("MATEO_API_KEY", ""), &error), error);
    must(mateo_options_set_journal_path(options, setting("MATEO_JOURNAL", "mateo.db"), &error), error);
    if (getenv("MATEO_URL") != NULL) must(mateo_options_set_base_url(options, getenv("MATEO_URL"), &error), error);
    must(mateo_client_open(options, &client, &error), error);
    mateo_options_free(options);
    return client;
}

/* Adds some rows of CSV, as they would come from a database. Returns 1 once all are in and the import is sealed. */
static int add_rows(mateo_import *import) {
    static int row = 0;
    static const char header[] = "external_id,full_name\n";
    char text[ROWS_AT_ONCE * 64];
    mateo_error *error = NULL;
    int length = 0;
    if (row == 0) must(mateo_import_add_csv(import, header, sizeof header - 1, &error), error);
    for (int end = row + ROWS_AT_ONCE; row < end && row < CONTACTS; row++)
        length += snprintf(text + length, sizeof text - (size_t)length, "P-%d,Contact %d\n", row + 1, row + 1);
    must(mateo_import_add_csv(import, text, (size_t)length, &error), error);
    if (row < CONTACTS) return 0;
    must(mateo_import_end_csv(import, &error), error);
    must(mateo_import_seal(import, &error), error);
    return 1;
}

int main(void) {
    mateo_error *error = NULL;
    mateo_import *import = NULL;
    mateo_state state = MATEO_STATE_RUNNING;
    mateo_client *client = open_client();
    struct pollfd waiting = {.fd = -1, .events = POLLIN, .revents = 0};
    double beat = now_ms() + BEAT_MS, latest = 0;
    int is_sealed = 0, steps = 0;
    int64_t succeeded = 0;

    must(mateo_import_open(client, MATEO_TYPE_CONTACTS, "poll", &import, &error), error);
    must(mateo_import_fd(import, &waiting.fd, &error), error);
    while (state == MATEO_STATE_RUNNING) {
        /* The timer is the host's own work. How late it comes is what the import costs it. */
        double late = now_ms() - beat;
        if (late >= 0) {
            if (late > latest) latest = late;
            beat = now_ms() + BEAT_MS;
        }
        int wait = is_sealed ? (int)(beat - now_ms()) : 0;
        if (poll(&waiting, 1, wait < 0 ? 0 : wait) < 0) continue;
        if (!is_sealed) {
            is_sealed = add_rows(import);
        } else if (waiting.revents != 0) {
            must(mateo_import_step(import, 0, &state, &error), error);
            steps++;
        }
    }
    must(mateo_import_count(import, MATEO_COUNT_SUCCEEDED, &succeeded, &error), error);
    printf("%" PRId64 " of %d contacts in %d steps; the timer was at most %.1f ms late\n", succeeded, CONTACTS, steps, latest);
    mateo_import_close(import);
    mateo_client_close(client);
    return succeeded == CONTACTS ? 0 : 1;
}
