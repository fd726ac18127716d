import ArgumentParser
import Mateo

/// The checks with the service before records are sent.
struct CheckOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Look up the contacts of deals or appointments first, and hold rows whose contact is missing. One request looks up 50 contacts."
        ))
    var contactsMustExist = false

    /// Refuses the flag for contacts, which do not belong to another contact.
    func check(_ type: RecordType) throws(Problem) {
        guard !contactsMustExist || type != .contacts else {
            throw Problem(
                "--contacts-must-exist is for deals and appointments: add --type deals or --type appointments")
        }
    }
}
