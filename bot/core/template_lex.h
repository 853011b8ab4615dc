/* template_lex.h: the tags of a template, one after another.
 *
 * Knows delimiters, standalone lines and where a section ends; knows nothing of data. */
#ifndef TOCSIN_CORE_TEMPLATE_LEX_H
#define TOCSIN_CORE_TEMPLATE_LEX_H

#include "tocsin/error.h"
#include <stdbool.h>
#include <stddef.h>

enum { TEMPLATE_DEPTH = 32 };

struct piece {
    const char *ptr; /* into the template; not NUL-terminated */
    size_t len;
};

enum tag_kind {
    TAG_END, /* there is no further tag */
    TAG_COMMENT,
    TAG_DELIMITERS,
    TAG_NAME,
    TAG_RAW,
    TAG_SECTION,
    TAG_INVERTED,
    TAG_CLOSE,
    TAG_PARTIAL,
};

struct tag {
    enum tag_kind kind;
    struct piece name;
    /* Alone on its line: then the whole line belongs to the tag, its white space too. */
    bool standalone;
    struct piece indent; /* white space before a standalone tag */
    size_t start;        /* where the text before the tag ends */
    size_t end;          /* where the text after it begins */
};

/* A position in a template. Copying one remembers the place and its delimiters. */
struct lexer {
    const char *text;
    size_t len;
    size_t pos;
    struct piece open;
    struct piece close;
};

void lexer_init(struct lexer *lexer, const char *text, size_t len);
/* Moves behind the next tag. ERR_INVALID with the line for what is no tag. */
bool lexer_next(struct lexer *lexer, struct tag *ret_tag, struct error *err);
/* Moves behind the closing tag of the section that `opening` has just opened, checking
 * everything in between. */
bool lexer_skip_section(struct lexer *lexer, const struct tag *opening,
                        struct error *err);
/* Checks a template's syntax only. */
bool template_check(const char *tmpl, size_t len, struct error *err);

#endif
