/*
 * A process that may open no more files, at each step of an import. The call says so, nothing is lost or sent twice, and the
 * import goes on when there is room again.
 */
#include "server.h"
#include <fcntl.h>
#include <sys/resource.h>

enum { RECORDS = 30, LIMIT = 80 };

static int taken[LIMIT], number_taken = 0;

/* Leaves so many descriptors to be opened. */
static void leave(int room) {
    while (number_taken > 0) close(taken[--number_taken]);
    if (room < 0) return;
    while (number_taken < LIMIT && (taken[number_taken] = fcntl(server_process > 0 ? 2 : 0, F_DUPFD_CLOEXEC, 3)) >= 0) {
        number_taken++;
    }
    while (room-- > 0 && number_taken > 0) close(taken[--number_taken]);
}

/* Whether a message leads to the cause. */
static void is_told(mateo_status status, int room) {
    const char *message = mateo_error_message(error);
    if (status == MATEO_OK || strcasestr(message, "open files") != NULL || strcasestr(message, "files are open") != NULL
        || strcasestr(message, "files open") != NULL) {
        return;
    }
    wrong++;
    fprintf(stderr, "with room for %d: %s: %s\n", room, mateo_status_name(status), message);
}

static mateo_client *open_with_room(const char *journal, int room) {
    mateo_client *client = NULL;
    mateo_options *options = server_options(journal);
    OK(mateo_options_set_batch_records(options, 10, &error));
    OK(mateo_options_set_import_deadline(options, 300 * slowness(), &error));
    leave(room);
    forget_error();
    mateo_status status = mateo_client_open(options, &client, &error);
    is_told(status, room);
    if (status != MATEO_OK) {
        leave(-1);
        OK(mateo_client_open(options, &client, &error));
    }
    mateo_options_free(options);
    return client;
}

static void import_with(int room) {
    char name[30];
    const char *journal = new_path("few.db");
    mateo_client *client = open_with_room(journal, room);
    mateo_import *import = NULL;
    snprintf(name, sizeof name, "room for %d", room);
    leave(room);
    mateo_status status = mateo_import_open(client, MATEO_TYPE_CONTACTS, name, &import, &error);
    if (status != MATEO_OK) {
        leave(-1);
        import = open_contacts(client, name);
    }
    leave(room);
    add_contacts(import, 1000 * room, 1000 * room + RECORDS - 1);
    forget_error();
    status = mateo_import_seal(import, &error);
    is_told(status, room);
    if (status != MATEO_OK) {
        leave(-1);
        OK(mateo_import_seal(import, &error));
    }
    leave(room);
    /* Without a connection it tries until its deadline. */
    status = mateo_import_run(import, NULL, NULL);
    leave(-1);
    for (int tries = 0; status == MATEO_ERROR_DEADLINE && tries < 100; tries++) {
        status = mateo_import_run(import, NULL, NULL);
    }
    SAME(status, MATEO_OK);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), RECORDS);
    mateo_import_close(import);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
}

int main(void) {
    struct rlimit limit;
    start_server(usual_answer);
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = LIMIT;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    for (int room = 0; room < 12; room++) import_with(room);
    SAME(seen->twice, 0);
    SAME(seen->taken, 12 * RECORDS);
    stop_server();
    return finish();
}
