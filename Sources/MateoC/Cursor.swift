import CMateo
import MateoCore

/// Where the handle of a cursor leads: elements that are read page by page, and the one that C sees.
///
/// It starts before the first element. Behind the last it stays, even if more elements come.
class Cursor<Item: Listed>: ClientOwned {
    /// Reads the elements after one of them; nil: from the first on. There are no more when it finds none.
    typealias Read = (Item.Element?) throws(MateoError) -> [Item.Element]

    /// The element that it is at; nil before the first and behind the last.
    private(set) var current: Item?
    private let read: Read
    private var page: [Item.Element] = []
    private var index = 0
    private var isOver = false

    init(_ log: LogGate, read: @escaping Read) {
        self.read = read
        super.init(log)
    }

    /// Moves to the next element. An error leaves it where it is.
    ///
    /// - Returns: false behind the last.
    func next() throws(MateoError) -> Bool {
        guard !isOver else { return false }
        if index == page.count {
            page = try read(page.last)
            index = 0
        }
        guard index < page.count else {
            isOver = true
            current = nil
            return false
        }
        current = Item(page[index])
        index += 1
        return true
    }

    /// The element that the cursor behind a handle is at.
    @inline(never)
    static func current<Handle>(_ handle: UnsafePointer<Handle>?, _ kind: HandleKind) -> Item? {
        Handles.find(UnsafeMutableRawPointer(mutating: handle), kind, as: Cursor<Item>.self)?.current
    }

    /// Moves the cursor behind a handle.
    @inline(never)
    static func next<Handle>(
        _ handle: UnsafeMutablePointer<Handle>?, _ kind: HandleKind, _ name: StaticString,
        to outFound: UnsafeMutablePointer<Int32>?, _ outError: ErrorSlot?
    ) -> mateo_status {
        boundary(outError) { () throws(MateoError) in
            let cursor = try object(handle, kind, as: Cursor<Item>.self, name)
            let outFound = try place(outFound, "out_found")
            outFound.pointee = try cursor.next() ? 1 : 0
        }
    }
}
