/*
 * Another process holds the journal's lock, for a copy or a long transaction. A step that may not wait does not wait
 * for it either, and nothing is lost or sent twice.
 */
// sandbox: --processing-ms 0
#include "server.h"

enum { RECORDS = 25 };

/* Another program: each line that it gets takes the lock or gives it back. */
static const char program[] =
    "import sqlite3, sys\n"
    "database = None\n"
    "for line in sys.stdin:\n"
    "    if database is None:\n"
    "        database = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)\n"
    "        database.execute('BEGIN IMMEDIATE')\n"
    "    else:\n"
    "        database.close()\n"
    "        database = None\n"
    "    print('done', flush=True)\n";

static FILE *to_program, *from_program;

static void start_program(const char *journal) {
    int to[2], from[2];
    CHECK(pipe(to) == 0 && pipe(from) == 0);
    if (fork() == 0) {
        alarm(280); /* Not a hang. */
        dup2(to[0], 0);
        dup2(from[1], 1);
        for (int file = 3; file < 64; file++) close(file);
        execlp("python3", "python3", "-c", program, journal, (char *)NULL);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    to_program = fdopen(to[1], "w");
    from_program = fdopen(from[0], "r");
}

/* The program takes the lock, or gives it back. */
static void turn(void) {
    char line[10];
    CHECK(fputs("turn\n", to_program) >= 0 && fflush(to_program) == 0);
    CHECK(fgets(line, sizeof line, from_program) != NULL);
}

/* Nothing can be written meanwhile, so there is more to do. */
static void returns_at_once(mateo_import *import, int64_t milliseconds) {
    mateo_state state = -1;
    int64_t start = monotonic_ms();
    OK(mateo_import_step(import, milliseconds, &state, &error));
    SAME(state, MATEO_STATE_RUNNING);
    CHECK(monotonic_ms() - start < 2000 + milliseconds + 500 * slowness());
}

static void is_finished(mateo_import *import) {
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), RECORDS);
    SAME(count(import, MATEO_COUNT_POSTS), 3);
    SAME(seen->twice, 0);
    mateo_import_close(import);
}

int main(void) {
    const char *journal = new_path("locked.db");
    start_server(usual_answer);
    start_program(journal);
    mateo_options *options = server_options(journal);
    OK(mateo_options_set_batch_records(options, 10, &error));
    mateo_client *client = open_with(options);

    /* Before the first request. */
    mateo_import *import = sealed_contacts(client, "unsent", RECORDS);
    turn();
    for (int i = 0; i < 3; i++) returns_at_once(import, 0);
    returns_at_once(import, 300);
    SAME(seen->requests[POST], 0);
    turn();
    is_finished(import);

    /* While a batch is under way: its answer is not lost. */
    import = sealed_contacts(client, "under way", RECORDS);
    hold_next(POST);
    while (!is_held()) OK(mateo_import_step(import, 0, NULL, &error));
    turn();
    returns_at_once(import, 0);
    let_go();
    for (int i = 0; i < 3; i++) returns_at_once(import, 0);
    returns_at_once(import, 300);
    SAME(seen->requests[POST], 4);
    turn();
    is_finished(import);
    SAME(seen->requests[BY_REFERENCE], 0);

    /* Between two batches, and while the jobs are polled. */
    import = sealed_contacts(client, "between", RECORDS);
    while (count(import, MATEO_COUNT_JOBS) == 0) OK(mateo_import_step(import, 0, NULL, &error));
    turn();
    for (int i = 0; i < 3; i++) returns_at_once(import, 0);
    turn();
    is_finished(import);
    import = sealed_contacts(client, "polled", RECORDS);
    hold_next(POLL);
    while (!is_held()) OK(mateo_import_step(import, 0, NULL, &error));
    turn();
    let_go();
    returns_at_once(import, 0);
    turn();
    is_finished(import);

    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
    fclose(to_program);
    fclose(from_program);
    stop_server();
    return finish();
}
