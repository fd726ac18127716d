extension Buffer {
    /// Sorts a part. It takes no memory, and no order of the elements makes it slow.
    ///
    /// - Parameter precedes: returns whether the first of two elements comes before the second.
    @inline(__always)
    func sort(_ part: Range<Int>, _ precedes: (Element, Element) -> Bool) {
        let elements = base + part.lowerBound
        if part.count <= 96 {
            Self.insert(elements, part.count, precedes)
        } else {
            Self.heap(elements, part.count, precedes)
        }
    }

    /// Inserts each element among those before it, which is fastest for few elements.
    @inline(__always)
    private static func insert(
        _ elements: UnsafeMutablePointer<Element>, _ count: Int, _ precedes: (Element, Element) -> Bool
    ) {
        var index = 1
        while index < count {
            let element = elements[index]
            var place = index
            while place > 0, precedes(element, elements[place &- 1]) {
                elements[place] = elements[place &- 1]
                place &-= 1
            }
            elements[place] = element
            index &+= 1
        }
    }

    @inline(__always)
    private static func heap(
        _ elements: UnsafeMutablePointer<Element>, _ count: Int, _ precedes: (Element, Element) -> Bool
    ) {
        var end = count
        var start = end / 2
        while end > 1 {
            // Build a heap from the back, then move its largest element behind it again and again.
            if start > 0 {
                start &-= 1
            } else {
                end &-= 1
                (elements[0], elements[end]) = (elements[end], elements[0])
            }
            var parent = start
            while parent &* 2 &+ 1 < end {
                var child = parent &* 2 &+ 1
                if child &+ 1 < end, precedes(elements[child], elements[child &+ 1]) { child &+= 1 }
                guard precedes(elements[parent], elements[child]) else { break }
                (elements[parent], elements[child]) = (elements[child], elements[parent])
                parent = child
            }
        }
    }
}
