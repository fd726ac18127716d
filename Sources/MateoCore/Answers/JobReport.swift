import CSystem

/// A job in an answer.
package final class JobReport: Sendable {
    /// The most jobs that an answer may hold. Requests ask for far fewer.
    private static let mostJobs = 10_000
    /// The most hints of a job. The service itself stores the first 20.
    private static let mostHints = 100
    /// The most characters of a hint.
    private static let longestHint = 2000
    /// The most bytes of `told`.
    private static let longestTold = 200

    /// `id`: 1 to 64 bytes that an identifier may contain. It becomes part of addresses.
    package let id: String
    /// `reference_id`; nil if it is missing or null.
    package let reference: String?
    /// Whether the answer lacks `reference_id`, so the job's reference is unknown.
    package let hidesReference: Bool
    /// The job's counts; nil if they make no sense.
    package let counts: JobCounts?
    /// `failed_url`; nil if there is none.
    package let listURL: String?
    /// `failed`; nil if it is not an array.
    package let failures: FailureReport?
    /// The counts and `updated_at` as one text of at most 200 bytes, to detect changes.
    package let told: [UInt8]
    private let remarks: JSONValue?

    /// Reads the jobs in an answer: an array of jobs, or one job.
    ///
    /// - Returns: nil if the body is anything else, or if there is not enough memory. Such an answer proves nothing,
    ///   and certainly not that there is no job.
    package static func jobs(in body: [UInt8]) -> [JobReport]? {
        // Together, the texts of the jobs are no longer than the answer. They are copied once on the way.
        guard mateo_has_room(body.count * 2), let answer = JSONValue(body) else { return nil }
        guard answer.kind == .array else { return read(answer).map { [$0] } }
        var jobs: [JobReport] = []
        for value in answer.elements {
            guard jobs.count < mostJobs, let job = read(value) else { return nil }
            jobs.append(job)
        }
        return jobs
    }

    /// Reads a job. Returns nil if the value is not a job.
    ///
    /// This is not an initializer: one that fails leaks the object's memory in Embedded Swift.
    private static func read(_ job: JSONValue) -> JobReport? {
        guard let id = job.member("id")?.text, !id.isEmpty, id.count <= 64, id.allSatisfy(Identifier.allows)
        else { return nil }
        return JobReport(job, id: String(decoding: id, as: UTF8.self))
    }

    private init(_ job: JSONValue, id: String) {
        let reference = job.member("reference_id")
        let (succeeded, failed) = (job.member("success_count"), job.member("failed_count"))
        let total = job.member("total_count")
        self.id = id
        self.reference = Self.string(reference)
        hidesReference = reference == nil
        counts = JobCounts(
            succeeded: Self.number(succeeded), failed: Self.number(failed), total: Self.number(total))
        listURL = Self.string(job.member("failed_url"))
        failures = job.member("failed").flatMap(FailureReport.init(list:))
        told = Self.told(total, succeeded, failed, job.member("updated_at"))
        remarks = job.member("hints")
    }

    /// The service's hints about the job in order: texts, or JSON without blanks. `null` is left out.
    package var hints: [[UInt8]] {
        guard let remarks else { return [] }
        var hints: [[UInt8]] = []
        switch remarks.kind {
        case .array:
            for hint in remarks.elements where hint.kind != .null && hints.count < Self.mostHints {
                hints.append(Sentence.first(Self.longestHint, of: hint.words))
            }
        case .object, .string: hints.append(Sentence.first(Self.longestHint, of: remarks.words))
        default: break
        }
        return hints
    }

    /// Returns whether this is the job of the batch with a reference.
    package func shows(_ reference: String) -> Bool {
        self.reference?.isIdentical(to: reference) == true
    }

    private static func string(_ value: JSONValue?) -> String? {
        guard let value, value.kind == .string else { return nil }
        return String(decoding: value.text, as: UTF8.self)
    }

    /// Returns the start of a count's JSON: the most bytes a count can have, and one more.
    private static func number(_ value: JSONValue?) -> [UInt8] {
        value.map { Array($0.raw.prefix(14)) } ?? []
    }

    /// Returns values as a JSON array. If it becomes too long, it is cut, but not within a character.
    private static func told(_ values: JSONValue?...) -> [UInt8] {
        var told: [UInt8] = []
        for value in values {
            told.append(told.isEmpty ? UInt8(ascii: "[") : UInt8(ascii: ","))
            told += value.map { $0.raw.prefix(longestTold) } ?? ArraySlice("null".utf8)
        }
        told.append(UInt8(ascii: "]"))
        var end = min(told.count, longestTold)
        while end < told.count, end > 0, told[end] & 0xC0 == 0x80 { end -= 1 }
        return Array(told[..<end])
    }
}
