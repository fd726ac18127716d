import ArgumentParser
import Dispatch
import Glibc
import MateoSandbox

/// The command line program.
@main
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mateo-sandbox",
        abstract: "A local Hellomateo: its Import API with its limits and its faults, for tests.",
        discussion: discussion)

    @OptionGroup var options: SandboxOptions

    func run() async throws {
        Sandbox.prepareProcess()
        let ends = ends()
        let sandbox = try await start()
        let line = Array("mateo-sandbox: \(sandbox.url)\n".utf8)
        // Unbuffered: a program that waits for the line must get it.
        _ = write(STDOUT_FILENO, line, line.count)
        for await _ in ends { break }
        try await sandbox.stop()
    }

    private func start() async throws -> Sandbox {
        do {
            return try await Sandbox.start(options.settings())
        } catch let error as Sandbox.Settings.Invalid {
            throw ValidationError(error)
        }
    }

    /// Returns a stream with an element when the sandbox must stop.
    private func ends() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        if options.stopOnEof {
            DispatchQueue(label: "standard input").async {
                Self.waitForEndOfInput()
                continuation.yield()
            }
        }
        nonisolated(unsafe) let kept = sources
        continuation.onTermination = { _ in kept.forEach { $0.cancel() } }
        return stream
    }

    /// Reads standard input to its end and ignores its content.
    private static func waitForEndOfInput() {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(STDIN_FILENO, &bytes, bytes.count)
            guard count > 0 || (count < 0 && errno == EINTR) else { return }
        }
    }
}

extension SandboxCommand {
    fileprivate static let discussion = """
        When it is ready it prints one line, 'mateo-sandbox: http://127.0.0.1:PORT/api/v1', and serves until it is \
        terminated (SIGTERM or SIGINT, exit code 0).

        IT ANSWERS
          POST /api/v1/import           takes an import; ?select=id brings an answer
          GET  /api/v1/import           filters, select, order, limit, offset
          GET  /api/v1/contact_details  the contacts, also as /contact
          GET  /api/v1/deal_details     the deals
          GET  /api/v1/appointment_details
          GET  /api/v1/custom_field     the custom fields
          GET  /api/v1/marketing_channel
          GET  /sandbox/statistics      what happened so far: needs no key, and
                                        counts against no limit
          GET  /sandbox/contact_details and the other resources but /import: the
                                        same rows, without key, limit and count

        A read gives 50 rows at most. Filters are eq, neq, gt, gte, lt, lte, in and is.

        A contact is found by external_id, else by its first known handle (email, sms, whatsapp, ...). A handle that \
        belongs to another contact moves, and the import has a hint. A row fails for:
          22001  a text that is too long
          22007  a date or time that cannot be read (22008: that does not exist)
          22P02  a consent that is not accepted, declined or requested, or another
                 value of the wrong type
          23502  no identifier, or no contact
          23503  a contact that does not exist
          23514  an e-mail address or telephone number that is none
          42703  an unknown key
          P0001  a deal or appointment of another contact, without its
                 reassignment switch

        FAULTS
        A comma separated list of NAME@ORDINALS and NAME=PROBABILITY. Ordinals are 3, 2-4, 5- or several of these \
        with semicolons. They count the POSTs to /import, from 1; with 'poll-' before the name, the GETs of /import. \
        What is refused for its key or for the requests per second or day is not counted. If several \
        strike at once, the first in the list does. An example:
          --faults 'lost@3,57014@1-2;7,poll-html502=0.1'

        The request had an effect (a POST is stored and uses quota), but:
          lost               the connection is closed without an answer
          gateway504         the answer is 504 and an HTML page
          html502-committed  the answer is 502 and an HTML page (POST only)
          truncated          the JSON of the answer is cut off
          empty              the answer has no body
          slow               the answer comes late, see --slow-ms
          never              the import is never worked on (POST only)
          no-file            failed_url stays null, see --failed (POST only)
        The request had no effect:
          57014              500, statement timeout
          html502            502 and an HTML page
          429                429 without any rate limit header
          redirect           307 to another origin, which must not get the key

        """
}
