/* What can be said and done about imports that are in the journal: a walk over them, resume, verify, forget, and plans. */
// sandbox: --requests-per-second 0 --processing-ms 0
#include "check.h"

static mateo_client *limited(const char *journal, int64_t entities) {
    mateo_options *options = sandbox_options(journal);
    OK(mateo_options_set_entities_per_day(options, entities, &error));
    OK(mateo_options_set_batch_records(options, 100, &error));
    return open_with(options);
}

/* An import of 250 contacts, one of them wrong, of which 100 are sent. */
static void begin(mateo_client *client, const char *name) {
    mateo_import *import = open_contacts(client, name);
    OK(add_json(import, "{\"external_id\":\"bad\",\"sms\":\"nonsense\"}", &error));
    add_contacts(import, 1, 249);
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_PAUSED);
    mateo_import_close(import);
}

static int next(mateo_imports *imports) {
    int32_t found = -1;
    OK(mateo_imports_next(imports, &found, &error));
    return found;
}

static void walk(mateo_client *client) {
    mateo_imports *imports = NULL;
    FAILS(MATEO_ERROR_ARGUMENT, "out_imports", mateo_client_imports(client, NULL, &error));
    OK(mateo_client_imports(client, &imports, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_found", mateo_imports_next(imports, NULL, &error));
    SAME_TEXT(mateo_imports_name(imports), "");
    SAME(mateo_imports_state(imports), -1);

    SAME(next(imports), 1);
    SAME_TEXT(mateo_imports_name(imports), "begun");
    SAME(mateo_imports_type(imports), MATEO_TYPE_CONTACTS);
    SAME(mateo_imports_state(imports), MATEO_STATE_PAUSED);
    CHECK(mateo_imports_created_at(imports) > 1700000000000);
    CHECK(mateo_imports_resume_at(imports) > mateo_imports_created_at(imports) + 86000000);
    SAME(mateo_imports_count(imports, MATEO_COUNT_TOTAL), 250);
    SAME(mateo_imports_count(imports, MATEO_COUNT_SUCCEEDED), 99);
    SAME(mateo_imports_count(imports, MATEO_COUNT_FAILED), 1);
    SAME(mateo_imports_count(imports, MATEO_COUNT_PENDING), 150);
    SAME(mateo_imports_count(imports, MATEO_COUNT_POSTS), 1);
    SAME(mateo_imports_count(imports, 99), -1);

    /* One that is being filled. */
    mateo_import *filling = open_contacts(client, "filling");
    add_contacts(filling, 1, 150);
    SAME(next(imports), 1);
    SAME_TEXT(mateo_imports_name(imports), "filling");
    SAME(mateo_imports_state(imports), MATEO_STATE_FILLING);
    FAILS(MATEO_ERROR_JOURNAL_BUSY, "filling", mateo_client_forget(client, "filling", 1, &error));
    FAILS(MATEO_ERROR_STATE, "never sealed", mateo_import_resume(client, "filling", &filling, &error));
    mateo_import_close(filling);
    SAME(next(imports), 0);
    SAME_TEXT(mateo_imports_name(imports), "");
    SAME(next(imports), 0);
    mateo_imports_free(imports);
}

static void resume(const char *journal) {
    mateo_client *client = limited(journal, 0);
    mateo_import *import = NULL;
    FAILS(MATEO_ERROR_ARGUMENT, "out_import", mateo_import_resume(client, "begun", NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "name", mateo_import_resume(client, NULL, &import, &error));
    FAILS(MATEO_ERROR_NOT_FOUND, "no import called other", mateo_import_resume(client, "other", &import, &error));
    OK(mateo_import_resume(client, "begun", &import, &error));
    SAME(state_of(import), MATEO_STATE_RUNNING);
    SAME(count(import, MATEO_COUNT_TOTAL), 250);
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 249);
    mateo_import_close(import);

    OK(mateo_import_resume(client, "begun", &import, &error));
    SAME(state_of(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_FAILED), 1);
    FAILS(MATEO_ERROR_STATE, "sealed", add_json(import, "{\"external_id\":\"1\"}", &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    mateo_import_close(import);
    SAME(statistic("accepted_rows"), 250);
    mateo_client_close(client);
}

static void verify_and_forget(const char *journal) {
    mateo_client *client = limited(journal, 100);
    OK(mateo_client_verify(client, NULL, &error));
    OK(mateo_client_verify(client, "", &error));
    OK(mateo_client_verify(client, "begun", &error));
    FAILS(MATEO_ERROR_NOT_FOUND, "no import called other", mateo_client_verify(client, "other", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "name", mateo_client_forget(client, NULL, 0, &error));
    FAILS(MATEO_ERROR_NOT_FOUND, "no import called other", mateo_client_forget(client, "other", 1, &error));
    FAILS(MATEO_ERROR_STATE, "not over", mateo_client_forget(client, "begun", 0, &error));
    mateo_client_close(client);
    resume(journal);

    client = limited(journal, 100);
    OK(mateo_client_forget(client, "begun", 0, &error));
    FAILS(MATEO_ERROR_NOT_FOUND, "begun", mateo_client_forget(client, "begun", 0, &error));

    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
}

/* Whoever has a forgotten import open is told so, whatever the call, and nothing is sent or made again. */
static void is_told(mateo_import *import) {
    int64_t number = -1;
    int64_t counts[MATEO_COUNTS];
    mateo_plan *plan = NULL;
    mateo_failures *failures = NULL;
    mateo_hints *hints = NULL;
    mateo_batches *batches = NULL;
    mateo_pauses *pauses = NULL;
    mateo_state state = -1;
    int32_t is_repeated = -1, fd = -1;
    int64_t posts = statistic("posts");
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_run(import, NULL, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_step(import, 10, NULL, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_count(import, MATEO_COUNT_TOTAL, &number, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_counts(import, counts, MATEO_COUNTS, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_unknown_rows(import, 0, &number, &number, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_plan(import, &plan, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_first_plan(import, &plan, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_retry(import, &number, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_ignore_failures(import, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_seal(import, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_failures(import, &failures, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_hints(import, &hints, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_batches(import, &batches, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_pauses(import, &pauses, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_state(import, &state, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_resume_at(import, &number, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_is_repeated(import, &is_repeated, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_fd(import, &fd, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_next_step_at(import, &number, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_set_progress(import, NULL, NULL, &error));
    FAILS(MATEO_ERROR_STATE, "removed", mateo_import_set_list_id(import, NULL, &error));
    FAILS(MATEO_ERROR_STATE, "removed", add_json(import, "{\"external_id\":\"1\"}", &error));
    SAME(mateo_import_type(import), MATEO_TYPE_CONTACTS);
    CHECK(*mateo_import_name(import) != 0);
    SAME(statistic("posts"), posts);
}

static void forgotten(void) {
    mateo_client *client = limited(new_path("forgotten.db"), 0);
    mateo_import *sealed = open_contacts(client, "sealed"), *again = NULL, *import = NULL;
    add_contacts(sealed, 1, 10);
    OK(mateo_import_seal(sealed, &error));
    OK(mateo_import_open(client, MATEO_TYPE_CONTACTS, "sealed", &again, &error));
    OK(mateo_client_forget(client, "sealed", 1, &error));
    is_told(sealed);
    is_told(again);
    mateo_import_close(again);

    /* One that is finished, while its number belongs to another. A cursor that was open before is told, too. */
    mateo_import *finished = open_contacts(client, "finished");
    mateo_failures *failures = NULL;
    const char *bytes = NULL;
    size_t length = 0;
    add_contacts(finished, 1, 10);
    OK(mateo_import_seal(finished, &error));
    SAME(run(finished), MATEO_STATE_FINISHED);
    OK(mateo_import_failures(finished, &failures, &error));
    OK(mateo_client_forget(client, "finished", 0, &error));
    import = open_contacts(client, "next");
    add_contacts(import, 1, 10);
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    FAILS(MATEO_ERROR_STATE, "removed", mateo_failures_next_csv(failures, 0, &bytes, &length, &error));
    mateo_failures_free(failures);
    is_told(finished);
    is_told(sealed);
    mateo_import_close(sealed);
    /* The result of the other one is not taken as told. */
    mateo_import_close(finished);
    again = open_contacts(client, "next");
    add_contacts(again, 1, 10);
    OK(mateo_import_seal(again, &error));
    int32_t is_repeated = -1;
    OK(mateo_import_is_repeated(again, &is_repeated, &error));
    SAME(is_repeated, 0);
    mateo_import_close(again);
    mateo_import_close(import);
    FAILS(MATEO_ERROR_NOT_FOUND, "sealed", mateo_import_resume(client, "sealed", &import, &error));
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
}

static void plans(void) {
    mateo_client *client = limited(new_path("plan.db"), 100);
    mateo_import *import = open_contacts(client, "planned");
    mateo_plan *plan = NULL;
    FAILS(MATEO_ERROR_ARGUMENT, "out_plan", mateo_import_plan(import, NULL, &error));
    OK(mateo_import_plan(import, &plan, &error));
    SAME(mateo_plan_days(plan), 0);
    SAME(mateo_plan_finishes_at(plan), 0);
    mateo_plan_free(plan);

    add_contacts(import, 1, 250);
    OK(mateo_import_plan(import, &plan, &error));
    SAME(mateo_plan_records(plan), 250);
    SAME(mateo_plan_batches(plan), 3);
    SAME(mateo_plan_first_look(plan), 100);
    SAME(mateo_plan_requests(plan), 28);
    SAME(mateo_plan_records_left(plan), 100);
    SAME(mateo_plan_requests_left(plan), 10000);
    SAME(mateo_plan_days(plan), 3);
    SAME(mateo_plan_day_records(plan, 1), 100);
    SAME(mateo_plan_day_records(plan, 3), 50);
    SAME(mateo_plan_day_requests(plan, 2), 9);
    CHECK(mateo_plan_day_starts_at(plan, 2) - mateo_plan_day_starts_at(plan, 1) >= 86400000);
    CHECK(mateo_plan_day_finishes_at(plan, 1) > mateo_plan_day_starts_at(plan, 1));
    SAME(mateo_plan_day_finishes_at(plan, 3), mateo_plan_finishes_at(plan));
    SAME(mateo_plan_day_records(plan, 0) + mateo_plan_day_records(plan, 4) + mateo_plan_day_records(plan, INT64_MIN), 0);
    mateo_import_close(import);
    mateo_client_close(client);
    SAME(mateo_plan_records(plan), 250);
    mateo_plan_free(plan);
    SAME(mateo_plan_records(plan), 0);

    client = limited(NULL, 0);
    import = open_contacts(client, "unlimited");
    OK(mateo_import_plan(import, &plan, &error));
    SAME(mateo_plan_records_left(plan), -1);
    mateo_plan_free(plan);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_import_close(import);
    mateo_client_close(client);
}

/* A journal whose pages are damaged is not opened, and stays as it is. */
static void damaged(void) {
    const char *journal = new_path("damaged.db");
    static unsigned char before[1 << 22], after[1 << 22];
    mateo_client *client = limited(journal, 100);
    begin(client, "begun");
    mateo_client_close(client);
    FILE *file = fopen(journal, "r+b");
    CHECK(file != NULL && fseek(file, 2 * 8192, SEEK_SET) == 0);
    for (int page = 2; page < 12; page++) {
        memset(before, 0xA5, 64);
        CHECK(fseek(file, page * 8192L, SEEK_SET) == 0 && fwrite(before, 1, 64, file) == 64);
    }
    rewind(file);
    size_t length = fread(before, 1, sizeof before, file);
    fclose(file);
    mateo_options *options = sandbox_options(journal);
    FAILS(MATEO_ERROR_JOURNAL_CORRUPT, journal, mateo_client_open(options, &client, &error));
    mateo_options_free(options);
    file = fopen(journal, "rb");
    SAME(fread(after, 1, sizeof after, file), length);
    CHECK(memcmp(before, after, length) == 0);
    fclose(file);
}

int main(void) {
    const char *journal = new_path("books.db");
    mateo_client *client = limited(journal, 100);
    begin(client, "begun");
    walk(client);
    mateo_client_close(client);
    verify_and_forget(journal);
    forgotten();
    plans();
    damaged();
    return finish();
}
