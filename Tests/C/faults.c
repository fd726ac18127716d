/*
 * File systems that fail: one without locks, and one that fails, or whose process is killed, at each moment of a journal's
 * making. This program's own functions stand before those of the C library, for SQLite too.
 */
// sandbox: --processing-ms 0
#include "check.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#ifndef F_OFD_SETLK
#define F_OFD_SETLK 37
#endif

/* ---- Locks ---- */

static int fails_posix = 0, fails_ofd = 0; /* errno, or 0 */

static int any_fcntl(int file, int command, long value) {
    int code = command == F_SETLK || command == F_SETLKW ? fails_posix : command == F_OFD_SETLK ? fails_ofd : 0;
    if (code == 0) return (int)syscall(SYS_fcntl, file, command, value);
    errno = code;
    return -1;
}

#define FCNTL(name)                                  \
    int name(int file, int command, ...) {           \
        va_list values;                              \
        va_start(values, command);                   \
        long value = va_arg(values, long);           \
        va_end(values);                              \
        return any_fcntl(file, command, value);      \
    }
FCNTL(fcntl)
FCNTL(fcntl64)

/* ---- Writing ---- */

typedef enum fault { NONE, FAILS_ONCE, FAILS_ON, IS_CUT, IS_KILLED, FAULTS } fault;

static fault kind = NONE;
static long until = 0;

/* Whether this call is the one that fails. */
static int is_struck(void) {
    if (kind == NONE || --until > 0 || (kind != FAILS_ON && until < 0)) return 0;
    if (kind == IS_KILLED) _exit(0);
    errno = EIO;
    return 1;
}

/* A part is written before the rest fails. */
static size_t part(size_t length) { return kind == IS_CUT ? length / 2 : 0; }

ssize_t pwrite64(int file, const void *bytes, size_t length, off_t offset) {
    if (!is_struck()) return syscall(SYS_pwrite64, file, bytes, length, offset);
    if (part(length) > 0) syscall(SYS_pwrite64, file, bytes, part(length), offset);
    errno = EIO;
    return -1;
}

int fdatasync(int file) { return is_struck() ? -1 : (int)syscall(SYS_fdatasync, file); }

int fsync(int file) { return is_struck() ? -1 : (int)syscall(SYS_fsync, file); }

int ftruncate64(int file, off_t length) { return is_struck() ? -1 : (int)syscall(SYS_ftruncate, file, length); }

/* ---- The tests ---- */

static void has_no_locks(const char *path, int posix, int ofd) {
    mateo_client *client = NULL;
    mateo_options *options = sandbox_options(path);
    int64_t start = monotonic_ms();
    fails_posix = posix;
    fails_ofd = ofd;
    FAILS(MATEO_ERROR_JOURNAL, "has no locks: keep the journal on a local disk", mateo_client_open(options, &client, &error));
    SAME(mateo_error_is_retryable(error), 0);
    fails_posix = fails_ofd = 0;
    CHECK(monotonic_ms() - start < 5000);
    mateo_client_close(client);
    mateo_options_free(options);
}

/* Locks that are not to be had any more, as when a server for them has ended. */
static void loses_locks(const char *path) {
    mateo_client *client = open_sandbox(path);
    mateo_import *import = open_contacts(client, "locks");
    mateo_state state = -1;
    add_contacts(import, 1, 3);
    OK(mateo_import_seal(import, &error));
    fails_posix = ENOLCK;
    fails_ofd = ENOLCK;
    FAILS(MATEO_ERROR_JOURNAL, "has no locks", mateo_import_step(import, 0, &state, &error));
    fails_ofd = 0;
    /* SQLite tries for ten seconds. */
    if (slowness() == 1) FAILS(MATEO_ERROR_JOURNAL, "has no locks", mateo_import_step(import, 0, &state, &error));
    fails_posix = 0;
    SAME(run(import), MATEO_STATE_FINISHED);
    mateo_import_close(import);
    mateo_client_close(client);
}

static mateo_status opens(const char *path) {
    mateo_client *client = NULL;
    mateo_options *options = sandbox_options(path);
    mateo_status status = mateo_client_open(options, &client, NULL);
    mateo_client_close(client);
    mateo_options_free(options);
    return status;
}

/* Makes a journal, with a fault at the call of this number. Returns whether there were so many calls. */
static int is_reached(const char *path, fault with, long number) {
    int status = -1;
    pid_t process = fork();
    if (process == 0) {
        kind = with;
        until = number;
        (void)opens(path);
        _exit(until <= 0 ? 0 : 1);
    }
    CHECK(waitpid(process, &status, 0) == process && WIFEXITED(status));
    return WEXITSTATUS(status) == 0;
}

/* A journal whose making was cut off is made by the next one who opens it. */
static void is_made(fault with) {
    int before = wrong;
    /* Each kind of fault has other moments. */
    long number = with, step = 8 * slowness();
    for (;; number += step) {
        const char *path = new_path("made.db");
        if (!is_reached(path, with, number)) break;
        mateo_client *client = open_sandbox(path);
        OK(mateo_client_verify(client, NULL, &error));
        mateo_client_close(client);
        if (wrong > before) fprintf(stderr, "... with fault %d at call %ld\n", (int)with, number);
        before = wrong;
    }
    CHECK(number > step);
}

/* Whatever is left of the first page: none of it, or a part that was never whole. */
static void is_taken_up(size_t length, const char *what) {
    static char bytes[8192];
    const char *path = new_file("taken.db", bytes, length);
    mateo_status status = opens(path);
    if (status != MATEO_OK) {
        wrong++;
        fprintf(stderr, "%s: %s\n", what, mateo_status_name(status));
    }
}

int main(void) {
    const int codes[] = {ENOLCK, EOPNOTSUPP, ENOSYS, EINVAL};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        const char *path = new_path("locks.db");
        has_no_locks(path, codes[i], codes[i]);
        has_no_locks(path, codes[i], 0);
        has_no_locks(path, 0, codes[i]);
        SAME(opens(path), MATEO_OK);
    }
    loses_locks(new_path("locks.db"));
    for (fault with = FAILS_ONCE; with < FAULTS; with++) is_made(with);
    is_taken_up(0, "an empty file");
    is_taken_up(100, "a hundred zeros");
    is_taken_up(8192, "a page of zeros");
    return finish();
}
