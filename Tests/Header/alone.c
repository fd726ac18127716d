/* The header must need nothing before it. */
#include <mateo.h>

int main(void) {
    return 0;
}
