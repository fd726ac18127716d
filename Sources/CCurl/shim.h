/* libcurl as Swift can call it: Swift cannot call the variadic setters, so each kind of value has its own. */
#ifndef MATEO_CCURL_SHIM_H
#define MATEO_CCURL_SHIM_H

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static inline CURLcode mateo_curl_set_long(CURL *curl, CURLoption option, long value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode mateo_curl_set_text(CURL *curl, CURLoption option, const char *value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode mateo_curl_set_pointer(CURL *curl, CURLoption option, void *value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode mateo_curl_set_size(CURL *curl, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode mateo_curl_set_list(CURL *curl, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(curl, option, value);
}

/* libcurl calls it with bytes that have arrived, or with room for bytes to send. */
typedef size_t (*mateo_curl_bytes)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode mateo_curl_set_bytes(CURL *curl, CURLoption option, mateo_curl_bytes function) {
    return curl_easy_setopt(curl, option, function);
}

/* Sets what libcurl calls on an open connection before it sends a request, and before it sends one again. */
static inline CURLcode mateo_curl_set_before_request(CURL *curl, curl_prereq_callback function) {
    return curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, function);
}

/* Opens a socket for libcurl that a program which this process starts does not get: the key travels through it. */
static curl_socket_t mateo_curl_open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)context, (void)purpose;
    int opened = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (opened < 0 || opened > 2) return opened;
    /* The host may have closed its standard streams, and may still print to them. */
    int moved = fcntl(opened, F_DUPFD_CLOEXEC, 3);
    close(opened);
    return moved;
}

static inline CURLcode mateo_curl_set_private_sockets(CURL *curl) {
    return curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, mateo_curl_open_socket);
}

/* Sets what libcurl calls instead of close(2). A connection keeps the function that it was made with. */
static inline CURLcode mateo_curl_set_close_socket(CURL *curl, curl_closesocket_callback function) {
    return curl_easy_setopt(curl, CURLOPT_CLOSESOCKETFUNCTION, function);
}

/*
 * What may write to a connection is called while this thread blocks SIGPIPE. With OpenSSL, libcurl before version 7.87
 * does not keep the signal away, and with CURLOPT_NOSIGNAL no version ignores it.
 */
struct mateo_pipe_guard {
    sigset_t before;
    _Bool was_pending;
};

static inline struct mateo_pipe_guard mateo_block_sigpipe(void) {
    struct mateo_pipe_guard guard;
    sigset_t set;
    sigemptyset(&set);
    sigpending(&set);
    guard.was_pending = sigismember(&set, SIGPIPE) == 1;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, &guard.before);
    return guard;
}

/* Takes the signal that came meanwhile, and not one that was there before. */
static inline void mateo_end_sigpipe(const struct mateo_pipe_guard *guard) {
    sigset_t set;
    struct timespec now = {0, 0};
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    while (!guard->was_pending && sigtimedwait(&set, NULL, &now) < 0 && errno == EINTR) {}
    pthread_sigmask(SIG_SETMASK, &guard->before, NULL);
}

static inline CURLMcode mateo_curl_act(CURLM *multi, curl_socket_t socket, int what, int *out_running) {
    struct mateo_pipe_guard guard = mateo_block_sigpipe();
    CURLMcode result = curl_multi_socket_action(multi, socket, what, out_running);
    mateo_end_sigpipe(&guard);
    return result;
}

static inline void mateo_curl_remove(CURLM *multi, CURL *curl) {
    struct mateo_pipe_guard guard = mateo_block_sigpipe();
    curl_multi_remove_handle(multi, curl);
    mateo_end_sigpipe(&guard);
}

static inline void mateo_curl_close(CURLM *multi, CURL *curl) {
    struct mateo_pipe_guard guard = mateo_block_sigpipe();
    curl_easy_cleanup(curl);
    curl_multi_cleanup(multi);
    mateo_end_sigpipe(&guard);
}

/* Sets how many idle connections libcurl keeps. */
static inline CURLMcode mateo_curl_set_most_idle(CURLM *multi, long connections) {
    return curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections);
}

/* Sets what libcurl calls when it waits for something else of a socket, and when it wants to be called at another time. */
static inline CURLMcode mateo_curl_set_events(CURLM *multi, curl_socket_callback sockets, curl_multi_timer_callback timer,
                                              void *context) {
    CURLMcode result = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, sockets);
    if (result == CURLM_OK) result = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    if (result == CURLM_OK) result = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
    if (result == CURLM_OK) result = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
    return result;
}

/* The socket of the connection that the last request left open; CURL_SOCKET_BAD without one. */
static inline curl_socket_t mateo_curl_idle_socket(CURL *curl) {
    curl_socket_t idle = CURL_SOCKET_BAD;
    return curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &idle) == CURLE_OK ? idle : CURL_SOCKET_BAD;
}

/* Returns whether a connection is open and nothing has arrived on it. Consumes nothing. */
static inline int mateo_socket_is_silent(curl_socket_t idle) {
    char byte;
    return recv(idle, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

/* The status of a proxy's answer to CONNECT; 0 without one. */
static inline CURLcode mateo_curl_proxy_code(CURL *curl, long *out_value) {
    return curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, out_value);
}

/* The errno of a connection that failed; 0 when the system gave none. */
static inline CURLcode mateo_curl_system_error(CURL *curl, long *out_value) {
    return curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, out_value);
}

static inline CURLcode mateo_curl_response_code(CURL *curl, long *out_value) {
    return curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, out_value);
}

/* The result of a finished transfer; CURLMsg holds it in a union that Swift does not import by name. */
static inline CURLcode mateo_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}

#endif
