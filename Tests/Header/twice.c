/* The header must not mind being included again, and before its own types. */
#include <mateo.h>
#include <mateo.h>
#include <mateo/types.h>

int main(void) {
    return mateo_version() == NULL;
}
