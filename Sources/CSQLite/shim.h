/* SQLite as Swift can call it: SQLITE_TRANSIENT and SQLITE_STATIC are casts that Swift does not import. */
#ifndef MATEO_CSQLITE_SHIM_H
#define MATEO_CSQLITE_SHIM_H

#include <sqlite3.h>

static inline int mateo_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 length) {
    return sqlite3_bind_text64(statement, index, text ? text : "", length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* The bytes must stay as they are until the statement is stepped and reset. */
static inline int mateo_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 length) {
    return sqlite3_bind_blob64(statement, index, bytes ? bytes : "", length, SQLITE_STATIC);
}

#endif
