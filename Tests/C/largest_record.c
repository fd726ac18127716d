/* A record as large as the largest batch: it can be added, sealed and verified, and one byte more cannot. */
// sandbox: --processing-ms 0
#include "check.h"

enum { LARGEST = 67108864 };
static char record[LARGEST + 2];

/* A record of a number of bytes. */
static size_t of_size(size_t size, char id) {
    static const char start[] = "{\"external_id\":\"1\",\"notes\":\"";
    memset(record, 'x', size);
    memcpy(record, start, sizeof start - 1);
    record[strlen("{\"external_id\":\"")] = id;
    memcpy(record + size - 2, "\"}", 2);
    return size;
}

int main(void) {
    mateo_options *options = sandbox_options(NULL);
    FAILS(MATEO_ERROR_ARGUMENT, "67,108,864", mateo_options_set_batch_bytes(options, LARGEST + 1, &error));
    OK(mateo_options_set_batch_bytes(options, LARGEST, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = open_contacts(client, "largest");
    FAILS(MATEO_ERROR_LIMIT, "", mateo_import_add_json(import, record, of_size(LARGEST + 1, '1'), &error));
    OK(mateo_import_add_json(import, record, of_size(LARGEST, '1'), &error));
    OK(add_json(import, "{\"external_id\":\"2\"}", &error));
    OK(mateo_import_add_json(import, record, of_size(LARGEST - 1, '3'), &error));
    OK(mateo_import_seal(import, &error));
    SAME(count(import, MATEO_COUNT_TOTAL), 3);
    SAME(count(import, MATEO_COUNT_PENDING), 3);
    OK(mateo_client_verify(client, "largest", &error));
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
