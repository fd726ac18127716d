/* A program that the host starts gets nothing of the library's: every descriptor is close-on-exec, the connection too. */
// sandbox: --processing-ms 0
#include "check.h"
#include "peer.h"

enum { MOST = 1024 };
static char was_open[MOST];

/* Gives no answer until the other side gives up. */
static void be_silent(server *seen, int connection, const char *head, const char *body) {
    char byte;
    (void)seen, (void)head, (void)body;
    while (recv(connection, &byte, 1, 0) > 0) continue;
}

static int is_open(int file) { return fcntl(file, F_GETFD) >= 0; }

static int family(int file) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    memset(&address, 0, sizeof address);
    return getsockname(file, (struct sockaddr *)&address, &length) == 0 ? address.ss_family : -1;
}

/* Looks at what was opened since the program started; the number of connections among it. */
static int connections(void) {
    int found = 0;
    for (int file = 0; file < MOST; file++) {
        if (was_open[file] || !is_open(file)) continue;
        /* libcurl makes the two sockets by which it wakes itself. They lead nowhere, and no option is for them. */
        if (family(file) == AF_UNIX) continue;
        if (family(file) == AF_INET) found++;
        if ((fcntl(file, F_GETFD) & FD_CLOEXEC) != 0) continue;
        char link[100], name[300] = "";
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        if (readlink(link, name, sizeof name - 1) < 0) perror(link);
        fprintf(stderr, "descriptor %d is not close-on-exec: %s\n", file, name);
        wrong++;
    }
    return found;
}

int main(void) {
    server *seen = server_start(be_silent);
    for (int file = 0; file < MOST; file++) was_open[file] = (char)is_open(file);
    mateo_state state = -1;
    mateo_client *client = open_with(server_options(seen, new_path("descriptors.db")));
    mateo_import *import = open_contacts(client, "descriptors");
    OK(add_json(import, "{\"external_id\":\"1\"}", &error));
    SAME(connections(), 0);
    OK(mateo_import_seal(import, &error));
    int64_t start = monotonic_ms();
    while (seen->posts == 0 && monotonic_ms() - start < 10000) OK(mateo_import_step(import, 50, &state, &error));
    SAME(state, MATEO_STATE_RUNNING);
    SAME(connections(), 1);
    mateo_import_close(import);
    mateo_client_close(client);
    /* And nothing stays open. */
    for (int file = 0; file < MOST; file++) CHECK(was_open[file] || !is_open(file));
    server_stop(seen);
    return finish();
}
