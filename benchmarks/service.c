/*
 * Answers the requests of an import at once: service [--port N] [--latency MS]
 *
 *     POST /import?select=…                counts the records and answers with a new job
 *     GET /import?select=…&id=in.(…)       answers with these jobs, which are all done
 *
 * Prints its address when it is ready. At SIGTERM it prints what it counted: connections, requests, POSTs, records and
 * bytes of bodies. Then follow the milliseconds from the first request to the answer to the last POST, and to the last
 * answer of all. It only keeps the number of records of a job, so that a benchmark measures the client.
 */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <immintrin.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { MOST_JOBS = 1 << 20, BUFFER = 256 << 10, REFERENCE = 200 };

static uint32_t job_records[MOST_JOBS];
static atomic_uint jobs;
static unsigned run_number;
static long latency_ms;
static bool has_simd;

static atomic_long connections, requests, posts, records, body_bytes;
static atomic_long first_request_ns, last_post_ns, last_answer_ns;

static long nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000L + now.tv_nsec;
}

/* ---- Counting records. ---- */

/* The state of a scan between two pieces of a body. */
struct scan {
    unsigned depth, records;
    bool in_string, is_escaped;
};

/* A record is an object in an array of the outermost object. */
static inline void bracket(struct scan *scan, char byte) {
    if (byte == '{' && scan->depth == 2) scan->records++;
    if (byte == '{' || byte == '[') scan->depth++;
    if ((byte == '}' || byte == ']') && scan->depth > 0) scan->depth--;
}

static void scan_bytes(struct scan *scan, const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (scan->is_escaped) {
            scan->is_escaped = false;
        } else if (bytes[i] == '"') {
            scan->in_string = !scan->in_string;
        } else if (scan->in_string) {
            scan->is_escaped = bytes[i] == '\\';
        } else {
            bracket(scan, bytes[i]);
        }
    }
}

__attribute__((target("avx2")))
static inline uint64_t equal(__m256i low, __m256i high, char byte) {
    __m256i wanted = _mm256_set1_epi8(byte);
    uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
    uint32_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));
    return first | (uint64_t)second << 32;
}

/* Scans 64 bytes at a time. A carry-less product with ones sets the bits between two quotes. */
__attribute__((target("avx2,pclmul")))
static size_t scan_blocks(struct scan *scan, const char *bytes, size_t count) {
    size_t done = 0;
    const __m256i space = _mm256_set1_epi8(' ');
    for (; count - done >= 64; done += 64) {
        __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + done));
        __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + done + 32));
        if (scan->is_escaped || equal(low, high, '\\') != 0) {
            scan_bytes(scan, bytes + done, 64);
            continue;
        }
        __m128i quotes = _mm_set_epi64x(0, (long long)equal(low, high, '"'));
        uint64_t inside = (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(quotes, _mm_set1_epi8(-1), 0));
        if (scan->in_string) inside = ~inside;
        scan->in_string = inside >> 63 != 0;
        /* With this bit set, [ looks like { and ] like }. */
        low = _mm256_or_si256(low, space);
        high = _mm256_or_si256(high, space);
        uint64_t brackets = (equal(low, high, '{') | equal(low, high, '}')) & ~inside;
        for (; brackets != 0; brackets &= brackets - 1) bracket(scan, bytes[done + (size_t)__builtin_ctzll(brackets)]);
    }
    return done;
}

static void scan_piece(struct scan *scan, const char *bytes, size_t count) {
    size_t done = has_simd ? scan_blocks(scan, bytes, count) : 0;
    scan_bytes(scan, bytes + done, count - done);
}

/* ---- Answers. ---- */

/* A text of bounded length. Text that does not fit is cut, and the answer is then invalid JSON. */
struct text {
    char bytes[64 << 10];
    size_t length;
};

__attribute__((format(printf, 2, 3)))
static void append(struct text *text, const char *format, ...) {
    va_list arguments;
    size_t room = sizeof text->bytes - text->length;
    va_start(arguments, format);
    int length = vsnprintf(text->bytes + text->length, room, format, arguments);
    va_end(arguments);
    if (length > 0) text->length += (size_t)length < room ? (size_t)length : room - 1;
}

/* Writes the selected columns of a job. Returns false for an unknown column. */
static bool append_job(struct text *text, const char *select, size_t length, unsigned job, const char *reference) {
    const char *end = select + length;
    append(text, "{");
    for (const char *name = select; name < end;) {
        const char *comma = memchr(name, ',', (size_t)(end - name));
        int size = (int)((comma != NULL ? comma : end) - name);
        if (name > select) append(text, ",");
        append(text, "\"%.*s\":", size, name);
#define IS(column) (size == (int)sizeof column - 1 && memcmp(name, column, sizeof column - 1) == 0)
        if (IS("id")) append(text, "\"%08x-0000-4000-8000-%012x\"", run_number, job);
        else if (IS("reference_id")) append(text, reference != NULL ? "\"%s\"" : "null", reference);
        else if (IS("total_count") || IS("success_count")) append(text, "%u", job_records[job]);
        else if (IS("failed_count")) append(text, "0");
        else if (IS("failed")) append(text, "[]");
        else if (IS("updated_at")) append(text, "\"2026-01-01T00:00:00+00:00\"");
        else if (IS("failed_url") || IS("hints")) append(text, "null");
        else return false;
#undef IS
        name += size + 1;
    }
    append(text, "}");
    return true;
}

/* The value of a query item. Returns NULL when the query does not have it. */
static const char *item(const char *query, const char *name, size_t *length) {
    const char *found = strstr(query, name);
    if (found == NULL || (found[-1] != '?' && found[-1] != '&')) return NULL;
    found += strlen(name);
    *length = strcspn(found, "&");
    return found;
}

static int answer_post(struct text *answer, const char *target, const char *head, uint32_t count) {
    static const char member[] = "\"reference_id\":\"";
    char reference[REFERENCE] = "";
    size_t length = 0;
    const char *found = strstr(head, member), *select = item(target, "select=", &length);
    if (found != NULL) {
        found += sizeof member - 1;
        size_t size = strcspn(found, "\"\\");
        if (size < sizeof reference) memcpy(reference, found, size);
    }
    unsigned job = atomic_fetch_add(&jobs, 1);
    if (count == 0 || job >= MOST_JOBS) return 400;
    job_records[job] = count;
    append(answer, "[");
    if (!append_job(answer, select, length, job, reference[0] != 0 ? reference : NULL)) return 400;
    append(answer, "]");
    return 201;
}

static int answer_get(struct text *answer, const char *target) {
    size_t length = 0, ids_length = 0;
    const char *select = item(target, "select=", &length), *ids = item(target, "id=in.(", &ids_length);
    if (select == NULL || ids == NULL) return 400;
    append(answer, "[");
    for (const char *id = ids; id + 36 <= ids + ids_length; id += 37) {
        unsigned run = 0, job = 0;
        if (sscanf(id, "%8x-0000-4000-8000-%12x", &run, &job) != 2) return 400;
        if (run != run_number || job >= atomic_load(&jobs)) continue;
        if (answer->length > 1) append(answer, ",");
        if (!append_job(answer, select, length, job, NULL)) return 400;
    }
    append(answer, "]");
    return 200;
}

/* ---- Connections. ---- */

struct connection {
    int socket;
    size_t filled;
    char bytes[BUFFER + 1];
    struct text answer;
};

/* Reads more bytes into the buffer. Returns false at the end of the connection. */
static bool receive(struct connection *connection) {
    if (connection->filled == BUFFER) return false;
    ssize_t count = read(connection->socket, connection->bytes + connection->filled, BUFFER - connection->filled);
    if (count <= 0) return false;
    connection->filled += (size_t)count;
    connection->bytes[connection->filled] = 0;
    return true;
}

/* Reads a body and counts its records. The first piece of it is already in the buffer. Copies its beginning to head. */
static bool take_body(struct connection *connection, size_t length, char *head, size_t head_size, uint32_t *count) {
    struct scan scan = {0};
    size_t head_length = 0;
    while (true) {
        size_t piece = connection->filled < length ? connection->filled : length;
        size_t more = piece < head_size - 1 - head_length ? piece : head_size - 1 - head_length;
        memcpy(head + head_length, connection->bytes, more);
        head_length += more;
        scan_piece(&scan, connection->bytes, piece);
        length -= piece;
        connection->filled -= piece;
        memmove(connection->bytes, connection->bytes + piece, connection->filled);
        if (length == 0) break;
        if (!receive(connection)) return false;
    }
    head[head_length] = 0;
    *count = scan.records;
    return true;
}

static bool send_answer(struct connection *connection, int status) {
    char head[200];
    int length = snprintf(head, sizeof head,
        "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", status,
        status == 200 ? "OK" : status == 201 ? "Created" : "Bad Request", connection->answer.length);
    struct iovec parts[] = {{head, (size_t)length}, {connection->answer.bytes, connection->answer.length}};
    ssize_t sent = writev(connection->socket, parts, 2);
    atomic_store(&last_answer_ns, nanoseconds());
    return sent == (ssize_t)(parts[0].iov_len + parts[1].iov_len);
}

static bool serve_request(struct connection *connection) {
    char target[8192], head[1024];
    char *end;
    size_t length = 0;
    uint32_t count = 0;
    while ((end = strstr(connection->bytes, "\r\n\r\n")) == NULL) {
        if (!receive(connection)) return false;
    }
    long arrival = nanoseconds(), none = 0;
    atomic_compare_exchange_strong(&first_request_ns, &none, arrival);
    atomic_fetch_add(&requests, 1);
    bool is_post = strncmp(connection->bytes, "POST ", 5) == 0;
    for (char *line = connection->bytes; line < end; line = strstr(line, "\r\n") + 2) {
        if (strncasecmp(line, "Content-Length:", 15) == 0) length = strtoul(line + 15, NULL, 10);
    }
    int found = sscanf(connection->bytes, "%*s %8191s", target);
    connection->filled -= (size_t)(end + 4 - connection->bytes);
    memmove(connection->bytes, end + 4, connection->filled + 1);
    if (!take_body(connection, length, head, sizeof head, &count)) return false;
    if (latency_ms > 0) {
        long until = nanoseconds() + latency_ms * 1000000;
        struct timespec time = {until / 1000000000, until % 1000000000};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR) {}
    }
    int status = 400;
    connection->answer.length = 0;
    connection->answer.bytes[0] = 0;
    if (found == 1) {
        status = is_post ? answer_post(&connection->answer, target, head, count)
                         : answer_get(&connection->answer, target);
    }
    if (is_post) {
        atomic_fetch_add(&posts, 1);
        atomic_fetch_add(&records, count);
        atomic_fetch_add(&body_bytes, (long)length);
    }
    bool is_sent = send_answer(connection, status);
    if (is_post) atomic_store(&last_post_ns, atomic_load(&last_answer_ns));
    return is_sent;
}

static void *serve(void *argument) {
    struct connection *connection = argument;
    int on = 1;
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    while (serve_request(connection)) {}
    close(connection->socket);
    free(connection);
    return NULL;
}

static void *accept_all(void *argument) {
    int listener = *(int *)argument;
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    while (true) {
        pthread_t thread;
        int accepted = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        struct connection *connection = accepted >= 0 ? malloc(sizeof *connection) : NULL;
        if (connection == NULL) continue;
        connection->socket = accepted;
        connection->filled = 0;
        connection->bytes[0] = 0;
        atomic_fetch_add(&connections, 1);
        if (pthread_create(&thread, &detached, serve, connection) != 0) {
            close(accepted);
            free(connection);
        }
    }
    return NULL;
}

static int listen_on(int port, struct sockaddr_in *address) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    socklen_t size = sizeof *address;
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0
        || bind(listener, (struct sockaddr *)address, size) != 0 || listen(listener, 128) != 0
        || getsockname(listener, (struct sockaddr *)address, &size) != 0) {
        perror("service");
        exit(1);
    }
    return listener;
}

int main(int argument_count, char **arguments) {
    int port = 0, caught;
    pthread_t acceptor;
    sigset_t ends;
    struct sockaddr_in address;
    for (int i = 1; i < argument_count; i += 2) {
        bool has_value = i + 1 < argument_count;
        if (has_value && strcmp(arguments[i], "--port") == 0) {
            port = atoi(arguments[i + 1]);
        } else if (has_value && strcmp(arguments[i], "--latency") == 0) {
            latency_ms = atol(arguments[i + 1]);
        } else {
            fprintf(stderr, "usage: service [--port N] [--latency MS]\n");
            return 2;
        }
    }
    has_simd = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul");
    run_number = (unsigned)nanoseconds() ^ (unsigned)getpid() << 16;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);

    int listener = listen_on(port, &address);
    if (pthread_create(&acceptor, NULL, accept_all, &listener) != 0) return 1;
    printf("http://127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    sigwait(&ends, &caught);
    printf("connections %ld requests %ld posts %ld records %ld bytes %ld sent %.1f milliseconds %.1f\n",
        atomic_load(&connections), atomic_load(&requests), atomic_load(&posts), atomic_load(&records),
        atomic_load(&body_bytes), (double)(atomic_load(&last_post_ns) - atomic_load(&first_request_ns)) / 1e6,
        (double)(atomic_load(&last_answer_ns) - atomic_load(&first_request_ns)) / 1e6);
    return 0;
}
