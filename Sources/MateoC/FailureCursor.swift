import MateoCore
import MateoEngine

/// A cursor over rows that are not in, which can also give them as CSV.
final class FailureCursor: Cursor<ListedFailure> {
    /// Which rows are listed.
    private final class Selection {
        var states = RowStates.known
        var isFixed = false
    }

    private let live: LiveImport
    private let selection: Selection
    private var file: FailureFile?
    private var piece = CBytes([])

    init(_ log: LogGate, _ live: LiveImport) {
        let selection = Selection()
        self.live = live
        self.selection = selection
        super.init(log) { last throws(MateoError) in
            selection.isFixed = true
            return try live.failures(after: last, limit: 100, selection.states)
        }
    }

    /// Chooses which rows are listed, before the first one.
    func set(states: Int32) throws(MateoError) {
        guard !selection.isFixed, file == nil else {
            throw MateoError(.state, "the cursor has moved: select the rows before you move it")
        }
        let chosen = RowStates(rawValue: states)
        guard !chosen.isEmpty, RowStates.all.isSuperset(of: chosen) else {
            throw MateoError(.argument, "states must be a sum of MATEO_STATES constants")
        }
        selection.states = chosen
    }

    /// The next piece of the CSV: the lines before the rows, or a row. It is empty at the end.
    func nextCSV(isForExcel: Bool) throws(MateoError) -> CBytes {
        var bytes: [UInt8] = []
        if let file {
            while bytes.isEmpty, try next() {
                if let current { bytes = try file.row(current.entry) }
            }
        } else if selection.isFixed {
            throw MateoError(.state, "the cursor has moved: open another cursor for the CSV")
        } else {
            let made = try live.failureFile(selection.states, isForExcel: isForExcel)
            file = made
            bytes = try made.head()
            if bytes.isEmpty { return try nextCSV(isForExcel: isForExcel) }
        }
        piece = CBytes(bytes)
        return piece
    }
}

/// Bytes for C that live as long as this object.
final class CBytes {
    let pointer: UnsafeMutablePointer<CChar>
    let count: Int

    init(_ bytes: [UInt8]) {
        count = bytes.count
        pointer = .allocate(capacity: count + 1)
        bytes.withUnsafeBytes { bytes in
            UnsafeMutableRawPointer(pointer).copyMemory(
                from: bytes.baseAddress ?? UnsafeRawPointer(pointer), byteCount: bytes.count)
        }
        pointer[count] = 0
    }

    deinit {
        pointer.deallocate()
    }
}
