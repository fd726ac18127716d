public import MateoCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// An error that is printed, or that ends a program, shows its message.
extension MateoError: CustomStringConvertible, CustomDebugStringConvertible, LocalizedError {
    /// The message.
    public var description: String { message }
    /// The message.
    public var debugDescription: String { message }
    /// The message.
    public var errorDescription: String? { message }
}
