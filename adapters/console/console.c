/* console.c: the adapter: options, vtable, and which mode it is.
 *
 * What differs between a terminal, a pipe, JSON lines and a transcript is a mode; what an
 * input is and when a delivery counts as sent is the same for all (shared.c). */
#include "console.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/reason.h"
#include "held.h"
#include "json.h"
#include "plain.h"
#include "play.h"
#include "session.h"
#include "terminal.h"
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

enum { SETTLE_MS = 1000 };

static void on_broken(void *ctx, int why) {
    struct console *c = ctx;
    log_event(LOG_LEVEL_ERROR, "console.output", "why", reason_of(why), NULL);
    c->status = 1;
    if (c->started) {
        console_leave(c);
    }
}

static void adapter_send(void *self, const struct delivery *delivery, outcome_cb done,
                         void *ctx) {
    struct console *c = self;
    struct outcome stopped = {
        .kind = OUTCOME_RETRY, .retry_ms = 1000, .why = "the console has stopped"};
    if (c->stopped || !c->started) {
        done(ctx, &stopped);
    } else {
        c->mode->send(c, delivery, done, ctx);
    }
}

/* How wide characters are, and what libedit reads, needs their encoding. */
static void know_characters(void) {
    if (!setlocale(LC_CTYPE, "") || MB_CUR_MAX == 1) {
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    }
}

static bool adapter_start(void *self, const struct host *host) {
    struct console *c = self;
    c->host = host;
    c->output = output_new(c->o.loop, c->o.out, on_broken, c);
    c->started = true;
    if (c->mode != &mode_json) {
        know_characters();
        held_start(c);
    }
    return c->mode->start(c);
}

static void adapter_stop(void *self) {
    struct console *c = self;
    if (c->stopped) {
        return;
    }
    if (c->started) {
        held_flush(c);
    }
    c->stopped = true;
    if (!c->started) {
        return;
    }
    c->mode->stop(c);
    output_settle(c->output, SETTLE_MS);
}

static void adapter_free(void *self) {
    struct console *c = self;
    adapter_stop(c);
    if (c->started) {
        output_settle(c->output, SETTLE_MS);
        output_free(c->output);
        held_free(c);
        c->mode->free(c);
        session_free(c);
    }
    console_forget(c);
    arena_free(c->arena);
    free(c);
}

static const struct mode *choose(const struct console_options *o) {
    switch (o->mode) {
    case CONSOLE_PLAIN:
        return &mode_plain;
    case CONSOLE_JSON:
        return &mode_json;
    case CONSOLE_SCRIPT:
        return &mode_script;
    case CONSOLE_AUTO:
        break;
    }
    return isatty(o->in) && isatty(o->out) ? &mode_terminal : &mode_plain;
}

static char *random_session(struct arena *arena) {
    uint8_t bytes[8];
    char *hex = arena_alloc(arena, 2 * sizeof bytes + 1);
    hash_random(bytes, sizeof bytes);
    hash_hex(bytes, sizeof bytes, hex);
    return hex;
}

struct adapter *console_new(const struct console_options *options) {
    struct console *c = mem_new(sizeof *c);
    c->arena = arena_new();
    c->o = *options;
    c->fresh = !options->session && options->mode != CONSOLE_JSON;
    c->o.session = !options->session ? random_session(c->arena)
                                     : arena_strdup(c->arena, options->session);
    c->o.user =
        arena_strdup(c->arena, codec_is_name(options->user) ? options->user : "you");
    char *place = codec_place(c->arena, options->channel);
    c->o.channel = !place ? "#general" : codec_short(c->arena, place);
    c->o.history = arena_strdup(c->arena, options->history);
    c->mode = choose(options);
    c->adapter = (struct adapter){
        .network = CONSOLE_NETWORK,
        .caps = CAP_CHANNELS | CAP_MIRROR | CAP_DIRECT | CAP_VOLATILE,
        .self = c,
        .send = adapter_send,
        .start = adapter_start,
        .stop = adapter_stop,
        .free = adapter_free,
    };
    return &c->adapter;
}

int console_status(const struct adapter *console) {
    const struct console *c = console->self;
    return c->status;
}
