/* Imports whose records the service is asked about before any is sent. */
// sandbox: --requests-per-second 0 --processing-ms 20 --custom-field size:number
#include "check.h"

static mateo_import *filled(mateo_client *client, mateo_type type, const char *name, const char *records) {
    mateo_import *import = NULL;
    OK(mateo_import_open(client, type, name, &import, &error));
    OK(mateo_import_add_json(import, records, strlen(records), &error));
    return import;
}

static void ends(mateo_import *import, int succeeded, int held, const char *code) {
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), succeeded);
    SAME(count(import, MATEO_COUNT_HELD), held);
    mateo_failures *failures = NULL;
    int32_t found = 0;
    OK(mateo_import_failures(import, &failures, &error));
    for (int row = 0; row < held; row++) {
        OK(mateo_failures_next(failures, &found, &error));
        SAME_TEXT(mateo_failures_code(failures), code);
    }
    mateo_failures_free(failures);
    mateo_import_close(import);
}

int main(void) {
    mateo_client *client = open_sandbox(new_path("checks.db"));
    mateo_import *import = filled(
        client, MATEO_TYPE_CONTACTS, "contacts",
        "[{\"external_id\":\"A\",\"size\":4},{\"external_id\":\"B\",\"size\":\"large\"},"
        "{\"external_id\":\"C\",\"newsletter\":\"accepted\"}]");
    FAILS(MATEO_ERROR_ARGUMENT, "deals", mateo_import_set_contacts_must_exist(import, 1, &error));
    OK(mateo_import_set_contacts_must_exist(import, 0, &error));
    OK(mateo_import_set_check_account(import, 1, &error));
    ends(import, 2, 1, "field_type");

    import = filled(
        client, MATEO_TYPE_DEALS, "deals",
        "[{\"external_id\":\"1\",\"contact_external_id\":\"A\"},{\"external_id\":\"2\",\"contact_external_id\":\"B\"},"
        "{\"external_id\":\"3\",\"contact_external_id\":\"C\"}]");
    OK(mateo_import_set_contacts_must_exist(import, 1, &error));
    mateo_plan *plan = NULL;
    OK(mateo_import_plan(import, &plan, &error));
    SAME(mateo_plan_contact_requests(plan), 1);
    mateo_plan_free(plan);
    SAME(mateo_plan_contact_requests(NULL), 0);
    ends(import, 2, 1, "contact_missing");

    import = filled(client, MATEO_TYPE_CONTACTS, "others", "[{\"external_id\":\"D\",\"width\":4}]");
    OK(mateo_import_set_check_account(import, 1, &error));
    ends(import, 0, 1, "unknown_field");
    OK(mateo_client_verify(client, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_set_check_account(NULL, 1, &error));
    mateo_client_close(client);
    return finish();
}
