/// Classifies answers by status first, then by the code in the body. The service documents statuses but no codes. It
/// appears to forward SQLSTATEs and PostgREST's codes. Proxies send no codes.
public enum Verdict {
    /// Classifies the answer to a POST.
    ///
    /// - Parameters:
    ///   - reply: the transport's result.
    ///   - code: `code` of the error body, empty if there is none.
    ///   - withReference: whether the body had a `reference_id`.
    public static func post(_ reply: Reply, code: [UInt8], withReference: Bool) -> PostVerdict {
        switch reply {
        case .notSent, .untrusted: return .turnedAway
        case .broken, .tooLarge: return .lost  // mutation: broken-is-refusal
        case .answered(let status):
            switch status {
            case 200...299: return .accepted
            // 302 and 303 may point to the page that follows a completed POST. With 408 and 499, a gateway stopped waiting.
            case 302, 303, 408, 499: return .lost
            // Another transaction was in the way.
            case 409 where FailureCode.isTransient(code.span): return .lost
            // The conflict may be with the batch itself, unless a record refers to a missing row.
            case 409 where !code.equals("23503"): return .conflict
            // 421 and 425 ask for another connection.
            case 300...399, 421, 425: return .turnedAway
            case 401: return .unauthorized
            case 403: return withReference && code.equals("42501") ? .referenceRefused : .unauthorized
            case 413: return .tooLarge
            case 429: return .limited
            case 400 where withReference && (code.equals("PGRST204") || code.equals("42703")):
                return .referenceRefused
            case 400, 409, 422: return isAboutData(code) || status != 400 ? .badContent : .refused
            case 400...499: return .refused
            case 500 where code.equals("57014"): return .tooLarge
            default: return .lost  // mutation: gateway-is-refusal
            }
        }
    }

    /// Classifies the answer to a GET.
    public static func get(_ reply: Reply, code: [UInt8]) -> GetVerdict {
        switch reply {
        case .notSent, .broken, .untrusted: return .retry
        case .tooLarge: return .tooLarge
        case .answered(let status):
            switch status {
            case 200...299: return .answered
            case 400: return .badColumn
            case 401, 403: return .unauthorized
            case 408, 421, 425, 499: return .retry
            case 429: return .limited
            case 402...499: return .refused
            case 500 where code.equals("57014"): return .tooLarge
            default: return .retry
            }
        }
    }

    /// Returns whether a code is in SQLSTATE class 22 (data exception) or 23 (constraint violation).
    private static func isAboutData(_ code: [UInt8]) -> Bool {
        code.count == 5 && code[0] == UInt8(ascii: "2")
            && (code[1] == UInt8(ascii: "2") || code[1] == UInt8(ascii: "3"))
    }
}
