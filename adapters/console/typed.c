/* typed.c: a line that somebody typed: for tocsin, for the console itself, or talk. */
#include "typed.h"
#include "codec_layout.h"
#include "codec_line.h"
#include "held.h"
#include "local.h"
#include "session.h"
#include "tocsin/reply.h"

static void on_reply(struct console *c, const char *id, const struct reply *reply) {
    (void)id;
    struct arena *arena = arena_new();
    struct codec_style style = console_style(c);
    struct strbuf text, shown;
    strbuf_init(&text, LIMIT_RENDERED);
    strbuf_init(&shown, CONSOLE_SHOWN_MAX);
    codec_render(arena, &style, reply->body, &text);
    codec_lines("  ", "  ", text.ptr, console_columns(c), &shown);
    if (c->mode->answered) {
        c->mode->answered(c, shown.ptr);
    }
    held_answer(c, shown.ptr);
    if (reply->saved && reply->incident) {
        session_follow(c, reply->incident);
    }
    strbuf_free(&shown);
    strbuf_free(&text);
    arena_free(arena);
    session_finish_when_quiet(c);
}

static void submit(struct console *c, struct arena *arena, const char *text) {
    struct person_input input = {
        .id = arena_printf(arena, "%s:%lld", c->o.session, (long long)++c->inputs),
        .user = c->user,
        .place = codec_place(arena, c->channel),
        .text = text,
    };
    console_submit(c, &input, on_reply);
}

void typed_line(struct console *c, const char *s, size_t len,
                void (*finished)(struct console *)) {
    struct arena *arena = arena_new();
    struct line line;
    bool done = true;
    c->finished = finished;
    codec_line(arena, s, len, &line);
    switch (line.kind) {
    case LINE_COMMAND:
        done = false;
        held_flush(c); /* what was said before this is not said after it */
        submit(c, arena, line.text);
        break;
    case LINE_LOCAL:
        done = local_run(c, arena, &line);
        break;
    case LINE_UNKNOWN:
        session_print(c, "not a command: those for tocsin look like " CONSOLE_PREFIX
                         "help, and /help lists the console's own");
        break;
    case LINE_SAID:
        session_print(c, "said; commands for tocsin look like " CONSOLE_PREFIX "help");
        break;
    case LINE_EMPTY:
    case LINE_COMMENT:
        break;
    }
    arena_free(arena);
    if (done) {
        session_finish(c);
    }
}
