// Plan
//
// A plan says beforehand how the records of an import will be sent: in how many batches and requests, what the quota
// still allows, and when each day's sending starts and ends. It knows what of the limits was used by all who share the
// journal, and not what other imports will use. A plan never changes; make another one to know more.

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

/// Plans the records of an import that were added and not sent yet. Nothing is sent.
///
/// - Parameter import: the import, sealed or not.
/// - Parameter out_plan: receives the plan, owned by the caller; end it with mateo_plan_free.
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

/// Returns the plan as it was when an import was sealed. It can be compared with what the import took.
///
/// - Parameter import: the import.
/// - Parameter out_plan: receives the plan, owned by the caller; end it with mateo_plan_free. Receives NULL when the import
///   is not sealed, and when an earlier version of the library sealed it.
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

/// Returns how many records are still to be sent.
///
/// - Parameter plan: the plan.
/// - Returns: the number.
///
/// Since: 0.1.0
@c(mateo_plan_records)
public func planRecords(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.records ?? 0
}

/// Returns how many rows are held: a check found something wrong with them, or they have a handle of an earlier record.
///
/// - Parameter plan: the plan.
/// - Returns: the number.
///
/// Since: 0.1.0
@c(mateo_plan_held)
public func planHeld(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.held ?? 0
}

/// Returns how many rows are superseded: a later record has the same identity.
///
/// - Parameter plan: the plan.
/// - Returns: the number.
///
/// Since: 0.1.0
@c(mateo_plan_superseded)
public func planSuperseded(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.superseded ?? 0
}

/// Returns how many of the records to be sent are changed: one of their external_id was sent before, or they have none.
/// The others are new.
///
/// - Parameter plan: the plan.
/// - Returns: the number; 0 unless mateo_import_set_only_changed was called and the import is not sealed.
///
/// Since: 0.1.0
@c(mateo_plan_changed)
public func planChanged(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.changed ?? 0
}

/// Returns how many rows are unchanged and not sent; see mateo_import_set_only_changed.
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

/// Returns how many requests that takes; those that follow jobs are counted as many as can be needed.
///
/// - Parameter plan: the plan.
/// - Returns: the number.
///
/// Since: 0.1.0
@c(mateo_plan_requests)
public func planRequests(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.requests ?? 0
}

/// Returns how many of these requests ask for the contacts of the records before any is sent; see
/// mateo_import_set_contacts_must_exist.
///
/// - Parameter plan: the plan.
/// - Returns: the number; 0 when they are not asked for.
///
/// Since: 0.1.0
@c(mateo_plan_contact_requests)
public func planContactRequests(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.contactRequests ?? 0
}

/// Returns how many records are sent first. Their outcome is awaited before the others are sent; see
/// mateo_options_set_first_look.
///
/// - Parameter plan: the plan.
/// - Returns: the number; 0 when all are sent without that wait.
///
/// Since: 0.1.0
@c(mateo_plan_first_look)
public func planFirstLook(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan)?.firstLook ?? 0
}

/// Returns how many records the quota allows at the moment.
///
/// - Parameter plan: the plan.
/// - Returns: the number; -1 when there is no limit.
///
/// Since: 0.1.0
@c(mateo_plan_records_left)
public func planRecordsLeft(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan).map { $0.recordsLeft ?? -1 } ?? 0
}

/// Returns how many requests the quota allows at the moment.
///
/// - Parameter plan: the plan.
/// - Returns: the number; -1 when there is no limit.
///
/// Since: 0.1.0
@c(mateo_plan_requests_left)
public func planRequestsLeft(_ plan: UnsafePointer<mateo_plan>?) -> Int64 {
    found(plan).map { $0.requestsLeft ?? -1 } ?? 0
}

/// Returns when the last record is sent. How long the service then works on its job is not known.
///
/// - Parameter plan: the plan.
/// - Returns: the time in milliseconds since 1970; 0 when there is nothing to send.
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

/// Returns when the first batch of a day can be sent: then the import has to be run, again from the second day on.
///
/// - Parameter plan: the plan.
/// - Parameter day: the day, counted from 1.
/// - Returns: the time in milliseconds since 1970; 0 when there is no such day.
///
/// Since: 0.1.0
@c(mateo_plan_day_starts_at)
public func planDayStartsAt(_ plan: UnsafePointer<mateo_plan>?, _ day: Int64) -> Int64 {
    found(plan, day: day)?.startsAt ?? 0
}

/// Returns when the last batch of a day is sent.
///
/// - Parameter plan: the plan.
/// - Parameter day: the day, counted from 1.
/// - Returns: the time in milliseconds since 1970; 0 when there is no such day.
///
/// Since: 0.1.0
@c(mateo_plan_day_finishes_at)
public func planDayFinishesAt(_ plan: UnsafePointer<mateo_plan>?, _ day: Int64) -> Int64 {
    found(plan, day: day)?.finishesAt ?? 0
}

/// Returns how many records are sent on a day.
///
/// - Parameter plan: the plan.
/// - Parameter day: the day, counted from 1.
/// - Returns: the number; 0 when there is no such day.
///
/// Since: 0.1.0
@c(mateo_plan_day_records)
public func planDayRecords(_ plan: UnsafePointer<mateo_plan>?, _ day: Int64) -> Int64 {
    found(plan, day: day)?.records ?? 0
}

/// Returns how many requests a day takes.
///
/// - Parameter plan: the plan.
/// - Parameter day: the day, counted from 1.
/// - Returns: the number; 0 when there is no such day.
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
