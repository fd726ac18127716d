/* XXH3, compiled into whoever uses it: the library needs no libxxhash at run time. */
#ifndef MATEO_CXXHASH_SHIM_H
#define MATEO_CXXHASH_SHIM_H

#define XXH_INLINE_ALL
#include <xxhash.h>

/* A function of its own, so that its code is there once. xxhash.h renames its functions, so Swift calls this one. */
static __attribute__((noinline, unused)) XXH128_hash_t mateo_xxh3(const void *bytes, size_t count) {
    return XXH3_128bits(bytes, count);
}

#endif
