/* Rows of one identity, and rows that share a handle: the last of an identity is sent, a shared handle is held. */
// sandbox: --requests-per-second 0 --processing-ms 20
#include "check.h"

static mateo_import *filled(mateo_client *client, const char *name) {
    static const char records[] =
        "[{\"external_id\":\"A\",\"email\":\"a@example.org\"},{\"external_id\":\"B\",\"email\":\"A@example.org\"},"
        "{\"external_id\":\"C\",\"email\":\"c@example.org\"},{\"external_id\":\"C\",\"email\":\"d@example.org\"}]";
    mateo_import *import = open_contacts(client, name);
    OK(mateo_import_add_json(import, records, sizeof records - 1, &error));
    return import;
}

static void planned(mateo_import *import, int held) {
    mateo_plan *plan = NULL;
    OK(mateo_import_plan(import, &plan, &error));
    SAME(mateo_plan_records(plan), 3 - held);
    SAME(mateo_plan_held(plan), held);
    SAME(mateo_plan_superseded(plan), 1);
    mateo_plan_free(plan);
    SAME(mateo_plan_held(NULL) + mateo_plan_superseded(NULL), 0);
}

static void held(mateo_client *client) {
    mateo_failures *failures = NULL;
    int32_t found = 0;
    mateo_import *import = filled(client, "held");
    planned(import, 1);
    OK(mateo_import_seal(import, &error));
    planned(import, 1);
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 2);
    SAME(count(import, MATEO_COUNT_HELD), 1);
    SAME(count(import, MATEO_COUNT_SUPERSEDED), 1);

    OK(mateo_import_failures(import, &failures, &error));
    OK(mateo_failures_next(failures, &found, &error));
    SAME(mateo_failures_row(failures), 2);
    SAME(mateo_failures_kind(failures), MATEO_FAILURE_HELD);
    SAME_TEXT(mateo_failures_code(failures), "shared_handle");
    SAME_TEXT(mateo_failures_external_id(failures), "B");
    CHECK(strstr(mateo_failures_message(failures), "row 1 has the same email") != NULL);
    SAME_TEXT(mateo_failures_reason(failures), mateo_failures_message(failures));
    SAME_TEXT(mateo_failures_input(failures), "{\"external_id\":\"B\",\"email\":\"A@example.org\"}");
    OK(mateo_failures_next(failures, &found, &error));
    SAME(mateo_failures_row(failures), 3);
    SAME(mateo_failures_kind(failures), MATEO_FAILURE_SUPERSEDED);
    CHECK(strstr(mateo_failures_message(failures), "row 4 has the same external_id") != NULL);
    OK(mateo_failures_next(failures, &found, &error));
    SAME(found, 0);
    mateo_failures_free(failures);
    mateo_import_close(import);
}

static void sent(void) {
    mateo_options *options = sandbox_options(new_path("duplicates-sent.db"));
    FAILS(MATEO_ERROR_ARGUMENT, "MATEO_SHARED_HANDLES_SEND", mateo_options_set_shared_handles(options, 2, &error));
    OK(mateo_options_set_shared_handles(options, MATEO_SHARED_HANDLES_SEND, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = filled(client, "sent");
    planned(import, 0);
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 3);
    mateo_import_close(import);
    mateo_client_close(client);
}

int main(void) {
    mateo_client *client = open_sandbox(new_path("duplicates.db"));
    held(client);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
    sent();
    return finish();
}
