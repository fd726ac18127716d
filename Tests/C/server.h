/*
 * A service of the test's own, for answers that the sandbox never gives. It runs in a child process and counts what it
 * is asked for in memory that both processes see.
 */
#ifndef SERVER_H
#define SERVER_H

#include "check.h"
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

typedef enum request_kind { POST, POLL, BY_REFERENCE, BY_TIME, LIST, REQUEST_KINDS } request_kind;

typedef struct request {
    request_kind kind;
    int64_t number; /* Its place among the requests of its kind, from 1. */
    int64_t on_connection; /* Its place among the requests of its connection, from 1. */
    const char *method, *url, *key, *body;
} request;

/* An answer without a status closes the connection. One that is raw is the body alone, status line and all. */
#define RAW (-1)

typedef struct answer {
    int status;
    const char *headers; /* Further header fields, each with its line end. */
    int64_t promised; /* The Content-Length; -1 for the body's own. */
    size_t length;
    char body[1 << 20];
} answer;

/* Chooses the answer to a request. Called in the server's process, for one request at a time. */
typedef void (*answer_function)(const request *asked, answer *given);

enum { MOST_JOBS = 500, MOST_IDS = 1 << 15 };

/* What the server saw, and what it is told. */
typedef struct seen_by_server {
    int64_t holds; /* The kind of request whose next answer is held back, counted from 1; 0 for none. */
    int64_t is_held; /* Whether there is such a request. */
    int64_t connections; /* Those that had a request. */
    int64_t requests[REQUEST_KINDS];
    int64_t posted; /* Records in all POSTs. */
    int64_t taken; /* Records in the POSTs that became jobs. */
    int64_t twice; /* External ids that became part of a job more than once. */
    int64_t own[8]; /* For the program's use. */
    int64_t jobs;
    struct {
        char reference[128];
        int64_t records;
    } job[MOST_JOBS];
    uint64_t ids[MOST_IDS]; /* Hashes. */
} seen_by_server;

static seen_by_server *seen = NULL;
/* Whether a connection stays open for the next request. Set it before the server starts; it serves one at a time. */
static int keeps_connections = 0;
static char server_url[64];
static pid_t server_process = 0;

static inline int64_t requests_seen(void) {
    int64_t sum = 0;
    for (int kind = 0; kind < REQUEST_KINDS; kind++) sum += seen->requests[kind];
    return sum;
}

/* Holds back the answer to the next request of a kind, until let_go. */
static inline void hold_next(request_kind kind) {
    __atomic_store_n(&seen->holds, (int64_t)kind + 1, __ATOMIC_SEQ_CST);
}

static inline int is_held(void) { return __atomic_load_n(&seen->is_held, __ATOMIC_SEQ_CST) != 0; }

static inline void let_go(void) { __atomic_store_n(&seen->is_held, 0, __ATOMIC_SEQ_CST); }

static inline void say(answer *given, const char *format, ...) {
    va_list values;
    va_start(values, format);
    size_t room = sizeof given->body - given->length;
    int length = vsnprintf(given->body + given->length, room, format, values);
    va_end(values);
    if (length > 0) given->length += (size_t)length < room ? (size_t)length : room - 1;
}

static inline void say_bytes(answer *given, const void *bytes, size_t length) {
    memcpy(given->body + given->length, bytes, length);
    given->length += length;
}

/* The text value of a member, up to its closing quote. */
static inline void text_of(const char *json, const char *member, char *into, size_t size) {
    char start[60];
    snprintf(start, sizeof start, "\"%s\":\"", member);
    const char *found = strstr(json, start);
    size_t length = found != NULL ? strcspn(found += strlen(start), "\"") : 0;
    if (length >= size) length = size - 1;
    if (length > 0) memcpy(into, found, length);
    into[length] = '\0';
}

static inline int64_t records_in(const char *body) {
    int64_t records = 0;
    for (const char *at = body; (at = strstr(at, "\"external_id\":")) != NULL; at++) records++;
    return records;
}

static inline void take_ids(const char *body) {
    for (const char *at = body; (at = strstr(at, "\"external_id\":\"")) != NULL; at++) {
        char id[100];
        uint64_t hash = 14695981039346656037u;
        text_of(at, "external_id", id, sizeof id);
        for (const char *byte = id; *byte != '\0'; byte++) hash = (hash ^ (unsigned char)*byte) * 1099511628211u;
        size_t place = hash % MOST_IDS, tries = 0;
        while (seen->ids[place] != 0 && seen->ids[place] != hash && tries++ < MOST_IDS) place = (place + 1) % MOST_IDS;
        if (seen->ids[place] == hash || tries > MOST_IDS) seen->twice++;
        seen->ids[place] = hash;
    }
    seen->taken += records_in(body);
}

static inline void job_id(int64_t job, char into[60]) {
    snprintf(into, 60, "%08" PRId64 "-0000-4000-8000-000000000000", job + 1);
}

/* Whether a request asks for this job, or for this reference. */
static inline int asks_for(const request *asked, const char *word) {
    return *word != '\0' && strstr(asked->url, word) != NULL;
}

/* The answer of a service that takes everything and is done with it at once. */
static inline void usual_answer(const request *asked, answer *given) {
    char id[60];
    given->status = 200;
    if (asked->kind == POST) {
        if (seen->jobs == MOST_JOBS) return;
        int64_t job = seen->jobs++;
        text_of(asked->body, "reference_id", seen->job[job].reference, sizeof seen->job[job].reference);
        seen->job[job].records = records_in(asked->body);
        take_ids(asked->body);
        job_id(job, id);
        given->status = 201;
        say(given, "{\"id\":\"%s\",\"reference_id\":\"%s\"}", id, seen->job[job].reference);
        return;
    }
    say(given, "[");
    for (int64_t job = 0; job < seen->jobs && asked->kind != LIST; job++) {
        int64_t records = seen->job[job].records;
        job_id(job, id);
        if (asked->kind != BY_TIME && !asks_for(asked, id) && !asks_for(asked, seen->job[job].reference)) continue;
        say(given,
            "%s{\"id\":\"%s\",\"reference_id\":\"%s\",\"total_count\":%" PRId64 ",\"success_count\":%" PRId64
            ",\"failed_count\":0,\"failed\":null,\"failed_url\":null,\"hints\":null,"
            "\"updated_at\":\"2026-01-01T00:00:00Z\"}",
            given->length > 1 ? "," : "", id, seen->job[job].reference, records, records);
    }
    say(given, "]");
}

static inline request_kind kind_of(const request *asked) {
    if (strcmp(asked->method, "POST") == 0) return POST;
    if (strstr(asked->url, "reference_id=in.") != NULL) return BY_REFERENCE;
    if (strstr(asked->url, "created_at=gte.") != NULL) return BY_TIME;
    return strstr(asked->url, "id=in.") != NULL ? POLL : LIST;
}

/* Reads a request to its end. Returns its body; NULL when the connection breaks before that. */
static inline char *read_request(int connection, char *text, size_t size) {
    size_t length = 0;
    ssize_t got = 0;
    while ((got = recv(connection, text + length, size - 1 - length, 0)) > 0) {
        length += (size_t)got;
        text[length] = '\0';
        char *end = strstr(text, "\r\n\r\n");
        if (end == NULL) continue;
        const char *field = strcasestr(text, "\ncontent-length:");
        size_t wanted = field != NULL && field < end ? strtoul(field + strlen("\ncontent-length:"), NULL, 10) : 0;
        if ((size_t)(text + length - end - 4) >= wanted) return end + 4;
    }
    return NULL;
}

static inline void send_all(int connection, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(connection, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes += sent;
        length -= (size_t)sent;
    }
}

static inline void give(int connection, const answer *given) {
    char head[4096];
    if (given->status == 0) return;
    if (given->status != RAW) {
        int64_t promised = given->promised >= 0 ? given->promised : (int64_t)given->length;
        int length = snprintf(head, sizeof head,
            "HTTP/1.1 %d Said\r\nContent-Type: application/json\r\nContent-Length: %" PRId64
            "\r\n%s%s\r\n",
            given->status, promised, keeps_connections ? "" : "Connection: close\r\n", given->headers);
        send_all(connection, head, (size_t)length);
    }
    send_all(connection, given->body, given->length);
}

/* Serves one request. Returns whether the connection stays open. */
static inline int serve(int connection, int64_t on_connection, answer_function answers) {
    static char text[8 << 20], method[16], url[8192], key[200];
    static answer given;
    const char *body = read_request(connection, text, sizeof text);
    if (body == NULL || sscanf(text, "%15s %8191s", method, url) != 2) return 0;
    if (on_connection == 1) seen->connections++;
    const char *field = strcasestr(text, "\nauthorization: bearer ");
    key[0] = '\0';
    if (field != NULL && field < body) sscanf(field + strlen("\nauthorization: bearer "), "%199s", key);
    request asked = {.method = method, .url = url, .key = key, .body = body, .on_connection = on_connection};
    asked.kind = kind_of(&asked);
    asked.number = ++seen->requests[asked.kind];
    if (asked.kind == POST) seen->posted += records_in(body);

    given.status = 0;
    given.headers = "";
    given.promised = -1;
    given.length = 0;
    answers(&asked, &given);
    int is_held_back = __atomic_load_n(&seen->holds, __ATOMIC_SEQ_CST) == (int64_t)asked.kind + 1;
    if (is_held_back) {
        pid_t server = getpid();
        seen->holds = 0;
        __atomic_store_n(&seen->is_held, 1, __ATOMIC_SEQ_CST);
        if (fork() != 0) return 0;
        while (is_held() && getppid() == server) usleep(1000);
    }
    give(connection, &given);
    if (is_held_back) _exit(0);
    return keeps_connections && given.status != 0;
}

/* Starts the server. Call it before any client is opened. */
static inline void start_server(answer_function answers) {
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    pid_t parent = getpid();
    seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (seen == MAP_FAILED || bind(listening, (const struct sockaddr *)&address, sizeof address) != 0
        || listen(listening, 64) != 0 || getsockname(listening, (struct sockaddr *)&address, &size) != 0) {
        perror("server");
        exit(2);
    }
    snprintf(server_url, sizeof server_url, "http://127.0.0.1:%d/api/v1", ntohs(address.sin_port));
    server_process = fork();
    if (server_process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGCHLD, SIG_IGN);
        while (getppid() == parent) {
            int connection = accept(listening, NULL, NULL);
            if (connection < 0) continue;
            int64_t number = 1;
            while (serve(connection, number, answers)) number++;
            close(connection);
        }
        _exit(0);
    }
    close(listening);
}

static inline void stop_server(void) {
    kill(server_process, SIGKILL);
    waitpid(server_process, NULL, 0);
    munmap(seen, sizeof *seen);
    seen = NULL;
}

/* Options for a client of the server. */
static inline mateo_options *server_options(const char *journal) {
    mateo_options *options = sandbox_options(journal);
    OK(mateo_options_set_base_url(options, server_url, &error));
    return options;
}
#endif
