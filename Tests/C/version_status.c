/* The version, and the names of all statuses. */
// sandbox: --processing-ms 0
#include "check.h"

int main(void) {
    int major = -1, minor = -1, patch = -1, length = 0;
    const char *version = mateo_version();
    CHECK(sscanf(version, "%d.%d.%d%n", &major, &minor, &patch, &length) == 3 && version[length] == '\0');
    CHECK(major >= 0 && minor >= 0 && patch >= 0);
    CHECK(mateo_version() == version);
    SAME(major, MATEO_VERSION_MAJOR);
    SAME(minor, MATEO_VERSION_MINOR);
    SAME(patch, MATEO_VERSION_PATCH);
    SAME(MATEO_VERSION_NUMBER, 1000000 * major + 1000 * minor + patch);

    SAME_TEXT(mateo_type_name(MATEO_TYPE_DEALS), "deals");
    SAME_TEXT(mateo_type_name(0), "");
    SAME_TEXT(mateo_state_name(MATEO_STATE_PAUSED), "paused");
    SAME_TEXT(mateo_state_name(-1), "");
    SAME_TEXT(mateo_count_name(MATEO_COUNT_IN_FLIGHT), "in_flight");
    SAME_TEXT(mateo_count_name(MATEO_COUNTS), "");
    for (int what = 0; what < MATEO_COUNTS; what++) CHECK(*mateo_count_name(what) != 0);

    static const struct { mateo_status status; const char *name; } all[] = {
        {MATEO_OK, "MATEO_OK"},
        {MATEO_ERROR_ARGUMENT, "MATEO_ERROR_ARGUMENT"},
        {MATEO_ERROR_HANDLE, "MATEO_ERROR_HANDLE"},
        {MATEO_ERROR_STATE, "MATEO_ERROR_STATE"},
        {MATEO_ERROR_NOT_FOUND, "MATEO_ERROR_NOT_FOUND"},
        {MATEO_ERROR_OTHER_ACCOUNT, "MATEO_ERROR_OTHER_ACCOUNT"},
        {MATEO_ERROR_FILE, "MATEO_ERROR_FILE"},
        {MATEO_ERROR_CSV, "MATEO_ERROR_CSV"},
        {MATEO_ERROR_JSON, "MATEO_ERROR_JSON"},
        {MATEO_ERROR_ENCODING, "MATEO_ERROR_ENCODING"},
        {MATEO_ERROR_RECORD, "MATEO_ERROR_RECORD"},
        {MATEO_ERROR_LIMIT, "MATEO_ERROR_LIMIT"},
        {MATEO_ERROR_MEMORY, "MATEO_ERROR_MEMORY"},
        {MATEO_ERROR_JOURNAL, "MATEO_ERROR_JOURNAL"},
        {MATEO_ERROR_JOURNAL_FOREIGN, "MATEO_ERROR_JOURNAL_FOREIGN"},
        {MATEO_ERROR_JOURNAL_NEWER, "MATEO_ERROR_JOURNAL_NEWER"},
        {MATEO_ERROR_JOURNAL_READ_ONLY, "MATEO_ERROR_JOURNAL_READ_ONLY"},
        {MATEO_ERROR_JOURNAL_FULL, "MATEO_ERROR_JOURNAL_FULL"},
        {MATEO_ERROR_JOURNAL_BUSY, "MATEO_ERROR_JOURNAL_BUSY"},
        {MATEO_ERROR_JOURNAL_CORRUPT, "MATEO_ERROR_JOURNAL_CORRUPT"},
        {MATEO_ERROR_BOOKS, "MATEO_ERROR_BOOKS"},
        {MATEO_ERROR_JOURNAL_FORKED, "MATEO_ERROR_JOURNAL_FORKED"},
        {MATEO_ERROR_UNAUTHORIZED, "MATEO_ERROR_UNAUTHORIZED"},
        {MATEO_ERROR_REFUSED, "MATEO_ERROR_REFUSED"},
        {MATEO_ERROR_UNREACHABLE, "MATEO_ERROR_UNREACHABLE"},
        {MATEO_ERROR_DEADLINE, "MATEO_ERROR_DEADLINE"},
        {MATEO_ERROR_FAILING, "MATEO_ERROR_FAILING"},
        {MATEO_ERROR_PREDECESSOR, "MATEO_ERROR_PREDECESSOR"},
    };
    int known = 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) SAME_TEXT(mateo_status_name(all[i].status), all[i].name);
    for (mateo_status status = -100; status < 1000; status++) {
        const char *name = mateo_status_name(status);
        if (strcmp(name, "MATEO_ERROR_UNKNOWN") != 0) known++;
    }
    SAME(known, sizeof all / sizeof all[0]);
    SAME_TEXT(mateo_status_name(INT32_MIN), "MATEO_ERROR_UNKNOWN");
    SAME_TEXT(mateo_status_name(INT32_MAX), "MATEO_ERROR_UNKNOWN");
    return finish();
}
