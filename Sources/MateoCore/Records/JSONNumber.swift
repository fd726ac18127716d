/// The place of the text within a JSON number.
enum JSONNumber {
    case minus, zero, integer, point, fraction, exponent, exponentSign, exponentDigit

    /// Begins a number. Returns nil if `byte` cannot begin one.
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

    /// Returns the state after another byte, or nil if `byte` does not belong to the number.
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
