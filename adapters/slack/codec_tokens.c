/* codec_tokens.c: Slack's own forms: a moment, a link. */
#include "codec_tokens.h"
#include "codec_parts.h"
#include "codec_text.h"

#include "base/text.h"
#include <ctype.h>

enum { URL_MOST = 500 }; /* bytes; with all its entities it fits into a section */

char *slack_date_token(struct arena *arena, int64_t ms) {
    return arena_printf(arena, "<!date^%lld^{date_short_pretty} at {time}|%s>",
                        (long long)(ms / 1000), slack_utc(arena, ms));
}

char *slack_link_token(struct arena *arena, const char *url, const char *label) {
    struct strbuf out;
    const char *shown = slack_plain(arena, label, SLACK_LINK_LABEL);
    strbuf_init(&out, 5 * strlen(url) + 2 * strlen(shown) + 4);
    strbuf_addc(&out, '<');
    slack_entities(&out, url, strlen(url));
    if (!text_is_empty(shown) && !text_equal(label, url)) {
        strbuf_addc(&out, '|');
        /* `|` and `>` would end it; `>` is an entity by now. */
        for (const char *c = shown; *c != '\0'; c++) {
            strbuf_addc(&out, *c == '|' ? '/' : *c);
        }
    }
    strbuf_addc(&out, '>');
    char *token = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return token;
}

/* ---- addresses that people type ---- */

static bool is_inside_word(const char *s, const char *at) {
    return at > s && (isalnum((unsigned char)at[-1]) || at[-1] == '_');
}

/* Bytes of the address at `s`, without the signs that end a sentence; 0: there is
 * none. */
static size_t url_len(const char *s) {
    size_t n = 0;
    if (strncasecmp(s, "https://", 8) != 0 && strncasecmp(s, "http://", 7) != 0) {
        return 0;
    }
    while (s[n] > ' ' && s[n] < 0x7F && !strchr("<>\"|`\\", s[n])) {
        n++;
    }
    while (n > 0 && strchr(".,;:!?)'", s[n - 1]) != NULL) {
        n--;
    }
    return n;
}

size_t slack_long_url(const char *s, const char **ret_at) {
    for (const char *c = s; *c != '\0'; c++) {
        size_t n = is_inside_word(s, c) ? 0 : url_len(c);
        if (n > SLACK_URL_SHOWN && n <= URL_MOST) {
            *ret_at = c;
            return n;
        }
        c += n > 0 ? n - 1 : 0;
    }
    return 0;
}
