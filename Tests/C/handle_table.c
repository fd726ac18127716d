/* The table of handles: two loaded copies of the library, many forks, and a copy that is unloaded before a fork. */
// sandbox: --processing-ms 0
#include "check.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

typedef mateo_status new_record(mateo_record **, mateo_error **);
typedef mateo_status set_null(mateo_record *, const char *, mateo_error **);
typedef void free_record(mateo_record *);

/* Threads that make the table longer and shorter while the process forks. */
static volatile int is_busy = 1;

static void *grow_and_shrink(void *context) {
    enum { MANY = 1000 };
    static _Thread_local mateo_record *records[MANY];
    while (is_busy) {
        for (int i = 0; i < MANY && is_busy; i++) mateo_record_new(&records[i], NULL);
        for (int i = 0; i < MANY; i++) {
            mateo_record_free(records[i]);
            records[i] = NULL;
        }
    }
    return context;
}

static int child(mateo_record *inherited) {
    mateo_record *own[20];
    alarm(20); /* Not a hang. */
    error = NULL;
    FAILS(MATEO_ERROR_HANDLE, "fork", mateo_record_set_null(inherited, "a", &error));
    mateo_record_free(inherited);
    for (int i = 0; i < 20; i++) {
        OK(mateo_record_new(&own[i], &error));
        OK(mateo_record_set_null(own[i], "a", &error));
        CHECK(own[i] != inherited);
    }
    for (int i = 0; i < 20; i++) mateo_record_free(own[i]);
    FAILS(MATEO_ERROR_HANDLE, "fork", mateo_record_set_null(inherited, "a", &error));
    return finish();
}

static void copy_file(const char *from, const char *to) {
    static char buffer[1 << 20];
    FILE *source = fopen(from, "rb"), *target = fopen(to, "wb");
    CHECK(source != NULL && target != NULL);
    if (source == NULL || target == NULL) exit(1);
    for (size_t got; (got = fread(buffer, 1, sizeof buffer, source)) > 0;) fwrite(buffer, 1, got, target);
    fclose(source);
    fclose(target);
}

/* A function of a copy; ISO C has no way from an object's address to a function's. */
static void function(void *copy, const char *name, void *into) {
    void *found = dlsym(copy, name);
    CHECK(found != NULL);
    if (found == NULL) exit(1);
    memcpy(into, &found, sizeof found);
}

int main(void) {
    /* Two copies: neither takes the other's handles, although both begin to count. */
    Dl_info info;
    mateo_status (*status_of)(const mateo_error *) = mateo_error_status;
    void *address;
    memcpy(&address, &status_of, sizeof address);
    CHECK(dladdr(address, &info) != 0);
    const char *path = new_path("copy.so");
    copy_file(info.dli_fname, path);
    void *copy = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    CHECK(copy != NULL);
    if (copy == NULL) return 1;
    new_record *other_new;
    set_null *other_set;
    free_record *other_free;
    function(copy, "mateo_record_new", &other_new);
    function(copy, "mateo_record_set_null", &other_set);
    function(copy, "mateo_record_free", &other_free);
    CHECK(other_new != mateo_record_new);
    mateo_record *ours[50], *theirs[50];
    for (int i = 0; i < 50; i++) {
        OK(mateo_record_new(&ours[i], &error));
        SAME(other_new(&theirs[i], NULL), MATEO_OK);
    }
    for (int i = 0; i < 50; i++) {
        for (int k = 0; k < 50; k++) CHECK(ours[i] != theirs[k]);
        FAILS(MATEO_ERROR_HANDLE, "record", mateo_record_set_null(theirs[i], "a", &error));
        SAME(other_set(ours[i], "a", NULL), MATEO_ERROR_HANDLE);
        mateo_record_free(theirs[i]);
        other_free(ours[i]);
        OK(mateo_record_set_null(ours[i], "a", &error));
        SAME(other_set(theirs[i], "a", NULL), MATEO_OK);
    }
    for (int i = 0; i < 50; i++) {
        if (i > 0) mateo_record_free(ours[i]);
        other_free(theirs[i]);
    }

    /* An unloaded copy leaves nothing behind that a fork would call. Valgrind counts its table as lost. */
    if (slowness() == 1) {
        CHECK(dlclose(copy) == 0);
        CHECK(dlopen(path, RTLD_NOW | RTLD_NOLOAD) == NULL);
    }

    /* Threads are inside the table whenever the process forks. */
    pthread_t threads[3];
    int number = slowness() == 1 ? 3 : 0;
    for (int i = 0; i < number; i++) CHECK(pthread_create(&threads[i], NULL, grow_and_shrink, NULL) == 0);
    int forks = slowness() == 1 ? 200 : 5;
    for (int i = 0; i < forks && wrong == 0; i++) {
        int status = -1;
        pid_t process = fork();
        if (process == 0) _exit(child(ours[0]));
        CHECK(waitpid(process, &status, 0) == process);
        SAME(status, 0);
        OK(mateo_record_set_list(ours[0], "b", &error));
        mateo_record_clear(ours[0]);
    }
    is_busy = 0;
    for (int i = 0; i < number; i++) CHECK(pthread_join(threads[i], NULL) == 0);

    /* A child of a child. */
    pid_t process = fork();
    if (process == 0) {
        mateo_record *between = NULL;
        int status = -1;
        OK(mateo_record_new(&between, &error));
        pid_t grandchild = fork();
        if (grandchild == 0) _exit(child(between));
        CHECK(waitpid(grandchild, &status, 0) == grandchild);
        SAME(status, 0);
        OK(mateo_record_set_null(between, "a", &error));
        mateo_record_free(between);
        _exit(finish());
    }
    int status = -1;
    CHECK(waitpid(process, &status, 0) == process);
    SAME(status, 0);

    /* A child that the C library knows nothing of. */
    process = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (process == 0) _exit(child(ours[0]));
    CHECK(process > 0 && waitpid(process, &status, 0) == process);
    SAME(status, 0);
    OK(mateo_record_set_null(ours[0], "c", &error));
    mateo_record_free(ours[0]);
    return finish();
}
