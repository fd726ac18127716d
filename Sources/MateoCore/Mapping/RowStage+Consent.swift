/// Writes consents that the file contains in the service's form.
extension RowStage {
    /// Writes a consent without mapped words.
    mutating func writeConsent(
        _ cell: Span<UInt8>, _ step: Step, to output: inout Bytes, _ elements: inout Int
    ) throws(MateoError) -> Conversion {
        let value = cell.extracting(Blank.trim(cell))
        if value.count == 0 || RowChecks.isNone(value) { return .empty }
        if value.count < cell.count { trimmed &+= 1 }
        guard RecordInspection.isConsent(value, step.checked) else {
            return step.checked == .marketing ? .marketing : .transactional
        }
        elements += 1
        try output.appendQuoted(value)
        return .written
    }
}
