/* The same when the service gives failed rows at an address of another origin, which does not get the key. */
// sandbox: --requests-per-second 0 --processing-ms 20 --failed url
#define main failures_by_url
#include "failures.c"
#undef main

int main(void) {
    int result = failures_by_url();
    CHECK(statistic("file_downloads") >= 10);
    SAME(statistic("key_leaks"), 0);
    return result != 0 || finish();
}
