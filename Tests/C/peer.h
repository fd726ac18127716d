/* A server in a child process that gives the bytes that a test wants. One program includes it once, after check.h. */
#ifndef PEER_H
#define PEER_H

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* What the server has seen, in memory that both processes have. */
typedef struct server {
    pid_t process;
    int port;
    volatile int connections, requests, posts;
    volatile int mode; /* For the test to tell its handler what to do. */
    char last[8192];   /* The head of the last request. */
} server;

/* Answers a request on its connection. */
typedef void server_handler(server *seen, int connection, const char *head, const char *body);

static inline void server_send(int connection, const void *bytes, size_t length) {
    const char *next = bytes;
    while (length > 0) {
        ssize_t sent = send(connection, next, length, MSG_NOSIGNAL);
        if (sent <= 0) return;
        next += sent;
        length -= (size_t)sent;
    }
}

/* Sends a head with the length of the body, and the body. `fields` end with a line end each. */
static inline void server_answer(int connection, int status, const char *fields, const void *body, size_t length) {
    char head[1024];
    int size = snprintf(head, sizeof head,
        "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n%s\r\n", status,
        length, fields);
    server_send(connection, head, (size_t)size);
    server_send(connection, body, length);
}

static inline void server_json(int connection, int status, const char *json) {
    server_answer(connection, status, "", json, strlen(json));
}

/* Reads one request; NULL when none came. */
static inline const char *server_read(int connection, char *buffer, size_t size) {
    size_t length = 0, wanted = 0;
    char *end = NULL;
    while (end == NULL || length < wanted) {
        ssize_t got = length + 1 < size ? recv(connection, buffer + length, size - 1 - length, 0) : 0;
        if (got <= 0) break;
        length += (size_t)got;
        buffer[length] = '\0';
        if (end != NULL || (end = strstr(buffer, "\r\n\r\n")) == NULL) continue;
        *end = '\0';
        const char *field = strcasestr(buffer, "\r\ncontent-length:");
        wanted = (size_t)(end - buffer) + 4 + (field != NULL ? (size_t)atol(field + 17) : 0);
    }
    return end != NULL ? end + 4 : NULL;
}

static inline server *server_start(server_handler *handler) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    server *seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (seen == MAP_FAILED || bind(listener, (struct sockaddr *)&address, sizeof address) != 0
        || listen(listener, 64) != 0 || getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
        perror("server");
        exit(2);
    }
    seen->port = ntohs(address.sin_port);
    pid_t process = fork();
    if (process != 0) {
        seen->process = process;
        close(listener);
        return seen;
    }
    alarm(300);
    static char buffer[1 << 20];
    while (1) {
        int connection = accept(listener, NULL, NULL);
        if (connection < 0) continue;
        seen->connections++;
        const char *body = server_read(connection, buffer, sizeof buffer);
        if (body != NULL) {
            seen->requests++;
            if (strncmp(buffer, "POST ", 5) == 0) seen->posts++;
            snprintf(seen->last, sizeof seen->last, "%.8000s", buffer);
            handler(seen, connection, buffer, body);
        }
        close(connection);
    }
}

static inline void server_stop(server *seen) {
    kill(seen->process, SIGTERM);
    waitpid(seen->process, NULL, 0);
    munmap(seen, sizeof *seen);
}

/* Options for such a server: no limits, and looks at jobs in quick succession. */
static inline mateo_options *server_options(const server *seen, const char *journal) {
    mateo_options *options = NULL;
    char url[100];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/api/v1", seen->port);
    OK(mateo_options_new(&options, &error));
    OK(mateo_options_set_base_url(options, url, &error));
    OK(mateo_options_set_api_key(options, "secret-key", &error));
    OK(mateo_options_set_journal_path(options, journal, &error));
    OK(mateo_options_set_requests_per_second(options, 0, &error));
    OK(mateo_options_set_first_poll(options, 10, &error));
    OK(mateo_options_set_longest_poll(options, 100, &error));
    return options;
}
#endif
