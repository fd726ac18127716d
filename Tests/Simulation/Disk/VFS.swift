import CSQLite

/// Makes SQLite use a simulated disk instead of the machine's file system.
enum VFS {
    /// Uses `disk` for all connections that are opened from here on.
    static func install(_ disk: Disk) {
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        let name = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 10)
        _ = name.initialize(from: "simulated".utf8CString)
        var made = sqlite3_vfs()
        made.iVersion = 2
        made.szOsFile = Int32(MemoryLayout<DiskFileSlot>.size)
        made.mxPathname = 512
        made.zName = UnsafePointer(name.baseAddress)
        made.pAppData = Unmanaged.passRetained(disk).toOpaque()
        made.xOpen = { vfs, name, slot, flags, out in VFS.open(vfs, name, slot, flags, out) }
        made.xDelete = { vfs, name, _ in
            let disk = VFS.disk(vfs)
            let change = disk.change(by: disk.current)
            if change.made, let name { disk.remove(String(cString: name)) }
            if !change.alive { VFS.kill(disk.current) }
            return change.alive ? SQLITE_OK : SQLITE_IOERR
        }
        made.xAccess = { vfs, name, _, out in
            out?.pointee = VFS.disk(vfs).file(name.map { String(cString: $0) } ?? "") == nil ? 0 : 1
            return SQLITE_OK
        }
        made.xFullPathname = { _, name, size, out in
            guard let name, let out else { return SQLITE_ERROR }
            copyText(size, out, name)
            return SQLITE_OK
        }
        made.xRandomness = { vfs, count, out in
            guard let out else { return 0 }
            let disk = VFS.disk(vfs)
            for index in 0..<Int(count) { out[index] = CChar(bitPattern: disk.randomByte()) }
            return count
        }
        made.xSleep = { vfs, microseconds in
            VFS.disk(vfs).sleep(Int64(microseconds) / 1000)
            return microseconds
        }
        made.xCurrentTime = { vfs, out in
            out?.pointee = 2_440_587.5 + Double(VFS.disk(vfs).wallNow()) / 86_400_000
            return SQLITE_OK
        }
        made.xCurrentTimeInt64 = { vfs, out in
            out?.pointee = 210_866_760_000_000 + VFS.disk(vfs).wallNow()
            return SQLITE_OK
        }
        made.xGetLastError = { _, _, _ in 0 }
        vfs.initialize(to: made)
        sqlite3_vfs_register(vfs, 1)
    }

    private static func disk(_ vfs: UnsafeMutablePointer<sqlite3_vfs>?) -> Disk {
        guard let data = vfs?.pointee.pAppData else { fatalError("the VFS has no disk") }
        return Unmanaged<Disk>.fromOpaque(data).takeUnretainedValue()
    }

    private static func open(
        _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ name: UnsafePointer<CChar>?,
        _ slot: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32, _ out: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        let disk = disk(vfs)
        guard let slot, !disk.current.isDead, let file = file(on: disk, name, flags) else {
            slot?.pointee.pMethods = nil
            return SQLITE_CANTOPEN
        }
        let handle = DiskHandle(file, disk.current, disk)
        handle.file.handles.append(handle)
        slot.withMemoryRebound(to: DiskFileSlot.self, capacity: 1) {
            $0.pointee.handle = Unmanaged.passRetained(handle).toOpaque()
        }
        slot.pointee.pMethods = FileMethods.table
        out?.pointee = flags
        return SQLITE_OK
    }

    /// Returns the file to open. Returns nil if it is missing and must not be created. The engine creates the file of a
    /// database itself, on the machine's disk.
    private static func file(on disk: Disk, _ name: UnsafePointer<CChar>?, _ flags: Int32) -> DiskFile? {
        // A file without a name exists as long as its handle.
        guard let name = name.map({ String(cString: $0) }) else { return DiskFile("") }
        let isMade = flags & (SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB) != 0
        return isMade ? disk.make(name) : disk.file(name)
    }

    /// Kills the process at this change.
    static func kill(_ owner: Owner) {
        guard !owner.isDead else { return }
        owner.die()
        owner.onDeath()
    }
}

/// SQLite's file, followed by the simulator's handle.
struct DiskFileSlot {
    var base: sqlite3_file
    var handle: UnsafeMutableRawPointer?
}

private func copyText(
    _ size: Int32, _ out: UnsafeMutablePointer<CChar>, _ name: UnsafePointer<CChar>
) {
    var index = 0
    while index < Int(size) - 1, name[index] != 0 {
        out[index] = name[index]
        index += 1
    }
    out[index] = 0
}
