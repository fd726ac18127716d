/* A host with a timer that goes off a thousand times a second, with a handler that does not restart what it interrupts. */
#include "server.h"
#include <errno.h>
#include <sys/eventfd.h>
#include <sys/time.h>

enum { RECORDS = 1500 };
static volatile sig_atomic_t ticks = 0;
/* Counts the ticks for the other process, too. */
static int ticking = -1;

static void tick(int number) {
    (void)number;
    int code = errno;
    ticks++;
    if (eventfd_write(ticking, 1) != 0) abort();
    errno = code;
}

static void start_timer(int microseconds) {
    struct itimerval every = {{0, microseconds}, {0, microseconds}};
    CHECK(setitimer(ITIMER_REAL, &every, NULL) == 0);
}

/* Returns after a tick that comes during this call. The first number may be of one from before. */
static void wait_for_tick(void) {
    eventfd_t number;
    CHECK(eventfd_read(ticking, &number) == 0 && eventfd_read(ticking, &number) == 0);
}

/* A writer that comes when its reader was interrupted, and lets it be interrupted after each part. */
static pid_t write_slowly(const char *pipe, const char *csv, size_t length) {
    int watch = watch_opening(pipe);
    pid_t process = fork();
    if (process != 0) {
        close(watch);
        return process;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    wait_for_opening(watch);
    wait_for_tick();
    FILE *file = fopen(pipe, "w");
    for (size_t done = 0; file != NULL && done < length; done += 4000) {
        fwrite(csv + done, 1, length - done < 4000 ? length - done : 4000, file);
        fflush(file);
        wait_for_tick();
    }
    _exit(wrong > 0 || file == NULL || fclose(file) != 0);
}

static void is_whole(mateo_import *import) {
    OK(mateo_import_seal(import, &error));
    SAME(run(import), MATEO_STATE_FINISHED);
    SAME(count(import, MATEO_COUNT_SUCCEEDED), RECORDS);
    mateo_import_close(import);
}

int main(void) {
    static char csv[RECORDS * 60];
    struct sigaction action = {.sa_handler = tick};
    size_t length = (size_t)snprintf(csv, sizeof csv, "external_id,full_name\n");
    start_server(usual_answer);
    const char *fifo = new_path("pipe");
    ticking = eventfd(0, EFD_CLOEXEC);
    CHECK(ticking >= 0 && mkfifo(fifo, 0600) == 0 && sigaction(SIGALRM, &action, NULL) == 0);
    start_timer(1000 * slowness());
    mateo_options *options = server_options(new_path("interrupted.db"));
    OK(mateo_options_set_batch_records(options, 100, &error));
    mateo_client *client = open_with(options);
    mateo_import *import = open_contacts(client, "buffer");
    add_contacts(import, 1, RECORDS);
    is_whole(import);

    for (int row = 0; row < RECORDS; row++) {
        length += (size_t)snprintf(csv + length, sizeof csv - length, "P-%d,A name that takes room %d\n", row, row);
    }
    import = open_contacts(client, "pipe");
    pid_t writer = write_slowly(fifo, csv, length);
    /* The reader waits for it, and is interrupted while there is no writer yet. */
    OK(mateo_import_add_csv_file(import, fifo, &error));
    is_whole(import);
    OK(mateo_client_verify(client, NULL, &error));
    mateo_client_close(client);
    start_timer(0);
    CHECK(ticks > 20);
    SAME(seen->twice, 0);
    SAME(seen->posted, 2 * RECORDS);
    int status = -1;
    while (waitpid(writer, &status, 0) < 0 && errno == EINTR) {}
    SAME(status, 0);
    stop_server();
    return finish();
}
