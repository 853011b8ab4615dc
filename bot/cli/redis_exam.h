/* redis_exam.h: is the Redis that holds the incidents in good order? Asked by the doctor
 * and once at the start; what makes it unfit (io/redis_check.h) is refused before. */
#ifndef TOCSIN_CLI_REDIS_EXAM_H
#define TOCSIN_CLI_REDIS_EXAM_H

#include "io/config.h"
#include "tocsin/adapter.h"
#include "tocsin/loop.h"
#include "tocsin/store.h"

struct redis_exam;

struct redis_exam_options {
    const struct loop *loop;
    struct store *store; /* by redis_store_new(), connected */
    const struct config *config;
    const char *folder; /* of the embedded one, or NULL: as configured */
    finding_cb report;
    void (*done)(void *ctx); /* once, unless freed before */
    void *ctx;
};

/* What it needs of the configuration is copied. */
struct redis_exam *redis_exam_new(const struct redis_exam_options *options);
void redis_exam_free(struct redis_exam *exam); /* after the store; NULL is fine */
/* "embedded, in ./tocsin-data", "unix:/run/redis.sock", "10.0.0.5:6379". */
void redis_exam_name(const struct config *config, char *ret, size_t size);

#endif
