/* What the program calls records by, values as JSON, lists of numbers, JSON Lines, and all counts at once. */
// sandbox: --requests-per-second 0 --processing-ms 20 --custom-field size:number --custom-field sizes:string_list
#include "check.h"

static void add(mateo_import *import, mateo_record *record, const char *id, const char *size, const char *tag) {
    mateo_record_clear(record);
    OK(mateo_record_set_text(record, "external_id", id, &error));
    OK(mateo_record_set_json(record, "size", size, &error));
    OK(mateo_record_set_tag(record, tag, &error));
    OK(mateo_import_add_record(import, record, &error));
}

static void values(mateo_client *client) {
    mateo_record *record = NULL;
    mateo_import *import = open_contacts(client, "values");
    char text[300];
    OK(mateo_record_new(&record, &error));
    FAILS(MATEO_ERROR_JSON, "\"size\"", mateo_record_set_json(record, "size", "4 5", &error));
    FAILS(MATEO_ERROR_JSON, "\"size\"", mateo_record_set_json(record, "size", "", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "json", mateo_record_set_json(record, "size", NULL, &error));
    OK(mateo_record_set_json(record, "size", " 4.50000000000000000001 ", &error));
    FAILS(MATEO_ERROR_RECORD, "already set", mateo_record_set_json(record, "size", "1", &error));
    OK(mateo_record_append_integer(record, "sizes", 7, &error));
    OK(mateo_record_append_number(record, "sizes", 0.5, &error));
    OK(mateo_record_append_text(record, "sizes", "x", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "NaN", mateo_record_append_number(record, "sizes", 0.0 / 0.0, &error));
    OK(mateo_record_set_text(record, "external_id", "V", &error));
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    OK(mateo_record_set_tag(record, text, &error));
    FAILS(MATEO_ERROR_LIMIT, "255", mateo_import_add_record(import, record, &error));
    OK(mateo_record_set_tag(record, "\xff", &error));
    FAILS(MATEO_ERROR_ENCODING, "tag", mateo_import_add_record(import, record, &error));
    OK(mateo_record_set_tag(record, NULL, &error));
    OK(mateo_import_add_record(import, record, &error));
    mateo_record_free(record);
    mateo_import_close(import);
}

/* The import has five rows. */
static void refused_tags(mateo_import *import) {
    char text[257];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    FAILS(MATEO_ERROR_ARGUMENT, "5 rows", mateo_import_set_tag(import, 6, "a", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "row 0", mateo_import_set_tag(import, 0, "a", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "row", mateo_import_set_tag(import, INT64_MIN, "a", &error));
    FAILS(MATEO_ERROR_LIMIT, "255", mateo_import_set_tag(import, 5, text, &error));
    FAILS(MATEO_ERROR_ENCODING, "tag", mateo_import_set_tag(import, 5, "\xff", &error));
    OK(mateo_import_set_tag(import, 4, NULL, &error));
}

/* Tags of rows that the library has not parsed, of rows that are taken back, and of rows that the journal has already. */
static void tags_of_csv(void) {
    mateo_options *options = sandbox_options(new_path("csv.db"));
    OK(mateo_options_set_batch_records(options, 2, &error));
    OK(mateo_options_set_first_look(options, 0, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = open_contacts(client, "csv");
    mateo_failures *failures = NULL;
    int32_t found = 0;
    static const char taken_back[] = "external_id,email\n1,\"", rows[] = "external_id,email\n1,x\n2,x\n3,x\n4,x\n";
    OK(mateo_import_add_csv(import, taken_back, sizeof taken_back - 1, &error));
    OK(mateo_import_set_tag(import, 2, "taken back", &error));
    FAILS(MATEO_ERROR_CSV, "quote", mateo_import_end_csv(import, &error));
    OK(mateo_import_add_csv(import, rows, sizeof rows - 1, &error));
    OK(mateo_import_set_tag(import, 1, "first", &error));
    OK(mateo_import_end_csv(import, &error));
    for (int row = 5; row <= 10; row++) {
        char line[60];
        snprintf(line, sizeof line, "{\"external_id\":\"%d\",\"size\":\"large\"}", row);
        OK(add_json(import, line, &error));
    }
    OK(mateo_import_set_tag(import, 3, "third", &error));
    OK(mateo_import_set_tag(import, 10, "last", &error));
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    OK(mateo_import_failures(import, &failures, &error));
    for (int row = 1; row <= 10; row++) {
        OK(mateo_failures_next(failures, &found, &error));
        SAME(mateo_failures_row(failures), row);
        SAME_TEXT(mateo_failures_tag(failures), row == 1 ? "first" : row == 3 ? "third" : row == 10 ? "last" : "");
    }
    mateo_failures_free(failures);
    mateo_import_close(import);
    mateo_client_close(client);
}

int main(void) {
    int64_t counts[MATEO_COUNTS + 2], few[2] = {-1, -1};
    int32_t found = 0;
    mateo_record *record = NULL;
    mateo_failures *failures = NULL;
    mateo_client *client = open_sandbox(new_path("tags.db"));
    mateo_import *import = open_contacts(client, "tags");
    values(client);
    OK(mateo_client_check(client, &error));

    SAME(mateo_import_type(import), MATEO_TYPE_CONTACTS);
    SAME_TEXT(mateo_import_name(import), "tags");
    SAME(mateo_import_type(NULL), 0);
    SAME_TEXT(mateo_import_name(NULL), "");
    OK(mateo_record_new(&record, &error));
    add(import, record, "1", "4", "row-17");
    add(import, record, "2", "\"large\"", "row-18");
    add(import, record, "3", "{\"a\": [1, 2]}", "");
    mateo_record_free(record);
    static const char lines[] = "{\"external_id\":\"4\"}\n{\"size\":1}\n";
    OK(mateo_import_add_json_lines(import, lines, sizeof lines - 1, &error));
    OK(mateo_import_set_tag(import, 5, "not this", &error));
    OK(mateo_import_set_tag(import, 5, "row-20", &error));
    FAILS(MATEO_ERROR_JSON, "row 6", mateo_import_add_json_lines(import, "{", 1, &error));
    refused_tags(import);
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);

    memset(counts, 1, sizeof counts);
    OK(mateo_import_counts(import, counts, MATEO_COUNTS + 2, &error));
    for (int what = 0; what < MATEO_COUNTS; what++) SAME(counts[what], count(import, what));
    SAME(counts[MATEO_COUNTS], 0);
    SAME(counts[MATEO_COUNT_TOTAL], 5);
    SAME(counts[MATEO_COUNT_SUCCEEDED], 2);
    SAME(counts[MATEO_COUNT_HELD], 1);
    OK(mateo_import_counts(import, few, 1, &error));
    SAME(few[0], 5);
    SAME(few[1], -1);
    FAILS(MATEO_ERROR_ARGUMENT, "out_counts", mateo_import_counts(import, NULL, 1, &error));

    OK(mateo_import_failures(import, &failures, &error));
    SAME_TEXT(mateo_failures_tag(failures), "");
    OK(mateo_failures_next(failures, &found, &error));
    SAME_TEXT(mateo_failures_tag(failures), "row-18");
    OK(mateo_failures_next(failures, &found, &error));
    SAME(mateo_failures_row(failures), 3);
    SAME_TEXT(mateo_failures_tag(failures), "");
    OK(mateo_failures_next(failures, &found, &error));
    SAME(mateo_failures_row(failures), 5);
    SAME_TEXT(mateo_failures_tag(failures), "row-20");
    mateo_failures_free(failures);
    FAILS(MATEO_ERROR_STATE, "sealed", mateo_import_set_tag(import, 1, "late", &error));
    mateo_import_close(import);
    tags_of_csv();

    mateo_import *again = NULL;
    OK(mateo_import_resume(client, "tags", &again, &error));
    SAME(mateo_import_type(again), MATEO_TYPE_CONTACTS);
    mateo_import_close(again);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);

    mateo_options *options = sandbox_options("");
    OK(mateo_options_set_api_key(options, "wrong", &error));
    OK(mateo_client_open(options, &client, &error));
    FAILS(MATEO_ERROR_UNAUTHORIZED, "check the key", mateo_client_check(client, &error));
    mateo_client_close(client);
    OK(mateo_options_set_base_url(options, "http://127.0.0.1:9", &error));
    OK(mateo_client_open(options, &client, &error));
    FAILS(MATEO_ERROR_UNREACHABLE, "no usable answer", mateo_client_check(client, &error));
    mateo_client_close(client);
    mateo_options_free(options);
    return finish();
}
