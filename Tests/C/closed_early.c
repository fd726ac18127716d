/*
 * Connections that are closed early, while the host leaves SIGPIPE as it is by default: the signal would end it. The
 * host's own SIGPIPE stays as it is: its disposition, its mask, and one that is pending.
 */
// sandbox: --processing-ms 0
#include "check.h"
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Refuses every request, through TLS. */
static const char program[] =
    "import socket, ssl, sys, threading\n"
    "context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n"
    "context.load_cert_chain(sys.argv[1], sys.argv[2])\n"
    "listening = socket.create_server(('127.0.0.1', 0))\n"
    "def serve(raw):\n"
    "    try:\n"
    "        connection = context.wrap_socket(raw, server_side=True)\n"
    "        while connection.recv(65536):\n"
    "            connection.sendall(b'HTTP/1.1 503 No\\r\\nContent-Length: 0\\r\\n\\r\\n')\n"
    "    except OSError:\n"
    "        raw.close()\n"
    "print(listening.getsockname()[1], flush=True)\n"
    "while True:\n"
    "    threading.Thread(target=serve, args=[listening.accept()[0]], daemon=True).start()\n";

static pid_t server = 0;

/* Which of the messages that are sent find their connection closed: every so many, all, or none (0). */
static int breaks = 0;
static int broken = 0;

/* As libcurl did it with OpenSSL before version 7.87: what is written to a connection that is closed raises SIGPIPE. */
ssize_t send(int socket, const void *bytes, size_t length, int flags) {
    static int number = 0;
    int domain = 0;
    socklen_t size = sizeof domain;
    /* The socket by which libcurl wakes itself is none that a peer closes. */
    if (getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0 || domain != AF_INET) {
        return syscall(SYS_sendto, socket, bytes, length, flags, NULL, 0);
    }
    if (breaks > 0 && ++number % breaks == 0) shutdown(socket, SHUT_WR);
    ssize_t sent = syscall(SYS_sendto, socket, bytes, length, flags & ~MSG_NOSIGNAL, NULL, 0);
    if (sent < 0 && errno == EPIPE) broken++;
    return sent;
}

/* Starts the server. Returns its port. */
static int start(const char *certificate, const char *key) {
    char command[9000], line[20] = "";
    int ends[2];
    snprintf(command, sizeof command,
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost "
        "-addext subjectAltName=IP:127.0.0.1 -out '%s' -keyout '%s' 2>/dev/null",
        certificate, key);
    CHECK(system(command) == 0 && pipe(ends) == 0);
    server = fork();
    if (server == 0) {
        alarm(280); /* Not for ever. */
        dup2(ends[1], 1);
        close(ends[0]);
        execlp("python3", "python3", "-c", program, certificate, key, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *from_server = fdopen(ends[0], "r");
    CHECK(from_server != NULL && fgets(line, sizeof line, from_server) != NULL);
    return atoi(line);
}

static void is_blocked(int wanted) {
    sigset_t mask;
    CHECK(pthread_sigmask(SIG_BLOCK, NULL, &mask) == 0);
    SAME(sigismember(&mask, SIGPIPE), wanted);
}

static void is_pending(int wanted) {
    sigset_t pending;
    CHECK(sigpending(&pending) == 0);
    SAME(sigismember(&pending, SIGPIPE), wanted);
}

static void asks(void *context, int64_t total, int64_t settled, int64_t failed) {
    (void)total, (void)settled, (void)failed;
    is_blocked(*(int *)context);
}

static void sends(const char *url, const char *certificate, int number, int host_blocks) {
    char name[30];
    mateo_options *options = sandbox_options(NULL);
    OK(mateo_options_set_base_url(options, url, &error));
    OK(mateo_options_set_ca_file(options, certificate, &error));
    OK(mateo_options_set_import_deadline(options, slowness() > 1 ? 3000 : 1000, &error));
    mateo_client *client = open_with(options);
    /* TLS has a word for the end of a connection. Here nobody hears it any more. Not every connection is kept so long. */
    broken = 0;
    for (int tries = 0; broken == 0 && tries < 20; tries++) {
        snprintf(name, sizeof name, "answered %d %d", number, tries);
        mateo_import *answered = open_contacts(client, name);
        breaks = 0;
        add_contacts(answered, 1, 3);
        OK(mateo_import_seal(answered, &error));
        do OK(mateo_import_step(answered, 20, NULL, &error));
        while (count(answered, MATEO_COUNT_IN_FLIGHT) > 0 || count(answered, MATEO_COUNT_POSTS) == 0);
        breaks = 1;
        mateo_import_close(answered);
    }
    CHECK(broken > 0);
    snprintf(name, sizeof name, "closed %d", number);
    mateo_import *import = open_contacts(client, name);
    OK(mateo_import_set_progress(import, asks, &host_blocks, &error));
    add_contacts(import, 1, 3);
    OK(mateo_import_seal(import, &error));
    /* Hello, the end of the handshake, and the request of each connection: all of them are hit. */
    broken = 0;
    breaks = 4;
    CHECK(mateo_import_run(import, NULL, NULL) == MATEO_ERROR_DEADLINE);
    CHECK(broken > 0);
    is_blocked(host_blocks);
    mateo_import_close(import);
    mateo_client_close(client);
    is_blocked(host_blocks);
}

int main(void) {
    struct sigaction before, after;
    sigset_t pipe_signal;
    char url[60];
    const char *certificate = new_path("certificate.pem"), *key = new_path("key.pem");
    snprintf(url, sizeof url, "https://127.0.0.1:%d/api/v1", start(certificate, key));
    CHECK(signal(SIGPIPE, SIG_DFL) != SIG_ERR && sigaction(SIGPIPE, NULL, &before) == 0);
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    CHECK(pthread_sigmask(SIG_UNBLOCK, &pipe_signal, NULL) == 0);
    sends(url, certificate, 1, 0);
    is_pending(0);

    /* A host that blocks the signal gets none of ours, and keeps its own. */
    CHECK(pthread_sigmask(SIG_BLOCK, &pipe_signal, NULL) == 0);
    sends(url, certificate, 2, 1);
    is_pending(0);
    CHECK(raise(SIGPIPE) == 0);
    sends(url, certificate, 3, 1);
    is_pending(1);
    CHECK(sigaction(SIGPIPE, NULL, &after) == 0 && after.sa_handler == before.sa_handler);
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    return finish();
}
