import ArgumentParser
import Mateo

/// What the service is asked about records before any is sent.
struct CheckOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Ask the service for the contacts of deals or appointments first, and hold rows whose contact it does not have. 50 contacts take one request."
        ))
    var contactsMustExist = false

    /// Refuses the flag for contacts, which belong to no other contacts.
    func check(_ type: RecordType) throws(Problem) {
        guard !contactsMustExist || type != .contacts else {
            throw Problem(
                "--contacts-must-exist is for deals and appointments: add --type deals or --type appointments")
        }
    }
}
