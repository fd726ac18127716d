// libmateo imports records (contacts, deals, appointments) from a program into Hellomateo, through its Import API. It
// builds batches, encodes and sends them, polls the jobs, and reports the outcome of each record.
//
// Contents. This comment: terms, an example, the functions by task, and the rules for all functions (errors, states,
// signals, ownership, handles, cursors, threads, fork, files, memory, time). Then the functions: options, client,
// import, records (fields, CSV, mapping, JSON), running, event loops, counts, failures, hints, timeline, plan, imports
// in the journal. The statuses and constants are in mateo/types.h.
//
// Terms. These words have one meaning each:
//
// - Import: all records of one type under one name.
// - Row: a record's number in its import, counted from 1, without a header line and without skipped rows.
// - Seal: to end the adding of records. From then on the import survives crashes.
// - Batch: the records of one request. Job: the service's work on a batch. The library polls the job until it ends.
// - Outcome: what the service reports for a record: succeeded or failed. It is unknown if the service never confirmed
//   it.
// - Held: not sent, because a check found a fault. Superseded: not sent, because a later record has the same identity.
// - Identity: the external_id, or without one the first other value that identifies the record.
// - Contact handle: an e-mail address, a telephone number or an account name in a messenger. The service assigns it to
//   one contact. A "handle" without "contact" is a pointer of this interface, except in mateo_shared_handles.
// - Entity: the service's word for a record in its limits.
// - Journal: the file that has the imports, their records and outcomes, and the used quota.
// - Reference: an identifier that a batch carries, so that its job can be found after a lost answer.
// - Digest: a keyed hash of a record that succeeded. It detects changed records.
// - Hint: a remark of the service about a batch.
//
// Example. A complete program. After a crash, start it again: the import continues, and no record is sent twice.
// Compile it with: cc program.c $(pkg-config --cflags --libs mateo). examples/c/quickstart.c also has progress and
// Ctrl-C.
//
//     #include <inttypes.h>
//     #include <mateo.h>
//     #include <stdio.h>
//     #include <stdlib.h>
//
//     int main(void) {
//         mateo_error *error = NULL;
//         mateo_options *options = NULL;
//         mateo_client *client = NULL;
//         mateo_import *import = NULL;
//         mateo_record *record = NULL;
//         mateo_failures *failures = NULL;
//         mateo_state state = MATEO_STATE_FILLING;
//         int32_t found = 0;
//
//         // MATEO_OK is 0, so each call is made only if all calls before it succeeded.
//         mateo_status status = mateo_options_new(&options, &error);
//         if (!status) status = mateo_options_set_api_key(options, getenv("MATEO_API_KEY"), &error);
//         if (!status) status = mateo_options_set_journal_path(options, "mateo.db", &error);
//         if (!status) status = mateo_client_open(options, &client, &error);
//         if (!status) status = mateo_import_open(client, MATEO_TYPE_CONTACTS, "customers", &import, &error);
//
//         // For each customer: set the fields, add the record, and clear it.
//         if (!status) status = mateo_record_new(&record, &error);
//         if (!status) status = mateo_record_set_text(record, "external_id", "1001", &error);
//         if (!status) status = mateo_record_set_text(record, "full_name", "Erika Muster", &error);
//         if (!status) status = mateo_record_set_text(record, "email", "erika@example.org", &error);
//         if (!status) status = mateo_import_add_record(import, record, &error);
//         mateo_record_clear(record);
//
//         if (!status) status = mateo_import_seal(import, &error);
//         if (!status) status = mateo_import_run(import, &state, &error);
//         if (!status) status = mateo_import_failures(import, &failures, &error);
//         while (!status && !(status = mateo_failures_next(failures, &found, &error)) && found) {
//             printf("row %" PRId64 ": %s\n", mateo_failures_row(failures), mateo_failures_reason(failures));
//         }
//         printf("%s\n", status ? mateo_error_message(error) : mateo_state_name(state));
//
//         mateo_failures_free(failures);
//         mateo_record_free(record);
//         mateo_import_close(import);
//         mateo_client_close(client);
//         mateo_options_free(options);
//         mateo_error_free(error);
//         return status != MATEO_OK;
//     }
//
// Functions by task. A first program needs those of the example.
//
//     Set up             mateo_options_new, mateo_options_set_..., mateo_client_open, mateo_client_check
//     Begin, continue    mateo_import_open, mateo_import_resume, mateo_import_state
//     Choose what to do  mateo_import_set_only_changed, _set_again, _set_after, _set_check_account,
//                        _set_contacts_must_exist, _set_list_id, _set_list_external_id,
//                        _allow_reassignment
//     Add records        mateo_record_..., mateo_import_add_record, _add_json, _add_json_lines,
//                        _add_json_lines_file, _set_tag
//     Add CSV            mateo_import_add_csv_file, _add_csv, _end_csv, _set_mapping, _set_empty_cells,
//                        mateo_mapping_propose
//     Plan               mateo_import_plan, mateo_import_first_plan, mateo_plan_...
//     Run                mateo_import_seal, mateo_import_run, mateo_import_step, mateo_import_cancel
//     Run in a loop      mateo_import_fd, _next_step_at, mateo_client_step, _fd, _next_step_at
//     Read the outcome   mateo_import_counts, mateo_import_failures, mateo_failures_next_csv,
//                        mateo_import_unknown_rows, mateo_import_hints
//     After failures     mateo_import_retry, mateo_import_ignore_failures, mateo_client_forget
//     Look back          mateo_client_imports, mateo_import_batches, mateo_import_pauses,
//                        mateo_client_verify
//
// Errors. A function that can fail returns a mateo_status; 0 is success. Its last argument is the address of a
// mateo_error pointer, or NULL. The function sets the pointer to NULL on success, and to an owned error on failure. The
// error has a message: what happened, in which row, why, and what to do. A function writes its outputs only on success,
// except mateo_client_step.
//
// Every function with a status also returns MATEO_ERROR_ARGUMENT for a pointer that must not be NULL,
// MATEO_ERROR_HANDLE for an invalid handle, and MATEO_ERROR_MEMORY. The descriptions do not always repeat these.
//
// After a run. mateo_import_run and mateo_import_step return MATEO_OK with a state, or another status:
//
// - MATEO_STATE_FINISHED: every record has its outcome. Read the counts and the failures.
// - MATEO_STATE_UNKNOWN: the outcome of some records is unknown. Another run asks the service again.
// - MATEO_STATE_PAUSED: the quota is used up, or the service asked to wait. Run the import again at
//   mateo_import_resume_at.
// - MATEO_STATE_INTERRUPTED: the program cancelled the run. Run the import again at any time.
// - A status for which mateo_error_is_retryable returns 1: run the import again later. mateo_import_state then returns
//   MATEO_STATE_INTERRUPTED.
// - Another status: correct the cause, and run the import again. mateo_import_state then returns MATEO_STATE_STOPPED.
//
// Signals. mateo_import_run does not return when a signal arrives. For Ctrl-C, call mateo_import_step with a timeout
// such as 500 in a loop. Let the signal handler set a flag, and read the flag between the steps.
//
// Ownership. Owned: the caller frees the object with the named function. Borrowed: the library owns the object, which
// is valid for the stated time. Copied: the library keeps a copy. Consumed: the handle is invalid after the call.
// Clients and imports are closed. All other objects are freed. Texts are UTF-8 and end with a NUL. Freeing or closing
// NULL does nothing.
//
// Handles. Handles are opaque: never dereference one. A function returns MATEO_ERROR_HANDLE for a handle that is
// closed, of another kind, of another loaded copy of the library, or of a parent process. Functions without a status
// then return 0, -1 or an empty text, as stated. Handles may be closed in any order. A client is freed when its last
// import and its last cursor are closed.
//
// Forgotten imports. mateo_client_forget, also in another process, removes an import from the journal. Then every
// function with a status that takes the import or one of its cursors returns MATEO_ERROR_STATE. Only
// mateo_import_close is then of use.
//
// Cursors. A cursor starts before the first element. Its next function moves it to the next element and sets out_found
// to 1. After the last element it sets out_found to 0, and the cursor stays there, even if elements are added later.
// The functions that read an element return 0, -1 or an empty text, as stated, while the cursor is not on an element.
// When the next function fails, the cursor does not move, and the program may call it again. Texts of an element are
// borrowed until the cursor moves or is freed.
//
// Threads. Threads may share a client. Every other handle may be used by one thread at a time, and passed from thread
// to thread. A call for an import returns MATEO_ERROR_STATE while another thread is in a call for it. Only
// mateo_import_cancel and mateo_import_close may be called from any thread at any time. Never call a function from a
// signal handler. The library starts no threads, but libcurl may resolve host names in one. It installs no signal
// handlers and prints nothing. Callbacks run in the calling thread, inside the call.
//
// Fork. Open clients after the fork. Handles of the parent give MATEO_ERROR_HANDLE in the child. In a child whose
// parent had the journal's file open, mateo_client_open returns MATEO_ERROR_JOURNAL_FORKED for that file, because
// SQLite's locks do not pass to a child. If another thread was inside the library or SQLite during the fork, the child
// may only call exec or _exit. The locks of the parent's imports do not pass to a child. A program started with exec
// inherits no connection and no file of the library.
//
// Files. These files make up a journal: PATH, PATH-wal, PATH-shm, PATH-lease and PATH-records. PATH-records has the
// records that are not sent yet. The files have the mode 0600. For a back-up, copy PATH, PATH-records and PATH-wal, if
// it exists, while no process has the journal open. After a crash, PATH-wal has the newest changes. While a process has
// the journal open:
//
// - Never delete, replace or copy one of the files. If one is deleted or replaced, calls return MATEO_ERROR_JOURNAL.
// - The program must not open or close the journal's file itself, or through another copy of SQLite in the same
//   process. Closing the file would release the locks of the whole process.
// - The journal must have one name, so no hard links. The library follows symbolic links.
// - Its file system needs locks. Keep it on a local disk.
//
// A journal that cannot be written is opened for reading, and none of its files changes. Examples are a back-up, a
// snapshot, and a journal whose file or folder is marked as read-only, for root too. Functions that would write return
// MATEO_ERROR_JOURNAL_READ_ONLY. A back-up that was made while a process had the journal open needs its PATH-wal too.
//
// Memory. A large buffer that cannot be allocated gives MATEO_ERROR_MEMORY. If a small allocation of the Swift runtime
// fails, the process ends. The library ends the process in no other case.
//
// Time. Durations are in milliseconds. Points in time are in milliseconds since 1970, UTC.
