/*
 * Measures the library as a program sees it.
 *
 *     import load CSV TIMES JOURNAL    adds the rows of CSV so many times and seals: seconds, and peak memory in KiB
 *     import run CSV JOURNAL           the whole import: seconds, those of this process alone, and records settled
 *     import nothing                   peak memory of a program that does nothing, in KiB
 *
 * JOURNAL is a file, or - for none. The sandbox is found in MATEO_URL and MATEO_API_KEY.
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

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static long peak_kib(void) {
    char line[200];
    long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) sscanf(line, "VmHWM: %ld", &kib);
    if (status != NULL) fclose(status);
    return kib;
}

static mateo_client *open_client(const char *journal) {
    mateo_options *options = NULL;
    mateo_client *client = NULL;
    const char *url = getenv("MATEO_URL"), *key = getenv("MATEO_API_KEY");
    must(mateo_options_new(&options, &error));
    must(mateo_options_set_api_key(options, key != NULL ? key : "none", &error));
    if (url != NULL) must(mateo_options_set_base_url(options, url, &error));
    if (strcmp(journal, "-") != 0) must(mateo_options_set_journal_path(options, journal, &error));
    must(mateo_options_set_requests_per_second(options, 0, &error));
    must(mateo_options_set_requests_per_day(options, 0, &error));
    must(mateo_options_set_entities_per_day(options, 0, &error));
    must(mateo_options_set_first_poll(options, 10, &error));
    must(mateo_options_set_longest_poll(options, 50, &error));
    must(mateo_client_open(options, &client, &error));
    mateo_options_free(options);
    return client;
}

/* The file's rows again and again, as one CSV. */
static void add_rows(mateo_import *import, const char *path, int times) {
    static char piece[65536];
    FILE *file = fopen(path, "rb");
    if (file == NULL || fgets(piece, sizeof piece, file) == NULL) exit(1);
    must(mateo_import_add_csv(import, piece, strlen(piece), &error));
    long rows = ftell(file);
    for (int i = 0; i < times; i++) {
        size_t length;
        fseek(file, rows, SEEK_SET);
        while ((length = fread(piece, 1, sizeof piece, file)) > 0) {
            must(mateo_import_add_csv(import, piece, length, &error));
        }
    }
    must(mateo_import_end_csv(import, &error));
    fclose(file);
}

int main(int argument_count, char **arguments) {
    mateo_import *import = NULL;
    double start = seconds(CLOCK_MONOTONIC);
    if (argument_count == 2) {
        printf("%ld\n", peak_kib());
    } else if (argument_count == 5) {
        mateo_client *client = open_client(arguments[4]);
        must(mateo_import_open(client, MATEO_TYPE_CONTACTS, "load", &import, &error));
        add_rows(import, arguments[2], atoi(arguments[3]));
        must(mateo_import_seal(import, &error));
        printf("%.3f %ld\n", seconds(CLOCK_MONOTONIC) - start, peak_kib());
        mateo_import_close(import);
        mateo_client_close(client);
    } else if (argument_count == 4) {
        int64_t succeeded = 0, failed = 0;
        mateo_state state = MATEO_STATE_RUNNING;
        mateo_client *client = open_client(arguments[3]);
        must(mateo_import_open(client, MATEO_TYPE_CONTACTS, "run", &import, &error));
        must(mateo_import_add_csv_file(import, arguments[2], &error));
        must(mateo_import_seal(import, &error));
        must(mateo_import_run(import, &state, &error));
        must(mateo_import_count(import, MATEO_COUNT_SUCCEEDED, &succeeded, &error));
        must(mateo_import_count(import, MATEO_COUNT_FAILED, &failed, &error));
        mateo_import_close(import);
        mateo_client_close(client);
        printf("%.4f %.4f %" PRId64 "\n", seconds(CLOCK_MONOTONIC) - start, seconds(CLOCK_PROCESS_CPUTIME_ID),
            succeeded + failed);
    } else {
        return 2;
    }
    return 0;
}
