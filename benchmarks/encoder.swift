// Encodes CSV or JSON Lines as payloads with the library's readers: encoder csv|mapped|json-lines FILE [OUTPUT]
//
// "mapped" takes the twelve columns of scripts/make-contacts for others: a date, a telephone list, consent and texts.
//
// Compiled together with MateoCore, as the library is. Prints the microseconds from opening the file to the last
// payload. Also writes the payloads to OUTPUT, one a line.

import CSystem

@c(main)
func main(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
    guard count >= 3, let form = arguments[1], let path = arguments[2] else { return 2 }
    let output: Int32 = count > 3 ? arguments[3].map { creat($0, 0o644) } ?? -1 : -1
    let start = microseconds()
    let file = mateo_open_for_reading(path)
    guard file >= 0 else { return 1 }
    do throws(MateoError) {
        if strcmp(form, "json-lines") != 0 {
            var options = CSVOptions()
            if strcmp(form, "mapped") == 0 { try options.setMapping(Array(mapping.utf8)) }
            var reader = DecodingReader(MappedReader(type: .contacts, options: options), .auto)
            try encode(file, &reader, output)
        } else {
            var reader = DecodingReader(JSONReader(type: .contacts, form: .lines), .auto)
            try encode(file, &reader, output)
        }
    } catch {
        return 1
    }
    print(microseconds() - start)
    return 0
}

let mapping = """
    {"mateo_mapping": 1, "fields": [{"column": "external_id", "field": "external_id"},
    {"column": "email", "field": "email"}, {"column": "full_name", "field": "full_name"},
    {"column": "salutation", "field": "salutation"},
    {"column": "birthday", "field": "birthday", "type": "date(YYYY-MM-DD)"},
    {"column": "whatsapp", "field": "whatsapp", "type": "phone(DE)"},
    {"column": "address_line1", "field": "address_line1"}, {"column": "zipcode", "field": "zipcode"},
    {"column": "city", "field": "city"}, {"column": "country", "field": "country"},
    {"column": "newsletter", "field": "newsletter", "type": "consent(accepted=accepted, declined=declined)"},
    {"column": "customer_group", "field": "customer_group"}]}
    """

func encode<Reader: RecordReader & ~Copyable>(
    _ file: Int32, _ reader: inout Reader, _ output: Int32
) throws(MateoError) {
    var batch = BatchBuilder()
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 64)
    defer { piece.deallocate() }
    while true {
        let count = read(file, piece.baseAddress, piece.count)
        guard count > 0 else { break }
        let bytes = Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: piece[..<count]))
        var taken = 0
        while taken < count {
            taken += try reader.read(bytes.extracting(taken..<count), into: &batch)
            if batch.isFull { take(&batch, output) }
        }
    }
    while try !reader.finish(into: &batch) { take(&batch, output) }
    while batch.records > 0 { take(&batch, output) }
}

func take(_ batch: inout BatchBuilder, _ output: Int32) {
    if output >= 0 {
        batch.bytes.withUnsafeBufferPointer { bytes in
            guard write(output, bytes.baseAddress, bytes.count) == bytes.count, write(output, "\n", 1) == 1
            else { exit(1) }
        }
    }
    batch.removeBatch()
}

func microseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}
