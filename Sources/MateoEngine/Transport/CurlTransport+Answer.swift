import CCurl
import CSystem
import MateoCore

/// Makes an answer of what libcurl says about a request that has ended.
extension CurlTransport {
    /// Returns the answer to a request that has ended.
    func answer(_ result: CURLcode) -> Answer {
        guard receiver.hasLeft else {
            return Answer(
                reply: Self.isAboutTrust(result) ? .untrusted : .notSent, body: [], rate: RateSignal(),
                reason: reasonForNoConnection(result).string)
        }
        var code = 0
        mateo_curl_response_code(easy, &code)
        let status = Int32(truncatingIfNeeded: code)
        // libcurl treats a connection that ends among the fields as the end of the answer.
        guard result != CURLE_OK || !receiver.isHeadComplete else {
            return Answer(
                reply: .answered(status: status), body: receiver.body, rate: receiver.rate, reason: "",
                fault: receiver.isOddlyEncoded ? .encoding : nil)
        }
        let fault: AnswerFault
        let reason: Text
        if receiver.isOverCap {
            (fault, reason) = (.tooLarge, "its answer is too large")
        } else if result == CURLE_BAD_CONTENT_ENCODING || result == CURLE_WRITE_ERROR {
            (fault, reason) = (.encoding, "its answer is compressed in an unknown way")
        } else {
            (fault, reason) = (
                .cut,
                receiver.isHeadComplete ? "its answer was cut off (\(words(result)))" : "\(words(result))"
            )
        }
        let isProof = receiver.isHeadComplete && Self.isProof(status, without: fault)
        let reply: Reply =
            isProof ? .answered(status: status) : fault == .tooLarge ? .tooLarge : .broken
        return Answer(
            reply: reply, body: [], rate: receiver.rate, reason: reason.string,
            fault: isProof ? fault : nil)
    }

    /// Returns whether a status is enough if the body is missing.
    ///
    /// The meaning of a status from 300 to 499 does not depend on its body, and one from 200 to 299 proves success. A 500
    /// needs its body. A truncated answer may come from an intermediary, so its 2xx proves nothing.
    private static func isProof(_ status: Int32, without fault: AnswerFault) -> Bool {
        switch status {
        case 300...499: true
        case 200...299, 501...599: fault == .encoding
        default: false
        }
    }

    private static func isAboutTrust(_ result: CURLcode) -> Bool {
        switch result {
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR: true
        default: false
        }
    }

    private func reasonForNoConnection(_ result: CURLcode) -> Text {
        var proxyCode = 0
        var systemError = 0
        mateo_curl_proxy_code(easy, &proxyCode)
        mateo_curl_system_error(easy, &systemError)
        var words: Text = "\(words(result))"
        let advice: StaticString
        switch result {
        case _ where proxyCode >= 300:
            switch proxyCode {
            case 407: advice = "set a user name and a password in the address of the proxy"
            case 403: advice = "its rules do not allow the service's address"
            default: advice = "check the proxy's address, and its log"
            }
            return "the proxy refuses the connection (status \(proxyCode)): \(advice)"
        // A proxy of SOCKS is a host.
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST:
            advice =
                "check the service's address, the proxy's (https_proxy; marks in its password as %XX) and the DNS"
        case CURLE_OPERATION_TIMEDOUT: advice = "check the network, the firewall and the proxy"
        case CURLE_SSL_CACERT_BADFILE: advice = "check the file of certificates"
        case _ where Self.isAboutTrust(result):
            advice =
                "check the service's address and this machine's clock; behind a proxy that reads TLS, set a file with its certificate"
        default:
            if systemError != 0 {
                words = "\(words) (\(String(cString: strerror(Int32(truncatingIfNeeded: systemError)))))"
            }
            advice = "check the service's address, the network and the proxy"
        }
        return "\(words): \(advice)"
    }

    /// Returns libcurl's description of a failure.
    private func words(_ result: CURLcode) -> String {
        switch result {
        // libcurl describes why the second attempt failed. What matters is how the first one failed.
        case CURLE_ABORTED_BY_CALLBACK, CURLE_SEND_FAIL_REWIND:
            return "the connection was closed without an answer"
        // If a mark in the proxy's password is not encoded, libcurl takes the name of the user for the host.
        case CURLE_COULDNT_RESOLVE_HOST: said.pointee = 0
        default: break
        }
        // libcurl quotes a proxy's address that it cannot use, with its password.
        if result == CURLE_COULDNT_RESOLVE_PROXY || strncmp(said, "Unsupported proxy", 17) == 0 {
            return "the address of the proxy cannot be used, or its name is unknown"
        }
        return String(cString: said.pointee != 0 ? UnsafePointer(said) : curl_easy_strerror(result))
    }
}
