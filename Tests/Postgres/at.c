/*
 * Runs a command at a certain point of a program: preloaded with LD_PRELOAD.
 *
 * Environment: AT_WHEN, before or after; AT_CALL, how the name of the function or its SQL begins; AT_NUMBER, which of
 * such calls, from 1; AT_DO, the command.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <libpq-fe.h>
#include <mateo.h>
#include <stdlib.h>
#include <string.h>

static void at(const char *when, const char *call) {
    static int64_t seen = 0;
    if (strcmp(when, getenv("AT_WHEN")) != 0) return;
    if (strncmp(call, getenv("AT_CALL"), strlen(getenv("AT_CALL"))) != 0) return;
    if (++seen != strtoll(getenv("AT_NUMBER"), NULL, 10)) return;
    unsetenv("LD_PRELOAD");
    if (system(getenv("AT_DO")) != 0) abort();
}

/* Defines a function that calls the next one of its name between two points. */
#define WRAP(type, name, parameters, arguments, call)            \
    type name parameters {                                       \
        type(*next) parameters;                                  \
        *(void **)&next = dlsym(RTLD_NEXT, #name);               \
        at("before", call);                                      \
        type result = next arguments;                            \
        at("after", call);                                       \
        return result;                                           \
    }

WRAP(PGresult *, PQexecParams,
    (PGconn *database, const char *sql, int count, const Oid *types, const char *const *values, const int *lengths,
        const int *formats, int format),
    (database, sql, count, types, values, lengths, formats, format), sql)
WRAP(mateo_status, mateo_import_add_json_lines,
    (mateo_import *import, const char *lines, size_t length, mateo_error **out_error), (import, lines, length, out_error),
    "mateo_import_add_json_lines")
WRAP(mateo_status, mateo_import_seal, (mateo_import *import, mateo_error **out_error), (import, out_error),
    "mateo_import_seal")
WRAP(mateo_status, mateo_import_step, (mateo_import *import, int64_t timeout, mateo_state *out_state, mateo_error **out_error),
    (import, timeout, out_state, out_error), "mateo_import_step")
