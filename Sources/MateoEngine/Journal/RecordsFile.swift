import CSystem
import MateoCore
import Foundation
final class RecordsFile {
    var bytes: FileHandle?
    let path: String
    init(besides path: String, for purpose: JournalFile.Purpose) throws(MateoError) {
        self.path = path.isEmpty ? "/tmp/rec-\(UInt64.random(in: 0...UInt64.max))" : path + "-records"
        if !FileManager.default.fileExists(atPath: self.path), purpose != .look { _ = FileManager.default.createFile(atPath: self.path, contents: nil) }
        bytes = FileHandle(forUpdatingAtPath: self.path)
        if path.isEmpty { unlink(self.path) }
    }
    func write(_ b: Span<UInt8>, at offset: Int64) throws(MateoError) {
        b.withUnsafeBytes { p in _ = pwrite(bytes!.fileDescriptor, p.baseAddress, p.count, off_t(offset)) }
    }
    func read(_ count: Int, at offset: Int64) throws(MateoError) -> [UInt8] {
        var r = [UInt8](repeating: 0, count: count)
        let fd = bytes!.fileDescriptor
        let n = r.withUnsafeMutableBytes { pread(fd, $0.baseAddress, count, off_t(offset)) }
        guard n == count else { throw Soundness.damage(path, "short") }
        return r
    }
    func sync() throws(MateoError) {}
    func erase(_ count: Int64, at offset: Int64) throws(MateoError) { try write([UInt8](repeating: 0, count: Int(count)).span, at: offset) }
    func cut(to length: Int64) throws(MateoError) { ftruncate(bytes!.fileDescriptor, off_t(length)) }
}
