/* An answer that is lost: the batch is looked up, found, and not sent again. The log tells of it. */
// sandbox: --requests-per-second 0 --processing-ms 20 --faults lost@2
#include "check.h"

static int messages = 0;

static void on_log(void *context, mateo_log_level level, const char *message) {
    messages++;
    CHECK(level == MATEO_LOG_INFO || level == MATEO_LOG_WARNING);
    CHECK(*message != '\0' && strchr(message, '\n') == NULL);
    CHECK(strstr(message, from_environment("MATEO_API_KEY")) == NULL && strstr(message, "@") == NULL);
    if (strstr(message, "rows 101 to 200") != NULL) *(int *)context += 1;
}

int main(void) {
    int named = 0;
    mateo_options *options = sandbox_options(new_path("lost.db"));
    OK(mateo_options_set_batch_records(options, 100, &error));
    OK(mateo_options_set_log(options, on_log, &named, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = open_contacts(client, "lost");
    add_contacts(import, 1, 250);
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    CHECK(messages >= 1 && named >= 1);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 250);
    SAME(count(import, MATEO_COUNT_POSTS), 3);
    SAME(count(import, MATEO_COUNT_OTHER_REQUESTS), 1);
    SAME(statistic("faults"), 1);
    SAME(statistic("accepted_rows"), 250);
    SAME(statistic("repeated_reference_ids"), 0);
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
