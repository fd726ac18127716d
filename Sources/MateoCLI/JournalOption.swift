import ArgumentParser
import Glibc
import Mateo

/// The path of the journal.
struct JournalOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The journal, which records what was sent. Keep it. It holds personal data. (default: MATEO_JOURNAL, else $XDG_STATE_HOME/mateo/journal.db, else ~/.local/state/mateo/journal.db)",
            valueName: "file"))
    var journal: String?

    /// Returns the requested journal.
    func path() throws(Problem) -> String {
        if let journal {
            guard !journal.isEmpty else { throw Problem("--journal needs the name of a file") }
            return journal
        }
        if let journal = Environment.value("MATEO_JOURNAL") { return journal }
        return try Self.folder() + "/journal.db"
    }

    /// Returns whether a journal exists.
    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Returns the requested journal. Creates the folder of the default one.
    func pathInFolder() throws(Problem) -> String {
        if journal == nil, Environment.value("MATEO_JOURNAL") == nil { try Self.makeFolder(Self.folder()) }
        return try path()
    }

    /// The flag with which another command uses the same journal.
    var repeated: String {
        journal.map { " --journal \(Printable.word($0))" } ?? ""
    }

    private static func folder() throws(Problem) -> String {
        if let state = Environment.value("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/mateo" }
        guard let home = Environment.value("HOME"), home.hasPrefix("/") else {
            throw Problem("no home folder for the journal: name a file with --journal")
        }
        return home + "/.local/state/mateo"
    }

    /// Creates a folder and its parents, readable only by the owner.
    private static func makeFolder(_ path: String) throws(Problem) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o700) != 0, errno != EEXIST, errno != EISDIR else { continue }
            let reason = String(cString: strerror(errno))
            // An existing folder that is unreadable must not stop the loop before the last one.
            var status = stat()
            guard stat(made, &status) == 0 else {
                throw Problem("the journal's folder \(made) cannot be created: \(reason)")
            }
        }
    }
}

extension MateoJournal {
    /// Returns the problem of an import that is missing from the journal.
    func unknown(_ name: String) throws(MateoError) -> Problem {
        var known: [String] = []
        for found in try imports().suffix(20) where !known.contains(found.name) { known.append(found.name) }
        return Problem(
            "the journal holds no import called \(name)"
                + (known.isEmpty ? "; it is empty" : "; it holds: \(known.joined(separator: ", "))"))
    }
}
