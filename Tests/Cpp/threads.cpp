// Threads share a client; any of them cancels or closes an import that another one runs; one waits on descriptors.
// sandbox: --requests-per-second 0 --processing-ms 20 --faults slow@11 --slow-ms 3000
#include "check.hpp"
#include <atomic>
#include <future>
#include <poll.h>
#include <thread>

namespace {

using mateo::State;

mateo::Import sealed(mateo::Client &client, const std::string &name, int first) {
    auto import = client.open_import(mateo::Type::contacts, name);
    import.add_csv(contacts(first, first + 9));
    import.end_csv();
    import.seal();
    return import;
}

void shared_client() {
    auto client = mateo::Client::open(sandbox_options());
    std::vector<std::future<State>> runs;
    for (int number = 0; number < 8; number++) {
        runs.push_back(std::async(std::launch::async, [&client, number] {
            auto import = sealed(client, "thread " + std::to_string(number), number * 100);
            return import.run();
        }));
    }
    for (auto &run : runs) SAME(run.get(), State::finished);
    SAME(statistic("contacts"), 80);
}

/// Imports run in the loop of a host that waits for their descriptors.
void descriptors() {
    auto client = mateo::Client::open(sandbox_options());
    auto one = sealed(client, "one", 1000);
    auto other = sealed(client, "other", 2000);
    pollfd waits{client.fd(), POLLIN, 0};
    CHECK(one.fd() >= 0 && one.fd() != waits.fd);
    int ended = 0;
    for (;;) {
        const auto step = client.step(std::chrono::milliseconds(0));
        if (step.ended != nullptr) {
            CHECK(step.state == State::finished && (step.ended == one.handle() || step.ended == other.handle()));
            ended++;
        } else if (step.state == State::finished) {
            break;
        } else {
            CHECK(client.next_step_at() && *client.next_step_at() < std::chrono::steady_clock::now() + std::chrono::minutes(5));
            CHECK(::poll(&waits, 1, 30000) == 1);
        }
    }
    SAME(ended, 2);
    CHECK(!client.next_step_at() && !one.next_step_at());
}

/// The service takes three seconds for the answer to the POST.
void closed_while_running() {
    auto client = mateo::Client::open(sandbox_options());
    auto import = sealed(client, "closed", 3000);
    auto run = std::async(std::launch::async, [&] { return import.run(); });
    while (statistic("posts") < 11) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    import.close();
    SAME(run.get(), State::interrupted);
    FAILS(mateo::Status::handle, "", import.state());
}

void cancelled_before() {
    auto client = mateo::Client::open(sandbox_options());
    auto import = sealed(client, "cancelled", 4000);
    std::thread([&] { import.cancel(); }).join();
    SAME(import.run(), State::interrupted);
    SAME(import.run(), State::finished);
}

} // namespace

int main() {
    shared_client();
    descriptors();
    closed_while_running();
    cancelled_before();
    return finish();
}
