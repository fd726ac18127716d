// libmateo imports records (contacts, deals, appointments) from a program into Hellomateo, through its Import API. It
// builds batches, encodes and sends them, polls the jobs, and reports the outcome of each record.
//
// The life of a program. Make options, and set at least the API key and the journal's path. Open a client with them.
// Open an import of a type under a name. Add records: field by field, as JSON, or from CSV. Seal the import: from then
// on it survives crashes and restarts. Run it, in one call or in steps of bounded time. Read the counts and the
// failures, and close everything. After a crash a program does the same again: it opens the import by its name, and the
// import continues. Records that are added again are only compared. examples/c/quickstart.c is such a program.
//
// Errors. A function that can fail returns a mateo_status; 0 is success. Its last argument is the address of a
// mateo_error pointer, or NULL. The function sets the pointer to NULL on success, and to an owned error on failure. The
// error says what happened, in which row, why, and what to do. A function writes its outputs only on success, except
// mateo_client_step.
//
// Every function with a status also returns MATEO_ERROR_ARGUMENT for a pointer that must not be NULL, MATEO_ERROR_HANDLE
// for a handle that is none, and MATEO_ERROR_MEMORY. Its description does not always name these.
//
// After a run. mateo_import_run and mateo_import_step return MATEO_OK with a state, or another status:
//
// - MATEO_STATE_FINISHED: every record has its outcome. Read the counts and the failures.
// - MATEO_STATE_UNKNOWN: the outcome of some records is unknown. Another run asks the service for them again.
// - MATEO_STATE_PAUSED: the quota is used up. Run the import again at mateo_import_resume_at.
// - MATEO_STATE_INTERRUPTED: the program has cancelled the run. Run the import again at any time.
// - A status for which mateo_error_is_retryable returns 1: run the import again later. mateo_import_state then returns
//   MATEO_STATE_INTERRUPTED.
// - Another status: correct the cause, and run the import again. mateo_import_state then returns MATEO_STATE_STOPPED.
//
// Signals. mateo_import_run does not return when a signal arrives. For Ctrl-C, call mateo_import_step with a time-out such
// as 500 in a loop, let the signal handler set a flag, and look at the flag between the steps.
//
// Ownership. Owned: the caller frees it with the named function. Borrowed: it belongs to the library, and is valid for
// the stated time. Copied: the library keeps a copy. Consumed: the handle is invalid after the call. Texts are UTF-8
// and end with a NUL. Freeing or closing NULL does nothing.
//
// Handles. Handles are opaque: never dereference one. A function returns MATEO_ERROR_HANDLE for a handle that is
// closed, of another kind, of another loaded copy of the library, or of a parent process. Functions without a status
// then return 0, -1 or an empty text, as stated. Handles may be closed in any order. A client is freed when its last
// import and its last cursor are closed.
//
// Cursors. A cursor starts before the first element. Its next function moves it to the next element and sets out_found
// to 1. After the last element it sets out_found to 0, and the cursor stays there, even if elements are added later.
// Before the first element and after the last, the functions that read the element return 0, -1 or an empty text, as
// stated. When the next function fails, the cursor does not move, and the program may call it again. Texts of an element
// are borrowed until the cursor moves or is freed.
//
// Threads. Threads may share a client. Every other handle belongs to one thread at a time. A call for an import returns
// MATEO_ERROR_STATE while another thread is in a call for it. Only mateo_import_cancel and mateo_import_close may be
// called from any thread at any time. Never call a function from a signal handler. The library starts no threads, but
// libcurl may resolve host names in one. It installs no signal handlers and prints nothing. Callbacks run in the
// calling thread, inside the call.
//
// Fork. Open clients after the fork. Handles of the parent give MATEO_ERROR_HANDLE in the child. In a child whose
// parent had the journal's file open, mateo_client_open returns MATEO_ERROR_JOURNAL_FORKED for that file, because
// SQLite's locks do not pass to a child. If another thread was inside the library or SQLite at the moment of the fork,
// the child may only call exec or _exit. The locks of the parent's imports do not pass to a child. A program that is
// started with exec gets no connection and no file of the library.
//
// Files. These files belong to a journal: PATH, PATH-wal, PATH-shm, PATH-lease and PATH-records. PATH-records has the
// records that are not sent yet. They have the mode 0600. Copy PATH, PATH-records and PATH-wal, if it exists, while no
// process has the journal open: after a crash, PATH-wal has what was done last. While a process has the journal open:
//
// - Never delete, replace or copy one of them. If one is deleted or replaced, calls return MATEO_ERROR_JOURNAL.
// - The program must not open or close the journal's file itself, nor through another copy of SQLite in the same
//   process: closing it would drop the locks of the whole process.
// - The journal must have one name, so no hard links. The library follows symbolic links.
// - Its file system needs locks. Keep it on a local disk.
//
// A journal that cannot be written is opened for reading, and none of its files changes: a back-up, a snapshot, or a
// journal whose file or folder is marked as read-only, for root too. Functions that would write return
// MATEO_ERROR_JOURNAL_READ_ONLY. A back-up that was made while a process had the journal open needs its PATH-wal too.
//
// Memory. A large buffer that cannot be allocated gives MATEO_ERROR_MEMORY. The exception is a small allocation of the
// Swift runtime: if it fails, the process ends. In no other case does the library end the process.
//
// Time. Lengths of time are in milliseconds. Points in time are in milliseconds since 1970, UTC.
