/* The C library: Embedded Swift has no Glibc module, and errno is a macro. */
#ifndef MATEO_CSYSTEM_SHIM_H
#define MATEO_CSYSTEM_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static inline int mateo_errno(void) { return errno; }

/*
 * Has functions called around every fork(2): before it, and after it in the parent and in the child. The C library
 * forgets them when this library is unloaded. 0 on success.
 */
static inline int mateo_at_fork(void (*before)(void), void (*in_parent)(void), void (*in_child)(void)) {
    return pthread_atfork(before, in_parent, in_child);
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

/* open(2) is variadic. */
static inline int mateo_create_private(const char *path) {
    return open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
}

/* Opens a file that is there for its locks alone, making it when there is none. A link in its place is not followed. */
static inline int mateo_open_for_locks(const char *path) {
    return open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
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
static inline int mateo_open_for_changes(const char *path) { return open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW); }

static inline int mateo_open_for_reading(const char *path) { return open(path, O_RDONLY | O_CLOEXEC); }

/*
 * Opens a file to read it from its start to its end. A pipe is opened without waiting for its writer, and reading never
 * blocks but for plain files. The kernel refuses that for a file that another program has a lease on.
 */
static inline int mateo_open_input(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    return file < 0 && errno == EWOULDBLOCK ? mateo_open_for_reading(path) : file;
}

/* What kind of file is open: S_IFREG, S_IFDIR and so on; 0 when that is unknown. */
static inline mode_t mateo_kind(int file) {
    struct stat status;
    return fstat(file, &status) == 0 ? status.st_mode & S_IFMT : 0;
}

/* Waits until there are bytes or an end to read; 0 when the time is over before. */
static inline int mateo_wait_for_input(int file, int milliseconds) {
    struct pollfd waiting = {.fd = file, .events = POLLIN, .revents = 0};
    return poll(&waiting, 1, milliseconds);
}

#endif
