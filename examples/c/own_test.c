/*
 * A test of a program's own import, against a sandbox that it starts. The answer to the first batch is lost, and yet
 * no contact arrives twice.
 *
 *     gcc -std=c99 -Iinclude -o build/own_test examples/c/own_test.c -Lbuild/lib -Wl,-rpath,$PWD/build/lib -lmateo
 *     MATEO_SANDBOX=build/bin/mateo-sandbox build/own_test contacts.csv
 *
 * Exit status: 0 when the test passes.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <mateo.h>
#include <mateo_sandbox.h>

/* What is tested: the program's own import, with the address and the key that it is given. */
static mateo_status import_contacts(
    const char *url, const char *api_key, const char *path, int64_t *out_settled, mateo_error **out_error) {
    mateo_options *options = NULL;
    mateo_client *client = NULL;
    mateo_import *import = NULL;
    int64_t counts[MATEO_COUNTS] = {0};
    mateo_status status = mateo_options_new(&options, out_error);

    if (status == MATEO_OK) status = mateo_options_set_base_url(options, url, out_error);
    if (status == MATEO_OK) status = mateo_options_set_api_key(options, api_key, out_error);
    if (status == MATEO_OK) status = mateo_client_open(options, &client, out_error);
    if (status == MATEO_OK) status = mateo_import_open(client, MATEO_TYPE_CONTACTS, "contacts", &import, out_error);
    if (status == MATEO_OK) status = mateo_import_add_csv_file(import, path, out_error);
    if (status == MATEO_OK) status = mateo_import_seal(import, out_error);
    if (status == MATEO_OK) status = mateo_import_run(import, NULL, out_error);
    if (status == MATEO_OK) status = mateo_import_counts(import, counts, MATEO_COUNTS, out_error);
    *out_settled = counts[MATEO_COUNT_TOTAL] - counts[MATEO_COUNT_PENDING] - counts[MATEO_COUNT_IN_FLIGHT]
        - counts[MATEO_COUNT_UNKNOWN];
    if (status == MATEO_OK && counts[MATEO_COUNT_JOBS] != 1) {
        fprintf(stderr, "own_test: %" PRId64 " jobs and not one: records were sent twice\n", counts[MATEO_COUNT_JOBS]);
        *out_settled = 0;
    }
    mateo_import_close(import);
    mateo_client_close(client);
    mateo_options_free(options);
    return status;
}

int main(int argument_count, char **arguments) {
    const char *options[] = {"--requests-per-second", "0", "--faults", "lost@1", NULL};
    mateo_sandbox sandbox;
    mateo_error *error = NULL;
    int64_t settled = 0;

    if (argument_count != 2) return fputs("usage: own_test CONTACTS.csv\n", stderr), 2;
    if (mateo_sandbox_start(&sandbox, NULL, options) != 0) {
        fprintf(stderr, "own_test: %s\n", sandbox.message);
        return 1;
    }
    mateo_status status = import_contacts(sandbox.url, sandbox.api_key, arguments[1], &settled, &error);
    if (status != MATEO_OK) fprintf(stderr, "own_test: %s\n", mateo_error_message(error));
    mateo_error_free(error);
    mateo_sandbox_stop(&sandbox);
    printf("%" PRId64 " contacts have their outcome\n", settled);
    return status != MATEO_OK || settled == 0;
}
