/* Little memory: what cannot be had is told with a status, and the import goes on when there is some. */
// sandbox: --processing-ms 0
#include "server.h"
#include <sys/resource.h>

typedef enum phase { ADDING, SEALING, RUNNING, PHASES } phase;

enum { LIMITS = 24, SIGNALS = 0, LACKS = 1, WHOLE = 2 };

static const char *const phases[] = {"adding", "sealing", "running"};
static char json[3 << 20];
static int64_t records;

/* One record that is nearly as large as a batch may be. */
static void one_large_record(void) {
    size_t length = (size_t)snprintf(json, sizeof json, "{\"external_id\":\"C-1\",\"full_name\":\"");
    memset(json + length, 'y', sizeof json - length - 3);
    memcpy(json + sizeof json - 3, "\"}", 3);
    records = 1;
}

static void many_records(void) {
    static char name[1000];
    size_t length = 1;
    memset(name, 'n', sizeof name - 1);
    json[0] = '[';
    for (records = 0; length < sizeof json - 1200; records++) {
        length += (size_t)snprintf(json + length, sizeof json - length,
            "%s{\"external_id\":\"C-%" PRId64 "\",\"full_name\":\"%s\"}", records > 0 ? "," : "", records, name);
    }
    memcpy(json + length, "]", 2);
}

/* Allows this process so many bytes of addresses more than it has. */
static void allow(int64_t bytes) {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file != NULL && fscanf(file, "%ld", &pages) == 1 && fclose(file) == 0);
    struct rlimit limit = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
    if (bytes >= 0) limit.rlim_cur = (rlim_t)(pages * sysconf(_SC_PAGESIZE) + bytes);
    CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
}

/* Whatever goes wrong, it is for the lack of memory. */
static void lacks(mateo_status status) {
    seen->own[LACKS]++;
    CHECK(status == MATEO_ERROR_MEMORY);
    if (status != MATEO_ERROR_MEMORY) {
        fprintf(stderr, "%s: %s\n", mateo_status_name(status), mateo_error_message(error));
    }
    CHECK(*mateo_error_message(error) != '\0');
}

static void with_limit(phase limited, int64_t bytes) {
    mateo_client *client = open_with(server_options(new_path("memory.db")));
    mateo_import *import = open_contacts(client, "memory");
    mateo_state state = MATEO_STATE_RUNNING;
    if (limited == ADDING) allow(bytes);
    mateo_status status = add_json(import, json, &error);
    allow(-1);
    if (limited == ADDING && status != MATEO_OK) {
        /* The import is as it was before the call. */
        lacks(status);
        SAME(count(import, MATEO_COUNT_TOTAL), 0);
        OK(add_json(import, json, &error));
    }
    SAME(count(import, MATEO_COUNT_TOTAL), records);

    if (limited == SEALING) allow(bytes);
    forget_error();
    status = mateo_import_seal(import, &error);
    allow(-1);
    if (limited == SEALING && status != MATEO_OK) {
        lacks(status);
        OK(mateo_import_seal(import, &error));
    }

    if (limited == RUNNING) allow(bytes);
    forget_error();
    for (status = MATEO_OK; status == MATEO_OK && state == MATEO_STATE_RUNNING;) {
        status = mateo_import_step(import, 300, &state, &error);
    }
    allow(-1);
    if (limited == RUNNING && status != MATEO_OK) {
        lacks(status);
    } else {
        SAME(status, MATEO_OK);
        SAME(state, MATEO_STATE_FINISHED);
        SAME(count(import, MATEO_COUNT_SUCCEEDED), records);
        seen->own[WHOLE]++;
    }
    SAME(seen->twice, 0);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_import_close(import);
    mateo_client_close(client);
}

/* From nearly nothing to more than enough. Each is a process of its own, which may not end by a signal. */
static void with_limits(const char *what, phase limited) {
    int64_t signals_before = seen->own[SIGNALS], lacks_before = seen->own[LACKS], whole_before = seen->own[WHOLE];
    for (int64_t limit = 0; limit < LIMITS; limit++) {
        int status = -1;
        int64_t bytes = limit < 8 ? limit * 100000 : (limit - 7) * 2000000;
        seen->jobs = 0;
        seen->twice = 0;
        memset(seen->ids, 0, sizeof seen->ids);
        pid_t process = fork();
        if (process == 0) {
            alarm(60); /* Not a hang. */
            wrong = 0;
            with_limit(limited, bytes);
            _exit(finish());
        }
        CHECK(waitpid(process, &status, 0) == process);
        if (status == 0) continue;
        wrong++;
        seen->own[SIGNALS] += WIFSIGNALED(status);
        fprintf(stderr, "... %s of %s with %" PRId64 " bytes more: %s %d\n", phases[limited], what, bytes,
            WIFSIGNALED(status) ? "signal" : "exit status",
            WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    }
    SAME(seen->own[SIGNALS] - signals_before, 0);
    /* The limits are such that both happen. */
    CHECK(limited != ADDING || seen->own[LACKS] > lacks_before);
    CHECK(seen->own[WHOLE] > whole_before);
}

/* The largest batch that may be asked for can be kept, too. */
static void largest_batch(void) {
    enum { LARGEST = 64 << 20 };
    char *record = malloc(LARGEST + 1);
    CHECK(record != NULL);
    if (record == NULL) return;
    size_t start = (size_t)snprintf(record, LARGEST, "{\"external_id\":\"C-1\",\"full_name\":\"");
    memset(record + start, 'y', LARGEST - start - 102);
    memcpy(record + LARGEST - 102, "\"}", 3);
    mateo_options *options = server_options(new_path("memory.db"));
    OK(mateo_options_set_batch_bytes(options, LARGEST, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = open_contacts(client, "largest");
    OK(add_json(import, record, &error));
    OK(mateo_import_seal(import, &error));
    OK(mateo_client_verify(client, NULL, &error));
    mateo_import_close(import);
    mateo_client_close(client);
    free(record);
}

int main(void) {
    if (slowness() > 1) {
        puts("skipped: what watches the memory of this program needs more than the limit");
        return 0;
    }
    start_server(usual_answer);
    largest_batch();
    one_large_record();
    for (phase limited = ADDING; limited < PHASES; limited++) with_limits("a large record", limited);
    many_records();
    for (phase limited = ADDING; limited < PHASES; limited++) with_limits("many records", limited);
    stop_server();
    return finish();
}
