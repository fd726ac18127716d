/* Walking over the service's remarks: handles that were taken from another contact. */
// sandbox: --requests-per-second 0 --processing-ms 20
#include "check.h"

static int next(mateo_hints *hints) {
    int32_t found = -1;
    OK(mateo_hints_next(hints, &found, &error));
    return found;
}

static void is_nowhere(const mateo_hints *hints) {
    SAME(mateo_hints_first_row(hints), 0);
    SAME(mateo_hints_last_row(hints), 0);
    SAME_TEXT(mateo_hints_text(hints), "");
}

int main(void) {
    mateo_options *options = sandbox_options(new_path("hints.db"));
    OK(mateo_options_set_batch_records(options, 2, &error));
    OK(mateo_options_set_shared_handles(options, MATEO_SHARED_HANDLES_SEND, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = open_contacts(client, "hints");
    /* The third takes the address of the first. */
    OK(add_json(import, "[{\"external_id\":\"1\",\"email\":\"family@example.org\"},{\"external_id\":\"2\"},"
        "{\"external_id\":\"3\",\"email\":\"family@example.org\"}]", &error));
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);

    mateo_hints *hints = NULL;
    int32_t found = -1;
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_hints(NULL, &hints, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_hints", mateo_import_hints(import, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "hints", mateo_hints_next(NULL, &found, &error));
    is_nowhere(NULL);
    mateo_hints_free(NULL);
    OK(mateo_import_hints(import, &hints, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_found", mateo_hints_next(hints, NULL, &error));
    is_nowhere(hints);
    SAME(next(hints), 1);
    SAME(mateo_hints_first_row(hints), 3);
    SAME(mateo_hints_last_row(hints), 3);
    CHECK(strstr(mateo_hints_text(hints), "email") != NULL);
    SAME(next(hints), 0);
    is_nowhere(hints);
    mateo_hints_free(hints);
    is_nowhere(hints);
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
