/* A child process has no handles: those of its parent are refused at once. It opens its own, on another journal. */
// sandbox: --requests-per-second 0 --processing-ms 20
#include "check.h"
#include <pthread.h>
#include <sys/wait.h>

/* A thread that always has the library's own lock in its hands, or nearly so, when the process forks. */
static volatile int is_busy = 1;

static void *keep_busy(void *context) {
    mateo_record *record = NULL;
    while (is_busy) {
        mateo_record_new(&record, NULL);
        mateo_record_free(record);
    }
    return context;
}

static const char *journal;

static int child(mateo_client *client, mateo_import *import, mateo_record *record, mateo_error *old, int number) {
    mateo_import *another = NULL;
    int64_t total = -1;
    char name[30];
    alarm(60); /* Not a hang. */
    error = NULL;
    SAME(mateo_error_status(old), MATEO_ERROR_HANDLE);
    SAME_TEXT(mateo_error_message(old), "");
    FAILS(MATEO_ERROR_HANDLE, "fork", mateo_import_open(client, MATEO_TYPE_CONTACTS, "a", &another, &error));
    FAILS(MATEO_ERROR_HANDLE, "fork", mateo_import_run(import, NULL, &error));
    FAILS(MATEO_ERROR_HANDLE, "fork", mateo_import_count(import, MATEO_COUNT_TOTAL, &total, &error));
    FAILS(MATEO_ERROR_HANDLE, "fork", mateo_record_set_null(record, "a", &error));
    mateo_import_cancel(import);
    mateo_error_free(old);
    mateo_record_free(record);
    mateo_import_close(import);
    mateo_client_close(client);

    /* The parent's journal is open in the parent: not even its lock file may be touched here. */
    mateo_client *own = NULL;
    mateo_options *options = sandbox_options(journal);
    FAILS(MATEO_ERROR_JOURNAL_FORKED, "fork", mateo_client_open(options, &own, &error));
    CHECK(own == NULL);
    mateo_options_free(options);

    snprintf(name, sizeof name, "fork-%d.db", number);
    own = open_sandbox(new_path(name));
    snprintf(name, sizeof name, "child %d", number);
    another = open_contacts(own, name);
    add_contacts(another, 1000 * number, 1000 * number + 9);
    OK(mateo_import_seal(another, &error));
    SAME(run(another), MATEO_STATE_FINISHED);
    SAME(count(another, MATEO_COUNT_SUCCEEDED), 10);
    mateo_import_close(another);
    mateo_client_close(own);
    return finish();
}

int main(void) {
    journal = new_path("fork.db");
    mateo_client *client = open_sandbox(journal);
    mateo_import *import = open_contacts(client, "parent");
    mateo_record *record = NULL;
    mateo_error *old = NULL;
    pthread_t thread;
    OK(mateo_record_new(&record, &error));
    SAME(mateo_options_new(NULL, &old), MATEO_ERROR_ARGUMENT);
    add_contacts(import, 1, 20);
    OK(mateo_import_seal(import, &error));
    /* In the child, valgrind counts as lost what that thread has in its hands. */
    int with_thread = slowness() == 1;
    CHECK(!with_thread || pthread_create(&thread, NULL, keep_busy, NULL) == 0);
    for (int number = 1; number <= 5; number++) {
        int status = -1;
        pid_t process = fork();
        if (process == 0) _exit(child(client, import, record, old, number));
        CHECK(waitpid(process, &status, 0) == process);
        SAME(status, 0);
    }
    is_busy = 0;
    CHECK(!with_thread || pthread_join(thread, NULL) == 0);

    /* The parent does not notice. */
    SAME(mateo_error_status(old), MATEO_ERROR_ARGUMENT);
    mateo_error_free(old);
    OK(mateo_record_set_text(record, "email", "a@b.de", &error));
    mateo_record_free(record);
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 20);
    SAME(statistic("accepted_rows"), 70);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
