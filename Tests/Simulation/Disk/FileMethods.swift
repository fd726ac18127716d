import CSQLite

/// SQLite's operations on an open file.
enum FileMethods {
    nonisolated(unsafe) static let table: UnsafePointer<sqlite3_io_methods> = {
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        var made = sqlite3_io_methods()
        made.iVersion = 2
        made.xClose = { close($0) }
        made.xRead = { read($0, $1, Int($2), Int($3)) }
        made.xWrite = { file, bytes, count, offset in
            change(file, IOError.write) { handle in
                guard !handle.disk.isFull else { return SQLITE_FULL }
                handle.file.write(UnsafeRawBufferPointer(start: bytes, count: Int(count)), at: Int(offset))
                return SQLITE_OK
            }
        }
        made.xTruncate = { file, length in
            change(file, IOError.cut) { handle in
                handle.file.cut(to: Int(length))
                return SQLITE_OK
            }
        }
        made.xSync = { file, _ in
            change(file, IOError.flush) { handle in
                if !handle.disk.liesAboutFlushes { handle.file.flush() }
                return SQLITE_OK
            }
        }
        made.xFileSize = { file, out in
            out?.pointee = Int64(handle(file).file.bytes.count)
            return SQLITE_OK
        }
        made.xLock = { FileLocks.lock(handle($0), $1) }
        made.xUnlock = { FileLocks.unlock(handle($0), $1) }
        made.xCheckReservedLock = { file, out in
            out?.pointee = handle(file).others.contains { $0.lock >= 2 } ? 1 : 0
            return SQLITE_OK
        }
        made.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
        made.xSectorSize = { _ in 512 }
        made.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
        made.xShmMap = { file, page, size, isMade, out in
            let handle = handle(file)
            guard !handle.owner.isDead else { return IOError.sharedMap }
            let memory = handle.file.shared.page(Int(page), size: Int(size), isMade: isMade != 0)
            out?.pointee = memory
            return SQLITE_OK
        }
        made.xShmLock = { FileLocks.lockSlots(handle($0), $1, $2, $3) }
        made.xShmBarrier = { _ in }
        made.xShmUnmap = { file, isRemoved in
            let handle = handle(file)
            (handle.sharedSlots, handle.exclusiveSlots) = (0, 0)
            if isRemoved != 0, handle.others.isEmpty, !handle.owner.isDead { handle.file.shared.clear() }
            return SQLITE_OK
        }
        methods.initialize(to: made)
        return UnsafePointer(methods)
    }()

    private static func handle(_ file: UnsafeMutablePointer<sqlite3_file>?) -> DiskHandle {
        let pointer: UnsafeMutableRawPointer? =
            file?.withMemoryRebound(to: DiskFileSlot.self, capacity: 1) { $0.pointee.handle }
        guard let pointer else { fatalError("a file without a handle") }
        return Unmanaged<DiskHandle>.fromOpaque(pointer).takeUnretainedValue()
    }

    private static func close(_ file: UnsafeMutablePointer<sqlite3_file>?) -> Int32 {
        let handle = handle(file)
        handle.file.handles.removeAll { $0 === handle }
        file?.withMemoryRebound(to: DiskFileSlot.self, capacity: 1) { $0.pointee.handle = nil }
        Unmanaged.passUnretained(handle).release()
        return SQLITE_OK
    }

    private static func read(
        _ file: UnsafeMutablePointer<sqlite3_file>?, _ out: UnsafeMutableRawPointer?, _ count: Int,
        _ offset: Int
    ) -> Int32 {
        let handle = handle(file)
        guard let out, !handle.owner.isDead else { return IOError.read }
        let there = max(0, min(handle.file.bytes.count - offset, count))
        if there > 0 {
            handle.file.bytes.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
                if let start = rest.baseAddress { out.copyMemory(from: start, byteCount: there) }
            }
        }
        guard there < count else { return SQLITE_OK }
        (out + there).initializeMemory(as: UInt8.self, repeating: 0, count: count - there)
        return IOError.shortRead
    }

    /// Makes a change of the disk. The process may be killed at every change.
    private static func change(
        _ file: UnsafeMutablePointer<sqlite3_file>?, _ failure: Int32, _ body: (DiskHandle) -> Int32
    ) -> Int32 {
        let handle = handle(file)
        let change = handle.disk.change(by: handle.owner)
        var result = failure
        if change.made { result = body(handle) }
        guard change.alive else {
            VFS.kill(handle.owner)
            return failure
        }
        return result
    }
}
