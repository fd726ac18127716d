import CMateo
import CSystem
import MateoCore

/// Where a call puts its error.
typealias ErrorSlot = UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>

/// The one way from a Swift error to a status and an error object.
@inline(never)
func boundary(_ outError: ErrorSlot?, _ body: () throws(MateoError) -> Void) -> mateo_status {
    outError?.pointee = nil
    do throws(MateoError) {
        try body()
        return Status.ok.rawValue
    } catch {
        return report(error, outError)
    }
}

@inline(never)
private func report(_ error: MateoError, _ outError: ErrorSlot?) -> mateo_status {
    if let outError {
        outError.pointee = Handles.open(ErrorObject(error), .error)?.assumingMemoryBound(
            to: mateo_error.self)
    }
    return error.status.rawValue
}

/// The object of a handle, or an error that says what is wrong with it.
func object<Object: AnyObject, Handle>(
    _ handle: UnsafeMutablePointer<Handle>?, _ kind: HandleKind, as type: Object.Type, _ name: StaticString
) throws(MateoError) -> Object {
    guard let handle else { throw MateoError(.argument, "the handle \(name) is NULL") }
    guard let found = Handles.find(UnsafeMutableRawPointer(handle), kind, as: type) else {
        throw notAHandle(name)
    }
    return found
}

@inline(never)
func notAHandle(_ name: StaticString) -> MateoError {
    MateoError(.handle, "the handle \(name) is closed, of another kind, or from before a fork")
}

/// The caller's place for a result.
func place<Result>(
    _ out: UnsafeMutablePointer<Result>?, _ name: StaticString
) throws(MateoError) -> UnsafeMutablePointer<Result> {
    guard let out else { throw noPlace(name) }
    return out
}

@inline(never)
private func noPlace(_ name: StaticString) -> MateoError {
    MateoError(.argument, "the pointer \(name) is NULL: it must receive the result")
}

/// Puts a new handle where the caller wants it.
func give<Object: AnyObject, Handle>(
    _ object: Object, _ kind: HandleKind, to out: UnsafeMutablePointer<UnsafeMutablePointer<Handle>?>?,
    _ name: StaticString
) throws(MateoError) {
    let out = try place(out, name)
    guard let handle = Handles.open(object, kind) else {
        throw MateoError(.memory, "too many handles are open: close some, and call again")
    }
    out.pointee = handle.assumingMemoryBound(to: Handle.self)
}

/// The bytes of a text of the caller's.
@inline(never)
func bytes(_ text: UnsafePointer<CChar>?, _ name: StaticString) throws(MateoError) -> UnsafeBufferPointer<
    UInt8
> {
    guard let text else { throw MateoError(.argument, "the text \(name) is NULL") }
    let length = strlen(text)
    return UnsafeBufferPointer(
        start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: length)
}

/// Bytes of the caller's with their length; NULL is fine when there are none.
@inline(never)
func bytes(
    _ data: UnsafePointer<CChar>?, _ length: UInt, _ name: StaticString
) throws(MateoError) -> UnsafeBufferPointer<UInt8> {
    guard length <= UInt(Int.max) else {
        throw MateoError(.argument, "the length of \(name) is out of range")
    }
    guard let data else {
        guard length == 0 else {
            throw MateoError(.argument, "the bytes \(name) are NULL, but their length is not 0")
        }
        return UnsafeBufferPointer(start: nil, count: 0)
    }
    return UnsafeBufferPointer(
        start: UnsafeRawPointer(data).assumingMemoryBound(to: UInt8.self), count: Int(length))
}

/// A text of the caller's, checked and copied.
@inline(never)
func string(_ text: UnsafePointer<CChar>?, _ name: StaticString) throws(MateoError) -> String {
    let bytes = try bytes(text, name)
    guard UTF8Check.firstFault(in: bytes.span) == nil else {
        throw MateoError(.encoding, "the text \(name) is not UTF-8")
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// A text of the caller's, or nothing for NULL and for an empty one.
@inline(never)
func optionalString(_ text: UnsafePointer<CChar>?, _ name: StaticString) throws(MateoError) -> String? {
    guard text != nil else { return nil }
    let string = try string(text, name)
    return string.utf8.isEmpty ? nil : string
}
