/// The library's advice in terms of flags. The library names members of a mapping, because a program has no flags.
enum FlagAdvice {
    /// A message in which each member of a mapping that has to be set is a flag.
    static func text(_ message: String) -> String {
        message.replacing(#/set "(\w+)" to (.+?) in the mapping/#) { found in
            "use \(flag(String(found.1), String(found.2)))"
        }.replacing(#/Map a column to (\w+) in the mapping/#) { found in
            "Map a column with --map 'HEADING=\(found.1)', or see 'mateo map FILE'"
        }
    }

    private static func flag(_ member: String, _ value: String) -> String {
        switch member {
        case "columns": return "--no-header --columns NAMES"
        case "delimiter": return "--delimiter CHAR"
        case "null": return "--null TEXT"
        case "only_mapped": return "--only-mapped"
        default:
            // A number, or a text of JSON. Anything else describes the value.
            let plain = value.filter { !"[]\"".contains($0) }
            let flag = member.replacing("_", with: "-")
            return "--\(flag) \(plain.contains(" ") ? "N" : plain)"
        }
    }
}
