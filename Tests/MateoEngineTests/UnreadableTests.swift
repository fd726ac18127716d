import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// Answers that cannot be read, to each kind of request: tries are bounded, deadlines hold, and nothing is sent twice.
@Suite struct UnreadableTests {
    static let bodies: [(body: String, words: String)] = [
        ("", "is empty"), ("<!DOCTYPE html><html></html>", "an HTML page"), (#"[{"id":"3c90"#, "cut off"),
        (#""ok""#, "not the requested"), ("17", "not the requested"), ("null", "not the requested"),
        ("{}", "not the requested"),
        (#"{"status":"ok"}"#, "not the requested"), ("[1,2]", "not the requested"),
        (#"[{"success_count":1}]"#, "not the requested"),
        ("\u{1F}\u{8B}", "not the requested"),
    ]

    private func run(_ importing: World.VirtualImport) -> (RunState?, MateoError?) {
        do throws(MateoError) {
            return (try importing.run(), nil)
        } catch {
            return (nil, error)
        }
    }

    @Test("Polls", arguments: bodies) func polls(_ bad: (body: String, words: String)) throws {
        let world = try World()
        world.service.getFate = { _ in .instead(.status(200, bad.body)) }
        let importing = try world.sealedImport(100, type: .deals)
        let (_, error) = run(importing)
        #expect(error?.status == .unreachable)
        #expect(error?.message.contains(bad.words) == true)
        #expect(world.service.gets <= Backoff.limit)
        world.service.getFate = { _ in .normal }
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(100))
    }

    @Test(
        "A job's deadline holds while no poll can be read",
        arguments: [Answer.status(200, "<html>"), .none(.broken)])
    func deadline(answer: Answer) throws {
        let world = try World()
        world.options.jobDeadline = 5000
        world.service.getFate = { _ in .instead(answer) }
        let importing = try world.sealedImport(100)
        let start = world.host.monotonicMilliseconds
        #expect(run(importing).1?.status == .unreachable)
        #expect(world.host.monotonicMilliseconds - start < 60_000)
        // Whether the records are in is not known to be unknown: who runs it later may still be told.
        #expect(try importing.counts().inFlight == 100)
    }

    @Test("Look-ups by reference", arguments: bodies) func lookUps(_ bad: (body: String, words: String))
        throws
    {
        let world = try World()
        // One batch shows that references work; then an answer is lost whose batch has arrived.
        world.service.postFate = { $0 == 2 ? .after(.none(.broken)) : .normal }
        world.service.getFate = { [service = world.service] _ in
            service.requests.last?.url.contains("reference_id=in.") == true
                ? .instead(.status(200, bad.body)) : .normal
        }
        let importing = try world.sealedImport(200, type: .deals)
        let (_, error) = run(importing)
        #expect(error?.status == .unreachable)
        #expect(error?.message.contains(bad.words) == true)
        #expect(
            world.service.requests.filter { $0.url.contains("reference_id=in.") }.count <= 4 * Backoff.limit)
        #expect(world.service.posts == 2)
        world.service.getFate = { _ in .normal }
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(200))
    }

    @Test("A look-up that finds other jobs than it looked for proves nothing") func otherJobs() throws {
        let world = try World()
        world.service.postFate = { $0 == 2 ? .after(.none(.broken)) : .normal }
        world.service.getFate = { [service = world.service] _ in
            service.requests.last?.url.contains("reference_id=in.") == true
                ? .instead(
                    .status(200, #"[{"id":"3c90c3cc-0d44-4b50-8888-8dd25736052a","reference_id":"other"}]"#))
                : .normal
        }
        let importing = try world.sealedImport(200, type: .deals)
        #expect(run(importing).1?.status == .unreachable)
        #expect(world.service.posts == 2)
        world.service.getFate = { _ in .normal }
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(200))
    }

    @Test("Look-ups by time", arguments: bodies) func candidates(_ bad: (body: String, words: String)) throws {
        let world = try World()
        world.service.references = .ignored
        world.service.postFate = { $0 == 1 ? .after(.none(.broken)) : .normal }
        world.service.getFate = { [service = world.service] _ in
            service.requests.last?.url.contains("created_at=") == true
                ? .instead(.status(200, bad.body)) : .normal
        }
        let importing = try world.sealedImport(100, type: .deals)
        let (_, error) = run(importing)
        #expect(error?.status == .unreachable)
        #expect(world.service.requests.count < 30)
        #expect(world.service.posts == 1)
    }

    @Test("A job that only a look-up by time shows, with the batch's reference, is the batch's")
    func lyingLookUps() throws {
        let world = try World()
        world.service.postFate = { _ in .after(.none(.broken)) }
        world.service.getFate = { [service = world.service] _ in
            service.requests.last?.url.contains("reference_id=in.") == true
                ? .instead(.status(200, "[]")) : .normal
        }
        let importing = try world.sealedImport(300, type: .deals)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
        #expect(world.service.posts == 3)
    }

    @Test("POSTs of deals", arguments: bodies) func posts(_ bad: (body: String, words: String)) throws {
        let world = try World()
        world.service.postFate = { _ in .after(.status(201, bad.body)) }
        let importing = try world.sealedImport(300, type: .deals)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
        #expect(world.service.posts == 3)
    }

    @Test("POSTs that are answered by a page and never arrive end after some tries")
    func endlessPosts() throws {
        let world = try World()
        world.service.postFate = { _ in .instead(.status(200, "<html>")) }
        let importing = try world.sealedImport(100)
        let (_, error) = run(importing)
        #expect(error?.status == .unreachable)
        #expect(error?.message.contains("an HTML page") == true)
        #expect(world.service.posts <= Backoff.limit)
        #expect(world.service.requests.count < 60)
    }

    @Test("Everything is a page: a captive portal") func portal() throws {
        let world = try World()
        world.service.postFate = { _ in .instead(.status(200, "<html>")) }
        world.service.getFate = { _ in .instead(.status(200, "<html>")) }
        let importing = try world.sealedImport(100, type: .deals)
        let (_, error) = run(importing)
        #expect(error?.status == .unreachable)
        #expect(error?.message.contains("an HTML page") == true)
        #expect(world.service.requests.count <= 2 * Backoff.limit)
    }

    @Test("Lists of failed records", arguments: bodies) func lists(_ bad: (body: String, words: String))
        throws
    {
        let world = try World()
        world.service.listAddress = "https://files.example.net/"
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        world.service.listBody = bad.body
        let importing = try world.sealedImport(100)
        #expect(try importing.run() == .finished)
        let counts = try importing.counts()
        #expect((counts.succeeded, counts.failed) == (99, 1))
        #expect(world.service.requests.filter { $0.url.hasPrefix("https://files") }.count <= 8)
    }

    @Test(
        "Counts that are no numbers leave the records unknown, and end nobody",
        arguments: [
            "4611686018427387904", "9223372036854775807", "-1", "1e300", #""100""#, "true", "[100]", "100.5",
        ])
    func oddCounts(count: String) throws {
        let world = try World()
        world.service.rewritePoll = { body in
            guard let start = body.range(of: #""id":""#) else { return body }
            let id = body[start.upperBound...].prefix(36)
            return
                #"[{"id":"\#(id)","total_count":\#(count),"success_count":\#(count),"failed_count":\#(count)}]"#
        }
        let importing = try world.sealedImport(100)
        #expect(try importing.run() == .unknown)
        #expect(try importing.counts().unknown == 100)
        #expect(world.service.gets <= Backoff.limit)
    }

    @Test("A code that is none stays out of the message") func codes() throws {
        let world = try World()
        for (code, isShown) in [("PGRST301", true), ("max@example.org", false)] {
            world.service.postFate = { _ in .instead(.status(404, #"{"code":"\#(code)"}"#)) }
            let error = run(try world.sealedImport(1, name: code)).1
            #expect(error?.message.contains(code) == isShown)
            #expect(error?.serviceCode == code)
        }
    }

    @Test(
        "The key that the service repeats is nowhere, and its words are not in the message",
        arguments: [400, 401, 403, 404, 409, 422, 500] as [Int32])
    func words(status: Int32) throws {
        let world = try World()
        world.options.apiKey = "sk/very-secret+key"
        var logged = ""
        world.log = { _, message in logged += message }
        let body =
            #"{"code":"sk/very-secret+key","message":"key sk\/very-secret+key,\nmax@example.org","hint":"sk/very-secret+key"}"#
        world.service.postFate = { _ in .instead(.status(status, body)) }
        let importing = try world.sealedImport(1)
        let (_, error) = run(importing)
        let failure = try importing.failures(after: nil, limit: 1).first
        let words =
            [error?.message ?? "", error?.serviceCode ?? "", error?.serviceMessage ?? "", logged]
            + [
                String(decoding: failure?.message ?? [], as: UTF8.self),
                String(decoding: failure?.code ?? [], as: UTF8.self),
            ]
        for text in words { #expect(!text.contains("very-secret")) }
        #expect(error?.message.contains("max@") != true)
        #expect(!logged.contains("max@"))
        if [401, 403, 404].contains(status) {
            #expect(error?.serviceMessage.contains("max@example.org") == true)
        }
        let file = try Data(contentsOf: URL(fileURLWithPath: world.options.journalPath))
        let log = try Data(contentsOf: URL(fileURLWithPath: world.options.journalPath + "-wal"))
        #expect((file + log).range(of: Data("very-secret".utf8)) == nil)
    }
}
