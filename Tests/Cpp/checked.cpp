// The classes that return their errors, with exceptions and without: an import from its options to its failures.
// sandbox: --requests-per-second 0 --processing-ms 20
// no-exceptions
#include "check.hpp"

namespace {

void results() {
    const mateo::Result<std::string> value("text");
    CHECK(value.has_value() && value);
    SAME(*value, "text");
    SAME(value->size(), 4u);
    SAME(value.value(), "text");
    const mateo::Result<std::string> error(mateo::Error(mateo::Status::limit, "too long"));
    CHECK(!error.has_value());
    SAME(error.error().status(), mateo::Status::limit);
    SAME(std::string(error.error().what()), "too long");
    CHECK(!error.error().row() && !error.error().http_status() && !error.error().is_retryable());
    SAME(error.error().service_message(), "");
#ifdef __cpp_exceptions
    FAILS(mateo::Status::limit, "too long", (void)error.value());
#endif
}

void names() {
    SAME(mateo::version(), std::to_string(MATEO_VERSION_MAJOR) + "." + std::to_string(MATEO_VERSION_MINOR) + "."
            + std::to_string(MATEO_VERSION_PATCH));
    SAME(mateo::name(mateo::Status::journal_busy), "MATEO_ERROR_JOURNAL_BUSY");
    SAME(mateo::name(mateo::Type::appointments), "appointments");
    SAME(mateo::name(mateo::State::interrupted), "interrupted");
    SAME(mateo::name(mateo::Count::in_flight), "in_flight");
    SAME(mateo::name(static_cast<mateo::Count>(99)), "");
}

void whole_import() {
    auto client = mateo::checked::Client::open(sandbox_options());
    if (!client) return check_error(&client.error(), mateo::Status::ok, "", "Client::open", __FILE__, __LINE__);
    CHECK(client->check());
    auto import = client->open_import(mateo::Type::contacts, "checked");
    auto record = mateo::checked::Record::make();
    CHECK(import && record);
    CHECK(record->set_text("external_id", "C-1"));
    FAILS(mateo::Status::record, "external_id", record->set_text("external_id", "C-2"));
    CHECK(import->add_record(*record));
    CHECK(import->add_json(R"([{"external_id": "C-2"}, {"external_id": "C-3", "birthday": "tomorrow"}])"));
    FAILS(mateo::Status::state, "", import->run());
    CHECK(import->seal());
    FAILS(mateo::Status::state, "sealed", import->add_record(*record));
    int calls = 0;
    CHECK(import->set_progress([&](const mateo::Progress &) { calls++; }));
    const auto state = import->run();
    CHECK(state && *state == mateo::State::finished && calls > 0);
    const auto counts = import->counts();
    CHECK(counts && (*counts)[mateo::Count::succeeded] == 2 && (*counts)[mateo::Count::failed] == 1);

    auto failures = import->failures();
    CHECK(failures);
    int rows = 0;
    for (const auto &failure : *failures) {
        CHECK(failure && failure->row == 3 && failure->external_id == "C-3");
        rows++;
    }
    SAME(rows, 1);
}

/// The last element of a range is the error that ends it.
void range_that_fails() {
    auto client = mateo::checked::Client::open(sandbox_options());
    auto imports = client->imports();
    auto moved = std::move(*imports);
    std::vector<mateo::Status> statuses;
    for (const auto &import : *imports) statuses.push_back(import ? mateo::Status::ok : import.error().status());
    CHECK(statuses == std::vector{mateo::Status::argument});
    CHECK(moved.begin() == moved.end());
}

void refused() {
    auto options = sandbox_options();
    options.api_key = "another-key";
    auto client = mateo::checked::Client::open(options);
    const auto result = client->check();
    SAME(result.error().status(), mateo::Status::unauthorized);
    CHECK(result.error().http_status() == 403);
    CHECK(std::string_view(result.error().what()).find("another-key") == std::string_view::npos);
}

} // namespace

int main() {
    results();
    names();
    whole_import();
    range_that_fails();
    refused();
    return finish();
}
