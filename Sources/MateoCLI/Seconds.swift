import ArgumentParser
import Mateo

/// A duration on the command line, in seconds.
struct Seconds: ExpressibleByArgument {
    let milliseconds: Int64

    init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    init?(argument: String) {
        guard let seconds = Double(argument), seconds >= 0.001,
            seconds <= Double(Options.longestTime / 1000)
        else { return nil }
        milliseconds = Int64(seconds * 1000)
    }

    var defaultValueDescription: String { "\(milliseconds / 1000)" }
}
