import Glibc

/// The environment's variables. One that is empty counts as not set.
enum Environment {
    static func value(_ name: String) -> String? {
        guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { return nil }
        return value
    }
}
