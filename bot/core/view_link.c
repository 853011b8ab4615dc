/* view_link.c: a web address that somebody gave, as a link that shows where it leads.
 *
 * Only the host is shown: the rest may be as long as it likes, and no telephone breaks it.
 * What is shown is where a browser goes: an address whose host can be read in two ways
 * stays text. */
#include "core/view_link.h"
#include "base/text.h"
#include "core/markup_text.h"
#include "tocsin/limits.h"

/* Behind "https://"; NULL: no such address. */
static const char *behind_scheme(const char *text) {
    static const char *const schemes[] = {"https://", "http://"};

    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (text_starts(text, schemes[i])) {
            return text + strlen(schemes[i]);
        }
    }
    return NULL;
}

char *view_link(struct arena *arena, const char *text) {
    static const char of_hosts[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789.:-";
    const char *host = text ? behind_scheme(text) : NULL;
    size_t len = host ? strspn(host, of_hosts) : 0;

    if (len == 0 || !strchr("/?#", host[len]) || strlen(text) > LIMIT_URL ||
        strpbrk(text, " \t\r\n\"<>")) {
        return text ? markup_escaped(arena, text) : NULL;
    }
    return arena_printf(arena, "[%s](%s)",
                        markup_escaped(arena, arena_strndup(arena, host, len)),
                        markup_escaped(arena, text));
}
