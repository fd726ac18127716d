import CMateo
import CSystem
import MateoC

extension Caller {
    /// What can be called: an input chooses by place, so new ones belong at the end.
    static let calls: [@Sendable (Caller) -> Void] = importCalls + walkCalls + recordCalls + optionCalls + tagCalls

    private static let csv = [
        "external_id,email\n1,a@example.com\n", "external_id\n", "1\n2\n", "\"", "external_id;x\r\n1;\"a\r\n",
        "a,b\n",
    ]
    private static let json = [
        #"[{"external_id":"1"},{"external_id":"2"}]"#, #"{"id":7}"#, "[", #"{"a":1}"#, "[]", "\u{0}",
    ]

    private static let importCalls: [@Sendable (Caller) -> Void] = [
        { call in
            call.open(.importing) {
                importOpen(call.handle(.client), Int32(call.input.choice(5)) + 1, call.text(), $0, $1)
            }
        },
        { call in
            let json = call.bytes(json)
            call.attempt { importAddJSON(call.handle(.importing), json.start, json.length, $0) }
        },
        { call in call.attempt { importSeal(call.handle(.importing), $0) } },
        { call in
            let times: [Int64] = [1, 0, 3, -1, .min, .max]
            call.attempt {
                importStep(
                    call.handle(.importing), call.input.choice(of: times), call.slot(of: Int32.self), $0)
            }
        },
        { call in call.attempt { importRun(call.handle(.importing), call.slot(of: Int32.self), $0) } },
        { call in
            let csv = call.bytes(csv)
            call.attempt { importAddCSV(call.handle(.importing), csv.start, csv.length, $0) }
        },
        { call in call.attempt { importEndCSV(call.handle(.importing), $0) } },
        { call in call.attempt { importAddCSVFile(call.handle(.importing), call.path(), $0) } },
        { call in call.attempt { importAddJSONLinesFile(call.handle(.importing), call.path(), $0) } },
        { call in call.attempt { importAddRecord(call.handle(.importing), call.handle(.record), $0) } },
        { call in call.open(.importing) { importResume(call.handle(.client), call.text(), $0, $1) } },
        { importClose($0.handle(.importing)) },
        { importCancel($0.handle(.importing)) },
        { call in call.attempt { importIgnoreFailures(call.handle(.importing), $0) } },
        { call in
            let what = Int32(truncatingIfNeeded: call.input.number())
            call.attempt { importCount(call.handle(.importing), what, call.slot(of: Int64.self), $0) }
        },
        { call in call.attempt { importState(call.handle(.importing), call.slot(of: Int32.self), $0) } },
        { call in call.attempt { importResumeAt(call.handle(.importing), call.slot(of: Int64.self), $0) } },
        { call in call.attempt { importSetListID(call.handle(.importing), call.text(), $0) } },
        { call in call.attempt { importSetListExternalID(call.handle(.importing), call.text(), $0) } },
        { call in
            call.attempt { importAllowReassignment(call.handle(.importing), Int32(call.input.choice(2)), $0) }
        },
        { call in call.attempt { importSetAfter(call.handle(.importing), call.text(), $0) } },
        { call in call.attempt { importSetAgain(call.handle(.importing), Int32(call.input.choice(2)), $0) } },
        { call in call.attempt { importSetOnlyChanged(call.handle(.importing), Int32(call.input.choice(2)), $0) } },
        { call in call.attempt { importSetCheckAccount(call.handle(.importing), Int32(call.input.choice(2)), $0) } },
        { call in
            call.attempt { importSetContactsMustExist(call.handle(.importing), Int32(call.input.choice(2)), $0) }
        },
        { call in call.attempt { importRetry(call.handle(.importing), call.slot(of: Int64.self), $0) } },
        { call in
            call.attempt { importSetEmptyCells(call.handle(.importing), Int32(call.input.choice(5)) - 1, $0) }
        },
        { call in
            call.attempt {
                importSetProgress(call.handle(.importing), { _, total, _, _ in _ = total }, nil, $0)
            }
        },
        { call in call.attempt { clientVerify(call.handle(.client), call.text(), $0) } },
        { call in
            call.attempt { clientForget(call.handle(.client), call.text(), Int32(call.input.choice(2)), $0) }
        },
        { clientClose($0.handle(.client)) },
    ]

    private static let walkCalls: [@Sendable (Caller) -> Void] = [
        { call in call.open(.failures) { importFailures(call.handle(.importing), $0, $1) } },
        { call in call.attempt { failuresNext(call.handle(.failures), call.slot(of: Int32.self), $0) } },
        { call in
            let failures: UnsafeMutablePointer<mateo_failures>? = call.handle(.failures)
            _ = failuresRow(failures)
            call.read(failuresExternalID(failures))
            call.read(failuresCode(failures))
            call.read(failuresMessage(failures))
            call.read(failuresInput(failures))
        },
        { failuresFree($0.handle(.failures)) },
        { call in call.open(.hints) { importHints(call.handle(.importing), $0, $1) } },
        { call in call.attempt { hintsNext(call.handle(.hints), call.slot(of: Int32.self), $0) } },
        { call in
            let hints: UnsafeMutablePointer<mateo_hints>? = call.handle(.hints)
            _ = (hintsFirstRow(hints), hintsLastRow(hints))
            call.read(hintsText(hints))
        },
        { hintsFree($0.handle(.hints)) },
        { call in call.open(.plan) { importPlan(call.handle(.importing), $0, $1) } },
        { call in
            let plan: UnsafeMutablePointer<mateo_plan>? = call.handle(.plan)
            let day = call.input.number()
            _ = (planRecords(plan), planBatches(plan), planRequests(plan), planFinishesAt(plan))
            _ = (planHeld(plan), planSuperseded(plan))
            _ = (
                planFirstLook(plan), planRecordsLeft(plan), planRequestsLeft(plan), planDays(plan),
                planDayStartsAt(plan, day), planContactRequests(plan)
            )
            _ = (planDayFinishesAt(plan, day), planDayRecords(plan, day), planDayRequests(plan, day))
        },
        { planFree($0.handle(.plan)) },
        { call in call.open(.imports) { clientImports(call.handle(.client), $0, $1) } },
        { call in call.attempt { importsNext(call.handle(.imports), call.slot(of: Int32.self), $0) } },
        { call in
            let imports: UnsafeMutablePointer<mateo_imports>? = call.handle(.imports)
            call.read(importsName(imports))
            _ = (importsType(imports), importsState(imports), importsResumeAt(imports))
            _ = importsCreatedAt(imports)
            _ = importsCount(imports, Int32(truncatingIfNeeded: call.input.number()))
        },
        { importsFree($0.handle(.imports)) },
        { call in
            let after = call.input.number()
            call.attempt {
                let (first, last) = (call.slot(of: Int64.self), call.slot(of: Int64.self))
                return importUnknownRows(call.handle(.importing), after, first, last, $0)
            }
        },
        { $0.look(at: $0.handle(.error)) },
        { errorFree($0.handle(.error)) },
        { call in call.open(.plan, mayBeNone: true) { importFirstPlan(call.handle(.importing), $0, $1) } },
        { call in call.open(.batches) { importBatches(call.handle(.importing), $0, $1) } },
        { call in call.attempt { batchesNext(call.handle(.batches), call.slot(of: Int32.self), $0) } },
        { call in
            let batches: UnsafeMutablePointer<mateo_batches>? = call.handle(.batches)
            _ = (batchesFirstRow(batches), batchesLastRow(batches), batchesState(batches), batchesRecords(batches))
            _ = (batchesSucceeded(batches), batchesFailed(batches), batchesAttempts(batches))
            _ = (batchesSentAt(batches), batchesAnswerTime(batches), batchesSettledAt(batches))
        },
        { batchesFree($0.handle(.batches)) },
        { call in call.open(.pauses) { importPauses(call.handle(.importing), $0, $1) } },
        { call in call.attempt { pausesNext(call.handle(.pauses), call.slot(of: Int32.self), $0) } },
        { call in
            let pauses: UnsafeMutablePointer<mateo_pauses>? = call.handle(.pauses)
            _ = (pausesReason(pauses), pausesSince(pauses), pausesUntil(pauses), pausesTimes(pauses))
        },
        { pausesFree($0.handle(.pauses)) },
    ]

    private static let recordCalls: [@Sendable (Caller) -> Void] = [
        { call in call.open(.record) { recordNew($0, $1) } },
        { call in call.attempt { recordSetText(call.handle(.record), call.text(), call.text(), $0) } },
        { call in
            let numbers = [0, -0.0, 1.5, 1e300, 2e-300, .infinity, .nan, -1e15]
            call.attempt {
                recordSetNumber(call.handle(.record), call.text(), call.input.choice(of: numbers), $0)
            }
        },
        { call in
            call.attempt { recordSetInteger(call.handle(.record), call.text(), call.input.number(), $0) }
        },
        { call in call.attempt { recordSetBoolean(call.handle(.record), call.text(), 2, $0) } },
        { call in call.attempt { recordSetNull(call.handle(.record), call.text(), $0) } },
        { call in call.attempt { recordSetList(call.handle(.record), call.text(), $0) } },
        { call in call.attempt { recordAppendText(call.handle(.record), call.text(), call.text(), $0) } },
        { recordClear($0.handle(.record)) },
        { recordFree($0.handle(.record)) },
    ]

    private static let tagCalls: [@Sendable (Caller) -> Void] = [
        { call in
            call.attempt { importSetTag(call.handle(.importing), call.input.number(), call.text(), $0) }
        },
        { call in call.attempt { recordSetTag(call.handle(.record), call.text(), $0) } },
        { $0.read(failuresTag($0.handle(.failures))) },
    ]
}
