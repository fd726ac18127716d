/*
 * A host that has closed its standard streams, as daemons do, and prints all the same. What it prints is in none of the
 * library's files, and in no request.
 */
#include "server.h"
#include <errno.h>
#include <fcntl.h>

static int bad = 0;

/* No file and no connection of the library has the number of a standard stream. */
static void print(void *context, int64_t total, int64_t settled, int64_t failed) {
    static const char words[] = "This is what the host prints. It belongs nowhere.\n";
    (void)context, (void)total, (void)settled, (void)failed;
    for (int stream = 0; stream < 3; stream++) {
        struct stat status;
        struct sockaddr_storage address;
        socklen_t size = sizeof address;
        memset(&address, 0, sizeof address);
        if (fstat(stream, &status) == 0 && S_ISREG(status.st_mode)) bad++;
        if (getsockname(stream, (struct sockaddr *)&address, &size) == 0 && address.ss_family != AF_UNIX) bad++;
        if (write(stream, words, sizeof words - 1) > 0 && S_ISREG(status.st_mode)) bad++;
    }
}

static void import_with(const char *journal, const char *file) {
    mateo_state state = -1;
    mateo_client *client = open_with(server_options(journal));
    for (int number = 0; number < 3; number++) {
        char name[20];
        snprintf(name, sizeof name, "closed %d", number);
        mateo_import *import = open_contacts(client, name);
        OK(mateo_import_set_progress(import, print, NULL, &error));
        print(NULL, 0, 0, 0);
        if (number == 0) OK(mateo_import_add_csv_file(import, file, &error));
        else add_contacts(import, 1000 * number, 1000 * number + 20);
        OK(mateo_import_seal(import, &error));
        do {
            OK(mateo_import_step(import, 20, &state, &error));
            print(NULL, 0, 0, 0);
        } while (state == MATEO_STATE_RUNNING);
        SAME(state, MATEO_STATE_FINISHED);
        mateo_import_close(import);
    }
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
}

/* The streams are closed and come back. */
static void closed(const char *journal, const char *file, int first, int last) {
    int kept[3];
    for (int stream = 0; stream < 3; stream++) kept[stream] = fcntl(stream, F_DUPFD_CLOEXEC, 100);
    for (int stream = first; stream <= last; stream++) close(stream);
    import_with(journal, file);
    for (int stream = 0; stream < 3; stream++) {
        CHECK(dup2(kept[stream], stream) == stream);
        close(kept[stream]);
    }
    SAME(bad, 0);
}

int main(void) {
    static const char csv[] = "external_id,full_name\n1,Ann\n2,Ben\n3,Cleo\n";
    const char *file = new_file("three.csv", csv, sizeof csv - 1);
    /* What is printed while the streams are open is not to be seen. */
    int nowhere = open("/dev/null", O_RDWR), output = dup(1), errors = dup(2);
    start_server(usual_answer);
    CHECK(dup2(nowhere, 0) == 0 && dup2(nowhere, 1) == 1 && dup2(nowhere, 2) == 2);
    closed(new_path("streams.db"), file, 0, 2);
    closed(new_path("output.db"), file, 1, 1);
    closed(new_path("input.db"), file, 0, 0);
    closed(NULL, file, 0, 2);
    CHECK(dup2(output, 1) == 1 && dup2(errors, 2) == 2);
    if (wrong > 0) fprintf(stderr, "%d checks failed while nothing could be printed, %d descriptors are bad\n", wrong, bad);
    SAME(seen->posted, 4 * 45);
    stop_server();
    return finish();
}
