#if os(Linux)
import Glibc
import MateoCore
import Testing

/// Each test is a process of its own with little memory left; its exit code tells which check failed.
@Suite struct MemoryTests {
    @Test("A record that lacks memory for a field is as before")
    func fields() async {
        await #expect(processExitsWith: .success) { try SmallProcess.setFields() }
    }

    @Test("A batch that lacks memory for a row of CSV is as before")
    func csv() async {
        await #expect(processExitsWith: .success) {
            try SmallProcess.read(CSVReader(type: .contacts), "id,b\n1,\n2,")
        }
    }

    @Test("A batch that lacks memory for a line of JSON is as before")
    func lines() async {
        await #expect(processExitsWith: .success) {
            try SmallProcess.read(
                JSONReader(type: .contacts, form: .lines), "{\"id\":\"1\"}\n{\"id\":\"2")
        }
    }

    @Test("A batch that lacks memory for JSON is as before")
    func document() async {
        await #expect(processExitsWith: .success) {
            try SmallProcess.read(
                JSONReader(type: .contacts, form: .document), "[{\"id\":\"1\"},{\"id\":\"2")
        }
    }

    @Test("A large batch is copied and gone back to without memory")
    func copies() async {
        await #expect(processExitsWith: .success) { try SmallProcess.copyBatches() }
    }
}

enum SmallProcess {
    static let id = Array("id".utf8)
    static let limits = BatchLimits(bytes: 1 << 30)

    /// Leaves two megabytes, which small things take and large ones do not get.
    static func limitMemory() {
        // What this process has already, since the C library keeps some of that back.
        var limit = rlimit(rlim_cur: 1 << 20, rlim_max: 1 << 20)
        guard setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { exit(2) }
        var blocks: [UnsafeMutableRawPointer] = []
        blocks.reserveCapacity(10_000)
        while let block = malloc(1 << 20) { blocks.append(block) }
        for block in blocks.suffix(2) { free(block) }
    }

    static func check(_ isRight: Bool, _ code: Int32) {
        if !isRight { exit(code) }
    }

    static func checkFails(_ code: Int32, _ body: () throws(MateoError) -> Void) {
        do throws(MateoError) {
            try body()
            exit(code)
        } catch {
            check(error.status == .memory, code)
        }
    }

    static func checkBytes(_ batch: borrowing BatchBuilder, _ expected: String, _ code: Int32) {
        let bytes = Array(expected.utf8)
        check(batch.bytes.withUnsafeBufferPointer { $0.elementsEqual(bytes) }, code)
    }

    static func setFields() throws {
        let large = [UInt8](repeating: UInt8(ascii: "x"), count: 8 << 20)
        let (list, other) = (Array("list".utf8), Array("other".utf8))
        var record = RecordBuilder(limits: limits)
        var batch = BatchBuilder(limits: limits)
        try record.setText(id.span, id.span)
        try record.appendToList(list.span, id.span)
        limitMemory()
        for _ in 0..<3 {
            checkFails(3) { () throws(MateoError) in try record.setText(other.span, large.span) }
            checkFails(4) { () throws(MateoError) in try record.appendToList(list.span, large.span) }
            checkFails(5) { () throws(MateoError) in try record.appendToList(other.span, large.span) }
        }
        try record.appendToList(list.span, list.span)
        try record.setNull(other.span)
        try record.add(to: &batch, type: .contacts)
        checkBytes(batch, #"{"id":"id","list":["id","list"],"other":null}"#, 6)
    }

    static func read<Reader: RecordReader & ~Copyable>(_ reader: consuming Reader, _ start: String) throws {
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let start = Array(start.utf8)
        var reader = reader
        var batch = BatchBuilder(limits: limits)
        limitMemory()
        checkFails(3) { () throws(MateoError) in
            _ = try reader.read(start.span, into: &batch)
            for _ in 0..<200 { _ = try reader.read(piece.span, into: &batch) }
        }
        checkFails(4) { () throws(MateoError) in _ = try reader.finish(into: &batch) }
        check(batch.records == 1, 5)
        checkBytes(batch, #"{"id":"1"}"#, 6)
        // What is left suffices for small records.
        var record = RecordBuilder()
        try record.setInteger(id.span, 2)
        try record.add(to: &batch, type: .contacts)
        checkBytes(batch, #"{"id":"1"},{"id":2}"#, 7)
    }

    static func copyBatches() throws {
        let large = [UInt8](repeating: UInt8(ascii: "x"), count: 8 << 20)
        var record = RecordBuilder(limits: limits)
        try record.setText(id.span, large.span)
        var batch = BatchBuilder(limits: limits)
        try record.add(to: &batch, type: .contacts)
        limitMemory()
        for _ in 0..<10 {
            let before = batch.copy()
            checkFails(3) { () throws(MateoError) in
                for _ in 0..<10 { try record.add(to: &batch, type: .contacts) }
            }
            batch = before.copy()
            check(batch.records == 1 && batch.bytes.count == large.count + 9, 4)
        }
        batch.removeBatch()
        check(batch.records == 0, 5)
        try record.add(to: &batch, type: .contacts)
        check(batch.records == 1, 6)
    }
}
#endif
