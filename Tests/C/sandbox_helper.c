/* mateo_sandbox.h: what users start in their tests. */
#include "check.h"
#include "mateo_sandbox.h"
#include <poll.h>

static const char *program(void) {
    const char *path = getenv("MATEO_SANDBOX");
    return path != NULL ? path : "build/bin/mateo-sandbox";
}

static mateo_client *client_of(const mateo_sandbox *sandbox) {
    mateo_options *options = sandbox_options(NULL);
    OK(mateo_options_set_base_url(options, sandbox->url, &error));
    OK(mateo_options_set_api_key(options, sandbox->api_key, &error));
    return open_with(options);
}

/* A fault by name strikes, and the import comes through it. */
static void faults(void) {
    const char *options[] = {"--requests-per-second", "0", "--processing-ms", "20", "--faults", "html502@1", NULL};
    mateo_sandbox sandbox;
    SAME(mateo_sandbox_start(&sandbox, program(), options), 0);
    SAME_TEXT(sandbox.message, "");
    SAME_TEXT(sandbox.api_key, mateo_sandbox_key);
    mateo_client *client = client_of(&sandbox);
    mateo_import *import = open_contacts(client, "faults");
    add_contacts(import, 1, 3);
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 3);
    CHECK(count(import, MATEO_COUNT_POSTS) == 2);
    mateo_import_close(import);
    mateo_client_close(client);
    pid_t process = sandbox.process;
    mateo_sandbox_stop(&sandbox);
    CHECK(kill(process, 0) != 0);
    SAME_TEXT(sandbox.url, "");
    mateo_sandbox_stop(&sandbox);
}

static void own_key(void) {
    const char *options[] = {"--api-key", "another", NULL};
    mateo_sandbox one, other;
    SAME(mateo_sandbox_start(&one, program(), options), 0);
    SAME(mateo_sandbox_start(&other, program(), NULL), 0);
    CHECK(strcmp(one.url, other.url) != 0);
    SAME_TEXT(one.api_key, "another");
    mateo_client *client = client_of(&one);
    OK(mateo_client_check(client, &error));
    mateo_client_close(client);
    mateo_sandbox_stop(&one);
    mateo_sandbox_stop(&other);
}

static void refuses(const char *file, const char *const *options, const char *text) {
    mateo_sandbox sandbox;
    SAME(mateo_sandbox_start(&sandbox, file, options), -1);
    CHECK(strstr(sandbox.message, text) != NULL && strchr(sandbox.message, '\n') == NULL);
    SAME(sandbox.process, 0);
    mateo_sandbox_stop(&sandbox);
}

/* A test that is killed takes its sandbox with it: its end is seen at a pipe that only the sandbox holds. */
static void killed_test(void) {
    enum { PATIENCE_MS = 60000 };
    int told[2], held[2];
    mateo_sandbox sandbox = {.process = 0};
    CHECK(pipe(told) == 0 && pipe(held) == 0);
    pid_t test = fork();
    if (test == 0) {
        close(held[0]);
        if (mateo_sandbox_start(&sandbox, program(), NULL) != 0) _exit(1);
        if (write(told[1], &sandbox.process, sizeof sandbox.process) < 0) _exit(1);
        for (;;) pause();
    }
    close(told[1]);
    close(held[1]);
    SAME(read(told[0], &sandbox.process, sizeof sandbox.process), sizeof sandbox.process);
    kill(test, SIGKILL);
    waitpid(test, NULL, 0);
    struct pollfd end = {.fd = held[0]};
    SAME(poll(&end, 1, PATIENCE_MS), 1);
    SAME(end.revents, POLLHUP);
    if (end.revents == 0 && sandbox.process > 0) kill(sandbox.process, SIGKILL);
    close(told[0]);
    close(held[0]);
}

int main(void) {
    const char *wrong_fault[] = {"--faults", "nonsense", NULL}, *wrong_option[] = {"--fault", "lost@1", NULL};
    faults();
    own_key();
    refuses("/nowhere/mateo-sandbox", NULL, "/nowhere/mateo-sandbox did not start: there is no such program");
    refuses("/bin/true", NULL, "it ended without a word");
    refuses(program(), wrong_fault, "did not start: --faults: ");
    refuses(program(), wrong_option, "did not start: Unknown option '--fault'. Did you mean '--faults'? (see mateo-sandbox --help)");
    killed_test();
    return finish();
}
