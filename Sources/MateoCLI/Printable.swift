import Glibc
import Mateo
import MateoCore

/// Prepares texts from outside for display. A control character could rewrite the terminal.
enum Printable {
    /// Returns a text on one line, without control characters and marks that change the writing direction.
    static func line(_ text: some StringProtocol) -> String {
        Shown.line(String(text))
    }

    /// Returns a whole number with commas between thousands.
    static func count(_ number: Int64) -> String {
        let digits = Array("\(number)")
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, digits[index - 1] != "-", (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// Returns a number with its noun.
    static func count(_ number: Int64, _ one: String, _ many: String) -> String {
        "\(count(number)) \(number == 1 ? one : many)"
    }

    /// Returns a time in local time, with its offset from UTC.
    static func time(_ time: Timestamp) -> String {
        var seconds = time_t(time.milliseconds / 1000)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return time.description }
        let minutes = Int64(parts.tm_gmtoff / 60)
        let local = Timestamp(milliseconds: time.milliseconds + minutes * 60_000).description.dropLast()
        let distance = [abs(minutes) / 60, abs(minutes) % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return local.replacing("T", with: " ") + (minutes < 0 ? " -" : " +") + distance.joined(separator: ":")
    }

    /// Returns a duration in its two largest units.
    static func duration(seconds: Int64) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
        case ..<86_400: "\(seconds / 3600) h \(seconds / 60 % 60) min"
        default: "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
        }
    }

    /// Returns a word that is safe to copy into a command line.
    static func word(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: ","),
                UInt8(ascii: ":"), UInt8(ascii: "@"):
                true
            default: byte >= 0x80
            }
        }
        guard !plain || text.isEmpty else { return line(text) }
        return "'"
            + line(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))
            + "'"
    }
}
