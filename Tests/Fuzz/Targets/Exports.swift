import MateoCore
import MateoEngine

/// The first four bytes choose a document, the type, the limits and the cuts. What is before the next NUL is a document of
/// the fuzzer's own, if the first byte asks for it. The rest is the file, of any encoding and dialect.
func fuzzExports(_ bytes: UnsafeRawBufferPointer) {
    var input = Input(bytes)
    let document = input.choice(of: documents)
    let type = input.choice(of: RecordType.allCases)
    let limits = BatchLimits(
        records: input.choice(of: [1000, 1, 2, 3]), bytes: input.choice(of: [4 << 20, 64, 100, 1000]))
    var cuts = Cuts(seed: input.byte())
    let own = document.isEmpty ? input.text(until: 0) : Array(document.utf8)
    let text = input.rest()

    var options = CSVOptions()
    // One that is refused leaves the options as they were.
    do throws(MateoError) { try options.readMapping(own) } catch { show(error.message) }
    func reader() -> DecodingReader<MappedReader> {
        DecodingReader(MappedReader(type: type, options: options), options.encoding)
    }
    let whole = Reading.read(reader(), text, limits)
    whole.checkBatches()
    let inPieces = Reading.read(reader(), text, limits) { cuts.next() }
    whole.checkIsSame(as: inPieces)
    checkProposal(text, type)
}

/// A mapping that is proposed must be one.
private func checkProposal(_ text: [UInt8], _ type: RecordType) {
    guard let proposal = try? MappingProposal.json(for: text.span, type: type) else { return }
    var options = CSVOptions()
    do throws(MateoError) {
        try options.setMapping(proposal)
    } catch {
        check(false, "a proposal is no mapping: \(error.message): \(Reading.shown(proposal))")
    }
}

/// Documents that reach all kinds of cells, encodings and dialects; the empty one stands for the fuzzer's own.
private let documents = [
    "",
    #"{"mateo_mapping":1,"fields":[{"column":"a","field":"external_id"},{"column":"b","field":"birthday","type":"date(DD.MM.YYYY)","empty":"null"},{"column":"c","field":"sms","type":"phone(DE)"},{"column":"d","field":"sms","type":"phone"},{"column":"e","field":null}],"ragged":"hold"}"#,
    #"{"mateo_mapping":1,"fields":[{"column":"a","field":"external_id"},{"column":"b","field":"x","type":"number"},{"column":"c","field":"y","type":"datetime(DD.MM.YYYY HH:mm, Europe/Berlin)"},{"column":"d","field":"z","type":"boolean(x=true, =false)"}],"set":{"full_name":"{b} {c}","country_codes":["DE"]},"only_mapped":true,"require":["x"]}"#,
    #"{"mateo_mapping":1,"fields":[{"column":"a","field":"external_id"},{"column":"b","field":"country_codes","type":"list(;)"},{"column":"c","field":"newsletter","type":"consent(ja=accepted, nein=declined)"},{"column":"d","field":"w","type":"date(excel)"}],"escape":"backslash","null":["\\N","NULL"],"quote":"'"}"#,
    #"{"mateo_mapping":1,"encoding":"windows-1252","delimiter":";","skip_lines":1,"strict":true}"#,
    #"{"mateo_mapping":1,"encoding":"utf-16","columns":["external_id","email","x"],"empty":"text","delimiter":"|"}"#,
    #"{"mateo_mapping":1,"encoding":"shift_jis","quote":null,"escape":"backslash","ragged":"hold"}"#,
]
