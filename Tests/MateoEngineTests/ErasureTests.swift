import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// Records that are erased, and what is put in their place.
@Suite struct ErasureTests {
    private let world: World

    init() throws {
        world = try World()
    }

    /// Adds a batch of an import that is not sealed.
    private func add(_ journal: Journal, _ records: String) throws -> Int64 {
        let account = try journal.account(fingerprint: "f")
        return try journal.write { () throws(MateoError) in
            let id = try journal.addImport(
                account: account, uuid: UUID().uuidString, name: records, type: .contacts, wallNow: 1)
            try journal.addBatch(
                id, [RowSpan(first: 1, count: 1)], reference: "r", records: Array(records.utf8).span)
            return id
        }
    }

    private func kept() throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: world.options.journalPath + RecordsFile.ending))
    }

    @Test("A place that another process has erased and used again is not erased") func aPlaceThatIsUsedAgainIsKept()
        throws
    {
        let (one, other) = (try Journal(path: world.options.journalPath), try Journal(path: world.options.journalPath))
        let first = try add(one, "[first]")
        let released = try one.write { () throws(MateoError) in
            try one.remove(first)
            return try one.released(after: 0)
        }
        other.flush()
        _ = try add(other, "[other]")
        try one.erase(released, forgets: true)
        #expect(try kept() == Data("[other]".utf8))
    }

    @Test("A place is forgotten only when the disk has it erased") func forgettingWaitsForTheDisk() throws {
        let journal = try Journal(path: world.options.journalPath)
        let first = try add(journal, "[first]")
        _ = try add(journal, "[second]")
        try journal.write { () throws(MateoError) in try journal.remove(first) }
        #expect(try !kept().contains(Data("first".utf8)))
        #expect(try journal.released(after: 0).count == 1)
        journal.flush()
        #expect(try journal.released(after: 0).isEmpty)
        #expect(try kept().suffix(8) == Data("[second]".utf8))
    }

    @Test("Places that are erased are forgotten now and then") func placesAreForgotten() throws {
        let journal = try Journal(path: world.options.journalPath)
        for _ in 0..<Journal.mostErasedPlaces {
            let id = try add(journal, "[record]")
            try journal.write { () throws(MateoError) in try journal.remove(id) }
        }
        #expect(try journal.released(after: 0).isEmpty)
        #expect(try kept().isEmpty)
    }
}
