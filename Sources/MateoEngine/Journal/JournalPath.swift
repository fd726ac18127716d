import CSystem
import MateoCore

/// Resolves the unique path of a journal.
enum JournalPath {
    /// The most links to follow, the same as in Linux.
    private static let mostLinks = 40

    /// The longest path in Linux, in bytes.
    private static let longestPath = 4096

    /// Returns the absolute path of a file, without links. The file need not exist.
    static func resolve(_ given: String) throws(MateoError) -> String {
        var path = given
        for _ in 0..<mostLinks {
            if let real = real(path) { return real }
            let code = mateo_errno()
            guard code == ENOENT else {
                throw JournalFile.failure(code, "the journal \(given) cannot be opened")
            }
            let (folder, name) = split(path)
            if let target = target(path) {
                path = target.utf8.first == UInt8(ascii: "/") ? target : folder + target
            } else {
                guard let realFolder = real(folder.isEmpty ? "." : folder) else {
                    throw JournalFile.failure(mateo_errno(), "the journal \(given) cannot be opened")
                }
                guard !name.isEmpty else {
                    throw JournalFile.failure(EISDIR, "the journal \(given) cannot be opened")
                }
                return realFolder.utf8.last == UInt8(ascii: "/") ? realFolder + name : "\(realFolder)/\(name)"
            }
        }
        throw JournalFile.failure(ELOOP, "the journal \(given) cannot be opened")
    }

    private static func real(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// Returns the target of a link, or nil if it is not a link.
    private static func target(_ path: String) -> String? {
        let target = [CChar](unsafeUninitializedCapacity: longestPath) { buffer, count in
            count = buffer.baseAddress.map { max(0, readlink(path, $0, buffer.count)) } ?? 0
        }
        return target.isEmpty ? nil : String(decoding: target.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Returns the folder of a file, with a slash behind it.
    static func folder(of path: String) -> String {
        split(path).folder
    }

    /// Returns the folder with the slash behind it, and the name in it.
    private static func split(_ path: String) -> (folder: String, name: String) {
        let bytes = Array(path.utf8)
        let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        return (
            String(decoding: bytes[..<start], as: UTF8.self), String(decoding: bytes[start...], as: UTF8.self)
        )
    }
}
