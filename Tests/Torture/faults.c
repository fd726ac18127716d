/*
 * Lets one call of the C library fail, for a program that is started with LD_PRELOAD: the TORTURE_AT-th of those that
 * TORTURE_CALL names. Only calls of the library and of what it uses count. How many there were, and how many blocks of memory
 * were not freed, is in the file TORTURE_REPORT when the program ends.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <unistd.h>

static const char *wanted = "";
static const char *report_path;
static long fails_at = -1;
static atomic_long calls, live;
static _Thread_local int inside;

static void report(void) {
    FILE *file = report_path != NULL ? fopen(report_path, "w") : NULL;
    if (file == NULL) return;
    fprintf(file, "%ld %ld\n", atomic_load(&calls), atomic_load(&live));
    fclose(file);
}

__attribute__((constructor)) static void begin(void) {
    const char *at = getenv("TORTURE_AT");
    if (getenv("TORTURE_CALL") != NULL) wanted = getenv("TORTURE_CALL");
    if (at != NULL) fails_at = strtol(at, NULL, 10);
    report_path = getenv("TORTURE_REPORT");
    atexit(report);
}

/* Whether a call is of the library, or of a library that it uses. */
static int is_ours(void *caller, int is_memory) {
    Dl_info info;
    if (inside) return 0;
    inside = 1;
    int found = dladdr(caller, &info) != 0 && info.dli_fname != NULL;
    inside = 0;
    if (!found) return 0;
    if (strstr(info.dli_fname, "libcurl") != NULL || strstr(info.dli_fname, "libsqlite3") != NULL) return 1;
    /* Where the Swift runtime has no memory for something small, the process ends, which the header says. */
    return !is_memory && strstr(info.dli_fname, "libmateo") != NULL;
}

static int fails(const char *call, void *caller) {
    int is_memory = strcmp(call, "malloc") == 0;
    if (strcmp(call, wanted) != 0 || !is_ours(caller, is_memory)) return 0;
    return atomic_fetch_add(&calls, 1) + 1 == fails_at;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define HERE __builtin_return_address(0)

/* ---- Memory ---- */

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void __libc_free(void *);
extern void *__libc_memalign(size_t, size_t);

static void *counted(void *block) {
    if (block != NULL) atomic_fetch_add(&live, 1);
    return block;
}
void *malloc(size_t size) {
    if (fails("malloc", HERE)) return errno = ENOMEM, NULL;
    return counted(__libc_malloc(size));
}
void *calloc(size_t count, size_t size) {
    if (fails("malloc", HERE)) return errno = ENOMEM, NULL;
    return counted(__libc_calloc(count, size));
}
void *realloc(void *block, size_t size) {
    if (fails("malloc", HERE)) return errno = ENOMEM, NULL;
    void *moved = __libc_realloc(block, size);
    if (block == NULL) counted(moved);
    return moved;
}
int posix_memalign(void **out_block, size_t alignment, size_t size) {
    *out_block = counted(__libc_memalign(alignment, size));
    return *out_block != NULL ? 0 : ENOMEM;
}
void *aligned_alloc(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }
void free(void *block) {
    if (block != NULL) atomic_fetch_sub(&live, 1);
    __libc_free(block);
}

/* ---- Files ---- */

#define OPEN(name)                                            \
    int name(const char *path, int flags, ...) {              \
        va_list arguments;                                    \
        va_start(arguments, flags);                           \
        int mode = va_arg(arguments, int);                    \
        va_end(arguments);                                    \
        if (fails("open", HERE)) return errno = EIO, -1;      \
        return NEXT(name)(path, flags, mode);                 \
    }
OPEN(open)
OPEN(open64)

#define FCNTL(name)                                                                                   \
    int name(int file, int command, ...) {                                                            \
        va_list arguments;                                                                            \
        va_start(arguments, command);                                                                 \
        void *argument = va_arg(arguments, void *);                                                   \
        va_end(arguments);                                                                            \
        int locks = command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK;              \
        if (locks && fails("lock", HERE)) return errno = EIO, -1;                                     \
        return NEXT(name)(file, command, argument);                                                   \
    }
FCNTL(fcntl)
FCNTL(fcntl64)

#define FAILING(call, error, type, name, parameters, arguments) \
    type name parameters {                                      \
        if (fails(call, HERE)) return errno = error, (type)-1;  \
        return NEXT(name) arguments;                            \
    }
FAILING("read", EIO, ssize_t, read, (int file, void *bytes, size_t count), (file, bytes, count))
FAILING("read", EIO, ssize_t, pread, (int file, void *bytes, size_t count, off_t at), (file, bytes, count, at))
FAILING("read", EIO, ssize_t, pread64, (int file, void *bytes, size_t count, off64_t at), (file, bytes, count, at))
FAILING("write", ENOSPC, ssize_t, write, (int file, const void *bytes, size_t count), (file, bytes, count))
FAILING("write", ENOSPC, ssize_t, pwrite, (int file, const void *bytes, size_t count, off_t at), (file, bytes, count, at))
FAILING("write", ENOSPC, ssize_t, pwrite64, (int file, const void *bytes, size_t count, off64_t at), (file, bytes, count, at))
FAILING("fsync", EIO, int, fsync, (int file), (file))
FAILING("fsync", EIO, int, fdatasync, (int file), (file))
FAILING("truncate", EIO, int, ftruncate, (int file, off_t length), (file, length))
FAILING("truncate", EIO, int, ftruncate64, (int file, off64_t length), (file, length))
FAILING("truncate", EIO, int, fallocate, (int file, int mode, off_t at, off_t length), (file, mode, at, length))

/* ---- Network ---- */

FAILING("socket", EMFILE, int, socket, (int domain, int type, int protocol), (domain, type, protocol))
FAILING("connect", ECONNREFUSED, int, connect, (int file, const struct sockaddr *address, socklen_t length), (file, address, length))
FAILING("send", ECONNRESET, ssize_t, send, (int file, const void *bytes, size_t count, int flags), (file, bytes, count, flags))
FAILING("receive", ECONNRESET, ssize_t, recv, (int file, void *bytes, size_t count, int flags), (file, bytes, count, flags))
FAILING("wait", EINTR, int, epoll_wait, (int file, struct epoll_event *events, int most, int time), (file, events, most, time))
FAILING("wait", ENOMEM, int, epoll_ctl, (int file, int what, int other, struct epoll_event *event), (file, what, other, event))
FAILING("wait", EMFILE, int, epoll_create1, (int flags), (flags))
FAILING("wait", EMFILE, int, eventfd, (unsigned count, int flags), (count, flags))
