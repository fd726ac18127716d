/* SQLite as Swift can call it: SQLITE_TRANSIENT and SQLITE_STATIC are casts that Swift does not import. */
#ifndef MATEO_CSQLITE_SHIM_H
#define MATEO_CSQLITE_SHIM_H

#include <sqlite3.h>

static inline int mateo_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 length) {
    return sqlite3_bind_text64(statement, index, text ? text : "", length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* Counting the memory in use costs a lock for each allocation. Belongs before the first database. */
static inline int mateo_sqlite_count_no_memory(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* The bytes must stay as they are until the statement is stepped and reset. */
static inline int mateo_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 length) {
    return sqlite3_bind_blob64(statement, index, bytes ? bytes : "", length, SQLITE_STATIC);
}

/*
 * Whether closing the last connection leaves the write-ahead log as it is, in the place of writing it into the
 * database. sqlite3_db_config is variadic.
 */
static inline int mateo_sqlite_keep_log(sqlite3 *database, int keeps) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keeps, (int *)0);
}

#endif
