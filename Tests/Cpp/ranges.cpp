// What is read: failures, their CSV, hints, batches, pauses, imports and unknown rows, as ranges and with algorithms.
// sandbox: --requests-per-second 0 --processing-ms 20 --faults never@3
#include "check.hpp"
#include <algorithm>
#include <fstream>
#include <numeric>
#ifdef __cpp_lib_ranges
#include <ranges>
static_assert(std::ranges::input_range<mateo::Import::Failures>);
static_assert(std::ranges::input_range<mateo::checked::Import::Failures>);
static_assert(std::input_iterator<mateo::Import::Hints::Iterator>);
#endif

namespace {

using mateo::Count;
using mateo::State;

/// Ten contacts; the third and the seventh fail.
void fill(mateo::Import &import) {
    auto record = mateo::Record::make();
    for (int number = 1; number <= 10; number++) {
        record.clear();
        record.set_text("external_id", "C-" + std::to_string(number));
        record.set_tag("row " + std::to_string(number));
        record.append_text("whatsapp", "+491511234567" + std::to_string(number % 10));
        if (number == 3 || number == 7) record.set_text("birthday", "tomorrow");
        import.add_record(record);
    }
}

void failures(mateo::Client &client) {
    auto import = client.open_import(mateo::Type::contacts, "failures");
    SAME(import.type(), mateo::Type::contacts);
    fill(import);
    import.seal();
    CHECK(!import.is_repeated());
    SAME(import.run(), State::finished);
    const auto counts = import.counts();
    SAME(counts[Count::total], 10);
    SAME(counts[Count::succeeded], 8);
    SAME(counts[Count::failed], 2);
    SAME(counts[static_cast<Count>(99)], -1);
    CHECK(!import.resume_at() && !import.next_step_at());

    std::vector<mateo::Failure> rows;
    for (auto &failure : import.failures()) rows.push_back(std::move(failure));
    SAME(rows.size(), 2u);
    CHECK(rows[0].row == 3 && !rows[0].line && rows[0].kind == mateo::FailureKind::failed && !rows[0].is_retryable);
    SAME(rows[1].external_id, "C-7");
    SAME(rows[1].tag, "row 7");
    SAME(rows[1].code, "22007");
    CHECK(!rows[1].message.empty() && rows[1].reason.find("birthday") != std::string::npos);
    CHECK(rows[1].input.front() == '{' && rows[1].source.empty());

    auto cursor = import.failures();
    const auto found = std::find_if(cursor.begin(), cursor.end(), [](const auto &row) { return row.row == 7; });
    CHECK(found != cursor.end() && found->tag == "row 7");
    CHECK(!cursor.next());
    CHECK(!cursor.next());
    auto held = import.failures(mateo::States::held | mateo::States::superseded);
    CHECK(held.begin() == held.end());
    SAME(import.retry(), 0);

#ifdef __cpp_lib_ranges
    std::vector<std::int64_t> numbers;
    auto all = import.failures();
    std::ranges::transform(all, std::back_inserter(numbers), [](const auto &row) { return row.row.value_or(0); });
    CHECK(numbers == std::vector<std::int64_t>({3, 7}));
    // clang 14 cannot compile the views of libstdc++ 12.
#ifndef __clang__
    for (const auto &row : import.failures() | std::views::drop(1) | std::views::take(1)) SAME(row.tag, "row 7");
#endif
#endif
}

void csv(mateo::Client &client) {
    const auto file = new_path("contacts.csv");
    std::ofstream(file) << "external_id;email\nC-20;a@example.org\nC-21;\"not\nsent\"\n";
    auto import = client.open_import(mateo::Type::contacts, "csv");
    const std::string json = mateo::Import::propose_mapping("Kundennummer;E-Mail\n1;a@example.org\n", mateo::Type::contacts);
    CHECK(json.front() == '{' && json.find("Kundennummer") != std::string::npos && json.back() != '\0');
    const std::string other = mateo::Import::propose_mapping(
        "Kundennummer^E-Mail\n1^a@example.org\n", mateo::Type::contacts, R"({"mateo_mapping": 1, "delimiter": "^"})");
    CHECK(other.find(R"("delimiter": "^")") != std::string::npos);
    import.set_empty_cells(mateo::EmptyCells::null);
    import.add_csv_file(file);
    import.set_tag(2, "second");
    import.seal();
    for (const auto &failure : import.failures()) {
        CHECK(failure.row == 2 && failure.line == 3 && failure.kind == mateo::FailureKind::held);
        SAME(failure.tag, "second");
        SAME(failure.source, "C-21;\"not\nsent\"\n");
    }
    auto pieces = import.failures_csv();
    const auto text = std::accumulate(pieces.begin(), pieces.end(), std::string());
    SAME(text.rfind("external_id;email;mateo_row", 0), 0u);
    CHECK(text.find("C-21") != text.npos && text.find("C-20") == text.npos);
    std::string excel;
    for (const auto &piece : import.failures_csv_for_excel(mateo::States::held)) excel += piece;
    SAME(excel, "\xef\xbb\xbf" + text);
}

void timeline(mateo::Client &client) {
    auto import = client.open_import(mateo::Type::contacts, "timeline");
    CHECK(!import.first_plan());
    import.add_json_lines("{\"external_id\": \"C-30\", \"email\": \"x@example.org\"}\n");
    import.seal();
    const auto before = std::chrono::system_clock::now();
    const auto plan = import.first_plan();
    CHECK(plan && plan->records == 1 && plan->days.size() == 1);
    auto thief = client.open_import(mateo::Type::contacts, "thief");
    thief.add_json(R"({"external_id": "C-31", "email": "x@example.org"})");
    thief.seal();
    SAME(import.run(), State::finished);
    SAME(thief.run(), State::unknown); // The service never works on the third POST.
    for (const auto &batch : import.batches()) {
        CHECK(batch.rows.first == 1 && batch.rows.last == 1 && batch.state == mateo::BatchState::settled);
        CHECK(batch.records == 1 && batch.succeeded == 1 && batch.failed == 0 && batch.attempts == 1);
        CHECK(batch.sent_at && *batch.sent_at >= before - std::chrono::seconds(5) && batch.settled_at >= batch.sent_at);
        CHECK(batch.answer_time && batch.answer_time->count() >= 0);
    }
    auto pauses = import.pauses();
    CHECK(pauses.begin() == pauses.end());
    const auto unknown = thief.unknown_rows();
    CHECK(unknown.size() == 1 && unknown[0].first == 1 && unknown[0].last == 1);
    CHECK(import.unknown_rows().empty());
    for (const auto &row : thief.failures(mateo::States::unknown)) SAME(row.kind, mateo::FailureKind::unknown);

    auto again = client.open_import(mateo::Type::contacts, "hints");
    again.add_json(R"({"external_id": "C-32", "email": "x@example.org"})");
    again.seal();
    SAME(again.run(), State::finished);
    auto hints = again.hints();
    const auto hint = hints.next();
    CHECK(hint && hint->rows.first == 1 && hint->rows.last == 1 && !hint->text.empty());
    CHECK(!hints.next());
}

void imports(mateo::Client &client) {
    std::vector<std::string> names;
    for (const auto &import : client.imports()) {
        names.push_back(import.name);
        CHECK(import.type == mateo::Type::contacts && !import.resume_at);
        CHECK(import.created_at.time_since_epoch().count() > 0);
        if (import.name == "failures") {
            CHECK(import.counts[Count::failed] == 2 && import.state == State::finished);
        }
    }
    CHECK(names == std::vector<std::string>({"failures", "csv", "timeline", "thief", "hints"}));
    client.verify();
    client.verify("timeline");
    FAILS(mateo::Status::not_found, "nowhere", client.verify("nowhere"));
    FAILS(mateo::Status::state, "", client.forget("thief"));
    client.forget("thief", true);
    client.forget("timeline");
    client.forget_digests();
    auto resumed = client.resume_import("failures");
    SAME(resumed.state(), State::finished);
}

} // namespace

int main() {
    auto options = sandbox_options();
    options.job_deadline = std::chrono::milliseconds(300);
    options.journal_path = new_path("ranges.db");
    auto client = mateo::Client::open(options);
    failures(client);
    csv(client);
    timeline(client);
    imports(client);
    return finish();
}
