/* Answers that make no sense: HTML, half of one, none, a redirect elsewhere, limits, a time-out at the service. */
// sandbox: --requests-per-second 0 --processing-ms 20 --faults html502@1,truncated@2,empty@3,57014@4,429@5,html502-committed@6,redirect@7
#include "check.h"

int main(void) {
    mateo_options *options = sandbox_options(new_path("answers.db"));
    OK(mateo_options_set_batch_records(options, 10, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = open_contacts(client, "answers");
    add_contacts(import, 1, 95);
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), 95);
    SAME(statistic("faults"), 7);
    SAME(statistic("accepted_rows"), 95);
    SAME(statistic("repeated_reference_ids"), 0);
    SAME(statistic("key_leaks"), 0);
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
