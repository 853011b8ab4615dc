/* hearing.h: entries in short, and what announce() makes of them. */
#ifndef TOCSIN_TESTS_HEARING_H
#define TOCSIN_TESTS_HEARING_H

#include "fixture.h"

#include "base/err.h"
#include "base/jsonx.h"
#include "core/markup_text.h"

struct fact {
    const char *kind;
    const char *data, *text; /* JSON with ' for ", or NULL */
};

static inline const json_t *json_of(struct arena *arena, const char *quoted) {
    char *s = arena_strdup(arena, quoted);
    json_t *json;

    if (s == NULL) {
        return NULL;
    }
    for (char *c = s; *c != '\0'; c++) {
        *c = *c == '\'' ? '"' : *c;
    }
    json = jsonx_parse(s, strlen(s));
    assert_non_null(json);
    return arena_json(arena, json);
}

struct heard {
    struct notice notices[NOTICES_MAX];
    size_t n;
};

/* What announce() says of facts that follow one another after version 3, by Ana. */
static inline struct heard hear(struct fixture *fixture, const struct incident *before,
                                struct incident *after, const struct fact *facts) {
    struct entry entries[LIMIT_TURN_ENTRIES] = {0};
    struct heard heard;
    size_t n = 0;

    for (; facts[n].kind != NULL; n++) {
        entries[n] = (struct entry){
            .n = 4 + (int64_t)n,
            .at = fixture->world.now,
            .actor = "console:ana",
            .kind = facts[n].kind,
            .data = json_of(fixture->arena, facts[n].data),
            .text = json_of(fixture->arena, facts[n].text),
            .known = true,
        };
    }
    heard.n = announce(fixture->arena, &fixture->world, before, after, entries, n,
                       heard.notices);
    return heard;
}

/* "audience:message ...", "!" behind urgent ones, "person@<actor>:message". */
static inline const char *written(struct arena *arena, const struct heard *heard) {
    const char *all = "";

    for (size_t i = 0; i < heard->n; i++) {
        const struct notice *notice = &heard->notices[i];
        const char *person =
            notice->person != NULL ? arena_printf(arena, "@%s", notice->person) : "";

        all =
            arena_printf(arena, "%s%s%s%s:%s%s", all, i > 0 ? " " : "", notice->audience,
                         person, notice->message, notice->urgent ? "!" : "");
    }
    return all;
}

/* The first text that an audience gets. */
static inline const char *text_to(struct fixture *fixture, const struct heard *heard,
                                  const char *audience) {
    for (size_t i = 0; i < heard->n; i++) {
        if (text_equal(heard->notices[i].audience, audience)) {
            return markup_plain(fixture->arena, heard->notices[i].body);
        }
    }
    fail_msg("nothing was said to %s", audience);
    return "";
}

static inline void assert_says(const char *text, const char *part) {
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", part, text);
    }
}

static inline void assert_silent_on(const char *text, const char *part) {
    if (strstr(text, part) != NULL) {
        fail_msg("\"%s\" is in:\n%s", part, text);
    }
}

#endif
