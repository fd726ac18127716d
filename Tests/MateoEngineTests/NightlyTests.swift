import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// Many nights with random changes, faults and deaths. In the end the service has what the last file has.
@Suite struct NightlyTests {
    private static let contacts = 40

    /// The contents of a file by external id, each a number.
    private typealias File = [Int: Int]

    private func json(_ file: File) -> [UInt8] {
        let records = file.keys.sorted().map { #"{"external_id":"\#($0)","note":"\#(file[$0] ?? 0)"}"# }
        return Array(("[" + records.joined(separator: ",") + "]").utf8)
    }

    /// What the service has, by external id: jobs are carried out in the order of their ends.
    private func held(by service: ServiceModel) -> [Int: Int] {
        var held: [Int: Int] = [:]
        for job in service.jobs.sorted(by: { $0.dueAt < $1.dueAt }) {
            for record in job.records where service.fails(record) == nil {
                if let id = record["external_id"] as? String, let note = record["note"] as? String {
                    held[Int(id) ?? 0] = Int(note)
                }
            }
        }
        return held
    }

    /// A night: imports of two names, which may end before they are over.
    private func pass(_ world: World, _ file: File, _ random: inout Dice) throws {
        var open: [World.VirtualImport] = []
        for name in ["one", "two"] where random.chance(70) {
            do throws(MateoError) {
                let importing = try world.reopened(name: name)
                try importing.setOnlyChanged(random.chance(80))
                try importing.setAgain(random.chance(20))
                var own = file
                for _ in 0..<random.number(3) { own[1 + random.number(Self.contacts)] = random.number(3) }
                try importing.add(json: json(own).span)
                try importing.seal()
                open.append(importing)
            } catch {
                // Another file of the name is not over: it goes on with what it has.
                guard error.status == .state else { throw error }
                open.append(try World.VirtualImport(world.client(), resuming: name))
            }
        }
        for _ in 0..<random.number(60) {
            guard !open.isEmpty else { break }
            let index = random.number(open.count)
            do {
                let state = try open[index].step(milliseconds: Int64(random.number(400)))
                if state != .running { open.remove(at: index) }
            } catch {
                open.remove(at: index)
            }
        }
        if random.chance(50) { for importing in open { _ = try? importing.run() } }
    }

    @Test("Nothing is lost, whatever happened in the nights before", arguments: 1...60 as ClosedRange<UInt64>)
    func nights(_ seed: UInt64) throws {
        var random = Dice(state: seed)
        let world = try World()
        world.options.batch.records = 10
        world.options.jobDeadline = 20_000
        world.options.requestsPerSecond = 0
        world.service.fails = { ($0["note"] as? String) == "2" ? "23514" : nil }
        var file: File = [:]
        for id in 1...Self.contacts { file[id] = 0 }
        for _ in 0..<8 {
            for _ in 0..<random.number(6) { file[1 + random.number(Self.contacts)] = random.number(3) }
            world.service.processing = [50, 300, 3000, 15_000][random.number(4)]
            let (fault, kind) = (random.number(6), random.number(3))
            world.service.postFate = { number in
                guard fault > 0, number % (fault + 1) == 0 else { return .normal }
                return [.after(.none(.broken)), .instead(.none(.broken)), .instead(.status(400, "{}"))][kind]
            }
            try pass(world, file, &random)
            world.host.pass(Int64(random.number(2) * 20_000))
        }
        world.service.postFate = { _ in .normal }
        world.service.processing = 50
        for name in ["one", "two"] {
            guard let importing = try? World.VirtualImport(world.client(), resuming: name) else { continue }
            _ = try importing.run()
        }
        world.host.pass(100_000)
        for id in file.keys where file[id] == 2 { file[id] = 1 }
        let last = try world.reopened(name: "last")
        try last.setOnlyChanged(true)
        try last.add(json: json(file).span)
        try last.seal()
        #expect(try last.run() == .finished)
        let held = held(by: world.service)
        for id in file.keys { #expect(held[id] == file[id], "contact \(id)") }
        #expect(try world.client().journal.differences(inImport: nil) == [])
    }
}

/// Random numbers that are the same for each seed.
private struct Dice {
    var state: UInt64

    /// A number from 0 to less than a bound.
    mutating func number(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(bound))
    }

    mutating func chance(_ percent: Int) -> Bool { number(100) < percent }
}
