import MateoCore
import Testing

@testable import MateoEngine

/// Options are variables: what is set without a setter is checked when a client is opened.
struct OptionsTests {
    private static func status(_ change: (inout Options) -> Void) -> Status {
        var options = Options()
        options.apiKey = "key"
        change(&options)
        do throws(MateoError) {
            try options.check()
            return .ok
        } catch {
            return error.status
        }
    }

    @Test("Valid options are accepted") func whatMayBeSet() {
        #expect(Self.status { _ in } == .ok)
        #expect(Self.status { $0.batch = BatchLimits(records: 1_000_000, bytes: 67_108_864) } == .ok)
        #expect(Self.status { $0.requestsPerSecond = 1_000_000 } == .ok)
        #expect(Self.status { ($0.requestsPerDay, $0.entitiesPerDay) = (0, 1_000_000_000_000) } == .ok)
        #expect(Self.status { $0.quotaWindow = Options.longestTime } == .ok)
        #expect(Self.status { $0.importDeadline = Options.longestTime } == .ok)
    }

    @Test("Numbers that are too small or too large are refused", arguments: [0, -1, Int.min, Int.max])
    func numbersThatAreTooSmallOrTooLarge(_ number: Int) {
        #expect(Self.status { $0.batch.records = number } == .argument)
        #expect(Self.status { $0.batch.bytes = number } == .argument)
        #expect(Self.status { $0.quotaWindow = Int64(number) } == .argument)
        #expect(Self.status { $0.firstPoll = Int64(number) } == .argument)
        #expect(Self.status { $0.longestPoll = Int64(number) } == .argument)
        #expect(Self.status { $0.jobDeadline = Int64(number) } == .argument)
        #expect(Self.status { $0.connectTimeout = Int64(number) } == .argument)
        #expect(Self.status { $0.requestTimeout = Int64(number) } == .argument)
        guard number != 0 else { return }
        #expect(Self.status { $0.importDeadline = Int64(number) } == .argument)
        #expect(Self.status { $0.requestsPerDay = Int64(number) } == .argument)
        #expect(Self.status { $0.entitiesPerDay = Int64(number) } == .argument)
    }

    @Test("A proxy without an address that libcurl can use is refused") func proxies() {
        #expect(Self.status { $0.proxy = "bad proxy" } == .argument)
        #expect(Self.status { $0.proxy = "http://user:pass\nword@proxy.example" } == .argument)
        #expect(Self.status { $0.proxy = "socks5h://proxy.example" } == .ok)
        // libcurl: no proxy, whatever the environment says.
        #expect(Self.status { $0.proxy = "" } == .ok)
    }

    @Test(
        "Invalid rates are refused",
        arguments: [
            Double.nan, .signalingNaN, .infinity, -.infinity, -1, -.leastNonzeroMagnitude, 1_000_001,
        ])
    func ratesThatAreNone(_ rate: Double) {
        #expect(Self.status { $0.requestsPerSecond = rate } == .argument)
    }
}
