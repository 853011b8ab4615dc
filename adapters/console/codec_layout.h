/* codec_layout.h: lines on a screen. Pure. */
#ifndef TOCSIN_CONSOLE_CODEC_LAYOUT_H
#define TOCSIN_CONSOLE_CODEC_LAYOUT_H

#include "base/strbuf.h"
#include <stddef.h>

/* Columns that s[0..len) takes on a screen; LC_CTYPE must be UTF-8. */
size_t codec_width(const char *s, size_t len);
/* Rows below the one in which it begins, at column 0; *ret_column is where it ends. */
size_t codec_rows(const char *s, size_t len, size_t columns, size_t *ret_column);
/* Each line of `text` behind `first` or, from the second on, `then`, with a newline;
 * longer ones than `columns` go on at a word, indented further. Two short fields (a label
 * in bold and a value) share a row. `columns` 0: lines stay whole. */
void codec_lines(const char *first, const char *then, const char *text, size_t columns,
                 struct strbuf *out);

#endif
