/* A host that loads the library a thousand times, uses it and lets it go: nothing of it stays behind. */
// sandbox: --requests-per-second 0 --processing-ms 0
// libraries: -ldl
#include "loaded.h"
#include <dirent.h>

/* Opens a client and an import, and closes them. Most of the times without a file, since a disk takes its time. */
static void use(const char *journal, int number) {
    char name[30];
    snprintf(name, sizeof name, "of %d", number);
    mateo_client *client = open_client(number % 10 == 0 ? journal : NULL);
    mateo_import *import = open_import(client, name);
    if (number % 100 == 0) {
        fill(import, number);
        finish_import(import);
    } else {
        FUNCTION(mateo_import_close)(import);
    }
    FUNCTION(mateo_client_close)(client);
}

static int entries(const char *path) {
    int found = 0;
    DIR *open = opendir(path);
    while (open != NULL && readdir(open) != NULL) found++;
    if (open != NULL) closedir(open);
    return found;
}

/* How many maps this process has, and how many of them are of a file with this in its name. */
static int maps(const char *part) {
    int found = 0;
    char line[5000];
    FILE *file = fopen("/proc/self/maps", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) found += strstr(line, part) != NULL;
    if (file != NULL) fclose(file);
    return found;
}

static long resident(void) {
    long all = 0, kept = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%ld %ld", &all, &kept) != 2) fail("statm", "cannot be read");
    fclose(file);
    return kept * sysconf(_SC_PAGESIZE) / 1024;
}

int main(void) {
    /* The other build carries the Swift runtime, which keeps a few kilobytes each time. */
    int is_static = strstr(from_environment("MATEO_LIBRARY"), "/static/") != NULL;
    int times = is_static ? 200 : 1000, wrong = 0;
    int files = 0, mapped = 0;
    long kilobytes = 0;
    char journal[4096];
    snprintf(journal, sizeof journal, "%s/loading.db", from_environment("MATEO_TEST_FOLDER"));
    if (getenv("MATEO_SLOW") != NULL) {
        puts("skipped: sanitizers and valgrind keep what was freed, and count as lost what the library had in its tables");
        return 0;
    }
    for (int number = 0; number <= times; number++) {
        library = dlopen(from_environment("MATEO_LIBRARY"), RTLD_NOW | RTLD_LOCAL);
        if (library == NULL) fail("dlopen", dlerror());
        use(journal, number);
        if (dlclose(library) != 0) fail("dlclose", dlerror());
        if (number == times / 5) {
            files = entries("/proc/self/fd");
            mapped = maps("");
            kilobytes = resident();
        }
    }
    if (maps("libmateo") > 0) wrong += fprintf(stderr, "the library is still loaded\n") > 0;
    if (entries("/proc/self/fd") != files) wrong += fprintf(stderr, "descriptors are left open\n") > 0;
    if (maps("") > mapped + 2) wrong += fprintf(stderr, "%d maps became %d\n", mapped, maps("")) > 0;
    if (resident() > kilobytes + 1024) wrong += fprintf(stderr, "%ld KiB became %ld\n", kilobytes, resident()) > 0;
    return wrong > 0;
}
