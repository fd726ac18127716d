/*
 * What belongs to the host stays as it is, during an import and after it: signals, environment, locale, folder, mask of
 * files, clocks, limits and threads. Nothing is printed. A locale of the host's changes nothing that is sent.
 */
#include "server.h"
#include <dirent.h>
#include <locale.h>
#include <sys/resource.h>
#include <sys/time.h>

extern char **environ;

typedef struct host_state {
    struct { uintptr_t handler; uint64_t mask; int64_t flags; } actions[65];
    sigset_t mask;
    char **environment, *variables[200], folder[4096], locale[400];
    mode_t files;
    struct itimerval timers[3];
    struct rlimit limits[RLIM_NLIMITS];
    int threads;
} host_state;

static int threads(void) {
    int found = 0;
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *entry; tasks != NULL && (entry = readdir(tasks)) != NULL;) found += entry->d_name[0] != '.';
    if (tasks != NULL) closedir(tasks);
    return found;
}

static void look(host_state *found) {
    memset(found, 0, sizeof *found);
    for (int number = 1; number < 65; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) != 0) continue;
        found->actions[number].handler = (uintptr_t)action.sa_handler;
        found->actions[number].flags = action.sa_flags;
        for (int other = 1; other < 65; other++) {
            if (sigismember(&action.sa_mask, other) == 1) found->actions[number].mask |= (uint64_t)1 << (other - 1);
        }
    }
    pthread_sigmask(SIG_BLOCK, NULL, &found->mask);
    found->environment = environ;
    for (int i = 0; i < 199 && environ[i] != NULL; i++) found->variables[i] = environ[i];
    CHECK(getcwd(found->folder, sizeof found->folder) != NULL);
    snprintf(found->locale, sizeof found->locale, "%s", setlocale(LC_ALL, NULL));
    umask(found->files = umask(0));
    for (unsigned i = 0; i < 3; i++) getitimer(i, &found->timers[i]);
    for (unsigned i = 0; i < RLIM_NLIMITS; i++) getrlimit(i, &found->limits[i]);
    found->threads = threads();
}

static host_state before;

static void is_unchanged(const char *when) {
    host_state now;
    look(&now);
    if (memcmp(&now, &before, sizeof now) == 0) return;
    wrong++;
    fprintf(stderr, "%s: the host's state is another\n", when);
    for (int number = 1; number < 65; number++) {
        if (memcmp(&now.actions[number], &before.actions[number], sizeof now.actions[number]) != 0) {
            fprintf(stderr, "  signal %d has another action\n", number);
        }
    }
    if (memcmp(&now.mask, &before.mask, sizeof now.mask) != 0) fprintf(stderr, "  other signals are blocked\n");
    if (strcmp(now.locale, before.locale) != 0) fprintf(stderr, "  the locale is %s\n", now.locale);
    if (now.threads != before.threads) fprintf(stderr, "  there are %d threads\n", now.threads);
}

static void on_progress(void *context, int64_t total, int64_t settled, int64_t failed) {
    (void)total, (void)settled, (void)failed;
    ++*(int *)context;
    is_unchanged("during an import");
}

/* ---- What is sent ---- */

enum { BODY = 2000 };
static char *body, sent[2][BODY];
static int place = 0;

/* Leaves the records where the other process finds them. */
static void keeps_body(const request *asked, answer *given) {
    const char *records = asked->kind == POST ? strchr(asked->body, '[') : NULL;
    if (records != NULL) snprintf(body, BODY, "%.*s", (int)strcspn(records, "]") + 1, records);
    usual_answer(asked, given);
}

static void number(mateo_record *record, const char *name, double value) {
    OK(mateo_record_set_number(record, name, value, &error));
}

/* Imports numbers and times in all the ways in which they can be given. */
static void import_numbers(const char *name) {
    static const char csv[] = "external_id,amount,when\nC-2,\"1.234,5\",31.12.2025 23:59\nC-3,\"0,25\",01.02.2026 00:00\n";
    static const char mapping[] =
        "{\"mateo_mapping\":1,\"fields\":[{\"column\":\"amount\",\"field\":\"amount\",\"type\":\"number\"},"
        "{\"column\":\"when\",\"field\":\"when\",\"type\":\"datetime(DD.MM.YYYY HH:mm, Europe/Berlin)\"}]}";
    mateo_options *options = server_options(new_path("state.db"));
    OK(mateo_options_set_requests_per_second(options, 1000.5, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = open_contacts(client, name);
    mateo_record *record = NULL;
    int calls = 0;
    OK(mateo_import_set_progress(import, on_progress, &calls, &error));
    OK(mateo_record_new(&record, &error));
    OK(mateo_record_set_text(record, "external_id", "C-1", &error));
    number(record, "a", 1.5);
    number(record, "b", -1234567.25);
    number(record, "c", 1e-7);
    number(record, "d", 1.7976931348623157e308);
    OK(mateo_import_add_record(import, record, &error));
    OK(add_json(import, "{\"external_id\":\"C-4\",\"amount\":2.75,\"other\":1e3}", &error));
    OK(mateo_import_set_mapping(import, mapping, sizeof mapping - 1, &error));
    OK(add_csv(import, csv, &error));
    OK(mateo_import_seal(import, &error));
    is_unchanged("after sealing");
    SAME(run(import), MATEO_STATE_FINISHED);
    CHECK(calls > 0);
    mateo_record_free(record);
    mateo_import_close(import);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
    is_unchanged("after an import");
    snprintf(sent[place++], BODY, "%s", body);
}

/* Makes German numbers the host's own, which have a comma. Returns whether that can be done here. */
static int speaks_german(void) {
    char command[9000];
    const char *folder = from_environment("MATEO_TEST_FOLDER");
    snprintf(command, sizeof command, "localedef -i de_DE -f UTF-8 '%s/de_DE.UTF-8' >/dev/null 2>&1", folder);
    /* It warns of what is missing in other places, with a status of its own. */
    (void)!system(command);
    setenv("LOCPATH", folder, 1);
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL) return 0;
    char text[20];
    snprintf(text, sizeof text, "%.1f", 1.5);
    SAME_TEXT(text, "1,5");
    return 1;
}

int main(void) {
    /* Nothing of ours may be in what the host prints. */
    int output = dup(1), errors = dup(2);
    const char *printed = new_path("printed");
    body = mmap(NULL, BODY, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(body != MAP_FAILED);
    start_server(keeps_body);
    fflush(NULL);
    CHECK(freopen(printed, "w", stdout) != NULL && dup2(1, 2) == 2);
    int wrong_before = wrong;
    signal(SIGPIPE, SIG_DFL);
    signal(SIGUSR1, SIG_IGN);
    umask(027);
    look(&before);
    import_numbers("plain");
    struct stat status;
    CHECK(stat(printed, &status) == 0);
    int is_silent = status.st_size == 0 || wrong > wrong_before;
    CHECK(dup2(output, 1) == 1 && dup2(errors, 2) == 2);
    if (wrong > wrong_before) {
        fprintf(stderr, "see %s\n", printed);
    }
    CHECK(is_silent);
    static const char *const parts[] = {
        "\"a\":1.5,\"b\":-1234567.25,\"c\":1e-07,\"d\":1.7976931348623157e+308", "\"amount\":2.75,\"other\":1e3",
        "\"amount\":1234.5", "\"2025-12-31T23:59:00+01:00\"", "\"amount\":0.25"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strstr(sent[0], parts[i]) == NULL) fprintf(stderr, "%s: not in %s\n", parts[i], sent[0]);
        CHECK(strstr(sent[0], parts[i]) != NULL);
    }

    if (speaks_german()) {
        look(&before);
        import_numbers("german");
        SAME_TEXT(sent[1], sent[0]);
    } else {
        fprintf(stderr, "SKIPPED: the locale de_DE.UTF-8 cannot be made here (localedef, /usr/share/i18n)\n");
    }
    stop_server();
    return finish();
}
