public import MateoCore

/// Checks a file of certificates before a request needs it.
public enum CertificateFile {
    /// Checks that a file can be read and contains a certificate in PEM form. Its validity is checked when a connection
    /// is made.
    public static func check(_ path: String) throws(MateoError) {
        guard try hasCertificate(path) else {
            throw MateoError(
                .argument,
                "the file \(path) has no certificate in PEM form (-----BEGIN CERTIFICATE-----): name another file, or "
                    + "convert it with 'openssl x509 -inform der'")
        }
    }

    private static func hasCertificate(_ path: String) throws(MateoError) -> Bool {
        let file = try InputFile(path)
        guard file.isPlain else { return false }
        // The start of a line, which is enough to find a marker.
        var line: [UInt8] = []
        while try file.readPiece() {
            let piece = file.piece
            for index in piece.indices {
                let byte = piece[index]
                if byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
                    if line.count < 64 { line.append(byte) }
                    continue
                }
                if Array(line.prefix(11)).equals("-----BEGIN "),
                    Array(line.suffix(16)).equals("CERTIFICATE-----")
                {
                    return true
                }
                line.removeAll(keepingCapacity: true)
            }
        }
        return false
    }
}
