import ArgumentParser

/// The options for records that the service already has.
struct ChangeOptions: ParsableArguments {
    @Flag(
        help:
            "Send only records that are new or changed since they last succeeded. Records without an external_id are always sent."
    )
    var onlyChanged = false
}
