/*
 * One connection for all requests of an import. When it ends after a request was read, that request is lost, and is
 * looked up; libcurl does not send it again behind the library's back.
 */
#include "server.h"

enum { RECORDS = 3000, BATCH = 100 };

/* The server closes every connection at this request, read and carried out; 0 for never. */
static int64_t closes_at(void) {
    if (seen->own[0] == 0) return 0;
    return seen->connections % 2 == 1 ? 2 : 10;
}

static void answers(const request *asked, answer *given) {
    usual_answer(asked, given);
    if (asked->on_connection != closes_at()) return;
    seen->own[asked->kind == POST ? 1 : 2]++;
    given->status = 0;
}

static mateo_import *open_batches(mateo_client **out_client, const char *name, int first) {
    mateo_options *options = server_options(new_path(name));
    OK(mateo_options_set_batch_records(options, BATCH, &error));
    *out_client = open_with(options);
    mateo_import *import = open_contacts(*out_client, name);
    add_contacts(import, first, first + RECORDS - 1);
    OK(mateo_import_seal(import, &error));
    return import;
}

static void check_all_in(mateo_import *import, int64_t requests_before) {
    SAME(count(import, MATEO_COUNT_SUCCEEDED), RECORDS);
    SAME(count(import, MATEO_COUNT_POSTS), RECORDS / BATCH);
    int64_t counted = count(import, MATEO_COUNT_POSTS) + count(import, MATEO_COUNT_POLLS)
        + count(import, MATEO_COUNT_OTHER_REQUESTS);
    SAME(requests_seen() - requests_before, counted);
}

/* The child ends as programs do, and the parent goes on with its connection. */
static void fork_and_end(mateo_client *client, mateo_import *import) {
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        mateo_state state = -1;
        FAILS(MATEO_ERROR_HANDLE, "fork", mateo_import_step(import, 0, &state, &error));
        mateo_import_close(import);
        mateo_client_close(client);
        forget_error();
        exit(wrong > 0);
    }
    CHECK(waitpid(child, &status, 0) == child);
    SAME(status, 0);
}

static void one_connection(void) {
    mateo_client *client = NULL;
    mateo_import *import = open_batches(&client, "connection.db", 1);
    mateo_state state = MATEO_STATE_RUNNING;
    while (requests_seen() < 10) OK(mateo_import_step(import, 1, &state, &error));
    SAME(state, MATEO_STATE_RUNNING);
    fork_and_end(client, import);
    SAME(run(import), MATEO_STATE_FINISHED);
    check_all_in(import, 0);
    SAME(seen->connections, 1);
    mateo_import_close(import);
    mateo_client_close(client);
}

static void connections_that_end(void) {
    int64_t before = requests_seen();
    mateo_client *client = NULL;
    mateo_import *import = open_batches(&client, "connections.db", RECORDS + 1);
    seen->own[0] = 1;
    SAME(run(import), MATEO_STATE_FINISHED);
    check_all_in(import, before);
    CHECK(seen->own[1] >= 2 && seen->own[1] + seen->own[2] >= 4);
    SAME(seen->connections, 1 + seen->own[1] + seen->own[2] + 1);
    mateo_import_close(import);
    mateo_client_close(client);
}

int main(void) {
    keeps_connections = 1;
    start_server(answers);
    one_connection();
    connections_that_end();
    /* Each record arrived once, and was taken once. */
    SAME(seen->posted, 2 * RECORDS);
    SAME(seen->taken, 2 * RECORDS);
    SAME(seen->twice, 0);
    stop_server();
    return finish();
}
