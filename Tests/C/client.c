/* Opening a client, and files that cannot be its journal: each is left as it was. */
// sandbox: --processing-ms 0
#include "check.h"

static char content[2][1 << 20];

static size_t read_file(const char *path, char *into) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return 0;
    size_t length = fread(into, 1, sizeof content[0], file);
    fclose(file);
    return length;
}

/* The file cannot be a journal, and is afterwards as it was before. */
static void is_refused(const char *path, mateo_status status, const char *message) {
    mateo_client *client = NULL;
    mateo_options *options = sandbox_options(path);
    size_t before = read_file(path, content[0]);
    FAILS(status, message, mateo_client_open(options, &client, &error));
    CHECK(strstr(mateo_error_message(error), path) != NULL);
    CHECK(client == NULL);
    size_t after = read_file(path, content[1]);
    CHECK(before == after && memcmp(content[0], content[1], before) == 0);
    mateo_options_free(options);
}

/* Nothing was made beside the file. */
static int is_alone(const char *path) {
    char beside[600];
    snprintf(beside, sizeof beside, "%s-lease", path);
    if (access(beside, F_OK) == 0) return 0;
    snprintf(beside, sizeof beside, "%s-records", path);
    return access(beside, F_OK) != 0;
}

/* A journal with some bytes of its first page changed. */
static const char *changed_journal(const char *name, long offset, const char *bytes, size_t length) {
    const char *path = new_path(name);
    mateo_client_close(open_sandbox(path));
    FILE *file = fopen(path, "r+b");
    CHECK(file != NULL && fseek(file, offset, SEEK_SET) == 0 && fwrite(bytes, 1, length, file) == length);
    if (file != NULL) fclose(file);
    return path;
}

int main(void) {
    mateo_client *client = NULL;
    mateo_options *options = sandbox_options(NULL);
    FAILS(MATEO_ERROR_ARGUMENT, "options", mateo_client_open(NULL, &client, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_client", mateo_client_open(options, NULL, &error));
    CHECK(client == NULL);
    mateo_client_close(NULL);

    /* Options can be used for many clients, and a journal by many. */
    const char *path = new_path("client.db");
    OK(mateo_options_set_journal_path(options, path, &error));
    mateo_client *clients[20];
    for (int i = 0; i < 20; i++) OK(mateo_client_open(options, &clients[i], &error));
    struct stat status;
    CHECK(stat(path, &status) == 0 && (status.st_mode & 0777) == 0600);
    for (int i = 0; i < 20; i++) mateo_client_close(clients[i]);
    mateo_options_free(options);

    /* The key is in no file. */
    size_t length = read_file(path, content[0]);
    const char *key = from_environment("MATEO_API_KEY");
    CHECK(length > 4096 && memmem(content[0], length, key, strlen(key)) == NULL);

    /* Imports that are still open keep what they need of the client. */
    client = open_sandbox(NULL);
    mateo_import *import = open_contacts(client, "orphan");
    mateo_client_close(client);
    add_contacts(import, 1, 3);
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    mateo_import_close(import);

    char text[5000];
    memset(text, 'x', sizeof text);
    const char *notes = new_file("notes.txt", text, sizeof text);
    is_refused(notes, MATEO_ERROR_JOURNAL_FOREIGN, "");
    CHECK(is_alone(notes));
    is_refused(new_file("short.txt", "ab", 2), MATEO_ERROR_JOURNAL_FOREIGN, "");
    is_refused(from_environment("MATEO_TEST_FOLDER"), MATEO_ERROR_JOURNAL_FOREIGN, "not a regular file");
    is_refused("/nowhere/at/all.db", MATEO_ERROR_JOURNAL, "does not exist");
    is_refused(changed_journal("foreign.db", 68, "\0\0\0", 4), MATEO_ERROR_JOURNAL_FOREIGN, "another program");
    is_refused(changed_journal("newer.db", 60, "\0\0\0\x63", 4), MATEO_ERROR_JOURNAL_NEWER, "99");
    is_refused(changed_journal("damaged.db", 100, "\xFF\xFF\xFF\xFF\xFF\xFF", 6), MATEO_ERROR_JOURNAL_CORRUPT, "");

    /* An empty file is no journal yet, and becomes one. */
    client = open_sandbox(new_file("empty.db", "", 0));
    mateo_client_close(client);
    mateo_client_close(client); /* Closed already: nothing. */
    return finish();
}
