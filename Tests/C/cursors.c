/* Cursors over failures, hints and imports follow the same rules at both ends and after an error. */
// sandbox: --requests-per-second 0 --processing-ms 0
#include "check.h"

/* Half of them are sent on the first day. More than one page of failures and of hints comes of each half. */
#define RECORDS 960

typedef struct {
    void *handle;
    int64_t elements;
    mateo_status (*next)(void *handle, int32_t *out_found);
    /* Which element it is at; 0: all getters are clear; -1: only some are. */
    int64_t (*at)(const void *handle);
} cursor;

static mateo_status next_failure(void *failures, int32_t *out_found) {
    return mateo_failures_next(failures, out_found, &error);
}

static int64_t at_failure(const void *failures) {
    int64_t row = mateo_failures_row(failures);
    int texts = *mateo_failures_code(failures) != '\0' && *mateo_failures_message(failures) != '\0'
        && *mateo_failures_input(failures) != '\0' && *mateo_failures_external_id(failures) != '\0';
    int clear = *mateo_failures_code(failures) == '\0' && *mateo_failures_message(failures) == '\0'
        && *mateo_failures_input(failures) == '\0' && *mateo_failures_external_id(failures) == '\0';
    return row != 0 ? (texts ? row : -1) : (clear ? 0 : -1);
}

static mateo_status next_hint(void *hints, int32_t *out_found) { return mateo_hints_next(hints, out_found, &error); }

/* Several hints have the same rows, but each quotes another address. */
static int64_t at_hint(const void *hints) {
    int64_t first = mateo_hints_first_row(hints), last = mateo_hints_last_row(hints);
    const char *text = mateo_hints_text(hints), *address = strstr(text, "family");
    if (first == 0 || last == 0 || *text == '\0') return first == 0 && last == 0 && *text == '\0' ? 0 : -1;
    CHECK(first <= last && address != NULL);
    return address != NULL ? 1 + atoi(address + strlen("family")) : -1;
}

static mateo_status next_import(void *imports, int32_t *out_found) {
    return mateo_imports_next(imports, out_found, &error);
}

static int64_t at_import(const void *imports) {
    const char *name = mateo_imports_name(imports);
    int clear = mateo_imports_type(imports) == 0 && mateo_imports_state(imports) == -1
        && mateo_imports_count(imports, MATEO_COUNT_TOTAL) == -1 && mateo_imports_created_at(imports) == 0
        && mateo_imports_resume_at(imports) == 0;
    if (*name == '\0') return clear ? 0 : -1;
    return mateo_imports_type(imports) == 0 ? -1 : mateo_imports_created_at(imports) * 10 + name[0] - 'a';
}

static void hide(const char *journal, int is_hidden) {
    char other[4200];
    snprintf(other, sizeof other, "%s-hidden", journal);
    CHECK((is_hidden ? rename(journal, other) : rename(other, journal)) == 0);
}

/* Goes to the next element. First it tries without the journal's file, which fails when a page has to be read. */
static int32_t move(const cursor *moved, const char *journal, int *failures) {
    int32_t found = -7;
    int64_t before = moved->at(moved->handle);
    forget_error();
    hide(journal, 1);
    mateo_status status = moved->next(moved->handle, &found);
    hide(journal, 0);
    if (status == MATEO_OK) return found;
    SAME(status, MATEO_ERROR_JOURNAL);
    SAME(found, -7);
    SAME(moved->at(moved->handle), before);
    (*failures)++;
    OK(moved->next(moved->handle, &found));
    return found;
}

static void walk(const cursor *moved, const char *journal) {
    int failures = 0;
    int64_t last = 0;
    SAME(moved->at(moved->handle), 0);
    for (int64_t element = 0; element < moved->elements; element++) {
        SAME(move(moved, journal, &failures), 1);
        int64_t at = moved->at(moved->handle);
        CHECK(at > 0 && at != last);
        last = at;
    }
    CHECK(failures >= 2); /* The first page and a later one. */
    SAME(move(moved, journal, &failures), 0);
    SAME(moved->at(moved->handle), 0);
}

/* Behind the last element a cursor stays where it is, and reads nothing. */
static void stays(const cursor *moved, const char *journal) {
    int failures = 0;
    SAME(moved->at(moved->handle), 0);
    for (int i = 0; i < 2; i++) SAME(move(moved, journal, &failures), 0);
    SAME(failures, 0);
    SAME(moved->at(moved->handle), 0);
}

/* Of every four records, one breaks a rule and one has the address of the one before it. */
static void add_records(mateo_import *import) {
    char line[100];
    OK(mateo_import_add_csv(import, "external_id,email,sms\n", 22, &error));
    for (int row = 0; row < RECORDS; row++) {
        int length = snprintf(line, sizeof line, row % 4 == 0 ? "R-%d,,nonsense\n" : "R-%d,family%d@example.org,\n", row,
            row % 4 == 3 ? row - 1 : row);
        OK(mateo_import_add_csv(import, line, (size_t)length, &error));
    }
    OK(mateo_import_end_csv(import, &error));
    OK(mateo_import_seal(import, &error));
}

int main(void) {
    const char *journal = new_path("cursors.db");
    mateo_options *options = sandbox_options(journal);
    OK(mateo_options_set_shared_handles(options, MATEO_SHARED_HANDLES_SEND, &error));
    OK(mateo_options_set_entities_per_day(options, RECORDS / 2, &error));
    OK(mateo_options_set_batch_records(options, 40, &error));
    mateo_client *client = open_with(options);
    mateo_import *empty = open_contacts(client, "an empty one");
    mateo_import *import = open_contacts(client, "contacts");
    add_contacts(empty, 1, 1);
    OK(mateo_import_seal(empty, &error));
    mateo_import_close(empty);
    add_records(import);
    SAME(run(import), MATEO_STATE_PAUSED);

    mateo_failures *failures = NULL;
    mateo_hints *hints = NULL;
    mateo_imports *imports = NULL;
    OK(mateo_import_failures(import, &failures, &error));
    OK(mateo_import_hints(import, &hints, &error));
    OK(mateo_client_imports(client, &imports, &error));
    const cursor cursors[] = {
        {failures, count(import, MATEO_COUNT_FAILED), next_failure, at_failure},
        {hints, RECORDS / 8, next_hint, at_hint},
        {imports, 2, next_import, at_import},
    };
    const size_t number = sizeof cursors / sizeof cursors[0];
    for (size_t i = 0; i < number; i++) walk(&cursors[i], journal);
    for (size_t i = 0; i < number; i++) stays(&cursors[i], journal);

    /* More of each comes: for new cursors. */
    mateo_import_close(import);
    mateo_client_close(client);
    client = open_sandbox(journal);
    OK(mateo_import_resume(client, "contacts", &import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_FAILED), RECORDS / 4);
    mateo_import *third = open_contacts(client, "third");
    add_contacts(third, 1, 1);
    OK(mateo_import_seal(third, &error));
    mateo_import_close(third);
    for (size_t i = 0; i < number; i++) stays(&cursors[i], journal);

    mateo_failures_free(failures);
    mateo_hints_free(hints);
    mateo_imports_free(imports);
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
