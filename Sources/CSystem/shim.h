/* The C library: Embedded Swift has no Glibc module, and errno is a macro. */
#ifndef MATEO_CSYSTEM_SHIM_H
#define MATEO_CSYSTEM_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static inline int mateo_errno(void) { return errno; }

/* open(2) is variadic. */
static inline int mateo_create_private(const char *path) {
    return open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
}

/* S_ISDIR is a macro. */
static inline _Bool mateo_is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static inline int mateo_open_for_reading(const char *path) { return open(path, O_RDONLY | O_CLOEXEC); }

#endif
