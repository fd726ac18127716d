/* The helper for users' tests, as the first header of a program. */
#define _POSIX_C_SOURCE 200809L
#include <mateo_sandbox.h>

int main(void) {
    mateo_sandbox sandbox;
    return mateo_sandbox_start(&sandbox, NULL, NULL);
}
