/// What C sees of an element that a cursor is at.
protocol Listed {
    /// The element as the engine has it.
    associatedtype Element

    init(_ element: Element)
}
