/*
 * What messages may not hold: the API key and records, though the service repeats them, and line ends or marks that
 * turn the direction of writing, though names and paths have them.
 */
// sandbox: --processing-ms 0
#include "server.h"

#define KEY "key-of-4711+secret/word=="
/* The same, as JSON may write it. */
#define KEY_ESCAPED "key-of-\\u0034711+s\\u0065cret\\/word=="
#define ADDRESS "max.mustermann@example.org"

static int status_given;
static request_kind kind_given;
static const char *const *body_given;

static const char *const bodies[] = {
    "{\"code\":\"42501\",\"message\":\"key " KEY " of " ADDRESS "\\nmay not\","
    "\"details\":\"" KEY "\",\"hint\":\"" ADDRESS "\"}",
    "{\"code\":\"PGRST301\",\"message\":\"Bearer " KEY_ESCAPED "\\u2028" ADDRESS "\","
    "\"details\":null,\"hint\":\"" KEY "\\r\\n\"}",
    "{\"code\":\"" KEY "\",\"message\":\"" KEY KEY "\\u001b[31m\","
    "\"details\":\"\\u202e" ADDRESS "\",\"hint\":\"" KEY "\"}",
    "{\"code\":\"23514\",\"message\":\"Failing row contains (" ADDRESS ", " KEY ").\","
    "\"details\":{\"key\":\"" KEY "\"},\"hint\":[]}",
};

static void telling_answer(const request *asked, answer *given) {
    usual_answer(asked, given);
    if (asked->kind != kind_given) return;
    given->status = status_given;
    given->length = 0;
    say(given, "%s", *body_given);
}

static int holds(const void *bytes, size_t length, const char *word) {
    return length > 0 && memmem(bytes, length, word, strlen(word)) != NULL;
}

/* One line, and nothing in it that a terminal or an editor would take for another. */
static void is_one_line(const char *text) {
    CHECK(text != NULL);
    if (text == NULL) return;
    int is_bad = strstr(text, "\xE2\x80\xA8") != NULL || strstr(text, "\xE2\x80\xA9") != NULL
        || strstr(text, "\xE2\x80\xAE") != NULL || strstr(text, "\xC2\x85") != NULL;
    for (const char *byte = text; *byte != '\0'; byte++) is_bad |= (unsigned char)*byte < 0x20 || *byte == 0x7F;
    if (!is_bad) return;
    wrong++;
    fprintf(stderr, "not one line: \"%s\"\n", text);
}

static void is_without_key(const char *what, const char *text) {
    if (!holds(text, strlen(text), "4711+secret")) return;
    wrong++;
    fprintf(stderr, "the key is in %s: \"%s\"\n", what, text);
}

/* Fit for a log. */
static void is_discreet(const char *what, const char *text) {
    is_one_line(text);
    is_without_key(what, text);
    if (!holds(text, strlen(text), "mustermann")) return;
    wrong++;
    fprintf(stderr, "a record is in %s: \"%s\"\n", what, text);
}

static void on_log(void *context, mateo_log_level level, const char *message) {
    (void)context, (void)level;
    is_discreet("the log", message);
}

static void file_is_without_key(const char *path, const char *ending) {
    static char bytes[4 << 20], name[4200];
    snprintf(name, sizeof name, "%s%s", path, ending);
    FILE *file = fopen(name, "rb");
    if (file == NULL) return;
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    CHECK(length < sizeof bytes);
    if (!holds(bytes, length, "4711+secret")) return;
    wrong++;
    fprintf(stderr, "the key is in %s\n", name);
}

static void texts_are_without_key(mateo_import *import) {
    mateo_failures *failures = NULL;
    mateo_hints *hints = NULL;
    int32_t found = 1;
    OK(mateo_import_failures(import, &failures, &error));
    while (found) {
        is_without_key("the message of a failure", mateo_failures_message(failures));
        is_without_key("the code of a failure", mateo_failures_code(failures));
        OK(mateo_failures_next(failures, &found, &error));
    }
    mateo_failures_free(failures);
    OK(mateo_import_hints(import, &hints, &error));
    for (found = 1; found;) {
        is_without_key("a hint", mateo_hints_text(hints));
        OK(mateo_hints_next(hints, &found, &error));
    }
    mateo_hints_free(hints);
}

/* Runs an import for a moment, in which the service says what it has to say. */
static void tells_nothing(const char *journal) {
    mateo_options *options = server_options(journal);
    OK(mateo_options_set_api_key(options, KEY, &error));
    OK(mateo_options_set_import_deadline(options, slowness() > 1 ? 3000 : 800, &error));
    OK(mateo_options_set_log(options, on_log, NULL, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = open_contacts(client, "told");
    OK(add_json(import, "{\"external_id\":\"C-1\",\"email\":\"" ADDRESS "\"}", &error));
    OK(mateo_import_seal(import, &error));
    forget_error();
    mateo_import_run(import, NULL, &error);
    is_discreet("the message", mateo_error_message(error));
    is_discreet("the code", mateo_error_service_code(error));
    is_one_line(mateo_error_service_message(error));
    is_without_key("the service's words", mateo_error_service_message(error));
    texts_are_without_key(import);
    file_is_without_key(journal, "");
    file_is_without_key(journal, "-wal");
    file_is_without_key(journal, "-records");
    mateo_import_close(import);
    mateo_client_close(client);
    file_is_without_key(journal, "");
}

static void refusals(void) {
    static const int statuses[] = {400, 401, 403, 404, 409, 422, 429, 500, 503};
    static const request_kind kinds[] = {POST, POLL};
    for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
        for (size_t status = 0; status < sizeof statuses / sizeof statuses[0]; status++) {
            for (size_t body = 0; body < sizeof bodies / sizeof bodies[0]; body++) {
                int before = wrong;
                /* Those that are tried again take their time; one body of each will do. */
                if (statuses[status] >= 429 && body != status % 4) continue;
                kind_given = kinds[kind];
                status_given = statuses[status];
                body_given = &bodies[body];
                start_server(telling_answer);
                tells_nothing(new_path("messages.db"));
                stop_server();
                if (wrong == before) continue;
                fprintf(stderr, "... for %s with status %d and %s\n", kind_given == POST ? "POST" : "a poll",
                    status_given, *body_given);
            }
        }
    }
}

/* A job that is done, with failures and hints that repeat the key. */
static const char done[] =
    "[{\"id\":\"00000001-0000-4000-8000-000000000000\",\"total_count\":1,\"success_count\":0,\"failed_count\":1,"
    "\"failed\":[{\"code\":\"" KEY "\",\"message\":\"" KEY_ESCAPED "\\n\",\"input\":{\"external_id\":\"C-1\"}}],"
    "\"failed_url\":null,\"hints\":[\"" KEY "\",{\"" KEY "\":\"" KEY_ESCAPED "\"}],"
    "\"updated_at\":\"2026-01-01T00:00:00Z\"}]";

static void outcomes(void) {
    static const char *const body = done;
    kind_given = POLL;
    status_given = 200;
    body_given = &body;
    start_server(telling_answer);
    tells_nothing(new_path("messages.db"));
    stop_server();
}

/* ---- Names and paths ---- */

static const char *const marks[] = {
    "\n", "\r", "\r\n", "\x1B[31m", "\x7F", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xAE"};

static void shows_an_escape(void) {
    is_one_line(mateo_error_message(error));
    CHECK(strchr(mateo_error_message(error), '\\') != NULL);
}

static void names(void) {
    mateo_import *import = NULL;
    mateo_client *client = NULL, *own = open_sandbox(NULL);
    char path[4200], name[100];
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        int before = wrong;
        /* Files that are not there, and a folder that is not. */
        snprintf(path, sizeof path, "%s/no%sfile.csv", from_environment("MATEO_TEST_FOLDER"), marks[i]);
        import = open_contacts(own, "names");
        FAILS(MATEO_ERROR_FILE, "file.csv", mateo_import_add_csv_file(import, path, &error));
        shows_an_escape();
        FAILS(MATEO_ERROR_FILE, "file.csv", mateo_import_add_json_lines_file(import, path, &error));
        shows_an_escape();
        mateo_import_close(import);
        snprintf(path, sizeof path, "%s/no%sfolder/x.db", from_environment("MATEO_TEST_FOLDER"), marks[i]);
        mateo_options *options = sandbox_options(path);
        FAILS(MATEO_ERROR_JOURNAL, "x.db", mateo_client_open(options, &client, &error));
        shows_an_escape();
        mateo_options_free(options);

        /* A journal that is none. */
        snprintf(name, sizeof name, "no%sjournal.db", marks[i]);
        options = sandbox_options(new_file(name, "this is no journal", 18));
        FAILS(MATEO_ERROR_JOURNAL_FOREIGN, "journal.db", mateo_client_open(options, &client, &error));
        shows_an_escape();
        mateo_options_free(options);

        /* Imports that are not there. A name with control characters is none; the other marks may be in one. */
        snprintf(name, sizeof name, "no%simport", marks[i]);
        forget_error();
        CHECK(mateo_import_resume(own, name, &import, &error) != MATEO_OK);
        is_one_line(mateo_error_message(error));
        forget_error();
        CHECK(mateo_client_verify(own, name, &error) != MATEO_OK);
        is_one_line(mateo_error_message(error));
        forget_error();
        CHECK(mateo_client_forget(own, name, 0, &error) != MATEO_OK);
        is_one_line(mateo_error_message(error));
        forget_error();
        if (mateo_import_open(own, MATEO_TYPE_DEALS, name, &import, &error) == MATEO_OK) {
            FAILS(MATEO_ERROR_STATE, "", mateo_import_run(import, NULL, &error));
            is_one_line(mateo_error_message(error));
            OK(add_json(import, "{\"external_id\":\"1\"}", &error));
            OK(mateo_import_seal(import, &error));
            mateo_import_close(import);
            FAILS(MATEO_ERROR_STATE, "import", mateo_import_open(own, MATEO_TYPE_CONTACTS, name, &import, &error));
            shows_an_escape();
        }
        is_one_line(mateo_error_message(error));
        if (wrong > before) fprintf(stderr, "... with mark %zu\n", i);
    }
    mateo_client_close(own);
}

int main(void) {
    refusals();
    outcomes();
    names();
    return finish();
}
