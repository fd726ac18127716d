/* A process that is killed: between two requests, and while one is under way. The next one goes on, and sends nothing twice. */
// sandbox: --requests-per-second 0 --processing-ms 20 --faults slow@5 --slow-ms 1000
#include "check.h"
#include <signal.h>
#include <sys/wait.h>

static mateo_client *open_journal(const char *journal) {
    mateo_options *options = sandbox_options(journal);
    OK(mateo_options_set_batch_records(options, 100, &error));
    /* So long a request may be under way, and so long the next process waits before it looks for it. */
    OK(mateo_options_set_request_timeout(options, 2000, &error));
    return open_with(options);
}

static void die_at_the_third_answer(void *context, int64_t total, int64_t settled, int64_t failed) {
    (void)total, (void)settled, (void)failed;
    if (++*(int *)context == 3) raise(SIGKILL);
}

/* A process of its own that is killed on the way. */
static void run_and_die(const char *journal, const char *name, int first, int in_flight) {
    int status = 0, answers = 0;
    pid_t process = fork();
    if (process == 0) {
        mateo_client *client = open_journal(journal);
        mateo_import *import = open_contacts(client, name);
        add_contacts(import, first, first + 349);
        OK(mateo_import_seal(import, &error));
        if (in_flight) {
            /* The first batch has the slow answer. */
            while (statistic("posts") < 5) OK(mateo_import_step(import, 1, NULL, &error));
            raise(SIGKILL);
        }
        OK(mateo_import_set_progress(import, die_at_the_third_answer, &answers, &error));
        run(import);
        _exit(1);
    }
    CHECK(waitpid(process, &status, 0) == process);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void go_on(const char *journal, const char *name, int first, int64_t posts) {
    mateo_client *client = open_journal(journal);
    mateo_import *import = open_contacts(client, name);
    SAME(state_of(import), MATEO_STATE_RUNNING);
    SAME(count(import, MATEO_COUNT_TOTAL), 350);
    add_contacts(import, first, first + 349);
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 350);
    SAME(count(import, MATEO_COUNT_POSTS), posts);
    mateo_import_close(import);
    mateo_client_close(client);
}

int main(void) {
    const char *journal = new_path("crash.db");
    run_and_die(journal, "between", 1, 0);
    go_on(journal, "between", 1, 4);
    SAME(statistic("accepted_rows"), 350);
    run_and_die(journal, "under way", 1001, 1);
    go_on(journal, "under way", 1001, 4);
    SAME(statistic("accepted_rows"), 700);
    SAME(statistic("repeated_reference_ids"), 0);
    SAME(statistic("contacts"), 700);
    return finish();
}
