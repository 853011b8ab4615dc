/* codec_text.c: characters of people, as Slack shows them.
 *
 * Slack documents three characters that act and how to escape them: `&`, `<`, `>`. It has
 * no escape for its mrkdwn marks, so a zero-width space goes between a mark and what it
 * would act on. That is for fallback text alone; what people read is rich text, where
 * characters are characters (codec_blocks.c). */
#include "codec_text.h"
#include "base/address.h"
#include "codec_parts.h"
#include "tocsin/tree.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

#define REPLACEMENT "\xEF\xBF\xBD"
#define ZERO_WIDTH "\xE2\x80\x8B"

/* ---- counting ---- */

static size_t units_of(uint32_t point) {
    return point > 0xFFFF ? 2 : 1;
}

size_t slack_units(const char *s, size_t len) {
    size_t units = 0;
    for (size_t i = 0; i < len;) {
        uint32_t point = 0;
        size_t n = utf8_next(s + i, len - i, &point);
        units += units_of(point);
        i += n == 0 ? 1 : n;
    }
    return units;
}

size_t slack_fit(const char *s, size_t len, size_t most) {
    size_t i = 0;
    for (size_t units = 0; i < len;) {
        uint32_t point = 0;
        size_t n = utf8_next(s + i, len - i, &point);
        units += units_of(point);
        if (units > most) {
            break;
        }
        i += n == 0 ? 1 : n;
    }
    return i;
}

/* ---- cleaning and escaping ---- */

/* Bytes of the line end at `s`: CR LF, CR, and the separators of Unicode. */
static size_t line_end(const char *s) {
    if (s[0] == '\r') {
        return s[1] == '\n' ? 2 : 1;
    }
    return text_starts(s, "\xE2\x80\xA8") || text_starts(s, "\xE2\x80\xA9") ? 3 : 0;
}

char *slack_clean(struct arena *arena, const char *s) {
    if (!s) {
        return arena_strdup(arena, "");
    }
    struct strbuf lines;
    strbuf_init(&lines, strlen(s));
    while (*s != '\0') {
        size_t end = line_end(s);
        strbuf_addn(&lines, end > 0 ? "\n" : s, 1);
        s += end > 0 ? end : 1;
    }
    char *clean = text_clean(arena, lines.ptr, lines.len);
    strbuf_free(&lines);
    return clean;
}

/* All of it or nothing: half an entity would show as something else. */
static void add_whole(struct strbuf *out, const char *s, size_t len) {
    if (len > out->max - out->len) {
        out->cut = true;
    }
    strbuf_addn(out, s, out->cut ? 0 : len);
}

static const char *entity(char c) {
    return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : NULL;
}

static void add_character(struct strbuf *out, const char *s, size_t len) {
    const char *escaped = entity(*s);
    add_whole(out, escaped ? escaped : s, escaped ? strlen(escaped) : len);
}

static bool is_unwanted(uint32_t point) {
    return (point < 0x20 && point != '\n' && point != '\t') ||
           (point >= 0x7F && point <= 0x9F) || (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069);
}

/* Bytes of the character at `s`, which is at *ret_s: itself, or what stands for it. */
static size_t next_shown(const char *s, size_t len, const char **ret_s, size_t *ret_len) {
    uint32_t point = 0;
    size_t n = utf8_next(s, len, &point);
    bool bad = n == 0 || is_unwanted(point);
    *ret_s = bad ? REPLACEMENT : s;
    *ret_len = bad ? strlen(REPLACEMENT) : n;
    return n == 0 ? 1 : n;
}

void slack_entities(struct strbuf *out, const char *s, size_t len) {
    for (size_t i = 0; i < len && !out->cut;) {
        const char *shown;
        size_t n;
        i += next_shown(s + i, len - i, &shown, &n);
        add_character(out, shown, n);
    }
}

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t';
}

/* Nothing visible between the start of the line and here. */
static bool at_line_start(const struct strbuf *out) {
    static const char *const unseen[] = {" ",
                                         "\t",
                                         ZERO_WIDTH,
                                         "\xE2\x80\x8C",
                                         "\xE2\x80\x8D",
                                         "\xE2\x80\x8E",
                                         "\xE2\x80\x8F",
                                         "\xE2\x81\xA0",
                                         "\xEF\xBB\xBF"};
    size_t end = out->len;
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++) {
            size_t len = strlen(unseen[i]);
            if (end >= len && memcmp(out->ptr + end - len, unseen[i], len) == 0) {
                end -= len;
                more = true;
            }
        }
    }
    return end == 0 || out->ptr[end - 1] == '\n';
}

/* `*`, `_`, `~` act around words and never inside one; a backtick acts anywhere. `next`:
 * the character behind it, 0: not known. */
static void add_mark(struct strbuf *out, char mark, char next) {
    char before = out->len > 0 ? out->ptr[out->len - 1] : ' ';
    bool inside = is_word(before) && is_word(next) && mark != '`';
    if (!inside && !is_space(before)) {
        add_whole(out, ZERO_WIDTH, strlen(ZERO_WIDTH));
    }
    add_whole(out, &mark, 1);
    if (!inside && !is_space(next)) {
        add_whole(out, ZERO_WIDTH, strlen(ZERO_WIDTH));
    }
}

void slack_escape(struct strbuf *out, const char *s, size_t len) {
    for (size_t i = 0; i < len && !out->cut;) {
        const char *shown;
        size_t n;
        i += next_shown(s + i, len - i, &shown, &n);
        if (*shown != '\0' && strchr("*_~`", *shown)) {
            add_mark(out, *shown, i < len ? s[i] : '\0');
            continue;
        }
        if (*shown == '>' && at_line_start(out)) {
            add_whole(out, ZERO_WIDTH, strlen(ZERO_WIDTH));
        }
        add_character(out, shown, n);
    }
}

/* Where escaped text may be cut: not inside an entity. */
static size_t fit_escaped(const char *s, size_t len, size_t most) {
    size_t fit = slack_fit(s, len, most);
    for (size_t back = 0; back < 5 && back < fit && fit < len; back++) {
        char c = s[fit - 1 - back];
        if (c == ';') {
            break;
        }
        if (c == '&') {
            return fit - 1 - back;
        }
    }
    return fit;
}

size_t slack_at_word(const char *s, size_t fit) {
    size_t end = fit;
    if (s[fit] == '\0' || s[fit] == ' ') {
        return fit;
    }
    while (end > fit / 2 && s[end - 1] != ' ') {
        end--;
    }
    if (end <= fit / 2) {
        return fit;
    }
    while (end > 0 && s[end - 1] == ' ') {
        end--;
    }
    return end;
}

char *slack_plain(struct arena *arena, const char *s, size_t most) {
    char *line = slack_clean(arena, s);
    for (char *c = line; *c != '\0'; c++) {
        *c = *c == '\n' || *c == '\t' ? ' ' : *c;
    }
    line = text_trim(arena, line);
    struct strbuf out;
    strbuf_init(&out, 5 * strlen(line));
    slack_entities(&out, line, strlen(line));
    char *plain;
    if (slack_units(out.ptr, out.len) <= most) {
        plain = arena_strndup(arena, out.ptr, out.len);
    } else {
        size_t fit = fit_escaped(out.ptr, out.len, most > 0 ? most - 1 : 0);
        fit = slack_at_word(out.ptr, fit);
        plain = arena_printf(arena, "%.*s%s", (int)fit, out.ptr,
                             most > 0 ? SLACK_ELLIPSIS : "");
    }
    strbuf_free(&out);
    return plain;
}

json_t *slack_plain_text(struct arena *arena, const char *s, size_t most,
                         const char *otherwise) {
    const char *plain = slack_plain(arena, s, most);
    return json_pack("{s:s, s:s, s:b}", "type", "plain_text", "text",
                     text_is_empty(plain) ? otherwise : plain, "emoji", 0);
}

/* ---- ids, names, moments ---- */

bool slack_is_id(const char *s, size_t len) {
    if (!s || len == 0 || len > SLACK_ID) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (!((s[i] >= 'A' && s[i] <= 'Z') || (s[i] >= '0' && s[i] <= '9'))) {
            return false;
        }
    }
    return true;
}

static const char *id_of(const char *qualified, const char *letters) {
    const char *id = address_name_on(qualified, SLACK_NETWORK);
    return id && slack_is_id(id, strlen(id)) && strchr(letters, *id) ? id : NULL;
}

const char *slack_user_of(const char *actor) {
    return id_of(actor, "UW");
}

const char *slack_channel_of(const char *place) {
    return id_of(place, "CGD");
}

bool slack_is_url(const char *s) {
    if (!s || strlen(s) > LIMIT_URL || !utf8_valid(s, strlen(s))) {
        return false;
    }
    const char *rest = strncasecmp(s, "https://", 8) == 0  ? s + 8
                       : strncasecmp(s, "http://", 7) == 0 ? s + 7
                                                           : "";
    for (const char *c = s; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || *c == 0x7F || strchr("<>\"|`\\", *c)) {
            return false;
        }
    }
    return *rest != '\0';
}

char *slack_shown(struct arena *arena, const char *qualified, char sigil) {
    const char *s = !qualified ? "" : address_name(qualified);
    bool has_sigil = *s == '@' || *s == '#' || *s == '!';
    return arena_printf(arena, "%s%s", has_sigil ? "" : (char[]){sigil, '\0'}, s);
}

char *slack_person(struct arena *arena, const struct tree_node *node) {
    return node->name ? arena_printf(arena, "@%s", slack_clean(arena, node->name))
                      : slack_shown(arena, node->text, '@');
}

bool slack_can_date(int64_t ms) {
    static const int64_t year_3000 = 32503680000000;
    return ms >= 0 && ms < year_3000;
}

char *slack_utc(struct arena *arena, int64_t ms) {
    const char *utc = time_format_utc(arena, ms);
    const char *t = strchr(utc, 'T');
    if (!t || strlen(t) < 6) {
        return arena_strdup(arena, utc);
    }
    return arena_printf(arena, "%.*s %.5s UTC", (int)(t - utc), utc, t + 1);
}

char *slack_channel_name(struct arena *arena, const char *pattern, const char *incident,
                         int suffix) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    static const char mark[] = "{id}";
    struct strbuf name;
    strbuf_init(&name, SLACK_CHANNEL_NAME);
    const char *end = suffix >= 2 ? arena_printf(arena, "-%d", suffix) : "";
    struct strbuf wish; /* the pattern with its id */
    incident = !incident ? "" : incident;
    pattern = text_is_empty(pattern) ? mark : pattern;
    strbuf_init(&wish, (strlen(pattern) + 1) * (strlen(incident) + 1));
    for (const char *id; (id = strstr(pattern, mark)) != NULL;) {
        strbuf_addn(&wish, pattern, (size_t)(id - pattern));
        strbuf_add(&wish, incident);
        pattern = id + strlen(mark);
    }
    strbuf_add(&wish, pattern);
    const char *lower = text_lower(arena, wish.ptr);
    size_t len = strlen(lower);
    for (size_t i = 0; i < len && name.len + strlen(end) < name.max;) {
        uint32_t point;
        size_t n = utf8_next(lower + i, len - i, &point);
        strbuf_addc(&name, strchr(allowed, lower[i]) ? lower[i] : '-');
        i += n == 0 ? 1 : n;
    }
    strbuf_free(&wish);
    strbuf_add(&name, end);
    char *copy = arena_strndup(arena, name.ptr, name.len);
    strbuf_free(&name);
    return copy;
}
