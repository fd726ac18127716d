import CSystem
public import MateoCore

extension CSVOptions {
    /// Sets the mapping from a JSON document, and reads the files of the time zones in it.
    ///
    /// - Throws: as `setMapping`; `.argument` for a time zone that the system does not have. The options are then
    ///   unchanged.
    public mutating func readMapping(_ json: [UInt8]) throws(MateoError) {
        var options = self
        try options.setMapping(json)
        try options.readZones()
        self = options
    }

    /// Reads the missing files of the mapping's time zones.
    public mutating func readZones() throws(MateoError) {
        while let name = mapping?.missingZone { try mapping?.setZone(Self.zoneFile(name)) }
    }

    /// Returns the content of a time zone's file, or no bytes if there is no such file.
    private static func zoneFile(_ name: [UInt8]) throws(MateoError) -> [UInt8] {
        guard isZoneName(name) else { return [] }
        var content: [UInt8] = []
        do throws(MateoError) {
            let file = try InputFile("/usr/share/zoneinfo/" + String(decoding: name, as: UTF8.self))
            guard file.isPlain else { return [] }
            while try file.readPiece() {
                for index in file.piece.indices { content.append(file.piece[index]) }
                if content.count > 1 << 20 { return [] }
            }
        } catch {
            if error.status == .memory { throw error }
            return []
        }
        return content
    }

    /// Returns whether a name stays inside the folder of time zones. It has letters, digits, underscores, hyphens and
    /// plus signs, with slashes between them.
    private static func isZoneName(_ name: [UInt8]) -> Bool {
        var last = UInt8(ascii: "/")
        for byte in name {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
                break
            case UInt8(ascii: "/"):
                if last == byte { return false }
            default: return false
            }
            last = byte
        }
        return last != UInt8(ascii: "/") && name.count <= 64
    }
}
