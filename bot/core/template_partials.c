/* template_partials.c: which other templates a template includes. */
#include "core/template_partials.h"

#include "core/template_lex.h"
#include "tocsin/limits.h"

#include <string.h>

bool template_partials(const char *tmpl, size_t len, template_includes each, void *ctx,
                       struct error *err) {
    struct lexer lexer;
    struct tag tag = {.kind = TAG_COMMENT};
    lexer_init(&lexer, tmpl, len);
    while (tag.kind != TAG_END) {
        char name[LIMIT_WORD + 1];
        if (!lexer_next(&lexer, &tag, err)) {
            return false;
        }
        if (tag.kind != TAG_PARTIAL) {
            continue;
        }
        size_t n = tag.name.len < sizeof name ? tag.name.len : sizeof name - 1;
        memcpy(name, tag.name.ptr, n);
        name[n] = '\0';
        if (!each(ctx, name, err)) {
            return false;
        }
    }
    return true;
}
