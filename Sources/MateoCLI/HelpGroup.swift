/// The titles under which the help shows flags. Flags of several option groups with one title are shown together.
enum HelpGroup {
    static let mostUsed = "Most used"
    static let file = "The file"
    static let columns = "Columns and fields"
    static let records = "Which records are sent"
    static let run = "The run"
    static let service = "The service and its limits"
}
