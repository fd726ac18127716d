import MateoCore
import MateoEngine

/// Finds the kind of a file, for messages.
public enum InputKind {
    /// Returns the kind of a file that is not text, with what to do. Returns nil if it may be text or cannot be read.
    public static func of(_ path: String) -> String? {
        guard let file = try? InputFile(path), file.isPlain, (try? file.readPiece()) == true else { return nil }
        return FileKind(file.piece.extracting(first: FileKind.bytes)).map { "\($0.message)" }
    }
}
