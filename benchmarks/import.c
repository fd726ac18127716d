/*
 * An import by a program with the library: import FILE URL JOURNAL [RATE]
 *
 * FILE is CSV, or JSON Lines if its name ends in .jsonl. JOURNAL is a path, or - for a journal in memory. RATE is the
 * most requests in a second. Without it there is no limit, and the first poll follows the last batch after 1 ms. There
 * are no quotas. If URL is -, nothing is sent. Prints the milliseconds of the import, of adding, of sealing, of running,
 * and of processor time; then peak memory in KiB, the number of records that are done, and of those that are left out.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <mateo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static mateo_error *error = NULL;

static void must(mateo_status status) {
    if (status == MATEO_OK) return;
    fprintf(stderr, "import: %s\n", mateo_error_message(error));
    exit(1);
}

static double milliseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static long peak_kib(void) {
    char line[200];
    long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) sscanf(line, "VmHWM: %ld", &kib);
    if (status != NULL) fclose(status);
    return kib;
}

static int64_t count(mateo_import *import, mateo_count what) {
    int64_t count = 0;
    must(mateo_import_count(import, what, &count, &error));
    return count;
}

static mateo_client *open_client(const char *url, const char *journal, const char *rate) {
    mateo_options *options = NULL;
    mateo_client *client = NULL;
    must(mateo_options_new(&options, &error));
    must(mateo_options_set_api_key(options, "key", &error));
    if (strcmp(url, "-") != 0) must(mateo_options_set_base_url(options, url, &error));
    if (strcmp(journal, "-") != 0) must(mateo_options_set_journal_path(options, journal, &error));
    must(mateo_options_set_requests_per_second(options, rate != NULL ? atof(rate) : 0, &error));
    must(mateo_options_set_requests_per_day(options, 0, &error));
    must(mateo_options_set_entities_per_day(options, 0, &error));
    must(mateo_options_set_first_look(options, 0, &error));
    if (rate == NULL) must(mateo_options_set_first_poll(options, 1, &error));
    must(mateo_client_open(options, &client, &error));
    mateo_options_free(options);
    return client;
}

int main(int argument_count, char **arguments) {
    if (argument_count < 4) return 2;
    mateo_import *import = NULL;
    mateo_state state = MATEO_STATE_RUNNING;
    const char *path = arguments[1], *ending = strrchr(path, '.');

    double start = milliseconds(CLOCK_MONOTONIC);
    mateo_client *client = open_client(arguments[2], arguments[3], argument_count > 4 ? arguments[4] : NULL);
    must(mateo_import_open(client, MATEO_TYPE_CONTACTS, "benchmark", &import, &error));
    if (ending != NULL && strcmp(ending, ".jsonl") == 0) {
        must(mateo_import_add_json_lines_file(import, path, &error));
    } else {
        must(mateo_import_add_csv_file(import, path, &error));
    }
    double added = milliseconds(CLOCK_MONOTONIC);
    must(mateo_import_seal(import, &error));
    double sealed = milliseconds(CLOCK_MONOTONIC);
    if (strcmp(arguments[2], "-") != 0) must(mateo_import_run(import, &state, &error));
    double finished = milliseconds(CLOCK_MONOTONIC);
    int64_t done = count(import, MATEO_COUNT_SUCCEEDED) + count(import, MATEO_COUNT_FAILED);
    int64_t left_out = count(import, MATEO_COUNT_HELD) + count(import, MATEO_COUNT_SUPERSEDED);
    mateo_import_close(import);
    mateo_client_close(client);
    printf("milliseconds %.1f adding %.1f sealing %.1f running %.1f processor %.1f peak %ld records %" PRId64
           " left_out %" PRId64 "\n",
        milliseconds(CLOCK_MONOTONIC) - start, added - start, sealed - added, finished - sealed,
        milliseconds(CLOCK_PROCESS_CPUTIME_ID), peak_kib(), done, left_out);
    return strcmp(arguments[2], "-") != 0 && state != MATEO_STATE_FINISHED;
}
