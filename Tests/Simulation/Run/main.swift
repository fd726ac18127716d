import Foundation

/// The simulator: `mateo-simulation [--seeds N] [--from S] [--trace]`.
var seeds: UInt64 = 2000
var first: UInt64 = 1
var showsTrace = false
var arguments = CommandLine.arguments.dropFirst().makeIterator()
while let argument = arguments.next() {
    switch argument {
    case "--seeds": seeds = arguments.next().flatMap { UInt64($0) } ?? seeds
    case "--from": first = arguments.next().flatMap { UInt64($0) } ?? first
    case "--trace": showsTrace = true
    default:
        print("usage: mateo-simulation [--seeds N] [--from S] [--trace]")
        exit(64)
    }
}
let suite = Suite()
exit(suite.run(seeds: first..<first + seeds, showsTrace: showsTrace) ? 0 : 1)
