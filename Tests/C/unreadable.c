/*
 * Polls whose answers cannot be read, with nothing that would end the import: it ends by itself after a few of them,
 * says what came, and goes on later. The command line tool's tests have the other kinds of requests.
 */
// sandbox: --processing-ms 0
#include "server.h"

typedef struct bad_answer {
    const char *name;
    const char *headers, *body;
    size_t length;
    int64_t promised;
    const char *words[2];
} bad_answer;

#define TEXT(text) (text), sizeof(text) - 1

static const bad_answer answers[] = {
    {"nothing", "", TEXT(""), -1, {"empty", "empty"}},
    {"a page", "Content-Type: text/html\r\n", TEXT("<!DOCTYPE html>\n<html><body>Back soon</body></html>"), -1,
        {"HTML", "HTML"}},
    {"a page that is called JSON", "", TEXT("\r\n  <html><body>Back soon</body></html>"), -1, {"HTML", "HTML"}},
    {"the start of an answer", "", TEXT("[{\"id\":\"00000001-0000-4000"), -1, {"cut off", "not JSON"}},
    {"a body that breaks off", "", TEXT("[{\"id\":\"00000001-0000-4000"), 500, {"cut off", "bytes remaining"}},
    {"gzip without a name", "", TEXT("\x1F\x8B\x08\0\0\0\0\0\0\x03\x8B\x8E\x05\0\x29\xBB\x4C\x0D\x02\0\0\0"), -1,
        {"compressed", "compressed"}},
    {"a text", "", TEXT("\"ok\""), -1, {"JSON", "JSON"}},
    {"a number", "", TEXT("42"), -1, {"JSON", "JSON"}},
    {"null", "", TEXT("null"), -1, {"JSON", "JSON"}},
    {"no UTF-8", "", TEXT("[{\"id\":\"\xFF\xFE\"}]"), -1, {"", ""}},
};

enum { ANSWERS = sizeof answers / sizeof answers[0], RECORDS = 20, MOST_POLLS = 12, IS_WELL = 0 };

static const bad_answer *current;

static void bad_poll(const request *asked, answer *given) {
    if (asked->kind != POLL || seen->own[IS_WELL]) {
        usual_answer(asked, given);
        return;
    }
    given->status = 200;
    given->headers = current->headers;
    given->promised = current->promised;
    say_bytes(given, current->body, current->length);
}

static void ends_by_itself(int number) {
    char name[40];
    mateo_state state = -1;
    snprintf(name, sizeof name, "unreadable-%d.db", number);
    start_server(bad_poll);
    mateo_client *client = open_with(server_options(new_path(name)));
    mateo_import *import = open_contacts(client, "unreadable");
    add_contacts(import, 1, RECORDS);
    OK(mateo_import_seal(import, &error));
    FAILS(MATEO_ERROR_UNREACHABLE, "", mateo_import_run(import, &state, &error));
    const char *message = mateo_error_message(error);
    if (strstr(message, current->words[0]) == NULL && strstr(message, current->words[1]) == NULL) {
        wrong++;
        fprintf(stderr, "neither \"%s\" nor \"%s\" is in: %s\n", current->words[0], current->words[1], message);
    }
    CHECK(strstr(message, "Back soon") == NULL);
    SAME(mateo_error_is_retryable(error), 1);
    CHECK(seen->requests[POLL] >= 2 && seen->requests[POLL] <= MOST_POLLS);
    SAME(requests_seen(), seen->requests[POLL] + 1);
    SAME(count(import, MATEO_COUNT_IN_FLIGHT), RECORDS);
    OK(mateo_client_verify(client, NULL, &error));

    seen->own[IS_WELL] = 1;
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), RECORDS);
    SAME(count(import, MATEO_COUNT_POSTS), 1);
    SAME(seen->twice, 0);
    mateo_import_close(import);
    mateo_client_close(client);
    stop_server();
}

/* All of them wait at the same time. */
int main(void) {
    pid_t processes[ANSWERS];
    for (int number = 0; number < ANSWERS; number++) {
        processes[number] = fork();
        if (processes[number] != 0) continue;
        alarm(280); /* Not a hang. */
        current = &answers[number];
        ends_by_itself(number);
        _exit(finish());
    }
    for (int number = 0; number < ANSWERS; number++) {
        int status = -1;
        CHECK(waitpid(processes[number], &status, 0) == processes[number]);
        if (status == 0) continue;
        wrong++;
        fprintf(stderr, "... with %s: %s %d\n", answers[number].name, WIFSIGNALED(status) ? "signal" : "exit status",
            WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    }
    return finish();
}
