import Glibc

/// The environment's variables. An empty variable counts as not set.
enum Environment {
    static func value(_ name: String) -> String? {
        guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { return nil }
        return value
    }
}
