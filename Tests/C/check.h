/* What the tests in C share: checks, and a client that needs little time. One program includes it once. */
#ifndef CHECK_H
#define CHECK_H

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <inttypes.h>
#include <mateo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The error of the call that was checked last. */
static mateo_error *error = NULL;
static int wrong = 0;

/* Says that a condition does not hold, and goes on. */
#define CHECK(condition) check_condition((condition) != 0, #condition, __FILE__, __LINE__)
/* The call succeeds. It has &error as its last argument. */
#define OK(call) (forget_error(), check_ok((call), #call, __FILE__, __LINE__))
/* The call fails with this status and a message that holds this text; `error` can be looked at until the next. */
#define FAILS(status, text, call) (forget_error(), check_fails((status), (text), (call), #call, __FILE__, __LINE__))
/* Two numbers, or two texts, are the same. */
#define SAME(number, wanted) check_same((int64_t)(number), (int64_t)(wanted), #number, __FILE__, __LINE__)
#define SAME_TEXT(text, wanted) check_text((text), (wanted), #text, __FILE__, __LINE__)

static inline void forget_error(void) {
    mateo_error_free(error);
    error = NULL;
}

static inline void check_condition(int holds, const char *what, const char *file, int line) {
    if (holds) return;
    wrong++;
    fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
}

static inline void check_same(int64_t number, int64_t wanted, const char *what, const char *file, int line) {
    if (number == wanted) return;
    wrong++;
    fprintf(stderr, "%s:%d: %s is %" PRId64 " and not %" PRId64 "\n", file, line, what, number, wanted);
}

static inline void check_text(const char *text, const char *wanted, const char *what, const char *file, int line) {
    if (text != NULL && strcmp(text, wanted) == 0) return;
    wrong++;
    fprintf(stderr, "%s:%d: %s is \"%s\" and not \"%s\"\n", file, line, what, text != NULL ? text : "(NULL)", wanted);
}

/* What follows a call that should have succeeded makes no sense when it did not. */
static inline void check_ok(mateo_status status, const char *what, const char *file, int line) {
    if (status == MATEO_OK && error == NULL) return;
    fprintf(stderr, "%s:%d: %s: %s: %s\n", file, line, what, mateo_status_name(status), mateo_error_message(error));
    exit(1);
}

static inline void check_fails(
    mateo_status wanted, const char *text, mateo_status status, const char *what, const char *file, int line) {
    const char *message = mateo_error_message(error);
    if (status != wanted || mateo_error_status(error) != wanted) {
        wrong++;
        fprintf(stderr, "%s:%d: %s: %s and not %s: %s\n", file, line, what, mateo_status_name(status),
            mateo_status_name(wanted), message);
    } else if (strstr(message, text) == NULL || strchr(message, '\n') != NULL) {
        wrong++;
        fprintf(stderr, "%s:%d: %s: the message does not say \"%s\": %s\n", file, line, what, text, message);
    }
}

static inline const char *from_environment(const char *name) {
    const char *value = getenv(name);
    if (value != NULL) return value;
    fprintf(stderr, "%s is not set; scripts/test-c runs this program\n", name);
    exit(2);
}

/* How many times a program takes longer than usual. */
static inline int slowness(void) { return getenv("MATEO_SLOW") != NULL ? 10 : 1; }

/* A file of this test in its folder, which is not there yet. The names of the last few stay valid. */
static inline const char *new_path(const char *name) {
    static char paths[8][4096];
    static int last = 0;
    static const char *const endings[] = {"-wal", "-shm", "-journal", "-lease", "-records", ""};
    char *path = paths[last++ % 8];
    char file[4200];
    snprintf(path, sizeof paths[0], "%s/%s", from_environment("MATEO_TEST_FOLDER"), name);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        snprintf(file, sizeof file, "%s%s", path, endings[i]);
        if (unlink(file) != 0) rmdir(file);
    }
    return path;
}

static inline const char *new_file(const char *name, const void *bytes, size_t length) {
    const char *path = new_path(name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, length, file) != length || fclose(file) != 0) {
        perror(path);
        exit(2);
    }
    return path;
}

/* Watches a file from now on, so that wait_for_opening returns when the library has opened it. */
static inline int watch_opening(const char *path) {
    int watch = inotify_init1(IN_CLOEXEC);
    CHECK(watch >= 0 && inotify_add_watch(watch, path, IN_OPEN) >= 0);
    return watch;
}

static inline void wait_for_opening(int watch) {
    struct inotify_event event;
    CHECK(read(watch, &event, sizeof event) == sizeof event);
    close(watch);
}

/* Options for the sandbox that this program was started against: no pace, and looks at jobs in quick succession. */
static inline mateo_options *sandbox_options(const char *journal) {
    mateo_options *options = NULL;
    OK(mateo_options_new(&options, &error));
    OK(mateo_options_set_base_url(options, from_environment("MATEO_URL"), &error));
    OK(mateo_options_set_api_key(options, from_environment("MATEO_API_KEY"), &error));
    OK(mateo_options_set_journal_path(options, journal, &error));
    OK(mateo_options_set_requests_per_second(options, 0, &error));
    OK(mateo_options_set_first_poll(options, 20, &error));
    OK(mateo_options_set_longest_poll(options, 100, &error));
    return options;
}

/* A client with these options, which are freed. */
static inline mateo_client *open_with(mateo_options *options) {
    mateo_client *client = NULL;
    OK(mateo_client_open(options, &client, &error));
    mateo_options_free(options);
    return client;
}

/* NULL: without a journal's file. */
static inline mateo_client *open_sandbox(const char *journal) { return open_with(sandbox_options(journal)); }

static inline mateo_import *open_contacts(mateo_client *client, const char *name) {
    mateo_import *import = NULL;
    OK(mateo_import_open(client, MATEO_TYPE_CONTACTS, name, &import, &error));
    return import;
}

static inline mateo_status add_csv(mateo_import *import, const char *csv, mateo_error **out_error) {
    mateo_status status = mateo_import_add_csv(import, csv, strlen(csv), out_error);
    return status == MATEO_OK ? mateo_import_end_csv(import, out_error) : status;
}

static inline mateo_status add_json(mateo_import *import, const char *json, mateo_error **out_error) {
    return mateo_import_add_json(import, json, strlen(json), out_error);
}

/* Adds contacts whose numbers go from first to last. */
static inline void add_contacts(mateo_import *import, int first, int last) {
    char line[100];
    snprintf(line, sizeof line, "external_id,email,full_name\n");
    OK(mateo_import_add_csv(import, line, strlen(line), &error));
    for (int number = first; number <= last; number++) {
        snprintf(line, sizeof line, "C-%d,contact%d@example.org,Contact %d\n", number, number, number);
        OK(mateo_import_add_csv(import, line, strlen(line), &error));
    }
    OK(mateo_import_end_csv(import, &error));
}

/* A sealed import of contacts that no other import of the program has. */
static inline mateo_import *sealed_contacts(mateo_client *client, const char *name, int records) {
    static int last = 0;
    mateo_import *import = open_contacts(client, name);
    add_contacts(import, last + 1, last + records);
    last += records;
    OK(mateo_import_seal(import, &error));
    return import;
}

/* Runs a sealed import until it ends. */
static inline mateo_state run(mateo_import *import) {
    mateo_state state = -1;
    OK(mateo_import_run(import, &state, &error));
    return state;
}

static inline int64_t count(mateo_import *import, mateo_count what) {
    int64_t number = -1;
    OK(mateo_import_count(import, what, &number, &error));
    return number;
}

static inline mateo_state state_of(mateo_import *import) {
    mateo_state state = -1;
    OK(mateo_import_state(import, &state, &error));
    return state;
}

static inline int64_t monotonic_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What the sandbox saw so far: a number from its statistics. */
static inline int64_t statistic(const char *name) {
    static const char request[] = "GET /sandbox/statistics HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n";
    char answer[8192], key[100];
    size_t length = 0;
    ssize_t got = 0;
    struct sockaddr_in address;
    const char *port = strrchr(from_environment("MATEO_URL"), ':');
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)atoi(port != NULL ? port + 1 : ""));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connection, (const struct sockaddr *)&address, sizeof address) == 0
        && send(connection, request, sizeof request - 1, 0) > 0) {
        while (length < sizeof answer - 1
            && (got = recv(connection, answer + length, sizeof answer - 1 - length, 0)) > 0) {
            length += (size_t)got;
        }
    }
    close(connection);
    answer[length] = '\0';
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *found = strstr(answer, key);
    return found != NULL ? strtoll(found + strlen(key), NULL, 10) : -1;
}

/* The last words of a program. */
static inline int finish(void) {
    forget_error();
    if (wrong > 0) fprintf(stderr, "%d checks failed\n", wrong);
    return wrong > 0;
}
#endif
