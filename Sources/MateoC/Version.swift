import MateoCore

/// Returns the version of the library.
///
/// - Returns: the version as `major.minor.patch`; borrowed, valid as long as the library is loaded.
///
/// Since: 0.1.0
@c(mateo_version)
public func version() -> UnsafePointer<CChar> {
    characters(of: Version.text)
}
