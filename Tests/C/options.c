/* Every option: what it takes, what it refuses, and that a refused value changes nothing. */
// sandbox: --processing-ms 0
#include "check.h"
#include <math.h>

typedef mateo_status set_integer(mateo_options *, int64_t, mateo_error **);
typedef mateo_status set_text(mateo_options *, const char *, mateo_error **);

static mateo_options *options;

static void integers(const char *name, set_integer *set, int64_t least, int64_t most) {
    const int64_t taken[] = {least, least + 1, most / 2, most}, refused[] = {least - 1, -1, INT64_MIN};
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        SAME_TEXT(mateo_status_name(set(options, taken[i], &error)), "MATEO_OK");
        if (error != NULL) fprintf(stderr, "  (%s of %" PRId64 ")\n", name, taken[i]);
        forget_error();
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        FAILS(MATEO_ERROR_ARGUMENT, "", set(options, refused[i], &error));
    }
    if (most < INT64_MAX) {
        FAILS(MATEO_ERROR_ARGUMENT, "", set(options, most + 1, &error));
        FAILS(MATEO_ERROR_ARGUMENT, "", set(options, INT64_MAX, &error));
    }
    FAILS(MATEO_ERROR_ARGUMENT, "options", set(NULL, most, &error));
    SAME(set(options, most, NULL), MATEO_OK);
    SAME(set(options, least - 1, NULL), MATEO_ERROR_ARGUMENT);
}

static void texts(set_text *set, const char *value, int may_be_null) {
    OK(set(options, value, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "options", set(NULL, value, &error));
    FAILS(MATEO_ERROR_ENCODING, "UTF-8", set(options, "caf\xE9", &error));
    if (may_be_null) {
        OK(set(options, NULL, &error));
        OK(set(options, "", &error));
    } else {
        FAILS(MATEO_ERROR_ARGUMENT, "NULL", set(options, NULL, &error));
    }
}

static void opens(void) {
    mateo_client *client = NULL;
    OK(mateo_client_open(options, &client, &error));
    mateo_client_close(client);
}

/* An address that libcurl could not use is refused, and no message shows its password. */
static void proxies(void) {
    const char *const bad[] = {
        "bad proxy", " ", "http://", "http:///proxy.example", "http:/proxy.example", "://proxy.example:1", ":3128", "@:1",
        "http://secret@", "user:secret@", "ftp://proxy.example", "socks6://user:secret@proxy.example", "file:///etc/passwd",
        "proxy.example:0", "http://proxy.example:99999", "http://user:secret@proxy.example:65536", "proxy.example:port",
        "proxy.example:-1", "http://user:sec\nret@proxy.example", "http://user:secret\r\n@proxy.example:1",
        "http://user:secret%0A@proxy.example", "http://us%0dr:secret@proxy.example",
        "http://user:secret%00@proxy.example", "http://proxy\x7f.example", "\tproxy.example", "http://[::1", "proxy.example/path",
        "http://user:secret@proxy.example?a=b", "http://proxy.example#part", "http://user:12/secret@proxy.example",
    };
    const char *const good[] = {
        "proxy.example", "proxy.example:3128", "10.0.0.1:8080", "[::1]:3128", "http://proxy.example", "http://proxy.example:3128/",
        "HTTP://proxy.example:3128", "https://proxy.example:443", "http://user:secret@proxy.example:3128", "user:secret@proxy.example:1",
        "http://us%20er:sec%20ret%40@proxy.example:65535", "socks4://proxy.example", "socks4a://proxy.example:1080",
        "socks5://user:secret@proxy.example:1080", "socks5h://[::1]:1080",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        FAILS(MATEO_ERROR_ARGUMENT, "proxy", mateo_options_set_proxy(options, bad[i], &error));
        CHECK(strstr(mateo_error_message(error), "sec") == NULL);
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        OK(mateo_options_set_proxy(options, good[i], &error));
        opens();
    }
    OK(mateo_options_set_proxy(options, NULL, &error));
}

/* A file is looked at when it is named, and again when a client is opened. */
static void ca_files(void) {
    static const char begin[] = "# A comment\r\n-----BEGIN CERTIFICATE-----\r\nMIIB\r\n-----END CERTIFICATE-----\r\n";
    static const char key[] = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n CERTIFICATE-----\n";
    static const char request[] = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n";
    mateo_client *client = NULL;
    const char *file = new_file("ca.pem", begin, sizeof begin - 1);
    texts(mateo_options_set_ca_file, file, 1);
    OK(mateo_options_set_ca_file(options, file, &error));
    FAILS(MATEO_ERROR_FILE, "none.pem", mateo_options_set_ca_file(options, new_path("none.pem"), &error));
    FAILS(MATEO_ERROR_FILE, "folder", mateo_options_set_ca_file(options, from_environment("MATEO_TEST_FOLDER"), &error));
    FAILS(MATEO_ERROR_ARGUMENT, "PEM", mateo_options_set_ca_file(options, "/dev/null", &error));
    FAILS(MATEO_ERROR_ARGUMENT, "PEM", mateo_options_set_ca_file(options, new_file("a.pem", "", 0), &error));
    FAILS(MATEO_ERROR_ARGUMENT, "PEM", mateo_options_set_ca_file(options, new_file("a.pem", "0\x82\1", 3), &error));
    FAILS(MATEO_ERROR_ARGUMENT, "PEM", mateo_options_set_ca_file(options, new_file("a.pem", key, sizeof key), &error));
    FAILS(MATEO_ERROR_ARGUMENT, "PEM",
        mateo_options_set_ca_file(options, new_file("a.pem", request, sizeof request), &error));
    CHECK(unlink(file) == 0); /* It is still that which was set before. */
    FAILS(MATEO_ERROR_FILE, "ca.pem", mateo_client_open(options, &client, &error));
    OK(mateo_options_set_ca_file(options, NULL, &error));
    opens();
}

static void does_not_open(const char *message) {
    mateo_client *client = NULL;
    FAILS(MATEO_ERROR_ARGUMENT, message, mateo_client_open(options, &client, &error));
    CHECK(client == NULL);
}

static void log_nothing(void *context, mateo_log_level level, const char *message) {
    (void)context, (void)level, (void)message;
}

int main(void) {
    const int64_t ten_years = 315360000000;
    OK(mateo_options_new(&options, &error));
    does_not_open("API key");

    integers("batch_records", mateo_options_set_batch_records, 1, 1000000);
    integers("batch_bytes", mateo_options_set_batch_bytes, 1024, 67108864);
    integers("requests_per_day", mateo_options_set_requests_per_day, 0, 1000000000000);
    integers("entities_per_day", mateo_options_set_entities_per_day, 0, 1000000000000);
    integers("quota_window", mateo_options_set_quota_window, 1, ten_years);
    integers("first_poll", mateo_options_set_first_poll, 1, ten_years);
    integers("longest_poll", mateo_options_set_longest_poll, 1, ten_years);
    integers("job_deadline", mateo_options_set_job_deadline, 1, ten_years);
    integers("import_deadline", mateo_options_set_import_deadline, 0, ten_years);
    integers("connect_timeout", mateo_options_set_connect_timeout, 1, ten_years);
    integers("request_timeout", mateo_options_set_request_timeout, 1, ten_years);

    const double rates[] = {0, 0.001, 0.5, 2, 1000}, no_rates[] = {-0.001, -1, NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < 5; i++) OK(mateo_options_set_requests_per_second(options, rates[i], &error));
    for (size_t i = 0; i < 5; i++) {
        FAILS(MATEO_ERROR_ARGUMENT, "", mateo_options_set_requests_per_second(options, no_rates[i], &error));
    }
    FAILS(MATEO_ERROR_ARGUMENT, "options", mateo_options_set_requests_per_second(NULL, 1, &error));
    OK(mateo_options_set_wait_for_quota(options, 0, &error));
    OK(mateo_options_set_wait_for_quota(options, -7, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "options", mateo_options_set_wait_for_quota(NULL, 1, &error));
    OK(mateo_options_set_on_unknown(options, MATEO_ON_UNKNOWN_STOP, &error));
    OK(mateo_options_set_on_unknown(options, MATEO_ON_UNKNOWN_BY_TYPE, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "MATEO_ON_UNKNOWN", mateo_options_set_on_unknown(options, 3, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "options", mateo_options_set_on_unknown(NULL, MATEO_ON_UNKNOWN_RESEND, &error));

    texts(mateo_options_set_proxy, "http://proxy.example:3128", 1);
    texts(mateo_options_set_journal_path, "/nowhere/at/all.db", 1);
    texts(mateo_options_set_user_agent, "ERP/1.0", 0);
    texts(mateo_options_set_api_key, "key", 0);
    texts(mateo_options_set_base_url, "https://integration.getmateo.com/api/v1", 1);
    OK(mateo_options_set_base_url(options, NULL, &error));

    /* A header field must not gain a line. */
    const char *const bad_keys[] = {"", "key\r\nX-Other: 1", "key\n", "key\r", "\tkey", "sch\xC3\xBCssel"};
    for (size_t i = 0; i < sizeof bad_keys / sizeof bad_keys[0]; i++) {
        FAILS(MATEO_ERROR_ARGUMENT, "", mateo_options_set_api_key(options, bad_keys[i], &error));
        CHECK(*bad_keys[i] == '\0' || strstr(mateo_error_message(error), bad_keys[i]) == NULL);
    }
    FAILS(MATEO_ERROR_ARGUMENT, "user agent", mateo_options_set_user_agent(options, "a\r\nb: c", &error));
    opens(); /* The key from before is still there. */
    ca_files();
    proxies();

    /* Addresses are judged when the client is opened. */
    static const struct { const char *url, *message; } bad_urls[] = {
        {"http://integration.getmateo.com/api/v1", "https"},
        {"http://127.0.0.1.example.org/api/v1", "https"},
        {"http://10.0.0.1/api/v1", "https"},
        {"https://user:secret@integration.getmateo.com/api/v1", "user name"},
        {"https://user@integration.getmateo.com/api/v1", "user name"},
        {"https://integration.getmateo.com/api/v1?a=b", "query"},
        {"https://integration.getmateo.com/api/v1#part", "fragment"},
        {"ftp://127.0.0.1/api/v1", "https"},
        {"file:///etc/passwd", ""},
        {"integration.getmateo.com", ""},
        {"https://", ""},
        {"https://exa mple.org/", ""},
        {"https://example.org/\r\nX: y", ""},
        {"https://example.org:99999/", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof bad_urls / sizeof bad_urls[0]; i++) {
        OK(mateo_options_set_base_url(options, bad_urls[i].url, &error));
        does_not_open(bad_urls[i].message);
        CHECK(strstr(mateo_error_message(error), "secret") == NULL);
    }
    const char *const good_urls[] = {
        "https://integration.getmateo.com/api/v1", "https://example.org:8443/", "http://127.0.0.1:1/api/v1",
        "http://localhost:1/api/v1", "http://[::1]:1/api/v1",
    };
    for (size_t i = 0; i < sizeof good_urls / sizeof good_urls[0]; i++) {
        OK(mateo_options_set_base_url(options, good_urls[i], &error));
        opens();
    }

    OK(mateo_options_set_log(options, log_nothing, NULL, &error));
    OK(mateo_options_set_log(options, NULL, NULL, &error));
    FAILS(MATEO_ERROR_ARGUMENT, "options", mateo_options_set_log(NULL, NULL, NULL, &error));

    /* The client has a copy. */
    mateo_client *client = NULL;
    OK(mateo_client_open(options, &client, &error));
    mateo_options_free(options);
    mateo_options_free(options); /* Freed already: nothing. */
    mateo_options_free(NULL);
    FAILS(MATEO_ERROR_HANDLE, "options", mateo_options_set_batch_records(options, 1, &error));
    FAILS(MATEO_ERROR_HANDLE, "options", mateo_client_open(options, &client, &error));
    mateo_import *import = open_contacts(client, "options");
    mateo_import_close(import);
    mateo_client_close(client);
    return finish();
}
