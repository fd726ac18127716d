/// The columns that a poll asks for. The service's pages differ: those of the reference have `failed_url`, and an older one
/// lacks other columns too, while the recipe for imports has `failed`. A column that the service turns out to lack is
/// left out from then on.
public struct PollColumns: Equatable, Sendable {
    /// A column that some version of the service may lack, the least sure one first. The raw values are the journal's.
    private enum Column: Int64, CaseIterable {
        /// Remarks, such as that an e-mail address was taken from another contact.
        case hints = 1
        /// The failed records themselves, as the recipe shows them.
        case failed = 2
        /// The address of the failed records, as the reference has it.
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

    /// The columns that are left out, one bit each, as the journal keeps them.
    public private(set) var lacking: Int64

    /// All columns that help but those that are lacking.
    public init(lacking: Int64 = 0) {
        self.lacking = lacking
    }

    /// What follows `select=`.
    public var list: String {
        let list: Text =
            "id,total_count,success_count,failed_count\(part(.hints))\(part(.failed))\(part(.failedURL))\(part(.updatedAt))"
        return list.string
    }

    private func part(_ column: Column) -> Text {
        lacking & column.rawValue == 0 ? ",\(column.name)" : ""
    }

    /// The columns without those that others lack too.
    public func without(_ others: PollColumns) -> PollColumns {
        PollColumns(lacking: lacking | others.lacking)
    }

    /// The column that the service's message names.
    ///
    /// - Returns: all columns but that one; nil when none of these is named.
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

    /// Leaves out the column that is least sure to exist.
    ///
    /// - Returns: false when only columns are left that every version of the service has.
    public mutating func leaveOutLeastSure() -> Bool {
        for column in Column.allCases where lacking & column.rawValue == 0 {
            lacking |= column.rawValue
            return true
        }
        return false
    }

    /// Leaves out what makes the answer for a single job too large.
    ///
    /// - Returns: false when only short columns are left.
    public mutating func leaveOutLongest() -> Bool {
        let long = Column.failed.rawValue | Column.hints.rawValue
        defer { lacking |= long }
        return lacking & long != long
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
    }
}
