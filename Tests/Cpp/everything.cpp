// What only has to compile: every member of every class, in both kinds, and that handles are moved and not copied.
#include <mateo.hpp>

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
