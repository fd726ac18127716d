import MateoCore
import Testing

@Suite struct VerdictTests {
    @Test(
        "The answer to a POST is sorted by its status, then by its code",
        arguments: [
            (200, "", true, PostVerdict.accepted), (201, "", true, .accepted), (307, "", true, .turnedAway),
            (400, "PGRST204", true, .referenceRefused), (400, "PGRST204", false, .refused),
            (400, "42703", true, .referenceRefused), (400, "42703", false, .refused),
            (400, "PGRST102", true, .refused),
            (400, "22P02", true, .badContent), (400, "23502", true, .badContent),
            (409, "", true, .conflict), (409, "23505", true, .conflict), (409, "PGRST301", true, .conflict),
            (409, "40001", true, .lost), (409, "40P01", true, .lost), (409, "55P03", true, .lost),
            (409, "23503", true, .badContent),
            (422, "", true, .badContent), (401, "", true, .unauthorized), (403, "", true, .unauthorized),
            (403, "42501", true, .referenceRefused), (403, "42501", false, .unauthorized),
            (404, "", true, .refused),
            (413, "", true, .tooLarge), (415, "PGRST107", true, .refused), (429, "", true, .limited),
            (500, "57014", true, .tooLarge), (500, "", true, .lost), (502, "", true, .lost),
            (503, "PGRST001", true, .lost),
            (504, "PGRST003", true, .lost), (0, "", true, .lost), (999, "", true, .lost),
        ])
    func posts(status: Int32, code: String, withReference: Bool, expected: PostVerdict) {
        let verdict = Verdict.post(
            .answered(status: status), code: Array(code.utf8), withReference: withReference)
        #expect(verdict == expected)
    }

    @Test("A POST without an answer is lost, unless nothing was sent") func postsWithoutAnAnswer() {
        #expect(Verdict.post(.notSent, code: [], withReference: true) == .turnedAway)
        #expect(Verdict.post(.untrusted, code: [], withReference: true) == .turnedAway)
        #expect(Verdict.post(.broken, code: [], withReference: true) == .lost)
        #expect(Verdict.post(.tooLarge, code: [], withReference: true) == .lost)
    }

    @Test(
        "The answer to a GET is sorted by its status, then by its code",
        arguments: [
            (200, "", GetVerdict.answered), (206, "", .answered), (301, "", .retry),
            (400, "42703", .badColumn),
            (401, "", .unauthorized), (403, "", .unauthorized), (404, "", .refused),
            (416, "PGRST103", .refused),
            (429, "", .limited), (500, "57014", .tooLarge), (500, "", .retry), (502, "", .retry),
            (504, "", .retry),
        ])
    func gets(status: Int32, code: String, expected: GetVerdict) {
        #expect(Verdict.get(.answered(status: status), code: Array(code.utf8)) == expected)
    }

    /// The statuses that are no 4xx, and the 4xx that prove nothing or may pass, without a code in the body.
    @Test("Every status has its meaning", arguments: 0...999) func statuses(status: Int32) {
        let post = Verdict.post(.answered(status: status), code: [], withReference: true)
        let get = Verdict.get(.answered(status: status), code: [])
        let (expected, expectedOfGet): (PostVerdict, GetVerdict) =
            switch status {
            case 200...299: (.accepted, .answered)
            case 302, 303: (.lost, .retry)
            case 300...399: (.turnedAway, .retry)
            case 400: (.refused, .badColumn)
            case 401, 403: (.unauthorized, .unauthorized)
            case 408, 499: (.lost, .retry)
            case 409: (.conflict, .refused)
            case 422: (.badContent, .refused)
            case 413: (.tooLarge, .refused)
            case 421, 425: (.turnedAway, .retry)
            case 429: (.limited, .limited)
            case 400...499: (.refused, .refused)
            default: (.lost, .retry)
            }
        #expect(post == expected)
        #expect(get == expectedOfGet)
    }

    @Test("A GET without an answer is tried again") func getsWithoutAnAnswer() {
        #expect(Verdict.get(.broken, code: []) == .retry)
        #expect(Verdict.get(.notSent, code: []) == .retry)
        #expect(Verdict.get(.tooLarge, code: []) == .tooLarge)
    }
}
