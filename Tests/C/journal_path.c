/*
 * A journal by its path: names that SQLite would read otherwise, links, folders that are missing, files that go away
 * while they are used, and processes that all open the same new file.
 */
// sandbox: --processing-ms 0
#include "server.h"
#include <ftw.h>
#include <sched.h>
#include <sys/resource.h>

enum { RECORDS = 30 };

static char folder[4096];

static int is_removed(const char *path, const struct stat *status, int kind, struct FTW *place) {
    (void)status, (void)kind;
    return place->level > 0 ? remove(path) : 0;
}

/* Begins with an empty folder, which is the current one. */
static void in_new_folder(const char *name) {
    snprintf(folder, sizeof folder, "%s/%s", from_environment("MATEO_TEST_FOLDER"), name);
    CHECK(mkdir(folder, 0700) == 0 || nftw(folder, is_removed, 8, FTW_DEPTH | FTW_PHYS) == 0);
    CHECK(chdir(folder) == 0);
}

static mateo_client *open_journal(const char *path) {
    mateo_options *options = server_options(path);
    OK(mateo_options_set_batch_records(options, 10, &error));
    return open_with(options);
}

static void cannot_open(const char *path, mateo_status status, const char *message) {
    mateo_client *client = NULL;
    mateo_options *options = server_options(path);
    FAILS(status, message, mateo_client_open(options, &client, &error));
    SAME(client != NULL, 0);
    mateo_client_close(client);
    mateo_options_free(options);
}

/* An import of contacts that no other has. */
static mateo_import *filled(mateo_client *client, const char *name) {
    static int last = 0;
    mateo_import *import = open_contacts(client, name);
    add_contacts(import, last + 1, last + RECORDS);
    last += RECORDS;
    return import;
}

static mateo_import *sealed(mateo_client *client, const char *name) {
    mateo_import *import = filled(client, name);
    OK(mateo_import_seal(import, &error));
    return import;
}

static void is_finished(mateo_import *import) {
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), RECORDS);
    mateo_import_close(import);
}

/* Goes on with the import that another client has left, and finishes it. */
static void is_resumed(const char *path, const char *name) {
    mateo_client *client = open_journal(path);
    mateo_import *import = NULL;
    OK(mateo_import_resume(client, name, &import, &error));
    is_finished(import);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
}

static int exists(const char *path) {
    struct stat status;
    return lstat(path, &status) == 0;
}

/* For its owner alone. */
static void is_private(const char *path, const char *ending) {
    struct stat status;
    char file[300];
    snprintf(file, sizeof file, "%s%s", path, ending);
    if (stat(file, &status) != 0) status.st_mode = 0;
    if ((status.st_mode & 07777) == 0600 && S_ISREG(status.st_mode)) return;
    wrong++;
    fprintf(stderr, "%s has mode %o\n", file, status.st_mode);
}

/* ---- Names ---- */

/* A path is a path: there is no other file, and none in memory. */
static void is_taken_literally(const char *path, const char *other) {
    mateo_client *client = open_journal(path);
    mateo_import *import = sealed(client, "literal");
    is_private(path, "");
    is_private(path, "-wal");
    is_private(path, "-lease");
    is_private(path, "-records");
    CHECK(!exists(other));
    mateo_import_close(import);
    mateo_client_close(client);
    is_resumed(path, "literal");
    CHECK(!exists(other));
}

static void names(void) {
    char whole[4200];
    in_new_folder("journal-names");
    is_taken_literally(":memory:", "memory");
    is_taken_literally("file:x.db", "x.db");
    is_taken_literally("file:y.db?mode=memory&cache=shared", "y.db");
    is_taken_literally("file::memory:", ":memory:-journal");
    is_taken_literally("x.db", "x.db?");
    is_taken_literally("100%25.db", "100%.db");
    snprintf(whole, sizeof whole, "%s/a b#c?d.db", folder);
    mateo_client_close(open_journal(whole));
    is_private("a b#c?d.db", "");
}

static void folders(void) {
    in_new_folder("journal-folders");
    cannot_open("nowhere/at/all.db", MATEO_ERROR_JOURNAL, "does not exist");
    cannot_open("/nowhere/at/all.db", MATEO_ERROR_JOURNAL, "does not exist");
    CHECK(!exists("nowhere"));
    CHECK(symlink("nowhere/journal.db", "link.db") == 0);
    cannot_open("link.db", MATEO_ERROR_JOURNAL, "does not exist");
    CHECK(symlink("loop.db", "loop.db") == 0);
    cannot_open("loop.db", MATEO_ERROR_JOURNAL, "");
}

/* A path from the current folder stays what it was when the client was opened. */
static void another_folder(void) {
    in_new_folder("journal-relative");
    CHECK(mkdir("elsewhere", 0700) == 0);
    mateo_client *client = open_journal("relative.db");
    CHECK(chdir("elsewhere") == 0);
    mateo_import *import = sealed(client, "relative");
    is_finished(import);
    is_finished(sealed(client, "another"));
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
    CHECK(!exists("relative.db") && !exists("relative.db-lease") && !exists("relative.db-wal"));
    CHECK(chdir("..") == 0);
    client = open_journal("relative.db");
    OK(mateo_import_resume(client, "another", &import, &error));
    SAME(count(import, MATEO_COUNT_SUCCEEDED), RECORDS);
    mateo_import_close(import);
    mateo_client_close(client);
}

/* ---- Links ---- */

static mateo_status status_of_running(const char *path, const char *name) {
    mateo_client *client = open_journal(path);
    mateo_import *import = NULL;
    mateo_status status = mateo_import_resume(client, name, &import, NULL);
    if (status == MATEO_OK) status = mateo_import_step(import, 0, NULL, NULL);
    mateo_import_close(import);
    mateo_client_close(client);
    return status;
}

/* Runs an import by one name while another process tries it by another. */
static void is_one_journal(const char *path, const char *another) {
    int go[2], status = -1;
    char byte;
    CHECK(pipe(go) == 0);
    pid_t process = fork();
    if (process == 0) {
        alarm(120); /* Not a hang. */
        close(go[1]);
        if (read(go[0], &byte, 1) != 1) _exit(99);
        _exit(status_of_running(another, "linked"));
    }
    close(go[0]);
    mateo_client *client = open_journal(path);
    mateo_import *import = sealed(client, "linked");
    OK(mateo_import_step(import, 0, NULL, &error));
    SAME(status_of_running(another, "linked"), MATEO_ERROR_JOURNAL_BUSY);
    CHECK(write(go[1], "x", 1) == 1);
    close(go[1]);
    CHECK(waitpid(process, &status, 0) == process && WIFEXITED(status));
    SAME(WEXITSTATUS(status), MATEO_ERROR_JOURNAL_BUSY);
    is_finished(import);
    mateo_client_close(client);
    SAME(seen->twice, 0);
}

static void links(void) {
    in_new_folder("journal-links");
    CHECK(mkdir("target", 0700) == 0 && symlink("target/journal.db", "link.db") == 0);
    CHECK(symlink("link.db", "link-to-link.db") == 0 && symlink("target", "folder") == 0);
    is_one_journal("link-to-link.db", "target/journal.db");
    is_private("target/journal.db", "");
    is_private("target/journal.db", "-lease");
    is_private("target/journal.db", "-records");
    is_one_journal("target/journal.db", "link.db");
    is_one_journal("folder/journal.db", "link.db");
    CHECK(!exists("link.db-lease") && !exists("link.db-wal") && !exists("link-to-link.db-lease"));
    CHECK(!exists("link.db-records") && !exists("link-to-link.db-records"));
}

/* With two names in the file system, a journal would have two logs and two leases. */
static void hard_links(void) {
    struct stat before, after;
    in_new_folder("journal-hard-links");
    mateo_client *client = open_journal("journal.db");
    mateo_import_close(sealed(client, "kept"));
    mateo_client_close(client);
    CHECK(link("journal.db", "second.db") == 0 && stat("journal.db", &before) == 0);
    cannot_open("journal.db", MATEO_ERROR_JOURNAL, "");
    CHECK(strstr(mateo_error_message(error), "name") != NULL || strstr(mateo_error_message(error), "link") != NULL);
    cannot_open("second.db", MATEO_ERROR_JOURNAL, "");
    CHECK(!exists("second.db-wal"));
    CHECK(stat("journal.db", &after) == 0 && after.st_size == before.st_size);
    CHECK(unlink("second.db") == 0);
    is_resumed("journal.db", "kept");
}

/* ---- Too many open files ---- */

static void few_files(void) {
    int status = -1;
    in_new_folder("journal-few-files");
    mateo_client_close(open_journal("old.db"));
    for (int is_new = 0; is_new < 2; is_new++) {
        pid_t process = fork();
        if (process == 0) {
            int failed = 0;
            alarm(120); /* Not a hang. */
            error = NULL;
            wrong = 0;
            /* Files are opened until the next would be one too many, and let go of one by one. */
            struct rlimit limit;
            CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
            limit.rlim_cur = 64;
            CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
            int files[64], opened = 0;
            while (opened < 64 && (files[opened] = dup(2)) >= 0) opened++;
            mateo_options *options = server_options(is_new ? "new.db" : "old.db");
            for (mateo_status last = -1; last != MATEO_OK && opened > 0; close(files[--opened])) {
                mateo_client *client = NULL;
                forget_error();
                last = mateo_client_open(options, &client, &error);
                mateo_client_close(client);
                if (last == MATEO_OK) break;
                failed++;
                SAME(last, MATEO_ERROR_JOURNAL);
                CHECK(strcasestr(mateo_error_message(error), "open files") != NULL);
            }
            CHECK(failed > 0 && opened > 0);
            _exit(wrong > 0);
        }
        CHECK(waitpid(process, &status, 0) == process);
        SAME(status, 0);
    }
}

/* ---- Files that go away ---- */

typedef enum moment { BEFORE_SEALING, BEFORE_RUNNING, BETWEEN_STEPS, MOMENTS } moment;

static void copy_file(const char *from, const char *to) {
    static char bytes[1 << 20];
    FILE *file = fopen(from, "rb");
    size_t length = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;
    CHECK(file != NULL && fclose(file) == 0);
    file = fopen(to, "wb");
    CHECK(file != NULL && fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
}

/* A cleaner of old files, or a copy that is brought back. What has no name any more outlives nothing. */
static void goes_away(const char *ending, int is_replaced, moment when) {
    char file[40];
    int before = wrong;
    snprintf(file, sizeof file, "journal.db%s", ending);
    in_new_folder("journal-goes-away");
    mateo_client *client = open_journal("journal.db");
    mateo_import *import = filled(client, "lost");
    if (when != BEFORE_SEALING) OK(mateo_import_seal(import, &error));
    while (when == BETWEEN_STEPS && count(import, MATEO_COUNT_JOBS) == 0) {
        OK(mateo_import_step(import, 0, NULL, &error));
    }
    if (is_replaced) {
        copy_file(file, "copy");
        CHECK(rename("copy", file) == 0);
    } else {
        CHECK(unlink(file) == 0);
    }
    int64_t posts = seen->requests[POST];
    mateo_state state = -1;
    if (when == BEFORE_SEALING) {
        FAILS(MATEO_ERROR_JOURNAL, "", mateo_import_seal(import, &error));
    } else if (when == BEFORE_RUNNING) {
        FAILS(MATEO_ERROR_JOURNAL, "", mateo_import_run(import, &state, &error));
    } else {
        FAILS(MATEO_ERROR_JOURNAL, "", mateo_import_step(import, 60000, &state, &error));
    }
    CHECK(strstr(mateo_error_message(error), "journal.db") != NULL);
    SAME(seen->requests[POST], posts);
    mateo_import_close(import);
    mateo_client_close(client);
    if (wrong > before) {
        static const char *const moments[] = {"before sealing", "before running", "between steps"};
        fprintf(stderr, "... when %s is %s %s\n", file, is_replaced ? "replaced" : "removed", moments[when]);
    }
}

static void files_go_away(void) {
    static const char *const endings[] = {"", "-wal", "-lease", "-records"};
    for (int ending = 0; ending < 4; ending++) {
        for (int is_replaced = 0; is_replaced < 2; is_replaced++) {
            for (moment when = BEFORE_SEALING; when < MOMENTS; when++) goes_away(endings[ending], is_replaced, when);
        }
    }
}

/* Records that were removed or cut while nobody had the journal open. All else stays, and the import can be forgotten. */
static void records_are_gone(int is_cut) {
    in_new_folder("journal-records");
    mateo_client *client = open_journal("journal.db");
    is_finished(sealed(client, "done"));
    mateo_import *import = sealed(client, "lost");
    mateo_import_close(import);
    mateo_client_close(client);
    CHECK(is_cut ? truncate("journal.db-records", 20) == 0 : unlink("journal.db-records") == 0);

    client = open_journal("journal.db");
    int64_t posts = seen->requests[POST];
    OK(mateo_import_resume(client, "lost", &import, &error));
    FAILS(MATEO_ERROR_JOURNAL_CORRUPT, "not as they were added", mateo_import_run(import, NULL, &error));
    SAME(seen->requests[POST], posts);
    SAME(count(import, MATEO_COUNT_TOTAL), RECORDS);
    mateo_import_close(import);
    FAILS(MATEO_ERROR_BOOKS, "not as they were added", mateo_client_verify(client, NULL, &error));
    OK(mateo_client_verify(client, "done", &error));
    OK(mateo_import_resume(client, "done", &import, &error));
    SAME(count(import, MATEO_COUNT_SUCCEEDED), RECORDS);
    mateo_import_close(import);
    OK(mateo_client_forget(client, "lost", 1, &error));
    is_finished(sealed(client, "lost"));
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
}

/* What stands in the place of the records, and whom the file lets in. Who may read everything is not asked. */
static void odd_records(void) {
    in_new_folder("journal-odd-records");
    mateo_client *client = open_journal("journal.db");
    mateo_import_close(sealed(client, "import"));
    mateo_client_close(client);
    CHECK(rename("journal.db-records", "kept") == 0);
    CHECK(mkdir("journal.db-records", 0700) == 0);
    cannot_open("journal.db", MATEO_ERROR_JOURNAL_FOREIGN, "journal.db-records");
    CHECK(rmdir("journal.db-records") == 0 && symlink("kept", "journal.db-records") == 0);
    cannot_open("journal.db", MATEO_ERROR_JOURNAL_FOREIGN, "journal.db-records");
    CHECK(unlink("journal.db-records") == 0 && mkfifo("journal.db-records", 0600) == 0);
    cannot_open("journal.db", MATEO_ERROR_JOURNAL_FOREIGN, "journal.db-records");
    CHECK(unlink("journal.db-records") == 0 && rename("kept", "journal.db-records") == 0);
    if (geteuid() != 0) {
        CHECK(chmod("journal.db-records", 0400) == 0);
        cannot_open("journal.db", MATEO_ERROR_JOURNAL_READ_ONLY, "journal.db-records");
        CHECK(chmod("journal.db-records", 0600) == 0);
    }
    is_resumed("journal.db", "import");
}

/* ---- Processes that all open the same new file ---- */

static void race(void) {
    enum { PROCESSES = 4 };
    int rounds = slowness() > 1 ? 5 : 50;
    in_new_folder("journal-race");
    for (int round = 0; round < rounds; round++) {
        pid_t processes[PROCESSES];
        char path[30];
        snprintf(path, sizeof path, "race-%d.db", round);
        seen->own[0] = 0;
        for (int i = 0; i < PROCESSES; i++) {
            processes[i] = fork();
            if (processes[i] != 0) continue;
            alarm(120); /* Not a hang. */
            mateo_client *client = NULL;
            mateo_options *options = server_options(path);
            /* Nobody begins before all are here. */
            __atomic_add_fetch(&seen->own[0], 1, __ATOMIC_SEQ_CST);
            while (__atomic_load_n(&seen->own[0], __ATOMIC_SEQ_CST) < PROCESSES) sched_yield();
            mateo_status status = mateo_client_open(options, &client, &error);
            if (status != MATEO_OK) fprintf(stderr, "round %d: %s\n", round, mateo_error_message(error));
            forget_error();
            mateo_client_close(client);
            mateo_options_free(options);
            _exit(status);
        }
        for (int i = 0; i < PROCESSES; i++) {
            int status = -1;
            CHECK(waitpid(processes[i], &status, 0) == processes[i]);
            SAME(status, 0);
        }
    }
}

int main(void) {
    umask(022);
    start_server(usual_answer);
    names();
    folders();
    another_folder();
    links();
    hard_links();
    few_files();
    files_go_away();
    records_are_gone(0);
    records_are_gone(1);
    odd_records();
    race();
    SAME(seen->twice, 0);
    stop_server();
    return finish();
}
