// swift-tools-version:6.2
// A program that imports contacts with the Mateo package.
//
//     MATEO_API_KEY=... swift run --package-path examples/swift quickstart contacts.csv
import PackageDescription

let package = Package(
    name: "quickstart",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "libmateo", path: "../..")],
    targets: [
        .executableTarget(
            name: "quickstart", dependencies: [.product(name: "Mateo", package: "libmateo")],
            path: "Sources/Quickstart")
    ]
)
