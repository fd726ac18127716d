// Options: the connection

public import CMateo
import MateoCore
import MateoEngine

/// Sets a file of certificates to trust instead of those of the system.
///
/// Default: none. The file must stay in its place while a client is open. The library reads it for each connection.
///
/// - Parameter options: the options.
/// - Parameter path: a file of certificates in PEM format; copied. NULL or an empty text: none.
/// - Returns: MATEO_OK; MATEO_ERROR_FILE if the file cannot be read; MATEO_ERROR_ARGUMENT if it has no certificate.
///
/// Since: 0.1.0
@c(mateo_options_set_ca_file)
public func optionsSetCAFile(
    _ options: UnsafeMutablePointer<mateo_options>?, _ path: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        let path = try optionalString(path, "path")
        if let path { try CertificateFile.check(path) }
        options.caFile = path
    }
}

/// Sets the proxy.
///
/// Default: none. The library then uses https_proxy and no_proxy of the environment. It never uses a proxy for a
/// service on this machine.
///
/// - Parameter options: the options.
/// - Parameter url: the address of the proxy, such as http://USER:PASSWORD@proxy.example:3128; copied. The scheme is
///   http (the default), https, socks4, socks4a, socks5 or socks5h. NULL or an empty text: that of the environment.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_proxy)
public func optionsSetProxy(
    _ options: UnsafeMutablePointer<mateo_options>?, _ url: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        try options.setProxy(optionalString(url, "url"))
    }
}

/// Sets the User-Agent header.
///
/// Default: libmateo/ and the version.
///
/// - Parameter options: the options.
/// - Parameter user_agent: printable ASCII without line breaks; copied.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_user_agent)
public func optionsSetUserAgent(
    _ options: UnsafeMutablePointer<mateo_options>?, _ user_agent: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        try options.setUserAgent(string(user_agent, "user_agent"))
    }
}
