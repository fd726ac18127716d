/// Reads an input in any encoding. The reader inside receives UTF-8.
///
/// An input in UTF-8 is not copied. Without a given encoding, it is found by a byte order mark, by NUL bytes in the
/// places of UTF-16 and UTF-32, or by the first byte that is not ASCII. If that byte begins a UTF-8 sequence, the text
/// is UTF-8. Otherwise it is Windows-1252, and a notice reports that. It is an error if most of the later bytes outside
/// of ASCII are UTF-8. Ctrl-Z (0x1A) and NUL bytes at the very end are left out, with line ends behind them.
///
/// Errors: those of the reader inside, `.encoding` (the bytes do not fit their encoding, or are not text, see
/// `FileKind`), `.argument` (an encoding that iconv does not know).
public struct DecodingReader<Reader: RecordReader & ~Copyable>: RecordReader, ~Copyable {
    private var decoder: TextDecoder
    private var reader: Reader
    private var failure: MateoError?
    private var isTold = false

    /// Creates a reader at the beginning of its input.
    public init(_ reader: consuming Reader, _ encoding: Encoding) {
        self.reader = reader
        decoder = TextDecoder(encoding)
    }

    /// See `RecordReader`.
    @inline(never)
    public mutating func read(_ input: Span<UInt8>, into batch: inout BatchBuilder) throws(MateoError) -> Int {
        if let failure { throw failure }
        var done = 0
        while try drain(into: &batch), done < input.count {
            let rest = input.extracting(done..<input.count)
            let passable = decoder.passable(rest)
            if passable > 0 {
                let taken = try reader.read(rest.extracting(0..<passable), into: &batch)
                decoder.pass(taken)
                done += taken
            } else {
                do throws(MateoError) {
                    done += try decoder.take(rest)
                } catch {
                    throw fail(error)
                }
            }
        }
        return done
    }

    /// See `RecordReader`.
    public mutating func finish(into batch: inout BatchBuilder) throws(MateoError) -> Bool {
        if let failure { throw failure }
        do throws(MateoError) {
            try decoder.finish()
        } catch {
            throw fail(error)
        }
        guard try drain(into: &batch) else { return false }
        if let fault = decoder.fault(atEnd: true) {
            guard let error = reader.fault(.encoding, fault, &batch) else { return false }
            throw fail(error)
        }
        if let mixture = decoder.mixture { throw fail(MateoError(.encoding, mixture)) }
        return try reader.finish(into: &batch)
    }

    /// See `RecordReader`.
    public mutating func fault(
        _ status: Status, _ message: Text, _ batch: inout BatchBuilder
    ) -> MateoError? {
        reader.fault(status, message, &batch)
    }

    /// See `RecordReader`.
    public mutating func nextNotice() -> Text? {
        if decoder.isAssumed && !isTold {
            isTold = true
            return
                "the text is not UTF-8 and was read as Windows-1252. If umlauts look wrong, set its encoding or save it as UTF-8"
        }
        return reader.nextNotice()
    }

    /// See `RecordReader`.
    public var sourceForm: SourceForm? {
        var form = reader.sourceForm
        form?.encoding = decoder.name
        return form
    }

    private mutating func fail(_ error: MateoError) -> MateoError {
        failure = error
        return error
    }

    /// Passes the decoded text to the reader. Returns false if the batch is full before the end of it.
    private mutating func drain(into batch: inout BatchBuilder) throws(MateoError) -> Bool {
        while !batch.isFull {
            guard decoder.hasText else {
                guard let fault = decoder.fault(atEnd: false) else { return true }
                guard let error = reader.fault(.encoding, fault, &batch) else { return false }
                throw fail(error)
            }
            let text = decoder.text
            let taken = try reader.read(unsafe Span(_unsafeElements: text), into: &batch)
            decoder.drop(taken)
        }
        return false
    }
}
