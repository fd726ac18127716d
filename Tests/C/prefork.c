/*
 * Servers that load everything and fork then. A journal that was open at the fork cannot be opened in the child, in
 * whatever order the processes import, close and end: SQLite's locks belong to the process, and closing a copy of a
 * file gives up those of the parent. What is not open at the fork is open to the child.
 */
// sandbox: --processing-ms 0
#include "server.h"

enum { RECORDS = 30, WRONG = 0, ENDED = 1, NUMBERS = 2 };

static const char *journal, *linked, *other;

static mateo_client *open_journal(const char *path) {
    mateo_options *options = server_options(path);
    OK(mateo_options_set_batch_records(options, 10, &error));
    /* Nothing here may wait for the request of another process to be over. */
    OK(mateo_options_set_request_timeout(options, 600000, &error));
    return open_with(options);
}

/* An import of contacts that no other has. */
static mateo_import *sealed(mateo_client *client, const char *name) {
    int first = (int)__atomic_add_fetch(&seen->own[NUMBERS], RECORDS, __ATOMIC_SEQ_CST);
    mateo_import *import = open_contacts(client, name);
    add_contacts(import, first, first + RECORDS - 1);
    OK(mateo_import_seal(import, &error));
    return import;
}

static void is_finished(mateo_import *import) {
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), RECORDS);
    mateo_import_close(import);
}

/* Sends the first batch, and has no request under way afterwards. */
static void send_one(mateo_import *import) {
    while (count(import, MATEO_COUNT_JOBS) == 0) OK(mateo_import_step(import, 0, NULL, &error));
}

static void works(const char *path) {
    mateo_client *client = open_journal(path);
    char name[40];
    snprintf(name, sizeof name, "of %d", (int)getpid());
    is_finished(sealed(client, name));
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
}

static void is_refused(const char *path) {
    mateo_client *client = NULL;
    mateo_options *options = server_options(path);
    FAILS(MATEO_ERROR_JOURNAL_FORKED, "fork", mateo_client_open(options, &client, &error));
    CHECK(client == NULL);
    mateo_client_close(client);
    mateo_options_free(options);
}

/* What a process can do whose forebear had the journal open. */
static void has_to_leave_it(void) {
    CHECK(chdir(from_environment("MATEO_TEST_FOLDER")) == 0);
    is_refused(journal);
    is_refused("prefork.db");
    is_refused(".//./prefork.db");
    is_refused(linked);
    works(other);
    works(NULL);
    is_refused(journal); /* Once is not enough to be believed. */
}

/* Forks a process that does something and tells how it ended. */
static pid_t forked(void (*work)(const void *given), const void *given) {
    pid_t process = fork();
    if (process != 0) return process;
    alarm(240); /* Not a hang. */
    error = NULL;
    wrong = 0;
    work(given);
    __atomic_add_fetch(&seen->own[WRONG], wrong, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&seen->own[ENDED], 1, __ATOMIC_SEQ_CST);
    _exit(wrong > 0);
}

static void ends_well(pid_t process) {
    int status = -1;
    CHECK(process > 0 && waitpid(process, &status, 0) == process);
    SAME(status, 0);
}

static void until_closed(int pipe) {
    char byte;
    while (read(pipe, &byte, 1) > 0) {}
}

/* ---- Orders ---- */

typedef struct order {
    const char *name;
    int imports; /* The parent has run an import before the fork. */
    int closes; /* It closes its handles before the child looks at the journal; */
    int exits; /* it ends, with or without closing them. */
    int is_quiet; /* The child leaves the work to a child of its own. */
} order;

static const order orders[] = {
    {"an idle parent", 0, 0, 0, 0},
    {"a parent that has imported", 1, 0, 0, 0},
    {"a parent that closes", 0, 1, 0, 0},
    {"a parent that has imported and closes", 1, 1, 0, 0},
    {"a parent that exits", 0, 0, 1, 0},
    {"a parent that closes and exits", 1, 1, 1, 0},
    {"a grandchild of a child that does nothing", 1, 0, 0, 1},
    {"a grandchild, and a parent that closes", 0, 1, 0, 1},
};

static int go[2];

static void grandchild(const void *given) {
    (void)given;
    has_to_leave_it();
}

static void child(const void *given) {
    const order *of = given;
    close(go[1]);
    until_closed(go[0]);
    if (!of->is_quiet) has_to_leave_it();
    ends_well(forked(grandchild, NULL));
}

static void parent(const void *given) {
    const order *of = given;
    CHECK(pipe(go) == 0);
    mateo_client *client = open_journal(journal);
    if (of->imports) is_finished(sealed(client, "before"));
    mateo_import *import = sealed(client, "parent");
    send_one(import);
    pid_t process = forked(child, given);
    if (of->closes) {
        mateo_import_close(import);
        mateo_client_close(client);
    }
    if (of->exits) return;
    close(go[1]);
    ends_well(process);
    if (of->closes) return;
    OK(mateo_client_verify(client, NULL, &error));
    is_finished(import);
    mateo_client_close(client);
}

static void in_order(const order *of) {
    int done[2];
    int before = wrong;
    int64_t wrong_before = seen->own[WRONG], ended_before = seen->own[ENDED];
    journal = new_path("prefork.db");
    other = new_path("prefork-other.db");
    linked = new_path("prefork-link.db");
    CHECK(symlink("prefork.db", linked) == 0 && pipe(done) == 0);
    pid_t process = forked(parent, of);
    close(done[1]);
    ends_well(process);
    until_closed(done[0]); /* All of its kin is gone. */
    close(done[0]);
    SAME(seen->own[WRONG] - wrong_before, 0);
    SAME(seen->own[ENDED] - ended_before, 3);

    mateo_client *client = open_journal(journal);
    mateo_import *import = NULL;
    OK(mateo_client_verify(client, NULL, &error));
    OK(mateo_import_resume(client, "parent", &import, &error));
    is_finished(import);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
    SAME(seen->twice, 0);
    if (wrong > before) fprintf(stderr, "... with %s\n", of->name);
}

/* ---- What is closed, and what is not ---- */

static void opens_it(const void *given) {
    (void)given;
    works(journal);
    works(linked);
}

static void leaves_it(const void *given) {
    (void)given;
    has_to_leave_it();
}

static void closed_before(void) {
    journal = new_path("prefork.db");
    other = new_path("prefork-other.db");
    linked = new_path("prefork-link.db");
    CHECK(symlink("prefork.db", linked) == 0);
    mateo_client *client = open_journal(journal), *second = open_journal(linked);
    mateo_import *import = sealed(client, "kept");
    mateo_client_close(client);
    ends_well(forked(leaves_it, NULL)); /* The other client has it, */
    mateo_client_close(second);
    ends_well(forked(leaves_it, NULL)); /* and the import has its client. */
    mateo_import_close(import);
    ends_well(forked(opens_it, NULL));
    works(journal);
    SAME(seen->twice, 0);
}

/* ---- A parent that is killed while a child of its lives on ---- */

static int hold[2], ready[2];

static void lives_on(const void *given) {
    (void)given;
    close(hold[1]);
    /* Here it has let go of all that it shares with its parent, however late it came to run. */
    CHECK(write(ready[1], "x", 1) == 1);
    close(ready[1]);
    until_closed(hold[0]);
}

static void is_killed(const void *given) {
    (void)given;
    mateo_client *client = open_journal(journal);
    mateo_import *import = sealed(client, "one"), *under_way = sealed(client, "two");
    send_one(import);
    hold_next(POST);
    while (!is_held()) OK(mateo_import_step(under_way, 0, NULL, &error));
    forked(lives_on, NULL);
    close(hold[1]);
    close(ready[1]);
    for (;;) pause();
}

static void killed(void) {
    int status = 0;
    char byte;
    journal = new_path("prefork.db");
    int64_t ended_before = seen->own[ENDED];
    CHECK(pipe(hold) == 0 && pipe(ready) == 0);
    pid_t process = forked(is_killed, NULL);
    close(ready[1]);
    CHECK(read(ready[0], &byte, 1) == 1);
    close(ready[0]);
    CHECK(kill(process, SIGKILL) == 0 && waitpid(process, &status, 0) == process);
    CHECK(WIFSIGNALED(status));

    /* Neither the imports nor the key's turn are taken any more. */
    int64_t start = monotonic_ms();
    mateo_client *client = open_journal(journal);
    mateo_import *import = NULL;
    OK(mateo_import_resume(client, "two", &import, &error));
    OK(mateo_import_step(import, 0, NULL, &error));
    mateo_import_close(import);
    OK(mateo_import_resume(client, "one", &import, &error));
    is_finished(import);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
    CHECK(monotonic_ms() - start < 120000);
    SAME(seen->own[ENDED], ended_before);
    close(hold[1]);
    close(hold[0]);
    let_go();
    SAME(seen->twice, 0);
}

int main(void) {
    start_server(usual_answer);
    seen->own[NUMBERS] = 1;
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) in_order(&orders[i]);
    closed_before();
    killed();
    stop_server();
    return finish();
}
