/* A journal on a disk that is full, and on one that is read-only. Needs a file system of its own to be mounted. */
// sandbox: --processing-ms 0
#include "check.h"
#include <sched.h>
#include <sys/mount.h>

/* Mounts 4 MiB of memory in a namespace of this process; in a container that may not be allowed. */
static int mounts(const char *folder) {
    mkdir(folder, 0700);
    if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return 0;
    if (mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) != 0) return 0;
    return mount("mateo", folder, "tmpfs", 0, "size=4m") == 0;
}

static char csv[3 << 20];

int main(void) {
    const char *folder = new_path("disk");
    char path[4200], filler[4200];
    snprintf(path, sizeof path, "%s/journal.db", folder);
    snprintf(filler, sizeof filler, "%s/filler", folder);
    if (!mounts(folder)) {
        puts("skipped: no file system can be mounted here");
        return 0;
    }

    FILE *file = fopen(filler, "wb");
    CHECK(file != NULL && fwrite(csv, 1, 3 << 20, file) == 3 << 20 && fclose(file) == 0);
    mateo_client *client = open_sandbox(path);
    mateo_import *import = open_contacts(client, "big");
    size_t length = (size_t)snprintf(csv, sizeof csv, "external_id,full_name\n");
    for (int row = 1; length < sizeof csv - 100; row++) {
        length += (size_t)snprintf(csv + length, sizeof csv - length, "C-%d,A name that takes some room %d\n", row, row);
    }
    FAILS(MATEO_ERROR_JOURNAL_FULL, path, mateo_import_add_csv(import, csv, length, &error));
    SAME(mateo_error_is_retryable(error), 1);

    /* The import is as it was before, and when there is room it goes on. */
    SAME(count(import, MATEO_COUNT_TOTAL), 0);
    unlink(filler);
    add_contacts(import, 1, 5);
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 5);
    mateo_import_close(import);
    mateo_client_close(client);

    CHECK(mount("mateo", folder, "tmpfs", MS_REMOUNT | MS_RDONLY, "size=4m") == 0);
    mateo_options *options = sandbox_options(path);
    OK(mateo_client_open(options, &client, &error));
    OK(mateo_import_resume(client, "big", &import, &error));
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 5);
    mateo_import_close(import);
    FAILS(MATEO_ERROR_JOURNAL_READ_ONLY, path, mateo_import_open(client, MATEO_TYPE_CONTACTS, "b", &import, &error));
    mateo_client_close(client);
    snprintf(path, sizeof path, "%s/new.db", folder);
    OK(mateo_options_set_journal_path(options, path, &error));
    FAILS(MATEO_ERROR_JOURNAL_READ_ONLY, path, mateo_client_open(options, &client, &error));
    mateo_options_free(options);
    return finish();
}
