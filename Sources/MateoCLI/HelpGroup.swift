/// The titles of groups of flags in the help. Flags of several option groups with the same title are shown together.
enum HelpGroup {
    static let mostUsed = "Most used"
    static let file = "The file"
    static let columns = "Columns and fields"
    static let records = "Which records are sent"
    static let run = "The run"
    static let service = "The service and its limits"
}
