import MateoEngine

/// A pause as C sees it.
struct ListedPause: Listed {
    let pause: Pause

    init(_ pause: Pause) {
        self.pause = pause
    }
}
