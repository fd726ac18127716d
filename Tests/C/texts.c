/* Texts from a service or a journal that are no texts: what C gets is UTF-8 and is not cut. The service's own words. */
// sandbox: --requests-per-second 0 --processing-ms 20
#include "check.h"
#include "peer.h"
#include <dlfcn.h>

#define REPLACEMENT "\xEF\xBF\xBD"

/* SQLite, which the library has loaded: a test writes into a journal what no library of ours writes. */
static void damage(const char *path, const char *statement) {
    typedef int open_function(const char *, void **);
    typedef int exec_function(void *, const char *, void *, void *, char **);
    typedef int close_function(void *);
    open_function *open_database = NULL;
    exec_function *execute = NULL;
    close_function *close_database = NULL;
    void *sqlite = dlopen("libsqlite3.so.0", RTLD_NOW), *database = NULL;
    CHECK(sqlite != NULL);
    if (sqlite == NULL) exit(1);
    void *found = dlsym(sqlite, "sqlite3_open");
    memcpy(&open_database, &found, sizeof found);
    found = dlsym(sqlite, "sqlite3_exec");
    memcpy(&execute, &found, sizeof found);
    found = dlsym(sqlite, "sqlite3_close");
    memcpy(&close_database, &found, sizeof found);
    SAME(open_database(path, &database), 0);
    SAME(execute(database, statement, NULL, NULL, NULL), 0);
    SAME(close_database(database), 0);
    dlclose(sqlite);
}

static void damaged_journal(void) {
    const char *path = new_path("texts.db");
    mateo_client *client = open_sandbox(path);
    mateo_import *import = open_contacts(client, "texts");
    mateo_failures *failures = NULL;
    int32_t found = 0;
    OK(add_csv(import, "external_id,email,birthday\n1,a@b.de,2026-02-30\n", &error));
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_FAILED), 1);
    mateo_import_close(import);
    mateo_client_close(client);
    damage(path,
        "UPDATE outcome SET message = CAST(x'61FF62C3' AS TEXT), external_id = CAST(x'EDA080' AS TEXT), "
        "code = CAST(x'32003300' AS TEXT), input = CAST(x'7B00FE7D' AS TEXT)");
    client = open_sandbox(path);
    OK(mateo_import_resume(client, "texts", &import, &error));
    OK(mateo_import_failures(import, &failures, &error));
    OK(mateo_failures_next(failures, &found, &error));
    SAME(found, 1);
    SAME_TEXT(mateo_failures_message(failures), "a" REPLACEMENT "b" REPLACEMENT);
    SAME_TEXT(mateo_failures_external_id(failures), REPLACEMENT REPLACEMENT REPLACEMENT);
    SAME_TEXT(mateo_failures_code(failures), "2" REPLACEMENT "3" REPLACEMENT);
    SAME_TEXT(mateo_failures_input(failures), "{" REPLACEMENT REPLACEMENT "}");
    mateo_failures_free(failures);
    mateo_import_close(import);
    mateo_client_close(client);
}

static void refuse(server *seen, int connection, const char *head, const char *body) {
    (void)seen, (void)head, (void)body;
    server_json(connection, 401, "{\"code\":\"28000\",\"message\":\"no\\n key\\ud800 for a@b.de\"}");
}

static void words_of_the_service(void) {
    SAME_TEXT(mateo_error_service_message(NULL), "");
    SAME(mateo_options_new(NULL, &error), MATEO_ERROR_ARGUMENT);
    SAME_TEXT(mateo_error_service_message(error), "");
    mateo_error *stale = error;
    server *seen = server_start(refuse);
    mateo_client *client = open_with(server_options(seen, NULL));
    mateo_import *import = open_contacts(client, "refused");
    OK(add_json(import, "{\"external_id\":\"1\"}", &error));
    SAME_TEXT(mateo_error_service_message(stale), "");
    OK(mateo_import_seal(import, &error));
    FAILS(MATEO_ERROR_UNAUTHORIZED, "401", mateo_import_run(import, NULL, &error));
    const char *words = mateo_error_service_message(error);
    CHECK(strncmp(words, "no", 2) == 0 && strstr(words, " for a@b.de") != NULL);
    CHECK(strchr(words, '\n') == NULL && strstr(words, REPLACEMENT) != NULL && strchr(words, '\xED') == NULL);
    CHECK(words == mateo_error_service_message(error));
    CHECK(strstr(mateo_error_message(error), "a@b.de") == NULL);
    SAME_TEXT(mateo_error_service_code(error), "28000");
    mateo_import_close(import);
    mateo_client_close(client);
    server_stop(seen);
}

int main(void) {
    damaged_journal();
    words_of_the_service();
    return finish();
}
