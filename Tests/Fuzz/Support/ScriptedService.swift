import MateoCore
import MateoEngine

/// A service that answers as a script has it. After the script it works as it should, so that imports come to an end.
///
/// An answer is its status, a space and how many milliseconds it takes on the first line, header lines, an empty line
/// and the body. The status may be a letter of `deliveries`; with a `p` or `g` before it the answer is only for a POST or
/// a GET. In the body `$` and a letter stand for what a script cannot
/// know, see `expand`.
final class ScriptedService {
    private struct Job {
        let id: String
        let reference: String?
        let records: Int
    }

    /// A batch that came in.
    struct Posted {
        var records = 0
        var reference = ""
        var payload: [UInt8] = Array("[]".utf8)
        /// Those of a fuzzer have no objects in them.
        var firstRecord: String {
            String(decoding: payload.dropFirst().prefix { $0 != UInt8(ascii: "}") }, as: UTF8.self) + "}"
        }
    }

    var script: [[UInt8]] = []
    private let host: VirtualHost
    private var jobs: [Job] = []
    private var posted = Posted()
    private(set) var requests = 0

    static let deliveries: [UInt8: Reply] = [
        UInt8(ascii: "n"): .notSent, UInt8(ascii: "b"): .broken, UInt8(ascii: "l"): .tooLarge,
        UInt8(ascii: "u"): .untrusted,
    ]
    private static let largestBody = 1 << 20

    init(_ host: VirtualHost) {
        self.host = host
    }

    func answer(_ request: Request) -> (answer: Answer, milliseconds: Int64) {
        requests += 1
        let (answer, milliseconds) = makeAnswer(request)
        show(
            "\(request.body == nil ? "GET" : "POST") \(request.url)\n  \(answer.reply) after \(milliseconds) ms: "
                + Reading.shown(answer.body))
        return (answer, milliseconds)
    }

    private func makeAnswer(_ request: Request) -> (answer: Answer, milliseconds: Int64) {
        if let body = request.body { take(body.head + body.records + body.tail) }
        let asked = Self.asked(request.url)
        let other = UInt8(ascii: request.body == nil ? "p" : "g")
        if let index = script.firstIndex(where: { $0.first != other }) {
            return scripted(script.remove(at: index), request, asked)
        }
        let body = request.body == nil ? found(asked) : accepted()
        return (.status(request.body == nil ? 200 : 201, body), 80)
    }

    // MARK: The script

    private func scripted(
        _ text: [UInt8], _ request: Request, _ asked: [String]
    ) -> (answer: Answer, milliseconds: Int64) {
        var lines = text[...]
        let first = Self.line(&lines).split(separator: UInt8(ascii: " "))
        let milliseconds = Self.number(first.dropFirst().first ?? []) % 40_000
        lines = expand(lines, asked)[...]
        var headers: [String] = []
        while !lines.isEmpty {
            let header = Self.line(&lines)
            if header.isEmpty { break }
            headers.append(String(decoding: header, as: UTF8.self))
        }
        let status = (first.first ?? []).drop { $0 == UInt8(ascii: "p") || $0 == UInt8(ascii: "g") }
        if let letter = status.first, let reply = Self.deliveries[letter] {
            return (.none(reply), milliseconds)
        }
        var answer = Answer.status(Int32(Self.number(status) % 1000), headers: headers)
        if lines.count > request.answerCap { return (.none(.tooLarge), milliseconds) }
        answer.body = Array(lines)
        return (answer, milliseconds)
    }

    private static func line(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let line = text.prefix { $0 != UInt8(ascii: "\n") }
        text = text.dropFirst(line.count + 1)
        return line
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64 {
        digits.prefix(9).reduce(0) { $0 * 10 + Int64($1 % 16 % 10) }
    }

    /// Puts in what a script cannot know: `$0` to `$9` the identifiers that are asked for, `$r`, `$n` and `$p` the
    /// reference, the number and the array of the records of the last POST, `$i` a new identifier, `$l` a long text, `$d`
    /// brackets inside of one another. The bytes after `$J`, `$E` and `$F` choose parts of a job, an error and a list of
    /// failed records, see `OddAnswer`; the one after `$N` a number.
    private func expand(_ text: ArraySlice<UInt8>, _ asked: [String]) -> [UInt8] {
        let odd = OddAnswer(asked: asked, posted: posted, number: requests)
        var expanded: [UInt8] = []
        var rest = text
        while expanded.count < Self.largestBody, let first = rest.popFirst() {
            guard first == UInt8(ascii: "$"), let mark = rest.popFirst() else {
                expanded.append(first)
                continue
            }
            switch mark {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let index = Int(mark - UInt8(ascii: "0"))
                expanded += Array((index < asked.count ? asked[index] : "none").utf8)
            case UInt8(ascii: "r"): expanded += Array(posted.reference.utf8)
            case UInt8(ascii: "n"): expanded += Array("\(posted.records)".utf8)
            case UInt8(ascii: "p"): expanded += posted.payload
            case UInt8(ascii: "i"): expanded += Array(OddAnswer.identifier(requests).utf8)
            case UInt8(ascii: "l"): expanded += [UInt8](repeating: UInt8(ascii: "l"), count: 100_000)
            case UInt8(ascii: "d"): expanded += [UInt8](repeating: UInt8(ascii: "["), count: 3000)
            case UInt8(ascii: "J"): expanded += Array(odd.job(&rest).utf8)
            case UInt8(ascii: "E"): expanded += Array(odd.error(&rest).utf8)
            case UInt8(ascii: "F"): expanded += Array(odd.failures(&rest).utf8)
            case UInt8(ascii: "N"):
                let choice = Int((rest.popFirst() ?? 0) &- UInt8(ascii: "0"))
                expanded += Array("\(Input.numbers[choice % Input.numbers.count])".utf8)
            default: expanded.append(mark)
            }
        }
        return expanded
    }

    // MARK: What it should do

    private func take(_ body: [UInt8]) {
        let payload = body.firstIndex(of: UInt8(ascii: "[")).map { Array(body[$0...].dropLast()) } ?? []
        let records = JSONOracle.shared.objects(in: payload)
        check(records > 0, "a POST has no records: \(Reading.shown(body))")
        let mark = Array(#""reference_id":""#.utf8)
        var reference = ""
        if let start = body.indices.first(where: { body[$0...].starts(with: mark) }) {
            let text = body[(start + mark.count)...].prefix { $0 != UInt8(ascii: "\"") }
            reference = String(decoding: text, as: UTF8.self)
        }
        posted = Posted(records: records, reference: reference, payload: payload)
    }

    private func accepted() -> String {
        let reference = posted.reference.isEmpty ? nil : posted.reference
        let job = Job(id: OddAnswer.identifier(requests), reference: reference, records: posted.records)
        jobs.append(job)
        return #"{"id":"\#(job.id)"\#(Self.referenceField(job))}"#
    }

    private func found(_ asked: [String]) -> String {
        let rows = jobs.filter { asked.contains($0.id) || $0.reference.map(asked.contains) == true }
        let texts = rows.prefix(50).map { job in
            #"{"id":"\#(job.id)"\#(Self.referenceField(job)),"total_count":\#(job.records),"#
                + #""success_count":\#(job.records),"failed_count":0}"#
        }
        return "[\(texts.joined(separator: ","))]"
    }

    private static func referenceField(_ job: Job) -> String {
        job.reference.map { #","reference_id":"\#($0)""# } ?? ""
    }

    /// The identifiers or references that an address asks for.
    private static func asked(_ url: String) -> [String] {
        guard let start = url.firstIndex(of: "("), let end = url.lastIndex(of: ")") else { return [] }
        return url[start..<end].dropFirst().split(separator: ",").map(String.init)
    }
}
