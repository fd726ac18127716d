/* SQLite as Swift can call it: SQLITE_TRANSIENT and SQLITE_STATIC are casts that Swift does not import. */
#ifndef MATEO_CSQLITE_SHIM_H
#define MATEO_CSQLITE_SHIM_H

#include <errno.h>
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
 * Whether closing the last connection leaves the write-ahead log as it is, instead of writing it into the
 * database. sqlite3_db_config is variadic.
 */
static inline int mateo_sqlite_keep_log(sqlite3 *database, int keeps) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keeps, (int *)0);
}

/* A file that SQLite's VFS has open beside a database. file is NULL while it is closed. */
struct mateo_vfs_file {
    sqlite3_file *file;
    char *names;
};

static inline void mateo_vfs_close(struct mateo_vfs_file *closed) {
    if (closed->file && closed->file->pMethods) closed->file->pMethods->xClose(closed->file);
    sqlite3_free(closed->file);
    if (closed->names) sqlite3_free_filename(closed->names);
    *closed = (struct mateo_vfs_file){0};
}

/*
 * Opens a file beside a database through the VFS that new connections use. flags are SQLITE_OPEN_...; out_flags gets
 * those that it was opened with. A NULL name means a file without one. When it fails, errno is the system's error, or 0.
 *
 * A VFS may look for the names of the database and its journal before that of a log, and it keeps the pointer to the
 * name until the file is closed.
 */
static inline int mateo_vfs_open(
    const char *database, const char *journal, const char *name, int flags, struct mateo_vfs_file *out_file,
    int *out_flags) {
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    *out_file = (struct mateo_vfs_file){0};
    if (!vfs) return SQLITE_ERROR;
    if (name && strlen(name) > (size_t)vfs->mxPathname) {
        errno = ENAMETOOLONG;
        return SQLITE_CANTOPEN;
    }
    struct mateo_vfs_file opened = {.file = sqlite3_malloc(vfs->szOsFile)};
    if (!opened.file) return SQLITE_NOMEM;
    memset(opened.file, 0, (size_t)vfs->szOsFile);
    if (name) {
        opened.names = (char *)sqlite3_create_filename(database, journal, name, 0, NULL);
        if (!opened.names) {
            mateo_vfs_close(&opened);
            return SQLITE_NOMEM;
        }
    }
    errno = 0;
    int result = vfs->xOpen(
        vfs, opened.names ? sqlite3_filename_wal(opened.names) : NULL, opened.file, flags, out_flags);
    if (result == SQLITE_OK) {
        *out_file = opened;
        return result;
    }
    int code = errno;
    mateo_vfs_close(&opened);
    errno = code;
    return result;
}

static inline int mateo_vfs_read(sqlite3_file *file, void *out_bytes, int count, sqlite3_int64 offset) {
    return file->pMethods->xRead(file, out_bytes, count, offset);
}

static inline int mateo_vfs_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    return file->pMethods->xWrite(file, bytes, count, offset);
}

static inline int mateo_vfs_sync(sqlite3_file *file) { return file->pMethods->xSync(file, SQLITE_SYNC_NORMAL); }

static inline int mateo_vfs_size(sqlite3_file *file, sqlite3_int64 *out_size) {
    return file->pMethods->xFileSize(file, out_size);
}

static inline int mateo_vfs_cut(sqlite3_file *file, sqlite3_int64 length) {
    return file->pMethods->xTruncate(file, length);
}

/* The system's error in the last call that failed; 0 when the VFS does not know it. */
static inline int mateo_vfs_errno(sqlite3_file *file) {
    int code = 0;
    return file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &code) == SQLITE_OK ? code : 0;
}

/* Whether the file ended before all was read. Swift does not import the code, which is an expression. */
static inline int mateo_sqlite_is_short_read(int result) { return result == SQLITE_IOERR_SHORT_READ; }

#endif
