/*
 * Encodes CSV as payloads of 1,000 records: encode CSV [OUTPUT]
 *
 * Prints the microseconds from opening the file to the last payload. Also writes the payloads to OUTPUT, one a line.
 */
#define _POSIX_C_SOURCE 200809L

#include "encode.h"

#include <time.h>

static double microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

int main(int argument_count, char **arguments) {
    if (argument_count < 2) return 2;
    FILE *output = argument_count > 2 ? fopen(arguments[2], "wb") : NULL;
    double start = microseconds();
    struct encoder *encoder = encoder_open(arguments[1]);
    while (encoder_next(encoder, 1000) > 0) {
        if (output != NULL && fwrite(encoder->output, encoder->length, 1, output) == 1) fputc('\n', output);
        encoder->length = 0;
    }
    printf("%.0f\n", microseconds() - start);
    encoder_close(encoder);
    return output != NULL && fclose(output) != 0;
}
