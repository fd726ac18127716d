/* Handles that are closed, of another kind, or made up: all are told apart and none is touched. */
// sandbox: --requests-per-second 0 --processing-ms 0
#include "check.h"

/* Every function that takes a handle, with one that is none of its kind. */
static void none_takes(void *handle, mateo_status status) {
    int32_t found = -1;
    int64_t number = -1;
    mateo_state state = -1;
    mateo_client *client = NULL;
    mateo_import *import = NULL;
    mateo_failures *failures = NULL;
    mateo_plan *plan = NULL;
    mateo_imports *imports = NULL;
    mateo_options *options_handle = handle;
    mateo_import *import_handle = handle;
    mateo_record *record_handle = handle;
#define IS_REFUSED(call) FAILS(status, "", call)
    IS_REFUSED(mateo_options_set_base_url(options_handle, "https://example.org", &error));
    IS_REFUSED(mateo_options_set_api_key(options_handle, "key", &error));
    IS_REFUSED(mateo_options_set_journal_path(options_handle, "a", &error));
    IS_REFUSED(mateo_options_set_batch_records(options_handle, 1, &error));
    IS_REFUSED(mateo_options_set_batch_bytes(options_handle, 1024, &error));
    IS_REFUSED(mateo_options_set_requests_per_second(options_handle, 1, &error));
    IS_REFUSED(mateo_options_set_requests_per_day(options_handle, 1, &error));
    IS_REFUSED(mateo_options_set_entities_per_day(options_handle, 1, &error));
    IS_REFUSED(mateo_options_set_quota_window(options_handle, 1, &error));
    IS_REFUSED(mateo_options_set_wait_for_quota(options_handle, 1, &error));
    IS_REFUSED(mateo_options_set_first_poll(options_handle, 1, &error));
    IS_REFUSED(mateo_options_set_longest_poll(options_handle, 1, &error));
    IS_REFUSED(mateo_options_set_job_deadline(options_handle, 1, &error));
    IS_REFUSED(mateo_options_set_connect_timeout(options_handle, 1, &error));
    IS_REFUSED(mateo_options_set_request_timeout(options_handle, 1, &error));
    IS_REFUSED(mateo_options_set_ca_file(options_handle, "a", &error));
    IS_REFUSED(mateo_options_set_proxy(options_handle, "a", &error));
    IS_REFUSED(mateo_options_set_user_agent(options_handle, "a", &error));
    IS_REFUSED(mateo_options_set_log(options_handle, NULL, NULL, &error));
    IS_REFUSED(mateo_client_open(options_handle, &client, &error));
    IS_REFUSED(mateo_import_open(handle, MATEO_TYPE_CONTACTS, "a", &import, &error));
    IS_REFUSED(mateo_import_resume(handle, "a", &import, &error));
    IS_REFUSED(mateo_client_imports(handle, &imports, &error));
    IS_REFUSED(mateo_client_verify(handle, NULL, &error));
    IS_REFUSED(mateo_client_forget(handle, "a", 0, &error));
    IS_REFUSED(mateo_imports_next(handle, &found, &error));
    IS_REFUSED(mateo_import_plan(import_handle, &plan, &error));
    IS_REFUSED(mateo_import_set_list_id(import_handle, NULL, &error));
    IS_REFUSED(mateo_import_set_list_external_id(import_handle, NULL, &error));
    IS_REFUSED(mateo_import_allow_reassignment(import_handle, 1, &error));
    IS_REFUSED(mateo_import_set_empty_cells(import_handle, 0, &error));
    IS_REFUSED(mateo_import_add_csv_file(import_handle, "a", &error));
    IS_REFUSED(mateo_import_add_csv(import_handle, "a", 1, &error));
    IS_REFUSED(mateo_import_end_csv(import_handle, &error));
    IS_REFUSED(mateo_import_add_json(import_handle, "{}", 2, &error));
    IS_REFUSED(mateo_import_add_json_lines_file(import_handle, "a", &error));
    IS_REFUSED(mateo_import_add_record(import_handle, record_handle, &error));
    IS_REFUSED(mateo_import_seal(import_handle, &error));
    IS_REFUSED(mateo_import_run(import_handle, &state, &error));
    IS_REFUSED(mateo_import_step(import_handle, 0, &state, &error));
    IS_REFUSED(mateo_import_set_progress(import_handle, NULL, NULL, &error));
    IS_REFUSED(mateo_import_state(import_handle, &state, &error));
    IS_REFUSED(mateo_import_resume_at(import_handle, &number, &error));
    IS_REFUSED(mateo_import_count(import_handle, MATEO_COUNT_TOTAL, &number, &error));
    IS_REFUSED(mateo_import_failures(import_handle, &failures, &error));
    IS_REFUSED(mateo_record_set_text(record_handle, "a", "b", &error));
    IS_REFUSED(mateo_record_set_number(record_handle, "a", 1, &error));
    IS_REFUSED(mateo_record_set_integer(record_handle, "a", 1, &error));
    IS_REFUSED(mateo_record_set_boolean(record_handle, "a", 1, &error));
    IS_REFUSED(mateo_record_set_null(record_handle, "a", &error));
    IS_REFUSED(mateo_record_set_list(record_handle, "a", &error));
    IS_REFUSED(mateo_record_append_text(record_handle, "a", "b", &error));
    IS_REFUSED(mateo_failures_next(handle, &found, &error));
#undef IS_REFUSED
    SAME(mateo_imports_type(handle), 0);
    SAME(mateo_imports_state(handle), -1);
    SAME(mateo_imports_count(handle, MATEO_COUNT_TOTAL), -1);
    SAME(mateo_imports_resume_at(handle), 0);
    SAME(mateo_imports_created_at(handle), 0);
    SAME_TEXT(mateo_imports_name(handle), "");
    SAME(mateo_plan_records(handle) + mateo_plan_batches(handle) + mateo_plan_requests(handle), 0);
    SAME(mateo_plan_records_left(handle) + mateo_plan_requests_left(handle) + mateo_plan_finishes_at(handle), 0);
    SAME(mateo_plan_days(handle), 0);
    SAME(mateo_plan_day_records(handle, 1) + mateo_plan_day_requests(handle, 1), 0);
    SAME(mateo_plan_day_starts_at(handle, 1) + mateo_plan_day_finishes_at(handle, 1), 0);
    mateo_plan_free(handle);
    mateo_imports_free(handle);
    SAME(mateo_failures_row(handle), 0);
    SAME_TEXT(mateo_failures_message(handle), "");
    SAME_TEXT(mateo_error_message(handle), "");
    SAME_TEXT(mateo_error_service_message(handle), "");
    SAME(mateo_error_status(handle), handle == NULL ? MATEO_OK : MATEO_ERROR_HANDLE);
    mateo_import_cancel(import_handle);
    mateo_record_clear(record_handle);
    mateo_error_free(handle);
    mateo_options_free(handle);
    mateo_client_close(handle);
    mateo_import_close(handle);
    mateo_record_free(handle);
    mateo_failures_free(handle);
    CHECK(plan == NULL && imports == NULL);
    CHECK(client == NULL && import == NULL && failures == NULL && found == -1 && number == -1 && state == -1);
}

int main(void) {
    none_takes(NULL, MATEO_ERROR_ARGUMENT);
    int on_the_stack = 0;
    void *made_up[] = {&on_the_stack, (void *)1, (void *)16, (void *)0x7FFFFFFFFFFFFFF0, (void *)UINTPTR_MAX,
        (void *)0x100000003, (void *)0x8000000000000001};
    for (size_t i = 0; i < sizeof made_up / sizeof made_up[0]; i++) none_takes(made_up[i], MATEO_ERROR_HANDLE);

    /* Each kind where another is wanted: a failed record walk is no record. */
    mateo_client *client = open_sandbox(NULL);
    mateo_import *import = open_contacts(client, "kinds");
    mateo_record *record = NULL;
    mateo_failures *failures = NULL;
    int32_t found = -1;
    OK(mateo_record_new(&record, &error));
    OK(mateo_import_failures(import, &failures, &error));
    void *kinds[] = {client, import, record, failures};
    for (size_t i = 0; i < 4; i++) {
        if (i != 0) FAILS(MATEO_ERROR_HANDLE, "client", mateo_import_open(kinds[i], MATEO_TYPE_CONTACTS, "a", &import, &error));
        if (i != 1) FAILS(MATEO_ERROR_HANDLE, "import", mateo_import_seal(kinds[i], &error));
        if (i != 2) FAILS(MATEO_ERROR_HANDLE, "record", mateo_record_set_null(kinds[i], "a", &error));
        if (i != 3) FAILS(MATEO_ERROR_HANDLE, "failures", mateo_failures_next(kinds[i], &found, &error));
        FAILS(MATEO_ERROR_HANDLE, "options", mateo_client_open(kinds[i], &client, &error));
        SAME(mateo_error_status(kinds[i]), MATEO_ERROR_HANDLE);
        mateo_error_free(kinds[i]);
        mateo_options_free(kinds[i]);
    }

    /* They live on after all that. A place that is used again has another handle. */
    OK(mateo_record_set_text(record, "email", "a@b.de", &error));
    OK(mateo_import_add_record(import, record, &error));
    for (int i = 0; i < 5000; i++) {
        mateo_record *next = NULL;
        mateo_record_free(record);
        OK(mateo_record_new(&next, &error));
        CHECK(next != record);
        FAILS(MATEO_ERROR_HANDLE, "record", mateo_record_set_null(record, "a", &error));
        record = next;
    }
    mateo_record_free(record);

    /* Closed in the order that makes least sense. */
    mateo_client_close(client);
    mateo_import_close(import);
    mateo_failures_free(failures);
    none_takes(client, MATEO_ERROR_HANDLE);
    none_takes(import, MATEO_ERROR_HANDLE);
    none_takes(record, MATEO_ERROR_HANDLE);
    none_takes(failures, MATEO_ERROR_HANDLE);
    return finish();
}
