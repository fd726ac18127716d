import MateoCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A type with its own form as a field, independent of its `encode(to:)`.
protocol FieldValue {
    func fieldValue() throws(Refusal) -> MateoRecord.Value
}

/// The reason why a value cannot be a field. It continues a sentence that begins with the name of the field.
struct Refusal: Error {
    let status: Status
    let reason: String

    func error(_ path: [any CodingKey]) -> MateoError {
        MateoError(status, "\(Self.name(path)) \(reason)")
    }

    /// Returns the place of a value, such as `"tags[2]"`. A long key is not shown, since a dictionary's keys can be
    /// anything.
    private static func name(_ path: [any CodingKey]) -> String {
        var text = ""
        for key in path {
            if let index = key.intValue, key is ListIndex {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return text.isEmpty || text.utf8.count > 64 ? "a field" : "\"\(text)\""
    }
}

/// The index of an element in a list, counted from 0.
struct ListIndex: CodingKey {
    let intValue: Int?
    var stringValue: String { "\(intValue ?? 0)" }

    init(intValue: Int) { self.intValue = intValue }
    init?(stringValue: String) { nil }
}

extension String: FieldValue {
    func fieldValue() -> MateoRecord.Value { .text(self) }
}

extension Bool: FieldValue {
    func fieldValue() -> MateoRecord.Value { .boolean(self) }
}

extension BinaryInteger where Self: FieldValue {
    func fieldValue() -> MateoRecord.Value {
        // JSON accepts whole numbers of any size.
        Int64(exactly: self).map { .integer($0) } ?? .json("\(self)")
    }
}

extension Int: FieldValue {}
extension Int8: FieldValue {}
extension Int16: FieldValue {}
extension Int32: FieldValue {}
extension Int64: FieldValue {}
extension UInt: FieldValue {}
extension UInt8: FieldValue {}
extension UInt16: FieldValue {}
extension UInt32: FieldValue {}
extension UInt64: FieldValue {}

extension Double: FieldValue {
    func fieldValue() throws(Refusal) -> MateoRecord.Value {
        guard isFinite else {
            throw Refusal(status: .argument, reason: "is NaN or infinite, and JSON has no such number")
        }
        return .number(self)
    }
}

extension Float: FieldValue {
    func fieldValue() throws(Refusal) -> MateoRecord.Value {
        // It keeps the digits: as a Double, 0.1 would have 17 of them.
        try (Double(description) ?? .nan).fieldValue()
    }
}

extension Decimal: FieldValue {
    func fieldValue() throws(Refusal) -> MateoRecord.Value {
        guard isFinite else { return try Double.nan.fieldValue() }
        return .json(description)
    }
}

extension Date: FieldValue {
    func fieldValue() throws(Refusal) -> MateoRecord.Value {
        let milliseconds = (timeIntervalSince1970 * 1000).rounded()
        // Four digits can represent the years 1 to 9999.
        guard (-62_135_596_800_000..<253_402_300_800_000).contains(milliseconds) else {
            throw Refusal(status: .argument, reason: "is a date outside of the years 1 to 9999")
        }
        return .text(Timestamp(milliseconds: Int64(milliseconds)).exactDescription)
    }
}

extension URL: FieldValue {
    func fieldValue() -> MateoRecord.Value { .text(absoluteString) }
}

extension Data: FieldValue {
    func fieldValue() throws(Refusal) -> MateoRecord.Value {
        throw Refusal(status: .record, reason: "is of type Data, and no field holds bytes. Encode it as text")
    }
}

/// A collection with a different order in each process. A record must be the same when it is added again.
protocol UnorderedList {}
extension Set: UnorderedList {}
