/* A connection that is never made: nothing was sent, so deals are pending and not unknown. */
// sandbox: --processing-ms 0
#include "check.h"
#include "peer.h"

enum { ASKS_FOR_PASSWORD, FORBIDS, CLOSES, TALKS_NONSENSE, IS_SILENT, LETS_PASS, PROXIES };

static void on_connect(server *seen, int connection, const char *head, const char *body) {
    char byte;
    (void)body;
    if (strncmp(head, "CONNECT service.invalid:443 ", 28) != 0 || strstr(head, "secret-key") != NULL) seen->posts++;
    switch (seen->mode) {
    case ASKS_FOR_PASSWORD:
        server_answer(connection, 407, "Proxy-Authenticate: Basic realm=\"x\"\r\n", "no", 2);
        break;
    case FORBIDS: server_answer(connection, 403, "", "no", 2); break;
    case TALKS_NONSENSE: server_send(connection, "nonsense\r\n\r\n", 12); break;
    case IS_SILENT: /* Until the other side gives up. */
        while (recv(connection, &byte, 1, 0) > 0) continue;
        break;
    case LETS_PASS: server_send(connection, "HTTP/1.1 200 OK\r\n\r\nno TLS at all", 32); break;
    default: break;
    }
}

/* Runs an import of deals for a moment; all of them are then still to be sent. */
static void stays_pending(mateo_options *options) {
    mateo_client *client = NULL;
    mateo_import *import = NULL;
    mateo_state state = -1;
    OK(mateo_client_open(options, &client, &error));
    OK(mateo_import_open(client, MATEO_TYPE_DEALS, "deals", &import, &error));
    OK(add_json(import, "[{\"external_id\":\"1\"},{\"external_id\":\"2\"},{\"external_id\":\"3\"}]", &error));
    OK(mateo_import_seal(import, &error));
    while (count(import, MATEO_COUNT_POSTS) == 0 || count(import, MATEO_COUNT_IN_FLIGHT) > 0) {
        OK(mateo_import_step(import, 50, &state, &error));
    }
    SAME(state, MATEO_STATE_RUNNING);
    SAME(count(import, MATEO_COUNT_PENDING), 3);
    SAME(count(import, MATEO_COUNT_UNKNOWN), 0);
    mateo_import_close(import);
    mateo_client_close(client);
    mateo_options_free(options);
}

int main(void) {
    unsetenv("https_proxy");
    unsetenv("HTTPS_PROXY");
    unsetenv("ALL_PROXY");
    unsetenv("all_proxy");
    server *proxy = server_start(on_connect);
    char address[100];
    snprintf(address, sizeof address, "http://127.0.0.1:%d", proxy->port);
    for (proxy->mode = 0; proxy->mode < PROXIES; proxy->mode++) {
        mateo_options *options = server_options(proxy, NULL);
        OK(mateo_options_set_base_url(options, "https://service.invalid/api/v1", &error));
        OK(mateo_options_set_proxy(options, address, &error));
        if (proxy->mode == IS_SILENT) OK(mateo_options_set_connect_timeout(options, 300, &error));
        int before = proxy->connections;
        stays_pending(options);
        CHECK(proxy->connections > before);
    }
    SAME(proxy->posts, 0);

    /* No proxy: an unknown name, and a server that speaks no TLS. */
    mateo_options *options = server_options(proxy, NULL);
    OK(mateo_options_set_base_url(options, "https://service.invalid/api/v1", &error));
    stays_pending(options);
    snprintf(address, sizeof address, "https://127.0.0.1:%d/api/v1", proxy->port);
    options = server_options(proxy, NULL);
    OK(mateo_options_set_base_url(options, address, &error));
    OK(mateo_options_set_connect_timeout(options, 500, &error));
    stays_pending(options);
    server_stop(proxy);
    return finish();
}
