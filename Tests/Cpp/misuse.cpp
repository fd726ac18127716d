// What makes no sense gives errors: closed and moved objects, NUL bytes, invalid UTF-8, huge texts, wrong options.
// sandbox: --requests-per-second 0 --processing-ms 20
#include "check.hpp"
#include <limits>

namespace {

using mateo::Status;
using std::chrono::milliseconds;

template <class T> void move_to_itself(T &object) {
    T &same = object;
    object = std::move(same);
}

void moved() {
    auto client = mateo::Client::open(sandbox_options());
    auto import = client.open_import(mateo::Type::contacts, "moved");
    auto record = mateo::Record::make();
    move_to_itself(client);
    move_to_itself(import);
    move_to_itself(record);
    record.set_text("external_id", "C-1");
    import.add_record(record);

    auto other_record = std::move(record);
    FAILS(Status::argument, "", record.set_text("email", "a@example.org"));
    FAILS(Status::argument, "", import.add_record(record));
    record.clear();
    auto other_import = std::move(import);
    FAILS(Status::argument, "", import.add_record(other_record));
    FAILS(Status::argument, "", import.run());
    FAILS(Status::argument, "", import.step(milliseconds(0)));
    FAILS(Status::argument, "", import.counts());
    FAILS(Status::argument, "", import.failures());
    FAILS(Status::argument, "", import.failures(mateo::States::unknown));
    FAILS(Status::argument, "", import.plan());
    FAILS(Status::argument, "", import.unknown_rows());
    FAILS(Status::argument, "", import.set_progress([](const mateo::Progress &) {}));
    SAME(import.name(), "");
    CHECK(import.type() == mateo::Type());
    import.cancel();
    import.close();
    auto other_client = std::move(client);
    FAILS(Status::argument, "", client.open_import(mateo::Type::contacts, "moved"));
    FAILS(Status::argument, "", client.step(milliseconds(0)));
    FAILS(Status::argument, "", client.imports());
    client.close();

    // An import that is moved over another one closes that one.
    auto second = other_client.open_import(mateo::Type::contacts, "second");
    auto alive = std::make_shared<int>(0);
    second.set_progress([alive](const mateo::Progress &) {});
    const auto *handle = second.handle();
    second = std::move(other_import);
    SAME(alive.use_count(), 1);
    SAME(std::string(mateo_import_name(const_cast<mateo_import *>(handle))), "");
    SAME(second.name(), "moved");
    second.seal();
    SAME(second.run(), mateo::State::finished);
}

void closed() {
    auto client = mateo::Client::open(sandbox_options());
    auto import = client.open_import(mateo::Type::contacts, "closed");
    client.close();
    client.close();
    FAILS(Status::handle, "", client.check());
    import.add_json(R"({"external_id": "C-10"})");
    import.close();
    import.close();
    FAILS(Status::handle, "", import.seal());
    SAME(import.name(), "");
    CHECK(import.type() == mateo::Type());
}

void texts() {
    using namespace std::string_view_literals;
    auto client = mateo::Client::open(sandbox_options());
    FAILS(Status::encoding, "NUL", client.open_import(mateo::Type::contacts, "a\0b"sv));
    FAILS(Status::argument, "", client.open_import(mateo::Type::contacts, ""sv));
    FAILS(Status::argument, "", client.open_import(mateo::Type::contacts, std::string(256, 'n')));
    const std::string longer = "part of a name";
    auto import = client.open_import(mateo::Type::contacts, std::string_view(longer).substr(0, 4));
    SAME(import.name(), "part");

    auto record = mateo::Record::make();
    FAILS(Status::encoding, "NUL", record.set_text("external_id", "C\0"sv));
    FAILS(Status::encoding, "NUL", record.set_text("external\0id"sv, "C"));
    FAILS(Status::encoding, "NUL", record.set_json("a", "1\0"sv));
    FAILS(Status::encoding, "NUL", import.add_csv_file(std::filesystem::path("a\0b"sv)));
    FAILS(Status::encoding, "NUL", import.set_after("a\0b"sv));
    FAILS(Status::encoding, "UTF-8", record.set_text("external_id", "\xff\xfe"));
    FAILS(Status::limit, "", record.set_text(std::string(256, 'n'), "value"));
    record.set_text("external_id", std::string_view());
    FAILS(Status::record, "", import.add_record(record));
    record.clear();
    record.set_text("external_id", "C-20");
    FAILS(Status::limit, "full_name", record.set_text("full_name", std::string(std::size_t{5} << 20, 'n')));
    record.clear();
    record.set_text("external_id", std::string_view("C-20 and more").substr(0, 4));
    record.set_tag(std::string(256, 't'));
    FAILS(Status::limit, "", import.add_record(record));
    record.set_tag(std::string(255, 't'));
    import.add_record(record);
    FAILS(Status::json, "", import.add_json(std::string_view()));
    FAILS(Status::json, "", import.set_mapping("{"));
    import.set_mapping("");
    SAME(import.count(mateo::Count::total), 1);
}

/// An error keeps its texts when all else is gone, and so do its copies.
void errors() {
    std::optional<mateo::Error> kept;
    try {
        auto client = mateo::Client::open(sandbox_options());
        auto import = client.open_import(mateo::Type::contacts, "errors");
        import.add_json(R"([{"external_id": "C-1"}, {"external_id": "C-2", "email": "nonsense"}])");
    } catch (const std::runtime_error &error) {
        kept = dynamic_cast<const mateo::Error &>(error);
    }
    CHECK(kept && kept->status() == Status::record && kept->row() == 2 && !kept->http_status());
    CHECK(std::string_view(kept->what()).find("email") != std::string_view::npos);
}

/// Every option is taken, and wrong ones are refused when the client is opened.
void options() {
    auto all = sandbox_options();
    all.journal_path = new_path("options.db");
    all.on_unknown = mateo::OnUnknown::stop;
    all.first_look = false;
    all.shared_handles = mateo::SharedHandles::send;
    all.batch_records = 1;
    all.batch_bytes = 2048;
    all.requests_per_day = 100;
    all.entities_per_day = 4;
    all.quota_window = std::chrono::hours(24);
    all.wait_for_quota = false;
    all.job_deadline = std::chrono::minutes(1);
    all.import_deadline = std::chrono::minutes(2);
    all.connect_timeout = std::chrono::seconds(5);
    all.request_timeout = std::chrono::seconds(5);
    all.ca_file = "/etc/ssl/certs/ca-certificates.crt";
    all.proxy = "";
    all.user_agent = "test";
    auto client = mateo::Client::open(all);
    auto import = client.open_import(mateo::Type::contacts, "options");
    import.add_csv("external_id,email\n1,a@example.org\n2,a@example.org\n3,\n4,\n5,\n6,\n");
    import.end_csv();
    const auto plan = import.plan();
    SAME(plan.records, 6); // Shared handles are sent.
    SAME(plan.batches, 6); // One record each.
    SAME(plan.first_look, 0);
    SAME(plan.days.size(), 2u);
    SAME(plan.days[0].records, 4);
    CHECK(plan.days[1].starts_at - plan.days[0].starts_at >= std::chrono::hours(23));
    CHECK(plan.records_left == 4 && plan.requests_left == 100 && plan.finishes_at == plan.days[1].finishes_at);
    FAILS(Status::limit, "2048", import.add_json(R"({"external_id": ")" + std::string(3000, 'x') + "\"}"));

    const auto refused = [](auto change, Status status, const char *text) {
        auto wrong_options = sandbox_options();
        change(wrong_options);
        FAILS(status, text, mateo::Client::open(wrong_options));
    };
    refused([](auto &o) { o.base_url = "http://example.org"; }, Status::argument, "https");
    refused([](auto &o) { o.api_key = "two\nlines"; }, Status::argument, "");
    refused([](auto &o) { o.api_key = std::string("a\0b", 3); }, Status::encoding, "NUL");
    refused([](auto &o) { o.journal_path = "/nowhere/mateo.db"; }, Status::journal, "");
    refused([](auto &o) { o.journal_path = std::string("a\0b", 3); }, Status::encoding, "NUL");
    refused([](auto &o) { o.on_unknown = static_cast<mateo::OnUnknown>(99); }, Status::argument, "");
    refused([](auto &o) { o.shared_handles = static_cast<mateo::SharedHandles>(99); }, Status::argument, "");
    refused([](auto &o) { o.batch_records = 0; }, Status::argument, "");
    refused([](auto &o) { o.batch_bytes = 1; }, Status::argument, "");
    refused([](auto &o) { o.requests_per_second = std::numeric_limits<double>::quiet_NaN(); }, Status::argument, "");
    refused([](auto &o) { o.requests_per_day = -1; }, Status::argument, "");
    refused([](auto &o) { o.entities_per_day = -1; }, Status::argument, "");
    refused([](auto &o) { o.quota_window = milliseconds(0); }, Status::argument, "");
    refused([](auto &o) { o.first_poll = milliseconds(-1); }, Status::argument, "");
    refused([](auto &o) { o.longest_poll = milliseconds(0); }, Status::argument, "");
    refused([](auto &o) { o.job_deadline = milliseconds::max(); }, Status::argument, "");
    refused([](auto &o) { o.import_deadline = milliseconds::min(); }, Status::argument, "");
    refused([](auto &o) { o.connect_timeout = milliseconds(0); }, Status::argument, "");
    refused([](auto &o) { o.request_timeout = milliseconds(0); }, Status::argument, "");
    refused([](auto &o) { o.ca_file = "/nowhere.pem"; }, Status::file, "");
    refused([](auto &o) { o.user_agent = "two\nlines"; }, Status::argument, "");
}

} // namespace

int main() {
    moved();
    closed();
    texts();
    errors();
    options();
    return finish();
}
