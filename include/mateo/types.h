/*
 * The types of libmateo's C interface. Programs include <mateo.h>, which includes this file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MATEO_TYPES_H
#define MATEO_TYPES_H

#include <stddef.h>
#include <stdint.h>

/* The version of this header. mateo_version returns that of the loaded library. */
#define MATEO_VERSION_MAJOR 0
#define MATEO_VERSION_MINOR 1
#define MATEO_VERSION_PATCH 0
/* The same as one number, to compare in #if: 1000000 * major + 1000 * minor + patch. */
#define MATEO_VERSION_NUMBER (1000000 * MATEO_VERSION_MAJOR + 1000 * MATEO_VERSION_MINOR + MATEO_VERSION_PATCH)

/*
 * Handles are opaque. Never dereference one. The library detects closed and mistyped handles without reading
 * them.
 */

/* The options of a client. */
typedef struct mateo_options mateo_options;
/* An API key, its limits and its journal. Threads may share a client. */
typedef struct mateo_client mateo_client;
/* All records of one type under one name. */
typedef struct mateo_import mateo_import;
/* One record. */
typedef struct mateo_record mateo_record;
/* A cursor over the failed, held, superseded or unknown rows of an import. */
typedef struct mateo_failures mateo_failures;
/* A cursor over the service's hints about an import. */
typedef struct mateo_hints mateo_hints;
/* A cursor over the batches of an import that were sent. */
typedef struct mateo_batches mateo_batches;
/* A cursor over the pauses of an import. */
typedef struct mateo_pauses mateo_pauses;
/* A plan: when the records of an import will be sent. */
typedef struct mateo_plan mateo_plan;
/* A cursor over the imports of a journal. */
typedef struct mateo_imports mateo_imports;
/* An error: what happened, where, why, and what to do. */
typedef struct mateo_error mateo_error;

#ifdef __swift__
/* Swift has a pointer type for each handle only if the type is complete. */
struct mateo_options { void *reserved; };
struct mateo_client { void *reserved; };
struct mateo_import { void *reserved; };
struct mateo_record { void *reserved; };
struct mateo_failures { void *reserved; };
struct mateo_hints { void *reserved; };
struct mateo_batches { void *reserved; };
struct mateo_pauses { void *reserved; };
struct mateo_plan { void *reserved; };
struct mateo_imports { void *reserved; };
struct mateo_error { void *reserved; };
#endif

/*
 * The status of a call: 0 is success. Numbers never change their meaning. Later versions may add numbers.
 */
typedef int32_t mateo_status;

/* Success. */
#define MATEO_OK 0
/* An argument is NULL, out of range, or has the wrong form. */
#define MATEO_ERROR_ARGUMENT 1
/* The handle is closed, of another kind, or was made before a fork. */
#define MATEO_ERROR_HANDLE 2
/* The call is not allowed in this state, for example adding records to a sealed import. */
#define MATEO_ERROR_STATE 3
/* The journal has no import of that name. */
#define MATEO_ERROR_NOT_FOUND 4
/* The unfinished import of that name was sealed with another key or address. */
#define MATEO_ERROR_OTHER_ACCOUNT 5
/* A file could not be opened or read. */
#define MATEO_ERROR_FILE 10
/* The text is not CSV, or its header and rows do not agree. */
#define MATEO_ERROR_CSV 11
/* The text is not JSON, or not an object or an array of objects. */
#define MATEO_ERROR_JSON 12
/* The text is not UTF-8, or holds a NUL byte. */
#define MATEO_ERROR_ENCODING 13
/* A record lacks an identifier or names a field twice. */
#define MATEO_ERROR_RECORD 14
/* A field, a record or an answer is larger than its limit. */
#define MATEO_ERROR_LIMIT 15
/* There is not enough memory. */
#define MATEO_ERROR_MEMORY 16
/* The journal could not be read or written. */
#define MATEO_ERROR_JOURNAL 20
/* The file is not a journal: it is the database of another program, or not a database. */
#define MATEO_ERROR_JOURNAL_FOREIGN 21
/* The journal was written by a newer version of this library. */
#define MATEO_ERROR_JOURNAL_NEWER 22
/* The journal is read-only: its file, its folder or its file system cannot be written. */
#define MATEO_ERROR_JOURNAL_READ_ONLY 23
/* The disk that holds the journal is full. */
#define MATEO_ERROR_JOURNAL_FULL 24
/* Another process holds the journal, or the import in it. */
#define MATEO_ERROR_JOURNAL_BUSY 25
/* The journal is damaged. */
#define MATEO_ERROR_JOURNAL_CORRUPT 26
/* The journal does not account for every record: one is in no state or in two. */
#define MATEO_ERROR_BOOKS 27
/* This process was forked while its parent had the journal open. Open clients after the fork. */
#define MATEO_ERROR_JOURNAL_FORKED 28
/* The service does not accept the API key, or the key is not allowed to import. */
#define MATEO_ERROR_UNAUTHORIZED 30
/* The service refuses the request itself, regardless of its records. */
#define MATEO_ERROR_REFUSED 31
/* The service could not be reached, or gave no usable answer, after all retries. */
#define MATEO_ERROR_UNREACHABLE 32
/* The import was not over when its deadline passed. */
#define MATEO_ERROR_DEADLINE 33
/* Records fail one after another, so the rest of the import is not sent. */
#define MATEO_ERROR_FAILING 34
/* The import that must be over first is not over, and no process runs it. Run that one first. */
#define MATEO_ERROR_PREDECESSOR 35

/* The type of the records of an import. */
typedef int32_t mateo_type;

/* Contacts, sent as contact_details. */
#define MATEO_TYPE_CONTACTS 1
/* Deals, sent as deal_details. */
#define MATEO_TYPE_DEALS 2
/* Appointments, sent as appointment_details. */
#define MATEO_TYPE_APPOINTMENTS 3

/* The state of an import. */
typedef int32_t mateo_state;

/* Records are being added. */
#define MATEO_STATE_FILLING 0
/* It is sealed and not over. In mateo_imports_state: a process runs it. Elsewhere it need not be in a run. */
#define MATEO_STATE_RUNNING 1
/* Every record has its outcome. */
#define MATEO_STATE_FINISHED 2
/* The quota is used up, or the service asked to wait. The import can continue at mateo_import_resume_at. */
#define MATEO_STATE_PAUSED 3
/* The service refuses the key or the requests, or the records fail one after another. */
#define MATEO_STATE_STOPPED 4
/* It was cancelled, its deadline passed, or the service could not be reached. It can continue at any time. */
#define MATEO_STATE_INTERRUPTED 5
/* The run is over, but the outcome of some records is unknown. Another run asks the service again. */
#define MATEO_STATE_UNKNOWN 6

/* What is counted. The counts from pending to unknown add up to the total. */
typedef int32_t mateo_count;

/* All records of the import. */
#define MATEO_COUNT_TOTAL 0
/* In the journal, not sent. */
#define MATEO_COUNT_PENDING 1
/* Sent, and their job is polled. */
#define MATEO_COUNT_IN_FLIGHT 2
/* Imported. */
#define MATEO_COUNT_SUCCEEDED 3
/* Refused by the service, with its reason. */
#define MATEO_COUNT_FAILED 4
/* Not sent, because a check found a fault. */
#define MATEO_COUNT_HELD 5
/* Not sent, because a later record of the import has the same identity. */
#define MATEO_COUNT_SUPERSEDED 6
/* Not sent, because the service already has the same record. */
#define MATEO_COUNT_UNCHANGED 7
/* Sent, and their outcome is unknown so far. The next run asks the service again. */
#define MATEO_COUNT_UNKNOWN 8
/* Jobs of the service; not part of the sum. */
#define MATEO_COUNT_JOBS 9
/* POST requests so far; not part of the sum. */
#define MATEO_COUNT_POSTS 10
/* Requests that polled jobs so far; not part of the sum. */
#define MATEO_COUNT_POLLS 11
/* All other requests so far; not part of the sum. */
#define MATEO_COUNT_OTHER_REQUESTS 12
/* The number of counts in this version: the length for mateo_import_counts. */
#define MATEO_COUNTS 13

/* The kind of a failure: why a cursor lists a row. */
typedef int32_t mateo_failure_kind;

/* It was sent, and the service refused it. */
#define MATEO_FAILURE_FAILED 0
/* It was not sent, because a check found a fault. */
#define MATEO_FAILURE_HELD 1
/* It was not sent, because a later row of the import has the same identity. */
#define MATEO_FAILURE_SUPERSEDED 2
/* It was sent, and the service never confirmed it. */
#define MATEO_FAILURE_UNKNOWN 3

/* The rows that a cursor over failures lists: a sum of these. */
typedef int32_t mateo_states;

/* Rows of the kind MATEO_FAILURE_FAILED. */
#define MATEO_STATES_FAILED 1
/* Rows of the kind MATEO_FAILURE_HELD. */
#define MATEO_STATES_HELD 2
/* Rows of the kind MATEO_FAILURE_SUPERSEDED. */
#define MATEO_STATES_SUPERSEDED 4
/* Rows of the kind MATEO_FAILURE_UNKNOWN. */
#define MATEO_STATES_UNKNOWN 8

/* The state of a batch that was sent. */
typedef int32_t mateo_batch_state;

/* Its job is not over. */
#define MATEO_BATCH_OPEN 1
/* Every record has its outcome. */
#define MATEO_BATCH_SETTLED 2
/* The outcome of its records is unknown, except for those that failed. */
#define MATEO_BATCH_UNKNOWN 3
/* The service did not accept it. It is sent again. */
#define MATEO_BATCH_TURNED_AWAY 4
/* The service did not accept it. Smaller batches replaced it, so do not count its records. */
#define MATEO_BATCH_DIVIDED 5

/* The reason for a pause, in which an import sent nothing. */
typedef int32_t mateo_pause_reason;

/* The service answered that a limit is reached (HTTP status 429). */
#define MATEO_PAUSE_LIMIT 1
/* The quota of the day was used up. */
#define MATEO_PAUSE_QUOTA 2
/* The service could not be reached, or gave no usable answer. */
#define MATEO_PAUSE_UNREACHABLE 3

/* What happens to an empty cell of CSV. */
typedef int32_t mateo_empty_cells;

/* The field is left out: the service keeps what it has. The default. */
#define MATEO_EMPTY_CELLS_OMIT 0
/* The field is sent as null. */
#define MATEO_EMPTY_CELLS_NULL 1
/* The field is sent as an empty text. */
#define MATEO_EMPTY_CELLS_TEXT 2

/* What happens to a record with a contact handle that an earlier record of the import has. */
typedef int32_t mateo_shared_handles;

/* It is held. The default. */
#define MATEO_SHARED_HANDLES_HOLD 0
/* It is sent, and the service takes the handle from the earlier record. */
#define MATEO_SHARED_HANDLES_SEND 1

/* What happens to a batch when the service never confirmed it. */
typedef int32_t mateo_on_unknown;

/* Contacts are sent again. The outcome of deals and appointments is unknown. The default. */
#define MATEO_ON_UNKNOWN_BY_TYPE 0
/* It is sent again. A deal or an appointment may then exist twice. */
#define MATEO_ON_UNKNOWN_RESEND 1
/* It is not sent again. The outcome of its records is unknown. */
#define MATEO_ON_UNKNOWN_STOP 2

/* The level of a log message. */
typedef int32_t mateo_log_level;

/* Information. */
#define MATEO_LOG_INFO 1
/* A problem that the library handles. */
#define MATEO_LOG_WARNING 2

/*
 * Receives a log message: one line of UTF-8 without a line end. It has no API key and no content of records. The
 * message is borrowed for the call. The library calls the callback in the thread that called the library. Threads
 * that share a client may be inside it at the same time. For an import that is in a call, it may call only
 * mateo_import_cancel and mateo_import_close.
 */
typedef void (*mateo_log_callback)(void *context, mateo_log_level level, const char *message);

/*
 * Receives the progress of an import: its number of records, the number that is settled, and the number that
 * failed. A record is settled if it succeeded, failed, is held, superseded or unchanged. The library calls the
 * callback in the thread that runs the import, inside mateo_import_run or mateo_import_step. It may call only
 * mateo_import_cancel and mateo_import_close for this import.
 */
typedef void (*mateo_progress_callback)(void *context, int64_t total, int64_t settled, int64_t failed);

#endif
