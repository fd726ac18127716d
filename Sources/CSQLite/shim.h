/* SQLite as Swift can call it: SQLITE_TRANSIENT and SQLITE_STATIC are casts that Swift does not import. */
#ifndef MATEO_CSQLITE_SHIM_H
#define MATEO_CSQLITE_SHIM_H

#include <sqlite3.h>
#include <string.h>

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

/*
 * Opens a file through the default VFS; NULL opens one without a name. The file and the name belong to the caller until
 * mateo_sqlite_close_file. What was opened for reading alone, whatever was asked for, is told.
 */
static inline int mateo_sqlite_open_file(const char *path, int flags, sqlite3_file **out_file, sqlite3_filename *out_name,
                                         _Bool *out_read_only) {
    sqlite3_vfs *vfs = sqlite3_vfs_find(0);
    sqlite3_filename name = path ? sqlite3_create_filename(path, "", "", 0, 0) : 0;
    sqlite3_file *file = vfs ? sqlite3_malloc(vfs->szOsFile) : 0;
    int result = file && (name || !path) ? SQLITE_OK : SQLITE_NOMEM;
    int opened = flags;
    if (result == SQLITE_OK) {
        memset(file, 0, (size_t)vfs->szOsFile);
        result = vfs->xOpen(vfs, name, file, flags, &opened);
    }
    if (result != SQLITE_OK) {
        if (file && file->pMethods) file->pMethods->xClose(file);
        sqlite3_free(file);
        if (name) sqlite3_free_filename(name);
        return result;
    }
    *out_file = file;
    *out_name = name;
    *out_read_only = (opened & SQLITE_OPEN_READONLY) != 0;
    return SQLITE_OK;
}

static inline void mateo_sqlite_close_file(sqlite3_file *file, sqlite3_filename name) {
    file->pMethods->xClose(file);
    sqlite3_free(file);
    if (name) sqlite3_free_filename(name);
}

static inline int mateo_sqlite_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    return file->pMethods->xWrite(file, bytes, count, offset);
}

static inline int mateo_sqlite_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    return file->pMethods->xRead(file, bytes, count, offset);
}

static inline int mateo_sqlite_sync(sqlite3_file *file) { return file->pMethods->xSync(file, SQLITE_SYNC_NORMAL); }

static inline int mateo_sqlite_cut(sqlite3_file *file, sqlite3_int64 length) {
    return file->pMethods->xTruncate(file, length);
}

static inline int mateo_sqlite_length(sqlite3_file *file, sqlite3_int64 *out_length) {
    return file->pMethods->xFileSize(file, out_length);
}

#endif
