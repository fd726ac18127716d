import CSQLite

/// The locks of a database file and of the shared pages of its connections.
enum FileLocks {
    static func lock(_ handle: DiskHandle, _ level: Int32) -> Int32 {
        guard !handle.owner.isDead else { return IOError.lock }
        guard level > handle.lock else { return SQLITE_OK }
        let highest = handle.others.map(\.lock).max() ?? 0
        switch level {
        case 1:
            guard highest < 3 else { return SQLITE_BUSY }
        case 2:
            guard highest < 2 else { return SQLITE_BUSY }
        default:
            guard highest == 0 else {
                if highest < 3 { handle.lock = 3 }
                return SQLITE_BUSY
            }
        }
        handle.lock = level
        return SQLITE_OK
    }

    static func unlock(_ handle: DiskHandle, _ level: Int32) -> Int32 {
        handle.lock = min(handle.lock, level)
        return SQLITE_OK
    }

    static func lockSlots(_ handle: DiskHandle, _ first: Int32, _ count: Int32, _ flags: Int32) -> Int32 {
        guard !handle.owner.isDead else { return IOError.sharedLock }
        let slots = ((UInt32(1) << UInt32(count)) - 1) << UInt32(first)
        let isShared = flags & SQLITE_SHM_SHARED != 0
        if flags & SQLITE_SHM_UNLOCK != 0 {
            if isShared { handle.sharedSlots &= ~slots } else { handle.exclusiveSlots &= ~slots }
            return SQLITE_OK
        }
        for other in handle.others {
            if other.exclusiveSlots & slots != 0 { return SQLITE_BUSY }
            if !isShared, other.sharedSlots & slots != 0 { return SQLITE_BUSY }
        }
        if isShared { handle.sharedSlots |= slots } else { handle.exclusiveSlots |= slots }
        return SQLITE_OK
    }
}
