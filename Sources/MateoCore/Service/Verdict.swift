/// What came of a request, as far as the transport can say.
public enum Reply: Equatable, Sendable {
    /// An answer with this status and a whole body.
    case answered(status: Int32)
    /// The connection was never made: nothing was sent.
    case notSent
    /// The connection broke, the time ran out, or the answer broke off: it may have arrived.
    case broken
    /// The answer is larger than its cap; it may have arrived.
    case tooLarge
    /// The server's certificate is not trusted: nothing was sent.
    case untrusted
}

/// What a `POST /import` came to.
public enum PostVerdict: Equatable, Sendable {
    /// 2xx: the body should name the job.
    case accepted
    /// Proven that nothing happened, and it may be sent again: no connection, or a redirect.
    case turnedAway
    /// 429: a limit is reached.
    case limited
    /// 413, or 500 with 57014: proven that nothing happened, and a smaller batch may pass.
    case tooLarge
    /// 400, 409 or 422 with a code about data: some record in it is refused.
    case badContent
    /// The service does not take `reference_id` from this key.
    case referenceRefused
    /// 401 or 403: the key is not accepted.
    case unauthorized
    /// Any other 4xx: the request itself is refused.
    case refused
    /// Nobody can say whether it arrived.
    case lost
}

/// What a GET came to.
public enum GetVerdict: Equatable, Sendable {
    /// 2xx: the body can be read.
    case answered
    /// Nothing usable came; asking again is free of harm.
    case retry
    /// 429: a limit is reached.
    case limited
    /// The answer was over its cap or took the service too long: ask for less at once.
    case tooLarge
    /// 400: a column that was asked for is not known here.
    case badColumn
    /// 401 or 403: the key is not accepted.
    case unauthorized
    /// 404 and other 4xx.
    case refused
}

/// Sorts answers by status first, then by the code in the body (hellomateo: 14.15).
public enum Verdict {
    /// Sorts the answer to a POST.
    ///
    /// - Parameters:
    ///   - reply: what the transport says.
    ///   - code: `code` of the error body, empty when there is none.
    ///   - withReference: whether the body had a `reference_id`.
    public static func post(_ reply: Reply, code: [UInt8], withReference: Bool) -> PostVerdict {
        switch reply {
        case .notSent, .untrusted: return .turnedAway
        case .broken, .tooLarge: return .lost
        case .answered(let status):
            switch status {
            case 200...299: return .accepted
            case 300...399: return .turnedAway
            case 401: return .unauthorized
            case 403: return withReference && code.equals("42501") ? .referenceRefused : .unauthorized
            case 413: return .tooLarge
            case 429: return .limited
            case 400 where withReference && (code.equals("PGRST204") || code.equals("42703")):
                return .referenceRefused
            case 400, 409, 422: return isAboutData(code) || status != 400 ? .badContent : .refused
            case 400...499: return .refused
            case 500 where code.equals("57014"): return .tooLarge
            default: return .lost
            }
        }
    }

    /// Sorts the answer to a GET.
    public static func get(_ reply: Reply, code: [UInt8]) -> GetVerdict {
        switch reply {
        case .notSent, .broken, .untrusted: return .retry
        case .tooLarge: return .tooLarge
        case .answered(let status):
            switch status {
            case 200...299: return .answered
            case 400: return .badColumn
            case 401, 403: return .unauthorized
            case 429: return .limited
            case 404...499: return .refused
            case 500 where code.equals("57014"): return .tooLarge
            default: return .retry
            }
        }
    }

    /// SQLSTATE classes 22 (data exception) and 23 (constraint violation).
    private static func isAboutData(_ code: [UInt8]) -> Bool {
        code.count == 5 && code[0] == UInt8(ascii: "2")
            && (code[1] == UInt8(ascii: "2") || code[1] == UInt8(ascii: "3"))
    }
}
