import Foundation

/// The simulator: `mateo-simulation [--seeds N] [--from S] [--trace] [--until-failure]`.
var seeds: UInt64 = 2000
var first: UInt64 = 1
var showsTrace = false
var stopsEarly = false
var arguments = CommandLine.arguments.dropFirst().makeIterator()
while let argument = arguments.next() {
    switch argument {
    case "--seeds": seeds = arguments.next().flatMap { UInt64($0) } ?? seeds
    case "--from": first = arguments.next().flatMap { UInt64($0) } ?? first
    case "--trace": showsTrace = true
    case "--until-failure": stopsEarly = true
    default:
        print("usage: mateo-simulation [--seeds N] [--from S] [--trace] [--until-failure]")
        exit(64)
    }
}
let suite = Suite()
exit(
    suite.run(seeds: first..<first + seeds, showsTrace: showsTrace, mostFailures: stopsEarly ? 1 : 5) ? 0 : 1)
