// swift-tools-version:6.2
import PackageDescription

// One source, two builds. `MATEO_EMBEDDED=1` compiles the library that ships (libmateo.so) as Embedded
// Swift; without it the same targets are ordinary Swift for the package, the CLI and the tests.
let embedded = Context.environment["MATEO_EMBEDDED"] == "1"
// `MATEO_FUZZ=1` adds the fuzzer, which links only with the sanitizers (see the Makefile).
let fuzzing = Context.environment["MATEO_FUZZ"] == "1"

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// The library that ships is built for size: built for speed, no measured path is faster, and it has 28 KB more. Weak copies
// of one function in several objects go when each function has a section of its own (see scripts/link-library).
// Embedded Swift's checks for exclusive access are empty functions; without the calls nothing changes but the size.
// A function that takes a closure is kept once, not once for each closure: 7 KB.
let library =
    strict + [.enableExperimentalFeature("Lifetimes")]
    + (embedded
        ? [
            .enableExperimentalFeature("Embedded"),
            .unsafeFlags([
                "-wmo", "-Osize", "-enforce-exclusivity=unchecked", "-Xfrontend", "-function-sections", "-Xllvm",
                "-sil-disable-pass=closure-specialize",
            ]),
        ]
        : [])

// Mateo shows types of these as its own. SwiftPM compiles again what names a target that has changed, and not what
// imports it through another one: a target that imports Mateo names them too.
let reexported: [Target.Dependency] = ["MateoCore", "MateoEngine"]

let package = Package(
    name: "libmateo",
    platforms: [.macOS(.v26)],
    products: embedded || fuzzing
        ? [.library(name: "mateo", type: .static, targets: ["MateoC"])]
        : [
            .library(name: "Mateo", targets: ["Mateo"]),
            .library(name: "mateo-c", type: .static, targets: ["MateoC"]),
            .executable(name: "mateo-cli", targets: ["MateoCLI"]),
            .library(name: "MateoSandbox", targets: ["MateoSandbox"]),
            .executable(name: "mateo-sandbox", targets: ["MateoSandboxCLI"]),
            .executable(name: "mateo-header", targets: ["MateoHeader"]),
            .executable(name: "mateo-simulation", targets: ["MateoSimulation"]),
        ],
    dependencies: embedded || fuzzing
        ? []
        : [
            .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
            .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        ],
    targets: [
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        // Without pkgConfig: nothing is linked to libxxhash.
        .systemLibrary(
            name: "CXXHash", providers: [.apt(["libxxhash-dev"]), .brew(["xxhash"])]),
        // swift-system, which swift-nio needs, has a target that is called CSystem too. The module keeps its name.
        .systemLibrary(name: "CMateoSystem", path: "Sources/CSystem"),
        .systemLibrary(name: "CMateo", path: "include"),
        .target(name: "MateoCore", dependencies: ["CMateoSystem", "CXXHash"], swiftSettings: library),
        .target(
            name: "MateoEngine", dependencies: ["MateoCore", "CCurl", "CSQLite", "CMateoSystem"],
            swiftSettings: library),
        .target(
            name: "MateoC", dependencies: ["MateoCore", "MateoEngine", "CMateo", "CMateoSystem"],
            swiftSettings: library),
    ]
        + (fuzzing
            ? [
                .executableTarget(
                    name: "MateoFuzz",
                    dependencies: [
                        "MateoCore", "MateoEngine", "MateoC", "CMateo", "CSQLite", "CMateoSystem",
                    ], path: "Tests/Fuzz", exclude: ["shipped.c"],
                    swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")])
            ] : [])
        + (embedded || fuzzing
            ? []
            : [
                .target(
                    name: "Mateo", dependencies: ["MateoCore", "MateoEngine"], swiftSettings: strict),
                .testTarget(
                    name: "MateoTests", dependencies: ["Mateo", "MateoSandbox", "CMateo"] + reexported,
                    swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")]),
                .executableTarget(
                    name: "MateoCLI",
                    dependencies: reexported + [
                        "Mateo", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                    ], swiftSettings: strict),
                .target(
                    name: "MateoSandbox",
                    dependencies: [
                        "CSQLite", .product(name: "NIOCore", package: "swift-nio"),
                        .product(name: "NIOPosix", package: "swift-nio"),
                        .product(name: "NIOHTTP1", package: "swift-nio"),
                    ], swiftSettings: strict),
                .executableTarget(
                    name: "MateoSandboxCLI",
                    dependencies: [
                        "MateoSandbox",
                        .product(name: "ArgumentParser", package: "swift-argument-parser"),
                    ], swiftSettings: strict),
                .testTarget(
                    name: "MateoEngineTests", dependencies: ["MateoEngine", "MateoCore", "CSQLite"],
                    swiftSettings: strict),
                .testTarget(
                    name: "MateoHeaderTests", dependencies: ["MateoHeader"], swiftSettings: strict),
                .executableTarget(name: "MateoHeader", swiftSettings: strict),
                .executableTarget(
                    name: "MateoSimulation", dependencies: ["MateoEngine", "MateoCore", "CSQLite"],
                    path: "Tests/Simulation", exclude: ["mutations"],
                    swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")]),
                .testTarget(
                    name: "MateoSandboxTests",
                    dependencies: [
                        "MateoSandbox", .product(name: "NIOPosix", package: "swift-nio"),
                    ], swiftSettings: strict),
                .testTarget(
                    name: "MateoCoreTests", dependencies: ["MateoCore"],
                    swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")]),
            ])
)
