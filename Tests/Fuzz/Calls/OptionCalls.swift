import CMateo
import MateoC

extension Caller {
    typealias Options = UnsafeMutablePointer<mateo_options>

    static let optionCalls: [@Sendable (Caller) -> Void] =
        textOptions + [
            { call in call.open(.options) { optionsNew($0, $1) } },
            { optionsFree($0.handle(.options)) },
            { $0.openClient() },
            { call in
                let rates = [2, 0, -1, 0.001, 1e300, .infinity, .nan]
                let rate = call.input.choice(of: rates)
                call.attempt { optionsSetRequestsPerSecond(call.handle(.options), rate, $0) }
            },
            { call in
                call.attempt {
                    optionsSetOnUnknown(call.handle(.options), Int32(call.input.choice(5)) - 1, $0)
                }
            },
            { call in
                call.attempt {
                    optionsSetWaitForQuota(call.handle(.options), Int32(call.input.choice(2)), $0)
                }
            },
            { call in
                call.attempt {
                    optionsSetFirstLook(call.handle(.options), Int32(call.input.choice(2)), $0)
                }
            },
            { call in
                call.attempt {
                    optionsSetSharedHandles(call.handle(.options), Int32(call.input.choice(4)) - 1, $0)
                }
            },
            { call in call.attempt { optionsSetLog(call.handle(.options), { _, _, _ in }, nil, $0) } },
        ] + numberOptions

    private static let textOptions: [@Sendable (Caller) -> Void] = [
        { call in call.attempt { optionsSetBaseURL(call.handle(.options), call.address(), $0) } },
        { call in call.attempt { optionsSetAPIKey(call.handle(.options), call.text(), $0) } },
        { call in call.attempt { optionsSetJournalPath(call.handle(.options), call.path(), $0) } },
        { call in call.attempt { optionsSetCAFile(call.handle(.options), call.path(), $0) } },
        { call in call.attempt { optionsSetProxy(call.handle(.options), call.address(), $0) } },
        { call in call.attempt { optionsSetUserAgent(call.handle(.options), call.text(), $0) } },
    ]

    private static let numberOptions: [@Sendable (Caller) -> Void] =
        [
            optionsSetBatchRecords, optionsSetBatchBytes, optionsSetRequestsPerDay, optionsSetEntitiesPerDay,
            optionsSetQuotaWindow, optionsSetFirstPoll, optionsSetLongestPoll, optionsSetJobDeadline,
            optionsSetImportDeadline, optionsSetConnectTimeout, optionsSetRequestTimeout,
        ].map { (set: @escaping @Sendable (Options?, Int64, ErrorSlot?) -> mateo_status) in
            { call in
                let number = call.input.number()
                call.attempt { set(call.handle(.options), number, $0) }
            }
        }

    /// The import's deadline keeps a run short whatever else was set; the addresses keep it on this machine.
    func openClient() {
        let options: Options? = handle(.options)
        _ = optionsSetImportDeadline(options, 15, nil)
        open(.client) { clientOpen(options, $0, $1) }
    }

    /// Options and a client, as most programs have them.
    func begin(hasFile: Bool) {
        open(.options) { optionsNew($0, $1) }
        let options: Options? = handle(.options)
        _ = "http://127.0.0.1:9".withCString { optionsSetBaseURL(options, $0, nil) }
        _ = "key".withCString { optionsSetAPIKey(options, $0, nil) }
        if hasFile { _ = Scratch.path.withCString { optionsSetJournalPath(options, $0, nil) } }
        openClient()
    }
}
