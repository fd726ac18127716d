import CSQLite
import CSystem
import MateoCore
import MateoEngine

/// The files of a journal in memory: the database, the write-ahead log and the records.
struct JournalFiles {
    var database: [UInt8]
    var log: [UInt8]
    var records: RecordsState
}

/// What is at the path of the file of records.
enum RecordsState {
    case file([UInt8])
    case missing
    case folder
    /// A file of 4 TiB without a byte in it.
    case hole
}

/// Journals with imports in all states, made once.
struct Journals {
    /// As a process leaves it that is killed: much is in the log.
    let killed: JournalFiles
    /// As it is when it was closed.
    let closed: JournalFiles
    /// With tables that take any value in any column.
    let relaxed: JournalFiles
    let tables: [Table]

    static let names = [
        "pending", "sending", "lost", "accepted", "listed", "finished", "divided", "refused", "overdue",
        "filling",
    ]
    static let shared = Journals()

    private init() {
        let path = Scratch.path
        Scratch.remove()
        do throws(MateoError) {
            killed = try Self.make(path)
        } catch {
            fatalError("the base journal cannot be made: \(error.message)")
        }
        Scratch.write(killed)
        Scratch.change(["PRAGMA wal_checkpoint(TRUNCATE)"])
        closed = Scratch.read()
        tables = Scratch.tables()
        Scratch.change([
            "PRAGMA writable_schema = ON",
            """
            UPDATE sqlite_schema SET sql = replace(replace(replace(replace(replace(replace(sql, ') STRICT, W', ') W'),
                ') STRICT', ')'), ' NOT NULL', ''), ' INTEGER', ''), ' TEXT', ''), ' UNIQUE', '') WHERE type = 'table'
            """,
            "UPDATE sqlite_schema SET sql = replace(sql, 'id PRIMARY KEY', 'id INTEGER PRIMARY KEY')",
            "UPDATE sqlite_schema SET sql = replace(sql, 'fingerprint', 'fingerprint UNIQUE') WHERE name = 'account'",
            "PRAGMA writable_schema = RESET",
        ])
        relaxed = Scratch.read()
        Scratch.remove()
    }

    static var options: Options {
        var options = Options()
        options.apiKey = "secret-key"
        options.journalPath = Scratch.path
        options.batch.records = 5
        options.firstLook = false
        return options
    }

    private static func make(_ path: String) throws(MateoError) -> JournalFiles {
        let host = VirtualHost()
        let service = ScriptedService(host)
        let client = try FuzzClient.open(options, host, service)
        let filling = try FuzzImport(client, type: .deals, name: "filling")
        try filling.add(json: contacts(1...12).span)
        for name in names.dropLast() {
            let importing = try FuzzImport(
                client, type: name == "lost" ? .deals : .contacts, name: name)
            try importing.add(json: contacts(1...12).span)
            try importing.seal()
            service.script = script(name)
            if name == "sending" { _ = try importing.step(milliseconds: 0) }
            if name == "pending" || name == "sending" { continue }
            // A script ends with answers that stop the run where it is to be.
            do throws(MateoError) {
                _ = try importing.run()
            } catch {
                check(error.status == .unauthorized || error.status == .unreachable, error.message)
            }
        }
        return withExtendedLifetime((filling, client)) { Scratch.read() }
    }

    private static func script(_ name: String) -> [[UInt8]] {
        let accepted = "201 80\n\n{\"id\":\"$i\",\"reference_id\":\"$r\"}"
        let refused = "401 9\n\n{\"code\":\"401\",\"message\":\"no\"}"
        let answers: [String] =
            switch name {
            case "lost": ["b 30000", refused]
            case "accepted": [accepted, accepted, refused]
            case "listed":
                [
                    accepted, accepted, accepted,
                    """
                    200 9

                    [{"id":"$0","total_count":5,"success_count":3,"failed_count":2,"failed_url":"https://files.example/l"},
                    {"id":"$1","total_count":5,"success_count":4,"failed_count":1}]
                    """, refused, refused,
                ]
            case "finished":
                [
                    accepted, accepted, accepted,
                    """
                    200 9

                    [{"id":"$0","total_count":5,"success_count":3,"failed_count":2,"hints":["taken",{"row":1}],"failed":[
                    {"code":"23505","message":"is there","input":{"external_id":"1","email":"c1@example.com"}},
                    {"code":"22P02","message":"is none","input":{"external_id":"nobody"}}]}]
                    """,
                ]
            case "divided": ["413 9\n\n", accepted, "500 9\n\n{\"code\":\"57014\"}", accepted, refused]
            case "refused": Array(repeating: "422 9\n\n{\"code\":\"22P02\",\"message\":\"no\"}", count: 10)
            case "overdue": [accepted, accepted, accepted] + Array(repeating: "200 9\n\n[]", count: 90)
            default: []
            }
        return answers.map { Array($0.utf8) }
    }
}
