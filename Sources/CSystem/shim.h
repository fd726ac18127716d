/* The C library: Embedded Swift has no Glibc module, and errno is a macro. */
#ifndef MATEO_CSYSTEM_SHIM_H
#define MATEO_CSYSTEM_SHIM_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/*
 * Sixteen bytes at once. Embedded Swift compares them one by one, and has no name for the instruction of the last
 * function. A comparison gives 255 for yes and 0 for no.
 */
typedef unsigned char mateo_bytes __attribute__((__ext_vector_type__(16)));
#define MATEO_INLINED static inline __attribute__((__always_inline__))

MATEO_INLINED mateo_bytes mateo_equal(mateo_bytes left, mateo_bytes right) { return (mateo_bytes)(left == right); }

MATEO_INLINED mateo_bytes mateo_at_most(mateo_bytes left, mateo_bytes right) { return (mateo_bytes)(left <= right); }

/* One bit for each byte: its highest one. */
MATEO_INLINED unsigned mateo_top_bits(mateo_bytes bytes) {
#ifdef __SSE2__
    return (unsigned)__builtin_ia32_pmovmskb128((__attribute__((__vector_size__(16))) char)bytes);
#else
    /* The product has the bits of eight bytes side by side at its top. */
    typedef unsigned long long mateo_pair __attribute__((__ext_vector_type__(2)));
    mateo_pair halves = (((mateo_pair)bytes >> 7 & 0x0101010101010101ULL) * 0x0102040810204080ULL) >> 56;
    return (unsigned)(halves.x | halves.y << 8);
#endif
}

static inline int mateo_errno(void) { return errno; }

/*
 * Has functions called around every fork(2): before it, and after it in the parent and in the child. The C library
 * forgets them when this library is unloaded. 0 on success.
 */
static inline int mateo_at_fork(void (*before)(void), void (*in_parent)(void), void (*in_child)(void)) {
    return pthread_atfork(before, in_parent, in_child);
}

/* Whether a host is an address in 127.0.0.0/8, written as four numbers. */
static inline _Bool mateo_is_loopback(const char *host) {
    struct in_addr address;
    return inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

/* Whether so many bytes can be had. A compiler leaves out what is got and freed at once, unless somebody may look. */
static inline _Bool mateo_has_room(size_t bytes) {
    void *volatile found = malloc(bytes);
    free(found);
    return found != NULL;
}

/* A decoder of an encoding to UTF-8; NULL if iconv does not know the name. */
static inline void *mateo_open_decoder(const unsigned char *name) {
    iconv_t decoder = iconv_open("UTF-8", (const char *)name);
    return decoder == (iconv_t)-1 ? NULL : decoder;
}

/* The same from UTF-8 to an encoding. */
static inline void *mateo_open_encoder(const unsigned char *name) {
    iconv_t encoder = iconv_open((const char *)name, "UTF-8");
    return encoder == (iconv_t)-1 ? NULL : encoder;
}

/* Forgets what came before. */
static inline void mateo_reset_decoder(void *decoder) { iconv(decoder, NULL, NULL, NULL, NULL); }

static inline void mateo_close_decoder(void *decoder) { iconv_close(decoder); }

/* iconv(3): 0 when all bytes were taken, else errno. */
static inline int mateo_decode(void *decoder, const unsigned char **input, size_t *input_left, unsigned char **output,
                               size_t *output_left) {
    return iconv(decoder, (char **)input, input_left, (char **)output, output_left) == (size_t)-1 ? errno : 0;
}

/*
 * Moves an open file away from the numbers of the standard streams. The host may have closed those, and may still print
 * to them.
 */
static inline int mateo_above_standard(int file) {
    if (file < 0 || file > 2) return file;
    int moved = fcntl(file, F_DUPFD_CLOEXEC, 3);
    int code = errno;
    close(file);
    errno = code;
    return moved;
}

/* open(2) is variadic. */
static inline int mateo_create_private(const char *path) {
    return mateo_above_standard(open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
}

static inline int mateo_open_for_reading(const char *path) {
    return mateo_above_standard(open(path, O_RDONLY | O_CLOEXEC));
}

/* Opens a file that is there for its locks alone, making it when there is none. A link in its place is not followed. */
static inline int mateo_open_for_locks(const char *path) {
    return mateo_above_standard(open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
}

/*
 * Numbers that the C library shows only to programs that define _GNU_SOURCE. That must not be done here: other modules
 * have the same headers without it, and Swift does not take one type in two forms.
 */
#ifndef F_OFD_SETLK
#define F_OFD_GETLK 36
#define F_OFD_SETLK 37
#endif

/* How one byte of a file is locked. */
enum { MATEO_UNLOCKED, MATEO_SHARED, MATEO_EXCLUSIVE };

/*
 * Locks or unlocks one byte of an open file; 0 on success. The lock is the open file's and not the process's: it
 * does not go when the process closes another descriptor of the file, and the kernel takes it back when the process
 * ends in whatever way. A child process has the open file too, until it closes it.
 */
static inline int mateo_set_lock(int file, off_t byte, int how) {
    struct flock lock = {0};
    lock.l_type = (short)(how == MATEO_EXCLUSIVE ? F_WRLCK : how == MATEO_SHARED ? F_RDLCK : F_UNLCK);
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    return fcntl(file, F_OFD_SETLK, &lock);
}

/*
 * Whether an open file can have locks of the kind that SQLite takes, which belong to the process: 0, else errno. Takes
 * one on its last byte, which is for nothing else.
 */
static inline int mateo_check_locks(int file) {
    struct flock lock = {0};
    lock.l_type = F_RDLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = LLONG_MAX - 1;
    lock.l_len = 1;
    if (fcntl(file, F_SETLK, &lock) != 0) return errno;
    lock.l_type = F_UNLCK;
    (void)fcntl(file, F_SETLK, &lock);
    return 0;
}

/* Whether another open file has locked a byte of this one. */
static inline _Bool mateo_has_lock(int file, off_t byte) {
    struct flock lock = {0};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    return fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

/* What a path leads to. */
struct mateo_file {
    unsigned long long device;
    unsigned long long number;
    unsigned long long names;
    long long size;
    _Bool is_regular;
};

static inline void mateo_describe(const struct stat *status, struct mateo_file *out_file) {
    out_file->device = status->st_dev;
    out_file->number = status->st_ino;
    out_file->names = status->st_nlink;
    out_file->size = (long long)status->st_size;
    out_file->is_regular = S_ISREG(status->st_mode);
}

/* Looks at what a path leads to; false when that is nothing. */
static inline _Bool mateo_find_file(const char *path, struct mateo_file *out_file) {
    struct stat status;
    if (stat(path, &status) != 0) return 0;
    mateo_describe(&status, out_file);
    return 1;
}

/*
 * Whether a file or a folder must not be changed: by this user, or by anybody. What is marked as read-only stays as it is
 * for root too.
 */
static inline _Bool mateo_is_read_only(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0) return 0;
    return (status.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0 || faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0;
}

/* Whether a file has at most so many bytes, and all of them are zero. Reads it through a descriptor of its own. */
static inline _Bool mateo_is_blank(const char *path, size_t most) {
    char bytes[256];
    ssize_t count;
    int file = mateo_open_for_reading(path);
    if (file < 0) return 0;
    for (size_t total = 0; (count = read(file, bytes, sizeof bytes)) > 0; total += (size_t)count) {
        if (total + (size_t)count > most || bytes[0] != 0 || memcmp(bytes, bytes + 1, (size_t)count - 1) != 0) break;
    }
    close(file);
    return count == 0;
}

/* Reads the first bytes of a file through a descriptor of its own. Returns how many these are, or -1. */
static inline ssize_t mateo_read_start(const char *path, void *bytes, size_t most) {
    int file = mateo_open_for_reading(path);
    if (file < 0) return -1;
    ssize_t count = read(file, bytes, most);
    close(file);
    return count;
}

/* Looks at an open file. */
static inline _Bool mateo_find_open_file(int file, struct mateo_file *out_file) {
    struct stat status;
    if (fstat(file, &status) != 0) return 0;
    mateo_describe(&status, out_file);
    return 1;
}

/* Looks at what has a path as its name; false when that is nothing. A link is looked at itself. */
static inline _Bool mateo_find_entry(const char *path, struct mateo_file *out_file) {
    struct stat status;
    if (lstat(path, &status) != 0) return 0;
    mateo_describe(&status, out_file);
    return 1;
}

#ifdef __linux__
/* The C library declares it only for _GNU_SOURCE. */
extern int fallocate(int file, int mode, off_t offset, off_t length);
#endif

/*
 * Gives bytes of a file back to the file system: they are zero from then on, and nothing is written but what shares a
 * block with other bytes. The length of the file stays. 0 on success.
 */
static inline int mateo_punch(int file, off_t offset, off_t length) {
#ifdef __linux__
    enum { KEEP_SIZE = 1, PUNCH_HOLE = 2 };
    int result;
    do result = fallocate(file, KEEP_SIZE | PUNCH_HOLE, offset, length);
    while (result != 0 && errno == EINTR);
    return result;
#else
    (void)file, (void)offset, (void)length;
    errno = EOPNOTSUPP;
    return -1;
#endif
}

/* Opens a file that is there for changes. A link in its place is not followed. */
static inline int mateo_open_for_changes(const char *path) {
    return mateo_above_standard(open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW));
}

/*
 * Opens a file to read it from its start to its end. A pipe is opened without waiting for its writer, and reading never
 * blocks but for plain files. The kernel refuses that for a file that another program has a lease on.
 */
static inline int mateo_open_input(const char *path) {
    int file = mateo_above_standard(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    return file < 0 && errno == EWOULDBLOCK ? mateo_open_for_reading(path) : file;
}

/* What kind of file is open: S_IFREG, S_IFDIR and so on; 0 when that is unknown. */
static inline mode_t mateo_kind(int file) {
    struct stat status;
    return fstat(file, &status) == 0 ? status.st_mode & S_IFMT : 0;
}

/* Waits until there are bytes or an end to read; 0 when the time is over before, or a signal came. */
static inline int mateo_wait_for_input(int file, int milliseconds) {
    struct pollfd waiting = {.fd = file, .events = POLLIN, .revents = 0};
    int ready = poll(&waiting, 1, milliseconds);
    return ready < 0 && errno == EINTR ? 0 : ready;
}

/* What a descriptor is waited for, and what it is ready for. The numbers are libcurl's. */
enum { MATEO_READABLE = 1, MATEO_WRITABLE = 2, MATEO_BROKEN = 4 };

struct mateo_ready {
    int file;
    int what;
};

static inline int mateo_open_poller(void) { return mateo_above_standard(epoll_create1(EPOLL_CLOEXEC)); }

/* Waits for a descriptor from now on, and no more for anything else of it. 0 on success. */
static inline int mateo_watch(int poller, int file, int what) {
    struct epoll_event event = {.events = 0, .data = {.fd = file}};
    if (what & MATEO_READABLE) event.events |= EPOLLIN;
    if (what & MATEO_WRITABLE) event.events |= EPOLLOUT;
    if (epoll_ctl(poller, EPOLL_CTL_MOD, file, &event) == 0) return 0;
    return errno == ENOENT ? epoll_ctl(poller, EPOLL_CTL_ADD, file, &event) : -1;
}

static inline void mateo_watch_no_more(int poller, int file) { epoll_ctl(poller, EPOLL_CTL_DEL, file, NULL); }

/* Waits until descriptors are ready or the time is over; the number of those that are, which may be 0 or less. */
static inline int mateo_wait_for_ready(int poller, struct mateo_ready *out_ready, int most, int milliseconds) {
    struct epoll_event events[16];
    int count = epoll_wait(poller, events, most < 16 ? most : 16, milliseconds);
    for (int index = 0; index < count; index++) {
        unsigned what = events[index].events;
        out_ready[index].file = events[index].data.fd;
        out_ready[index].what = (what & EPOLLIN ? MATEO_READABLE : 0) | (what & EPOLLOUT ? MATEO_WRITABLE : 0)
            | (what & (EPOLLERR | EPOLLHUP) ? MATEO_BROKEN : 0);
    }
    return count;
}

/* A descriptor that is readable from a mateo_signal to the next mateo_clear_signal. */
static inline int mateo_open_signal(void) { return mateo_above_standard(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

static inline void mateo_signal(int signal) { (void)!eventfd_write(signal, 1); }

static inline void mateo_clear_signal(int signal) {
    eventfd_t count;
    (void)!eventfd_read(signal, &count);
}

/* A descriptor that is readable from a time on. */
static inline int mateo_open_timer(void) {
    return mateo_above_standard(timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK));
}

/* Sets that time, in milliseconds of CLOCK_BOOTTIME; 0 or less for never. */
static inline void mateo_set_timer(int timer, long long milliseconds) {
    struct itimerspec time = {0};
    if (milliseconds > 0) {
        time.it_value.tv_sec = (time_t)(milliseconds / 1000);
        time.it_value.tv_nsec = (long)(milliseconds % 1000) * 1000000;
    }
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &time, NULL);
}

#endif
