/*
 * Numbers in answers that no service should give: too large, negative, fractions, texts, and no numbers at all. What
 * cannot be the outcome of a job is none.
 */
// sandbox: --processing-ms 0
#include "server.h"

typedef struct counts {
    const char *total, *succeeded, *failed;
    const char *list; /* Of failed records. */
} counts;

#define LARGEST "9223372036854775807"
#define SMALLEST "-9223372036854775808"
#define HALF "4611686018427387904"

/* All of a job with one record. */
static const counts absurd[] = {
    {HALF, HALF, HALF, "null"},
    {LARGEST, LARGEST, LARGEST, "null"},
    {LARGEST, "1", LARGEST, "[]"},
    {"1", LARGEST, SMALLEST, "[]"},
    {"1", HALF, HALF, "[{}]"},
    {"0", LARGEST, "1", "[{}]"},
    {"-1", "-1", "-1", "null"},
    {"1", "2", "-1", "null"},
    {"1", "-1", "2", "[{},{}]"},
    {SMALLEST, SMALLEST, SMALLEST, "null"},
    {"1e300", "1e300", "1e300", "null"},
    {"1e300", "1e300", "-1e300", "null"},
    {"99999999999999999999", "99999999999999999999", "0", "null"},
    {"1e-300", "1e-300", "1e-300", "null"},
    {"0.5", "0.5", "0.5", "null"},
    {"\"12\"", "\"12\"", "\"12\"", "null"},
    {"\"many\"", "\"all\"", "\"\"", "null"},
    {"true", "true", "false", "null"},
    {"null", "null", "null", "null"},
    {"{\"count\":1}", "{\"count\":1}", "{\"count\":0}", "null"},
    {"[1]", "[1]", "[0]", "null"},
    {"[[[[[[[[1]]]]]]]]", "[[1]]", "[[[[0]]]]", "{\"failed\":[1]}"},
};

static counts current;

static void absurd_answer(const request *asked, answer *given) {
    char id[60];
    if (asked->kind != POLL) {
        usual_answer(asked, given);
        return;
    }
    job_id(seen->jobs - 1, id);
    given->status = 200;
    say(given,
        "[{\"id\":\"%s\",\"total_count\":%s,\"success_count\":%s,\"failed_count\":%s,\"failed\":%s,\"failed_url\":null,"
        "\"hints\":null,\"updated_at\":\"2026-01-01T00:00:00Z\"}]",
        id, current.total, current.succeeded, current.failed, current.list);
}

static mateo_client *open_server(int64_t job_deadline) {
    mateo_options *options = server_options(new_path("numbers.db"));
    OK(mateo_options_set_job_deadline(options, job_deadline, &error));
    OK(mateo_options_set_import_deadline(options, 120000, &error)); /* Not a hang. */
    return open_with(options);
}

static mateo_import *sealed(mateo_client *client) {
    mateo_import *import = open_contacts(client, "numbers");
    OK(add_json(import, "{\"external_id\":\"C-1\"}", &error));
    OK(mateo_import_seal(import, &error));
    return import;
}

/* Each record is in one state. */
static void balances(mateo_client *client, mateo_import *import) {
    int64_t sum = 0;
    for (mateo_count what = MATEO_COUNT_PENDING; what <= MATEO_COUNT_UNKNOWN; what++) {
        int64_t number = count(import, what);
        CHECK(number >= 0 && number <= 1);
        sum += number;
    }
    SAME(sum, 1);
    OK(mateo_client_verify(client, NULL, &error));
}

static void is_no_outcome(void) {
    mateo_state state = -1;
    mateo_client *client = open_server(500);
    mateo_import *import = sealed(client);
    forget_error();
    mateo_status status = mateo_import_run(import, &state, &error);
    CHECK(status == MATEO_ERROR_UNREACHABLE || (status == MATEO_OK && state == MATEO_STATE_UNKNOWN));
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 0);
    SAME(count(import, MATEO_COUNT_FAILED), 0);
    balances(client, import);
    mateo_import_close(import);
    mateo_client_close(client);
}

/* Lists of failed records with something else in them. The count is believed. */
static const char *const lists[] = {
    "[]", "[{}]", "[1]", "[null]", "[\"text\"]", "[[[]]]", "[{},{},{}]",
    "[{\"code\":" LARGEST ",\"message\":" SMALLEST ",\"input\":1e300}]",
    "[{\"code\":{},\"message\":[],\"input\":true}]",
    "[{\"code\":null,\"message\":null,\"input\":[{\"external_id\":" LARGEST "}]}]",
    "[{\"code\":\"23514\",\"message\":\"no\",\"input\":{\"external_id\":{\"a\":-1}}}]",
};

static void is_failed(void) {
    mateo_failures *failures = NULL;
    int32_t found = 1;
    int named = 0;
    mateo_client *client = open_server(60000);
    mateo_import *import = sealed(client);
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_FAILED), 1);
    balances(client, import);
    OK(mateo_import_failures(import, &failures, &error));
    while (found && named < 10) {
        OK(mateo_failures_next(failures, &found, &error));
        named += found;
        CHECK(mateo_failures_row(failures) >= 0 && mateo_failures_row(failures) <= 1);
    }
    CHECK(named <= 1);
    mateo_failures_free(failures);
    mateo_import_close(import);
    mateo_client_close(client);
}

/* Header fields about limits, in numbers that are none. */
static const char *const fields[] = {
    "Retry-After: 99999999999999999999999\r\n",
    "Retry-After: " LARGEST "\r\n",
    "Retry-After: -1\r\nRateLimit-Reset: -1\r\n",
    "Retry-After: 1e300\r\nRateLimit-Limit: 1e300\r\nRateLimit-Remaining: -1\r\n",
    "Retry-After: Fri, 31 Dec 999999999999 23:59:59 GMT\r\n",
    "RateLimit-Reset: " LARGEST "\r\nRateLimit-Remaining: 0\r\nRateLimit-Limit: 0\r\n",
    "RateLimit-Limit: " LARGEST ", " LARGEST ";w=" LARGEST "\r\nRateLimit-Remaining: " LARGEST "\r\n",
};
static const char *current_fields;

static void limited_answer(const request *asked, answer *given) {
    usual_answer(asked, given);
    given->headers = current_fields;
    if (asked->kind == POST && asked->number == 1) {
        seen->jobs = 0;
        memset(seen->ids, 0, sizeof seen->ids);
        given->status = 429;
        given->length = 0;
    }
}

static void is_survived(void) {
    mateo_state state = -1;
    int64_t resume_at = -1;
    mateo_client *client = open_server(60000);
    mateo_import *import = sealed(client);
    forget_error();
    mateo_status status = mateo_import_step(import, 5000, &state, &error);
    CHECK(status == MATEO_OK || status == MATEO_ERROR_UNREACHABLE);
    OK(mateo_import_resume_at(import, &resume_at, &error));
    CHECK(state == MATEO_STATE_PAUSED ? resume_at > 0 : resume_at == 0);
    balances(client, import);
    mateo_import_close(import);
    mateo_client_close(client);
}

/* Runs a check in a process of its own, which ends by a signal when it goes wrong. */
static void survives(answer_function answers, void (*check)(void), const char *what) {
    int status = -1;
    pid_t process = fork();
    if (process == 0) {
        alarm(240); /* Not a hang. */
        wrong = 0;
        start_server(answers);
        check();
        stop_server();
        _exit(finish());
    }
    CHECK(waitpid(process, &status, 0) == process);
    if (status == 0) return;
    wrong++;
    fprintf(stderr, "... with %s: %s %d\n", what, WIFSIGNALED(status) ? "signal" : "exit status",
        WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

int main(void) {
    for (size_t i = 0; i < sizeof absurd / sizeof absurd[0]; i++) {
        char what[200];
        current = absurd[i];
        snprintf(what, sizeof what, "the counts %s, %s, %s", current.total, current.succeeded, current.failed);
        survives(absurd_answer, is_no_outcome, what);
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        current = (counts){"1", "0", "1", lists[i]};
        survives(absurd_answer, is_failed, lists[i]);
    }
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        current_fields = fields[i];
        survives(limited_answer, is_survived, fields[i]);
    }
    return finish();
}
