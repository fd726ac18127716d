// Imports the contacts of a CSV file into Hellomateo.
//
//     g++ -std=c++17 -Iinclude -o build/quickstart examples/cpp/quickstart.cpp
//         -Lbuild/lib -Wl,-rpath,$PWD/build/lib -lmateo
//     MATEO_API_KEY=... build/quickstart contacts.csv
//
// Environment: MATEO_API_KEY; MATEO_JOURNAL, a file (mateo.db in the current folder); MATEO_URL, for another address
// than the service's; MATEO_QUOTA_MS, for a test server whose day is shorter.
//
// Started again after a crash, a restart or Ctrl-C it goes on where it was. Exit status: 0 when every row has its
// outcome, also when the service refused some of them; 1 when something must be done first; 2 for a wrong call; 130
// after Ctrl-C.
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <mateo.hpp>
#include <thread>

namespace {

constexpr auto step_time = std::chrono::milliseconds(250);

// Ctrl-C only sets a flag: no function of the library may be called from a signal handler.
volatile std::sig_atomic_t stop_requested = 0;
void on_signal(int) { stop_requested = 1; }

std::string setting(const char *name, const char *otherwise) {
    const char *value = std::getenv(name);
    return value != nullptr ? value : otherwise;
}

mateo::Options options() {
    mateo::Options options;
    options.api_key = setting("MATEO_API_KEY", "");
    options.journal_path = setting("MATEO_JOURNAL", "mateo.db");
    options.quota_window = std::chrono::milliseconds(std::stoll(setting("MATEO_QUOTA_MS", "86400000")));
    if (const auto url = setting("MATEO_URL", ""); !url.empty()) options.base_url = url;
    return options;
}

// As import.run(), in short steps, so that Ctrl-C is noticed.
mateo::State run(mateo::Import &import) {
    auto state = mateo::State::running;
    while (state == mateo::State::running) {
        state = import.step(step_time);
        if (stop_requested == 1) {
            import.cancel(); // The request under way still gets its answer.
            stop_requested = 2;
        }
        for (; state == mateo::State::paused && !stop_requested; state = import.step(step_time)) {
            std::this_thread::sleep_for(step_time); // The day's quota is used up.
        }
    }
    return state;
}

// README: cpp
mateo::State import_contacts(mateo::Client &client, const std::filesystem::path &file) {
    // A later start finds the import by its name: it goes on where it was, and nothing is sent a second time.
    auto import = client.open_import(mateo::Type::contacts, file.filename().string());
    import.add_csv_file(file);
    import.seal(); // From here on it survives crashes and restarts.
    const auto state = run(import);
    for (const mateo::Failure &failure : import.failures()) {
        std::cout << "row " << failure.row.value_or(0) << ": " << failure.reason << "\n";
    }
    const auto counts = import.counts();
    std::cout << counts[mateo::Count::succeeded] << " of " << counts[mateo::Count::total] << " succeeded\n";
    return state;
}
// README: end

} // namespace

int main(int argument_count, char **arguments) {
    if (argument_count != 2) {
        std::cerr << "usage: quickstart CONTACTS.csv\n";
        return 2;
    }
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    try {
        auto client = mateo::Client::open(options());
        switch (import_contacts(client, arguments[1])) {
        case mateo::State::finished: return 0;
        case mateo::State::unknown: std::cout << "The outcome of some records is unknown.\n"; return 1;
        default: std::cout << "Interrupted. Start the program again to go on.\n"; return 130;
        }
    } catch (const mateo::Error &error) {
        std::cerr << "quickstart: " << error.what() << "\n";
        if (error.is_retryable()) std::cerr << "Nothing is lost: start the program again later.\n";
        return 1;
    }
}
