// swift-tools-version:6.2
// Programs that import contacts with the Mateo package: from a CSV file, and from values of their own type.
//
//     MATEO_API_KEY=... swift run --package-path examples/swift quickstart contacts.csv
//     MATEO_API_KEY=... swift run --package-path examples/swift customers
import PackageDescription

let package = Package(
    name: "quickstart",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "libmateo", path: "../..")],
    targets: [
        .executableTarget(
            name: "quickstart", dependencies: [.product(name: "Mateo", package: "libmateo")],
            path: "Sources/Quickstart"),
        .executableTarget(
            name: "customers", dependencies: [.product(name: "Mateo", package: "libmateo")],
            path: "Sources/Customers"),
    ]
)
