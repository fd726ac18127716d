/*
 * An import whose host does not call it any more while a request of its is under way: a timer that stopped, a dialog, a
 * debugger. Other imports of the same key do not wait for it, and it goes on when it is called again.
 */
// sandbox: --processing-ms 0
#include "server.h"

enum { RECORDS = 25 };

static mateo_client *open_journal(const char *journal) {
    mateo_options *options = server_options(journal);
    OK(mateo_options_set_batch_records(options, 10, &error));
    /* Who waits until a request has surely ended waits for longer than this test. */
    OK(mateo_options_set_request_timeout(options, 600000, &error));
    return open_with(options);
}

/* Steps an import until it has a request of a kind under way. The answer comes when it is not stepped any more. */
static void stall(mateo_import *import, request_kind kind) {
    hold_next(kind);
    while (!is_held()) OK(mateo_import_step(import, 0, NULL, &error));
    let_go();
}

/* Runs an import in steps, since a run would hang. */
static void is_finished(mateo_import *import) {
    mateo_state state = MATEO_STATE_RUNNING;
    int64_t start = monotonic_ms();
    while (state == MATEO_STATE_RUNNING && monotonic_ms() - start < 15000) {
        OK(mateo_import_step(import, 250, &state, &error));
    }
    SAME(state, MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), RECORDS);
    mateo_import_close(import);
}

static void one_after_another(const char *path, request_kind kind) {
    const char *journal = path != NULL ? new_path(path) : NULL;
    mateo_client *client = open_journal(journal);
    mateo_import *first = sealed_contacts(client, "first", RECORDS);
    mateo_import *second = sealed_contacts(client, "second", RECORDS);
    mateo_import *third = NULL;
    stall(first, kind);
    is_finished(second);
    if (journal != NULL) {
        mateo_client *another = open_journal(journal);
        third = sealed_contacts(another, "third", RECORDS);
        is_finished(third);
        mateo_client_close(another);
    }
    is_finished(first);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
    SAME(seen->twice, 0);
}

/* Two that are stepped in turns hold each other up no more than one after the other. */
static void in_turns(void) {
    mateo_client *client = open_journal(new_path("stalled.db"));
    mateo_import *imports[] = {
        sealed_contacts(client, "one", RECORDS),
        sealed_contacts(client, "two", RECORDS),
        sealed_contacts(client, "three", RECORDS),
    };
    mateo_state states[] = {MATEO_STATE_RUNNING, MATEO_STATE_RUNNING, MATEO_STATE_RUNNING};
    int running = 3;
    int64_t start = monotonic_ms(), posts = seen->requests[POST];
    while (running > 0 && monotonic_ms() - start < 60000) {
        running = 0;
        for (int i = 0; i < 3; i++) {
            if (states[i] == MATEO_STATE_RUNNING) OK(mateo_import_step(imports[i], 1, &states[i], &error));
            running += states[i] == MATEO_STATE_RUNNING;
        }
    }
    for (int i = 0; i < 3; i++) {
        SAME(states[i], MATEO_STATE_FINISHED);
        SAME(count(imports[i], MATEO_COUNT_SUCCEEDED), RECORDS);
        mateo_import_close(imports[i]);
    }
    SAME(seen->requests[POST] - posts, 9);
    mateo_client_close(client);
    SAME(seen->twice, 0);
}

int main(void) {
    start_server(usual_answer);
    one_after_another(NULL, POST);
    one_after_another("stalled.db", POST);
    one_after_another("stalled.db", POLL);
    in_turns();
    stop_server();
    return finish();
}
