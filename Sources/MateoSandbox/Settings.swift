extension Sandbox {
    /// How a sandbox behaves. The defaults are those of the service. Each has the name of a flag of the command
    /// `mateo-sandbox`.
    public struct Settings: Sendable {
        /// Where failed rows are given.
        public enum FailedForm: String, CaseIterable, Sendable {
            /// In the column `failed`.
            case inline
            /// Behind `failed_url`, at another origin (port), which must not be sent the key.
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

        /// What the three counts are before an import starts.
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

        /// Why a setting cannot be used.
        public struct Invalid: Error, CustomStringConvertible {
            /// The name of the setting.
            package let setting: String
            /// What is wrong with it.
            package let problem: String
            /// Which setting, and what is wrong with it.
            public var description: String { "\(setting): \(problem)" }
        }

        /// The address to listen on. Another one than this machine's own lets others in: use it in a container only.
        public var host = "127.0.0.1"
        /// The port to listen on; 0 takes a free one.
        public var port: UInt16 = 0
        /// The key that clients must send.
        public var apiKey = "sandbox-key"
        /// The SQLite file that keeps contacts and imports; nil: they are in memory. Quotas start anew each time.
        public var database: String?
        /// Requests allowed in any second; 0 is no limit.
        public var requestsPerSecond = 2
        /// Requests allowed in a day; 0 is no limit.
        public var requestsPerDay = 10_000
        /// Records that may be imported in a day; 0 is no limit. A POST that exceeds the rest is refused whole.
        public var entitiesPerDay = 25_000
        /// Whether no `ratelimit-*` and no `retry-after` header is sent, not even with a 429.
        public var omitRateLimitHeaders = false
        /// How many seconds a day has; a day is a rolling window.
        public var daySeconds = 86_400
        /// How many milliseconds after its POST an import is finished.
        public var processingMs = 300
        /// Whether every row is accepted without a look at it, and neither contacts nor payloads are kept.
        public var fast = false
        /// In how many steps an import is worked on; counts grow with each.
        public var steps = 1
        /// Where failed rows are given.
        public var failed = FailedForm.inline
        /// How many milliseconds `failed_url` stays null after an import is finished.
        public var failedUrlDelayMs = 0
        /// What happens to a `reference_id` in a POST.
        public var referenceId = ReferenceID.accept
        /// What the three counts are before an import starts.
        public var counts = EarlyCounts.null
        /// The form of the answer to a POST.
        public var answer = AnswerForm.object
        /// The most bytes of a body; a longer one is refused with 413.
        public var maxBodyBytes = 10 << 20
        /// The most records of a POST: one of more is terminated with 500 and the code 57014; 0 is no limit.
        public var statementTimeoutRecords = 0
        /// More custom fields, each `[contact.|deal.|appointment.]KEY:TYPE`. The types are `string`, `number`, `boolean`, `date`,
        /// `datetime` and `string_list`. There are always `customer_group:string` and `customer_number:string`.
        public var customField: [String] = []
        /// The keys of more marketing channels. There is always `newsletter`.
        public var marketingChannel: [String] = []
        /// What goes wrong, and when. If several strike at once, the first does.
        public var faults: [FaultRule] = []
        /// The seed of the faults that have a probability.
        public var seed: UInt64 = 1
        /// How many milliseconds the fault ``Sandbox/Fault/slow`` delays an answer.
        public var slowMs = 3_000

        /// The defaults.
        public init() {}

        /// Checks all of them.
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
