// libmateo moves records (contacts, deals, appointments) out of a program into Hellomateo through its Import API:
// it batches, encodes and sends them, follows the jobs, and tells what became of each record.
//
// The life of a program. Make options and set at least the API key and the journal's path; open a client with
// them. Open an import of a type under a name. Add records: field by field, as JSON, or from CSV. Seal the
// import: from then on it survives crashes and restarts. Run it: in one call, or in steps of bounded time. Read
// the counts, walk over the failures, close everything. A program that was ended in between does the same
// again: the unfinished import of that name goes on where it was, and records that are added again are only
// compared. examples/c/quickstart.c is such a program.
//
// Errors. A function that can fail returns a mateo_status; 0 is success. Its last argument is the address of a
// mateo_error pointer, or NULL. It is set to NULL on success and to an owned error on failure, which says what
// happened, to which row, why, and what to do. Outputs are written on success alone.
//
// Ownership. Four words: owned (yours, to be ended with the function that is named), borrowed (the library's,
// valid as long as is said), copied (the library keeps a copy of what you give), consumed (the handle is gone
// after the call). Texts are UTF-8 and end with a NUL. Freeing or closing NULL does nothing.
//
// Handles. Handles are opaque. Never dereference one. The library detects closed and mistyped handles without
// reading them and returns MATEO_ERROR_HANDLE. Handles may be closed in any order: a client lives until the last of
// its imports is closed.
//
// Threads. Threads may share a client. Every other handle belongs to one thread at a time. A call for an import that
// another thread is in returns MATEO_ERROR_STATE. Any thread may call mateo_import_cancel and mateo_import_close at any
// time. Do not call any function from a signal handler. Callbacks run in the calling thread, inside the call they were
// given to.
//
// The host's process. The library has no threads of its own (libcurl may resolve host names in one), installs no signal
// handlers, prints nothing and never ends the process. There is one exception: buffers that follow the size of records,
// files and answers give MATEO_ERROR_MEMORY when memory is lacking, but a small allocation of the Swift runtime that
// fails ends the process.
//
// Fork. Open clients after the fork. In a child process the handles of its parent give MATEO_ERROR_HANDLE. If the parent
// had a client open on a journal's file at the fork, mateo_client_open for that file gives MATEO_ERROR_JOURNAL_FORKED in
// the child, whatever the file is called there: SQLite's locks do not pass to a child. Other journals work. A child that
// lives on does not keep its parent's imports. If another thread was inside the library or SQLite at the moment of the
// fork, the child may only call exec or _exit.
//
// Files. A journal PATH consists of PATH, PATH-wal, PATH-shm and PATH-lease. The library makes them with mode 0600. It
// follows symbolic links; a journal with more than one hard link gives MATEO_ERROR_JOURNAL. Do not delete, replace,
// rename or copy one of these files while a process has the journal open: calls then return MATEO_ERROR_JOURNAL. Keep
// them together when you move or copy a closed journal. A process that has the journal open must not open and close PATH
// by itself, nor through another copy of SQLite: closing it drops the locks of the whole process.
//
// Time. Lengths of time are in milliseconds. Points in time are in milliseconds since 1970, UTC.
