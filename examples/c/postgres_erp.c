/*
 * Imports the partners of an ERP from its PostgreSQL database, and writes the outcome of each partner back.
 *
 *     psql -f examples/c/postgres_erp.sql
 *     gcc -std=c11 -Iinclude -o build/postgres_erp examples/c/postgres_erp.c \
 *         $(pkg-config --cflags --libs libpq) -Lbuild/lib -Wl,-rpath,$PWD/build/lib -lmateo
 *     MATEO_API_KEY=... build/postgres_erp
 *
 * Environment: PGHOST, PGDATABASE and the others of libpq; MATEO_API_KEY; MATEO_JOURNAL, a file (mateo.db);
 * MATEO_URL, for another address than the service's. Exit status: 0 when every partner has its outcome; 3 when the
 * quota of the day is used up; 1 when the message says what to do first.
 *
 * The program may be killed at any time, by SIGKILL too. Started again, it first ends the run that is not finished, and
 * then begins a new one. No partner is lost and none is sent twice, because each step is safe to repeat:
 *
 * 1. It commits the name of the run to hellomateo_run. The journal knows the import by this name.
 * 2. It notes a line for each active partner in hellomateo_line, and adds the same partners, one by one, to the import.
 *    It commits the lines, and then seals the import. Killed before the seal, it has sent nothing, and the next start
 *    repeats this step.
 * 3. It runs the import. Killed here, the next start resumes the import from the journal, and reads no partners: one
 *    that changed in the meantime is for the new run.
 * 4. For each batch whose outcome is known, one transaction deletes the lines and writes the outcomes, so a line is there
 *    until its outcome is. Failures come from the journal each time.
 * 5. When no line is left, it marks the run as finished.
 *
 * The library sends only the partners that changed. It compares them with what the service accepted last, so an
 * updated_at that somebody forgot to set does no harm. A partner whose outcome is unknown counts as changed: the next
 * run sends it again, which updates the same contact.
 */
#include <inttypes.h>
#include <libpq-fe.h>
#include <mateo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A step ends after this time, so that outcomes reach the database soon. */
enum { STEP_MS = 1000 };
/* The rows of one transaction that are in no batch, since they were not sent. */
enum { UNSENT_ROWS = 10000 };

struct run {
    PGconn *database;
    mateo_client *client;
    mateo_import *import;
    char name[64];
};

static mateo_error *error = NULL;

/* Ends the program. What is open needs no care, because the program may be killed at any time. */
static _Noreturn void fail(const char *what, const char *message) {
    fprintf(stderr, "postgres_erp: %s: %s\n", what, message);
    exit(1);
}

static void must(mateo_status status) {
    if (status != MATEO_OK) fail(mateo_status_name(status), mateo_error_message(error));
}

/* Executes a statement. The caller clears the result. */
static PGresult *query(PGconn *database, const char *sql, int count, const char *const *values) {
    PGresult *result = PQexecParams(database, sql, count, NULL, values, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail("PostgreSQL", PQerrorMessage(database));
    return result;
}

static void execute(PGconn *database, const char *sql) {
    PQclear(query(database, sql, 0, NULL));
}

static PGconn *connect_database(void) {
    PGconn *database = PQconnectdb("client_encoding=UTF8 fallback_application_name=postgres_erp");
    if (PQstatus(database) != CONNECTION_OK) fail("PostgreSQL", PQerrorMessage(database));
    return database;
}

static mateo_client *open_client(void) {
    mateo_options *options = NULL;
    mateo_client *client = NULL;
    const char *key = getenv("MATEO_API_KEY");
    const char *url = getenv("MATEO_URL");
    const char *journal = getenv("MATEO_JOURNAL");

    must(mateo_options_new(&options, &error));
    must(mateo_options_set_api_key(options, key != NULL ? key : "", &error));
    must(mateo_options_set_journal_path(options, journal != NULL ? journal : "mateo.db", &error));
    if (url != NULL) must(mateo_options_set_base_url(options, url, &error));
    must(mateo_client_open(options, &client, &error));
    mateo_options_free(options);
    return client;
}

/* The lines of the import's rows. The numbers of the rows are those of the records, which follow in the same order. */
static const char LINES[] =
    "INSERT INTO hellomateo_line SELECT row_number() OVER (ORDER BY id), id, updated_at FROM partner WHERE active";

/*
 * The record of each partner, as JSON. The ERP is the master: a field that it has emptied is null, so the service erases
 * it. A consent that was never asked for is not touched.
 */
static const char RECORDS[] =
    "SELECT jsonb_build_object('external_id', id::text, 'customer_number', nullif(btrim(ref), ''),"
    " 'full_name', nullif(btrim(name), ''), 'email', nullif(btrim(email), ''), 'whatsapp', nullif(btrim(mobile), ''))"
    " || CASE newsletter WHEN true THEN '{\"newsletter\": \"accepted\"}'::jsonb"
    "  WHEN false THEN '{\"newsletter\": \"declined\"}' ELSE '{}' END"
    " FROM partner WHERE active ORDER BY id";

/* Writes the lines, reads the partners one by one into the import, and seals it. Returns the number of partners. */
static int64_t load(struct run *run) {
    PGresult *partner;
    int64_t rows = 0;

    /* Both statements see the partners as they are at one moment. */
    execute(run->database, "BEGIN ISOLATION LEVEL REPEATABLE READ");
    execute(run->database, "DELETE FROM hellomateo_line");
    execute(run->database, LINES);
    if (!PQsendQuery(run->database, RECORDS) || !PQsetSingleRowMode(run->database))
        fail("PostgreSQL", PQerrorMessage(run->database));
    while ((partner = PQgetResult(run->database)) != NULL) {
        if (PQresultStatus(partner) == PGRES_SINGLE_TUPLE) {
            size_t length = (size_t)PQgetlength(partner, 0, 0);
            must(mateo_import_add_json_lines(run->import, PQgetvalue(partner, 0, 0), length, &error));
            rows++;
        } else if (PQresultStatus(partner) != PGRES_TUPLES_OK) { /* as when the connection is lost */
            fail("PostgreSQL", PQerrorMessage(run->database));
        }
        PQclear(partner);
    }
    execute(run->database, "COMMIT");
    printf("%s: %" PRId64 " partners read\n", run->name, rows);
    if (rows > 0) must(mateo_import_seal(run->import, &error));
    return rows;
}

/*
 * The outcome of the rows from $1 to $2, for all that have a line. A partner that the service has in this version keeps
 * its outcome: it was not sent again.
 */
static const char WRITE[] =
    "WITH line AS (DELETE FROM hellomateo_line WHERE row BETWEEN $1 AND $2 RETURNING partner_id, version)"
    "INSERT INTO hellomateo_outcome AS known (partner_id, import, state, code, message, version)"
    " SELECT partner_id, $3, $4, $5, $6, version FROM line "
    "ON CONFLICT (partner_id) DO UPDATE SET import = excluded.import, state = excluded.state, code = excluded.code,"
    " message = excluded.message, version = excluded.version, settled_at = excluded.settled_at"
    " WHERE known.state <> 'imported' OR excluded.state <> 'imported' OR known.version <> excluded.version";

static void write_outcome(
    struct run *run, int64_t first, int64_t last, const char *state, const char *code, const char *message) {
    char numbers[2][32];
    const char *values[] = {numbers[0], numbers[1], run->name, state, code, message};
    snprintf(numbers[0], sizeof numbers[0], "%" PRId64, first);
    snprintf(numbers[1], sizeof numbers[1], "%" PRId64, last);
    PQclear(query(run->database, WRITE, 6, values));
}

/* Writes the outcomes of rows, of which so many failed, in one transaction: first those with a reason, then the others. */
static void write_rows(struct run *run, int64_t first, int64_t last, int64_t failed) {
    static const char *const states[] = {"failed", "held", "superseded", "unknown"}; /* by MATEO_FAILURE_* */
    mateo_failures *failures = NULL;
    int32_t found = 0;

    execute(run->database, "BEGIN");
    must(mateo_import_failures(run->import, &failures, &error));
    must(mateo_failures_set_states(failures,
        MATEO_STATES_FAILED | MATEO_STATES_HELD | MATEO_STATES_SUPERSEDED | MATEO_STATES_UNKNOWN, &error));
    for (;;) {
        must(mateo_failures_next(failures, &found, &error));
        int64_t row = mateo_failures_row(failures); /* Those without a known row come last, as row 0. */
        if (!found || row == 0 || row > last) break;
        if (row < first) continue;
        mateo_failure_kind kind = mateo_failures_kind(failures);
        write_outcome(run, row, row, states[kind], mateo_failures_code(failures), mateo_failures_reason(failures));
        failed -= kind == MATEO_FAILURE_FAILED;
    }
    mateo_failures_free(failures);
    if (failed > 0) {
        write_outcome(run, first, last, "unknown", NULL, "the service does not say which records of the batch failed");
    } else {
        write_outcome(run, first, last, "imported", NULL, NULL);
    }
    execute(run->database, "COMMIT");
}

/* The first row whose outcome is not written; 0 when there is none. */
static int64_t first_line(struct run *run) {
    PGresult *result = query(run->database, "SELECT coalesce(min(row), 0) FROM hellomateo_line", 0, NULL);
    int64_t row = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return row;
}

/* Writes the outcomes of all batches that are settled, and of all other rows once the import is over. */
static void write_outcomes(struct run *run, int is_over) {
    int64_t first = first_line(run);
    mateo_batches *batches = NULL;
    int32_t found = 0;

    if (first == 0) return;
    must(mateo_import_batches(run->import, &batches, &error));
    for (;;) {
        must(mateo_batches_next(batches, &found, &error));
        if (!found) break;
        int64_t last = mateo_batches_last_row(batches);
        if (mateo_batches_state(batches) == MATEO_BATCH_SETTLED && last >= first)
            write_rows(run, mateo_batches_first_row(batches), last, mateo_batches_failed(batches));
    }
    mateo_batches_free(batches);
    while (is_over && (first = first_line(run)) > 0) write_rows(run, first, first + UNSENT_ROWS - 1, 0);
}

/* Runs the import to its end. Ends the program if something must be done first. */
static void run_import(struct run *run) {
    mateo_state state = MATEO_STATE_RUNNING;
    mateo_error *stop = NULL;
    int64_t counts[MATEO_COUNTS], open = -1;

    while (state == MATEO_STATE_RUNNING) {
        mateo_status status = mateo_import_step(run->import, STEP_MS, &state, &stop);
        int is_over = status == MATEO_OK && (state == MATEO_STATE_FINISHED || state == MATEO_STATE_UNKNOWN);
        must(mateo_import_counts(run->import, counts, MATEO_COUNTS, &error));
        if (is_over || counts[MATEO_COUNT_PENDING] + counts[MATEO_COUNT_IN_FLIGHT] != open) {
            write_outcomes(run, is_over);
            open = counts[MATEO_COUNT_PENDING] + counts[MATEO_COUNT_IN_FLIGHT];
            printf("%s: %" PRId64 " partners have no outcome yet\n", run->name, open);
        }
        if (status != MATEO_OK) fail(mateo_status_name(status), mateo_error_message(stop));
    }
    printf("%s: %s, %" PRId64 " succeeded, %" PRId64 " failed, %" PRId64 " held, %" PRId64 " unchanged\n", run->name,
        mateo_state_name(state), counts[MATEO_COUNT_SUCCEEDED], counts[MATEO_COUNT_FAILED], counts[MATEO_COUNT_HELD],
        counts[MATEO_COUNT_UNCHANGED]);
    if (state == MATEO_STATE_PAUSED) {
        fputs("postgres_erp: the quota of the day is used up: start the program again tomorrow\n", stderr);
        exit(3);
    }
}

/* Finds the run that is not finished, or begins one. */
static void find_run(struct run *run) {
    PGresult *name = query(run->database, "SELECT name FROM hellomateo_run WHERE finished_at IS NULL", 0, NULL);
    if (PQntuples(name) == 0) {
        PQclear(name);
        name = query(run->database, "INSERT INTO hellomateo_run DEFAULT VALUES RETURNING name", 0, NULL);
    }
    snprintf(run->name, sizeof run->name, "%s", PQgetvalue(name, 0, 0));
    PQclear(name);
}

/* Ends one run. Returns 1 if an earlier start of the program had sealed it, so that its partners are of that time. */
static int end_run(struct run *run) {
    const char *values[] = {run->name};
    int32_t is_sealed = 1;

    find_run(run);
    mateo_status status = mateo_import_resume(run->client, run->name, &run->import, &error);
    /* Nothing of it was sent: the journal has no import of this name, it was never sealed, or its key was wrong. */
    if (status == MATEO_ERROR_NOT_FOUND || status == MATEO_ERROR_STATE || status == MATEO_ERROR_OTHER_ACCOUNT) {
        mateo_error_free(error);
        is_sealed = 0;
        must(mateo_import_open(run->client, MATEO_TYPE_CONTACTS, run->name, &run->import, &error));
        must(mateo_import_set_only_changed(run->import, 1, &error));
        if (load(run) > 0) run_import(run);
    } else {
        must(status);
        run_import(run);
    }
    PQclear(query(run->database, "UPDATE hellomateo_run SET finished_at = now() WHERE name = $1", 1, values));
    mateo_import_close(run->import);
    return is_sealed;
}

int main(void) {
    struct run run = {.database = connect_database(), .client = open_client()};

    setvbuf(stdout, NULL, _IOLBF, 0);
    /* One process at a time. The server takes a moment to notice that a killed one is gone. */
    execute(run.database, "SET lock_timeout = '10s'");
    execute(run.database, "SELECT pg_advisory_lock('hellomateo_run'::regclass::bigint)");
    execute(run.database, "RESET lock_timeout");
    while (end_run(&run)) continue;
    mateo_client_close(run.client);
    PQfinish(run.database);
    return 0;
}
