extension Service {
    /// Handles `POST /import`.
    func post(_ call: Call, _ body: Result<ImportBody, ServiceError>) -> Answer {
        let fault = plan.nextPost()
        if fault != nil { statistics.faults += 1 }
        if let fault, fault.rollsBack { return answer(of: fault, to: call) }
        var isStored = false
        var answer = answering {
            let answer = try take(call, body, fault: fault)
            isStored = true
            return answer
        }
        if answer.status != 429 { answer.add(limits.reading(at: call.arrival)) }
        guard let fault, isStored else { return answer }
        return spoiled(answer, by: fault)
    }

    /// Handles `GET /import`.
    func poll(_ call: Call) -> Answer {
        let fault = plan.nextPoll()
        if fault != nil { statistics.faults += 1 }
        if let fault, fault.rollsBack { return answer(of: fault, to: call) }
        var answer = answering { try ResourceReader(database: database).answer(call, importResource) }
        answer.add(limits.reading(at: call.arrival))
        guard let fault else { return answer }
        return spoiled(answer, by: fault)
    }

    private func take(
        _ call: Call, _ body: Result<ImportBody, ServiceError>, fault: Sandbox.Fault?
    ) throws -> Answer {
        guard !call.isTooLarge else { return Answer(status: 413, page: "Request Entity Too Large") }
        if let type = call.contentType, !type.lowercased().hasPrefix("application/json") {
            throw ServiceError(status: 415, code: "PGRST107", message: "Content-Type not acceptable: \(type)")
        }
        let body = try body.get()
        let select = QueryItem.list(call.query).first { $0.name == "select" }?.value
        let columns = try Query.columns(select ?? "*", of: importResource)
        if settings.statementTimeoutRecords > 0, body.count > settings.statementTimeoutRecords {
            throw Self.statementTimeout
        }
        do {
            try limits.check(entities: body.count, at: call.arrival)
        } catch {
            statistics.rejectedEntities += 1
            throw error
        }
        if let reference = body.referenceID, settings.referenceId == .accept, try isKnown(reference) {
            statistics.repeatedReferenceIDs += 1
        }
        let number = try imports.add(
            body, bytes: call.body, keepsReferenceID: settings.referenceId == .accept, fault: fault,
            at: Clock.now)
        limits.add(entities: body.count, at: call.arrival)
        statistics.acceptedRows += body.count
        if fault != .never { schedule(number) }
        let wantsRow = select != nil || call.prefer?.contains("return=representation") == true
        guard wantsRow else { return Answer(status: 201) }
        return Answer(status: 201, json: try representation(of: number, columns))
    }

    private func isKnown(_ reference: String) throws(DatabaseError) -> Bool {
        let statement = try database.prepare("SELECT 1 FROM import WHERE reference_id = ?1")
        statement.bind(1, reference)
        return try statement.step()
    }

    private func representation(of number: Int64, _ columns: [Resource.Column]) throws(DatabaseError)
        -> [UInt8]
    {
        let row = try ResourceReader(database: database).row(number, columns, of: importResource)
        return settings.answer == .array ? ResourceReader.array([row]) : row
    }

    private static var statementTimeout: ServiceError {
        ServiceError(status: 500, code: "57014", message: "canceling statement due to statement timeout")
    }

    /// Returns the answer to a request that had no effect because of a fault.
    private func answer(of fault: Sandbox.Fault, to call: Call) -> Answer {
        switch fault {
        case .statementTimeout: return Answer(Self.statementTimeout)
        case .tooMany: return Answer(status: 429, page: "Too Many Requests")
        case .redirect:
            var answer = Answer(status: 307)
            let query = call.query.isEmpty ? "" : "?\(call.query)"
            answer.headers.append(("Location", otherOrigin + call.path + query))
            return answer
        default: return Answer(status: 502, page: "Bad Gateway")
        }
    }

    /// Applies a fault to an answer.
    private func spoiled(_ answer: Answer, by fault: Sandbox.Fault) -> Answer {
        var answer = answer
        switch fault {
        case .lost: answer.delivery = .dropped
        case .gateway504: answer = Answer(status: 504, page: "Gateway Time-out")
        case .html502Committed: answer = Answer(status: 502, page: "Bad Gateway")
        case .truncated: answer.body.removeLast((answer.body.count + 1) / 2)
        case .empty: answer.body = []
        case .slow: answer.delivery = .delayed(milliseconds: settings.slowMs)
        default: break
        }
        return answer
    }

    /// Answers at the other origin with the files of failed rows. It refuses requests with a key.
    func otherOrigin(_ call: Call) -> Answer {
        guard call.authorization == nil else {
            statistics.keyLeaks += 1
            return Answer(status: 400, page: "Bad Request: Authorization is not for this host")
        }
        let prefix = "/files/"
        let suffix = ".json"
        guard call.path.hasPrefix(prefix), call.path.hasSuffix(suffix) else {
            return Answer(status: 404, page: "Not Found")
        }
        let id = String(call.path.dropFirst(prefix.count).dropLast(suffix.count))
        return answering {
            guard let failures = try imports.failures(id: id) else {
                return Answer(status: 404, page: "Not Found")
            }
            statistics.fileDownloads += 1
            return Answer(status: 200, json: failures)
        }
    }
}
