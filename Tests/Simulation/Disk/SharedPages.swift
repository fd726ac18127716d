/// Memory that the connections to one database share.
final class SharedPages {
    private var pages: [UnsafeMutableRawPointer] = []
    private var retired: [UnsafeMutableRawPointer] = []

    /// The page of a number; nil when there is none and none is to be made.
    func page(_ number: Int, size: Int, isMade: Bool) -> UnsafeMutableRawPointer? {
        while pages.count <= number {
            guard isMade else { return nil }
            let page = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
            page.initializeMemory(as: UInt8.self, repeating: 0, count: size)
            pages.append(page)
        }
        return pages[number]
    }

    /// Forgets the pages. A connection of a process that is dead may still look at them until the run ends.
    func clear() {
        retired += pages
        pages = []
    }

    deinit {
        for page in pages + retired { page.deallocate() }
    }
}
