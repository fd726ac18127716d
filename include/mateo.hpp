/// libmateo for C++17: the C interface of <mateo.h> as classes that own what they hold.
///
/// Header only, for gcc and clang. Link with libmateo as in C. <mateo.h> is the manual of what each call does: the
/// member functions have the names of the C functions without their prefix. Some functions create an object, and have
/// names of their own: Client::open (mateo_client_open), Client::open_import and Client::resume_import
/// (mateo_import_open, mateo_import_resume), and Record::make (mateo_record_new). This header says what C++ adds.
///
///     mateo::Options options;
///     options.api_key = key;
///     options.journal_path = "mateo.db";
///     auto client = mateo::Client::open(options);
///     auto import = client.open_import(mateo::Type::contacts, "contacts.csv");
///     import.add_csv_file("contacts.csv");
///     import.seal();
///     import.run();
///     for (const mateo::Failure &failure : import.failures()) std::cout << failure.row.value_or(0) << failure.reason;
///
/// Records that the program builds itself, in place of the file above:
///
///     auto record = mateo::Record::make();
///     for (const Customer &customer : customers) {
///         record.clear();
///         record.set_text("external_id", customer.number);
///         record.set_text("full_name", customer.name);
///         import.add_record(record);
///     }
///
/// Errors. The classes of namespace mateo throw a mateo::Error. Those of namespace mateo::checked have the same
/// members, and return a mateo::Result, which holds either the value or the error. A program may use both. Without
/// exceptions (-fno-exceptions) there is mateo::checked only. Below, Outcome<T> is T in the one and Result<T> in the
/// other. Whatever else throws is from the standard library, such as std::bad_alloc.
///
/// Ownership. Client, Import, Record and the cursors own a C handle and close it when they are destroyed, in any order.
/// They can be moved, not copied. Calls of one that was moved from or closed fail with Status::argument or
/// Status::handle. Options, Plan, Failure and the like are plain values without a handle.
///
/// Texts. A std::string_view need not end with a NUL: the library gets a copy that does. A text or a path with a NUL in
/// it is refused with Status::encoding, and never cut. Texts that the library returns are copies.
///
/// Threads. As in C: threads may share a client, and Import::cancel and Import::close may be called from any thread at
/// any time. Everything else belongs to one thread at a time.
///
/// Callbacks. An exception may leave a callback. It does not pass through C: it comes out of the call of the library in
/// which the callback was called, when that call has done its work. Import::run and Import::step cancel the import
/// first, so that it comes soon. Nothing is lost, and the import can be run again. An exception of a log callback that
/// is called while an object is destroyed or closed is dropped.
///
/// SPDX-License-Identifier: Apache-2.0
#ifndef MATEO_HPP
#define MATEO_HPP

#include <mateo.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace mateo {

/// A point in time, in milliseconds since 1970, UTC. It can be compared with std::chrono::system_clock::now().
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;
/// A point in time on the clock that is never set, CLOCK_MONOTONIC.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::milliseconds>;

// ---- The numbers of <mateo/types.h>, where they are described. A later library may return others. ----

enum class Status : mateo_status {
    ok = MATEO_OK,
    argument = MATEO_ERROR_ARGUMENT,
    handle = MATEO_ERROR_HANDLE,
    state = MATEO_ERROR_STATE,
    not_found = MATEO_ERROR_NOT_FOUND,
    other_account = MATEO_ERROR_OTHER_ACCOUNT,
    file = MATEO_ERROR_FILE,
    csv = MATEO_ERROR_CSV,
    json = MATEO_ERROR_JSON,
    encoding = MATEO_ERROR_ENCODING,
    record = MATEO_ERROR_RECORD,
    limit = MATEO_ERROR_LIMIT,
    memory = MATEO_ERROR_MEMORY,
    journal = MATEO_ERROR_JOURNAL,
    journal_foreign = MATEO_ERROR_JOURNAL_FOREIGN,
    journal_newer = MATEO_ERROR_JOURNAL_NEWER,
    journal_read_only = MATEO_ERROR_JOURNAL_READ_ONLY,
    journal_full = MATEO_ERROR_JOURNAL_FULL,
    journal_busy = MATEO_ERROR_JOURNAL_BUSY,
    journal_corrupt = MATEO_ERROR_JOURNAL_CORRUPT,
    books = MATEO_ERROR_BOOKS,
    journal_forked = MATEO_ERROR_JOURNAL_FORKED,
    unauthorized = MATEO_ERROR_UNAUTHORIZED,
    refused = MATEO_ERROR_REFUSED,
    unreachable = MATEO_ERROR_UNREACHABLE,
    deadline = MATEO_ERROR_DEADLINE,
    failing = MATEO_ERROR_FAILING,
    predecessor = MATEO_ERROR_PREDECESSOR,
};

enum class Type : mateo_type {
    contacts = MATEO_TYPE_CONTACTS,
    deals = MATEO_TYPE_DEALS,
    appointments = MATEO_TYPE_APPOINTMENTS,
};

enum class State : mateo_state {
    filling = MATEO_STATE_FILLING,
    running = MATEO_STATE_RUNNING,
    finished = MATEO_STATE_FINISHED,
    paused = MATEO_STATE_PAUSED,
    stopped = MATEO_STATE_STOPPED,
    interrupted = MATEO_STATE_INTERRUPTED,
    unknown = MATEO_STATE_UNKNOWN,
};

enum class Count : mateo_count {
    total = MATEO_COUNT_TOTAL,
    pending = MATEO_COUNT_PENDING,
    in_flight = MATEO_COUNT_IN_FLIGHT,
    succeeded = MATEO_COUNT_SUCCEEDED,
    failed = MATEO_COUNT_FAILED,
    held = MATEO_COUNT_HELD,
    superseded = MATEO_COUNT_SUPERSEDED,
    unchanged = MATEO_COUNT_UNCHANGED,
    unknown = MATEO_COUNT_UNKNOWN,
    jobs = MATEO_COUNT_JOBS,
    posts = MATEO_COUNT_POSTS,
    polls = MATEO_COUNT_POLLS,
    other_requests = MATEO_COUNT_OTHER_REQUESTS,
};

enum class FailureKind : mateo_failure_kind {
    failed = MATEO_FAILURE_FAILED,
    held = MATEO_FAILURE_HELD,
    superseded = MATEO_FAILURE_SUPERSEDED,
    unknown = MATEO_FAILURE_UNKNOWN,
};

/// Which rows a cursor over failures lists; several are joined with |.
enum class States : mateo_states {
    failed = MATEO_STATES_FAILED,
    held = MATEO_STATES_HELD,
    superseded = MATEO_STATES_SUPERSEDED,
    unknown = MATEO_STATES_UNKNOWN,
};

constexpr States operator|(States one, States other) {
    return static_cast<States>(static_cast<mateo_states>(one) | static_cast<mateo_states>(other));
}

enum class BatchState : mateo_batch_state {
    open = MATEO_BATCH_OPEN,
    settled = MATEO_BATCH_SETTLED,
    unknown = MATEO_BATCH_UNKNOWN,
    turned_away = MATEO_BATCH_TURNED_AWAY,
    divided = MATEO_BATCH_DIVIDED,
};

enum class PauseReason : mateo_pause_reason {
    limit = MATEO_PAUSE_LIMIT,
    quota = MATEO_PAUSE_QUOTA,
    unreachable = MATEO_PAUSE_UNREACHABLE,
};

enum class EmptyCells : mateo_empty_cells {
    omit = MATEO_EMPTY_CELLS_OMIT,
    null = MATEO_EMPTY_CELLS_NULL,
    text = MATEO_EMPTY_CELLS_TEXT,
};

enum class SharedHandles : mateo_shared_handles {
    hold = MATEO_SHARED_HANDLES_HOLD,
    send = MATEO_SHARED_HANDLES_SEND,
};

enum class OnUnknown : mateo_on_unknown {
    by_type = MATEO_ON_UNKNOWN_BY_TYPE,
    resend = MATEO_ON_UNKNOWN_RESEND,
    stop = MATEO_ON_UNKNOWN_STOP,
};

enum class LogLevel : mateo_log_level {
    info = MATEO_LOG_INFO,
    warning = MATEO_LOG_WARNING,
};

/// Returns the version of the library, as major.minor.patch.
inline std::string_view version() { return mateo_version(); }
/// Returns the name of a status, such as MATEO_ERROR_ARGUMENT; the word for a type, a state or a count that the command
/// uses, such as in_flight.
inline std::string_view name(Status status) { return mateo_status_name(static_cast<mateo_status>(status)); }
inline std::string_view name(Type type) { return mateo_type_name(static_cast<mateo_type>(type)); }
inline std::string_view name(State state) { return mateo_state_name(static_cast<mateo_state>(state)); }
inline std::string_view name(Count count) { return mateo_count_name(static_cast<mateo_count>(count)); }

// ---- Errors ----

/// What went wrong. what() says what happened, where, why, and what to do; it holds no key and no content of records.
/// Copies share the C error, so they cannot fail. The texts are borrowed from the error and its copies.
class Error : public std::runtime_error {
public:
    /// Takes the error of a C function, which may be NULL, and its status.
    Error(mateo_status status, mateo_error *owned)
        : runtime_error(owned != nullptr ? mateo_error_message(owned) : mateo_status_name(status)),
          status_(static_cast<Status>(status)), error_(owned, mateo_error_free) {}
    /// Makes an error of this header's own.
    Error(Status status, const std::string &message) : runtime_error(message), status_(status) {}

    Status status() const noexcept { return status_; }
    /// Returns whether the same call may succeed later without anything being changed.
    bool is_retryable() const noexcept { return mateo_error_is_retryable(error_.get()) != 0; }
    /// Returns the row of the record, counted from 1, if the error is about one.
    std::optional<std::int64_t> row() const noexcept { return unless_zero(mateo_error_row(error_.get())); }
    /// Returns the HTTP status of the service's answer, if it was the reason.
    std::optional<std::int32_t> http_status() const noexcept {
        return unless_zero(mateo_error_http_status(error_.get()));
    }
    /// Returns the service's code and its words, and what was found in the input; empty for none. The last two may be
    /// personal data: do not write them to a log.
    std::string_view service_code() const noexcept { return mateo_error_service_code(error_.get()); }
    std::string_view service_message() const noexcept { return mateo_error_service_message(error_.get()); }
    std::string_view excerpt() const noexcept { return mateo_error_excerpt(error_.get()); }

private:
    template <class Number> static std::optional<Number> unless_zero(Number number) noexcept {
        return number != 0 ? std::optional<Number>(number) : std::nullopt;
    }

    Status status_;
    std::shared_ptr<mateo_error> error_;
};

/// The value of a call that succeeded, or the error of one that failed. value() of a failed one throws the error; if
/// there are no exceptions, it ends the program. Without a check, * and -> have no meaning for a failed one, nor has
/// error() for one that succeeded.
template <class T> class [[nodiscard]] Result {
    using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

public:
    Result(Value value) : held_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

    bool has_value() const noexcept { return held_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    Value &operator*() & noexcept { return *std::get_if<0>(&held_); }
    const Value &operator*() const & noexcept { return *std::get_if<0>(&held_); }
    Value &&operator*() && noexcept { return std::move(*std::get_if<0>(&held_)); }
    Value *operator->() noexcept { return std::get_if<0>(&held_); }
    const Value *operator->() const noexcept { return std::get_if<0>(&held_); }
    const Error &error() const noexcept { return *std::get_if<1>(&held_); }

    const Value &value() const & { return must(), **this; }
    Value &&value() && { return must(), *std::move(*this); }

private:
    void must() const {
        if (has_value()) return;
#ifdef __cpp_exceptions
        throw error();
#else
        std::abort();
#endif
    }

    std::variant<Value, Error> held_;
};

#ifdef __cpp_exceptions
/// The classes with it throw their errors.
struct Throwing {
    template <class T> using Outcome = T;
    template <class T> static T give(Result<T> &&result) {
        if constexpr (std::is_void_v<T>) {
            std::move(result).value();
        } else {
            return std::move(result).value();
        }
    }
};
#endif

/// The classes with it return their errors.
struct Checked {
    template <class T> using Outcome = Result<T>;
    template <class T> static Result<T> give(Result<T> &&result) { return std::move(result); }
};

// ---- Values ----

/// How a client is opened. What is not set has the default of the library; <mateo.h> describes each under the name
/// mateo_options_set_*. A wrong value is an error of Client::open.
struct Options {
    std::optional<std::string> base_url{};
    std::string api_key{};
    std::optional<std::filesystem::path> journal_path{};
    std::optional<OnUnknown> on_unknown{};
    std::optional<bool> first_look{};
    std::optional<SharedHandles> shared_handles{};
    /// Receives the messages of the log. Threads that share a client may call it at the same time. The message is
    /// borrowed for the call.
    std::function<void(LogLevel, std::string_view)> log{};

    std::optional<std::int64_t> batch_records{};
    std::optional<std::int64_t> batch_bytes{};
    std::optional<double> requests_per_second{};
    std::optional<std::int64_t> requests_per_day{};
    std::optional<std::int64_t> entities_per_day{};
    std::optional<std::chrono::milliseconds> quota_window{};
    std::optional<bool> wait_for_quota{};

    std::optional<std::chrono::milliseconds> first_poll{};
    std::optional<std::chrono::milliseconds> longest_poll{};
    std::optional<std::chrono::milliseconds> job_deadline{};
    std::optional<std::chrono::milliseconds> import_deadline{};
    std::optional<std::chrono::milliseconds> connect_timeout{};
    std::optional<std::chrono::milliseconds> request_timeout{};

    std::optional<std::filesystem::path> ca_file{};
    std::optional<std::string> proxy{};
    std::optional<std::string> user_agent{};
};

/// The progress of an import: its records, those that are settled, and those that failed.
struct Progress {
    std::int64_t total, settled, failed;
};

/// Rows that follow each other, counted from 1.
struct Rows {
    std::int64_t first, last;
};

/// All counts of an import, as they were at one moment.
class Counts {
public:
    std::int64_t operator[](Count count) const noexcept {
        const auto at = static_cast<std::size_t>(count);
        return at < counts_.size() ? counts_[at] : -1;
    }
    std::int64_t *data() noexcept { return counts_.data(); }
    std::size_t size() const noexcept { return counts_.size(); }

private:
    std::array<std::int64_t, MATEO_COUNTS> counts_{};
};

/// A row that failed, is held, is superseded, or has an unknown outcome. The texts hold personal data.
struct Failure {
    std::optional<std::int64_t> row{}; ///< Not known if the service does not tell which record it was.
    std::optional<std::int64_t> line{}; ///< The line of its file.
    FailureKind kind{};
    bool is_retryable{};
    std::string external_id{};
    std::string tag{}; ///< What Record::set_tag was given.
    std::string code{};
    std::string message{}; ///< The service's words, or those of the check.
    std::string reason{}; ///< For the person who mends the row; the same for all rows with this fault.
    std::string input{}; ///< The record as a JSON object.
    std::string source{}; ///< The row as its CSV file has it, in UTF-8.
};

/// A remark of the service about a batch. The text holds personal data.
struct Hint {
    Rows rows{};
    std::string text{};
};

/// A batch that was sent.
struct Batch {
    Rows rows{};
    BatchState state{};
    std::int64_t records{}, succeeded{}, failed{}, attempts{};
    std::optional<Time> sent_at{};
    std::optional<std::chrono::milliseconds> answer_time{};
    std::optional<Time> settled_at{};
};

/// A time in which nothing was sent.
struct Pause {
    PauseReason reason{};
    Time since{}, until{};
    std::int64_t times{}; ///< How many pauses were put together.
};

/// An import in a journal, as it was when the cursor reached it.
struct ImportSummary {
    std::string name{};
    Type type{};
    State state{};
    Counts counts{};
    std::optional<Time> resume_at{};
    Time created_at{};
};

/// How the records of an import will be sent.
struct Plan {
    struct Day {
        Time starts_at{}, finishes_at{};
        std::int64_t records{}, requests{};
    };

    std::int64_t records{}, held{}, superseded{}, changed{}, unchanged{};
    std::int64_t batches{}, requests{}, contact_requests{}, first_look{};
    std::optional<std::int64_t> records_left{}, requests_left{}; ///< Not set without a limit.
    std::optional<Time> finishes_at{}; ///< Not set when there is nothing to send.
    std::vector<Day> days{};
};

/// What Client::step did. An import whose run has ended is told by its handle, see Import::handle. If its run failed,
/// there is an error, and the state is not set.
struct ClientStep {
    const mateo_import *ended{};
    std::optional<State> state{};
    std::optional<Error> error{};
};

// ---- How the classes call C ----

namespace detail {

inline Time time(std::int64_t milliseconds) { return Time(std::chrono::milliseconds(milliseconds)); }
inline std::optional<Time> time_unless_zero(std::int64_t milliseconds) {
    return milliseconds != 0 ? std::optional(time(milliseconds)) : std::nullopt;
}
/// Nothing when there is no step to make.
inline std::optional<SteadyTime> steady_time(std::int64_t milliseconds) {
    return milliseconds >= 0 ? std::optional(SteadyTime(std::chrono::milliseconds(milliseconds))) : std::nullopt;
}
template <class Number> std::optional<Number> unless(Number none, Number number) {
    return number != none ? std::optional(number) : std::nullopt;
}

#ifdef __cpp_exceptions
/// A call of the library in this thread. What its callbacks throw comes out of it.
class Call {
public:
    /// import: the one that runs in this call, if one does.
    explicit Call(mateo_import *import = nullptr) noexcept : outer_(innermost), import_(import) { innermost = this; }
    ~Call() { innermost = outer_; }
    Call(const Call &) = delete;
    Call &operator=(const Call &) = delete;

    /// Calls a callback of the program. After an exception, this call of the library calls none.
    template <class Callback> static void guard(mateo_import *import, const Callback &callback) noexcept {
        if (innermost != nullptr && innermost->thrown_) return;
        try {
            callback();
        } catch (...) {
            if (innermost == nullptr) return;
            innermost->thrown_ = std::current_exception();
            mateo_import_cancel(import != nullptr ? import : innermost->import_);
        }
    }

    /// Throws what a callback has thrown.
    void end() {
        if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    }

private:
    static inline thread_local Call *innermost = nullptr;

    Call *outer_;
    mateo_import *import_;
    std::exception_ptr thrown_{};
};
#else
/// Nothing can come out of a callback.
class Call {
public:
    explicit Call(mateo_import * = nullptr) noexcept {}
    template <class Callback> static void guard(mateo_import *, const Callback &callback) { callback(); }
    void end() {}
};
#endif

/// A text on its way into C, which wants a NUL behind it.
class Text {
public:
    explicit Text(std::string_view text) : text_(text) {}
    operator const char *() const noexcept { return text_.c_str(); }

private:
    std::string text_;
};

/// No text.
constexpr const char *none = nullptr;

template <class T> constexpr bool is_text = std::is_convertible_v<const T &, std::string_view> && !std::is_pointer_v<T>;

/// What C takes for an argument: numbers for enumerations, booleans and times, and copies of texts and paths.
template <class T> auto argument(const T &value) {
    if constexpr (is_text<T>) {
        return Text(value);
    } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
        return Text(value.native());
    } else if constexpr (std::is_enum_v<T>) {
        return static_cast<std::underlying_type_t<T>>(value);
    } else if constexpr (std::is_same_v<T, bool>) {
        return static_cast<std::int32_t>(value);
    } else if constexpr (std::is_same_v<T, std::chrono::milliseconds>) {
        return static_cast<std::int64_t>(value.count());
    } else {
        return value;
    }
}

template <class T> bool has_nul([[maybe_unused]] const T &value) {
    if constexpr (is_text<T>) {
        return std::string_view(value).find('\0') != std::string_view::npos;
    } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
        return has_nul(value.native());
    } else {
        return false;
    }
}

/// Calls a C function whose last argument is the error.
template <class Function, class... Arguments>
Result<void> call_in(const Call &, Function function, const Arguments &...arguments) {
    if ((has_nul(arguments) || ...)) {
        return Error(Status::encoding, "a text or a path holds a NUL byte, behind which it would be cut: remove the byte");
    }
    mateo_error *error = nullptr;
    const mateo_status status = function(argument(arguments)..., &error);
    if (status != MATEO_OK) return Error(status, error);
    return std::monostate();
}

template <class Function, class... Arguments> Result<void> call(Function function, const Arguments &...arguments) {
    Call frame;
    Result<void> result = call_in(frame, function, arguments...);
    frame.end();
    return result;
}

/// Calls a C function whose last argument before the error receives a number.
template <class Value, class Function, class... Arguments>
Result<Value> read(Function function, const Arguments &...arguments) {
    decltype(argument(Value())) value{};
    Result<void> result = call(function, arguments..., &value);
    if (!result) return result.error();
    return static_cast<Value>(value);
}

template <class Value, class Function> auto map(Result<Value> result, Function function)
    -> Result<decltype(function(*std::move(result)))> {
    if (!result) return result.error();
    return function(*std::move(result));
}

using LogFunction = std::function<void(LogLevel, std::string_view)>;

inline void on_log(void *context, mateo_log_level level, const char *message) {
    const auto &log = *static_cast<const LogFunction *>(context);
    Call::guard(nullptr, [&] { log(static_cast<LogLevel>(level), message); });
}

struct ProgressCallback {
    mateo_import *import;
    std::function<void(const Progress &)> function;
};

inline void on_progress(void *context, std::int64_t total, std::int64_t settled, std::int64_t failed) {
    const auto &progress = *static_cast<const ProgressCallback *>(context);
    Call::guard(progress.import, [&] { progress.function(Progress{total, settled, failed}); });
}

/// What C calls back. It lives as long as the handles that may call it.
struct Callbacks {
    std::shared_ptr<const LogFunction> log{};
    std::unique_ptr<ProgressCallback> progress{};
};

/// Closes a handle, and forgets its callbacks after that.
template <auto close> struct Closer {
    std::shared_ptr<Callbacks> callbacks{};
    template <class Raw> void operator()(Raw *raw) const noexcept { close(raw); }
};

template <class Raw, void (*close)(Raw *)> using Handle = std::unique_ptr<Raw, Closer<close>>;

/// Calls a C function whose last argument before the error receives a handle.
template <class Handle, class Function, class... Arguments>
Result<Handle> open(const std::shared_ptr<const LogFunction> &log, Function function, const Arguments &...arguments) {
    Call frame;
    Handle handle(nullptr, {std::make_shared<Callbacks>(Callbacks{log, nullptr})});
    typename Handle::pointer raw = nullptr;
    Result<void> result = call_in(frame, function, arguments..., &raw);
    handle.reset(raw);
    frame.end();
    if (!result) return result.error();
    return handle;
}

template <class Raw, void (*close)(Raw *)>
std::shared_ptr<const LogFunction> log_of(const Handle<Raw, close> &handle) noexcept {
    const auto &callbacks = handle.get_deleter().callbacks;
    return callbacks ? callbacks->log : nullptr;
}

using OptionsHandle = Handle<mateo_options, mateo_options_free>;

inline Result<OptionsHandle> options(const Options &given, const std::shared_ptr<const LogFunction> &log) {
    auto handle = open<OptionsHandle>(log, mateo_options_new);
    if (!handle) return handle;
    mateo_options *raw = handle->get();
    Result<void> result = call(mateo_options_set_api_key, raw, given.api_key);
    const auto set = [&](auto function, const auto &option) {
        if (result && option) result = call(function, raw, *option);
    };
    set(mateo_options_set_base_url, given.base_url);
    set(mateo_options_set_journal_path, given.journal_path);
    set(mateo_options_set_on_unknown, given.on_unknown);
    set(mateo_options_set_first_look, given.first_look);
    set(mateo_options_set_shared_handles, given.shared_handles);
    set(mateo_options_set_batch_records, given.batch_records);
    set(mateo_options_set_batch_bytes, given.batch_bytes);
    set(mateo_options_set_requests_per_second, given.requests_per_second);
    set(mateo_options_set_requests_per_day, given.requests_per_day);
    set(mateo_options_set_entities_per_day, given.entities_per_day);
    set(mateo_options_set_quota_window, given.quota_window);
    set(mateo_options_set_wait_for_quota, given.wait_for_quota);
    set(mateo_options_set_first_poll, given.first_poll);
    set(mateo_options_set_longest_poll, given.longest_poll);
    set(mateo_options_set_job_deadline, given.job_deadline);
    set(mateo_options_set_import_deadline, given.import_deadline);
    set(mateo_options_set_connect_timeout, given.connect_timeout);
    set(mateo_options_set_request_timeout, given.request_timeout);
    set(mateo_options_set_ca_file, given.ca_file);
    set(mateo_options_set_proxy, given.proxy);
    set(mateo_options_set_user_agent, given.user_agent);
    if (result && log) {
        void *context = const_cast<LogFunction *>(log.get());
        result = call(mateo_options_set_log, raw, &on_log, context);
    }
    if (!result) return result.error();
    return handle;
}

inline Plan plan(const mateo_plan *raw) {
    Plan plan;
    plan.records = mateo_plan_records(raw);
    plan.held = mateo_plan_held(raw);
    plan.superseded = mateo_plan_superseded(raw);
    plan.changed = mateo_plan_changed(raw);
    plan.unchanged = mateo_plan_unchanged(raw);
    plan.batches = mateo_plan_batches(raw);
    plan.requests = mateo_plan_requests(raw);
    plan.contact_requests = mateo_plan_contact_requests(raw);
    plan.first_look = mateo_plan_first_look(raw);
    plan.records_left = unless(std::int64_t{-1}, mateo_plan_records_left(raw));
    plan.requests_left = unless(std::int64_t{-1}, mateo_plan_requests_left(raw));
    plan.finishes_at = time_unless_zero(mateo_plan_finishes_at(raw));
    for (std::int64_t day = 1; day <= mateo_plan_days(raw); day++) {
        plan.days.push_back({time(mateo_plan_day_starts_at(raw, day)), time(mateo_plan_day_finishes_at(raw, day)),
            mateo_plan_day_records(raw, day), mateo_plan_day_requests(raw, day)});
    }
    return plan;
}

// What each cursor moves through.

/// Moves a cursor. Nothing: it is behind the last element.
template <class Element, class Raw, class Function>
Result<std::optional<Element>> move(Raw *raw, mateo_status (*next)(Raw *, std::int32_t *, mateo_error **), Function element) {
    return map(read<bool>(next, raw), [&](bool is_found) {
        return is_found ? std::optional<Element>(element()) : std::nullopt;
    });
}

struct FailureSource {
    using Element = Failure;
    using Handle = detail::Handle<mateo_failures, mateo_failures_free>;
    static Result<std::optional<Failure>> next(mateo_failures *raw) {
        return detail::move<Failure>(raw, mateo_failures_next, [raw] {
            Failure failure;
            failure.row = unless(std::int64_t{0}, mateo_failures_row(raw));
            failure.line = unless(std::int64_t{0}, mateo_failures_line(raw));
            failure.kind = static_cast<FailureKind>(mateo_failures_kind(raw));
            failure.is_retryable = mateo_failures_is_retryable(raw) != 0;
            failure.external_id = mateo_failures_external_id(raw);
            failure.tag = mateo_failures_tag(raw);
            failure.code = mateo_failures_code(raw);
            failure.message = mateo_failures_message(raw);
            failure.reason = mateo_failures_reason(raw);
            failure.input = mateo_failures_input(raw);
            failure.source = mateo_failures_source(raw);
            return failure;
        });
    }
};

/// The pieces of a CSV file with the failures. They may hold NUL bytes.
template <bool for_excel> struct CsvSource {
    using Element = std::string;
    using Handle = detail::Handle<mateo_failures, mateo_failures_free>;
    static Result<std::optional<std::string>> next(mateo_failures *raw) {
        const char *bytes = nullptr;
        std::size_t length = 0;
        return map(call(mateo_failures_next_csv, raw, for_excel, &bytes, &length), [&](std::monostate) {
            return length > 0 ? std::optional(std::string(bytes, length)) : std::nullopt;
        });
    }
};

struct HintSource {
    using Element = Hint;
    using Handle = detail::Handle<mateo_hints, mateo_hints_free>;
    static Result<std::optional<Hint>> next(mateo_hints *raw) {
        return detail::move<Hint>(raw, mateo_hints_next, [raw] {
            return Hint{{mateo_hints_first_row(raw), mateo_hints_last_row(raw)}, mateo_hints_text(raw)};
        });
    }
};

struct BatchSource {
    using Element = Batch;
    using Handle = detail::Handle<mateo_batches, mateo_batches_free>;
    static Result<std::optional<Batch>> next(mateo_batches *raw) {
        return detail::move<Batch>(raw, mateo_batches_next, [raw] {
            Batch batch;
            batch.rows = {mateo_batches_first_row(raw), mateo_batches_last_row(raw)};
            batch.state = static_cast<BatchState>(mateo_batches_state(raw));
            batch.records = mateo_batches_records(raw);
            batch.succeeded = mateo_batches_succeeded(raw);
            batch.failed = mateo_batches_failed(raw);
            batch.attempts = mateo_batches_attempts(raw);
            batch.sent_at = time_unless_zero(mateo_batches_sent_at(raw));
            const std::int64_t answer_time = mateo_batches_answer_time(raw);
            if (answer_time >= 0) batch.answer_time = std::chrono::milliseconds(answer_time);
            batch.settled_at = time_unless_zero(mateo_batches_settled_at(raw));
            return batch;
        });
    }
};

struct PauseSource {
    using Element = Pause;
    using Handle = detail::Handle<mateo_pauses, mateo_pauses_free>;
    static Result<std::optional<Pause>> next(mateo_pauses *raw) {
        return detail::move<Pause>(raw, mateo_pauses_next, [raw] {
            return Pause{static_cast<PauseReason>(mateo_pauses_reason(raw)), time(mateo_pauses_since(raw)),
                time(mateo_pauses_until(raw)), mateo_pauses_times(raw)};
        });
    }
};

struct ImportSource {
    using Element = ImportSummary;
    using Handle = detail::Handle<mateo_imports, mateo_imports_free>;
    static Result<std::optional<ImportSummary>> next(mateo_imports *raw) {
        return detail::move<ImportSummary>(raw, mateo_imports_next, [raw] {
            ImportSummary import;
            import.name = mateo_imports_name(raw);
            import.type = static_cast<Type>(mateo_imports_type(raw));
            import.state = static_cast<State>(mateo_imports_state(raw));
            for (std::size_t count = 0; count < import.counts.size(); count++) {
                import.counts.data()[count] = mateo_imports_count(raw, static_cast<mateo_count>(count));
            }
            import.resume_at = time_unless_zero(mateo_imports_resume_at(raw));
            import.created_at = time(mateo_imports_created_at(raw));
            return import;
        });
    }
};

} // namespace detail

// ---- Cursors ----

/// A cursor of the library as a range that is gone through once, with a range-based for, algorithms or std::ranges:
///
///     for (const mateo::Hint &hint : import.hints()) …
///
/// Elements are values, and stay valid. An error of the class that throws comes out of begin() or ++. The elements of
/// the class that returns are Results. Only the last one may be an error. Do not move the cursor while its iterators are
/// used.
template <class Source, class Errors> class Cursor {
    template <class T> using Outcome = typename Errors::template Outcome<T>;

public:
    using Element = typename Source::Element;
    using Handle = typename Source::Handle;

    /// Moves to the next element and returns it, or nothing after the last. After an error it may be called again.
    Outcome<std::optional<Element>> next() { return Errors::give(Source::next(handle_.get())); }

    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using difference_type = std::ptrdiff_t;
        using value_type = Outcome<Element>;
        using reference = value_type &;
        using pointer = value_type *;

        Iterator() = default;
        reference operator*() const noexcept { return *cursor_->current_; }
        pointer operator->() const noexcept { return &*cursor_->current_; }
        Iterator &operator++() {
            cursor_->advance();
            return *this;
        }
        void operator++(int) { cursor_->advance(); }
        friend bool operator==(const Iterator &one, const Iterator &other) noexcept {
            return one.is_at_end() == other.is_at_end();
        }
        friend bool operator!=(const Iterator &one, const Iterator &other) noexcept { return !(one == other); }

    private:
        friend class Cursor;
        explicit Iterator(Cursor *cursor) : cursor_(cursor) {}
        bool is_at_end() const noexcept { return cursor_ == nullptr || !cursor_->current_; }

        Cursor *cursor_ = nullptr;
    };

    /// Moves to the first element that was not read yet.
    Iterator begin() {
        if (!current_) advance();
        return Iterator(this);
    }
    Iterator end() noexcept { return Iterator(); }

    /// For the classes below: a cursor over what a C function has opened.
    explicit Cursor(Handle &&handle) : handle_(std::move(handle)) {}
    typename Handle::pointer handle() const noexcept { return handle_.get(); }

private:
    void advance() {
        current_.reset();
        if (has_failed_) return;
        Result<std::optional<Element>> found = Source::next(handle_.get());
        if (!found) {
            Result<Element> failure(found.error());
            current_.emplace(Errors::give(std::move(failure)));
            has_failed_ = true;
        } else if (*found) {
            current_.emplace(*std::move(*found));
        }
    }

    Handle handle_;
    std::optional<Outcome<Element>> current_{};
    bool has_failed_ = false;
};

// ---- Record ----

/// One record, built field by field. make() creates it. Set each field once. add_record() of an import copies it, and
/// clear() removes its fields, so that the same object serves for the next record.
template <class Errors> class BasicRecord {
    template <class T> using Outcome = typename Errors::template Outcome<T>;
    using Handle = detail::Handle<mateo_record, mateo_record_free>;

public:
    /// Creates a record without fields (mateo_record_new). There is no constructor, because a call can fail.
    static Outcome<BasicRecord> make() {
        return Errors::give(detail::map(detail::open<Handle>(nullptr, mateo_record_new),
            [](Handle &&handle) { return BasicRecord(std::move(handle)); }));
    }

    Outcome<void> set_text(std::string_view name, std::string_view value) {
        return call(mateo_record_set_text, name, value);
    }
    Outcome<void> set_number(std::string_view name, double value) { return call(mateo_record_set_number, name, value); }
    Outcome<void> set_integer(std::string_view name, std::int64_t value) {
        return call(mateo_record_set_integer, name, value);
    }
    Outcome<void> set_boolean(std::string_view name, bool value) { return call(mateo_record_set_boolean, name, value); }
    /// Sets a field to null, which asks the service to erase it.
    Outcome<void> set_null(std::string_view name) { return call(mateo_record_set_null, name); }
    Outcome<void> set_list(std::string_view name) { return call(mateo_record_set_list, name); }
    Outcome<void> append_text(std::string_view name, std::string_view value) {
        return call(mateo_record_append_text, name, value);
    }
    Outcome<void> append_integer(std::string_view name, std::int64_t value) {
        return call(mateo_record_append_integer, name, value);
    }
    Outcome<void> append_number(std::string_view name, double value) {
        return call(mateo_record_append_number, name, value);
    }
    Outcome<void> set_json(std::string_view name, std::string_view json) {
        return call(mateo_record_set_json, name, json);
    }
    /// Sets the program's own key of the record, which Failure::tag returns. An empty text is none.
    Outcome<void> set_tag(std::string_view tag) { return call(mateo_record_set_tag, tag); }
    void clear() noexcept { mateo_record_clear(handle_.get()); }

    mateo_record *handle() const noexcept { return handle_.get(); }

private:
    explicit BasicRecord(Handle &&handle) : handle_(std::move(handle)) {}
    template <class Function, class... Arguments> auto call(Function function, const Arguments &...arguments) {
        return Errors::give(detail::call(function, handle_.get(), arguments...));
    }

    Handle handle_;
};

// ---- Import ----

/// All records of one type under one name. Client::open_import and Client::resume_import make it. Its destruction
/// closes it: a sealed import stays in the journal, and records that were not sealed are discarded.
///
/// Do not destroy or move it while one of its functions runs, and so not from its own callback: call close() there.
template <class Errors> class BasicImport {
    template <class T> using Outcome = typename Errors::template Outcome<T>;

public:
    using Handle = detail::Handle<mateo_import, mateo_import_close>;
    using Failures = Cursor<detail::FailureSource, Errors>;
    template <bool for_excel> using Csv = Cursor<detail::CsvSource<for_excel>, Errors>;
    using Hints = Cursor<detail::HintSource, Errors>;
    using Batches = Cursor<detail::BatchSource, Errors>;
    using Pauses = Cursor<detail::PauseSource, Errors>;

    /// For Client.
    explicit BasicImport(Handle &&handle) : handle_(std::move(handle)) {}

    /// Returns the type, Type() for a closed import; the name, empty for a closed import.
    Type type() const noexcept { return static_cast<Type>(mateo_import_type(handle())); }
    std::string name() const { return mateo_import_name(handle()); }
    /// Closes the import, from any thread and from callbacks too. A run then ends soon with State::interrupted.
    void close() noexcept { mateo_import_close(handle()); }

    // Settings, before the import is sealed. An empty list id is none.

    Outcome<void> set_list_id(std::string_view list_id) { return call(mateo_import_set_list_id, list_id); }
    Outcome<void> set_list_external_id(std::string_view external_id) {
        return call(mateo_import_set_list_external_id, external_id);
    }
    Outcome<void> allow_reassignment(bool allow) { return call(mateo_import_allow_reassignment, allow); }
    Outcome<void> set_again(bool again) { return call(mateo_import_set_again, again); }
    Outcome<void> set_only_changed(bool only_changed) { return call(mateo_import_set_only_changed, only_changed); }
    /// Sets the import that this one comes after; nothing: none.
    Outcome<void> set_after(std::optional<std::string_view> name) {
        return name ? call(mateo_import_set_after, *name) : call(mateo_import_set_after, detail::none);
    }
    Outcome<void> set_check_account(bool check) { return call(mateo_import_set_check_account, check); }
    Outcome<void> set_contacts_must_exist(bool must_exist) {
        return call(mateo_import_set_contacts_must_exist, must_exist);
    }
    Outcome<void> set_empty_cells(EmptyCells cells) { return call(mateo_import_set_empty_cells, cells); }
    /// Sets the mapping of CSV that is added after this call; an empty text ends its use.
    Outcome<void> set_mapping(std::string_view json) {
        return call(mateo_import_set_mapping, json.empty() ? nullptr : json.data(), json.size());
    }
    /// Proposes a mapping, as JSON, for a CSV file that begins with these bytes.
    /// dialect: a mapping whose members describe the file, such as "delimiter"; empty: detected.
    static Outcome<std::string> propose_mapping(std::string_view csv, Type type, std::string_view dialect = {}) {
        std::string json;
        std::size_t length = 0;
        const auto propose = [&] {
            return detail::call(
                mateo_mapping_propose, csv.data(), csv.size(), type, dialect.empty() ? nullptr : dialect.data(),
                dialect.size(), json.data(), json.size(), &length);
        };
        Result<void> result = propose();
        if (result) {
            json.resize(length);
            result = propose();
        }
        return Errors::give(detail::map(std::move(result), [&](std::monostate) { return std::move(json); }));
    }

    // Records. A call that fails adds nothing.

    Outcome<void> add_record(const BasicRecord<Errors> &record) {
        return call(mateo_import_add_record, record.handle());
    }
    Outcome<void> add_csv_file(const std::filesystem::path &path) { return call(mateo_import_add_csv_file, path); }
    /// Adds a piece of CSV of any size; end_csv() follows the last one.
    Outcome<void> add_csv(std::string_view csv) { return call_with_bytes(mateo_import_add_csv, csv); }
    Outcome<void> end_csv() { return call(mateo_import_end_csv); }
    Outcome<void> add_json(std::string_view json) { return call_with_bytes(mateo_import_add_json, json); }
    Outcome<void> add_json_lines(std::string_view lines) { return call_with_bytes(mateo_import_add_json_lines, lines); }
    Outcome<void> add_json_lines_file(const std::filesystem::path &path) {
        return call(mateo_import_add_json_lines_file, path);
    }
    /// Sets the tag of a row that was added as JSON or CSV.
    Outcome<void> set_tag(std::int64_t row, std::string_view tag) { return call(mateo_import_set_tag, row, tag); }
    Outcome<void> seal() { return call(mateo_import_seal); }
    /// Returns whether an earlier import of this name has sent the same records. It is known after seal().
    Outcome<bool> is_repeated() const { return read<bool>(mateo_import_is_repeated); }

    // Running. <mateo.h> says under "After a run" what to do then.

    Outcome<State> run() { return run_with(mateo_import_run); }
    /// Works for at most this time, and returns State::running when there is more to do.
    Outcome<State> step(std::chrono::milliseconds timeout) { return run_with(mateo_import_step, timeout); }
    Outcome<void> ignore_failures() { return call(mateo_import_ignore_failures); }
    /// Returns how many rows the next run sends again.
    Outcome<std::int64_t> retry() { return read<std::int64_t>(mateo_import_retry); }
    /// Ends a run early, from any thread and from callbacks too, but not from a signal handler.
    void cancel() const noexcept { mateo_import_cancel(handle()); }
    /// Sets the callback that receives the progress, inside run() and step(); nullptr for none. Of this import it may
    /// call cancel() and close() only.
    Outcome<void> set_progress(std::function<void(const Progress &)> callback) {
        auto progress = std::make_unique<detail::ProgressCallback>(detail::ProgressCallback{handle(), std::move(callback)});
        const mateo_progress_callback function = progress->function ? &detail::on_progress : nullptr;
        void *context = progress.get();
        // The frame is not ended: an exception here would free what C calls.
        Result<void> result = detail::call_in(detail::Call(), mateo_import_set_progress, handle(), function, context);
        if (result) handle_.get_deleter().callbacks->progress = std::move(progress);
        return Errors::give(std::move(result));
    }
    /// Returns a descriptor that is readable when step() has something to do. Do not close it.
    Outcome<int> fd() { return read<int>(mateo_import_fd); }
    /// Returns when step() has something to do if nothing arrives before; nothing when there is no step to make.
    Outcome<std::optional<SteadyTime>> next_step_at() {
        return Errors::give(
            detail::map(detail::read<std::int64_t>(mateo_import_next_step_at, handle()), detail::steady_time));
    }

    // Outcome.

    Outcome<State> state() const { return read<State>(mateo_import_state); }
    /// Returns when a paused import can go on; nothing when it is not paused.
    Outcome<std::optional<Time>> resume_at() const {
        return Errors::give(
            detail::map(detail::read<std::int64_t>(mateo_import_resume_at, handle()), detail::time_unless_zero));
    }
    Outcome<std::int64_t> count(Count what) const { return read<std::int64_t>(mateo_import_count, what); }
    Outcome<Counts> counts() const {
        Counts counts;
        return Errors::give(detail::map(detail::call(mateo_import_counts, handle(), counts.data(), counts.size()),
            [&](std::monostate) { return counts; }));
    }
    /// Returns the rows that failed, are held or are superseded, or those in other states.
    Outcome<Failures> failures() const { return cursor<Failures>(mateo_import_failures); }
    Outcome<Failures> failures(States states) const { return listed<Failures>(states); }
    /// Returns these rows as the pieces of a CSV file that can be corrected and imported again.
    Outcome<Csv<false>> failures_csv() const { return cursor<Csv<false>>(mateo_import_failures); }
    Outcome<Csv<false>> failures_csv(States states) const { return listed<Csv<false>>(states); }
    /// The same with a byte order mark, for Excel.
    Outcome<Csv<true>> failures_csv_for_excel() const { return cursor<Csv<true>>(mateo_import_failures); }
    Outcome<Csv<true>> failures_csv_for_excel(States states) const { return listed<Csv<true>>(states); }
    Outcome<std::vector<Rows>> unknown_rows() const {
        std::vector<Rows> found;
        Rows rows{0, 0};
        do {
            Result<void> result = detail::call(mateo_import_unknown_rows, handle(), rows.last, &rows.first, &rows.last);
            if (!result) return Errors::give(Result<std::vector<Rows>>(result.error()));
            if (rows.first > 0) found.push_back(rows);
        } while (rows.first > 0);
        return Errors::give(Result<std::vector<Rows>>(std::move(found)));
    }
    Outcome<Hints> hints() const { return cursor<Hints>(mateo_import_hints); }
    Outcome<Batches> batches() const { return cursor<Batches>(mateo_import_batches); }
    Outcome<Pauses> pauses() const { return cursor<Pauses>(mateo_import_pauses); }
    /// Plans the records that were added and not sent yet.
    Outcome<Plan> plan() const {
        return Errors::give(detail::map(open_plan(mateo_import_plan), [](PlanHandle &&plan) { return detail::plan(plan.get()); }));
    }
    /// Returns the plan as it was when the import was sealed, if the journal has it.
    Outcome<std::optional<Plan>> first_plan() const {
        return Errors::give(detail::map(open_plan(mateo_import_first_plan), [](PlanHandle &&plan) {
            return plan ? std::optional(detail::plan(plan.get())) : std::nullopt;
        }));
    }

    mateo_import *handle() const noexcept { return handle_.get(); }

private:
    using PlanHandle = detail::Handle<mateo_plan, mateo_plan_free>;

    template <class Function, class... Arguments> auto call(Function function, const Arguments &...arguments) const {
        return Errors::give(detail::call(function, handle(), arguments...));
    }
    template <class Function> auto call_with_bytes(Function function, std::string_view bytes) const {
        return call(function, bytes.data(), bytes.size());
    }
    template <class Value, class Function, class... Arguments>
    auto read(Function function, const Arguments &...arguments) const {
        return Errors::give(detail::read<Value>(function, handle(), arguments...));
    }
    template <class Function, class... Arguments>
    Outcome<State> run_with(Function function, const Arguments &...arguments) {
        detail::Call frame(handle());
        mateo_state state = MATEO_STATE_RUNNING;
        Result<void> result = detail::call_in(frame, function, handle(), arguments..., &state);
        frame.end();
        return Errors::give(detail::map(std::move(result), [&](std::monostate) { return static_cast<State>(state); }));
    }
    template <class Of, class Function> Result<Of> open_cursor(Function function) const {
        using CursorHandle = typename Of::Handle;
        return detail::map(detail::open<CursorHandle>(detail::log_of(handle_), function, handle()),
            [](CursorHandle &&opened) { return Of(std::move(opened)); });
    }
    template <class Of, class Function> Outcome<Of> cursor(Function function) const {
        return Errors::give(open_cursor<Of>(function));
    }
    template <class Of> Outcome<Of> listed(States states) const {
        Result<Of> opened = open_cursor<Of>(mateo_import_failures);
        if (opened) {
            Result<void> result = detail::call(mateo_failures_set_states, opened->handle(), states);
            if (!result) opened = result.error();
        }
        return Errors::give(std::move(opened));
    }
    template <class Function> Result<PlanHandle> open_plan(Function function) const {
        return detail::open<PlanHandle>(detail::log_of(handle_), function, handle());
    }

    Handle handle_;
};

// ---- Client ----

/// A key, its limits and its journal. Threads may share it, and imports and cursors may outlive it.
template <class Errors> class BasicClient {
    template <class T> using Outcome = typename Errors::template Outcome<T>;
    using Handle = detail::Handle<mateo_client, mateo_client_close>;

public:
    using Import = BasicImport<Errors>;
    using Imports = Cursor<detail::ImportSource, Errors>;

    /// Checks the options and opens the journal. Nothing is sent.
    static Outcome<BasicClient> open(const Options &options) {
        const auto log = options.log ? std::make_shared<const detail::LogFunction>(options.log) : nullptr;
        auto handle = detail::options(options, log);
        if (!handle) return Errors::give(Result<BasicClient>(handle.error()));
        return Errors::give(detail::map(detail::open<Handle>(log, mateo_client_open, handle->get()),
            [](Handle &&opened) { return BasicClient(std::move(opened)); }));
    }

    /// Asks the service whether it takes the key: one request.
    Outcome<void> check() { return call(mateo_client_check); }
    /// Closes the client. Its imports and cursors keep working.
    void close() noexcept { mateo_client_close(handle()); }

    /// Opens the import of this name: an unfinished one if the journal has one, else a new one.
    Outcome<Import> open_import(Type type, std::string_view name) { return import(mateo_import_open, type, name); }
    /// Opens the newest import of this name as it is in the journal.
    Outcome<Import> resume_import(std::string_view name) { return import(mateo_import_resume, name); }

    /// Works on all imports of this client for at most this time, until the run of one of them ends. Without an ended
    /// one, the state is State::running when there is more to do, and State::finished when there is not.
    Outcome<ClientStep> step(std::chrono::milliseconds timeout) {
        detail::Call frame;
        mateo_import *ended = nullptr;
        mateo_state state = MATEO_STATE_RUNNING;
        Result<void> result = detail::call_in(frame, mateo_client_step, handle(), timeout, &ended, &state);
        frame.end();
        if (!result && ended == nullptr) return Errors::give(Result<ClientStep>(result.error()));
        ClientStep step;
        step.ended = ended;
        if (result) step.state = static_cast<State>(state);
        if (!result) step.error = result.error();
        return Errors::give(Result<ClientStep>(std::move(step)));
    }
    /// Returns a descriptor that is readable when step() has something to do. Do not close it.
    Outcome<int> fd() { return Errors::give(detail::read<int>(mateo_client_fd, handle())); }
    /// Returns when step() has something to do if nothing arrives before; nothing when there is no step to make.
    Outcome<std::optional<SteadyTime>> next_step_at() {
        return Errors::give(
            detail::map(detail::read<std::int64_t>(mateo_client_next_step_at, handle()), detail::steady_time));
    }

    /// Returns all imports of the journal, from the oldest to the newest.
    Outcome<Imports> imports() {
        using CursorHandle = typename Imports::Handle;
        return Errors::give(
            detail::map(detail::open<CursorHandle>(detail::log_of(handle_), mateo_client_imports, handle()),
                [](CursorHandle &&opened) { return Imports(std::move(opened)); }));
    }
    /// Checks the journal and its books, of one import or of all.
    Outcome<void> verify(std::string_view name) { return call(mateo_client_verify, name); }
    Outcome<void> verify() { return call(mateo_client_verify, detail::none); }
    /// Removes an import from the journal; with force, one that is not over too.
    Outcome<void> forget(std::string_view name, bool force = false) { return call(mateo_client_forget, name, force); }
    Outcome<void> forget_digests() { return call(mateo_client_forget_digests); }

    mateo_client *handle() const noexcept { return handle_.get(); }

private:
    explicit BasicClient(Handle &&handle) : handle_(std::move(handle)) {}
    template <class Function, class... Arguments> auto call(Function function, const Arguments &...arguments) {
        return Errors::give(detail::call(function, handle(), arguments...));
    }
    template <class Function, class... Arguments>
    Outcome<Import> import(Function function, const Arguments &...arguments) {
        using ImportHandle = typename Import::Handle;
        return Errors::give(
            detail::map(detail::open<ImportHandle>(detail::log_of(handle_), function, handle(), arguments...),
                [](ImportHandle &&opened) { return Import(std::move(opened)); }));
    }

    Handle handle_;
};

#ifdef __cpp_exceptions
using Client = BasicClient<Throwing>;
using Import = BasicImport<Throwing>;
using Record = BasicRecord<Throwing>;
#endif

/// The same classes, which return their errors.
namespace checked {
using Client = BasicClient<Checked>;
using Import = BasicImport<Checked>;
using Record = BasicRecord<Checked>;
} // namespace checked

} // namespace mateo

#endif
