/// The version of this library.
public enum Version {
    /// `major.minor.patch`.
    public static let text: StaticString = "0.1.0"
}
