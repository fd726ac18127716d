/* Imports that send only what is new or changed. */
// sandbox: --requests-per-second 0 --processing-ms 20
#include "check.h"

static mateo_import *filled(mateo_client *client, const char *name, const char *records) {
    mateo_import *import = open_contacts(client, name);
    OK(mateo_import_set_only_changed(import, 1, &error));
    OK(mateo_import_add_json(import, records, strlen(records), &error));
    return import;
}

static void planned(mateo_import *import, int records, int changed, int unchanged) {
    mateo_plan *plan = NULL;
    OK(mateo_import_plan(import, &plan, &error));
    SAME(mateo_plan_records(plan), records);
    SAME(mateo_plan_changed(plan), changed);
    SAME(mateo_plan_unchanged(plan), unchanged);
    mateo_plan_free(plan);
}

static void ends(mateo_import *import, int succeeded, int unchanged) {
    OK(mateo_import_seal(import, &error));
    FAILS(MATEO_ERROR_STATE, "sealed", mateo_import_set_only_changed(import, 1, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), succeeded);
    SAME(count(import, MATEO_COUNT_UNCHANGED), unchanged);
    mateo_import_close(import);
}

int main(void) {
    static const char before[] =
        "[{\"external_id\":\"A\",\"city\":\"Kiel\"},{\"external_id\":\"B\",\"city\":\"Bern\"}]";
    static const char after[] =
        "[{\"city\":\"Kiel\",\"external_id\":\"A\"},{\"external_id\":\"B\",\"city\":\"Wien\"},"
        "{\"external_id\":\"C\",\"city\":\"Rom\"}]";
    mateo_client *client = open_sandbox(new_path("only-changed.db"));
    SAME(mateo_plan_changed(NULL) + mateo_plan_unchanged(NULL), 0);
    mateo_import *import = filled(client, "first", before);
    planned(import, 2, 0, 0);
    ends(import, 2, 0);
    import = filled(client, "second", after);
    planned(import, 2, 1, 1);
    ends(import, 2, 1);
    import = filled(client, "third", after);
    OK(mateo_import_set_only_changed(import, 0, &error));
    ends(import, 3, 0);
    ends(filled(client, "fourth", after), 0, 3);
    OK(mateo_client_verify(client, NULL, &error));
    OK(mateo_client_forget_digests(client, &error));
    ends(filled(client, "fifth", after), 3, 0);
    FAILS(MATEO_ERROR_ARGUMENT, "client", mateo_client_forget_digests(NULL, &error));
    mateo_client_close(client);
    return finish();
}
