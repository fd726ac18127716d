import ArgumentParser

/// The target of the records in the service.
struct TargetOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Add the contacts to the list with this id, a UUID.", valueName: "uuid"))
    var listId: String?

    @Option(help: ArgumentHelp("Add the contacts to the list with this external id.", valueName: "id"))
    var listExternalId: String?

    @Flag(help: "Allow deals and appointments to move to another contact.")
    var allowReassignment = false
}
