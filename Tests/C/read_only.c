/* A journal that cannot be written is opened for reading. What would write says so, and no file changes. */
// sandbox: --processing-ms 0
#include "check.h"
#include <dirent.h>

static char folder[4096], journal[4200];

static void protect(int is_protected) {
    static const char *const endings[] = {"", "-wal", "-shm", "-lease", "-records"};
    char path[4300];
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        snprintf(path, sizeof path, "%s%s", journal, endings[i]);
        chmod(path, is_protected ? 0400 : 0600);
    }
    CHECK(chmod(folder, is_protected ? 0500 : 0700) == 0);
}

/* Tells files from others: their number, sizes and times. */
static int64_t print_of_files(void) {
    int64_t print = 0;
    DIR *open = opendir(folder);
    for (struct dirent *entry; open != NULL && (entry = readdir(open)) != NULL;) {
        char path[4600];
        struct stat status;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        /* A folder that was opened may have another time of access, and nothing else. */
        if (stat(path, &status) != 0) continue;
        print = print * 31 + (int64_t)status.st_ino + (int64_t)status.st_size + (int64_t)status.st_mtim.tv_nsec;
    }
    if (open != NULL) closedir(open);
    return print;
}

static void counts_message(void *context, mateo_log_level level, const char *message) {
    (void)level;
    fprintf(stderr, "the log says: %s\n", message);
    ++*(int *)context;
}

#define IS_READ_ONLY(call) FAILS(MATEO_ERROR_JOURNAL_READ_ONLY, "is read-only", call)

static void is_read(int *messages) {
    mateo_options *options = sandbox_options(journal);
    OK(mateo_options_set_log(options, counts_message, messages, &error));
    mateo_client *client = open_with(options);
    mateo_imports *imports = NULL;
    mateo_import *import = NULL;
    mateo_state state = -1;
    int32_t found = 0;
    int64_t rows = 0;
    OK(mateo_client_imports(client, &imports, &error));
    for (int number = 0; number < 2; number++) {
        OK(mateo_imports_next(imports, &found, &error));
        SAME(found, 1);
        SAME_TEXT(mateo_imports_name(imports), number == 0 ? "over" : "begun");
    }
    mateo_imports_free(imports);
    OK(mateo_client_verify(client, NULL, &error));
    OK(mateo_import_resume(client, "over", &import, &error));
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 5);
    SAME(state_of(import), MATEO_STATE_FINISHED);
    SAME(run(import), MATEO_STATE_FINISHED);
    IS_READ_ONLY(mateo_import_retry(import, &rows, &error));
    mateo_import_close(import);

    OK(mateo_import_resume(client, "begun", &import, &error));
    SAME(count(import, MATEO_COUNT_PENDING), 7);
    IS_READ_ONLY(mateo_import_ignore_failures(import, &error));
    IS_READ_ONLY(mateo_import_step(import, 0, &state, &error));
    IS_READ_ONLY(mateo_import_run(import, &state, &error));
    mateo_import_close(import);

    const char *const names[] = {"over", "begun", "new"};
    for (int i = 0; i < 3; i++) {
        IS_READ_ONLY(mateo_import_open(client, MATEO_TYPE_CONTACTS, names[i], &import, &error));
    }
    IS_READ_ONLY(mateo_client_forget(client, "over", 1, &error));
    IS_READ_ONLY(mateo_client_forget_digests(client, &error));
    mateo_client_close(client);
}

static void another_key(void) {
    mateo_options *options = sandbox_options(journal);
    OK(mateo_options_set_api_key(options, "another", &error));
    mateo_client *client = open_with(options);
    mateo_import *import = NULL;
    OK(mateo_import_resume(client, "over", &import, &error));
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 5);
    mateo_import_close(import);
    FAILS(MATEO_ERROR_OTHER_ACCOUNT, "another API key", mateo_import_resume(client, "begun", &import, &error));
    mateo_client_close(client);
}

int main(void) {
    int messages = 0;
    snprintf(folder, sizeof folder, "%s/folder", from_environment("MATEO_TEST_FOLDER"));
    snprintf(journal, sizeof journal, "%s/journal.db", folder);
    CHECK(mkdir(folder, 0700) == 0);
    mateo_client *client = open_sandbox(journal);
    mateo_import *import = open_contacts(client, "over");
    add_contacts(import, 1, 5);
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    mateo_import_close(import);
    import = open_contacts(client, "begun");
    add_contacts(import, 11, 17);
    OK(mateo_import_seal(import, &error));
    mateo_import_close(import);
    mateo_client_close(client);

    protect(1);
    int64_t before = print_of_files();
    is_read(&messages);
    another_key();
    SAME(print_of_files(), before);
    SAME(messages, 0);

    /* It goes on where it can be written again. */
    protect(0);
    client = open_sandbox(journal);
    OK(mateo_import_resume(client, "begun", &import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
