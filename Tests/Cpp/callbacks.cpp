// Exceptions that leave callbacks: they come out of the call, and nothing is lost or sent twice.
// sandbox: --requests-per-second 0 --processing-ms 20
#include "check.hpp"
#include <thread>

namespace {

struct Thrown {
    int number;
};

/// Runs what must throw; -1: it did not.
template <class Body> int thrown_by(const Body &body) {
    try {
        body();
    } catch (const Thrown &thrown) {
        return thrown.number;
    }
    return -1;
}

mateo::Options small_batches(const char *journal) {
    auto options = sandbox_options();
    options.journal_path = new_path(journal);
    options.batch_records = 10;
    options.first_look = false;
    return options;
}

mateo::Import sealed(mateo::Client &client, const char *name, int first) {
    auto import = client.open_import(mateo::Type::contacts, name);
    import.add_csv(contacts(first, first + 49));
    import.end_csv();
    import.seal();
    return import;
}

void run() {
    auto client = mateo::Client::open(small_batches("run.db"));
    auto import = sealed(client, "run", 1);
    const auto posts = statistic("posts");
    int calls = 0;
    import.set_progress([&](const mateo::Progress &progress) {
        SAME(progress.total, 50);
        if (++calls == 2) throw Thrown{2};
    });
    SAME(thrown_by([&] { import.run(); }), 2);
    SAME(calls, 2); // After the exception the callback is left alone.
    SAME(import.state(), mateo::State::interrupted);
    CHECK(import.count(mateo::Count::succeeded) < 50);
    SAME(import.run(), mateo::State::finished);
    SAME(import.count(mateo::Count::succeeded), 50);
    SAME(statistic("posts") - posts, 5);
}

/// The last call of the callback: the run is over, and so is the wish to end it.
void last_call() {
    auto client = mateo::Client::open(small_batches("last_call.db"));
    auto import = sealed(client, "last call", 1001);
    import.set_progress([&](const mateo::Progress &progress) {
        if (progress.settled == progress.total) throw Thrown{3};
    });
    SAME(thrown_by([&] { import.run(); }), 3);
    import.set_progress(nullptr);
    SAME(import.run(), mateo::State::finished);
    SAME(import.count(mateo::Count::succeeded), 50);
}

void step() {
    auto client = mateo::Client::open(small_batches("step.db"));
    auto import = sealed(client, "step", 2001);
    bool throws = true;
    import.set_progress([&](const mateo::Progress &) {
        if (std::exchange(throws, false)) throw Thrown{4};
    });
    int thrown = -1;
    while (thrown < 0) thrown = thrown_by([&] { import.step(std::chrono::seconds(1)); });
    SAME(thrown, 4);
    auto state = import.step(std::chrono::seconds(1));
    while (state == mateo::State::running || state == mateo::State::interrupted) {
        state = import.step(std::chrono::seconds(1));
    }
    SAME(state, mateo::State::finished);
}

/// Of two imports that a client works on, the one whose callback throws is interrupted, and the other goes on.
void client_step() {
    auto client = mateo::Client::open(small_batches("client_step.db"));
    auto one = sealed(client, "one", 3001);
    auto other = sealed(client, "other", 4001);
    int calls = 0;
    one.set_progress([&](const mateo::Progress &) {
        if (++calls == 1) throw Thrown{5};
    });
    int thrown = -1;
    std::vector<const mateo_import *> ended;
    for (bool is_over = false; !is_over;) {
        const int now = thrown_by([&] {
            const auto step = client.step(std::chrono::seconds(1));
            CHECK(!step.error);
            if (step.ended != nullptr) ended.push_back(step.ended);
            is_over = step.ended == nullptr && step.state == mateo::State::finished;
        });
        if (now >= 0) thrown = now;
    }
    SAME(thrown, 5);
    SAME(calls, 1);
    SAME(other.state(), mateo::State::finished);
    CHECK(!ended.empty() && ended.back() == other.handle());
    SAME(one.run(), mateo::State::finished);
}

/// A callback that runs another import, whose callback throws: the exception passes through both.
void nested() {
    auto client = mateo::Client::open(small_batches("nested.db"));
    auto inner = sealed(client, "inner", 5001);
    auto outer = sealed(client, "outer", 6001);
    int calls = 0;
    inner.set_progress([](const mateo::Progress &) { throw Thrown{6}; });
    outer.set_progress([&](const mateo::Progress &) {
        if (++calls == 1) inner.run();
    });
    SAME(thrown_by([&] { outer.run(); }), 6);
    inner.set_progress(nullptr);
    SAME(inner.run(), mateo::State::finished);
    SAME(outer.run(), mateo::State::finished);
}

/// The log speaks while a file is read: the rows are added, and the exception comes then.
void log() {
    auto options = small_batches("log.db");
    bool throws = true;
    options.log = [&](mateo::LogLevel, std::string_view message) {
        CHECK(!message.empty());
        if (throws) throw Thrown{7};
    };
    auto client = mateo::Client::open(options);
    auto import = client.open_import(mateo::Type::contacts, "log");
    const auto add = [&] {
        import.add_csv("external_id,full_name\nC-7001,M\xfcller\n");
        import.end_csv();
    };
    SAME(thrown_by(add), 7);
    throws = false;
    import.seal();
    SAME(import.count(mateo::Count::total), 1);
    SAME(import.run(), mateo::State::finished);
}

/// What a callback does to its own import: it cancels or closes it; nothing else is allowed.
void own_import() {
    auto client = mateo::Client::open(small_batches("own.db"));
    auto import = sealed(client, "own", 8001);
    import.set_progress([&](const mateo::Progress &) {
        FAILS(mateo::Status::state, "", import.set_progress(nullptr));
        FAILS(mateo::Status::state, "", import.counts());
        import.close();
    });
    SAME(import.run(), mateo::State::interrupted);
    FAILS(mateo::Status::handle, "", import.run());
    auto again = client.resume_import("own");
    SAME(again.run(), mateo::State::finished);
}

/// A client and an import that are gone do not take the log from a cursor that still uses it.
void lifetimes() {
    auto options = small_batches("lifetimes.db");
    auto alive = std::make_shared<int>(0);
    options.log = [alive](mateo::LogLevel, std::string_view) { (*alive)++; };
    std::optional<mateo::Client> client(mateo::Client::open(options));
    options.log = nullptr;
    std::optional<mateo::Import> import(sealed(*client, "lifetimes", 9001));
    import->set_progress([alive](const mateo::Progress &) {});
    SAME(alive.use_count(), 3);
    client.reset();
    SAME(import->run(), mateo::State::finished);
    {
        auto batches = import->batches();
        import.reset();
        SAME(alive.use_count(), 2); // The log of the cursor.
        SAME(std::distance(batches.begin(), batches.end()), 5);
    }
    SAME(alive.use_count(), 1);
}

} // namespace

int main() {
    run();
    last_call();
    step();
    client_step();
    nested();
    log();
    own_import();
    lifetimes();
    return finish();
}
