/* Mappings: set from JSON, rows that do not fit are held, mistakes leave the import as it was, and proposals. */
// sandbox: --requests-per-second 0 --processing-ms 0
#include "check.h"

static mateo_status set(mateo_import *import, const char *json, mateo_error **out_error) {
    return mateo_import_set_mapping(import, json, strlen(json), out_error);
}

int main(void) {
    mateo_client *client = open_sandbox(NULL);
    mateo_import *import = open_contacts(client, "mapped");
    OK(set(import,
        "{\"mateo_mapping\": 1, \"fields\": [{\"column\": \"Kundennr\", \"field\": \"external_id\"},"
        "{\"column\": \"Geburtsdatum\", \"field\": \"birthday\", \"type\": \"date(DD.MM.YYYY)\"},"
        "{\"column\": \"Wann\", \"field\": \"seen\", \"type\": \"datetime(DD.MM.YYYY HH:mm, Europe/Berlin)\"}],"
        "\"set\": {\"country\": \"DE\"}}", &error));

    FAILS(MATEO_ERROR_JSON, "mapping, line 2: invalid JSON: check the commas, the quotes (\") and the brackets there", set(import, "{\"mateo_mapping\": 1,\n", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "A newer libmateo", set(import, "{\"mateo_mapping\": 2}", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "mapping, fields 1, type",
        set(import, "{\"mateo_mapping\": 1, \"fields\": [{\"column\": \"a\", \"field\": \"b\", \"type\": \"datum\"}]}", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "time zone",
        set(import, "{\"mateo_mapping\": 1, \"fields\": [{\"column\": \"a\", \"field\": \"b\", "
            "\"type\": \"datetime(DD.MM.YYYY, ../../etc/passwd)\"}]}", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "json", mateo_import_set_mapping(import, NULL, 1, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_set_mapping(NULL, "{}", 2, &error));

    /* The mistakes changed nothing. */
    OK(add_csv(import, "Kundennr;Geburtsdatum;Wann\n1;02.03.1951;01.07.2024 10:00\n2;31.02.1990;\n3;;\n", &error));
    SAME(count(import, MATEO_COUNT_TOTAL), 3);
    SAME(count(import, MATEO_COUNT_HELD), 1);

    /* A heading that the service cannot know is apart from the message. */
    OK(mateo_import_set_mapping(import, NULL, 0, &error));
    FAILS(MATEO_ERROR_CSV, "column 2", add_csv(import, "external_id,E-Mail\n9,a@b.de\n", &error));
    CHECK(strstr(mateo_error_message(error), "Map a column to email") != NULL);
    CHECK(strstr(mateo_error_message(error), "E-Mail") == NULL);
    SAME_TEXT(mateo_error_excerpt(error), "external_id | E-Mail");
    SAME_TEXT(mateo_error_excerpt(NULL), "");
    SAME(count(import, MATEO_COUNT_TOTAL), 3);

    char buffer[4096];
    size_t length = 0;
    const char *export = "Kd-Nr.;E-Mail;Newsletter\n1;a@b.de;ja\n2;c@d.de;ne";
    OK(mateo_mapping_propose(export, strlen(export), MATEO_TYPE_CONTACTS, NULL, 0, NULL, 0, &length, &error));
    CHECK(length > 0 && length < sizeof buffer);
    OK(mateo_mapping_propose(
        export, strlen(export), MATEO_TYPE_CONTACTS, NULL, 0, buffer, sizeof buffer, &length, &error));
    buffer[length] = '\0';
    CHECK(strstr(buffer, "{\"column\": \"E-Mail\", \"field\": \"email\"}") != NULL);
    CHECK(strstr(buffer, "\"consent\": [\"Newsletter\"]") != NULL);
    OK(mateo_import_set_mapping(import, buffer, length, &error));
    OK(add_csv(import, "Kd-Nr.;E-Mail;Newsletter\n4;a@b.de;ja\n", &error));
    SAME(count(import, MATEO_COUNT_TOTAL), 4);
    FAILS(MATEO_ERROR_ARGUMENT, "out_length",
        mateo_mapping_propose(export, 5, MATEO_TYPE_CONTACTS, NULL, 0, buffer, 1, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "99", mateo_mapping_propose(export, 5, 99, NULL, 0, buffer, 1, &length, &error));
    FAILS(MATEO_ERROR_CSV, "", mateo_mapping_propose("", 0, MATEO_TYPE_CONTACTS, NULL, 0, buffer, 1, &length, &error));

    /* How the file is read is part of the proposal. */
    const char *titled = "Kunden\n1^\xE4@b.de\n2^c@d.de";
    const char *dialect = "{\"mateo_mapping\": 1, \"encoding\": \"windows-1252\", \"delimiter\": \"^\", \"skip_lines\": 1,"
                          " \"columns\": [\"Kundennr\", \"E-Mail\"]}";
    OK(mateo_mapping_propose(titled, strlen(titled), MATEO_TYPE_CONTACTS, dialect, strlen(dialect), buffer, sizeof buffer,
        &length, &error));
    buffer[length] = '\0';
    CHECK(strstr(buffer, "{\"column\": \"Kundennr\", \"field\": \"external_id\"}") != NULL);
    CHECK(strstr(buffer, "\"encoding\": \"windows-1252\"") != NULL && strstr(buffer, "\"delimiter\": \"^\"") != NULL);
    CHECK(strstr(buffer, "\"skip_lines\": 1") != NULL);
    OK(mateo_import_set_mapping(import, buffer, length, &error));
    OK(add_csv(import, titled, &error));
    SAME(count(import, MATEO_COUNT_TOTAL), 6);
    FAILS(MATEO_ERROR_JSON, "", mateo_mapping_propose(export, 5, MATEO_TYPE_CONTACTS, "{", 1, buffer, 1, &length, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "dialect",
        mateo_mapping_propose(export, 5, MATEO_TYPE_CONTACTS, NULL, 1, buffer, 1, &length, &error));

    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
