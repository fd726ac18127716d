import CMateo
import MateoCore
import MateoEngine
import Synchronization

/// An import with the network and the clock of this machine.
typealias LiveImport = Import<CurlTransport, SystemHost>

/// An import as C sees it.
final class ImportObject: ClientOwned {
    let live: LiveImport
    /// Its name, for the host.
    let name: CText
    var csvOptions = CSVOptions()
    /// The way to the progress callback.
    let progress = Gate()
    private let isBusy = Atomic<Bool>(false)

    init(_ live: LiveImport, _ log: LogGate) {
        self.live = live
        name = CText(live.name)
        super.init(log)
    }

    /// Ends the call that is in progress, and detaches the callback.
    override func close() {
        super.close()
        live.cancel()
        live.cancel()
        progress.close()
    }

    /// Runs `body` unless a call for this import is in progress, or its handle is closed.
    ///
    /// - Returns: nil then.
    func ifFree<Result>(_ body: () throws(MateoError) -> Result) throws(MateoError) -> Result? {
        guard !isBusy.exchange(true, ordering: .acquiring) else { return nil }
        defer { isBusy.store(false, ordering: .sequentiallyConsistent) }
        return hasHandle ? try body() : nil
    }

    /// Runs `body` unless a call for this import is in progress, in another thread or around a callback.
    func exclusively<Result>(_ body: () throws(MateoError) -> Result) throws(MateoError) -> Result {
        guard !isBusy.exchange(true, ordering: .acquiring) else {
            throw MateoError(
                .state,
                "another call for this import is in progress: only one thread may use it at a time, and callbacks may not"
            )
        }
        defer { isBusy.store(false, ordering: .sequentiallyConsistent) }
        guard hasHandle else { throw notAHandle("import") }
        return try body()
    }
}

/// Runs `body` with the import behind a handle, unless it was forgotten.
@inline(never)
func withImport(
    _ handle: UnsafeMutablePointer<mateo_import>?, _ outError: ErrorSlot?,
    _ body: (ImportObject) throws(MateoError) -> Void
) -> mateo_status {
    boundary(outError) { () throws(MateoError) in
        let found = try object(handle, .importing, as: ImportObject.self, "import")
        try found.exclusively { () throws(MateoError) in
            try found.live.checkIsThere()
            try body(found)
        }
    }
}
