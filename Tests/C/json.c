/* Records as JSON: what is taken, and what is refused with its row while the import stays as it was. */
// sandbox: --requests-per-second 0 --processing-ms 0
#include "check.h"

static mateo_import *import;

static void is_taken(const char *json, int64_t records) {
    int64_t before = count(import, MATEO_COUNT_TOTAL);
    OK(add_json(import, json, &error));
    SAME(count(import, MATEO_COUNT_TOTAL), before + records);
}

static void is_refused(const char *json, size_t length, mateo_status status, const char *message, int64_t row) {
    int64_t before = count(import, MATEO_COUNT_TOTAL);
    FAILS(status, message, mateo_import_add_json(import, json, length, &error));
    SAME(mateo_error_row(error), row > 0 ? before + row : 0);
    SAME(count(import, MATEO_COUNT_TOTAL), before);
}

static const char *nested(int depth) {
    static char json[100000];
    size_t length = (size_t)snprintf(json, sizeof json, "{\"email\":\"a@b.de\",\"x\":");
    for (int i = 0; i < depth; i++) json[length++] = '[';
    for (int i = 0; i < depth; i++) json[length++] = ']';
    json[length++] = '}';
    json[length] = '\0';
    return json;
}

static void files(mateo_client *client) {
    mateo_import *lines = open_contacts(client, "lines");
    const char text[] = "\xEF\xBB\xBF{\"email\":\"a@b.de\"}\n\n  {\"email\": \"c@d.de\"}\r\n{\"sms\":\"1\"}";
    OK(mateo_import_add_json_lines_file(lines, new_file("good.jsonl", text, sizeof text - 1), &error));
    SAME(count(lines, MATEO_COUNT_TOTAL), 3);
    const char bad[] = "{\"email\":\"a@b.de\"}\n{\"email\":\n\"c@d.de\"}\n";
    FAILS(MATEO_ERROR_JSON, "bad.jsonl: row 5, line 2",
        mateo_import_add_json_lines_file(lines, new_file("bad.jsonl", bad, sizeof bad - 1), &error));
    SAME(mateo_error_row(error), 5);
    OK(mateo_import_add_json_lines_file(lines, new_file("empty.jsonl", "", 0), &error));
    FAILS(MATEO_ERROR_FILE, "No such file", mateo_import_add_json_lines_file(lines, "/nowhere/a.jsonl", &error));
    FAILS(MATEO_ERROR_FILE, "directory", mateo_import_add_json_lines_file(lines, "/tmp", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "path", mateo_import_add_json_lines_file(lines, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_add_json_lines_file(NULL, "a", &error));
    SAME(count(lines, MATEO_COUNT_TOTAL), 3);
    mateo_import_close(lines);
}

int main(void) {
    mateo_client *client = open_sandbox(NULL);
    import = open_contacts(client, "json");
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_add_json(NULL, "{}", 2, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "json", mateo_import_add_json(import, NULL, 1, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "length", mateo_import_add_json(import, "{}", SIZE_MAX, &error));
    FAILS(MATEO_ERROR_JSON, "empty", mateo_import_add_json(import, NULL, 0, &error));

    /* Each identifier alone will do. */
    const char *const identifiers[] = {"external_id", "secondary_external_id", "id", "email", "whatsapp", "sms",
        "instagram", "facebook", "google_business_messaging"};
    for (size_t i = 0; i < sizeof identifiers / sizeof identifiers[0]; i++) {
        char json[100];
        snprintf(json, sizeof json, "{\"%s\":\"a@b.de\"}", identifiers[i]);
        is_taken(json, 1);
    }
    is_taken("[]", 0);
    is_taken(" [ {\"email\" : \"a@b.de\" , \"x\" : [ 1 , { \"y\" : null } ] } , {\"external_id\":7} ] ", 2);
    is_taken("{\"sms\":[\"+49\"],\"n\":-1.5e-7,\"t\":true,\"u\":\"\\u00e4\\ud83d\\ude00\\n\"}", 1);
    is_taken(nested(31), 1);

    static const struct { const char *json; mateo_status status; const char *message; int64_t row; } bad[] = {
        {"", MATEO_ERROR_JSON, "empty", 0},
        {"  \n", MATEO_ERROR_JSON, "empty", 0},
        {"1", MATEO_ERROR_JSON, "an object or an array", 1},
        {"\"email\"", MATEO_ERROR_JSON, "an object or an array", 1},
        {"null", MATEO_ERROR_JSON, "an object or an array", 1},
        {"[1]", MATEO_ERROR_JSON, "an object", 1},
        {"[{\"email\":\"a@b.de\"},[]]", MATEO_ERROR_JSON, "expected an object", 2},
        {"[{\"email\":\"a@b.de\"} {\"email\":\"a@b.de\"}]", MATEO_ERROR_JSON, "a comma", 2},
        {"[{\"email\":\"a@b.de\"},]", MATEO_ERROR_JSON, "Remove the comma", 2},
        {"[{\"email\":\"a@b.de\"},\n{\"email\":\"a@b.de\",}]", MATEO_ERROR_JSON, "line 2", 2},
        {"[{\"email\":\"a@b.de\"}", MATEO_ERROR_JSON, "ends", 2},
        {"{\"email\":\"a@b.de\"", MATEO_ERROR_JSON, "ends inside the record", 1},
        {"{\"email\":\"a@b.de\"}{\"email\":\"a@b.de\"}", MATEO_ERROR_JSON, "end of the input", 2},
        {"{\"email\":\"a@b.de\"} x", MATEO_ERROR_JSON, "end of the input", 2},
        {"{email:\"a@b.de\"}", MATEO_ERROR_JSON, "field name", 1},
        {"{\"email\" \"a@b.de\"}", MATEO_ERROR_JSON, "colon", 1},
        {"{\"email\":'a@b.de'}", MATEO_ERROR_JSON, "a value", 1},
        {"{\"email\":\"a@b.de\",\"n\":01}", MATEO_ERROR_JSON, "line 1", 1},
        {"{\"email\":\"a@b.de\",\"n\":1.}", MATEO_ERROR_JSON, "digit", 1},
        {"{\"email\":\"a@b.de\",\"n\":NaN}", MATEO_ERROR_JSON, "a value", 1},
        {"{\"email\":\"a@b.de\",\"n\":tru}", MATEO_ERROR_JSON, "true", 1},
        {"{\"email\":\"a\nb\"}", MATEO_ERROR_JSON, "control character", 1},
        {"{\"email\":\"\\x\"}", MATEO_ERROR_JSON, "escape", 1},
        {"{\"email\":\"\\ud800\"}", MATEO_ERROR_JSON, "surrogate", 1},
        {"{\"email\":\"a\\u0000\"}", MATEO_ERROR_ENCODING, "NUL", 1},
        {"[{\"email\":\"a@b.de\"},{\"email\":\"\xFF\"}]", MATEO_ERROR_ENCODING, "line 1: field \"email\": the text is not UTF-8 (byte offset 30", 2},
        {"{\"email\":\"a@b.de\",\"email\":\"c@d.de\"}", MATEO_ERROR_RECORD, "field 2 repeats the name of field 1", 1},
        {"{\"email\":\"a@b.de\",\"\\u0065mail\":\"c@d.de\"}", MATEO_ERROR_RECORD, "field 2 repeats the name of field 1", 1},
        {"{\"email\":\"a@b.de\",\"\":1}", MATEO_ERROR_RECORD, "without a name", 1},
        {"[{\"email\":\"a@b.de\"},{\"full_name\":\"b\"}]", MATEO_ERROR_RECORD, "external_id, ", 2},
        {"{\"email\":null}", MATEO_ERROR_RECORD, "identifies", 1},
        {"{\"email\":\"\"}", MATEO_ERROR_RECORD, "identifies", 1},
        {"{\"sms\":[]}", MATEO_ERROR_RECORD, "identifies", 1},
        {"{\"x\":{\"email\":\"a@b.de\"}}", MATEO_ERROR_RECORD, "identifies", 1},
        {"{}", MATEO_ERROR_RECORD, "identifies", 1},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        is_refused(bad[i].json, strlen(bad[i].json), bad[i].status, bad[i].message, bad[i].row);
    }
    is_refused("{\"email\":\"a\0b\"}", 15, MATEO_ERROR_ENCODING, "NUL", 1);
    is_refused(nested(10000), strlen(nested(10000)), MATEO_ERROR_LIMIT, "deeper", 1);
    static char large[5 << 20];
    memset(large, 'x', sizeof large);
    memcpy(large, "{\"email\":\"", 10);
    memcpy(large + sizeof large - 2, "\"}", 2);
    is_refused(large, sizeof large, MATEO_ERROR_LIMIT, "larger than a batch", 1);

    files(client);
    OK(mateo_import_seal(import, &error));
    FAILS(MATEO_ERROR_STATE, "sealed", add_json(import, "{\"email\":\"a@b.de\"}", &error));
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
