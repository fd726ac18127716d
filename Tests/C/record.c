/* Records put together field by field: what is sent, and what is refused. */
// sandbox: --requests-per-second 0 --processing-ms 0
#include "check.h"
#include <float.h>
#include <math.h>

static mateo_import *import;
static mateo_record *record;

/* Sends the record, whose e-mail the service refuses, and compares it with what comes back in jsonb's order. */
static void is_sent_as(mateo_client *client, const char *wanted) {
    static int number = 0;
    char name[20];
    int32_t found = 0;
    mateo_failures *failures = NULL;
    snprintf(name, sizeof name, "record %d", ++number);
    mateo_import *one = open_contacts(client, name);
    OK(mateo_import_add_record(one, record, &error));
    OK(mateo_import_seal(one, &error));
    SAME(run(one), MATEO_STATE_FINISHED);
    OK(mateo_import_failures(one, &failures, &error));
    OK(mateo_failures_next(failures, &found, &error));
    SAME(found, 1);
    SAME_TEXT(mateo_failures_input(failures), wanted);
    mateo_failures_free(failures);
    mateo_import_close(one);
    mateo_record_clear(record);
}

static void what_is_sent(mateo_client *client) {
    OK(mateo_record_set_text(record, "sms", "no number", &error));
    OK(mateo_record_set_text(record, "full_name", "\"Jörg\"\n\\ \x01 / \xF0\x9F\x98\x80", &error));
    is_sent_as(client, "{\"sms\":\"no number\",\"full_name\":\"\\\"Jörg\\\"\\n\\\\ \\u0001 / \xF0\x9F\x98\x80\"}");

    OK(mateo_record_set_text(record, "email", "a@b.de", &error));
    OK(mateo_record_set_text(record, "city", "", &error));
    OK(mateo_record_set_null(record, "country", &error));
    OK(mateo_record_set_boolean(record, "is_blocked", 2, &error));
    OK(mateo_record_set_boolean(record, "sms_marketing_opt_in", 0, &error));
    OK(mateo_record_append_text(record, "whatsapp", "+49151", &error));
    OK(mateo_record_append_text(record, "whatsapp", "a \"b\"", &error));
    OK(mateo_record_set_list(record, "sms", &error));
    is_sent_as(client,
        "{\"email\":\"a@b.de\",\"city\":\"\",\"country\":null,\"is_blocked\":true,\"sms_marketing_opt_in\":false,"
        "\"whatsapp\":[\"+49151\",\"a \\\"b\\\"\"],\"sms\":[]}");

    OK(mateo_record_set_text(record, "sms", "no number", &error));
    const double numbers[] = {0, -0.5, 0.1, 1249.5, 3, 1e21, 5e-324, DBL_MAX};
    for (size_t i = 0; i < 8; i++) {
        char name[10];
        snprintf(name, sizeof name, "n%zu", i);
        OK(mateo_record_set_number(record, name, numbers[i], &error));
    }
    OK(mateo_record_set_integer(record, "least", INT64_MIN, &error));
    OK(mateo_record_set_integer(record, "most", INT64_MAX, &error));
    is_sent_as(client,
        "{\"sms\":\"no number\",\"n0\":0,\"n1\":-0.5,\"n2\":0.1,\"n3\":1249.5,\"n4\":3,\"n5\":1e+21,\"n6\":5e-324,"
        "\"n7\":1.7976931348623157e+308,\"least\":-9223372036854775808,"
        "\"most\":9223372036854775807}");
}

static void what_is_refused(void) {
    char long_name[300];
    memset(long_name, 'n', sizeof long_name);
    long_name[256] = '\0';
    FAILS(MATEO_ERROR_ARGUMENT, "record", mateo_record_set_text(NULL, "a", "b", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "name", mateo_record_set_text(record, NULL, "b", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "value", mateo_record_set_text(record, "a", NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "record", mateo_record_set_number(NULL, "a", 1, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "record", mateo_record_set_integer(NULL, "a", 1, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "record", mateo_record_set_boolean(NULL, "a", 1, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "record", mateo_record_set_null(NULL, "a", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "record", mateo_record_set_list(NULL, "a", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "record", mateo_record_append_text(NULL, "a", "b", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "name", mateo_record_set_number(record, NULL, 1, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "name", mateo_record_set_integer(record, NULL, 1, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "name", mateo_record_set_boolean(record, NULL, 1, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "name", mateo_record_set_null(record, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "name", mateo_record_set_list(record, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "name", mateo_record_append_text(record, NULL, "b", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "value", mateo_record_append_text(record, "a", NULL, &error));
    FAILS(MATEO_ERROR_RECORD, "no name", mateo_record_set_text(record, "", "b", &error));
    FAILS(MATEO_ERROR_LIMIT, "255", mateo_record_set_text(record, long_name, "b", &error));
    FAILS(MATEO_ERROR_ENCODING, "UTF-8", mateo_record_set_text(record, "a", "\xC3", &error));
    FAILS(MATEO_ERROR_ENCODING, "UTF-8", mateo_record_set_text(record, "a\xFF", "b", &error));
    FAILS(MATEO_ERROR_ENCODING, "byte offset 3", mateo_record_set_text(record, "a", "abc\xED\xA0\x80", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "\"amount\"", mateo_record_set_number(record, "amount", NAN, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "\"amount\"", mateo_record_set_number(record, "amount", -INFINITY, &error));

    /* What was refused has left nothing behind; what was set is set once. */
    OK(mateo_record_set_number(record, "amount", 1, &error));
    OK(mateo_record_set_text(record, "a", "b", &error));
    FAILS(MATEO_ERROR_RECORD, "\"a\"", mateo_record_set_text(record, "a", "b", &error));
    FAILS(MATEO_ERROR_RECORD, "\"a\"", mateo_record_set_null(record, "a", &error));
    FAILS(MATEO_ERROR_RECORD, "\"a\"", mateo_record_append_text(record, "a", "b", &error));
    OK(mateo_record_append_text(record, "list", "1", &error));
    OK(mateo_record_set_null(record, "between", &error));
    FAILS(MATEO_ERROR_RECORD, "\"list\"", mateo_record_append_text(record, "list", "2", &error));

    /* Nothing in it says which contact is meant. */
    FAILS(MATEO_ERROR_RECORD, "row 1: ", mateo_import_add_record(import, record, &error));
    SAME(mateo_error_row(error), 1);
    CHECK(strstr(mateo_error_message(error), "external_id, ") != NULL);
    OK(mateo_record_set_null(record, "external_id", &error));
    OK(mateo_record_set_text(record, "email", "", &error));
    FAILS(MATEO_ERROR_RECORD, "row 1: ", mateo_import_add_record(import, record, &error));
    OK(mateo_record_append_text(record, "sms", "+4915112345678", &error));
    OK(mateo_import_add_record(import, record, &error));
    OK(mateo_import_add_record(import, record, &error)); /* It keeps its fields. */
    SAME(count(import, MATEO_COUNT_TOTAL), 2);
    mateo_record_clear(record);
    FAILS(MATEO_ERROR_RECORD, "row 3: ", mateo_import_add_record(import, record, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "record", mateo_import_add_record(import, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_add_record(NULL, record, &error));

    /* More fields than anybody has. */
    OK(mateo_record_set_text(record, "email", "a@b.de", &error));
    char name[20];
    for (int i = 1; i < 2000; i++) {
        snprintf(name, sizeof name, "f%d", i);
        OK(mateo_record_set_integer(record, name, i, &error));
    }
    FAILS(MATEO_ERROR_LIMIT, "2000", mateo_record_set_integer(record, "one more", 1, &error));
    OK(mateo_import_add_record(import, record, &error));
    SAME(count(import, MATEO_COUNT_TOTAL), 3);
}

static void too_large(void) {
    mateo_options *options = sandbox_options(NULL);
    OK(mateo_options_set_batch_bytes(options, 1024, &error));
    mateo_client *client = open_with(options);
    mateo_import *small = open_contacts(client, "small");
    static char text[2000];
    memset(text, 'x', sizeof text - 1);
    mateo_record_clear(record);
    OK(mateo_record_set_text(record, "email", "a@b.de", &error));
    OK(mateo_import_add_record(small, record, &error));
    OK(mateo_record_set_text(record, "full_name", text, &error));
    FAILS(MATEO_ERROR_LIMIT, "row 2: ", mateo_import_add_record(small, record, &error));
    SAME(count(small, MATEO_COUNT_TOTAL), 1);
    OK(mateo_import_seal(small, &error));
    FAILS(MATEO_ERROR_STATE, "sealed", mateo_import_add_record(small, record, &error));
    mateo_import_close(small);
    mateo_client_close(client);
}

int main(void) {
    mateo_client *client = open_sandbox(NULL);
    import = open_contacts(client, "records");
    FAILS(MATEO_ERROR_ARGUMENT, "out_record", mateo_record_new(NULL, &error));
    OK(mateo_record_new(&record, &error));
    what_is_refused();
    mateo_record_clear(record);
    what_is_sent(client);
    too_large();
    mateo_record_clear(NULL);
    mateo_record_free(NULL);
    mateo_record_free(record);
    mateo_record_free(record); /* Freed already: nothing. */
    mateo_record_clear(record);
    FAILS(MATEO_ERROR_HANDLE, "record", mateo_record_set_null(record, "a", &error));
    FAILS(MATEO_ERROR_HANDLE, "record", mateo_import_add_record(import, record, &error));
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
