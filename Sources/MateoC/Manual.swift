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
// Handles. A handle that is closed already, or of another kind, is answered with MATEO_ERROR_HANDLE and not
// touched. Handles may be closed in any order: a client whose imports are still open goes when the last of them
// is closed. A child process made by fork has no handles; those of its parent are answered with
// MATEO_ERROR_HANDLE, and it opens its own.
//
// Threads. Threads may share a client. Every other handle belongs to one thread at a time; a call for an import
// that another thread is in is answered with MATEO_ERROR_STATE. mateo_import_cancel and
// mateo_import_close may be called from any thread at any time. No function may be called from a signal handler. The library has no threads of its own (libcurl may resolve host names in one), installs no
// signal handlers, prints nothing and never ends the process. Callbacks run in the calling thread, inside the
// call they were given to.
//
// Time. Lengths of time are in milliseconds. Points in time are in milliseconds since 1970, UTC.
