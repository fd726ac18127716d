/*
 * Imports of one key that wait while another one has a request in progress: they sleep, and wake when it ends. Imports
 * of one client and of two clients, in an event loop and in threads.
 */
// sandbox: --processing-ms 0
#include "server.h"
#include <poll.h>
#include <pthread.h>
#include <sys/syscall.h>

enum {
    RECORDS = 25,
    HELD_MS = 3000, /* How long the answer is held back. After 5 seconds without a step its request would be lost. */
    MOST_WAKES = 8, /* In this time. One every 100 ms would be 30. */
    MOST_SLEEPS = 4, /* Of a waiting thread in a second. One every 100 ms would be 10. */
    PATIENCE_MS = 60000
};

static mateo_client *open_journal(const char *journal) {
    mateo_options *options = server_options(journal);
    OK(mateo_options_set_batch_records(options, 10, &error));
    return open_with(options);
}

static int fd_of(mateo_import *import) {
    int fd = -1;
    OK(mateo_import_fd(import, &fd, &error));
    return fd;
}

static int is_readable(int fd, int timeout_ms) {
    struct pollfd waiting = {.fd = fd, .events = POLLIN, .revents = 0};
    return poll(&waiting, 1, timeout_ms) == 1;
}

static mateo_state step(mateo_import *import) {
    mateo_state state = -1;
    OK(mateo_import_step(import, 0, &state, &error));
    return state;
}

/* Steps an import until it has a POST in progress, which has no answer until let_go. */
static void begins(mateo_import *import) {
    hold_next(POST);
    while (!is_held()) step(import);
}

/* Runs an import to its end in the way of an event loop: only its descriptor says when to step it. */
static void is_finished(mateo_import *import) {
    int fd = fd_of(import);
    mateo_state state = state_of(import);
    while (state == MATEO_STATE_RUNNING && is_readable(fd, PATIENCE_MS)) state = step(import);
    SAME(state, MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), RECORDS);
    mateo_import_close(import);
}

/* Steps a waiting import whenever its descriptor is readable. Returns how often. */
static int wakes_of(mateo_import *waiting) {
    int wakes = 0, fd = fd_of(waiting);
    for (int64_t start = monotonic_ms(); monotonic_ms() - start < HELD_MS;) {
        if (!is_readable(fd, 50)) continue;
        wakes++;
        SAME(step(waiting), MATEO_STATE_RUNNING);
    }
    return wakes;
}

/* The waiting import sleeps. Its descriptor is readable once the request of the other one has ended. */
static void a_waiting_import_sleeps(int is_of_another_client) {
    const char *journal = new_path("waiting.db");
    mateo_client *client = open_journal(journal), *another = is_of_another_client ? open_journal(journal) : NULL;
    mateo_import *first = sealed_contacts(client, "first", RECORDS);
    mateo_import *second = sealed_contacts(another != NULL ? another : client, "second", RECORDS);
    int first_fd = fd_of(first), second_fd = fd_of(second);
    int64_t time = 0;
    begins(first);
    CHECK(wakes_of(second) <= MOST_WAKES);
    while (is_readable(second_fd, 0)) step(second);
    let_go();
    while (!is_readable(second_fd, 0)) {
        CHECK(is_readable(first_fd, PATIENCE_MS));
        step(first);
    }
    /* That is not the time at which it looks in any case. */
    OK(mateo_import_next_step_at(second, &time, &error));
    CHECK(time > monotonic_ms() || slowness() > 1);
    is_finished(second);
    is_finished(first);
    mateo_client_close(another);
    mateo_client_close(client);
    SAME(seen->twice, 0);
}

/* The same for the descriptor of a client. */
static void a_client_sleeps(void) {
    mateo_client *client = open_journal(new_path("client.db"));
    mateo_import *imports[] = {
        sealed_contacts(client, "one", RECORDS),
        sealed_contacts(client, "two", RECORDS),
        sealed_contacts(client, "three", RECORDS),
    }, *ended = NULL;
    mateo_state state = MATEO_STATE_RUNNING;
    int fd = -1, wakes = 0, running = 3;
    OK(mateo_client_fd(client, &fd, &error));
    begins(imports[0]);
    for (int64_t start = monotonic_ms(); monotonic_ms() - start < HELD_MS; wakes++) {
        OK(mateo_client_step(client, 0, &ended, &state, &error));
        if (!is_readable(fd, HELD_MS)) break;
    }
    CHECK(wakes <= 2 * MOST_WAKES);
    let_go();
    while (running > 0 && is_readable(fd, PATIENCE_MS)) {
        OK(mateo_client_step(client, 0, &ended, &state, &error));
        if (ended != NULL) running--;
    }
    /* Their descriptors say nothing more. */
    OK(mateo_client_step(client, 0, &ended, &state, &error));
    SAME(state, MATEO_STATE_FINISHED);
    CHECK(!is_readable(fd, 0));
    for (int i = 0; i < 3; i++) {
        SAME(count(imports[i], MATEO_COUNT_SUCCEEDED), RECORDS);
        mateo_import_close(imports[i]);
    }
    mateo_client_close(client);
    SAME(seen->twice, 0);
}

/* An import that is removed from the journal ends, and the others of its client go on. */
static void forgotten(void) {
    const char *journal = new_path("forgotten.db");
    mateo_client *client = open_journal(journal), *another = open_journal(journal);
    mateo_import *first = sealed_contacts(client, "first", RECORDS);
    mateo_import *second = sealed_contacts(client, "second", RECORDS);
    mateo_import *ended = NULL;
    mateo_state state = MATEO_STATE_RUNNING;
    OK(mateo_client_forget(another, "first", 1, &error));
    FAILS(MATEO_ERROR_STATE, "no longer in the journal", mateo_client_step(client, 0, &ended, &state, &error));
    CHECK(ended == first);
    FAILS(MATEO_ERROR_STATE, "no longer in the journal", mateo_import_state(first, &state, &error));
    do {
        OK(mateo_client_step(client, PATIENCE_MS, &ended, &state, &error));
    } while (ended == NULL && state == MATEO_STATE_RUNNING);
    CHECK(ended == second);
    SAME(state, MATEO_STATE_FINISHED);
    OK(mateo_client_step(client, PATIENCE_MS, &ended, &state, &error));
    CHECK(ended == NULL && state == MATEO_STATE_FINISHED);
    mateo_client_close(another);
    mateo_import_close(first);
    mateo_import_close(second);
    mateo_client_close(client);
}

/* An import may be closed while it waits, and while others wait for it. */
static void closed(int is_of_another_client) {
    const char *journal = new_path("closed.db");
    mateo_client *client = open_journal(journal), *another = is_of_another_client ? open_journal(journal) : NULL;
    mateo_client *with = another != NULL ? another : client;
    mateo_import *first = sealed_contacts(client, "first", RECORDS);
    mateo_import *second = sealed_contacts(with, "second", RECORDS);
    mateo_import *third = sealed_contacts(with, "third", RECORDS);
    int third_fd = fd_of(third);
    begins(first);
    fd_of(second);
    step(second);
    while (is_readable(third_fd, 0)) step(third);
    mateo_import_close(second);
    mateo_import_close(first);
    CHECK(is_readable(third_fd, 0));
    let_go();
    is_finished(third);
    is_finished(open_contacts(client, "second"));
    is_finished(open_contacts(client, "first"));
    mateo_client_close(another);
    mateo_client_close(client);
    SAME(seen->twice, 0);
}

static void *cancels(void *import) {
    mateo_import_cancel(import);
    return NULL;
}

/* A cancel from another thread makes the descriptor of a waiting import readable. */
static void cancelled(void) {
    mateo_client *client = open_journal(new_path("cancelled.db"));
    mateo_import *first = sealed_contacts(client, "first", RECORDS);
    mateo_import *second = sealed_contacts(client, "second", RECORDS);
    pthread_t thread;
    int fd = fd_of(second);
    begins(first);
    while (is_readable(fd, 0)) step(second);
    SAME(pthread_create(&thread, NULL, cancels, second), 0);
    SAME(pthread_join(thread, NULL), 0);
    CHECK(is_readable(fd, 0));
    SAME(step(second), MATEO_STATE_INTERRUPTED);
    let_go();
    is_finished(first);
    step(second);
    is_finished(second);
    mateo_client_close(client);
}

typedef struct work {
    mateo_import *import;
    mateo_state state;
    mateo_status status;
    int64_t thread;
} work;

static void *runs(void *context) {
    work *given = context;
    __atomic_store_n(&given->thread, syscall(SYS_gettid), __ATOMIC_SEQ_CST);
    given->status = mateo_import_run(given->import, &given->state, NULL);
    return NULL;
}

/* How often a thread has gone to sleep. */
static int64_t sleeps_of(const work *given) {
    char path[64], line[256];
    int64_t number = -1, thread = 0;
    while ((thread = __atomic_load_n(&given->thread, __ATOMIC_SEQ_CST)) == 0) usleep(1000);
    snprintf(path, sizeof path, "/proc/self/task/%" PRId64 "/status", thread);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        sscanf(line, "voluntary_ctxt_switches: %" SCNd64, &number);
    }
    if (file != NULL) fclose(file);
    CHECK(number >= 0);
    return number;
}

/* Whether a thread sleeps for a second. Before it waits for its turn, it opens the import and waits for the disk. */
static int is_asleep(const work *given) {
    for (int tries = 0; tries < 20; tries++) {
        int64_t before = sleeps_of(given);
        usleep(1000000);
        if (sleeps_of(given) - before <= MOST_SLEEPS) return 1;
    }
    return 0;
}

/* A run in a thread of its own sleeps as well. */
static void a_waiting_thread_sleeps(int is_of_another_client) {
    const char *journal = new_path("threads.db");
    mateo_client *client = open_journal(journal), *another = is_of_another_client ? open_journal(journal) : NULL;
    work first = {.import = sealed_contacts(client, "first", RECORDS)};
    work second = {.import = sealed_contacts(another != NULL ? another : client, "second", RECORDS)};
    pthread_t threads[2];
    hold_next(POST);
    SAME(pthread_create(&threads[0], NULL, runs, &first), 0);
    while (!is_held()) usleep(1000);
    SAME(pthread_create(&threads[1], NULL, runs, &second), 0);
    CHECK(is_asleep(&second));
    let_go();
    for (int i = 0; i < 2; i++) {
        work *given = i == 0 ? &first : &second;
        SAME(pthread_join(threads[i], NULL), 0);
        SAME(given->status, MATEO_OK);
        SAME(given->state, MATEO_STATE_FINISHED);
        SAME(count(given->import, MATEO_COUNT_SUCCEEDED), RECORDS);
        mateo_import_close(given->import);
    }
    mateo_client_close(another);
    mateo_client_close(client);
    SAME(seen->twice, 0);
}

/* Threads with runs and event loops, all of one key: none sleeps while it could go on. */
static void *loops(void *context) {
    work *given = context;
    int fd = -1;
    given->state = MATEO_STATE_RUNNING;
    given->status = mateo_import_fd(given->import, &fd, NULL);
    while (!given->status && given->state == MATEO_STATE_RUNNING && is_readable(fd, PATIENCE_MS)) {
        given->status = mateo_import_step(given->import, 0, &given->state, NULL);
    }
    return NULL;
}

static void many_threads(void) {
    enum { THREADS = 6 };
    const char *journal = new_path("many.db");
    mateo_client *clients[] = {open_journal(journal), open_journal(journal)};
    work works[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        char name[20];
        snprintf(name, sizeof name, "thread %d", i);
        works[i] = (work){.import = sealed_contacts(clients[i % 2], name, RECORDS)};
    }
    for (int i = 0; i < THREADS; i++) {
        SAME(pthread_create(&threads[i], NULL, i < THREADS / 2 ? runs : loops, &works[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        SAME(pthread_join(threads[i], NULL), 0);
        SAME(works[i].status, MATEO_OK);
        SAME(works[i].state, MATEO_STATE_FINISHED);
        SAME(count(works[i].import, MATEO_COUNT_SUCCEEDED), RECORDS);
        mateo_import_close(works[i].import);
    }
    OK(mateo_client_verify(clients[0], NULL, &error));
    mateo_client_close(clients[0]);
    mateo_client_close(clients[1]);
    SAME(seen->twice, 0);
}

int main(void) {
    start_server(usual_answer);
    a_waiting_import_sleeps(0);
    a_waiting_import_sleeps(1);
    a_client_sleeps();
    forgotten();
    closed(0);
    closed(1);
    cancelled();
    a_waiting_thread_sleeps(0);
    a_waiting_thread_sleeps(1);
    many_threads();
    stop_server();
    return finish();
}
