import CSystem

/// A job as an answer shows it.
package final class JobReport: Sendable {
    /// The most jobs that an answer may hold. Requests ask for far fewer.
    private static let mostJobs = 10_000
    /// The most hints of a job. The service itself stores the first 20.
    private static let mostHints = 100
    /// The most characters of a hint.
    private static let longestHint = 2000
    /// The most bytes of `told`.
    private static let longestTold = 200

    /// `id`: 1 to 64 bytes of those that an identifier can have, since it goes into addresses.
    package let id: String
    /// `reference_id`; nil when the answer lacks it or has null.
    package let reference: String?
    /// Whether the answer lacks `reference_id`, so that it does not tell.
    package let hidesReference: Bool
    /// Its counts; nil when they make no sense.
    package let counts: JobCounts?
    /// `failed_url`; nil when there is none.
    package let listURL: String?
    /// `failed`; nil when it is not an array.
    package let failures: FailureReport?
    /// The counts and `updated_at` as one text of at most 200 bytes, to see whether they change.
    package let told: [UInt8]
    private let remarks: JSONValue?

    /// The jobs in an answer: an array of jobs, or one.
    ///
    /// - Returns: nil when it is anything else, or there is too little memory to read it. What is no job proves nothing,
    ///   least of all that there is none.
    package static func jobs(in body: [UInt8]) -> [JobReport]? {
        // The texts of the jobs are together no longer than the answer, and are copied once on their way.
        guard mateo_has_room(body.count * 2), let answer = JSONValue(body) else { return nil }
        guard answer.kind == .array else { return read(answer).map { [$0] } }
        var jobs: [JobReport] = []
        for value in answer.elements {
            guard jobs.count < mostJobs, let job = read(value) else { return nil }
            jobs.append(job)
        }
        return jobs
    }

    /// Reads a job; nil when the value is none.
    ///
    /// No initializer: one that fails loses the object's memory in Embedded Swift.
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

    /// The service's remarks about the job in their order: texts, or JSON without blanks. `null` is left out.
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

    /// Whether this is the job of the batch with a reference.
    package func shows(_ reference: String) -> Bool {
        self.reference?.isIdentical(to: reference) == true
    }

    private static func string(_ value: JSONValue?) -> String? {
        guard let value, value.kind == .string else { return nil }
        return String(decoding: value.text, as: UTF8.self)
    }

    /// The JSON of a count, as much of it as a count can have and one byte more.
    private static func number(_ value: JSONValue?) -> [UInt8] {
        value.map { Array($0.raw.prefix(14)) } ?? []
    }

    /// Values as a JSON array that is cut when it becomes too long, though not within a character.
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
