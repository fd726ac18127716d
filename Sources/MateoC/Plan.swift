// Plan
//
// A plan shows how the records of an import will be sent: the batches and requests, the remaining quota, and the start
// and end of each sending day. It includes the quota that all users of the journal have used, but not what other
// imports will use. A plan never changes. Make another one for newer numbers.

public import CMateo
import MateoCore
import MateoEngine

@inline(never)
private func found(_ plan: UnsafePointer<mateo_plan>?) -> Plan? {
    Handles.find(UnsafeMutableRawPointer(mutating: plan), .plan, as: PlanObject.self)?.plan
}

@inline(never)
private func found(_ plan: UnsafePointer<mateo_plan>?, day: Int64) -> Plan.Day? {
    guard let days = found(plan)?.days, day >= 1, day <= Int64(days.count) else { return nil }
    return days[Int(day) - 1]
}

/// Plans the records of an import that are not sent yet. Sends nothing.
///
/// - Parameter import: the import, sealed or not.
/// - Parameter out_plan: receives the plan, owned by the caller; free it with mateo_plan_free.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_plan)
public func importPlan(
    _ import: UnsafeMutablePointer<mateo_import>?,
    _ out_plan: UnsafeMutablePointer<UnsafeMutablePointer<mateo_plan>?>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try give(PlanObject(found.live.plan()), .plan, to: out_plan, "out_plan")
    }
}

/// Returns the plan of an import at the time of its seal, to compare it with the actual numbers.
///
/// - Parameter import: the import.
/// - Parameter out_plan: receives the plan, owned by the caller; free it with mateo_plan_free. Receives NULL if the
///   import is not sealed, or if an earlier version of the library sealed it.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_first_plan)
public func importFirstPlan(
    _ import: UnsafeMutablePointer<mateo_import>?,
    _ out_plan: UnsafeMutablePointer<UnsafeMutablePointer<mateo_plan>?>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        guard let plan = try found.live.firstPlan() else {
            let out_plan = try place(out_plan, "out_plan")
            out_plan.pointee = nil
            return
        }
        try give(PlanObject(plan), .plan, to: out_plan, "out_plan")
    }
}

/// Returns the number of records to send.
///
/// - Parameter plan: the plan.
/// - Returns: the number.
///
/// Since: 0.1.0
@c(mateo_plan_records)
public func planRecords(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.records ?? 0
}

/// Returns the number of held rows: a check found a fault, or an earlier record has their contact handle. Before the
/// seal, the shared contact handles are already counted.
///
/// - Parameter plan: the plan.
/// - Returns: the number.
///
/// Since: 0.1.0
@c(mateo_plan_held)
public func planHeld(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.held ?? 0
}

/// Returns the number of superseded rows: a later record has the same identity.
///
/// - Parameter plan: the plan.
/// - Returns: the number.
///
/// Since: 0.1.0
@c(mateo_plan_superseded)
public func planSuperseded(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.superseded ?? 0
}

/// Returns the number of changed records to send: one with their external_id was sent before, or they have no
/// external_id. The other records to send are new.
///
/// - Parameter plan: the plan.
/// - Returns: the number; 0 after the seal, and without mateo_import_set_only_changed.
///
/// Since: 0.1.0
@c(mateo_plan_changed)
public func planChanged(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.changed ?? 0
}

/// Returns the number of unchanged rows, which are not sent; see mateo_import_set_only_changed.
///
/// - Parameter plan: the plan.
/// - Returns: the number.
///
/// Since: 0.1.0
@c(mateo_plan_unchanged)
public func planUnchanged(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.unchanged ?? 0
}

/// Returns the number of batches.
///
/// - Parameter plan: the plan.
/// - Returns: the number.
///
/// Since: 0.1.0
@c(mateo_plan_batches)
public func planBatches(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.batches ?? 0
}

/// Returns the largest number of requests that the import can need, polls included.
///
/// - Parameter plan: the plan.
/// - Returns: the number.
///
/// Since: 0.1.0
@c(mateo_plan_requests)
public func planRequests(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.requests ?? 0
}

/// Returns the number of these requests that look up contacts before records are sent; see
/// mateo_import_set_contacts_must_exist.
///
/// - Parameter plan: the plan.
/// - Returns: the number; 0 if contacts are not looked up.
///
/// Since: 0.1.0
@c(mateo_plan_contact_requests)
public func planContactRequests(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.contactRequests ?? 0
}

/// Returns the number of records in the first batch, if the others wait for its outcome; see
/// mateo_options_set_first_look.
///
/// - Parameter plan: the plan.
/// - Returns: the number; 0 if no batch waits.
///
/// Since: 0.1.0
@c(mateo_plan_first_look)
public func planFirstLook(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.firstLook ?? 0
}

/// Returns the number of records that the quota allows now.
///
/// - Parameter plan: the plan.
/// - Returns: the number; -1 if there is no limit.
///
/// Since: 0.1.0
@c(mateo_plan_records_left)
public func planRecordsLeft(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan).map { $0.recordsLeft ?? -1 } ?? 0
}

/// Returns the number of requests that the quota allows now.
///
/// - Parameter plan: the plan.
/// - Returns: the number; -1 if there is no limit.
///
/// Since: 0.1.0
@c(mateo_plan_requests_left)
public func planRequestsLeft(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan).map { $0.requestsLeft ?? -1 } ?? 0
}

/// Returns the time at which the last record is sent. The time that the service then needs for its job is unknown.
///
/// - Parameter plan: the plan.
/// - Returns: the time in milliseconds since 1970; 0 if there is nothing to send.
///
/// Since: 0.1.0
@c(mateo_plan_finishes_at)
public func planFinishesAt(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.finishesAt ?? 0
}

/// Returns the number of sending days. A day ends where the quota forces a pause.
///
/// - Parameter plan: the plan.
/// - Returns: the number.
///
/// Since: 0.1.0
@c(mateo_plan_days)
public func planDays(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    Int64(found(plan)?.days.count ?? 0)
}

/// Returns the time at which the first batch of a day can be sent. From the second day on, run the import again at this
/// time.
///
/// - Parameter plan: the plan.
/// - Parameter day: the day, counted from 1.
/// - Returns: the time in milliseconds since 1970; 0 if there is no such day.
///
/// Since: 0.1.0
@c(mateo_plan_day_starts_at)
public func planDayStartsAt(_ plan: UnsafePointer<mateo_plan>?, _ day: Int64) -> Int64 {
    found(plan, day: day)?.startsAt ?? 0
}

/// Returns the time at which the last batch of a day is sent.
///
/// - Parameter plan: the plan.
/// - Parameter day: the day, counted from 1.
/// - Returns: the time in milliseconds since 1970; 0 if there is no such day.
///
/// Since: 0.1.0
@c(mateo_plan_day_finishes_at)
public func planDayFinishesAt(_ plan: UnsafePointer<mateo_plan>?, _ day: Int64) -> Int64 {
    found(plan, day: day)?.finishesAt ?? 0
}

/// Returns the number of records sent on a day.
///
/// - Parameter plan: the plan.
/// - Parameter day: the day, counted from 1.
/// - Returns: the number; 0 if there is no such day.
///
/// Since: 0.1.0
@c(mateo_plan_day_records)
public func planDayRecords(_ plan: UnsafePointer<mateo_plan>?, _ day: Int64) -> Int64 {
    found(plan, day: day)?.records ?? 0
}

/// Returns the number of requests of a day.
///
/// - Parameter plan: the plan.
/// - Parameter day: the day, counted from 1.
/// - Returns: the number; 0 if there is no such day.
///
/// Since: 0.1.0
@c(mateo_plan_day_requests)
public func planDayRequests(_ plan: UnsafePointer<mateo_plan>?, _ day: Int64) -> Int64 {
    found(plan, day: day)?.requests ?? 0
}

/// Frees a plan.
///
/// - Parameter plan: the plan, consumed; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_plan_free)
public func planFree(_ plan: UnsafeMutablePointer<mateo_plan>?) {
    Handles.close(UnsafeMutableRawPointer(plan), .plan, as: PlanObject.self)
}
