// Prints the C header of the library from the compiler's description of the Swift functions behind it.

import Foundation

func read(_ path: String) throws(Problem) -> Data {
    guard let data = FileManager.default.contents(atPath: path) else {
        throw Problem("\(path) cannot be read")
    }
    return data
}

func text(_ path: String) throws(Problem) -> String {
    String(decoding: try read(path), as: UTF8.self)
}

func sources(in folder: String) throws -> [Source] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix(".swift") }
        .sorted()
        .map { Source(name: String($0.dropLast(".swift".count)), text: try text("\(folder)/\($0)")) }
}

do {
    let arguments = try Arguments(
        Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment)
    let header = try Header(
        graph: SymbolGraph(json: read(arguments.symbols)),
        sources: sources(in: arguments.sources),
        types: DeclaredTypes(header: text(arguments.types)))

    if (try? text(arguments.output)) != header.text {
        if arguments.onlyCompares { throw Problem("\(arguments.output) is outdated: run make header") }
        try Data(header.text.utf8).write(to: URL(fileURLWithPath: arguments.output), options: .atomic)
    }
} catch {
    FileHandle.standardError.write(Data("mateo-header: \(error)\n".utf8))
    exit(1)
}
