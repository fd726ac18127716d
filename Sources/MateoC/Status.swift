public import CMateo
import MateoCore

/// Returns the name of a status, for logs.
///
/// - Parameter status: any number; one that this version does not know gives `MATEO_ERROR_UNKNOWN`.
/// - Returns: the constant's name, such as `MATEO_ERROR_ARGUMENT`; borrowed, never NULL.
///
/// Since: 0.1.0
@c(mateo_status_name)
public func statusName(_ status: mateo_status) -> UnsafePointer<CChar> {
    characters(of: Status(rawValue: status)?.name ?? "MATEO_ERROR_UNKNOWN")
}
