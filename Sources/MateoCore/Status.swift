/// The kinds of failure, with the numbers of `mateo_status` in `mateo/types.h`. Numbers are never reused.
public enum Status: Int32, CaseIterable, Sendable {
    /// Success.
    case ok = 0
    /// An argument is NULL, out of range, or not of the form that is asked for.
    case argument = 1
    /// The handle is closed, of another kind, or was made before a fork.
    case handle = 2
    /// The call does not fit what was done before, as adding records to a sealed import.
    case state = 3
    /// A file could not be opened or read.
    case file = 10
    /// The text is not CSV as RFC 4180 has it, or its header and rows do not agree.
    case csv = 11
    /// The text is not JSON as RFC 8259 has it, or not an object or an array of objects.
    case json = 12
    /// The text is not UTF-8, or holds a NUL byte.
    case encoding = 13
    /// A record lacks an identifier or names a field twice.
    case record = 14
    /// A field, a record or an answer is larger than its limit.
    case limit = 15
    /// There is not enough memory.
    case memory = 16
    /// The journal could not be read or written.
    case journal = 20
    /// The file named as journal is another program's, or no database at all.
    case journalForeign = 21
    /// The journal was written by a newer version of this library.
    case journalNewer = 22
    /// The journal cannot be written: the file, its folder or its file system is read-only.
    case journalReadOnly = 23
    /// The disk that holds the journal is full.
    case journalFull = 24
    /// Another process holds the journal, or the import in it.
    case journalBusy = 25
    /// The journal is damaged.
    case journalCorrupt = 26
    /// The books do not balance: some record is in no state or in two.
    case books = 27
    /// This process was forked while its parent had the journal open.
    case journalForked = 28
    /// The service does not know the API key, or the key may not import.
    case unauthorized = 30
    /// The service refuses the request itself, whatever its records.
    case refused = 31
    /// The service could not be reached, or did not answer sensibly, after all retries.
    case unreachable = 32
    /// The import was not over when its deadline passed.
    case deadline = 33
    /// Records fail one after another, so the rest of the import is not sent.
    case failing = 34
    /// The import that this one comes after is not over, and is not being run.
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
