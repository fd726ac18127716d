/* Error objects: what they say, NULL, and what they do not say. */
// sandbox: --processing-ms 0
#include "check.h"

int main(void) {
    /* NULL stands for success. */
    SAME(mateo_error_status(NULL), MATEO_OK);
    SAME_TEXT(mateo_error_message(NULL), "");
    SAME(mateo_error_row(NULL), 0);
    SAME(mateo_error_http_status(NULL), 0);
    SAME_TEXT(mateo_error_service_code(NULL), "");
    SAME(mateo_error_is_retryable(NULL), 0);
    mateo_error_free(NULL);

    /* A call that fails sets the pointer, one that succeeds clears it, and both work without it. */
    mateo_options *options = NULL;
    SAME(mateo_options_new(NULL, NULL), MATEO_ERROR_ARGUMENT);
    FAILS(MATEO_ERROR_ARGUMENT, "out_options", mateo_options_new(NULL, &error));
    mateo_error *stale = error;
    OK(mateo_options_new(&options, &error));
    SAME(mateo_options_set_batch_records(options, 0, NULL), MATEO_ERROR_ARGUMENT);

    /* A freed one is told apart. */
    SAME(mateo_error_status(stale), MATEO_ERROR_HANDLE);
    SAME_TEXT(mateo_error_message(stale), "");
    SAME_TEXT(mateo_error_service_code(stale), "");
    SAME(mateo_error_row(stale) + mateo_error_http_status(stale) + mateo_error_is_retryable(stale), 0);
    mateo_error_free(stale);

    /* Its texts stay when others come and go. */
    mateo_error *first = NULL;
    SAME(mateo_options_set_batch_records(options, 0, &first), MATEO_ERROR_ARGUMENT);
    const char *message = mateo_error_message(first);
    char copy[400];
    snprintf(copy, sizeof copy, "%s", message);
    for (int i = 0; i < 1000; i++) FAILS(MATEO_ERROR_ARGUMENT, "1,000,000", mateo_options_set_batch_records(options, -i, &error));
    CHECK(mateo_error_message(first) == message);
    SAME_TEXT(message, copy);
    mateo_error_free(first);
    mateo_options_free(options);

    /* The row, and no content of records. */
    mateo_client *client = open_sandbox(NULL);
    mateo_import *import = open_contacts(client, "errors");
    FAILS(MATEO_ERROR_CSV, "row 2, line 3", add_csv(import, "email,birthday\na@b.de,\nsecret@b.de\n", &error));
    SAME(mateo_error_row(error), 2);
    SAME(mateo_error_is_retryable(error), 0);
    CHECK(strstr(mateo_error_message(error), "secret") == NULL);

    /* What the service said. */
    OK(add_json(import, "{\"email\":\"a@b.de\"}", &error));
    OK(mateo_import_seal(import, &error));
    mateo_options *wrong_key = sandbox_options(NULL);
    OK(mateo_options_set_api_key(wrong_key, "another-key", &error));
    mateo_client *stranger = open_with(wrong_key);
    mateo_import *refused = open_contacts(stranger, "errors");
    OK(add_json(refused, "{\"email\":\"a@b.de\"}", &error));
    OK(mateo_import_seal(refused, &error));
    FAILS(MATEO_ERROR_UNAUTHORIZED, "check the API key", mateo_import_run(refused, NULL, &error));
    SAME(mateo_error_http_status(error), 403);
    SAME_TEXT(mateo_error_service_code(error), "403");
    SAME(mateo_error_row(error), 0);
    SAME(mateo_error_is_retryable(error), 0);
    CHECK(strstr(mateo_error_message(error), "another-key") == NULL);
    SAME(state_of(refused), MATEO_STATE_STOPPED);

    /* Nobody listens there. */
    mateo_options *nowhere = sandbox_options(NULL);
    OK(mateo_options_set_base_url(nowhere, "http://127.0.0.1:9/api/v1", &error));
    mateo_client *lost = open_with(nowhere);
    mateo_import *stuck = open_contacts(lost, "errors");
    OK(add_json(stuck, "{\"email\":\"a@b.de\"}", &error));
    OK(mateo_import_seal(stuck, &error));
    mateo_state state = MATEO_STATE_FILLING;
    OK(mateo_import_step(stuck, 300, &state, &error)); /* It tries again for a while. */
    SAME(state, MATEO_STATE_RUNNING);
    SAME(count(stuck, MATEO_COUNT_PENDING) + count(stuck, MATEO_COUNT_IN_FLIGHT), 1);

    mateo_import_close(stuck);
    mateo_client_close(lost);
    mateo_import_close(refused);
    mateo_client_close(stranger);
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
