import CMateo
import Mateo
import MateoEngine
import Testing

/// The enums have their numbers from nowhere but their raw values: these are the header's.
@Suite struct HeaderNumbersTests {
    @Test("States have the numbers of mateo_state") func states() {
        #expect(
            RunState.allCases.map(\.rawValue) == [
                MATEO_STATE_FILLING, MATEO_STATE_RUNNING, MATEO_STATE_FINISHED, MATEO_STATE_PAUSED,
                MATEO_STATE_STOPPED, MATEO_STATE_INTERRUPTED, MATEO_STATE_UNKNOWN,
            ])
    }

    @Test("Types of records have the numbers of mateo_type") func types() {
        #expect(
            RecordType.allCases.map(\.rawValue) == [
                MATEO_TYPE_CONTACTS, MATEO_TYPE_DEALS, MATEO_TYPE_APPOINTMENTS,
            ])
    }

    @Test("Choices have the numbers of mateo_empty_cells and mateo_on_unknown") func choices() {
        #expect(
            EmptyCells.allCases.map(\.rawValue) == [
                MATEO_EMPTY_CELLS_OMIT, MATEO_EMPTY_CELLS_NULL, MATEO_EMPTY_CELLS_TEXT,
            ])
        #expect(
            OnUnknown.allCases.map(\.rawValue) == [
                MATEO_ON_UNKNOWN_BY_TYPE, MATEO_ON_UNKNOWN_RESEND, MATEO_ON_UNKNOWN_STOP,
            ])
    }

    @Test("States of batches and reasons for pauses have the numbers of the header") func timeline() {
        #expect(
            SentBatchState.allCases.map(\.rawValue) == [
                MATEO_BATCH_OPEN, MATEO_BATCH_SETTLED, MATEO_BATCH_UNKNOWN, MATEO_BATCH_TURNED_AWAY,
                MATEO_BATCH_DIVIDED,
            ])
        #expect(
            PauseReason.allCases.map { Int32($0.rawValue) } == [
                MATEO_PAUSE_LIMIT, MATEO_PAUSE_QUOTA, MATEO_PAUSE_UNREACHABLE,
            ])
    }

    @Test("Levels of the log have the numbers of mateo_log_level") func levels() {
        #expect(LogLevel.info.rawValue == MATEO_LOG_INFO)
        #expect(LogLevel.warning.rawValue == MATEO_LOG_WARNING)
    }
}
