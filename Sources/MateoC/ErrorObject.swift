import MateoCore

/// An error as C sees it.
final class ErrorObject {
    let error: MateoError
    let message: CText
    let serviceCode: CText
    let serviceMessage: CText
    let excerpt: CText

    init(_ error: MateoError) {
        self.error = error
        message = CText(error.message)
        serviceCode = CText(error.serviceCode)
        serviceMessage = CText(error.serviceMessage)
        excerpt = CText(error.excerpt)
    }
}
