/// Writes consents, times and references that the file contains in the service's form.
extension RowStage {
    /// Writes a consent without mapped words, a time without a mapped form, or a reference.
    mutating func writeChecked(
        _ cell: Span<UInt8>, _ step: UnsafePointer<Step>, to output: inout Bytes, _ elements: inout Int
    ) throws(MateoError) -> Conversion {
        let value = cell.extracting(Blank.trim(cell))
        if value.count == 0 || RowChecks.isNone(value) { return .empty }
        if value.count < cell.count { trimmed &+= 1 }
        let fault = Self.fault(of: value, step.pointee.checked)
        if fault != .written { return fault }
        elements += 1
        try output.appendQuoted(value)
        return .written
    }

    /// Returns the fault of a consent, a time or a reference, or `.written`.
    static func fault(of value: Span<UInt8>, _ field: CheckedField) -> Conversion {
        switch RecordInspection.fault(of: value, field) {
        case .none: .written
        case .hidden: .identifier
        case .formula: .formula
        case .rounded: .rounded
        case .marketing: .marketing
        case .transactional: .transactional
        case .zone: .zone
        default: .instant
        }
    }
}
