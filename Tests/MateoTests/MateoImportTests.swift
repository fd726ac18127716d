import Mateo
import Testing

@Suite struct MateoImportTests {
    @Test("Records of every form are added") func addsRecordsOfEveryForm() async throws {
        let contacts = try MateoImport(client(), type: .contacts, name: "all forms")
        try await contacts.setContactList(externalID: "customers")
        try await contacts.add(["external_id": "1"])
        try await contacts.add(json: #"[{"external_id":"2"},{"external_id":"3"}]"#)
        try await contacts.add(json: Array(#"{"external_id":"4"}"#.utf8))
        try await contacts.add(csv: Array("external_id\n5".utf8))
        try await contacts.add(csv: Array("0\n6\n".utf8))
        try await contacts.endCSV()
        try await contacts.seal()
        #expect(try await contacts.counts.total == 6)
        #expect(try await contacts.requests == RequestCounts())
        await #expect(throws: MateoError.self) { try await contacts.add(["external_id": "7"]) }
    }

    @Test("An error says what is wrong, and in which row") func tellsWhatIsWrong() async throws {
        let client = try client()
        let contacts = try MateoImport(client, type: .contacts, name: "faults")
        let csv = await #expect(throws: MateoError.self) {
            try await contacts.add(csv: Array("external_id\n1\n2,3\n".utf8))
            try await contacts.endCSV()
        }
        #expect(csv?.status == .csv)
        #expect(csv?.row == 2)
        #expect(csv.map { "\($0)" } == csv?.message)
        let file = await #expect(throws: MateoError.self) { try await contacts.add(csvFile: "/nowhere.csv") }
        #expect(file?.status == .file)
        let lines = await #expect(throws: MateoError.self) {
            try await contacts.add(jsonLinesFile: "/nowhere.jsonl")
        }
        #expect(lines?.status == .file)
        let reassignment = await #expect(throws: MateoError.self) {
            try await contacts.setReassignment(true)
        }
        #expect(reassignment?.status == .argument)
        #expect(throws: MateoError.self) { try MateoImport(client, type: .contacts, name: "") }
    }

    @Test("A running import answers calls, and ends when its task is cancelled")
    func answersWhileItRunsAndEndsWhenItsTaskIsCancelled() async throws {
        let contacts = try MateoImport(client(), type: .contacts, name: "cancelled")
        try await contacts.add(["external_id": "1"])
        try await contacts.seal()
        let progress = contacts.progress
        let task = Task { try await contacts.run() }
        // The service cannot be reached, so this comes again with each try.
        for await counts in progress {
            #expect(counts.total == 1)
            break
        }
        #expect(try await contacts.counts.pending == 1)
        #expect(try await contacts.requests.post == 1)
        var failed = 0
        for try await _ in contacts.failures { failed += 1 }
        #expect(failed == 0)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("The progress ends with the run") func endsItsProgressWithTheRun() async throws {
        let contacts = try MateoImport(client(), type: .contacts, name: "ended")
        try await contacts.add(["external_id": "1"])
        try await contacts.seal()
        let progress = contacts.progress
        contacts.cancel()
        #expect(try await contacts.run() == .interrupted)
        for await _ in progress {}
    }

    @Test("A client needs a key") func needsAKey() {
        let error = #expect(throws: MateoError.self) { try MateoClient(MateoOptions()) }
        #expect(error?.status == .argument)
    }

    @Test("A journal that is missing is not made") func readsOnlyJournalsThatExist() {
        let error = #expect(throws: MateoError.self) { try MateoJournal(path: "/nowhere/journal.db") }
        #expect(error?.status == .journal)
    }
}
