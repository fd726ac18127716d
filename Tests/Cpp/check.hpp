// What the tests in C++ share: checks, and a client that needs little time.
#ifndef CHECK_HPP
#define CHECK_HPP

#include <arpa/inet.h>
#include <iostream>
#include <mateo.hpp>
#include <sys/socket.h>
#include <unistd.h>

inline int wrong = 0;

/// Says that a condition does not hold, and goes on.
#define CHECK(condition) check(static_cast<bool>(condition), #condition, __FILE__, __LINE__)
/// Two values are the same.
#define SAME(value, wanted) check_same((value), (wanted), #value, __FILE__, __LINE__)
/// The call fails with this status, and with a message that holds this text.
#define FAILS(status, text, ...) check_fails((status), (text), [&] { return __VA_ARGS__; }, #__VA_ARGS__, __FILE__, __LINE__)

inline void check(bool holds, const char *what, const char *file, int line) {
    if (holds) return;
    wrong++;
    std::cerr << file << ":" << line << ": not so: " << what << "\n";
}

template <class Value, class Wanted>
void check_same(const Value &value, const Wanted &wanted, const char *what, const char *file, int line) {
    if (value == wanted) return;
    wrong++;
    std::cerr << file << ":" << line << ": " << what << " is ";
    if constexpr (std::is_enum_v<Value>) {
        std::cerr << static_cast<int>(value) << " and not " << static_cast<int>(wanted) << "\n";
    } else {
        std::cerr << value << " and not " << wanted << "\n";
    }
}

inline void check_error(
    const mateo::Error *error, mateo::Status wanted, std::string_view text, const char *what, const char *file, int line) {
    if (error == nullptr) {
        wrong++;
        std::cerr << file << ":" << line << ": " << what << " did not fail\n";
    } else if (error->status() != wanted || std::string_view(error->what()).find(text) == std::string_view::npos) {
        wrong++;
        std::cerr << file << ":" << line << ": " << what << ": " << mateo::name(error->status()) << " and not "
                  << mateo::name(wanted) << " with \"" << text << "\": " << error->what() << "\n";
    }
}

template <class T> struct IsResult : std::false_type {};
template <class T> struct IsResult<mateo::Result<T>> : std::true_type {};

template <class Body>
void check_fails(
    mateo::Status wanted, std::string_view text, const Body &body, const char *what, const char *file, int line) {
    if constexpr (IsResult<decltype(body())>::value) {
        const auto result = body();
        check_error(result ? nullptr : &result.error(), wanted, text, what, file, line);
#ifdef __cpp_exceptions
    } else {
        try {
            body();
        } catch (const mateo::Error &error) {
            return check_error(&error, wanted, text, what, file, line);
        }
        check_error(nullptr, wanted, text, what, file, line);
#endif
    }
}

inline std::string from_environment(const char *name) {
    const char *value = std::getenv(name);
    if (value != nullptr) return value;
    std::cerr << name << " is not set; scripts/test-cpp runs this program\n";
    std::exit(2);
}

/// A file of this test in its folder, which scripts/test-cpp has emptied.
inline std::filesystem::path new_path(const char *name) {
    return std::filesystem::path(from_environment("MATEO_TEST_FOLDER")) / name;
}

/// Options for the sandbox that this program was started against: no pace, and polls in quick succession.
inline mateo::Options sandbox_options() {
    mateo::Options options;
    options.base_url = from_environment("MATEO_URL");
    options.api_key = from_environment("MATEO_API_KEY");
    options.requests_per_second = 0;
    options.first_poll = std::chrono::milliseconds(20);
    options.longest_poll = std::chrono::milliseconds(100);
    return options;
}

/// Contacts whose numbers go from first to last.
inline std::string contacts(int first, int last) {
    std::string csv = "external_id,email\n";
    for (int number = first; number <= last; number++) {
        csv += "C-" + std::to_string(number) + ",contact" + std::to_string(number) + "@example.org\n";
    }
    return csv;
}

/// What the sandbox saw so far: a number from its statistics; -1 without it.
inline long long statistic(const std::string &name) {
    const std::string request = "GET /sandbox/statistics HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n";
    const std::string url = from_environment("MATEO_URL");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(url.c_str() + url.rfind(':') + 1)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string answer;
    char piece[4096];
    ssize_t got = 0;
    const int connection = ::socket(AF_INET, SOCK_STREAM, 0);
    if (::connect(connection, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0
        && ::send(connection, request.data(), request.size(), 0) > 0) {
        while ((got = ::recv(connection, piece, sizeof piece, 0)) > 0) answer.append(piece, static_cast<std::size_t>(got));
    }
    ::close(connection);
    const std::string key = "\"" + name + "\":";
    const auto found = answer.find(key);
    return found != answer.npos ? std::atoll(answer.c_str() + found + key.size()) : -1;
}

/// The last words of a program.
inline int finish() {
    if (wrong > 0) std::cerr << wrong << " checks failed\n";
    return wrong > 0;
}

#endif
