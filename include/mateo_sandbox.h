/*
 * Starts and stops mateo-sandbox, the local Hellomateo, in a program's own tests. Header only, for C99 and C++ on POSIX
 * systems; it does not need libmateo. docs/sandbox.md describes the sandbox and its faults. With a strict -std=c99, define
 * _POSIX_C_SOURCE as 200809L before the first header.
 *
 *     mateo_sandbox sandbox;
 *     const char *options[] = {"--faults", "lost@2", NULL};
 *     if (mateo_sandbox_start(&sandbox, NULL, options) != 0) return puts(sandbox.message), 1;
 *     ... use sandbox.url and sandbox.api_key ...
 *     mateo_sandbox_stop(&sandbox);
 *
 * Standard input of the sandbox is a pipe from the test. When the test ends, however it does, the pipe ends, and the
 * sandbox stops (--stop-on-eof). This holds whichever thread started it. A child process that the test forks and that
 * calls no exec has the pipe too, so the sandbox then lives as long as the child.
 *
 * Several sandboxes may run at once. A mateo_sandbox belongs to one thread at a time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MATEO_SANDBOX_H
#define MATEO_SANDBOX_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* A sandbox. The texts are valid as long as the struct. */
typedef struct mateo_sandbox {
    char url[128];       /* For mateo_options_set_base_url. Empty if it is not running. */
    char api_key[128];   /* For mateo_options_set_api_key. */
    char message[512];   /* What went wrong: one line; empty after success. */
    pid_t process;       /* 0 if it is not running. */
    int input, output;   /* The test's ends of its standard input, and of its other standard streams. */
} mateo_sandbox;

/* The key that a sandbox takes unless --api-key sets another. */
static const char mateo_sandbox_key[] = "sandbox-key";

/* For this header: makes a pipe whose ends are above the standard streams, and are not passed to other programs. */
static inline int mateo_sandbox_pipe(int ends[2]) {
    int low[2], end;
    if (pipe(low) != 0) return -1;
    for (end = 0; end < 2; end++) ends[end] = fcntl(low[end], F_DUPFD_CLOEXEC, 3);
    close(low[0]);
    close(low[1]);
    if (ends[0] >= 0 && ends[1] >= 0) return 0;
    if (ends[0] >= 0) close(ends[0]);
    if (ends[1] >= 0) close(ends[1]);
    return -1;
}

/* For this header: reads up to the end of a line, or of the input. Returns the length without the line's end. */
static inline size_t mateo_sandbox_read_line(int from, char *line, size_t size) {
    size_t length = 0;
    char letter;
    while (length + 1 < size) {
        ssize_t count = read(from, &letter, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0 || letter == '\n') break;
        line[length++] = letter;
    }
    line[length] = '\0';
    return length;
}

/*
 * Stops a sandbox and waits for its end. The data that it had are gone, unless it has a --database. One that is not
 * running is left alone.
 */
static inline void mateo_sandbox_stop(mateo_sandbox *sandbox) {
    if (sandbox->process > 0) {
        close(sandbox->input);
        close(sandbox->output);
        kill(sandbox->process, SIGTERM);
        while (waitpid(sandbox->process, NULL, 0) < 0 && errno == EINTR) continue;
    }
    sandbox->process = 0;
    sandbox->url[0] = '\0';
}

/* For this header: becomes the sandbox, in the child process. Its errors go where its address is awaited. */
static inline void mateo_sandbox_become(char *const *arguments, const int input[2], const int output[2]) {
    sigset_t none;
    const char *reason;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(input[0], STDIN_FILENO);
    dup2(output[1], STDOUT_FILENO);
    dup2(output[1], STDERR_FILENO);
    execvp(arguments[0], arguments);
    reason = errno == ENOENT ? "there is no such program" : "it cannot be run";
    if (write(output[1], reason, strlen(reason)) < 0) _exit(126);
    _exit(127);
}

/*
 * Starts a sandbox and waits until it is ready.
 *
 * sandbox: receives the sandbox. End it with mateo_sandbox_stop.
 * program: the file mateo-sandbox; NULL for that of the environment's MATEO_SANDBOX, else the one in the PATH.
 * options: options of mateo-sandbox, such as "--faults", "lost@2", ended by NULL; or NULL. The port is a free one unless
 *     --port sets it.
 * Returns: 0; -1 if it could not be started or ended before it was ready: sandbox->message then says why.
 */
static inline int mateo_sandbox_start(mateo_sandbox *sandbox, const char *program, const char *const *options) {
    static const char ready[] = "mateo-sandbox: http", refusal[] = "Error: ";
    enum { MOST_OPTIONS = 100 };
    const char *arguments[MOST_OPTIONS + 3];
    const char *key = mateo_sandbox_key, *from_environment = getenv("MATEO_SANDBOX");
    int count = 0, input[2], output[2];
    char line[200];

    memset(sandbox, 0, sizeof *sandbox);
    if (program == NULL) program = from_environment != NULL && *from_environment != '\0' ? from_environment : "mateo-sandbox";
    arguments[count++] = program;
    arguments[count++] = "--stop-on-eof";
    for (; options != NULL && *options != NULL; options++) {
        if (count == MOST_OPTIONS + 2) {
            snprintf(sandbox->message, sizeof sandbox->message, "there are more than %d options", (int)MOST_OPTIONS);
            return -1;
        }
        if (strcmp(*options, "--api-key") == 0 && options[1] != NULL) key = options[1];
        if (strncmp(*options, "--api-key=", 10) == 0) key = *options + 10;
        arguments[count++] = *options;
    }
    arguments[count] = NULL;
    if (strlen(key) >= sizeof sandbox->api_key) {
        snprintf(sandbox->message, sizeof sandbox->message, "the API key has more than %d bytes",
            (int)sizeof sandbox->api_key - 1);
        return -1;
    }
    if (mateo_sandbox_pipe(input) != 0) {
        snprintf(sandbox->message, sizeof sandbox->message, "cannot make a pipe: %s", strerror(errno));
        return -1;
    }
    if (mateo_sandbox_pipe(output) != 0 || (sandbox->process = fork()) < 0) {
        snprintf(sandbox->message, sizeof sandbox->message, "cannot start a process: %s", strerror(errno));
        close(input[0]);
        close(input[1]);
        sandbox->process = 0;
        return -1;
    }
    if (sandbox->process == 0) mateo_sandbox_become((char *const *)(size_t)arguments, input, output);
    close(input[0]);
    close(output[1]);
    sandbox->input = input[1];
    sandbox->output = output[0]; /* Open as long as it runs, so that it may write. */
    mateo_sandbox_read_line(output[0], line, sizeof line);
    if (strncmp(line, ready, sizeof ready - 1) == 0) {
        snprintf(sandbox->url, sizeof sandbox->url, "%.127s", line + strlen("mateo-sandbox: "));
        snprintf(sandbox->api_key, sizeof sandbox->api_key, "%s", key);
        return 0;
    }
    mateo_sandbox_stop(sandbox);
    if (strncmp(line, refusal, sizeof refusal - 1) == 0) { /* It ran, and does not take the options. */
        snprintf(sandbox->message, sizeof sandbox->message, "%.200s did not start: %s (see mateo-sandbox --help)", program,
            line + sizeof refusal - 1);
        return -1;
    }
    snprintf(sandbox->message, sizeof sandbox->message,
        "%.200s did not start: %s. Set MATEO_SANDBOX to the file of mateo-sandbox", program, line[0] != '\0' ? line : "it ended without a word");
    return -1;
}

#endif
