/* codec_tokens.c: Slack's own forms: a moment, a link. */
#include "codec_tokens.h"
#include "codec_parts.h"
#include "codec_text.h"

#include "base/text.h"

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
        for (const char *c = shown; *c != '\0'; c++)
            strbuf_addc(&out, *c == '|' ? '/' : *c);
    }
    strbuf_addc(&out, '>');
    char *token = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return token;
}
