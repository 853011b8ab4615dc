/* codec_dates.c: moments for servers that do not know Slack's `<!date^…|fallback>`.
 *
 * Servers that others wrote show that form as it stands. There a moment is said as its
 * fallback, which is in UTC. Only moments of ours are found: in text of people `<` is an
 * entity. */
#include "codec_dates.h"

#include "base/jsonx.h"
#include "base/mem.h"
#include "base/text.h"

bool slack_shows_dates(const char *workspace_url) {
    static const char *const own[] = {".slack.com", ".slack-gov.com"};
    const char *host = workspace_url ? strstr(workspace_url, "://") : NULL;
    size_t len = host ? strcspn(host + 3, "/:?") : 0;
    for (size_t i = 0; i < sizeof own / sizeof *own && host; i++) {
        size_t tail = strlen(own[i]);
        if (len > tail && strncmp(host + 3 + len - tail, own[i], tail) == 0) {
            return true;
        }
    }
    return workspace_url == NULL; /* it did not say */
}

/* Appends the moment that begins at s and ends at s[len - 1]; false: it is none of ours.
 */
static bool add_moment(struct strbuf *out, const char *s, size_t len, int64_t now) {
    enum { DAY_MS = 24 * 60 * 60 * 1000, DAY = sizeof "2025-09-29" };
    int64_t ms = (int64_t)strtoll(s + strlen("<!date^"), NULL, 10) * 1000;
    const char *bar = memchr(s, '|', len);
    if (!bar) {
        return false;
    }
    size_t fallback = len - (size_t)(bar - s) - 2;
    size_t skip = ms / DAY_MS == now / DAY_MS && fallback > DAY ? DAY : 0;
    strbuf_addn(out, bar + 1 + skip, fallback - skip);
    return true;
}

/* NULL: there is none in it. Caller frees. */
static char *without(const char *s, int64_t now) {
    static const char mark[] = "<!date^";
    if (!strstr(s, mark)) {
        return NULL;
    }
    struct strbuf out;
    strbuf_init(&out, strlen(s));
    for (const char *date; (date = strstr(s, mark)) != NULL;) {
        size_t len = strcspn(date, ">") + 1;
        strbuf_addn(&out, s, (size_t)(date - s));
        if (date[len - 1] != '>' || !add_moment(&out, date, len, now)) {
            strbuf_add(&out, mark);
            len = strlen(mark);
        }
        s = date + len;
    }
    strbuf_add(&out, s);
    char *copy = mem_copy(out.ptr);
    strbuf_free(&out);
    return copy;
}

void slack_undate(json_t *json, int64_t now) {
    const char *key;
    json_t *member;
    char *plain = json_is_string(json) ? without(json_string_value(json), now) : NULL;
    if (plain) {
        json_string_set(json, plain);
    }
    free(plain);
    json_object_foreach(json, key, member) {
        slack_undate(member, now);
    }
    for (size_t i = 0; i < json_array_size(json); i++) {
        slack_undate(json_array_get(json, i), now);
    }
}
