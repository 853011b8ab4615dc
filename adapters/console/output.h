/* output.h: whole texts, in order, without blocking. */
#ifndef TOCSIN_CONSOLE_OUTPUT_H
#define TOCSIN_CONSOLE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct output;
/* `taken`: the kernel has all of it. */
typedef void (*taken_cb)(void *ctx, bool taken);
/* `broken` is called once, when nobody reads any more or a disk is full (errno). */
struct output *output_new(uv_loop_t *loop, int fd, void (*broken)(void *ctx, int why),
                          void *ctx);
/* `cb` may be NULL, and may be called before this returns. */
void output_write(struct output *output, const char *s, size_t len, taken_cb cb,
                  void *ctx);
/* More waits than should: whoever makes more of it (reads inputs that are answered here)
 * stops, and goes on when `relieved` is called. */
bool output_is_full(const struct output *output);
void output_on_relief(struct output *output, void (*relieved)(void *ctx));
/* At the end: gives a slow reader `ms` more, then says of what is left that it was not
 * taken. May be called again; writing stays possible. */
void output_settle(struct output *output, int ms);
void output_free(struct output *output);

#endif
