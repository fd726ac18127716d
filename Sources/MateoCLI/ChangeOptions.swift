import ArgumentParser

/// What becomes of records that the service has already.
struct ChangeOptions: ParsableArguments {
    @Flag(
        help:
            "Send only records that are new, or others than when they succeeded last. Records without an external_id are always sent."
    )
    var onlyChanged = false
}
