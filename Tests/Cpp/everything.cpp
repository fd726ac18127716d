// Every member of every class is compiled, in both kinds; and values are what they should be: moved, not copied.
// no-exceptions
#include "check.hpp"

template class mateo::BasicClient<mateo::Checked>;
template class mateo::BasicImport<mateo::Checked>;
template class mateo::BasicRecord<mateo::Checked>;
#ifdef __cpp_exceptions
template class mateo::BasicClient<mateo::Throwing>;
template class mateo::BasicImport<mateo::Throwing>;
template class mateo::BasicRecord<mateo::Throwing>;
#endif

template <class T> constexpr bool is_moved_only = std::is_nothrow_move_constructible_v<T>
    && std::is_nothrow_move_assignable_v<T> && !std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T>
    && !std::is_default_constructible_v<T>;
static_assert(is_moved_only<mateo::checked::Client>);
static_assert(is_moved_only<mateo::checked::Import>);
static_assert(is_moved_only<mateo::checked::Record>);
static_assert(!std::is_copy_constructible_v<mateo::checked::Import::Failures>);
static_assert(std::is_nothrow_copy_constructible_v<mateo::Error>);
static_assert(std::is_nothrow_copy_assignable_v<mateo::Error>);
static_assert(std::is_copy_constructible_v<mateo::Failure>);
static_assert(std::is_same_v<decltype(std::declval<mateo::checked::Import>().run()), mateo::Result<mateo::State>>);
#ifdef __cpp_exceptions
static_assert(std::is_same_v<decltype(std::declval<mateo::Import>().run()), mateo::State>);
#endif

int main() {
    SAME(mateo::version(), std::to_string(MATEO_VERSION_MAJOR) + "." + std::to_string(MATEO_VERSION_MINOR) + "."
            + std::to_string(MATEO_VERSION_PATCH));
    SAME(mateo::name(mateo::Status::journal_busy), "MATEO_ERROR_JOURNAL_BUSY");
    SAME(mateo::name(mateo::Type::appointments), "appointments");
    SAME(mateo::name(mateo::State::interrupted), "interrupted");
    SAME(mateo::name(mateo::Count::in_flight), "in_flight");
    SAME(mateo::name(static_cast<mateo::Count>(99)), "");
    return finish();
}
