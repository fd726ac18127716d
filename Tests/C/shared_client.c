/*
 * What the header allows to threads, all of it at once: they share a client, each with imports and cursors of its own,
 * read one error together, cancel and close each other's imports, and open clients of the same journal.
 */
// sandbox: --requests-per-second 0 --processing-ms 5
#include "check.h"
#include <pthread.h>

enum { THREADS = 4, ROUNDS = 6 };

static mateo_client *client;
static mateo_error *shared_error;
static mateo_options *options;
static pthread_mutex_t options_lock = PTHREAD_MUTEX_INITIALIZER;
static int faults = 0;

/* CHECK and OK share a variable, so threads have a check of their own. */
static void is(int holds, const char *what) {
    if (holds) return;
    __atomic_add_fetch(&faults, 1, __ATOMIC_SEQ_CST);
    fprintf(stderr, "not so: %s\n", what);
}

#define IS(condition) is((condition) != 0, #condition)

static mateo_import *filled(mateo_client *with, int thread, int round) {
    mateo_import *import = NULL;
    char name[40], json[100];
    snprintf(name, sizeof name, "thread %d round %d", thread, round);
    IS(mateo_import_open(with, MATEO_TYPE_CONTACTS, name, &import, NULL) == MATEO_OK);
    for (int row = 0; row < 5; row++) {
        snprintf(json, sizeof json, "{\"external_id\":\"%d-%d-%d\"}", thread, round, row);
        IS(mateo_import_add_json(import, json, strlen(json), NULL) == MATEO_OK);
    }
    IS(mateo_import_seal(import, NULL) == MATEO_OK);
    return import;
}

/* Looks at all imports, those of the others too, while they run. */
static void looks(void) {
    mateo_imports *imports = NULL;
    int32_t found = 1;
    IS(mateo_client_imports(client, &imports, NULL) == MATEO_OK);
    while (found) {
        IS(mateo_imports_next(imports, &found, NULL) == MATEO_OK);
        IS(!found || mateo_imports_count(imports, MATEO_COUNT_TOTAL) >= 0);
    }
    mateo_imports_free(imports);
    mateo_error *own = NULL;
    IS(mateo_client_verify(client, NULL, &own) == MATEO_OK);
    if (own != NULL) fprintf(stderr, "%s\n", mateo_error_message(own));
    mateo_error_free(own);
    IS(mateo_error_status(shared_error) == MATEO_ERROR_ARGUMENT);
    IS(strlen(mateo_error_message(shared_error)) > 0);
}

typedef struct victim {
    mateo_import *import;
    int is_closed;
} victim;

static void *ends(void *context) {
    victim *given = context;
    mateo_import_cancel(given->import);
    if (given->is_closed) mateo_import_close(given->import);
    return NULL;
}

/* Runs an import that another thread ends. */
static void is_ended(int thread, int round) {
    pthread_t other;
    mateo_state state = -1;
    victim given = {filled(client, thread, round), round % 2};
    IS(pthread_create(&other, NULL, ends, &given) == 0);
    mateo_status status = mateo_import_run(given.import, &state, NULL);
    IS(status == MATEO_OK || (given.is_closed && status == MATEO_ERROR_HANDLE));
    IS(pthread_join(other, NULL) == 0);
    if (!given.is_closed) mateo_import_close(given.import);
}

static void *works(void *context) {
    int thread = *(const int *)context;
    for (int round = 0; round < ROUNDS; round++) {
        mateo_state state = -1;
        mateo_client *own = NULL;
        if (round % 3 == 2) {
            pthread_mutex_lock(&options_lock);
            IS(mateo_client_open(options, &own, NULL) == MATEO_OK);
            pthread_mutex_unlock(&options_lock);
        }
        mateo_import *import = filled(own != NULL ? own : client, thread, round);
        IS(mateo_import_run(import, &state, NULL) == MATEO_OK && state == MATEO_STATE_FINISHED);
        mateo_import_close(import);
        mateo_client_close(own);
        is_ended(thread, 100 + round);
        looks();
    }
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    int numbers[THREADS];
    options = sandbox_options(new_path("shared.db"));
    SAME(mateo_options_new(NULL, &shared_error), MATEO_ERROR_ARGUMENT);
    OK(mateo_client_open(options, &client, &error));
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        CHECK(pthread_create(&threads[i], NULL, works, &numbers[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
    SAME(faults, 0);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_options_free(options);
    mateo_error_free(shared_error);
    mateo_client_close(client);
    return finish();
}
