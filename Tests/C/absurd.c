/* Arguments that make no sense: NULL in each place, and the largest and smallest numbers. All give a status. */
// sandbox: --requests-per-second 0 --processing-ms 20
#include "check.h"
#include <float.h>
#include <math.h>

static const int64_t numbers[] = {INT64_MIN, INT64_MIN + 1, INT32_MIN, -1, 0, INT32_MAX, INT64_MAX - 1, INT64_MAX};
static const int32_t codes[] = {INT32_MIN, -2, -1, 99, INT32_MAX};
#define EACH(type, name, list) \
    for (size_t name##_at = 0; name##_at < sizeof list / sizeof list[0]; name##_at++) \
        for (type name = list[name##_at], *name##_once = &name; name##_once != NULL; name##_once = NULL)
#define IS_NO_ARGUMENT(call) FAILS(MATEO_ERROR_ARGUMENT, "", call)

/* Limits and times as large as they may be: the arithmetic with them holds. */
static void largest_options(void) {
    const int64_t ten_years = 315360000000;
    const double rates[] = {DBL_TRUE_MIN, DBL_MIN, 1e-9, 999999.5, 1000000};
    EACH(double, rate, rates) {
        mateo_options *options = sandbox_options(NULL);
        mateo_state state = -1;
        mateo_plan *plan = NULL;
        OK(mateo_options_set_requests_per_second(options, rate, &error));
        OK(mateo_options_set_requests_per_day(options, 1000000000000, &error));
        OK(mateo_options_set_entities_per_day(options, 1000000000000, &error));
        OK(mateo_options_set_batch_records(options, 1000000, &error));
        OK(mateo_options_set_quota_window(options, ten_years, &error));
        OK(mateo_options_set_first_poll(options, ten_years, &error));
        OK(mateo_options_set_longest_poll(options, ten_years, &error));
        OK(mateo_options_set_job_deadline(options, ten_years, &error));
        OK(mateo_options_set_import_deadline(options, ten_years, &error));
        OK(mateo_options_set_connect_timeout(options, ten_years, &error));
        OK(mateo_options_set_request_timeout(options, ten_years, &error));
        mateo_client *client = open_with(options);
        mateo_import *import = open_contacts(client, "largest options");
        OK(add_json(import, "[{\"external_id\":\"1\"},{\"external_id\":\"2\"}]", &error));
        OK(mateo_import_plan(import, &plan, &error));
        CHECK(mateo_plan_days(plan) == 1 && mateo_plan_requests(plan) >= 1);
        mateo_plan_free(plan);
        OK(mateo_import_seal(import, &error));
        OK(mateo_import_plan(import, &plan, &error));
        mateo_plan_free(plan);
        for (int i = 0; i < 5; i++) OK(mateo_import_step(import, 20, &state, &error));
        CHECK(state == MATEO_STATE_RUNNING);
        mateo_import_close(import);
        mateo_client_close(client);
    }
    /* The smallest limits, too. */
    mateo_options *options = sandbox_options(NULL);
    mateo_state state = -1;
    OK(mateo_options_set_requests_per_day(options, 1, &error));
    OK(mateo_options_set_entities_per_day(options, 1, &error));
    OK(mateo_options_set_batch_records(options, 1, &error));
    OK(mateo_options_set_quota_window(options, 1, &error));
    OK(mateo_options_set_first_poll(options, 1, &error));
    OK(mateo_options_set_longest_poll(options, 1, &error));
    OK(mateo_options_set_job_deadline(options, 1, &error));
    OK(mateo_options_set_import_deadline(options, 1, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = open_contacts(client, "smallest options");
    OK(add_json(import, "[{\"external_id\":\"1\"},{\"external_id\":\"2\"}]", &error));
    OK(mateo_import_seal(import, &error));
    for (int i = 0; i < 20; i++) mateo_import_step(import, 5, &state, NULL);
    SAME(count(import, MATEO_COUNT_TOTAL), 2);
    mateo_import_close(import);
    mateo_client_close(client);
}

static void records(void) {
    mateo_record *record = NULL;
    OK(mateo_record_new(&record, &error));
    IS_NO_ARGUMENT(mateo_record_new(NULL, &error));
    IS_NO_ARGUMENT(mateo_record_set_text(record, NULL, "a", &error));
    IS_NO_ARGUMENT(mateo_record_set_text(record, "a", NULL, &error));
    IS_NO_ARGUMENT(mateo_record_set_number(record, NULL, 1, &error));
    IS_NO_ARGUMENT(mateo_record_set_integer(record, NULL, 1, &error));
    IS_NO_ARGUMENT(mateo_record_set_boolean(record, NULL, 1, &error));
    IS_NO_ARGUMENT(mateo_record_set_null(record, NULL, &error));
    IS_NO_ARGUMENT(mateo_record_set_list(record, NULL, &error));
    IS_NO_ARGUMENT(mateo_record_append_text(record, NULL, "a", &error));
    IS_NO_ARGUMENT(mateo_record_append_text(record, "a", NULL, &error));
    const double none[] = {NAN, INFINITY, -INFINITY};
    EACH(double, number, none) IS_NO_ARGUMENT(mateo_record_set_number(record, "n", number, &error));
    const double doubles[] = {DBL_MAX, -DBL_MAX, DBL_MIN, DBL_TRUE_MIN, -0.0, 9007199254740993.0, 1e22, 123456789.123};
    char name[20];
    int number = 0;
    EACH(double, value, doubles) {
        snprintf(name, sizeof name, "n%d", number++);
        OK(mateo_record_set_number(record, name, value, &error));
    }
    EACH(int64_t, integer, numbers) {
        snprintf(name, sizeof name, "n%d", number++);
        OK(mateo_record_set_integer(record, name, integer, &error));
    }
    EACH(int32_t, code, codes) {
        snprintf(name, sizeof name, "n%d", number++);
        OK(mateo_record_set_boolean(record, name, code, &error));
    }
    mateo_record_free(record);
}

int main(void) {
    mateo_client *client = open_sandbox(NULL);
    mateo_import *import = open_contacts(client, "absurd"), *other = NULL;
    mateo_state state = -1;
    mateo_plan *plan = NULL;
    mateo_imports *imports = NULL;
    int64_t first = -1, last = -1;
    int32_t found = 0;
    char name[300];

    EACH(int32_t, code, codes) {
        SAME_TEXT(mateo_status_name(code == 99 ? 98 : code), "MATEO_ERROR_UNKNOWN");
        IS_NO_ARGUMENT(mateo_import_open(client, code, "a", &other, &error));
        IS_NO_ARGUMENT(mateo_import_set_empty_cells(import, code, &error));
        IS_NO_ARGUMENT(mateo_import_count(import, code, &first, &error));
    }
    IS_NO_ARGUMENT(mateo_import_open(client, MATEO_TYPE_DEALS, NULL, &other, &error));
    IS_NO_ARGUMENT(mateo_import_open(client, MATEO_TYPE_DEALS, "a", NULL, &error));
    IS_NO_ARGUMENT(mateo_import_resume(client, NULL, &other, &error));
    IS_NO_ARGUMENT(mateo_import_resume(client, "a", NULL, &error));
    memset(name, 'n', sizeof name);
    name[256] = '\0';
    IS_NO_ARGUMENT(mateo_import_open(client, MATEO_TYPE_DEALS, name, &other, &error));
    name[255] = '\0';
    OK(mateo_import_open(client, MATEO_TYPE_DEALS, name, &other, &error));
    mateo_import_close(other);
    IS_NO_ARGUMENT(mateo_client_forget(client, NULL, 0, &error));
    FAILS(MATEO_ERROR_NOT_FOUND, "", mateo_client_forget(client, "nowhere", INT32_MIN, &error));
    IS_NO_ARGUMENT(mateo_client_imports(client, NULL, &error));
    OK(mateo_client_verify(client, NULL, &error));

    /* Bytes: NULL with a length, and lengths that no memory has. */
    const size_t lengths[] = {1, SIZE_MAX / 2 + 1, SIZE_MAX - 1, SIZE_MAX};
    EACH(size_t, length, lengths) {
        IS_NO_ARGUMENT(mateo_import_add_csv(import, NULL, length, &error));
        IS_NO_ARGUMENT(mateo_import_add_json(import, NULL, length, &error));
        if (length == 1) continue;
        IS_NO_ARGUMENT(mateo_import_add_csv(import, "a", length, &error));
        IS_NO_ARGUMENT(mateo_import_add_json(import, "a", length, &error));
    }
    IS_NO_ARGUMENT(mateo_import_add_csv(import, NULL, SIZE_MAX / 2, &error));
    FAILS(MATEO_ERROR_JSON, "", mateo_import_add_json(import, NULL, 0, &error));
    OK(mateo_import_add_csv(import, NULL, 0, &error));
    FAILS(MATEO_ERROR_CSV, "", mateo_import_end_csv(import, &error));
    IS_NO_ARGUMENT(mateo_import_add_csv_file(import, NULL, &error));
    IS_NO_ARGUMENT(mateo_import_add_json_lines_file(import, NULL, &error));
    FAILS(MATEO_ERROR_FILE, "", mateo_import_add_csv_file(import, "", &error));
    IS_NO_ARGUMENT(mateo_import_add_record(import, NULL, &error));
    EACH(int64_t, number, numbers) IS_NO_ARGUMENT(mateo_import_set_tag(import, number, NULL, &error));
    IS_NO_ARGUMENT(mateo_import_state(import, NULL, &error));
    IS_NO_ARGUMENT(mateo_import_resume_at(import, NULL, &error));
    IS_NO_ARGUMENT(mateo_import_count(import, MATEO_COUNT_TOTAL, NULL, &error));
    IS_NO_ARGUMENT(mateo_import_failures(import, NULL, &error));
    IS_NO_ARGUMENT(mateo_import_hints(import, NULL, &error));
    IS_NO_ARGUMENT(mateo_import_plan(import, NULL, &error));
    IS_NO_ARGUMENT(mateo_import_unknown_rows(import, 0, NULL, &last, &error));
    IS_NO_ARGUMENT(mateo_import_unknown_rows(import, 0, &first, NULL, &error));
    OK(mateo_import_set_list_id(import, NULL, &error));
    OK(mateo_import_set_list_external_id(import, NULL, &error));
    OK(mateo_import_set_progress(import, NULL, NULL, &error));

    /* Numbers: days, rows, times. */
    OK(add_json(import, "[{\"external_id\":\"1\"},{\"external_id\":\"2\"}]", &error));
    OK(mateo_import_plan(import, &plan, &error));
    SAME(mateo_plan_days(plan), 1);
    EACH(int64_t, number, numbers) {
        SAME(mateo_plan_day_records(plan, number) + mateo_plan_day_requests(plan, number), 0);
        SAME(mateo_plan_day_starts_at(plan, number) + mateo_plan_day_finishes_at(plan, number), 0);
        OK(mateo_import_unknown_rows(import, number, &first, &last, &error));
        SAME(first + last, 0);
    }
    mateo_plan_free(plan);
    OK(mateo_import_seal(import, &error));
    OK(mateo_import_step(import, INT64_MIN, &state, &error));
    OK(mateo_import_step(import, -1, NULL, &error));
    while (state == MATEO_STATE_RUNNING) OK(mateo_import_step(import, INT64_MAX, &state, &error));
    SAME(state, MATEO_STATE_FINISHED);
    EACH(int64_t, number, numbers) {
        OK(mateo_import_unknown_rows(import, number, &first, &last, &error));
        OK(mateo_import_step(import, number, &state, &error));
    }
    OK(mateo_import_run(import, NULL, NULL));
    OK(mateo_client_imports(client, &imports, &error));
    IS_NO_ARGUMENT(mateo_imports_next(imports, NULL, &error));
    OK(mateo_imports_next(imports, &found, &error));
    EACH(int32_t, code, codes) SAME(mateo_imports_count(imports, code), -1);
    mateo_imports_free(imports);
    mateo_import_close(import);
    mateo_client_close(client);
    records();
    largest_options();
    return finish();
}
