/*
 * A process that forks at each state of an import. The child touches every handle, closes them, works with a journal of
 * its own and ends with exit, so that its destructors run. The parent keeps its locks, and its import goes on.
 */
#include "server.h"
#include <dirent.h>

typedef enum state {
    WITH_OPTIONS, WITH_CLIENT, WITH_IMPORT, ADDING, SEALED, IN_THE_AIR, BETWEEN, OVER, STATES
} state;

static const char *const names[] = {
    "options", "a client", "an import", "records being added", "a sealed import", "a request in the air",
    "a run between two steps", "an import that is over"};

static char journal[4200], journal_name[300];

static mateo_options *with_small_batches(const char *path) {
    mateo_options *options = server_options(path);
    OK(mateo_options_set_batch_records(options, 10, &error));
    return options;
}

/*
 * The locks that this process has on the journal's files, as the kernel tells them of each open file. The list of all locks of
 * the machine would come in pieces, and other processes change it meanwhile.
 */
static int locks(void) {
    static const char *const endings[] = {"", "-shm", "-lease"};
    int found = 0;
    char line[300], file[4300], wanted[60];
    DIR *open_files = opendir("/proc/self/fdinfo");
    for (struct dirent *entry; open_files != NULL && (entry = readdir(open_files)) != NULL;) {
        snprintf(file, sizeof file, "/proc/self/fdinfo/%s", entry->d_name);
        FILE *all = fopen(file, "r");
        while (all != NULL && fgets(line, sizeof line, all) != NULL) {
            for (int i = 0; i < 3 && strncmp(line, "lock:", 5) == 0; i++) {
                struct stat status;
                snprintf(file, sizeof file, "%s%s", journal, endings[i]);
                if (stat(file, &status) != 0) continue;
                snprintf(wanted, sizeof wanted, ":%llu ", (unsigned long long)status.st_ino);
                found += strstr(line, wanted) != NULL;
            }
        }
        if (all != NULL) fclose(all);
    }
    if (open_files != NULL) closedir(open_files);
    return found;
}

static void at_exit(void) {
    /* Late, and in the child too: the library is still there. */
    if (mateo_version()[0] == '\0') _exit(98);
}

static void is_refused(mateo_status status) { SAME(status, MATEO_ERROR_HANDLE); }

/* Ends with exit, or closes first. */
static void child(mateo_options *options, mateo_client *client, mateo_import *import, int number, int closes) {
    mateo_status status = MATEO_OK;
    mateo_state state = -1;
    int64_t total = -1;
    char name[60];
    alarm(120); /* Not a hang. */
    error = NULL;
    wrong = 0;
    is_refused(mateo_options_set_api_key(options, "another", NULL));
    if (client != NULL) is_refused(mateo_client_verify(client, NULL, NULL));
    if (import != NULL) {
        is_refused(mateo_import_seal(import, NULL));
        is_refused(mateo_import_step(import, 0, &state, NULL));
        is_refused(mateo_import_count(import, MATEO_COUNT_TOTAL, &total, NULL));
        is_refused(mateo_import_add_json(import, "{}", 2, NULL));
        mateo_import_cancel(import);
    }
    if (closes) {
        mateo_import_close(import);
        mateo_client_close(client);
        mateo_options_free(options);
    }
    mateo_options *own = with_small_batches(journal);
    mateo_client *opened = NULL;
    status = mateo_client_open(own, &opened, NULL);
    /* What was not open at the fork is open to the child. */
    SAME(status, client != NULL ? MATEO_ERROR_JOURNAL_FORKED : MATEO_OK);
    mateo_client_close(opened);
    mateo_options_free(own);
    snprintf(name, sizeof name, "fork-own-%d.db", number);
    opened = open_with(with_small_batches(new_path(name)));
    mateo_import *another = open_contacts(opened, "own");
    add_contacts(another, 100000 + 100 * number, 100000 + 100 * number + 14);
    OK(mateo_import_seal(another, &error));
    SAME(run(another), MATEO_STATE_FINISHED);
    mateo_import_close(another);
    mateo_client_close(opened);
    exit(wrong > 0);
}

/* Forks, and looks whether the parent has all that it had. */
static void forks(mateo_options *options, mateo_client *client, mateo_import *import) {
    static int number = 0;
    for (int closes = 0; closes < 2; closes++) {
        int before = locks(), status = -1;
        CHECK(client == NULL || before > 0);
        pid_t process = fork();
        if (process == 0) child(options, client, import, ++number, closes);
        number++;
        CHECK(waitpid(process, &status, 0) == process);
        SAME(status, 0);
        if (client != NULL) SAME(locks(), before);
    }
}

static void at(state when) {
    int before = wrong, first = 100 * (int)when;
    snprintf(journal_name, sizeof journal_name, "fork-state-%d.db", (int)when);
    snprintf(journal, sizeof journal, "%s", new_path(journal_name));
    mateo_options *options = with_small_batches(journal);
    mateo_client *client = NULL;
    mateo_import *import = NULL;
    if (when >= WITH_CLIENT) OK(mateo_client_open(options, &client, &error));
    if (when >= WITH_IMPORT) import = open_contacts(client, "parent");
    if (when == ADDING) OK(add_json(import, "{\"external_id\":\"early\"}", &error));
    if (when >= SEALED) {
        add_contacts(import, first, first + 24);
        OK(mateo_import_seal(import, &error));
    }
    if (when == IN_THE_AIR) {
        hold_next(POST);
        while (!is_held()) OK(mateo_import_step(import, 0, NULL, &error));
    }
    while (when == BETWEEN && count(import, MATEO_COUNT_JOBS) == 0) OK(mateo_import_step(import, 0, NULL, &error));
    if (when == OVER) SAME(run(import), MATEO_STATE_FINISHED);
    forks(options, client, import);
    if (when == IN_THE_AIR) let_go();

    /* The parent does not notice. */
    if (client == NULL) OK(mateo_client_open(options, &client, &error));
    if (import == NULL) import = open_contacts(client, "parent");
    if (when < SEALED) {
        add_contacts(import, first, first + 24);
        OK(mateo_import_seal(import, &error));
    }
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), when == ADDING ? 26 : 25);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_import_close(import);
    mateo_client_close(client);
    mateo_options_free(options);
    if (wrong > before) fprintf(stderr, "... with %s\n", names[when]);
}

int main(void) {
    start_server(usual_answer);
    pid_t parent = getpid();
    CHECK(atexit(at_exit) == 0);
    for (state when = WITH_OPTIONS; when < STATES; when++) at(when);
    SAME(getpid(), parent);
    SAME(seen->twice, 0);
    stop_server();
    return finish();
}
