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
 * 2. It reads all active partners in one snapshot, adds each to the import, and copies a line for each into
 *    hellomateo_line. It commits the lines, and then seals the import. Killed before the seal, it has sent nothing, and
 *    the next start repeats this step.
 * 3. It runs the import. Killed here, the next start resumes the import from the journal, and reads no partners: one
 *    that changed in the meantime is for the new run.
 * 4. For each batch whose outcome is known, one statement deletes the lines and writes the outcomes. It is a
 *    transaction of its own, so a line is there until its outcome is. Failures come from the journal each time.
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
    PGconn *reader; /* Streams the partners, while the other connection takes the lines. */
    PGconn *writer; /* Also holds the lock. */
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
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN)
        fail("PostgreSQL", PQerrorMessage(database));
    return result;
}

static void execute(PGconn *database, const char *sql) {
    PQclear(query(database, sql, 0, NULL));
}

static PGconn *connect_database(void) {
    PGconn *database = PQconnectdb("client_encoding=UTF8 fallback_application_name=postgres_erp");
    if (PQstatus(database) != CONNECTION_OK) fail("PostgreSQL", PQerrorMessage(database));
    execute(database, "SET datestyle = ISO"); /* so that a time can be read and written back */
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

static void put(PGconn *database, const char *text, size_t length) {
    if (PQputCopyData(database, text, (int)length) != 1) fail("PostgreSQL", PQerrorMessage(database));
}

/* Puts a cell into COPY ... (FORMAT csv), and what follows it. NULL is an empty cell without quotes. */
static void put_text(PGconn *database, const char *text, char next) {
    if (text != NULL) {
        put(database, "\"", 1);
        for (size_t length; *text != '\0'; text += length) {
            length = strcspn(text, "\"");
            if (length == 0) put(database, "\"", 1), length = 1; /* A quote is written twice. */
            put(database, text, length);
        }
        put(database, "\"", 1);
    }
    put(database, &next, 1);
}

static void put_number(PGconn *database, int64_t number) {
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, number);
    put_text(database, text, ',');
}

static void end_copy(PGconn *database) {
    PGresult *result;
    if (PQputCopyEnd(database, NULL) != 1) fail("PostgreSQL", PQerrorMessage(database));
    while ((result = PQgetResult(database)) != NULL) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK) fail("PostgreSQL", PQerrorMessage(database));
        PQclear(result);
    }
}

/* The columns of a partner. After the first two, these are the fields of the record. */
static const char PARTNERS[] =
    "SELECT id, updated_at, id AS external_id, nullif(btrim(ref), '') AS customer_number,"
    " nullif(btrim(name), '') AS full_name, nullif(btrim(email), '') AS email, nullif(btrim(mobile), '') AS whatsapp,"
    " CASE newsletter WHEN true THEN 'accepted' WHEN false THEN 'declined' END AS newsletter"
    " FROM partner WHERE active ORDER BY id";
enum { ID, UPDATED_AT, FIRST_FIELD };

/* Adds a partner to the import. The ERP is the master: a field that it has emptied is erased at the service. */
static mateo_status add_partner(struct run *run, mateo_record *record, const PGresult *partner) {
    mateo_status status = MATEO_OK;
    mateo_record_clear(record);
    must(mateo_record_set_tag(record, PQgetvalue(partner, 0, ID), &error));
    for (int field = FIRST_FIELD; field < PQnfields(partner) && status == MATEO_OK; field++) {
        const char *name = PQfname(partner, field);
        if (!PQgetisnull(partner, 0, field)) {
            status = mateo_record_set_text(record, name, PQgetvalue(partner, 0, field), &error);
        } else if (strcmp(name, "newsletter") != 0) { /* A consent that was never asked for is not touched. */
            status = mateo_record_set_null(record, name, &error);
        }
    }
    return status == MATEO_OK ? mateo_import_add_record(run->import, record, &error) : status;
}

/* Writes the line of a partner. status and error: of add_partner. */
static void put_line(struct run *run, int64_t row, const PGresult *partner, mateo_status status) {
    /* The library refuses a record with such a status. Any other status concerns all records. */
    int is_refused = status == MATEO_ERROR_RECORD || status == MATEO_ERROR_ENCODING || status == MATEO_ERROR_LIMIT;
    if (!is_refused) must(status);
    put_number(run->writer, row);
    put_text(run->writer, PQgetvalue(partner, 0, ID), ',');
    put_text(run->writer, PQgetvalue(partner, 0, UPDATED_AT), ',');
    put_text(run->writer, is_refused ? mateo_error_message(error) : NULL, '\n');
    if (is_refused) mateo_error_free(error);
}

/* Reads the partners one by one into the import, and their lines into the database. Seals the import. Returns its rows. */
static int64_t load(struct run *run) {
    mateo_record *record = NULL;
    PGresult *partner;
    int64_t read = 0, added = 0;

    must(mateo_record_new(&record, &error));
    execute(run->writer, "BEGIN");
    execute(run->writer, "DELETE FROM hellomateo_line");
    execute(run->writer, "COPY hellomateo_line FROM STDIN (FORMAT csv)");
    if (!PQsendQuery(run->reader, PARTNERS) || !PQsetSingleRowMode(run->reader))
        fail("PostgreSQL", PQerrorMessage(run->reader));
    while ((partner = PQgetResult(run->reader)) != NULL) {
        if (PQresultStatus(partner) == PGRES_SINGLE_TUPLE) {
            mateo_status status = add_partner(run, record, partner);
            if (status == MATEO_OK) added++;
            put_line(run, added, partner, status);
            read++;
        } else if (PQresultStatus(partner) != PGRES_TUPLES_OK) { /* as when the connection is lost */
            fail("PostgreSQL", PQerrorMessage(run->reader));
        }
        PQclear(partner);
    }
    mateo_record_free(record);
    end_copy(run->writer);
    execute(run->writer, "COMMIT");
    printf("%s: %" PRId64 " partners read, %" PRId64 " refused\n", run->name, read, read - added);
    if (added > 0) must(mateo_import_seal(run->import, &error));
    return added;
}

/* The failures of the import from a row on, so that the database can join them with the lines. */
static void copy_failures(struct run *run, int64_t from_row) {
    static const char *const states[] = {"failed", "held", "superseded", "unknown"}; /* by MATEO_FAILURE_* */
    mateo_failures *failures = NULL;
    int32_t found = 0;

    execute(run->writer, "TRUNCATE pg_temp.failure");
    execute(run->writer, "COPY pg_temp.failure FROM STDIN (FORMAT csv)");
    must(mateo_import_failures(run->import, &failures, &error));
    must(mateo_failures_set_states(failures,
        MATEO_STATES_FAILED | MATEO_STATES_HELD | MATEO_STATES_SUPERSEDED | MATEO_STATES_UNKNOWN, &error));
    for (;;) {
        must(mateo_failures_next(failures, &found, &error));
        if (!found) break;
        if (mateo_failures_row(failures) < from_row) continue; /* written before, or of an unknown row */
        put_number(run->writer, mateo_failures_row(failures));
        put_text(run->writer, mateo_failures_tag(failures), ',');
        put_text(run->writer, states[mateo_failures_kind(failures)], ',');
        put_text(run->writer, mateo_failures_code(failures), ',');
        put_text(run->writer, mateo_failures_reason(failures), '\n');
    }
    mateo_failures_free(failures);
    end_copy(run->writer);
}

/*
 * Writes the outcomes of rows $1 to $2, of which $4 failed. If the service did not name all of its failures, the rows
 * without one are unknown. A partner that the service has in this version keeps its outcome: it was not sent again.
 */
static const char WRITE[] =
    "WITH line AS (DELETE FROM hellomateo_line WHERE row BETWEEN $1 AND $2 RETURNING partner_id, version, refusal),"
    " named AS (SELECT count(*) FROM pg_temp.failure WHERE row BETWEEN $1 AND $2 AND state = 'failed'),"
    " other AS (SELECT CASE WHEN named.count < $4 THEN 'unknown' ELSE 'imported' END AS state,"
    "  CASE WHEN named.count < $4 THEN 'the service does not say which records of the batch failed' END AS message"
    "  FROM named)"
    "INSERT INTO hellomateo_outcome AS known (partner_id, state, code, message, import, version) "
    "SELECT partner_id, CASE WHEN refusal IS NULL THEN coalesce(failure.state, other.state) ELSE 'held' END,"
    " failure.code, coalesce(refusal, failure.message, other.message), $3, version"
    " FROM other, line LEFT JOIN pg_temp.failure USING (partner_id) "
    "ON CONFLICT (partner_id) DO UPDATE SET state = excluded.state, code = excluded.code, message = excluded.message,"
    " import = excluded.import, version = excluded.version, settled_at = excluded.settled_at"
    " WHERE known.state <> 'imported' OR excluded.state <> 'imported' OR known.version <> excluded.version";

static void write_rows(struct run *run, int64_t first, int64_t last, int64_t failed) {
    char numbers[3][32];
    const char *values[] = {numbers[0], numbers[1], run->name, numbers[2]};
    snprintf(numbers[0], sizeof numbers[0], "%" PRId64, first);
    snprintf(numbers[1], sizeof numbers[1], "%" PRId64, last);
    snprintf(numbers[2], sizeof numbers[2], "%" PRId64, failed);
    PGresult *written = query(run->writer, WRITE, 4, values);
    if (strcmp(PQcmdTuples(written), "0") != 0)
        printf("%s: rows %" PRId64 " to %" PRId64 " written\n", run->name, first, last);
    PQclear(written);
}

/* The first row whose outcome is not written; -1 when there is none. */
static int64_t first_line(struct run *run) {
    PGresult *result = query(run->writer, "SELECT coalesce(min(row), -1) FROM hellomateo_line", 0, NULL);
    int64_t row = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return row;
}

/* Writes the outcomes of all batches that are settled, and of all other rows once the import is over. */
static void write_outcomes(struct run *run, int is_over) {
    int64_t first = first_line(run), total = 0;
    mateo_batches *batches = NULL;
    int32_t found = 0;

    if (first < 0) return;
    copy_failures(run, first > 0 ? first : 1);
    must(mateo_import_batches(run->import, &batches, &error));
    for (;;) {
        must(mateo_batches_next(batches, &found, &error));
        if (!found) break;
        int64_t last = mateo_batches_last_row(batches);
        if (mateo_batches_state(batches) == MATEO_BATCH_SETTLED && last >= first)
            write_rows(run, mateo_batches_first_row(batches), last, mateo_batches_failed(batches));
    }
    mateo_batches_free(batches);
    if (!is_over) return;
    must(mateo_import_count(run->import, MATEO_COUNT_TOTAL, &total, &error));
    for (first = first_line(run); first >= 0 && first <= total; first += UNSENT_ROWS)
        write_rows(run, first, first + UNSENT_ROWS - 1, 0);
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
        if (is_over || counts[MATEO_COUNT_PENDING] + counts[MATEO_COUNT_IN_FLIGHT] != open) write_outcomes(run, is_over);
        open = counts[MATEO_COUNT_PENDING] + counts[MATEO_COUNT_IN_FLIGHT];
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
    PGresult *name = query(run->writer, "SELECT name FROM hellomateo_run WHERE finished_at IS NULL", 0, NULL);
    if (PQntuples(name) == 0) {
        PQclear(name);
        name = query(run->writer, "INSERT INTO hellomateo_run DEFAULT VALUES RETURNING name", 0, NULL);
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
    /* The journal has no import of this name, or it was never sealed: nothing of it was sent. */
    if (status == MATEO_ERROR_NOT_FOUND || status == MATEO_ERROR_STATE) {
        mateo_error_free(error);
        is_sealed = 0;
        must(mateo_import_open(run->client, MATEO_TYPE_CONTACTS, run->name, &run->import, &error));
        must(mateo_import_set_only_changed(run->import, 1, &error));
        if (load(run) > 0) {
            run_import(run);
        } else { /* The library refused all partners, or there are none. */
            write_rows(run, 0, 0, 0);
        }
    } else {
        must(status);
        run_import(run);
    }
    PQclear(query(run->writer, "UPDATE hellomateo_run SET finished_at = now() WHERE name = $1", 1, values));
    mateo_import_close(run->import);
    return is_sealed;
}

int main(void) {
    struct run run = {.reader = connect_database(), .writer = connect_database(), .client = open_client()};

    setvbuf(stdout, NULL, _IOLBF, 0);
    /* One process at a time. The server takes a moment to notice that a killed one is gone. */
    execute(run.writer, "SET lock_timeout = '10s'");
    execute(run.writer, "SELECT pg_advisory_lock('hellomateo_run'::regclass::bigint)");
    execute(run.writer, "RESET lock_timeout");
    execute(run.writer, "CREATE TEMP TABLE failure (row bigint, partner_id bigint, state text, code text, message text)");
    while (end_run(&run)) continue;
    mateo_client_close(run.client);
    PQfinish(run.reader);
    PQfinish(run.writer);
    return 0;
}
