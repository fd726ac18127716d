/*
 * A host that uses libcurl and SQLite itself, before, during and after an import. Its global settings are its own, and what
 * it starts and ends does not disturb the library.
 */
// sandbox: --requests-per-second 0 --processing-ms 20
// libraries: -lmateo -lcurl -lsqlite3
#include "check.h"
#include <curl/curl.h>
#include <sqlite3.h>

static size_t ignore(char *bytes, size_t size, size_t number, void *context) {
    (void)bytes, (void)context;
    return size * number;
}

/* The host's own request. */
static void asks(void) {
    char url[200];
    long status = 0;
    snprintf(url, sizeof url, "%s", from_environment("MATEO_URL"));
    CURL *curl = curl_easy_init();
    CHECK(curl != NULL && curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    CHECK(curl_easy_perform(curl) == CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    CHECK(status >= 400); /* It has no key. */
    curl_easy_cleanup(curl);
}

/* The host's own database, and its log. */
static int logged = 0;

static void on_log(void *context, int code, const char *message) {
    (void)context;
    /* How it goes about a query. */
    if (code == SQLITE_WARNING_AUTOINDEX) return;
    fprintf(stderr, "SQLite says: %s\n", message);
    logged++;
}

static sqlite3 *database = NULL;

static void stores(void) {
    CHECK(sqlite3_exec(database, "INSERT INTO own VALUES (1)", NULL, NULL, NULL) == SQLITE_OK);
}

static void on_progress(void *context, int64_t total, int64_t settled, int64_t failed) {
    (void)context, (void)total, (void)settled, (void)failed;
    /* A host that starts and ends libcurl around each use, as its manual has it. */
    CHECK(curl_global_init(CURL_GLOBAL_ALL) == CURLE_OK);
    asks();
    curl_global_cleanup();
    stores();
}

static void imports(mateo_client *client, const char *name, int first) {
    mateo_import *import = open_contacts(client, name);
    OK(mateo_import_set_progress(import, on_progress, NULL, &error));
    add_contacts(import, first, first + 50);
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 51);
    mateo_import_close(import);
}

int main(void) {
    /* The host settles how SQLite is used before anybody uses it. */
    CHECK(sqlite3_config(SQLITE_CONFIG_SERIALIZED) == SQLITE_OK);
    CHECK(sqlite3_config(SQLITE_CONFIG_LOG, on_log, NULL) == SQLITE_OK);
    CHECK(sqlite3_config(SQLITE_CONFIG_URI, 1) == SQLITE_OK);
    sqlite3_soft_heap_limit64(64 << 20);
    CHECK(sqlite3_open(new_path("host.db"), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, "CREATE TABLE own(a)", NULL, NULL, NULL) == SQLITE_OK);
    CHECK(curl_global_init(CURL_GLOBAL_ALL) == CURLE_OK);
    asks();

    mateo_options *options = sandbox_options(new_path("own?mode=memory.db"));
    OK(mateo_options_set_batch_records(options, 10, &error));
    mateo_client *client = NULL;
    OK(mateo_client_open(options, &client, &error));
    imports(client, "during", 1);
    curl_global_cleanup();
    /* The host has ended libcurl. Ours goes on, and so it does with a new client. */
    imports(client, "after libcurl", 100);
    stores();
    SAME(sqlite3_soft_heap_limit64(-1), 64 << 20);
    mateo_client_close(client);

    /* Nobody has a database open: a host may end SQLite, and choose other settings. */
    CHECK(sqlite3_close(database) == SQLITE_OK && sqlite3_shutdown() == SQLITE_OK);
    CHECK(sqlite3_config(SQLITE_CONFIG_MULTITHREAD) == SQLITE_OK);
    CHECK(sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK);
    CHECK(sqlite3_open(new_path("host.db"), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, "CREATE TABLE own(a)", NULL, NULL, NULL) == SQLITE_OK);
    OK(mateo_client_open(options, &client, &error));
    imports(client, "after SQLite", 200);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
    mateo_options_free(options);
    stores();
    CHECK(sqlite3_close(database) == SQLITE_OK);
    curl_global_init(CURL_GLOBAL_ALL);
    asks();
    curl_global_cleanup();
    SAME(logged, 0);
    return finish();
}
