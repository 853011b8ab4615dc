/* slack_seen.h: what a reader of Slack sees, judged from Slack's documentation and not
 * from the codec: which characters are shown, who is called, which marks act, and whether
 * Slack would take it at all. In doubt a mark acts. */
#ifndef TOCSIN_TESTS_SLACK_SEEN_H
#define TOCSIN_TESTS_SLACK_SEEN_H

#include "base/arena.h"
#include "base/jsonx.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { SEEN_MAX = 256 * 1024 };

struct seen {
    struct strbuf shown; /* what is read, a line a line */
    struct strbuf live;  /* what acts: "<@U7> <https://x>", in order */
    size_t marks;        /* mrkdwn marks that act */
    size_t units;        /* UTF-16, of all text */
};

static inline void seen_init(struct seen *seen) {
    *seen = (struct seen){.marks = 0};
    strbuf_init(&seen->shown, SEEN_MAX);
    strbuf_init(&seen->live, SEEN_MAX);
}

static inline void seen_free(struct seen *seen) {
    strbuf_free(&seen->shown);
    strbuf_free(&seen->live);
}

/* UTF-16 units, counted by lead bytes. */
static inline size_t seen_units(const char *s) {
    size_t n = 0;
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        n += (c & 0xC0) == 0x80 ? 0 : c >= 0xF0 ? 2 : 1;
    }
    return n;
}

static inline void seen_live(struct seen *seen, const char *what, size_t len) {
    if (seen->live.len > 0)
        strbuf_addc(&seen->live, ' ');
    strbuf_addc(&seen->live, '<');
    strbuf_addn(&seen->live, what, len);
    strbuf_addc(&seen->live, '>');
}

static inline size_t seen_invisible(const char *s) {
    return strncmp(s, "\xE2\x80\x8B", 3) == 0 ? 3 : 0;
}

/* Entities become their characters; zero-width spaces are not seen. */
static inline void seen_plain(struct seen *seen, const char *s, size_t len) {
    static const char *const entities[][2] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}};
    for (const char *end = s + len; s < end;) {
        size_t n = seen_invisible(s);
        for (size_t e = 0; e < COUNT(entities) && n == 0; e++) {
            if (strncmp(s, entities[e][0], strlen(entities[e][0])) == 0) {
                n = strlen(entities[e][0]);
                strbuf_add(&seen->shown, entities[e][1]);
            }
        }
        if (n == 0) {
            assert_true(*s != '&' && *s != '<' && *s != '>');
            strbuf_addc(&seen->shown, *s);
            n = 1;
        }
        s += n;
    }
}

static inline bool seen_visible(const char *s) {
    return *s != '\0' && !isspace((unsigned char)*s) && seen_invisible(s) == 0;
}

/* Where the mark at s[i] closes what it opens, on its line; 0: it does not act. */
static inline size_t seen_closes(const char *s, size_t i) {
    bool boundary = i == 0 || !isalnum((unsigned char)s[i - 1]);
    if (!boundary || !seen_visible(s + i + 1))
        return 0;
    for (size_t j = i + 2; s[j] != '\0' && s[j] != '\n'; j++) {
        bool hidden = j >= 3 && seen_invisible(s + j - 3) > 0;
        if (s[j] == s[i] && !isspace((unsigned char)s[j - 1]) && !hidden &&
            !isalnum((unsigned char)s[j + 1]))
            return j;
    }
    return 0;
}

/* Marks that act are counted and not shown. */
static inline void seen_mrkdwn(struct seen *seen, const char *s) {
    static const char marks[] = "*_~`";
    size_t closes[sizeof marks] = {0};
    assert_true(utf8_valid(s, strlen(s)));
    for (size_t i = 0; s[i] != '\0';) {
        bool start = i == 0 || s[i - 1] == '\n';
        size_t skip = start ? strspn(s + i, " \t") : 0;
        const char *mark = strchr(marks, s[i]);
        if (start && strncmp(s + i + skip, "&gt;", 4) == 0)
            seen->marks++;
        if (mark != NULL) {
            size_t *close = &closes[mark - marks];
            size_t end = *close == i && i > 0 ? 0 : seen_closes(s, i);
            bool closing = *close == i && i > 0;
            seen->marks += end > 0 ? 1 : 0;
            *close = end > 0 ? end : *close;
            if (end > 0 || closing) {
                i++;
                continue;
            }
        }
        size_t token = s[i] == '<' ? strcspn(s + i, ">") : 0;
        if (token > 0) {
            assert_int_equal(s[i + token], '>');
            const char *bar = memchr(s + i, '|', token);
            bool date = strncmp(s + i, "<!date^", 7) == 0;
            if (!date)
                seen_live(seen, s + i + 1,
                          bar != NULL ? (size_t)(bar - s) - i - 1 : token - 1);
            const char *shown = bar != NULL ? bar + 1 : s + i + 1;
            seen_plain(seen, shown, (size_t)(s + i + token - shown));
            i += token + 1;
            continue;
        }
        size_t plain = 1 + strcspn(s + i + 1, "<*_~`\n");
        if (s[i] == '\n') {
            strbuf_addc(&seen->shown, '\n');
            plain = 1;
        } else {
            seen_plain(seen, s + i, plain);
        }
        i += plain;
    }
}

/* ---- blocks ---- */

static inline void seen_text_object(struct seen *seen, const json_t *object) {
    const char *type = jsonx_string(object, "type", "");
    const char *text = jsonx_string(object, "text", "");
    assert_true(*text != '\0' && utf8_valid(text, strlen(text)));
    seen->units += seen_units(text);
    if (text_equal(type, "plain_text")) {
        assert_true(json_is_false(json_object_get(object, "emoji")));
        seen_plain(seen, text, strlen(text));
    } else {
        assert_string_equal(type, "mrkdwn");
        assert_true(json_is_true(json_object_get(object, "verbatim")));
        seen_mrkdwn(seen, text);
    }
}

/* A section: a text, or texts in two columns, each shown as a line. */
static inline void seen_section(struct seen *seen, const json_t *block) {
    const json_t *text = json_object_get(block, "text");
    const json_t *fields = json_object_get(block, "fields");
    size_t i;
    const json_t *field;
    assert_true((text != NULL) != (fields != NULL));
    if (text != NULL) {
        seen_text_object(seen, text);
        strbuf_addc(&seen->shown, '\n');
        return;
    }
    assert_in_range(json_array_size(fields), 1, 10);
    json_array_foreach(fields, i, field) {
        assert_true(seen_units(jsonx_string(field, "text", "")) <= 2000);
        seen_text_object(seen, field);
        strbuf_addc(&seen->shown, '\n');
    }
}

/* A select: what each option says and brings back, within what Slack takes of it. */
static inline void seen_select(struct seen *seen, const json_t *select) {
    const json_t *options = json_object_get(select, "options");
    const json_t *placeholder = json_object_get(select, "placeholder");
    size_t i;
    const json_t *option;
    assert_in_range(json_array_size(options), 1, 100);
    assert_in_range(strlen(jsonx_string(select, "action_id", "")), 1, 255);
    assert_in_range(seen_units(jsonx_string(placeholder, "text", "")), 1, 150);
    strbuf_addc(&seen->shown, '[');
    seen_text_object(seen, placeholder);
    json_array_foreach(options, i, option) {
        const char *value = jsonx_string(option, "value", "");
        assert_in_range(seen_units(value), 1, 150);
        assert_null(strpbrk(value, "&<>"));
        assert_in_range(
            seen_units(jsonx_string(json_object_get(option, "text"), "text", "")), 1, 75);
        strbuf_addc(&seen->shown, '|');
        seen_text_object(seen, json_object_get(option, "text"));
    }
    strbuf_addc(&seen->shown, ']');
}

static inline void seen_actions(struct seen *seen, const json_t *elements) {
    size_t i;
    const json_t *button;
    assert_in_range(json_array_size(elements), 1, 25);
    json_array_foreach(elements, i, button) {
        const json_t *text = json_object_get(button, "text");
        const char *id = jsonx_string(button, "action_id", "");
        const char *value = jsonx_string(button, "value", "");
        if (text_equal(jsonx_string(button, "type", ""), "static_select")) {
            seen_select(seen, button);
            continue;
        }
        assert_string_equal(jsonx_string(button, "type", ""), "button");
        assert_in_range(strlen(id), 1, 255);
        assert_in_range(strlen(value), 1, 2000);
        assert_in_range(seen_units(jsonx_string(text, "text", "")), 1, 75);
        assert_null(strpbrk(value, "&<>"));
        strbuf_addc(&seen->shown, '[');
        seen_text_object(seen, text);
        strbuf_addc(&seen->shown, ']');
    }
    strbuf_addc(&seen->shown, '\n');
}

/* Reads blocks and checks what Slack would refuse. */
static inline void seen_blocks(struct seen *seen, const json_t *blocks, size_t most) {
    size_t i;
    const json_t *block;
    assert_true(json_is_array(blocks));
    assert_true(json_array_size(blocks) <= most);
    json_array_foreach(blocks, i, block) {
        const char *type = jsonx_string(block, "type", "");
        const json_t *elements = json_object_get(block, "elements");
        size_t before = seen->units;
        if (text_equal(type, "header")) {
            seen_text_object(seen, json_object_get(block, "text"));
            assert_in_range(seen->units - before, 1, 150);
            strbuf_addc(&seen->shown, '\n');
        } else if (text_equal(type, "context")) {
            assert_int_equal(json_array_size(elements), 1);
            seen_text_object(seen, json_array_get(elements, 0));
            strbuf_addc(&seen->shown, '\n');
        } else if (text_equal(type, "actions")) {
            seen_actions(seen, elements);
        } else {
            assert_string_equal(type, "section");
            seen_section(seen, block);
        }
        assert_true(text_equal(type, "actions") || seen->units - before <= 3000);
    }
    assert_true(seen->units <= 13000);
}

#endif
