/*
 * One journal, several keys and addresses. A sealed import belongs to the key and the address that it was sealed with:
 * its records go nowhere else, whoever opens it.
 */
// sandbox: --processing-ms 0
#include "server.h"

enum { RECORDS = 25, FOREIGN = 0 };

static const char *journal;

/* Counts what comes with another key or to another address. */
static void own_answer(const request *asked, answer *given) {
    if (strcmp(asked->key, "key-one") != 0 || strncmp(asked->url, "/api/v1/", strlen("/api/v1/")) != 0) {
        seen->own[FOREIGN]++;
    }
    usual_answer(asked, given);
}

static mateo_client *open_as(const char *key, const char *path) {
    char address[200];
    mateo_options *options = server_options(journal);
    snprintf(address, sizeof address, "%.*s%s", (int)(strlen(server_url) - strlen("/api/v1")), server_url, path);
    OK(mateo_options_set_base_url(options, address, &error));
    OK(mateo_options_set_api_key(options, key, &error));
    OK(mateo_options_set_batch_records(options, 10, &error));
    return open_with(options);
}

/* Neither opens it, and none of its records is sent. */
static void is_refused(mateo_client *client, const char *name) {
    mateo_import *import = NULL;
    FAILS(MATEO_ERROR_OTHER_ACCOUNT, name, mateo_import_resume(client, name, &import, &error));
    CHECK(strstr(mateo_error_message(error), "key-") == NULL);
    CHECK(import == NULL);
    mateo_import_close(import);
    import = NULL;
    FAILS(MATEO_ERROR_OTHER_ACCOUNT, name, mateo_import_open(client, MATEO_TYPE_CONTACTS, name, &import, &error));
    CHECK(import == NULL);
    if (import == NULL) return;
    mateo_import_run(import, NULL, NULL);
    mateo_import_close(import);
}

static void others_are_refused(const char *name) {
    mateo_client *client = open_as("key-two", "/api/v1");
    is_refused(client, name);
    mateo_client_close(client);
    client = open_as("key-one", "/api/v2");
    is_refused(client, name);
    mateo_client_close(client);
    client = open_as("key-one", "/test/api/v1");
    is_refused(client, name);
    mateo_client_close(client);
    SAME(seen->own[FOREIGN], 0);
}

/* The import that was sealed, and not sent or sent in part. */
static void begin(const char *name, int first, int64_t batches) {
    mateo_client *client = open_as("key-one", "/api/v1");
    mateo_import *import = open_contacts(client, name);
    add_contacts(import, first, first + RECORDS - 1);
    OK(mateo_import_seal(import, &error));
    while (count(import, MATEO_COUNT_JOBS) < batches) OK(mateo_import_step(import, 0, NULL, &error));
    mateo_import_close(import);
    mateo_client_close(client);
}

static void go_on(const char *name) {
    /* A slash at the end of the address makes no other of it. */
    mateo_client *client = open_as("key-one", "/api/v1/");
    mateo_import *import = NULL;
    OK(mateo_import_resume(client, name, &import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), RECORDS);
    mateo_import_close(import);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
}

/* What is over may be read by all, and its name is free. */
static void is_readable(const char *name) {
    mateo_client *client = open_as("key-two", "/api/v1");
    mateo_import *import = NULL;
    OK(mateo_import_resume(client, name, &import, &error));
    SAME(state_of(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), RECORDS);
    mateo_import_close(import);
    mateo_client_close(client);
}

int main(void) {
    start_server(own_answer);
    journal = new_path("tenants.db");
    begin("unsent", 1, 0);
    begin("begun", 101, 1);
    others_are_refused("unsent");
    others_are_refused("begun");
    go_on("unsent");
    go_on("begun");
    SAME(seen->own[FOREIGN], 0);
    SAME(seen->taken, 2 * RECORDS);
    SAME(seen->twice, 0);
    is_readable("unsent");
    SAME(seen->own[FOREIGN], 0);
    stop_server();
    return finish();
}
