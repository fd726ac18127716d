import Testing

@testable import MateoSandbox
