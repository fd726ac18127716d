/// The kinds of failure, with the numbers of `mateo_status` in `mateo/types.h`. Numbers are never reused.
///
/// `scripts/list-errors` makes `docs/errors.md` from the causes and cures here and the comments there.
public enum Status: Int32, CaseIterable, Sendable {
    /// Success.
    case ok = 0
    /// An argument is NULL, out of range, or has the wrong form.
    ///
    /// Cause: The call has a missing pointer, a number out of its range, or a text of the wrong form.
    ///
    /// Cure: Correct the call. The message names the argument and what it must be.
    case argument = 1
    /// The handle is closed, of another kind, or was made before a fork.
    ///
    /// Cause: The program uses a handle that it closed, one of another kind, or one of its parent process.
    ///
    /// Cure: Correct the program. A child process opens its own clients after the fork.
    case handle = 2
    /// The call is not allowed in this state, for example adding records to a sealed import.
    ///
    /// Cause: The calls come in the wrong order, or the journal has an unfinished import of this name with other
    /// records or settings.
    ///
    /// Cure: Follow the message: seal the import, resume the unfinished one, or take another name.
    case state = 3
    /// The journal has no import of that name.
    ///
    /// Cause: The name is another one, the journal is another file, or the import was forgotten.
    ///
    /// Cure: Correct the name or the journal's path, or open a new import and add its records.
    case notFound = 4
    /// The unfinished import of that name was sealed with another key or address.
    ///
    /// Cause: The program uses another API key or address of the service than the one that sealed the import.
    ///
    /// Cure: Use the key and the address of the import, or remove the import with force and add its records again.
    case otherAccount = 5
    /// A file could not be opened or read.
    ///
    /// Cause: The file is missing, or the process may not read it.
    ///
    /// Cure: Correct the path or the permissions, and call again. Nothing of the file was added.
    case file = 10
    /// The text is not CSV as RFC 4180 has it, or its header and rows do not agree.
    ///
    /// Cause: A quote is not closed, a row has more or fewer cells than the header, or no column identifies a record.
    ///
    /// Cure: Correct the line in the message, or describe the file in a mapping. Nothing of the file was added.
    case csv = 11
    /// The text is not JSON as RFC 8259 has it, or not an object or an array of objects.
    ///
    /// Cause: The text is cut off, has a syntax error, or holds something other than objects.
    ///
    /// Cure: Correct the place in the message. Nothing of the text was added.
    case json = 12
    /// The text is not UTF-8, or holds a NUL byte.
    ///
    /// Cause: The file is a workbook or an archive, or its bytes do not fit the encoding.
    ///
    /// Cure: Save a workbook as "CSV UTF-8", or set the encoding in a mapping or with `--encoding`.
    case encoding = 13
    /// A record lacks an identifier or names a field twice.
    ///
    /// Cause: A program added a record without an identifier, with a duplicate field, or with a value that the checks
    /// refuse.
    ///
    /// Cure: Correct the record and add it again. A row of a file is held instead, without an error.
    case record = 14
    /// A field, a record or an answer is larger than its limit.
    ///
    /// Cause: A record is larger than a batch, has too many fields, or a field name is too long.
    ///
    /// Cure: Shorten the record, or raise the limit with `mateo_options_set_batch_bytes`.
    case limit = 15
    /// There is not enough memory.
    ///
    /// Cause: A large buffer cannot be allocated, or no descriptor is left.
    ///
    /// Cure: Free memory and call again. Smaller batches need less memory.
    case memory = 16
    /// The journal could not be read or written.
    ///
    /// Cause: The folder is missing, the disk reports an error, or a file of the journal was removed or replaced
    /// during use.
    ///
    /// Cure: Follow the message. End the program before you restore files. Keep the journal on a local disk.
    case journal = 20
    /// The file is not a journal: it is the database of another program, or not a database.
    ///
    /// Cause: The path is that of another program's file, or not of a regular file.
    ///
    /// Cure: Name another path. The file was not changed.
    case journalForeign = 21
    /// The journal was written by a newer version of this library.
    ///
    /// Cause: A newer version of the library upgraded the journal. It cannot be downgraded.
    ///
    /// Cure: Use that version or a newer one. The journal was not changed.
    case journalNewer = 22
    /// The journal cannot be written: the file, its folder or its file system is read-only.
    ///
    /// Cause: The user is not allowed to write it, or it is mounted read-only.
    ///
    /// Cure: Run as the user who owns the journal, or correct the permissions of all its files and their folder.
    case journalReadOnly = 23
    /// The disk that holds the journal is full.
    ///
    /// Cause: The disk or the user's quota on it is full.
    ///
    /// Cure: Make room and call again. A request in progress is looked up.
    case journalFull = 24
    /// Another process holds the journal, or the import in it.
    ///
    /// Cause: Another process fills or runs the import, or holds the write lock for more than 10 seconds.
    ///
    /// Cure: Wait for that process (`mateo watch`), or end it, and call again.
    case journalBusy = 25
    /// The journal is damaged.
    ///
    /// Cause: The disk lost or changed data, or files were copied while a process had them open.
    ///
    /// Cure: Keep all files of the journal. Run `mateo verify`. If only rows are named, import the same file again under
    /// the same name. Otherwise restore a back-up, or forget the import that the message names.
    case journalCorrupt = 26
    /// The journal does not account for every record: one is in no state or in two.
    ///
    /// Cause: The library has a defect, or another program changed the journal.
    ///
    /// Cure: Stop, keep a copy of the journal's files, and report the message.
    case books = 27
    /// This process was forked while its parent had the journal open.
    ///
    /// Cause: The parent opened its client before the fork, and SQLite's locks do not pass to a child.
    ///
    /// Cure: Open clients after the fork, or use another journal in the child.
    case journalForked = 28
    /// The service does not accept the API key, or the key is not allowed to import.
    ///
    /// Cause: The key is wrong, revoked, or not allowed to import (HTTP status 401 or 403).
    ///
    /// Cure: Correct the key, test it with `mateo check`, and run the import again. Nothing is lost.
    case unauthorized = 30
    /// The service refuses the request itself, regardless of its records.
    ///
    /// Cause: The address is wrong, a setting such as the list is unknown, or the service refuses one batch after
    /// another.
    ///
    /// Cure: Read the service's message. Correct the address or the settings. Run the import again. Nothing is lost.
    case refused = 31
    /// The service could not be reached, or gave no usable answer, after all retries.
    ///
    /// Cause: The network, the proxy, the certificate or the service fails.
    ///
    /// Cure: Test with `mateo check`. Run the import again later. Nothing is lost.
    case unreachable = 32
    /// The import was not over when its deadline passed.
    ///
    /// Cause: The deadline was too short, or the requests of the day are used up (`mateo_client_check`).
    ///
    /// Cure: Run the import again. It continues.
    case deadline = 33
    /// Records fail one after another, so the rest of the import is not sent.
    ///
    /// Cause: All of the first 100 records failed, or later 200 consecutive records failed for one reason.
    ///
    /// Cure: Remove the import and import corrected records, or send the rest with `mateo resume NAME
    /// --despite-failures` or `mateo_import_ignore_failures`.
    case failing = 34
    /// The import that must be over first is not over, and no process runs it.
    ///
    /// Cause: The import named with `--after` or `mateo_import_set_after` has records without an outcome, or the journal has
    /// lost records of it whose outcome is unknown.
    ///
    /// Cure: Do what the message says: run that import to its end, or import its file again under its name. Then run this one.
    case predecessor = 35
}

extension Status {
    /// The name of the status in C, such as `MATEO_ERROR_ARGUMENT`.
    public var name: StaticString {
        switch self {
        case .ok: "MATEO_OK"
        case .argument: "MATEO_ERROR_ARGUMENT"
        case .handle: "MATEO_ERROR_HANDLE"
        case .state: "MATEO_ERROR_STATE"
        case .notFound: "MATEO_ERROR_NOT_FOUND"
        case .otherAccount: "MATEO_ERROR_OTHER_ACCOUNT"
        case .file: "MATEO_ERROR_FILE"
        case .csv: "MATEO_ERROR_CSV"
        case .json: "MATEO_ERROR_JSON"
        case .encoding: "MATEO_ERROR_ENCODING"
        case .record: "MATEO_ERROR_RECORD"
        case .limit: "MATEO_ERROR_LIMIT"
        case .memory: "MATEO_ERROR_MEMORY"
        case .journal: "MATEO_ERROR_JOURNAL"
        case .journalForeign: "MATEO_ERROR_JOURNAL_FOREIGN"
        case .journalNewer: "MATEO_ERROR_JOURNAL_NEWER"
        case .journalReadOnly: "MATEO_ERROR_JOURNAL_READ_ONLY"
        case .journalFull: "MATEO_ERROR_JOURNAL_FULL"
        case .journalBusy: "MATEO_ERROR_JOURNAL_BUSY"
        case .journalCorrupt: "MATEO_ERROR_JOURNAL_CORRUPT"
        case .books: "MATEO_ERROR_BOOKS"
        case .journalForked: "MATEO_ERROR_JOURNAL_FORKED"
        case .unauthorized: "MATEO_ERROR_UNAUTHORIZED"
        case .refused: "MATEO_ERROR_REFUSED"
        case .unreachable: "MATEO_ERROR_UNREACHABLE"
        case .deadline: "MATEO_ERROR_DEADLINE"
        case .failing: "MATEO_ERROR_FAILING"
        case .predecessor: "MATEO_ERROR_PREDECESSOR"
        }
    }

    /// Whether the same call may succeed later without anything being changed by the caller.
    public var isRetryable: Bool {
        switch self {
        case .journalBusy, .journalFull, .memory, .unreachable, .deadline, .predecessor: true
        default: false
        }
    }
}
