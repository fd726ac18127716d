extension Sandbox {
    /// The behaviour of a sandbox. The defaults are those of the service. Each setting has the name of a flag of the
    /// command `mateo-sandbox`.
    public struct Settings: Sendable {
        /// Where clients find failed rows.
        public enum FailedForm: String, CaseIterable, Sendable {
            /// In the column `failed`.
            case inline
            /// Behind `failed_url`, at another origin (port), which must not get the key.
            case url
        }

        /// What happens to a `reference_id` in a POST.
        public enum ReferenceID: String, CaseIterable, Sendable {
            /// It is stored.
            case accept
            /// It is dropped silently.
            case ignore
            /// The POST is refused: 400, PGRST204.
            case refuse
        }

        /// The three counts before an import starts.
        public enum EarlyCounts: String, CaseIterable, Sendable {
            /// Null.
            case null
            /// 0.
            case zero
        }

        /// The form of the answer to a POST.
        public enum AnswerForm: String, CaseIterable, Sendable {
            /// A JSON object.
            case object
            /// A JSON array of one object.
            case array
        }

        /// The fault of an invalid setting.
        public struct Invalid: Error, CustomStringConvertible {
            /// The name of the setting.
            package let setting: String
            /// The fault.
            package let problem: String
            /// The setting and its fault.
            public var description: String { "\(setting): \(problem)" }
        }

        /// The address to listen on. An address other than this machine's own is reachable from outside: use it only in
        /// a container.
        public var host = "127.0.0.1"
        /// The port to listen on; 0 for a free one.
        public var port: UInt16 = 0
        /// The key that clients must send.
        public var apiKey = "sandbox-key"
        /// The SQLite file for contacts and imports; nil for memory. Quotas start again each time.
        public var database: String?
        /// The requests allowed in any second; 0 for no limit.
        public var requestsPerSecond = 2
        /// The requests allowed in a day; 0 for no limit.
        public var requestsPerDay = 10_000
        /// The records allowed in a day; 0 for no limit. A POST that exceeds the rest is refused as a whole.
        public var entitiesPerDay = 25_000
        /// Whether to omit the headers `ratelimit-*` and `retry-after`, even with a 429.
        public var omitRateLimitHeaders = false
        /// The length of a day in seconds. A day is a rolling window.
        public var daySeconds = 86_400
        /// The time from a POST to the end of its import in milliseconds.
        public var processingMs = 300
        /// Whether to accept every row unchecked, and to store neither contacts nor payloads.
        public var fast = false
        /// The number of steps of an import. Counts grow with each step.
        public var steps = 1
        /// Where clients find failed rows.
        public var failed = FailedForm.inline
        /// The time in milliseconds for which `failed_url` stays null after the end of an import.
        public var failedUrlDelayMs = 0
        /// What happens to a `reference_id` in a POST.
        public var referenceId = ReferenceID.accept
        /// The three counts before an import starts.
        public var counts = EarlyCounts.null
        /// The form of the answer to a POST.
        public var answer = AnswerForm.object
        /// The most bytes of a body. A longer one is refused with 413.
        public var maxBodyBytes = 10 << 20
        /// The most records of a POST. A larger one ends with 500 and the code 57014; 0 for no limit.
        public var statementTimeoutRecords = 0
        /// Additional custom fields, each `[contact.|deal.|appointment.]KEY:TYPE`. The types are `string`, `number`,
        /// `boolean`, `date`, `datetime` and `string_list`. `customer_group:string` and `customer_number:string` always
        /// exist.
        public var customField: [String] = []
        /// The keys of additional marketing channels. `newsletter` always exists.
        public var marketingChannel: [String] = []
        /// The faults, and when they occur. If several match at once, the first one occurs.
        public var faults: [FaultRule] = []
        /// The seed for faults with a probability.
        public var seed: UInt64 = 1
        /// The delay of an answer with the fault ``Sandbox/Fault/slow`` in milliseconds.
        public var slowMs = 3_000

        /// Creates the default settings.
        public init() {}

        /// Checks all settings.
        ///
        /// - Throws: `Invalid`.
        public func check() throws(Invalid) {
            let numbers = [
                ("requestsPerSecond", requestsPerSecond, 0), ("requestsPerDay", requestsPerDay, 0),
                ("entitiesPerDay", entitiesPerDay, 0), ("processingMs", processingMs, 0),
                ("statementTimeoutRecords", statementTimeoutRecords, 0), ("slowMs", slowMs, 0),
                ("failedUrlDelayMs", failedUrlDelayMs, 0), ("daySeconds", daySeconds, 1), ("steps", steps, 1),
                ("maxBodyBytes", maxBodyBytes, 1),
            ]
            for (name, value, least) in numbers where value < least {
                throw Invalid(setting: name, problem: "\(value) is less than \(least)")
            }
            guard !host.isEmpty else { throw Invalid(setting: "host", problem: "it is empty") }
            guard !apiKey.isEmpty else { throw Invalid(setting: "apiKey", problem: "it is empty") }
            for rule in faults {
                if let problem = rule.problem { throw Invalid(setting: "faults", problem: problem) }
            }
            do throws(CustomField.Unreadable) {
                _ = try entities()
            } catch {
                throw Invalid(setting: "customField", problem: "\(error)")
            }
        }

        func entities() throws(CustomField.Unreadable) -> Entities {
            var fields: [CustomField] = []
            for text in ["customer_group:string", "customer_number:string"] + customField {
                fields.append(try CustomField(text))
            }
            var channels = ["newsletter"]
            for text in marketingChannel { channels.append(try CustomField.key(text)) }
            return try Entities(customFields: fields, marketingChannels: channels)
        }
    }
}
