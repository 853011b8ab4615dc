/* redis_reads.h: the reads of struct store; `self` is its own (redis_store_internal.h). */
#ifndef TOCSIN_IO_REDIS_READS_H
#define TOCSIN_IO_REDIS_READS_H

#include "tocsin/store.h"

void redis_reads_read(void *self, const struct write *cmds, size_t n, read_cb cb,
                      void *ctx);
void redis_reads_scan(void *self, const char *begin, const char *cursor, read_cb cb,
                      void *ctx);
/* Words as they are, without a key. */
void redis_reads_raw(void *self, const struct blob *argv, size_t argc, read_cb cb,
                     void *ctx);

#endif
