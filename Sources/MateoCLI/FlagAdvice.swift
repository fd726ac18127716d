/// Converts the library's advice to flags. The library refers to members of a mapping, because a program has no flags.
enum FlagAdvice {
    /// Returns a message with flags in place of the members to set.
    static func text(_ message: String) -> String {
        message.replacing(#/set "(\w+)" to (.+?) in the mapping/#) { found in
            "use \(flag(String(found.1), String(found.2)))"
        }.replacing(#/Map a column to (\w+), or to null to leave it out, in the mapping/#) { found in
            "Map a column with --map 'HEADING=\(found.1)', leave it out with --map 'HEADING=', or see 'mateo map FILE'"
        }.replacing(#/Map a column to (\w+) in the mapping/#) { found in
            "Map a column with --map 'HEADING=\(found.1)', or see 'mateo map FILE'"
        }
        .replacing("Read the file as JSON Lines", with: "Use --format jsonl")
        .replacing("read the file as CSV", with: "use --format csv")
    }

    private static func flag(_ member: String, _ value: String) -> String {
        switch member {
        case "columns": return "--no-header --columns NAMES"
        case "delimiter": return "--delimiter CHAR"
        case "only_mapped": return "--only-mapped and map the other columns"
        default:
            // The value is a number or a JSON text. Anything else is a description of the value.
            let plain = value.filter { !"[]\"".contains($0) }
            if member == "null" { return "--null '\(plain.replacing("\\\\", with: "\\"))'" }
            let flag = member.replacing("_", with: "-")
            return "--\(flag) \(plain.contains(" ") ? "N" : plain)"
        }
    }
}
