import ArgumentParser
import Glibc
import Mateo

/// Where the journal is.
struct JournalOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The journal: what was sent, and its outcome. Keep it. It holds personal data. (default: MATEO_JOURNAL, else $XDG_STATE_HOME/mateo/journal.db, else ~/.local/state/mateo/journal.db)",
            valueName: "file"))
    var journal: String?

    /// The journal that is asked for.
    func path() throws(Problem) -> String {
        if let journal {
            guard !journal.isEmpty else { throw Problem("--journal names no file") }
            return journal
        }
        if let journal = Environment.value("MATEO_JOURNAL") { return journal }
        return try Self.folder() + "/journal.db"
    }

    /// Whether there is a journal.
    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// The journal that is asked for; makes the folder of the one that is taken when none is.
    func pathInFolder() throws(Problem) -> String {
        if journal == nil, Environment.value("MATEO_JOURNAL") == nil { try Self.makeFolder(Self.folder()) }
        return try path()
    }

    /// What has to be added to a command so that it finds the same journal.
    var repeated: String {
        journal.map { " --journal \(Printable.word($0))" } ?? ""
    }

    private static func folder() throws(Problem) -> String {
        if let state = Environment.value("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/mateo" }
        guard let home = Environment.value("HOME"), home.hasPrefix("/") else {
            throw Problem("there is no home folder for the journal: name a file with --journal")
        }
        return home + "/.local/state/mateo"
    }

    /// Makes a folder with those above it, for its owner alone.
    private static func makeFolder(_ path: String) throws(Problem) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o700) != 0, errno != EEXIST, errno != EISDIR else { continue }
            let reason = String(cString: strerror(errno))
            // One that is there and may not be looked into is no reason to stop before the last.
            var status = stat()
            guard stat(made, &status) == 0 else {
                throw Problem("the journal's folder \(made) cannot be made: \(reason)")
            }
        }
    }
}

extension MateoJournal {
    /// What to tell who asks for an import that is not there.
    func unknown(_ name: String) throws(MateoError) -> Problem {
        var known: [String] = []
        for found in try imports().suffix(20) where !known.contains(found.name) { known.append(found.name) }
        return Problem(
            "the journal holds no import called \(name)"
                + (known.isEmpty ? "; it holds none at all" : "; it holds: \(known.joined(separator: ", "))"))
    }
}
