/* Files that are no plain files: pipes that are slow, empty or cancelled, and files that cannot be opened. */
// sandbox: --processing-ms 0
#include "check.h"
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

static mateo_import *import;
static const char *path;

static void *reads_csv(void *status) {
    *(mateo_status *)status = mateo_import_add_csv_file(import, path, NULL);
    return NULL;
}

static void *reads_json(void *status) {
    *(mateo_status *)status = mateo_import_add_json_lines_file(import, path, NULL);
    return NULL;
}

/* Waits until the reader of a pipe has everything that was written. */
static void wait_for_reading(int file) {
    int unread = 1;
    while (ioctl(file, FIONREAD, &unread) == 0 && unread > 0) usleep(1000);
}

/* What cancels a reading: its watch, and the pipe if it has a writer. */
typedef struct canceller {
    int watch, file;
} canceller;

static void *cancels(void *pointer) {
    canceller *given = pointer;
    wait_for_opening(given->watch);
    if (given->file >= 0) wait_for_reading(given->file);
    mateo_import_cancel(import);
    return NULL;
}

/*
 * A child that opens the pipe after its reader, and writes each part when the one before was read. The library waits for
 * 0.1 seconds at a time. The child lets it wait more than once: a pipe that has no writer yet is not at its end.
 */
static pid_t writer(const char *const *parts) {
    int watch = watch_opening(path);
    pid_t process = fork();
    if (process != 0) {
        close(watch);
        return process;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    wait_for_opening(watch);
    usleep(250000);
    int file = open(path, O_WRONLY);
    for (; *parts != NULL; parts++) {
        if (write(file, *parts, strlen(*parts)) < 0) _exit(1);
        wait_for_reading(file);
    }
    close(file);
    _exit(wrong > 0);
}

static void ends(pid_t process) {
    int status = -1;
    CHECK(waitpid(process, &status, 0) == process && status == 0);
}

static int64_t total(void) { return count(import, MATEO_COUNT_TOTAL); }

int main(void) {
    pthread_t thread;
    mateo_status status = MATEO_OK;
    mateo_client *client = open_sandbox(NULL);
    import = open_contacts(client, "files");
    path = new_path("pipe");
    CHECK(mkfifo(path, 0600) == 0);

    /* The writer comes later, and writes slowly; rows are cut anywhere. */
    const char *const slowly[] = {"external_id,ema", "il\n1,a@b.de\n2,", "c@d.de\n", NULL};
    pid_t process = writer(slowly);
    OK(mateo_import_add_csv_file(import, path, &error));
    ends(process);
    SAME(total(), 2);
    process = writer((const char *const[]){"{\"external_id\":\"3\"}\n{\"extern", "al_id\":\"4\"}", NULL});
    OK(mateo_import_add_json_lines_file(import, path, &error));
    ends(process);
    SAME(total(), 4);

    /* A writer that writes nothing has an end. */
    process = writer((const char *const[]){NULL});
    FAILS(MATEO_ERROR_CSV, "", mateo_import_add_csv_file(import, path, &error));
    ends(process);

    /* More than a pipe holds. */
    static char much[400000];
    size_t length = (size_t)snprintf(much, sizeof much, "external_id\n");
    while (length + 10 < sizeof much) length += (size_t)snprintf(much + length, sizeof much - length, "%zu\n", length);
    process = writer((const char *const[]){much, much + strlen("external_id\n"), NULL});
    OK(mateo_import_add_csv_file(import, path, &error));
    ends(process);
    CHECK(total() > 50000);
    int64_t before = total();

    /* Cancelled: without a writer, and with one that waits after its first rows. Nothing of it was added. */
    for (int has_writer = 0; has_writer < 2; has_writer++) {
        int file = has_writer ? open(path, O_RDWR) : -1;
        CHECK(!has_writer || write(file, "external_id\n5\n", 14) == 14);
        canceller canceller = {.watch = watch_opening(path), .file = file};
        CHECK(pthread_create(&thread, NULL, cancels, &canceller) == 0);
        FAILS(MATEO_ERROR_STATE, "cancelled", mateo_import_add_csv_file(import, path, &error));
        CHECK(pthread_join(thread, NULL) == 0);
        if (has_writer) close(file);
        SAME(total(), before);
    }
    /* The next file is read again. */
    OK(mateo_import_add_csv_file(import, new_file("plain.csv", "external_id\n6\n", 14), &error));
    SAME(total(), before + 1);

    /* Closing the import ends the reading, too. */
    path = new_path("pipe2");
    CHECK(mkfifo(path, 0600) == 0);
    int watch = watch_opening(path);
    CHECK(pthread_create(&thread, NULL, reads_csv, &status) == 0);
    wait_for_opening(watch);
    mateo_import_close(import);
    CHECK(pthread_join(thread, NULL) == 0);
    SAME(status, MATEO_ERROR_STATE);
    import = open_contacts(client, "json");
    watch = watch_opening(path);
    CHECK(pthread_create(&thread, NULL, reads_json, &status) == 0);
    wait_for_opening(watch);
    mateo_import_cancel(import);
    CHECK(pthread_join(thread, NULL) == 0);
    SAME(status, MATEO_ERROR_STATE);

    /* Standard input, whatever it is: here a pipe whose writer is gone already. */
    int ends_of_pipe[2];
    CHECK(pipe(ends_of_pipe) == 0 && write(ends_of_pipe[1], "external_id\n7\n", 14) == 14);
    close(ends_of_pipe[1]);
    CHECK(dup2(ends_of_pipe[0], 0) == 0);
    close(ends_of_pipe[0]);
    before = total();
    OK(mateo_import_add_csv_file(import, "/dev/stdin", &error));
    SAME(total(), before + 1);
    CHECK((fcntl(0, F_GETFL) & O_NONBLOCK) == 0);
    FAILS(MATEO_ERROR_CSV, "", mateo_import_add_csv_file(import, "/dev/null", &error));

    /* What cannot be opened, and what to do about it. */
    FAILS(MATEO_ERROR_FILE, "check the path", mateo_import_add_csv_file(import, "/nowhere/at/all.csv", &error));
    FAILS(MATEO_ERROR_FILE, "folder: name a file", mateo_import_add_csv_file(import, "/tmp", &error));
    path = new_file("secret.csv", "external_id\n8\n", 14);
    CHECK(chmod(path, 0) == 0);
    if (geteuid() != 0) FAILS(MATEO_ERROR_FILE, "permission", mateo_import_add_csv_file(import, path, &error));
    struct rlimit limit, few;
    CHECK(chmod(path, 0600) == 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0);
    few = (struct rlimit){.rlim_cur = 0, .rlim_max = limit.rlim_max};
    if (slowness() == 1) {
        CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
        FAILS(MATEO_ERROR_FILE, "too many files open: close some", mateo_import_add_csv_file(import, path, &error));
        CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    }
    OK(mateo_import_add_csv_file(import, path, &error));
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
