/* session.c: somebody at a text console: who they are, where, and what they see.
 *
 * What is printed has a fixed shape, so that nobody's text can pose as something else:
 *   "[#incidents] "    before a post, with all places that it went to
 *                      ("[#inc-1 !, #ops]", "!" where it is urgent); four spaces before
 *                      its other lines
 *   "  "               before every line of an answer, which only the asker sees
 *   "* "               before what the console itself says
 * An answer comes after the posts that its command caused. On a terminal "> " stands
 * before a post to the channel or the person at hand, and topics are for /channels. */
#include "session.h"
#include "base/mem.h"
#include "base/text.h"
#include "channels.h"
#include "codec_layout.h"
#include "held.h"
#include <stdlib.h>

static void replace(char **at, const char *s) {
    char *copy = mem_copy(s);
    free(*at);
    *at = copy;
}

void session_start(struct console *c) {
    replace(&c->user, c->o.user);
    session_join(c, c->o.channel);
}

void session_free(struct console *c) {
    free(c->user);
    free(c->channel);
    free(c->follows);
    channels_free(c);
}

void session_as(struct console *c, const char *user) {
    replace(&c->user, user);
}

void session_join(struct console *c, const char *channel) {
    replace(&c->channel, channel);
    channel_get(c, channel);
}

void session_follow(struct console *c, const char *incident) {
    replace(&c->follows, incident);
}

char *session_prompt(const struct console *c, struct arena *arena) {
    return arena_printf(arena, "%s %s> ", c->user, c->channel);
}

void session_print(struct console *c, const char *text) {
    struct strbuf sb;
    strbuf_init(&sb, CONSOLE_SHOWN_MAX);
    codec_lines("* ", "* ", text, console_columns(c), &sb);
    c->mode->print(c, sb.ptr, NULL, NULL);
    strbuf_free(&sb);
}

/* ---- what is sent here ---- */

static void show(struct console *c, const char *prefix, const char *text,
                 const struct delivery *delivery, const char *place, outcome_cb done,
                 void *ctx) {
    struct strbuf sb;
    strbuf_init(&sb, CONSOLE_SHOWN_MAX);
    codec_block(prefix, text, &sb);
    console_deliver(c, sb.ptr, delivery, place, done, ctx);
    strbuf_free(&sb);
}

static void send_open(struct console *c, struct arena *arena,
                      const struct delivery *delivery, outcome_cb done, void *ctx) {
    char *place = codec_place(arena, delivery->place);
    struct outcome denied = {.kind = OUTCOME_DENIED, .why = "not a name for a channel"};
    if (!place) {
        done(ctx, &denied);
        return;
    }
    char *name = codec_short(arena, place);
    channel_get(c, name);
    if (c->follows && text_equal(delivery->incident, c->follows)) {
        session_join(c, name);
    }
    const char *incident = !delivery->incident ? "" : delivery->incident;
    show(c, "* ",
         arena_printf(arena, "%s is open for %s%s", name, incident,
                      delivery->private_place ? ", members only" : ""),
         delivery, place, done, ctx);
}

static void send_body(struct console *c, struct arena *arena,
                      const struct delivery *delivery, outcome_cb done, void *ctx) {
    struct codec_style style = console_style(c);
    char *name = codec_short(arena, delivery->place);
    struct strbuf text;
    if (text_equal(delivery->slot, "summary")) {
        style.said = 0; /* it stays pinned for days */
    }
    strbuf_init(&text, LIMIT_RENDERED);
    codec_render(arena, &style, delivery->body, &text);
    struct outcome sent = {.kind = OUTCOME_SENT, .place = delivery->place};
    const char *slot = !delivery->slot ? "" : delivery->slot;
    if (delivery->kind == DELIVERY_MIRROR) {
        channel_mirror(channel_get(c, name), slot, text.ptr);
    }
    /* The summary waits for /pinned, and where people look at a screen the topic for
     * /channels: what changed in it was said. */
    if (delivery->kind == DELIVERY_MIRROR &&
        (!text_equal(slot, "topic") || c->mode->terminal)) {
        done(ctx, &sent);
    } else {
        held_post(c, delivery, name, text.ptr, done, ctx);
    }
    strbuf_free(&text);
}

void session_send(struct console *c, const struct delivery *delivery, outcome_cb done,
                  void *ctx) {
    struct arena *arena = arena_new();
    if (delivery->kind == DELIVERY_OPEN) {
        send_open(c, arena, delivery, done, ctx);
    } else {
        send_body(c, arena, delivery, done, ctx);
    }
    arena_free(arena);
}

/* ---- a line that takes its time ---- */

void session_finish(struct console *c) {
    void (*finished)(struct console *) = c->finished;
    c->finished = NULL;
    if (finished && !c->stopped) {
        finished(c);
    }
}

static void finish(void *ctx) {
    session_finish(ctx);
}

void session_finish_when_quiet(struct console *c) {
    if (c->finished) {
        c->host->quiet(c->host->self, finish, c);
    }
}

void session_say_time(struct console *c, struct arena *arena) {
    struct codec_style style = console_style(c);
    struct strbuf sb;
    style.said = 0; /* which day it is, is what is asked */
    strbuf_init(&sb, LIMIT_TITLE);
    strbuf_add(&sb, "it is ");
    codec_time(arena, &style, console_now(c), &sb);
    session_print(c, sb.ptr);
    strbuf_free(&sb);
}

static void on_clock(void *ctx) {
    struct console *c = ctx;
    if (c->stopped) {
        return;
    }
    struct arena *arena = arena_new();
    session_say_time(c, arena);
    arena_free(arena);
    session_finish_when_quiet(c);
}

void session_clock(struct console *c, int64_t ms, bool step,
                   void (*finished)(struct console *)) {
    c->finished = finished;
    if (ms > CODEC_CLOCK_MS) {
        struct arena *arena = arena_new();
        session_print(c,
                      arena_printf(arena, "at most %d days at once", CODEC_CLOCK_DAYS));
        arena_free(arena);
        session_finish(c);
        return;
    }
    bool moved = step ? c->host->step(c->host->self, ms, on_clock, c)
                      : c->host->advance(c->host->self, ms, on_clock, c);
    if (moved) {
        return;
    }
    session_print(c,
                  "the clock is real: it moves by itself. For one that you move, start "
                  "with --clock virtual");
    session_finish(c);
}
