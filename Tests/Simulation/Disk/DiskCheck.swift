import CSQLite

/// Checks that the disk handles files beside a database as the rules of a run require. It runs before the first seed.
struct DiskCheck {
    private let disk: Disk
    private let path = "/check.db-records"

    /// Returns the faults of the disk; empty if it is correct. The disk is empty afterwards.
    static func mistakes(_ disk: Disk) -> [String] {
        let check = DiskCheck(disk: disk)
        defer { disk.clear(seed: 0) }
        var mistakes: [String] = []
        if !check.losesUnflushed { mistakes.append("a loss of power takes no bytes that were not flushed") }
        if !check.keepsFlushed { mistakes.append("a loss of power takes bytes that were flushed") }
        if !check.losesCuts { mistakes.append("a loss of power takes back no cut that was not flushed") }
        if !check.readsShort { mistakes.append("a read behind the end is not short") }
        if !check.forgetsUnnamed { mistakes.append("a file without a name is found by another") }
        return mistakes
    }

    private var losesUnflushed: Bool {
        disk.clear(seed: 1)
        write([1, 2, 3], at: 1000)
        disk.losePower(keepsPerMille: 0)
        return length == 0
    }

    private var keepsFlushed: Bool {
        disk.clear(seed: 1)
        write([1, 2, 3], at: 1000, isFlushed: true)
        write([0, 0], at: 1001)
        disk.losePower(keepsPerMille: 0)
        return length == 1003 && read(4, at: 999) == [0, 1, 2, 3]
    }

    private var losesCuts: Bool {
        disk.clear(seed: 1)
        write([1, 2, 3], at: 0, isFlushed: true)
        withFile { _ = mateo_vfs_cut($0, 1) }
        let isCut = length == 1
        disk.losePower(keepsPerMille: 0)
        return isCut && length == 3
    }

    private var readsShort: Bool {
        disk.clear(seed: 1)
        write([1, 2, 3], at: 0)
        return read(3, at: 0) == [1, 2, 3] && read(4, at: 0) == nil && read(1, at: 70) == nil
    }

    private var forgetsUnnamed: Bool {
        disk.clear(seed: 1)
        var (one, other) = (mateo_vfs_file(), mateo_vfs_file())
        defer {
            mateo_vfs_close(&one)
            mateo_vfs_close(&other)
        }
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_EXCLUSIVE
            | SQLITE_OPEN_DELETEONCLOSE
        guard mateo_vfs_open(nil, nil, nil, flags, &one, nil) == SQLITE_OK,
            mateo_vfs_open(nil, nil, nil, flags, &other, nil) == SQLITE_OK, let first = one.file,
            let second = other.file
        else { return false }
        var length: Int64 = -1
        return mateo_vfs_write(first, "x", 1, 0) == SQLITE_OK
            && mateo_vfs_size(second, &length) == SQLITE_OK && length == 0
    }

    private func withFile(_ body: (UnsafeMutablePointer<sqlite3_file>) -> Void) {
        var opened = mateo_vfs_file()
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_WAL
        _ = mateo_vfs_open("/check.db", "/check.db-journal", path, flags, &opened, nil)
        if let file = opened.file { body(file) }
        mateo_vfs_close(&opened)
    }

    private func write(_ bytes: [UInt8], at offset: Int64, isFlushed: Bool = false) {
        withFile { file in
            _ = bytes.withUnsafeBytes { mateo_vfs_write(file, $0.baseAddress, Int32($0.count), offset) }
            if isFlushed { _ = mateo_vfs_sync(file) }
        }
    }

    private func read(_ count: Int, at offset: Int64) -> [UInt8]? {
        var bytes = [UInt8](repeating: 9, count: count)
        var result: Int32 = SQLITE_ERROR
        withFile { file in
            result = bytes.withUnsafeMutableBytes {
                mateo_vfs_read(file, $0.baseAddress, Int32($0.count), offset)
            }
        }
        return result == SQLITE_OK ? bytes : nil
    }

    private var length: Int64 {
        var length: Int64 = -1
        withFile { _ = mateo_vfs_size($0, &length) }
        return length
    }
}
