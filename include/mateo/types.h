#ifndef MATEO_TYPES_H
#define MATEO_TYPES_H
#include <stddef.h>
#include <stdint.h>
typedef struct mateo_client { void *reserved; } mateo_client;
typedef int32_t mateo_status;
#define MATEO_OK ((mateo_status)0)
#endif
