/* The row of an error is the row in the import, whatever was added before. The line is that of the source. */
// sandbox: --requests-per-second 0 --processing-ms 0
#include "check.h"

static const char csv[] = "email,city\na@b.de,x\nb@b.de\n";
static const char lines[] = "{\"email\":\"a@b.de\"}\n{\"email\":7 7}\n";
static const char array[] = "[{\"email\":\"a@b.de\"},\n{\"city\":\"x\"}]";

/* Each way to add records fails at its second record. */
static void fails_in_row(mateo_import *import, int64_t row) {
    char place[40];
    snprintf(place, sizeof place, "row %" PRId64 ", line ", row);

    FAILS(MATEO_ERROR_RECORD, place, add_json(import, array, &error));
    SAME(mateo_error_row(error), row);
    FAILS(MATEO_ERROR_JSON, place, mateo_import_add_json_lines(import, lines, strlen(lines), &error));
    SAME(mateo_error_row(error), row);
    FAILS(MATEO_ERROR_JSON, place, mateo_import_add_json_lines_file(import, new_file("a.jsonl", lines, strlen(lines)), &error));
    SAME(mateo_error_row(error), row);
    FAILS(MATEO_ERROR_JSON, "after 1 records", add_json(import, "[{\"email\":\"a@b.de\"},", &error));
    SAME(mateo_error_row(error), row);

    FAILS(MATEO_ERROR_CSV, place, mateo_import_add_csv_file(import, new_file("a.csv", csv, strlen(csv)), &error));
    SAME(mateo_error_row(error), row);
    CHECK(strstr(mateo_error_message(error), "a.csv: row ") != NULL && strstr(mateo_error_message(error), "line 3") != NULL);
    SAME_TEXT(mateo_error_excerpt(error), "\"email\":\"b@b.de\"");
    OK(mateo_import_add_csv(import, csv, strlen(csv), &error));
    FAILS(MATEO_ERROR_CSV, place, mateo_import_end_csv(import, &error));
    SAME(mateo_error_row(error), row);
    FAILS(MATEO_ERROR_CSV, "empty", add_csv(import, "", &error));
    SAME(mateo_error_row(error), 0);
}

static void refuses_record(mateo_import *import, int64_t row) {
    mateo_record *record = NULL;
    OK(mateo_record_new(&record, &error));
    FAILS(MATEO_ERROR_RECORD, "no field identifies", mateo_import_add_record(import, record, &error));
    SAME(mateo_error_row(error), row);
    mateo_record_free(record);
}

int main(void) {
    static const char mapping[] = "{\"mateo_mapping\":1,\"strict\":true}";
    mateo_client *client = open_sandbox(NULL);
    mateo_import *import = open_contacts(client, "rows");
    fails_in_row(import, 2);
    refuses_record(import, 1);
    OK(add_json(import, "[{\"email\":\"c@d.de\"},{\"email\":\"d@d.de\"}]", &error));
    fails_in_row(import, 4);
    refuses_record(import, 3);

    /* A mapping that refuses what would be held. */
    OK(mateo_import_set_mapping(import, mapping, strlen(mapping), &error));
    FAILS(MATEO_ERROR_RECORD, "row 4, line 3", add_csv(import, "email,city\na@b.de,x\n,y\n", &error));
    SAME(mateo_error_row(error), 4);
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
