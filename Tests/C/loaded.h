/* The library as a program has it that loads it while it runs. For programs that are not linked with it. */
#ifndef LOADED_H
#define LOADED_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <mateo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The copy of the library whose functions are called. */
static void *library = NULL;

/* A function of that copy. */
#define FUNCTION(name) (*(__typeof__(name) **)find_function(#name))
/* A call that has to succeed. */
#define OK(call) check_ok((call), #call)

static inline void fail(const char *what, const char *why) {
    fprintf(stderr, "%s: %s\n", what, why != NULL ? why : "?");
    exit(1);
}

static inline void *find_function(const char *name) {
    static void *found;
    found = dlsym(library, name);
    if (found == NULL) fail(name, dlerror());
    return &found;
}

static inline void check_ok(mateo_status status, const char *what) {
    if (status != MATEO_OK) fail(what, FUNCTION(mateo_status_name)(status));
}

static inline const char *from_environment(const char *name) {
    const char *value = getenv(name);
    if (value == NULL) fail(name, "is not set; scripts/test-c runs this program");
    return value;
}

/* A client of the sandbox; NULL: without a journal's file. */
static inline mateo_client *open_client(const char *journal) {
    mateo_options *options = NULL;
    mateo_client *client = NULL;
    OK(FUNCTION(mateo_options_new)(&options, NULL));
    OK(FUNCTION(mateo_options_set_base_url)(options, from_environment("MATEO_URL"), NULL));
    OK(FUNCTION(mateo_options_set_api_key)(options, from_environment("MATEO_API_KEY"), NULL));
    OK(FUNCTION(mateo_options_set_requests_per_second)(options, 0, NULL));
    OK(FUNCTION(mateo_options_set_first_poll)(options, 20, NULL));
    OK(FUNCTION(mateo_options_set_longest_poll)(options, 100, NULL));
    OK(FUNCTION(mateo_options_set_journal_path)(options, journal, NULL));
    OK(FUNCTION(mateo_client_open)(options, &client, NULL));
    FUNCTION(mateo_options_free)(options);
    return client;
}

static inline mateo_import *open_import(mateo_client *client, const char *name) {
    mateo_import *import = NULL;
    OK(FUNCTION(mateo_import_open)(client, MATEO_TYPE_CONTACTS, name, &import, NULL));
    return import;
}

/* Adds one contact, and seals. */
static inline void fill(mateo_import *import, int number) {
    char json[60];
    snprintf(json, sizeof json, "{\"external_id\":\"%d\"}", number);
    OK(FUNCTION(mateo_import_add_json)(import, json, strlen(json), NULL));
    OK(FUNCTION(mateo_import_seal)(import, NULL));
}

static inline void finish_import(mateo_import *import) {
    mateo_state state = -1;
    OK(FUNCTION(mateo_import_run)(import, &state, NULL));
    if (state != MATEO_STATE_FINISHED) fail("mateo_import_run", "the import is not finished");
    FUNCTION(mateo_import_close)(import);
}
#endif
