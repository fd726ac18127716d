/*
 * Imports 5,000 contacts in the main loop of GLib, as in a desktop program, beside a timer that beats every 10 ms.
 *
 *     gcc -std=c99 -Iinclude -o build/glib examples/c/glib.c $(pkg-config --cflags --libs glib-2.0) \
 *         -Lbuild/lib -Wl,-rpath,$PWD/build/lib -lmateo
 *     MATEO_API_KEY=... build/glib
 *
 * Environment: MATEO_API_KEY; MATEO_JOURNAL, a file (mateo.db in the current folder); MATEO_URL, for another address than
 * the service's. At the end it says how late the timer was at most: a host's own work waits no longer than that.
 */
#include <glib-unix.h>
#include <glib.h>
#include <mateo.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONTACTS = 5000, ROWS_AT_ONCE = 100, BEAT_MS = 10 };

struct host {
    GMainLoop *loop;
    mateo_import *import;
    int row;
    int steps;
    gint64 beat_at;
    gint64 latest;
};

/* Prints what went wrong and ends the program, which a host would not. */
static void must(mateo_status status, mateo_error *error) {
    if (status == MATEO_OK) return;
    fprintf(stderr, "glib: %s\n", mateo_error_message(error));
    mateo_error_free(error);
    exit(1);
}

/* The timer is the host's own work. How late it comes is what the import costs it. */
static gboolean beat(gpointer context) {
    struct host *host = context;
    gint64 late = g_get_monotonic_time() - host->beat_at;
    if (late > host->latest) host->latest = late;
    host->beat_at = g_get_monotonic_time() + BEAT_MS * 1000;
    g_timeout_add(BEAT_MS, beat, host);
    return G_SOURCE_REMOVE;
}

/* The descriptor is readable: the import has something to do. */
static gboolean step(gint fd, GIOCondition condition, gpointer context) {
    struct host *host = context;
    mateo_error *error = NULL;
    mateo_state state = MATEO_STATE_RUNNING;
    (void)fd, (void)condition;
    must(mateo_import_step(host->import, 0, &state, &error), error);
    host->steps++;
    if (state == MATEO_STATE_RUNNING) return G_SOURCE_CONTINUE;
    g_main_loop_quit(host->loop);
    return G_SOURCE_REMOVE;
}

/* Adds some rows of CSV whenever there is nothing else to do, as they would come from a database. */
static gboolean add_rows(gpointer context) {
    static const char header[] = "external_id,full_name\n";
    struct host *host = context;
    mateo_error *error = NULL;
    GString *text = g_string_new(host->row == 0 ? header : "");
    int fd = -1;
    for (int end = host->row + ROWS_AT_ONCE; host->row < end && host->row < CONTACTS; host->row++)
        g_string_append_printf(text, "G-%d,Contact %d\n", host->row + 1, host->row + 1);
    must(mateo_import_add_csv(host->import, text->str, text->len, &error), error);
    g_string_free(text, TRUE);
    if (host->row < CONTACTS) return G_SOURCE_CONTINUE;
    must(mateo_import_end_csv(host->import, &error), error);
    must(mateo_import_seal(host->import, &error), error);
    must(mateo_import_fd(host->import, &fd, &error), error);
    g_unix_fd_add(fd, G_IO_IN, step, host);
    return G_SOURCE_REMOVE;
}

int main(void) {
    mateo_error *error = NULL;
    mateo_options *options = NULL;
    mateo_client *client = NULL;
    struct host host = {.loop = g_main_loop_new(NULL, FALSE)};
    const char *key = g_getenv("MATEO_API_KEY"), *journal = g_getenv("MATEO_JOURNAL"), *url = g_getenv("MATEO_URL");
    int64_t succeeded = 0;

    must(mateo_options_new(&options, &error), error);
    must(mateo_options_set_api_key(options, key != NULL ? key : "", &error), error);
    must(mateo_options_set_journal_path(options, journal != NULL ? journal : "mateo.db", &error), error);
    if (url != NULL) must(mateo_options_set_base_url(options, url, &error), error);
    must(mateo_client_open(options, &client, &error), error);
    mateo_options_free(options);
    must(mateo_import_open(client, MATEO_TYPE_CONTACTS, "glib", &host.import, &error), error);

    host.beat_at = g_get_monotonic_time() + BEAT_MS * 1000;
    g_timeout_add(BEAT_MS, beat, &host);
    g_idle_add(add_rows, &host);
    g_main_loop_run(host.loop);

    must(mateo_import_count(host.import, MATEO_COUNT_SUCCEEDED, &succeeded, &error), error);
    printf("%d of %d contacts in %d steps; the timer was at most %.1f ms late\n", (int)succeeded, CONTACTS, host.steps,
        (double)host.latest / 1000);
    mateo_import_close(host.import);
    mateo_client_close(client);
    g_main_loop_unref(host.loop);
    return succeeded == CONTACTS ? 0 : 1;
}
