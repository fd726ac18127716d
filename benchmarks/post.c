/*
 * An import by a C program with libcurl, without a journal and without limits: post CSV URL
 *
 * Posts each batch of 1,000 records as soon as it is encoded, on one connection. Then polls 50 jobs at a time until all
 * are done. Prints the same as benchmarks/import.c.
 */
#define _POSIX_C_SOURCE 200809L

#include "encode.h"

#include <curl/curl.h>
#include <sys/resource.h>
#include <time.h>

enum { JOB = 37, MOST_JOBS = 1 << 16, POLLED = 50 };

static char job_ids[MOST_JOBS][JOB];
static size_t jobs;
static char answer[256 << 10];
static size_t answer_length;

static double milliseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
    (void)context;
    if (answer_length + size * count >= sizeof answer) return 0;
    memcpy(answer + answer_length, bytes, size * count);
    answer_length += size * count;
    answer[answer_length] = 0;
    return size * count;
}

static void exchange(CURL *curl, const char *url, long wanted) {
    long status = 0;
    answer_length = 0;
    answer[0] = 0;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    CURLcode result = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (result == CURLE_OK && status == wanted) return;
    fprintf(stderr, "post: %s, status %ld: %s\n", curl_easy_strerror(result), status, answer);
    exit(1);
}

static void post_batch(CURL *curl, const char *url, const struct encoder *encoder) {
    static const char member[] = "\"id\":\"";
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)encoder->length);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, encoder->output);
    exchange(curl, url, 201);
    char *id = strstr(answer, member);
    if (id == NULL || strlen(id) < sizeof member - 1 + JOB || jobs == MOST_JOBS) exit(1);
    memcpy(job_ids[jobs++], id + sizeof member - 1, JOB - 1);
}

/* Polls jobs. Returns how many of their records are done. */
static long poll_jobs(CURL *curl, const char *base, size_t first, size_t count) {
    char url[POLLED * JOB + 512];
    long done = 0;
    int length = snprintf(url, sizeof url, "%s/import?select=id,success_count,failed_count,failed&id=in.(", base);
    for (size_t i = 0; i < count; i++) {
        length += snprintf(url + length, sizeof url - (size_t)length, "%s%s", i > 0 ? "," : "", job_ids[first + i]);
    }
    snprintf(url + length, sizeof url - (size_t)length, ")&limit=%d", POLLED);
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    exchange(curl, url, 200);
    for (char *found = answer; (found = strstr(found, "_count\":")) != NULL; found += 8) done += atol(found + 8);
    return done;
}

int main(int argument_count, char **arguments) {
    if (argument_count != 3 || strlen(arguments[2]) > 200) return 2;
    char url[300];
    long records = 0, done = 0;
    double start = milliseconds(CLOCK_MONOTONIC);
    struct encoder *encoder = encoder_open(arguments[1]);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Authorization: Bearer key");
    headers = curl_slist_append(headers, "Expect:");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    snprintf(url, sizeof url, "%s/import?select=id", arguments[2]);

    while (true) {
        encoder->length = (size_t)sprintf(encoder->output, "{\"type\":\"contact_details\",\"payload\":[");
        size_t count = encoder_next(encoder, 1000);
        if (count == 0) break;
        memcpy(encoder->output + encoder->length, "]}", 2);
        encoder->length += 2;
        post_batch(curl, url, encoder);
        records += (long)count;
    }
    double sent = milliseconds(CLOCK_MONOTONIC);
    for (size_t first = 0; first < jobs;) {
        size_t count = jobs - first < POLLED ? jobs - first : POLLED;
        long now_done = poll_jobs(curl, arguments[2], first, count);
        long wanted = first + count < jobs ? (long)count * 1000 : records - done;
        if (now_done < wanted) continue;
        done += now_done;
        first += count;
    }
    struct rusage usage;
    double end = milliseconds(CLOCK_MONOTONIC);
    getrusage(RUSAGE_SELF, &usage);
    printf("milliseconds %.1f adding 0 running %.1f processor %.1f peak %ld records %ld\n", end - start, sent - start,
        milliseconds(CLOCK_PROCESS_CPUTIME_ID), usage.ru_maxrss, done);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    curl_global_cleanup();
    encoder_close(encoder);
    return 0;
}
