/* Opening, filling, sealing and closing an import, and opening it again. */
// sandbox: --requests-per-second 0 --processing-ms 20
#include "check.h"

static const char uuid[] = "3c90c3cc-0d44-4b50-8888-8dd25736052a";

static void opening(mateo_client *client) {
    mateo_import *import = NULL;
    const mateo_type types[] = {0, 4, -1, INT32_MAX, INT32_MIN};
    FAILS(MATEO_ERROR_ARGUMENT, "client", mateo_import_open(NULL, MATEO_TYPE_CONTACTS, "a", &import, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "out_import", mateo_import_open(client, MATEO_TYPE_CONTACTS, "a", NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "name", mateo_import_open(client, MATEO_TYPE_CONTACTS, NULL, &import, &error));
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        FAILS(MATEO_ERROR_ARGUMENT, "type", mateo_import_open(client, types[i], "a", &import, &error));
    }
    char longest[300];
    memset(longest, 'n', sizeof longest);
    longest[256] = '\0';
    const char *const names[] = {"", "line\nbreak", "tab\t", "\x7F", longest};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        FAILS(MATEO_ERROR_ARGUMENT, "name", mateo_import_open(client, MATEO_TYPE_CONTACTS, names[i], &import, &error));
    }
    FAILS(MATEO_ERROR_ENCODING, "name", mateo_import_open(client, MATEO_TYPE_CONTACTS, "\xFF", &import, &error));
    CHECK(import == NULL);
    longest[255] = '\0';
    mateo_import_close(open_contacts(client, longest));
    mateo_import_close(open_contacts(client, "Kontakte für März"));
    for (mateo_type type = MATEO_TYPE_CONTACTS; type <= MATEO_TYPE_APPOINTMENTS; type++) {
        OK(mateo_import_open(client, type, "a type", &import, &error));
        SAME(state_of(import), MATEO_STATE_FILLING);
        mateo_import_close(import);
    }
    mateo_import_close(NULL);
}

static void settings(mateo_client *client) {
    mateo_import *import = open_contacts(client, "settings");
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_set_list_id(NULL, uuid, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_set_list_external_id(NULL, "L-1", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_allow_reassignment(NULL, 1, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "UUID", mateo_import_set_list_id(import, "customers", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "UUID", mateo_import_set_list_id(import, "3c90c3cc-0d44-4b50-8888-8dd25736052", &error));
    FAILS(MATEO_ERROR_ENCODING, "UTF-8", mateo_import_set_list_external_id(import, "\xFF", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "deals", mateo_import_allow_reassignment(import, 1, &error));
    OK(mateo_import_set_list_id(import, uuid, &error));
    OK(mateo_import_set_list_id(import, NULL, &error));
    OK(mateo_import_set_list_external_id(import, "Liste \"A\"", &error));
    OK(mateo_import_set_list_external_id(import, "", &error));
    add_contacts(import, 1, 1);
    OK(mateo_import_seal(import, &error));
    FAILS(MATEO_ERROR_STATE, "sealed", mateo_import_set_list_id(import, uuid, &error));
    FAILS(MATEO_ERROR_STATE, "sealed", mateo_import_set_list_external_id(import, "L-1", &error));
    mateo_import_close(import);

    mateo_import *deals = NULL;
    OK(mateo_import_open(client, MATEO_TYPE_DEALS, "deals", &deals, &error));
    OK(mateo_import_allow_reassignment(deals, 1, &error));
    OK(mateo_import_allow_reassignment(deals, 0, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "contacts", mateo_import_set_list_id(deals, uuid, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "contacts", mateo_import_set_list_external_id(deals, "L-1", &error));
    mateo_import_close(deals);
}

static void sealing(mateo_client *client) {
    mateo_import *import = open_contacts(client, "sealing");
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_seal(NULL, &error));
    FAILS(MATEO_ERROR_STATE, "seal", mateo_import_run(import, NULL, &error));
    FAILS(MATEO_ERROR_STATE, "seal", mateo_import_step(import, 0, NULL, &error));
    add_contacts(import, 1, 10);
    OK(mateo_import_add_csv(import, "email\nx@", 8, &error));
    FAILS(MATEO_ERROR_STATE, "CSV", mateo_import_seal(import, &error));
    FAILS(MATEO_ERROR_STATE, "CSV", add_json(import, "{\"email\":\"a@b.de\"}", &error));
    OK(mateo_import_add_csv(import, "y.de", 4, &error));
    OK(mateo_import_end_csv(import, &error));
    SAME(count(import, MATEO_COUNT_TOTAL), 11);
    OK(mateo_import_seal(import, &error));
    OK(mateo_import_seal(import, &error)); /* Once more changes nothing. */
    SAME(state_of(import), MATEO_STATE_RUNNING);
    FAILS(MATEO_ERROR_STATE, "sealed", add_json(import, "{\"email\":\"a@b.de\"}", &error));
    FAILS(MATEO_ERROR_STATE, "sealed", add_csv(import, "email\na@b.de\n", &error));
    SAME(count(import, MATEO_COUNT_TOTAL), 11);
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(run(import), MATEO_STATE_FINISHED);
    FAILS(MATEO_ERROR_STATE, "sealed", add_json(import, "{\"email\":\"a@b.de\"}", &error));
    OK(mateo_import_seal(import, &error));
    mateo_import_close(import);
}

static void reopening(const char *journal) {
    /* Not sealed: gone. */
    mateo_client *client = open_sandbox(journal);
    mateo_import *import = open_contacts(client, "again");
    add_contacts(import, 1, 2500);
    mateo_import_close(import);
    import = open_contacts(client, "again");
    SAME(count(import, MATEO_COUNT_TOTAL), 0);
    SAME(state_of(import), MATEO_STATE_FILLING);

    /* Sealed, and the process ends. */
    add_contacts(import, 1, 2500);
    OK(mateo_import_seal(import, &error));
    mateo_import_close(import);
    mateo_client_close(client);

    int64_t accepted = statistic("accepted_rows");
    client = open_sandbox(journal);
    mateo_import *other = NULL;
    FAILS(MATEO_ERROR_STATE, "again", mateo_import_open(client, MATEO_TYPE_DEALS, "again", &other, &error));
    import = open_contacts(client, "again");
    SAME(state_of(import), MATEO_STATE_RUNNING);
    SAME(count(import, MATEO_COUNT_TOTAL), 2500);

    /* Other records are refused, and the import stays what it was; the same ones are only compared. */
    add_contacts(import, 1, 2499);
    FAILS(MATEO_ERROR_STATE, "2499 now", mateo_import_seal(import, &error));
    add_contacts(import, 2, 2501);
    FAILS(MATEO_ERROR_STATE, "other records", mateo_import_seal(import, &error));
    SAME(count(import, MATEO_COUNT_TOTAL), 2500);
    FAILS(MATEO_ERROR_CSV, "row 1", add_csv(import, "email,full_name\na@b.de\n", &error));
    add_contacts(import, 1, 2500);
    FAILS(MATEO_ERROR_STATE, "seal", mateo_import_run(import, NULL, &error));
    OK(mateo_import_seal(import, &error));
    SAME(count(import, MATEO_COUNT_TOTAL), 2500);
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 2500);
    SAME(count(import, MATEO_COUNT_POSTS), 4);
    SAME(statistic("accepted_rows"), accepted + 2500);
    mateo_import_close(import);

    /* A finished one makes room for a new one. */
    import = open_contacts(client, "again");
    SAME(state_of(import), MATEO_STATE_FILLING);
    SAME(count(import, MATEO_COUNT_TOTAL), 0);
    add_contacts(import, 1, 1);
    OK(mateo_import_seal(import, &error));
    mateo_import_close(import);

    /* An unfinished one can be run without adding anything. Nobody else's key takes it, though nothing of it was sent. */
    mateo_options *options = sandbox_options(journal);
    OK(mateo_options_set_api_key(options, "another-key", &error));
    mateo_client *stranger = open_with(options);
    FAILS(MATEO_ERROR_OTHER_ACCOUNT, "another API key",
        mateo_import_open(stranger, MATEO_TYPE_CONTACTS, "again", &other, &error));
    mateo_client_close(stranger);
    import = open_contacts(client, "again");
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 1);
    mateo_import_close(import);
    mateo_import_close(import); /* Closed already: nothing. */
    FAILS(MATEO_ERROR_HANDLE, "import", mateo_import_seal(import, &error));
    mateo_client_close(client);
}

static int32_t is_repeated(mateo_import *import) {
    int32_t repeated = -1;
    OK(mateo_import_is_repeated(import, &repeated, &error));
    return repeated;
}

/* The same records are sent once, unless the caller wants them to be sent again. */
static void repeating(const char *journal) {
    int64_t accepted = statistic("accepted_rows");
    for (int turn = 0; turn < 4; turn++) {
        mateo_client *client = open_sandbox(journal);
        mateo_import *import = open_contacts(client, "repeated");
        add_contacts(import, 1, 30);
        if (turn == 3) OK(mateo_import_set_again(import, 1, &error));
        SAME(is_repeated(import), 0);
        OK(mateo_import_seal(import, &error));
        SAME(is_repeated(import), turn == 1 || turn == 2);
        FAILS(MATEO_ERROR_STATE, "sealed", mateo_import_set_again(import, 1, &error));
        SAME(run(import), MATEO_STATE_FINISHED);
        SAME(count(import, MATEO_COUNT_SUCCEEDED), 30);
        SAME(statistic("accepted_rows"), accepted + (turn == 3 ? 60 : 30));
        FAILS(MATEO_ERROR_ARGUMENT, "out_repeated", mateo_import_is_repeated(import, NULL, &error));
        mateo_import_close(import);
        mateo_client_close(client);
    }
    int32_t repeated = -1;
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_is_repeated(NULL, &repeated, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "import", mateo_import_set_again(NULL, 1, &error));
}

int main(void) {
    mateo_client *client = open_sandbox(NULL);
    opening(client);
    settings(client);
    sealing(client);
    mateo_client_close(client);
    reopening(new_path("import.db"));
    repeating(new_path("repeated.db"));
    return finish();
}
