/* strbuf.h: the one string builder, with a mandatory ceiling.
 *
 * Appending past the ceiling keeps what fits, at a UTF-8 boundary, and sets `cut`; the
 * caller must look at it. From then on nothing more is appended, until strbuf_clear().
 * The buffer is always NUL-terminated. */
#ifndef TOCSIN_BASE_STRBUF_H
#define TOCSIN_BASE_STRBUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct strbuf {
    char *ptr; /* owned; never NULL after init */
    size_t len;
    size_t cap;
    size_t max; /* most bytes, without the NUL */
    bool cut;   /* something did not fit */
};

void strbuf_init(struct strbuf *sb, size_t max);
void strbuf_free(struct strbuf *sb);
void strbuf_clear(struct strbuf *sb);
void strbuf_add(struct strbuf *sb, const char *s); /* NULL adds nothing */
void strbuf_addn(struct strbuf *sb, const char *s, size_t len);
void strbuf_addc(struct strbuf *sb, char c);
void strbuf_addf(struct strbuf *sb, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void strbuf_vaddf(struct strbuf *sb, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

#endif
