/// The columns that a poll selects. The service's pages differ. The reference has `failed_url`, and an older version of
/// it lacks other columns too. The recipe for imports has `failed`. Once the service lacks a column, it is not selected
/// any more.
public struct PollColumns: Equatable, Sendable {
    /// A column that some version of the service may lack, the least certain first. The journal stores the raw values.
    private enum Column: Int64, CaseIterable {
        /// Hints, for example that an e-mail address was moved from another contact.
        case hints = 1
        /// The failed records themselves, as in the recipe.
        case failed = 2
        /// The address of the failed records, as in the reference.
        case failedURL = 4
        /// When the job last changed.
        case updatedAt = 8

        var name: StaticString {
            switch self {
            case .hints: "hints"
            case .failed: "failed"
            case .failedURL: "failed_url"
            case .updatedAt: "updated_at"
            }
        }
    }

    /// The missing columns, one bit each, as the journal stores them.
    public private(set) var lacking: Int64

    /// Creates the list of all useful columns except the missing ones.
    public init(lacking: Int64 = 0) {
        self.lacking = lacking
    }

    /// The text behind `select=`.
    public var list: String {
        let list: Text =
            "id,total_count,success_count,failed_count\(part(.hints))\(part(.failed))\(part(.failedURL))\(part(.updatedAt))"
        return list.string
    }

    private func part(_ column: Column) -> Text {
        lacking & column.rawValue == 0 ? ",\(column.name)" : ""
    }

    /// Returns the columns without those that are missing from the others.
    public func without(_ others: PollColumns) -> PollColumns {
        PollColumns(lacking: lacking | others.lacking)
    }

    /// Finds the column that the service's message names.
    ///
    /// - Returns: all columns except that one; nil if the message names none of these.
    public func column(namedIn message: String) -> PollColumns? {
        var word: [UInt8] = []
        for byte in message.utf8 {
            if Self.isOfWord(byte) {
                word.append(byte)
            } else if let found = column(word) {
                return found
            } else {
                word.removeAll()
            }
        }
        return column(word)
    }

    private func column(_ word: [UInt8]) -> PollColumns? {
        for column in Column.allCases where lacking & column.rawValue == 0 && word.equals(column.name) {
            return PollColumns(lacking: column.rawValue)
        }
        return nil
    }

    /// Leaves out the least certain column.
    ///
    /// - Returns: false if only columns remain that every version of the service has.
    public mutating func leaveOutLeastSure() -> Bool {
        for column in Column.allCases where lacking & column.rawValue == 0 {
            lacking |= column.rawValue
            return true
        }
        return false
    }

    /// Leaves out the columns that can make the answer for a single job too large.
    ///
    /// - Returns: false if only short columns remain.
    public mutating func leaveOutLongest() -> Bool {
        let long = Column.failed.rawValue | Column.hints.rawValue
        defer { lacking |= long }
        return lacking & long != long
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
    }
}
