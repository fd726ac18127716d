/*
 * Gives odd input to the library that ships, as a host does: a file in pieces, perhaps with a mapping, then the list of what was
 * held, a plan and a check of the books. Nothing is sent.
 *
 * The first byte chooses what the input is, the second its pieces. What is before the first NUL of a file with a mapping is the
 * mapping. The library was compiled without any instrument, so the fuzzer does not see where an input leads, and
 * AddressSanitizer sees what goes through the C library: the other targets run the same sources with both.
 */
#include <mateo.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CSV, MAPPED_CSV, JSON, JSON_LINES, PROPOSAL, RECORD, WAYS };

static mateo_error *error = NULL;

/* A call may fail, and then has an error with a message. */
static mateo_status said(mateo_status status) {
    if ((status == MATEO_OK) != (error == NULL)) abort();
    if (status != MATEO_OK && strlen(mateo_error_message(error)) == 0) abort();
    mateo_error_free(error);
    error = NULL;
    return status;
}

/* A call that no input lets fail. */
static void must(mateo_status status) {
    if (status != MATEO_OK) fprintf(stderr, "%s\n", mateo_error_message(error));
    if (said(status) != MATEO_OK) abort();
}

static mateo_client *new_client(void) {
    mateo_options *options;
    mateo_client *client;
    must(mateo_options_new(&options, &error));
    must(mateo_options_set_api_key(options, "key", &error));
    must(mateo_options_set_base_url(options, "http://127.0.0.1:9/api/v1", &error));
    must(mateo_options_set_batch_bytes(options, 65536, &error));
    must(mateo_client_open(options, &client, &error));
    mateo_options_free(options);
    return client;
}

/* The first text of an input without NULs; the rest begins behind its end. */
static char *first_text(const char **input, size_t *length) {
    const char *end = memchr(*input, 0, *length);
    size_t size = end != NULL ? (size_t)(end - *input) : *length;
    char *text = malloc(size + 1);
    if (text == NULL) abort();
    memcpy(text, *input, size);
    text[size] = 0;
    size_t used = size + (end != NULL);
    *input += used;
    *length -= used;
    return text;
}

static void add_csv(mateo_import *import, const char *csv, size_t length, size_t piece) {
    for (size_t start = 0; start < length; start += piece) {
        size_t size = length - start < piece ? length - start : piece;
        if (said(mateo_import_add_csv(import, csv + start, size, &error)) != MATEO_OK) return;
    }
    said(mateo_import_end_csv(import, &error));
}

/* Names and values in turn, each up to a NUL. */
static void add_record(mateo_import *import, const char *input, size_t length) {
    mateo_record *record;
    must(mateo_record_new(&record, &error));
    while (length > 0) {
        char *name = first_text(&input, &length);
        char *value = first_text(&input, &length);
        switch (value[0]) {
        case '[': said(mateo_record_append_text(record, name, value + 1, &error)); break;
        case '{': said(mateo_record_set_json(record, name, value, &error)); break;
        case '#': said(mateo_record_set_tag(record, value, &error)); break;
        case '+': said(mateo_record_set_number(record, name, strtod(value, NULL), &error)); break;
        default: said(mateo_record_set_text(record, name, value, &error));
        }
        free(name);
        free(value);
    }
    said(mateo_import_add_record(import, record, &error));
    mateo_record_free(record);
}

static void propose(const char *csv, size_t length) {
    static char mapping[1 << 16];
    size_t size;
    said(mateo_mapping_propose(csv, length, MATEO_TYPE_CONTACTS, NULL, 0, mapping, sizeof mapping, &size, &error));
}

/* Reads what the import lists. A sealed one balances. */
static void look_at(mateo_client *client, mateo_import *import) {
    mateo_failures *failures;
    mateo_plan *plan;
    int32_t found = 1;
    int64_t counts[MATEO_COUNTS];
    said(mateo_import_seal(import, &error));
    must(mateo_import_counts(import, counts, MATEO_COUNTS, &error));
    must(mateo_import_failures(import, &failures, &error));
    while (found) {
        must(mateo_failures_next(failures, &found, &error));
        if (found && strlen(mateo_failures_message(failures)) == 0) abort();
    }
    mateo_failures_free(failures);
    if (said(mateo_import_plan(import, &plan, &error)) == MATEO_OK) mateo_plan_free(plan);
    must(mateo_client_verify(client, NULL, &error));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    if (length < 2) return 0;
    int way = bytes[0] % WAYS;
    size_t piece = bytes[1] % 64 + 1;
    const char *input = (const char *)bytes + 2;
    length -= 2;
    static mateo_client *client = NULL; /* Opening one takes longer than all the rest. */
    if (client == NULL) client = new_client();
    mateo_import *import;
    must(mateo_import_open(client, (mateo_type)(bytes[1] % 3 + 1), "fuzz", &import, &error));
    if (way == MAPPED_CSV) {
        char *mapping = first_text(&input, &length);
        said(mateo_import_set_mapping(import, mapping, strlen(mapping), &error));
        free(mapping);
    }
    switch (way) {
    case JSON: said(mateo_import_add_json(import, input, length, &error)); break;
    case JSON_LINES: said(mateo_import_add_json_lines(import, input, length, &error)); break;
    case PROPOSAL: propose(input, length); break;
    case RECORD: add_record(import, input, length); break;
    default: add_csv(import, input, length, piece);
    }
    look_at(client, import);
    mateo_import_close(import);
    said(mateo_client_forget(client, "fuzz", 1, &error));
    return 0;
}
