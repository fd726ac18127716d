/* Records as CSV: files, pieces of any size, and what is refused with its row while the import stays as it was. */
// sandbox: --requests-per-second 0 --processing-ms 0
#include "check.h"

static mateo_import *import;

/* Refused as a file, in one piece and byte by byte, with the same words; the import is as it was. row is that of the CSV. */
static void is_refused(const char *csv, size_t length, mateo_status status, const char *message, int64_t row) {
    int64_t before = count(import, MATEO_COUNT_TOTAL);
    char place[40];
    if (row > 0) row += before;
    snprintf(place, sizeof place, row > 0 ? "bad.csv: row %" PRId64 ", line " : "bad.csv: ", row);
    FAILS(status, message, mateo_import_add_csv_file(import, new_file("bad.csv", csv, length), &error));
    SAME(mateo_error_row(error), row);
    CHECK(strncmp(mateo_error_message(error), place, strlen(place)) == 0);
    static const char name[] = "bad.csv: ";
    CHECK(strncmp(mateo_error_message(error), name, strlen(name)) == 0);
    char said[700];
    snprintf(said, sizeof said, "%s", mateo_error_message(error) + strlen(name));
    SAME(count(import, MATEO_COUNT_TOTAL), before);

    for (size_t piece = length > 10000 ? 10000 : 1; piece <= length; piece = piece == length ? length + 1 : length) {
        mateo_status got = MATEO_OK;
        forget_error();
        for (size_t at = 0; at < length && got == MATEO_OK; at += piece) {
            got = mateo_import_add_csv(import, csv + at, length - at < piece ? length - at : piece, &error);
        }
        if (got == MATEO_OK) got = mateo_import_end_csv(import, &error);
        SAME(got, status);
        SAME_TEXT(mateo_error_message(error), said);
        SAME(mateo_error_row(error), row);
        SAME(count(import, MATEO_COUNT_TOTAL), before);
    }
}

static void is_taken(const char *csv, int64_t records) {
    int64_t before = count(import, MATEO_COUNT_TOTAL);
    OK(add_csv(import, csv, &error));
    for (const char *byte = csv; *byte != '\0'; byte++) OK(mateo_import_add_csv(import, byte, 1, &error));
    OK(mateo_import_end_csv(import, &error));
    SAME(count(import, MATEO_COUNT_TOTAL), before + 2 * records);
}

/* What the service gets for a row of CSV; its e-mail is refused and so it comes back, its fields in jsonb's order. */
static void is_sent_as(mateo_client *client, mateo_empty_cells cells, const char *csv, const char *wanted) {
    static int number = 0;
    char name[20];
    int32_t found = 0;
    mateo_failures *failures = NULL;
    snprintf(name, sizeof name, "csv %d", ++number);
    mateo_import *one = open_contacts(client, name);
    OK(mateo_import_set_empty_cells(one, cells, &error));
    OK(add_csv(one, csv, &error));
    OK(mateo_import_seal(one, &error));
    SAME(run(one), MATEO_STATE_FINISHED);
    OK(mateo_import_failures(one, &failures, &error));
    OK(mateo_failures_next(failures, &found, &error));
    SAME_TEXT(mateo_failures_input(failures), wanted);
    mateo_failures_free(failures);
    mateo_import_close(one);
}

int main(void) {
    mateo_client *client = open_sandbox(NULL);
    import = open_contacts(client, "csv");
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_add_csv(NULL, "a", 1, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "csv", mateo_import_add_csv(import, NULL, 1, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "length", mateo_import_add_csv(import, "a", SIZE_MAX, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_end_csv(NULL, &error));
    FAILS(MATEO_ERROR_STATE, "CSV", mateo_import_end_csv(import, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_add_csv_file(NULL, "a.csv", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "path", mateo_import_add_csv_file(import, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_set_empty_cells(NULL, 0, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "3", mateo_import_set_empty_cells(import, 3, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "-1", mateo_import_set_empty_cells(import, -1, &error));
    OK(mateo_import_add_csv(import, NULL, 0, &error));
    FAILS(MATEO_ERROR_CSV, "empty", mateo_import_end_csv(import, &error));

    is_taken("email\na@b.de\n", 1);
    is_taken("email\na@b.de", 1);
    is_taken("\xEF\xBB\xBF\"email\";city\r\na@b.de;\"Köln; am Rhein\"\r\n\r\nc@d.de;\r\n", 2);
    is_taken("email\tcity\na@b.de\tx,y;z\n", 1);
    is_taken("email,city\n", 0);
    is_taken("email,city", 0);
    is_taken("email,city\na@b.de,K\xF6ln\n", 1);
    is_taken("sep=;\r\nemail;city;\r\na@b.de; \"x\" ;\r\n;;\r\n", 1);
    is_taken("email,city\na@b.de,x\n,held\n", 2);
    is_taken("city|email\n\"a \"\"b\"\"\nc\"|a@b.de\n", 1);

    static const struct { const char *csv; mateo_status status; const char *message; int64_t row; } bad[] = {
        {"", MATEO_ERROR_CSV, "empty", 0},
        {"\n\n", MATEO_ERROR_CSV, "empty", 0},
        {"email,city\na@b.de,x\nc@d.de\n", MATEO_ERROR_CSV, "line 3: the row has 1 cell, the header has 2", 2},
        {"email,city\na@b.de,x,y\n", MATEO_ERROR_CSV, "line 2: the row has 3 cells", 1},
        {"email,city\na@b.de,\"x\ny\"\nc@d.de,\"x\ny", MATEO_ERROR_CSV, "line 4, column 2, \"city\": a quote that opens here", 2},
        {"email,city\na@b.de,\"x\"y\n", MATEO_ERROR_CSV, "line 2, column 2, \"city\": text after the closing quote", 1},
        {"email,\"city\na@b.de,x\n", MATEO_ERROR_CSV, "quote in the header", 0},
        {"email,email\na@b.de,c@d.de\n", MATEO_ERROR_CSV, "columns 1 and 2 have the same name", 0},
        {"email,,city\na@b.de,,x\n", MATEO_ERROR_CSV, "line 1: column 2 has no heading", 0},
        {"name,city\na,b\n", MATEO_ERROR_CSV, "external_id, ", 0},
        {"email,city\na@b.de,K\xC3\xB6ln\nc@d.de,K\xF6ln\n", MATEO_ERROR_ENCODING,
            "line 3, column 2, \"city\": the text is not UTF-8 (byte offset 32", 2},
        {"email,city\na@b.de,K\x81ln\n", MATEO_ERROR_ENCODING, "line 2, column 2, \"city\": the text is neither", 1},
        {"email,\x81\na@b.de,x\n", MATEO_ERROR_ENCODING, "line 1", 0},
        {"\xFF\xFE" "e", MATEO_ERROR_ENCODING, "inside a character", 0},
        {"%PDF-1.4\n", MATEO_ERROR_ENCODING, "PDF", 0},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        is_refused(bad[i].csv, strlen(bad[i].csv), bad[i].status, bad[i].message, bad[i].row);
    }
    is_refused("email,city\na@b.de,x\nc@d.de,\0x\n", 30, MATEO_ERROR_ENCODING, "line 3, column 2, \"city\": the text holds a NUL", 2);
    is_refused("em\0il\na@b.de\n", 13, MATEO_ERROR_ENCODING, "NUL", 0);

    /* A cell as large as a film, whole batches before it, and the memory that it does not take. */
    size_t length = (size_t)100 << 20;
    char *large = malloc(length);
    if (large == NULL) return 2;
    memset(large, 'x', length);
    size_t at = (size_t)sprintf(large, "email,city\n");
    for (int row = 1; row <= 2500; row++) at += (size_t)sprintf(large + at, "contact%d@example.org,x\n", row);
    memcpy(large + at, "a@b.de,\"", 8);
    is_refused(large, getenv("MATEO_SLOW") != NULL ? (size_t)6 << 20 : length, MATEO_ERROR_LIMIT, "line 2502", 2501);
    free(large);

    FAILS(MATEO_ERROR_FILE, "No such file", mateo_import_add_csv_file(import, "/nowhere/a.csv", &error));
    CHECK(strstr(mateo_error_message(error), "/nowhere/a.csv") != NULL);
    FAILS(MATEO_ERROR_FILE, "directory", mateo_import_add_csv_file(import, "/tmp", &error));
    FAILS(MATEO_ERROR_ENCODING, "path", mateo_import_add_csv_file(import, "/tmp/\xFF", &error));

    is_sent_as(client, MATEO_EMPTY_CELLS_OMIT, "sms,city,country,zipcode\nbad,,\"\",01067\n",
        "{\"sms\":\"bad\",\"zipcode\":\"01067\"}");
    is_sent_as(client, MATEO_EMPTY_CELLS_NULL, "sms,city\nbad,\n", "{\"sms\":\"bad\",\"city\":null}");
    is_sent_as(client, MATEO_EMPTY_CELLS_TEXT, "sms,city\nbad,\n", "{\"sms\":\"bad\",\"city\":\"\"}");
    is_sent_as(client, MATEO_EMPTY_CELLS_OMIT, "sms,full_name\nbad,\"a \"\"b\"\"\r\n\tc\\ ä\"\n",
        "{\"sms\":\"bad\",\"full_name\":\"a \\\"b\\\"\\r\\n\\tc\\\\ ä\"}");

    OK(mateo_import_seal(import, &error));
    FAILS(MATEO_ERROR_STATE, "sealed", add_csv(import, "email\na@b.de\n", &error));
    FAILS(MATEO_ERROR_STATE, "sealed", mateo_import_end_csv(import, &error));
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
