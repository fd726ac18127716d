// Times CSV to batches, compiled together with MateoCore as the library is: benchmarks/encoder CSV ROUNDS [OUTPUT]
//
// Prints the microseconds of each round: of the encoder, and of copying the same bytes. With OUTPUT it also writes the
// batches there once, one a line.

import CSystem

@c(main)
func main(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
    guard count >= 3, let path = arguments[1], let rounds = arguments[2].map({ atoi($0) }) else { return 2 }
    let csv = contents(path)
    if count > 3, let output = arguments[3] {
        let file = creat(output, 0o644)
        _ = encode(csv) { batch in
            batch.withUnsafeBufferPointer { bytes in
                guard write(file, bytes.baseAddress, bytes.count) == bytes.count else { exit(1) }
            }
            guard write(file, "\n", 1) == 1 else { exit(1) }
        }
        close(file)
    }
    for _ in 0..<rounds {
        let start = microseconds()
        let records = encode(csv) { _ in }
        let end = microseconds()
        let copy = UnsafeMutableRawPointer.allocate(byteCount: csv.count, alignment: 64)
        memset(copy, 1, csv.count)
        let copyStart = microseconds()
        copy.copyMemory(from: csv.baseAddress!, byteCount: csv.count)
        let copyEnd = microseconds()
        guard copy.load(fromByteOffset: csv.count - 1, as: UInt8.self) == csv[csv.count - 1], records > 0
        else {
            return 1
        }
        copy.deallocate()
        print("\(end - start) \(copyEnd - copyStart)")
    }
    return 0
}

func encode(_ csv: UnsafeRawBufferPointer, _ take: (Span<UInt8>) -> Void) -> Int64 {
    var batch = BatchBuilder()
    var reader = CSVReader(type: .contacts)
    do throws(MateoError) {
        // In pieces, as a file is read.
        var at = 0
        while at < csv.count {
            let piece = UnsafeRawBufferPointer(rebasing: csv[at..<min(at + 262_144, csv.count)])
            let bytes = Span<UInt8>(_unsafeBytes: piece)
            var taken = 0
            while taken < bytes.count {
                taken += try reader.read(bytes.extracting(taken..<bytes.count), into: &batch)
                if batch.isFull {
                    take(batch.bytes)
                    batch.removeBatch()
                }
            }
            at += piece.count
        }
        try reader.finish(into: &batch)
    } catch {
        exit(1)
    }
    while batch.records > 0 {
        take(batch.bytes)
        batch.removeBatch()
    }
    return batch.totalRecords
}

func contents(_ path: UnsafePointer<CChar>) -> UnsafeRawBufferPointer {
    let file = mateo_open_for_reading(path)
    let length = lseek(file, 0, SEEK_END)
    guard file >= 0, length > 0, lseek(file, 0, SEEK_SET) == 0 else { exit(1) }
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(length), alignment: 64)
    var filled = 0
    while filled < bytes.count {
        let count = read(file, bytes.baseAddress! + filled, bytes.count - filled)
        guard count > 0 else { exit(1) }
        filled += count
    }
    close(file)
    return UnsafeRawBufferPointer(bytes)
}

func microseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}
