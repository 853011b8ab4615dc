/* codec_script.c: a transcript: an incident written down so that it can be played.
 *
 * It reads as documentation and runs as a test: what people type, when, and what must be
 * seen then. script_help below is the whole format. The first line that is no comment
 * says when it begins; times only move forward. */
#include "codec_script.h"
#include "base/err.h"
#include "base/text.h"
#include "codec.h"
#include "codec_line.h"

const char script_help[] =
    "A transcript is a text file, one step a line:\n"
    "  # text                       a remark; it is printed\n"
    "  @ 2025-09-29 10:00           when it begins (UTC); later ones: time passes until "
    "then\n"
    "  +5m                          time passes: 90s, 20m, 1h30m, 2d\n"
    "  ana #general> /inc declare   somebody types something in a channel\n"
    "  ? text                       a line printed since the last step holds this text,\n"
    "                               after the line that met the one before\n"
    "      What a place was told is looked for behind it, \"[#ops] Impact: none\",\n"
    "      and an answer before or after what its command told.\n"
    "  ! text                       no line printed since the last step holds this text\n"
    "Empty lines are skipped. The first line that is not met ends the play with its "
    "number.\n";

enum { SCRIPT_STEPS_MAX = 20 * 1000, DAYS_MAX = CODEC_CLOCK_DAYS };

struct script {
    struct arena *arena;
    const char *file;
    int64_t start;
    int64_t at; /* the time at the step that is being read */
    bool started;
    struct script_step *steps;
    size_t n, room;
};

static void add_step(struct script *script, const struct script_step *step) {
    if (script->n == script->room) {
        size_t room = script->room == 0 ? 64 : 2 * script->room;
        struct script_step *grown = arena_array(script->arena, room, sizeof *grown);
        if (script->n > 0) {
            memcpy(grown, script->steps, script->n * sizeof *grown);
        }
        script->steps = grown;
        script->room = room;
    }
    script->steps[script->n++] = *step;
}

static bool parse_moment(struct script *script, const char *rest,
                         struct script_step *step, struct error *err) {
    const char *text = text_trim(script->arena, rest);
    if (!time_parse_utc(text, &step->ms)) {
        return err_set(err, ERR_INVALID, "\"%s\" is no time: write 2025-09-29 10:00",
                       text);
    }
    step->kind = SCRIPT_UNTIL;
    if (script->started) {
        return true;
    }
    script->started = true;
    script->start = step->ms;
    return true;
}

static bool parse_advance(struct script *script, const char *text,
                          struct script_step *step, struct error *err) {
    step->kind = SCRIPT_ADVANCE;
    if (codec_span(script->arena, text, &step->ms)) {
        return true;
    }
    return err_set(err, ERR_INVALID, "\"%s\" is no duration: write +5m", text);
}

/* "ana #general> text" */
static bool parse_input(struct script *script, const char *text, struct script_step *step,
                        struct error *err) {
    const char *space = strchr(text, ' ');
    const char *end = !space ? NULL : strchr(space, '>');
    if (!end) {
        return err_set(err, ERR_INVALID, "not a step: write \"ana #general> /inc help\"");
    }
    step->kind = SCRIPT_INPUT;
    step->user = arena_strndup(script->arena, text, (size_t)(space - text));
    step->channel = arena_strndup(script->arena, space + 1, (size_t)(end - space - 1));
    step->text = text_trim(script->arena, end + 1);
    if (!codec_is_name(step->user)) {
        return err_set(err, ERR_INVALID, "\"%s\" is no user name", step->user);
    }
    if (step->channel[0] != '#' || !codec_is_name(step->channel + 1)) {
        return err_set(err, ERR_INVALID, "\"%s\" is no channel: write #general",
                       step->channel);
    }
    return true;
}

static bool parse_expectation(struct script *script, const char *text,
                              struct script_step *step, struct error *err) {
    step->kind = *text == '?' ? SCRIPT_EXPECT : SCRIPT_REFUSE;
    step->text = text_trim(script->arena, text + 1);
    if (*step->text == '\0') {
        return err_set(err, ERR_INVALID, "\"%c\" needs the text to look for", *text);
    }
    return true;
}

static bool parse_step(struct script *script, const char *text, struct script_step *step,
                       struct error *err) {
    if (*text == '#') {
        step->kind = SCRIPT_COMMENT;
        step->text = text;
        return true;
    }
    if (*text == '@') {
        return parse_moment(script, text + 1, step, err);
    }
    if (!script->started) {
        return err_set(err, ERR_INVALID,
                       "the first step must say when it begins: \"@ 2025-09-29 10:00\"");
    }
    if (*text == '+') {
        return parse_advance(script, text, step, err);
    }
    if (*text == '?' || *text == '!') {
        return parse_expectation(script, text, step, err);
    }
    return parse_input(script, text, step, err);
}

/* Every reminder on the way happens: years of them take longer than anybody waits. */
static bool within_days(struct script *script, const struct script_step *step,
                        struct error *err) {
    const int64_t most = (int64_t)DAYS_MAX * 24 * 60 * 60 * 1000;
    int64_t at = script->at;
    if (step->kind == SCRIPT_UNTIL) {
        at = step->ms;
    } else if (step->kind == SCRIPT_ADVANCE && step->ms > most) {
        at = script->start + most + 1;
    } else if (step->kind == SCRIPT_ADVANCE) {
        at += step->ms;
    }
    script->at = at;
    return at - script->start <= most ||
           err_set(err, ERR_LIMIT, "a transcript lasts at most %d days", DAYS_MAX);
}

static bool parse_line(struct script *script, const char *s, size_t len, size_t number,
                       struct error *err) {
    if (!utf8_valid(s, len) || memchr(s, '\0', len)) {
        return err_set(err, ERR_INVALID, "not UTF-8 text");
    }
    const char *text = text_trim(script->arena, arena_strndup(script->arena, s, len));
    struct script_step step = {.line = number};
    if (*text == '\0') {
        return true;
    }
    if (script->n == SCRIPT_STEPS_MAX) {
        return err_set(err, ERR_LIMIT, "more than %d steps", SCRIPT_STEPS_MAX);
    }
    if (!parse_step(script, text, &step, err) || !within_days(script, &step, err)) {
        return false;
    }
    add_step(script, &step);
    return true;
}

struct script *script_parse(const char *text, size_t len, const char *file,
                            struct error *err) {
    struct arena *arena = arena_new();
    struct script *script = arena_alloc(arena, sizeof *script);
    script->arena = arena;
    script->file = arena_strdup(arena, file);
    size_t number = 0;
    for (size_t at = 0; at < len;) {
        const char *end = memchr(text + at, '\n', len - at);
        size_t n = !end ? len - at : (size_t)(end - (text + at));
        if (!parse_line(script, text + at, n, ++number, err)) {
            err_prefix(err, "%s:%zu", file, number);
            goto fail;
        }
        at += n + 1;
    }
    if (script->started) {
        return script;
    }
    err_set(err, ERR_INVALID, "%s: no step: begin with \"@ 2025-09-29 10:00\"", file);
fail:
    script_free(script);
    return NULL;
}

void script_free(struct script *script) {
    if (script) {
        arena_free(script->arena);
    }
}

const char *script_file(const struct script *script) {
    return script->file;
}

int64_t script_start(const struct script *script) {
    return script->start;
}

const struct script_step *script_steps(const struct script *script, size_t *ret_n) {
    *ret_n = script->n;
    return script->steps;
}

bool script_met(const struct script_step *step, const char *const *lines, size_t n,
                size_t *cursor) {
    bool expected = step->kind == SCRIPT_EXPECT;
    for (size_t i = expected ? *cursor : 0; i < n; i++) {
        if (!strstr(lines[i], step->text)) {
            continue;
        }
        if (expected) {
            *cursor = i + 1;
        }
        return expected;
    }
    return !expected;
}
