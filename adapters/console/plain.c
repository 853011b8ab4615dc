/* plain.c: the console as a pipe.
 *
 * One line at a time: it is echoed behind the prompt, answered, and everything that
 * follows from it is delivered before the next line is read. So a transcript that is
 * piped in gives the same bytes each time, whatever the speed of the machine. */
#include "plain.h"
#include "base/mem.h"
#include "reader.h"
#include "session.h"
#include "typed.h"

struct plain {
    struct reader *reader;
    bool waiting; /* for somebody to read what was answered */
};

static void next_line(struct console *c) {
    struct plain *plain = c->state;
    plain->waiting = output_is_full(c->output);
    if (!c->stopping && !plain->waiting) {
        reader_resume(plain->reader);
    }
}

static void go_on(void *ctx) {
    struct console *c = ctx;
    struct plain *plain = c->state;
    if (plain->waiting && !c->stopped) {
        next_line(c);
    }
}

static void on_line(void *ctx, const char *s, size_t len, size_t number, bool cut) {
    struct console *c = ctx;
    reader_pause(((struct plain *)c->state)->reader);
    if (cut || len > LIMIT_INPUT) {
        struct arena *arena = arena_new();
        session_print(c, arena_printf(arena, "line %zu is longer than %d bytes: left out",
                                      number, LIMIT_INPUT));
        arena_free(arena);
        next_line(c);
        return;
    }
    struct arena *arena = arena_new();
    struct strbuf echo;
    strbuf_init(&echo, CONSOLE_SHOWN_MAX);
    strbuf_add(&echo, session_prompt(c, arena));
    char *typed = arena_strndup(arena, s, len);
    strbuf_add(&echo, codec_short(arena, typed));
    strbuf_addc(&echo, '\n');
    c->mode->print(c, echo.ptr, NULL, NULL);
    strbuf_free(&echo);
    arena_free(arena);
    typed_line(c, s, len, next_line);
}

static void on_end(void *ctx) {
    console_leave(ctx);
}

static bool plain_start(struct console *c) {
    struct reader_calls calls = {on_line, on_end, c};
    struct plain *plain = mem_new(sizeof *plain);
    session_start(c);
    c->state = plain;
    plain->reader = reader_new(c->o.loop, c->o.in, &calls);
    output_on_relief(c->output, go_on);
    reader_resume(plain->reader);
    return true;
}

static void plain_stop(struct console *c) {
    reader_pause(((struct plain *)c->state)->reader);
}

static void plain_free(struct console *c) {
    reader_free(((struct plain *)c->state)->reader);
    free(c->state);
}

static void plain_print(struct console *c, const char *text, taken_cb cb, void *ctx) {
    output_write(c->output, text, strlen(text), cb, ctx);
}

const struct mode mode_plain = {
    .start = plain_start,
    .stop = plain_stop,
    .free = plain_free,
    .send = session_send,
    .print = plain_print,
};
