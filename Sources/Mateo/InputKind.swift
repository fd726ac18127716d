import MateoCore
import MateoEngine

/// What a file is, for messages.
public enum InputKind {
    /// What a file is that is no text, and what to do; nil for what may be text, or cannot be read.
    public static func of(_ path: String) -> String? {
        guard let file = try? InputFile(path), file.isPlain, (try? file.readPiece()) == true else { return nil }
        return FileKind(file.piece.extracting(first: FileKind.bytes)).map { "\($0.message)" }
    }
}
