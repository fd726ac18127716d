/* Loads the library as a foreign function interface does, and opens a client: load LIBRARY. Prints both microseconds. */
#define _POSIX_C_SOURCE 200809L

#include <dlfcn.h>
#include <mateo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* ISO C has no way from a pointer to an object to one to a function. */
static void find(void *library, const char *name, void *function) {
    void *found = dlsym(library, name);
    if (found == NULL) exit(1);
    memcpy(function, &found, sizeof found);
}

int main(int argument_count, char **arguments) {
    mateo_options *options = NULL;
    mateo_client *client = NULL;
    mateo_status (*options_new)(mateo_options **, mateo_error **);
    mateo_status (*set_api_key)(mateo_options *, const char *, mateo_error **);
    mateo_status (*client_open)(const mateo_options *, mateo_client **, mateo_error **);
    if (argument_count != 2) return 2;

    double start = microseconds();
    void *library = dlopen(arguments[1], RTLD_NOW);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    double loaded = microseconds();
    find(library, "mateo_options_new", &options_new);
    find(library, "mateo_options_set_api_key", &set_api_key);
    find(library, "mateo_client_open", &client_open);
    if (options_new(&options, NULL) != MATEO_OK || set_api_key(options, "key", NULL) != MATEO_OK
        || client_open(options, &client, NULL) != MATEO_OK) {
        return 1;
    }
    printf("%.0f %.0f\n", loaded - start, microseconds() - loaded);
    return 0;
}
