/* reader.h: lines from a descriptor, at the taker's pace. */
#ifndef TOCSIN_CONSOLE_READER_H
#define TOCSIN_CONSOLE_READER_H

#include "tocsin/limits.h"
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

/* Bytes of one line: JSON escapes make it longer than its text. */
enum { CONSOLE_LINE_MAX = 8 * LIMIT_INPUT };

struct reader;
struct reader_calls {
    /* One line without its newline. `cut`: it was longer than CONSOLE_LINE_MAX. */
    void (*line)(void *ctx, const char *s, size_t len, size_t number, bool cut);
    void (*end)(void *ctx); /* once, at the end of the input or when it fails */
    void *ctx;
};
/* Paused until reader_resume(). The descriptor's flags are left as they were. */
struct reader *reader_new(uv_loop_t *loop, int fd, const struct reader_calls *calls);
void reader_pause(struct reader *reader);
void reader_resume(struct reader *reader); /* lines come from the loop, never at once */
void reader_free(struct reader *reader);   /* NULL is fine */

#endif
