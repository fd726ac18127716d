/// A kind of file that is not text, found by its first bytes.
public enum FileKind: Sendable {
    case workbook, oldWorkbook, openDocument, zip, gzip, compressed, pdf, html, xml, database, parquet, richText,
        picture

    /// The number of first bytes that are needed.
    public static let bytes = 1024

    /// Finds the kind of a file. Returns nil if it may be text.
    public init?(_ start: Span<UInt8>) {
        if Self.begins(start, "PK\u{3}\u{4}") || Self.begins(start, "PK\u{5}\u{6}") {
            self = Self.archive(start)
        } else if start.count >= 2 && start[0] == 0x1F && start[1] == 0x8B {
            self = .gzip
        } else if start.count >= 4 && start[0] == 0xD0 && start[1] == 0xCF && start[2] == 0x11
            && start[3] == 0xE0
        {
            self = .oldWorkbook
        } else if Self.begins(start, "%PDF-") {
            self = .pdf
        } else if let kind = Self.binary(start) ?? Self.markup(start) {
            self = kind
        } else {
            return nil
        }
    }

    /// Returns the kind of a ZIP file from the names of its parts.
    private static func archive(_ start: Span<UInt8>) -> FileKind {
        for index in 30..<max(start.count, 30) {
            let rest = start.extracting(index..<start.count)
            switch rest[0] {
            case UInt8(ascii: "a") where begins(rest, "application/vnd.oasis."): return .openDocument
            case UInt8(ascii: "x") where begins(rest, "xl/"): return .workbook
            case UInt8(ascii: "d") where begins(rest, "docprops/"): return .workbook
            case UInt8(ascii: "[") where begins(rest, "[content_types]"): return .workbook
            default: break
            }
        }
        return .zip
    }

    /// Returns the kind of a file that begins with a magic number.
    private static func binary(_ start: Span<UInt8>) -> FileKind? {
        guard start.count >= 4 else { return nil }
        let word = UInt32(start[0]) << 24 | UInt32(start[1]) << 16 | UInt32(start[2]) << 8 | UInt32(start[3])
        switch word {
        // xz, zstd, 7z, and bzip2 ("BZh" and a digit).
        case 0xFD37_7A58, 0x28B5_2FFD, 0x377A_BCAF: return .compressed
        case 0x425A_6831...0x425A_6839 where begins(start.extracting(4..<start.count), "1AY&SY"): return .compressed
        case 0x8950_4E47, 0xFFD8_FFE0...0xFFD8_FFEE: return .picture
        case 0x5041_5231 where start.count > 4 && start[4] == 0x15: return .parquet
        default: break
        }
        if begins(start, "sqlite format 3\0") { return .database }
        return begins(start, "{\\rtf") ? .richText : nil
    }

    private static func markup(_ start: Span<UInt8>) -> FileKind? {
        let narrow = narrowed(start)
        var index = 0
        while index < narrow.count && narrow[index] <= 0x20 { index += 1 }
        let rest = narrow.span.extracting(index..<narrow.count)
        if begins(rest, "<?xml") { return .xml }
        for tag in 0..<6 {
            let isFound =
                switch tag {
                case 0: begins(rest, "<html")
                case 1: begins(rest, "<!doctype")
                case 2: begins(rest, "<table")
                case 3: begins(rest, "<head")
                case 4: begins(rest, "<body")
                default: begins(rest, "<!--")
                }
            if isFound { return .html }
        }
        return nil
    }

    /// Returns the ASCII of the first bytes, without a byte order mark and without the zeros of UTF-16 and UTF-32.
    private static func narrowed(_ start: Span<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        for index in start.indices where index < 256 {
            let byte = start[index]
            let isMark = index < 4 && (byte == 0xEF || byte == 0xBB || byte == 0xBF || byte >= 0xFE)
            if byte > 0 && !isMark { text.append(byte) }
        }
        return text
    }

    /// Returns whether bytes begin with a text in lower case. The case of the bytes does not matter.
    @inline(never)
    private static func begins(_ bytes: Span<UInt8>, _ text: StaticString) -> Bool {
        guard bytes.count >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount {
            let byte = bytes[index]
            let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            let wanted = text.utf8Start[index]
            if lower != wanted && byte != wanted { return false }
        }
        return true
    }

    /// The kind of file, and what to do.
    public var message: StaticString {
        switch self {
        case .workbook: "this is an Excel workbook. Save it as \"CSV UTF-8\" in Excel and import that file"
        case .oldWorkbook: "this is an old Excel or Office file. Save it as \"CSV UTF-8\" in Excel and import that file"
        case .openDocument: "this is an OpenDocument file. Save it as \"Text CSV\" in LibreOffice and import that file"
        case .zip: "this is a ZIP file. Unpack it and import the file in it"
        case .gzip: "this is a gzip file. Unpack it with gunzip and import the file in it"
        case .compressed: "this is a compressed file. Unpack it and import the file in it"
        case .pdf: "this is a PDF file. Export the data as CSV and import that file"
        case .html:
            "this is HTML, a web page. Some programs call it .csv or .xls. Open it in Excel or LibreOffice and save it as CSV"
        case .xml: "this is an XML file. Export the data as CSV or JSON Lines and import that file"
        case .database, .parquet, .richText, .picture:
            "this is no text (a database, a Parquet file, a formatted document or a picture). Export the data as CSV and import that file"
        }
    }
}
