/*
 * Imports the contacts of a CSV file into Hellomateo.
 *
 *     gcc -std=c99 -Iinclude -o build/quickstart examples/c/quickstart.c \
 *         -Lbuild/lib -Wl,-rpath,$PWD/build/lib -lmateo
 *     MATEO_API_KEY=... build/quickstart contacts.csv
 *
 * Environment: MATEO_API_KEY; MATEO_JOURNAL, a file (mateo.db in the current folder); MATEO_URL, for another
 * address than the service's; MATEO_QUOTA_MS, for a test server whose day is shorter.
 *
 * Started again after a crash, a restart or Ctrl-C it goes on where it was. Exit status: 0 when every row has its
 * outcome, also when the service refused some of them; 1 when something must be done first; 2 for a wrong call;
 * 130 after Ctrl-C.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <mateo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* How many failures are shown. */
enum { SHOWN_FAILURES = 10 };

/* Ctrl-C only sets a flag: no function of the library may be called from a signal handler. */
static volatile sig_atomic_t stop_requested = 0;

static void on_signal(int number) {
    (void)number;
    stop_requested = 1;
}

/* Prints what went wrong and frees the error. The message says what to do; it never holds the key. */
static void report(mateo_error *error) {
    fprintf(stderr, "quickstart: %s\n", mateo_error_message(error));
    if (mateo_error_is_retryable(error)) fputs("Nothing is lost: start the program again later.\n", stderr);
    mateo_error_free(error);
}

static const char *setting(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value != NULL && *value != '\0' ? value : otherwise;
}

/* Makes options from the environment and opens a client with them. NULL: the error is printed. */
static mateo_client *open_client(void) {
    mateo_error *error = NULL;
    mateo_options *options = NULL;
    mateo_client *client = NULL;
    const char *url = setting("MATEO_URL", NULL);
    int64_t quota_ms = strtoll(setting("MATEO_QUOTA_MS", "86400000"), NULL, 10);

    /* Each call returns 0 for success, so the chain ends at the first failure. */
    if (mateo_options_new(&options, &error) != MATEO_OK
        || mateo_options_set_api_key(options, setting("MATEO_API_KEY", ""), &error) != MATEO_OK
        || mateo_options_set_journal_path(options, setting("MATEO_JOURNAL", "mateo.db"), &error) != MATEO_OK
        || (url != NULL && mateo_options_set_base_url(options, url, &error) != MATEO_OK)
        || mateo_options_set_quota_window(options, quota_ms, &error) != MATEO_OK
        || mateo_client_open(options, &client, &error) != MATEO_OK) {
        report(error);
    }
    mateo_options_free(options); /* The client has a copy. */
    return client;
}

static int64_t count(mateo_import *import, mateo_count what) {
    int64_t number = 0;
    mateo_error *error = NULL;
    if (mateo_import_count(import, what, &number, &error) != MATEO_OK) report(error);
    return number;
}

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * One line that is written over on a terminal; elsewhere a line of its own every five seconds. With a note, or an
 * empty one, it is written in any case.
 */
static void show_progress(mateo_import *import, const char *note) {
    static int64_t last = 0;
    int on_terminal = isatty(STDERR_FILENO);
    int64_t total = count(import, MATEO_COUNT_TOTAL);
    int64_t sent = total - count(import, MATEO_COUNT_PENDING);
    int64_t settled = sent - count(import, MATEO_COUNT_IN_FLIGHT);

    if (note == NULL && now_ms() - last < (on_terminal ? 100 : 5000)) return;
    last = now_ms();
    fprintf(stderr, "%s%" PRId64 " of %" PRId64 " sent, %" PRId64 " settled, %" PRId64 " failed%s%s",
        on_terminal ? "\r\033[K" : "", sent, total, settled, count(import, MATEO_COUNT_FAILED), note != NULL ? note : "",
        on_terminal ? "" : "\n");
}

/* The day's quota is used up: waits until the import can go on. A program may as well end and be started then. */
static void wait_for_quota(mateo_import *import) {
    const struct timespec moment = {0, 100 * 1000 * 1000};
    int64_t resume_at = 0;
    mateo_error *error = NULL;
    char note[100];

    if (mateo_import_resume_at(import, &resume_at, &error) != MATEO_OK) report(error);
    time_t seconds = (time_t)(resume_at / 1000);
    struct tm local;
    localtime_r(&seconds, &local);
    strftime(note, sizeof note, ", quota used up until %Y-%m-%d %H:%M:%S", &local);
    show_progress(import, note);
    while (!stop_requested && now_ms() < resume_at) nanosleep(&moment, NULL);
}

/*
 * Runs the import to its end, in steps of a quarter of a second so that the line moves and Ctrl-C is noticed. A
 * program that needs neither calls mateo_import_run once.
 */
static mateo_status run(mateo_import *import, mateo_state *state, mateo_error **error) {
    int is_cancelled = 0;

    for (;;) {
        if (stop_requested && !is_cancelled) {
            mateo_import_cancel(import); /* The request under way still gets its answer. */
            is_cancelled = 1;
        }
        mateo_status status = mateo_import_step(import, 250, state, error);
        if (status != MATEO_OK) return status;
        if (*state == MATEO_STATE_PAUSED && !stop_requested) {
            wait_for_quota(import);
        } else if (*state == MATEO_STATE_RUNNING) {
            show_progress(import, NULL);
        } else {
            show_progress(import, "");
            if (isatty(STDERR_FILENO)) fputc('\n', stderr);
            return MATEO_OK;
        }
    }
}

static void print_summary(mateo_import *import) {
    /* Every record is in exactly one of the states; the numbers add up to the total. */
    static const struct { mateo_count what; const char *name; } lines[] = {
        {MATEO_COUNT_TOTAL, "records"},
        {MATEO_COUNT_PENDING, "  pending"},
        {MATEO_COUNT_IN_FLIGHT, "  in flight"},
        {MATEO_COUNT_SUCCEEDED, "  succeeded"},
        {MATEO_COUNT_FAILED, "  failed"},
        {MATEO_COUNT_HELD, "  held"},
        {MATEO_COUNT_SUPERSEDED, "  superseded"},
        {MATEO_COUNT_UNCHANGED, "  unchanged"},
        {MATEO_COUNT_UNKNOWN, "  unknown"},
        {MATEO_COUNT_JOBS, "jobs"},
        {MATEO_COUNT_POSTS, "requests that sent records"},
        {MATEO_COUNT_POLLS, "requests that followed jobs"},
        {MATEO_COUNT_OTHER_REQUESTS, "other requests"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        printf("%-28s%8" PRId64 "\n", lines[i].name, count(import, lines[i].what));
    }
}

/*
 * Imports the file and prints the first rows that the service refused, with its reasons. They are personal data: mind
 * where this goes.
 */
static mateo_status import_contacts(mateo_client *client, const char *path, mateo_state *state) {
    mateo_error *error = NULL;
    mateo_import *import = NULL;
    mateo_failures *failures = NULL;
    int32_t found = 0;
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;

    /* README: c */
    /* A later start finds the import by its name: it goes on where it was, and nothing is sent a second time. */
    mateo_status status = mateo_import_open(client, MATEO_TYPE_CONTACTS, name, &import, &error);
    if (!status) status = mateo_import_add_csv_file(import, path, &error);
    if (!status) status = mateo_import_seal(import, &error); /* From here on it survives crashes and restarts. */
    if (!status) status = run(import, state, &error); /* As mateo_import_run, with progress and Ctrl-C. */
    if (!status) status = mateo_import_failures(import, &failures, &error);
    for (int shown = 0; !status && shown < SHOWN_FAILURES; shown++) {
        status = mateo_failures_next(failures, &found, &error);
        if (status || !found) break;
        printf("row %" PRId64 " (%s): %s\n", mateo_failures_row(failures), mateo_failures_external_id(failures),
            mateo_failures_reason(failures));
    }
    if (status) report(error);
    /* README: end */

    if (import != NULL && count(import, MATEO_COUNT_TOTAL) > 0) print_summary(import);
    mateo_failures_free(failures); /* Freeing and closing NULL does nothing. */
    mateo_import_close(import);
    return status;
}

int main(int argument_count, char **arguments) {
    if (argument_count != 2) {
        fputs("usage: quickstart CONTACTS.csv\n", stderr);
        return 2;
    }
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);

    mateo_state state = MATEO_STATE_RUNNING;
    mateo_client *client = open_client();
    mateo_status status = client != NULL ? import_contacts(client, arguments[1], &state) : MATEO_ERROR_STATE;
    mateo_client_close(client);
    if (status != MATEO_OK) return 1;
    switch (state) {
    case MATEO_STATE_FINISHED: return 0;
    case MATEO_STATE_UNKNOWN: puts("The outcome of some records is unknown."); return 1;
    case MATEO_STATE_INTERRUPTED:
    case MATEO_STATE_PAUSED: puts("Interrupted. Start the program again to go on."); return 130;
    default: return 1;
    }
}
