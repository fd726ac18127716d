/* Does nothing and prints its peak memory in KiB, which every program needs. */
#include <stdio.h>

int main(void) {
    char line[200];
    long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (sscanf(line, "VmHWM: %ld", &kib) == 1) break;
    }
    if (status != NULL) fclose(status);
    printf("%ld\n", kib);
    return 0;
}
