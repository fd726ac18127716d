import CSystem
import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// The records that wait lie beside the journal, and are nowhere any more when they are removed.
@Suite struct RecordsFileTests {
    private let folder: String
    private let journal: String
    private var path: String { journal + "-records" }

    init() throws {
        folder = NSTemporaryDirectory() + "mateo-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        journal = folder + "/journal.db"
        try #require(
            FileManager.default.createFile(
                atPath: journal, contents: Data(), attributes: [.posixPermissions: 0o600]))
    }

    private func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 | 1) }
    }

    private func status() throws -> stat {
        var found = stat()
        try #require(stat(path, &found) == 0)
        return found
    }

    private func statusOf(_ body: () throws(MateoError) -> Void) -> Status {
        do throws(MateoError) {
            try body()
            return .ok
        } catch {
            return error.status
        }
    }

    @Test("What was written is read, at whatever place", arguments: [0, 1, 4095, 4096, 1_000_003])
    func written(offset: Int64) throws {
        defer { remove() }
        let file = try RecordsFile(besides: journal, for: .use)
        let bytes = Self.bytes(400_001)
        try file.write(bytes.span, at: offset)
        try file.sync()
        #expect(try file.length() == offset + 400_001)
        #expect(try file.read(400_001, at: offset) == bytes)
        #expect(try file.read(10, at: offset + 3) == Array(bytes[3..<13]))
        #expect(try RecordsFile(besides: journal, for: .look).read(400_001, at: offset) == bytes)
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path)))[Int(offset)...] == bytes[...])
    }

    @Test("Nothing is read or written where nothing is asked for") func nothing() throws {
        defer { remove() }
        let file = try RecordsFile(besides: journal, for: .use)
        try file.write([UInt8]().span, at: 5)
        try file.erase(0, at: 5)
        #expect(try file.read(0, at: 5).isEmpty)
        #expect(try file.length() == 0)
    }

    @Test(
        "What was removed is zero, and what lies beside it is as it was",
        arguments: [(0, 1), (5, 9000), (4096, 8192), (4095, 80_001)])
    func erased(offset: Int, count: Int) throws {
        defer { remove() }
        let file = try RecordsFile(besides: journal, for: .use)
        var bytes = Self.bytes(100_000)
        try file.write(bytes.span, at: 0)
        try file.erase(Int64(count), at: Int64(offset))
        for index in offset..<offset + count { bytes[index] = 0 }
        #expect(try file.read(100_000, at: 0) == bytes)
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == bytes)
    }

    @Test("The blocks of what was removed are free again") func blocks() throws {
        defer { remove() }
        let file = try RecordsFile(besides: journal, for: .use)
        try file.write(Self.bytes(1 << 20).span, at: 0)
        try file.sync()
        let descriptor = mateo_open_for_changes(path)
        defer { close(descriptor) }
        let isSupported = mateo_punch(descriptor, 0, 1) == 0 || mateo_errno() != EOPNOTSUPP
        let before = try status().st_blocks
        try file.erase(1 << 19, at: 1 << 18)
        let after = try status()
        #expect(after.st_size == 1 << 20)
        #expect(after.st_blocks <= before - (isSupported ? 1 << 10 : 0))
        try file.cut(to: 0)
        #expect(try status().st_blocks == 0)
    }

    @Test(
        "A file in whose place there is another is not given blocks back: zeros are written into the one that is open"
    )
    func zeros() throws {
        defer { remove() }
        let file = try RecordsFile(besides: journal, for: .use)
        var bytes = Self.bytes(200_000)
        try file.write(bytes.span, at: 0)
        try FileManager.default.moveItem(atPath: path, toPath: path + "-moved")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try file.erase(150_001, at: 7)
        try file.erase(1000, at: 199_999)
        for index in [7..<150_008, 199_999..<200_000].joined() { bytes[index] = 0 }
        #expect(try file.length() == 200_000)
        #expect(try file.read(200_000, at: 0) == bytes)
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == Self.bytes(200_000))
    }

    @Test("Removing more than there is does not lengthen the file") func eraseBehind() throws {
        defer { remove() }
        let file = try RecordsFile(besides: journal, for: .use)
        try file.write(Self.bytes(100).span, at: 0)
        try file.erase(1000, at: 50)
        try file.erase(1000, at: 5000)
        #expect(try file.length() == 100)
        #expect(try file.read(100, at: 0) == Self.bytes(50) + [UInt8](repeating: 0, count: 50))
    }

    @Test("Cutting takes away what lies behind, and never lengthens") func cut() throws {
        defer { remove() }
        let file = try RecordsFile(besides: journal, for: .use)
        try file.write(Self.bytes(10_000).span, at: 0)
        try file.cut(to: 20_000)
        #expect(try file.length() == 10_000)
        try file.cut(to: 77)
        #expect(try file.read(77, at: 0) == Self.bytes(77))
        #expect(statusOf { () throws(MateoError) in _ = try file.read(78, at: 0) } == .journalCorrupt)
        try file.cut(to: 0)
        #expect(try status().st_size == 0)
    }

    private static let absurdPlaces: [(count: Int, offset: Int64)] = [
        (-1, 0), (1, -1), (2, .max), (.max, 1), (1 << 40, 0), (.min, .min),
    ]

    @Test("Places that no file can have are damage", arguments: absurdPlaces)
    func absurd(count: Int, offset: Int64) throws {
        defer { remove() }
        let file = try RecordsFile(besides: journal, for: .use)
        try file.write(Self.bytes(100).span, at: 0)
        #expect(statusOf { () throws(MateoError) in _ = try file.read(count, at: offset) } == .journalCorrupt)
        let erased = statusOf { () throws(MateoError) in try file.erase(Int64(count), at: offset) }
        #expect(
            erased
                == (count > 0 && offset >= 0 && count < Int.max && offset < Int64.max ? .ok : .journalCorrupt)
        )
        #expect(
            statusOf { () throws(MateoError) in try file.write(Self.bytes(3).span, at: Int64.max) }
                == .journalCorrupt)
        #expect(statusOf { () throws(MateoError) in try file.cut(to: -1) } == .journalCorrupt)
    }

    @Test("Who only looks at a journal makes no file, and is told when there is none") func missing() throws {
        defer { remove() }
        let file = try RecordsFile(besides: journal, for: .look)
        #expect(!FileManager.default.fileExists(atPath: path))
        let error = #expect(throws: MateoError.self) { try file.read(1, at: 0) }
        #expect(error?.status == .journalCorrupt)
        #expect(error?.message.contains(path + " beside the journal is missing") == true)
        try RecordsFile(besides: journal, for: .use).write(Self.bytes(5).span, at: 0)
        #expect(try file.read(5, at: 0) == Self.bytes(5))
    }

    @Test("Who only looks changes nothing") func lookingChangesNothing() throws {
        defer { remove() }
        try RecordsFile(besides: journal, for: .use).write(Self.bytes(5).span, at: 0)
        let file = try RecordsFile(besides: journal, for: .look)
        let bytes = Self.bytes(5)
        #expect(statusOf { () throws(MateoError) in try file.write(bytes.span, at: 0) } == .journalReadOnly)
        #expect(statusOf { () throws(MateoError) in try file.erase(1, at: 0) } == .journalReadOnly)
        #expect(statusOf { () throws(MateoError) in try file.cut(to: 0) } == .journalReadOnly)
        #expect(try file.read(5, at: 0) == bytes)
    }

    @Test("The file has the mode of the journal, whatever the process's mask", arguments: [0o600, 0o640])
    func mode(mode: Int) throws {
        defer { remove() }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: journal)
        _ = try RecordsFile(besides: journal, for: .use)
        #expect(try status().st_mode & 0o777 == UInt32(mode))
    }

    @Test("A link or a folder in its place is refused", arguments: ["link", "hard link", "dangling", "folder"])
    func kinds(kind: String) throws {
        defer { remove() }
        let files = FileManager.default
        switch kind {
        case "folder": try files.createDirectory(atPath: path, withIntermediateDirectories: false)
        case "link":
            try Data(Self.bytes(5)).write(to: URL(fileURLWithPath: folder + "/other"))
            try files.createSymbolicLink(atPath: path, withDestinationPath: "other")
        case "hard link":
            try Data(Self.bytes(5)).write(to: URL(fileURLWithPath: folder + "/other"))
            try files.linkItem(atPath: folder + "/other", toPath: path)
        default: try files.createSymbolicLink(atPath: path, withDestinationPath: "other")
        }
        let journal = journal
        #expect(
            statusOf { () throws(MateoError) in _ = try RecordsFile(besides: journal, for: .use) }
                == .journalForeign)
        #expect(
            statusOf { () throws(MateoError) in
                _ = try RecordsFile(besides: journal, for: .look).read(5, at: 0)
            }
                == .journalForeign)
        if kind == "dangling" { #expect(!files.fileExists(atPath: folder + "/other")) }
    }

    @Test("A path that is too long for SQLite, or a folder that is gone, is an error") func noPlace() throws {
        defer { remove() }
        let long = folder + "/" + String(repeating: "x/", count: 400) + "journal.db"
        #expect(
            statusOf { () throws(MateoError) in _ = try RecordsFile(besides: long, for: .use) } == .journal)
        let gone = folder + "/gone/journal.db"
        #expect(
            statusOf { () throws(MateoError) in _ = try RecordsFile(besides: gone, for: .use) } == .journal)
    }

    @Test("A journal of this process alone has a file without a name") func unnamed() throws {
        defer { remove() }
        let file = try RecordsFile(besides: "", for: .use)
        #expect(try file.length() == 0)
        #expect(statusOf { () throws(MateoError) in _ = try file.read(1, at: 0) } == .journalCorrupt)
        let bytes = Self.bytes(100_000)
        try file.write(bytes.span, at: 3)
        try file.sync()
        #expect(try file.read(100_000, at: 3) == bytes)
        try file.erase(100, at: 3)
        try file.cut(to: 1000)
        #expect(try file.length() == 1000)
        try file.cut(to: 0)
        #expect(try file.length() == 0)
        let other = try RecordsFile(besides: "", for: .use)
        try other.write(bytes.span, at: 0)
        #expect(try file.length() == 0)
    }

    @Test("Closing the file leaves no descriptor open") func descriptors() throws {
        defer { remove() }
        func isOpen() throws -> Bool {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").contains {
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)) == path
            }
        }
        do {
            let file = try RecordsFile(besides: journal, for: .use)
            try file.write(Self.bytes(10_000).span, at: 0)
            try file.erase(5000, at: 0)
            #expect(try isOpen())
        }
        #expect(try !isOpen())
    }
}
