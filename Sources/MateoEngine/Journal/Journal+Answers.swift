import MateoCore

/// What the body of an error says.
struct ErrorBody: Equatable {
    /// `code`: an SQLSTATE or a PostgREST code; empty when there is none.
    var code: [UInt8] = []
    /// `message`, made fit for one line; empty when there is none.
    var message: String = ""

    /// The code, to stand behind the status in a message, if it looks like one. The service's words may hold data, and have
    /// a place of their own.
    var described: Text {
        code.isEmpty || !code.allSatisfy(Identifier.allows)
            ? "" : ", code \(String(decoding: code, as: UTF8.self))"
    }
}

/// A job as an answer shows it.
struct JobReport {
    let id: String
    /// `reference_id`, nil when the answer lacks it or has null.
    let reference: String?
    /// Whether the answer lacks `reference_id`, so that it does not tell.
    let hidesReference: Bool
    /// Its counts; nil when they make no sense.
    let counts: JobCounts?
    /// `failed_url`, nil when there is none.
    let listURL: String?
    /// Whether `failed` holds an array.
    let hasList: Bool
    /// The counts and `updated_at`, as one text.
    let told: [UInt8]
    /// Where the job stands in the answer.
    let position: Int64

    /// Whether this is the job of the batch with a reference.
    func shows(_ reference: String) -> Bool {
        self.reference?.isIdentical(to: reference) == true
    }
}

/// SQLite reads the service's answers: nothing in them is believed to be of the form that it should have.
extension Journal {
    /// What an answer says beside its status, when it is no success.
    func errorBody(of answer: Answer) throws(MateoError) -> ErrorBody {
        guard case .answered(let status) = answer.reply, !(200...299).contains(status) else {
            return ErrorBody()
        }
        return try errorBody(answer.body)
    }

    /// Reads the body of an error; HTML and other texts give an empty one.
    func errorBody(_ body: [UInt8]) throws(MateoError) -> ErrorBody {
        guard try isJSON(body) else { return ErrorBody() }
        let query = try database.statement(
            """
            SELECT substr(json_extract(?1, '$.code'), 1, 40), substr(json_extract(?1, '$.message'), 1, 200)
            WHERE json_type(?1) = 'object'
            """)
        query.bind(1, body)
        guard try query.step() else { return ErrorBody() }
        return ErrorBody(code: query.bytes(0).filter(isPlain), message: oneLine(query.bytes(1)))
    }

    /// The jobs in an answer: an array of jobs, or one. Nil when it is anything else: what is no job proves nothing, least
    /// of all that there is none.
    func jobs(in body: [UInt8]) throws(MateoError) -> [JobReport]? {
        guard try isJSON(body), try holdsObjects(body) else { return nil }
        let query = try database.statement(
            """
            SELECT iif(json_type(value, '$.id') = 'text', json_extract(value, '$.id'), ''),
                json_extract(value, '$.reference_id'),
                value -> '$.success_count', value -> '$.failed_count',
                json_extract(value, '$.failed_url'), json_type(value, '$.failed') IS 'array', key,
                json_type(value, '$.reference_id') IS 'text', json_type(value, '$.failed_url') IS 'text',
                value -> '$.total_count',
                substr(json_extract(value, '$.total_count', '$.success_count', '$.failed_count', '$.updated_at'), 1, 200),
                json_type(value, '$.reference_id') IS NULL
            FROM json_each(CASE json_type(?1) WHEN 'array' THEN ?1 ELSE json_array(json(?1)) END)
            """)
        query.bind(1, body)
        var jobs: [JobReport] = []
        while try query.step() {
            let id = query.bytes(0)
            // It goes into addresses, so it is what an identifier can be or it is no job of ours.
            guard !id.isEmpty, id.count <= 64, id.allSatisfy(Identifier.allows) else { return nil }
            jobs.append(
                JobReport(
                    id: String(decoding: id, as: UTF8.self),
                    reference: query.flag(7) ? query.text(1) : nil,
                    hidesReference: query.flag(11),
                    counts: JobCounts(
                        succeeded: query.bytes(2), failed: query.bytes(3), total: query.bytes(9)),
                    listURL: query.flag(8) ? query.text(4) : nil, hasList: query.flag(5),
                    told: query.bytes(10), position: query.key(6)))
        }
        return jobs
    }

    /// Whether a text is an object or an array of nothing else.
    private func holdsObjects(_ json: [UInt8]) throws(MateoError) -> Bool {
        let query = try database.statement(
            """
            SELECT 1 FROM json_each(CASE json_type(?1) WHEN 'array' THEN ?1 ELSE json_array(json(?1)) END)
            WHERE type <> 'object' LIMIT 1
            """)
        query.bind(1, json)
        return try !query.step()
    }

    /// The list of failed records of a job in an answer, as a JSON array.
    func list(in body: [UInt8], of job: JobReport) throws(MateoError) -> [UInt8]? {
        let query = try database.statement(
            """
            SELECT json_extract(value, '$.failed')
            FROM json_each(CASE json_type(?1) WHEN 'array' THEN ?1 WHEN 'object' THEN json_array(json(?1)) ELSE '[]' END)
            WHERE key = ?2 AND type = 'object'
            """)
        query.bind(1, body)
        query.bind(2, job.position)
        return try query.step() ? query.largeBytes(0) : nil
    }

    /// A list of failed records that was fetched from its address, as a JSON array. Its form is not documented
    /// (hellomateo: U-5): an array, an object with `failed`, one object a line, or CSV.
    ///
    /// - Returns: nil when it is none of these.
    func list(inFile body: [UInt8], _ type: RecordType) throws(MateoError) -> [UInt8]? {
        if try isJSON(body) {
            let query = try database.statement(
                """
                SELECT CASE
                    WHEN json_type(?1) = 'array' THEN ?1
                    WHEN json_type(?1, '$.failed') = 'array' THEN json_extract(?1, '$.failed')
                    WHEN json_type(?1) = 'object' THEN json_array(json(?1)) END
                """)
            query.bind(1, body)
            guard try query.step() else { return nil }
            let list = try query.largeBytes(0)
            return list.isEmpty ? nil : list
        }
        guard !body.isEmpty, UTF8Check.firstFault(in: body.span) == nil, !body.contains(0) else { return nil }
        let isJSONLines = body.first { $0 > 32 } == UInt8(ascii: "{")
        return isJSONLines ? try jsonLines(body) : FailedCSV.list(body, type)
    }

    private func jsonLines(_ body: [UInt8]) throws(MateoError) -> [UInt8]? {
        var list: [UInt8] = [UInt8(ascii: "[")]
        for line in body.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            guard try isJSON(Array(line)) else { return nil }
            if list.count > 1 { list.append(UInt8(ascii: ",")) }
            list += line
        }
        list.append(UInt8(ascii: "]"))
        return list
    }

    /// Whether a text is valid UTF-8 and JSON that SQLite can walk.
    func isJSON(_ body: [UInt8]) throws(MateoError) -> Bool {
        guard !body.isEmpty, UTF8Check.firstFault(in: body.span) == nil, !body.contains(0) else {
            return false
        }
        let query = try database.statement("SELECT json_valid(?1)")
        query.bind(1, body)
        return try query.step() && query.flag(0)
    }

    private func isPlain(_ byte: UInt8) -> Bool {
        byte > 32 && byte < 127
    }

    private func oneLine(_ text: [UInt8]) -> String {
        String(decoding: text.map { $0 < 32 || $0 == 127 ? 32 : $0 }, as: UTF8.self)
    }
}
