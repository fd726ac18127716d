/// The shared memory of the connections to one database.
final class SharedPages {
    private var pages: [UnsafeMutableRawPointer] = []
    private var retired: [UnsafeMutableRawPointer] = []

    /// Returns the page with a number. Returns nil if it is missing and must not be created.
    func page(_ number: Int, size: Int, isMade: Bool) -> UnsafeMutableRawPointer? {
        while pages.count <= number {
            guard isMade else { return nil }
            let page = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
            page.initializeMemory(as: UInt8.self, repeating: 0, count: size)
            pages.append(page)
        }
        return pages[number]
    }

    /// Removes the pages. A connection of a dead process may still read them until the run ends.
    func clear() {
        retired += pages
        pages = []
    }

    deinit {
        for page in pages + retired { page.deallocate() }
    }
}
