import CSQLite
import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// A machine, a service and a journal, with a client between them.
final class World {
    typealias VirtualClient = Client<VirtualTransport, VirtualHost>
    typealias VirtualImport = Import<VirtualTransport, VirtualHost>

    let host = VirtualHost()
    let service: ServiceModel
    var options = Options()
    var log: (LogLevel, String) -> Void = { _, _ in }
    private let folder: String

    init() throws {
        service = ServiceModel(host)
        folder = NSTemporaryDirectory() + "mateo-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        options.apiKey = "secret-key"
        options.journalPath = folder + "/journal.db"
        options.batch.records = 100
        options.firstLook = false
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A path in a folder of this test's own.
    func path(_ name: String) -> String {
        folder + "/" + name
    }

    /// A client as a new process would open it.
    func client() throws(MateoError) -> VirtualClient {
        let (host, service) = (host, service)
        return try VirtualClient(options, host: host, log: log) { _ throws(MateoError) in
            VirtualTransport(host) { service.answer($0) }
        }
    }

    /// An import of so many contacts, sealed.
    func sealedImport(
        _ records: Int, type: RecordType = .contacts, name: String = "test"
    ) throws(MateoError) -> VirtualImport {
        let importing = try VirtualImport(client(), type: type, name: name)
        try importing.add(json: Array(Self.contacts(records).utf8).span)
        try importing.seal()
        return importing
    }

    /// An import as a new process finds it.
    func reopened(type: RecordType = .contacts, name: String = "test") throws(MateoError) -> VirtualImport {
        try VirtualImport(client(), type: type, name: name)
    }

    /// What opening a journal comes to.
    static func statusOfOpening(_ path: String) -> Status {
        do throws(MateoError) {
            _ = try Journal(path: path)
            return .ok
        } catch {
            return error.status
        }
    }

    /// Whether a text is in the journal or in a file beside it.
    func isInAnyFile(_ text: String) throws -> Bool {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let bytes = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
            if bytes.range(of: Data(text.utf8)) != nil { return true }
        }
        return false
    }

    /// Changes bytes in the file of records, behind the back of whoever has it open.
    func changeRecords(_ change: (inout Data) -> Void) throws {
        let path = options.journalPath + "-records"
        var bytes = try #require(FileManager.default.contents(atPath: path))
        change(&bytes)
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.write(contentsOf: bytes)
        try file.truncate(atOffset: UInt64(bytes.count))
    }

    /// Puts a journal of an older format, with its records, where this world's is.
    func write(fixture format: Int) throws {
        let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Fixtures")
        let sql = try String(contentsOf: fixtures.appendingPathComponent("journal-\(format).sql"), encoding: .utf8)
        var database: OpaquePointer?
        sqlite3_open(options.journalPath, &database)
        defer { sqlite3_close(database) }
        try #require(sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK)
        try Data(contentsOf: fixtures.appendingPathComponent("journal-\(format)-records"))
            .write(to: URL(fileURLWithPath: options.journalPath + "-records"))
    }

    static func contacts(_ records: Int) -> String {
        "["
            + (1...max(1, records)).map { #"{"external_id":"\#($0)","email":"c\#($0)@example.com"}"# }.joined(
                separator: ",")
            + "]"
    }

    /// Whether every record was accepted once and no more.
    func acceptedOnce(_ records: Int) -> Bool {
        let accepted = service.accepted
        return accepted.count == records && accepted.values.allSatisfy { $0 == 1 }
    }
}

extension Database {
    /// Runs a statement.
    func run(_ sql: String) throws {
        let failure = sqlite3_exec(handle, sql, nil, nil, nil)
        #expect(failure == SQLITE_OK)
    }
}
