/*
 * Several copies of the library in one process, as plug-ins bring them: loaded apart, with RTLD_DEEPBIND, and in a
 * namespace of its own. They do not disturb each other, and handles of one are none of another's.
 */
// sandbox: --requests-per-second 0 --processing-ms 0
// libraries: -ldl
#include "loaded.h"

enum { MOST = 4 };
static void *copies[MOST];
static int number_of_copies = MOST;
static char folder[4000];

/* A file of its own: the loader gives the same copy again for the same file. */
static const char *copied(const char *name) {
    static char path[4200], bytes[1 << 16];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *from = fopen(from_environment("MATEO_LIBRARY"), "rb"), *to = fopen(path, "wb");
    if (from == NULL || to == NULL) fail(name, "cannot be copied");
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, from)) > 0;) {
        if (fwrite(bytes, 1, got, to) != got) fail(name, "cannot be copied");
    }
    fclose(from);
    if (fclose(to) != 0) fail(name, "cannot be copied");
    return path;
}

static mateo_client *clients[MOST];
static mateo_import *imports[MOST];

/* Each copy has a journal and an import of its own, and they take turns. */
static void apart(int round) {
    char text[4200];
    for (int i = 0; i < number_of_copies; i++) {
        library = copies[i];
        snprintf(text, sizeof text, "%s/copy-%d.db", folder, i);
        clients[i] = open_client(text);
        snprintf(text, sizeof text, "round %d", round);
        imports[i] = open_import(clients[i], text);
        fill(imports[i], 10 * round + i);
    }
    for (int i = 0; i < number_of_copies; i++) {
        library = copies[i];
        mateo_state state = -1;
        OK(FUNCTION(mateo_import_step)(imports[i], 0, &state, NULL));
        mateo_import *others = imports[(i + 1) % number_of_copies];
        if (FUNCTION(mateo_import_step)(others, 0, &state, NULL) != MATEO_ERROR_HANDLE) fail("a handle", "is taken");
        FUNCTION(mateo_import_close)(others);
    }
    for (int i = 0; i < number_of_copies; i++) {
        library = copies[i];
        finish_import(imports[i]);
        OK(FUNCTION(mateo_client_verify)(clients[i], NULL, NULL));
        FUNCTION(mateo_client_close)(clients[i]);
    }
}

/* Copies that have SQLite in common may have a journal in common too. */
static void together(void) {
    char journal[4200];
    snprintf(journal, sizeof journal, "%s/shared.db", folder);
    library = copies[0];
    mateo_client *first = open_client(journal);
    mateo_import *import = open_import(first, "shared");
    mateo_state state = -1;
    fill(import, 1000);
    /* Others wait for the key's request to be over, and here nobody would carry it on. */
    for (int64_t jobs = 0; jobs == 0;) {
        OK(FUNCTION(mateo_import_step)(import, 0, &state, NULL));
        OK(FUNCTION(mateo_import_count)(import, MATEO_COUNT_JOBS, &jobs, NULL));
    }

    library = copies[1];
    mateo_client *second = open_client(journal);
    mateo_import *same = NULL;
    OK(FUNCTION(mateo_import_resume)(second, "shared", &same, NULL));
    if (FUNCTION(mateo_import_run)(same, &state, NULL) != MATEO_ERROR_JOURNAL_BUSY) fail("shared", "is run twice");
    FUNCTION(mateo_import_close)(same);
    mateo_import *own = open_import(second, "own");
    fill(own, 1001);
    finish_import(own);
    FUNCTION(mateo_client_close)(second);

    library = copies[0];
    finish_import(import);
    OK(FUNCTION(mateo_client_verify)(first, NULL, NULL));
    FUNCTION(mateo_client_close)(first);
}

int main(void) {
    snprintf(folder, sizeof folder, "%s", from_environment("MATEO_TEST_FOLDER"));
    copies[0] = dlopen(from_environment("MATEO_LIBRARY"), RTLD_NOW | RTLD_LOCAL);
    copies[1] = dlopen(copied("second.so"), RTLD_NOW | RTLD_LOCAL);
    /* The sanitizers take neither of these, and valgrind does not know a second C library. */
    if (getenv("MATEO_SLOW") == NULL) {
        copies[2] = dlopen(copied("third.so"), RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
        /* It has its own C library, libcurl and SQLite too. */
        copies[3] = dlmopen(LM_ID_NEWLM, copied("fourth.so"), RTLD_NOW | RTLD_LOCAL);
    } else {
        number_of_copies = 2;
    }
    for (int i = 0; i < number_of_copies; i++) {
        if (copies[i] == NULL) fail("dlopen", dlerror());
        for (int other = 0; other < i; other++) {
            if (copies[other] == copies[i]) fail("dlopen", "gave the same copy twice");
        }
    }
    apart(1);
    together();
    apart(2);
    if (getenv("MATEO_SLOW") != NULL) return 0;
    /* One goes, and the others stay. */
    if (dlclose(copies[1]) != 0) fail("dlclose", dlerror());
    copies[1] = dlopen(copied("fifth.so"), RTLD_NOW | RTLD_LOCAL);
    if (copies[1] == NULL) fail("dlopen", dlerror());
    apart(3);
    return 0;
}
