/// Where in a JSON number the text stands.
enum JSONNumber {
    case minus, zero, integer, point, fraction, exponent, exponentSign, exponentDigit

    /// The number that begins with `byte`; nil when none does.
    init?(first byte: UInt8) {
        switch byte {
        case UInt8(ascii: "-"): self = .minus
        case UInt8(ascii: "0"): self = .zero
        case UInt8(ascii: "1")...UInt8(ascii: "9"): self = .integer
        default: return nil
        }
    }

    /// Whether the number may end here.
    var isComplete: Bool {
        switch self {
        case .zero, .integer, .fraction, .exponentDigit: true
        case .minus, .point, .exponent, .exponentSign: false
        }
    }

    /// The number with another byte; nil when `byte` is not part of it.
    func next(_ byte: UInt8) -> JSONNumber? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            switch self {
            case .minus: byte == UInt8(ascii: "0") ? .zero : .integer
            case .zero: nil
            case .integer: .integer
            case .point, .fraction: .fraction
            case .exponent, .exponentSign, .exponentDigit: .exponentDigit
            }
        case UInt8(ascii: "."):
            self == .zero || self == .integer ? .point : nil
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
            self == .zero || self == .integer || self == .fraction ? .exponent : nil
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            self == .exponent ? .exponentSign : nil
        default: nil
        }
    }
}
