/* console.c: the adapter: options, vtable, and the road an input takes to the host.
 *
 * What differs between a terminal, a pipe, JSON lines and a transcript is a mode; what an
 * input is and when a delivery counts as sent is the same for all and lives here. */
#include "console.h"
#include "base/address.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/reason.h"
#include "base/text.h"
#include "internal.h"
#include <locale.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* An input on its way; in the console's list until it is answered. */
struct pending {
    struct console *console;
    struct pending *prev, *next;
    replied_fn replied;
    char id[];
};

/* A delivery whose bytes wait for the kernel. */
struct sending {
    outcome_cb done;
    void *ctx;
    char *place;
    bool private_place;
};

int64_t console_now(const struct console *c) {
    return c->host->now(c->host->self);
}

struct codec_style console_style(const struct console *c) {
    return (struct codec_style){
        .ansi = c->mode == &mode_terminal,
        .local_time = c->o.local_time,
        .local_ctx = c->o.local_ctx,
        .said = console_now(c),
    };
}

size_t console_columns(const struct console *c) {
    struct winsize size = {0};
    bool screen = c->mode == &mode_terminal || c->mode == &mode_script;
    if (!screen || !isatty(c->o.out) || ioctl(c->o.out, TIOCGWINSZ, &size) != 0) {
        return 0;
    }
    return size.ws_col;
}

char *console_actor(struct arena *arena, const char *name) {
    return address_of(arena, CONSOLE_NETWORK, name);
}

static void forget(struct pending *pending) {
    if (pending->prev) {
        pending->prev->next = pending->next;
    } else {
        pending->console->pending = pending->next;
    }
    if (pending->next) {
        pending->next->prev = pending->prev;
    }
    free(pending);
}

static void on_reply(void *ctx, const struct reply *reply) {
    struct pending *pending = ctx;
    pending->replied(pending->console, pending->id, reply);
    forget(pending);
}

void console_submit(struct console *c, const struct person_input *input,
                    replied_fn replied) {
    size_t size = strlen(input->id) + 1;
    struct pending *pending = malloc(sizeof *pending + size);
    if (!pending) {
        abort();
    }
    *pending = (struct pending){.console = c, .next = c->pending, .replied = replied};
    memcpy(pending->id, input->id, size);
    if (c->pending) {
        c->pending->prev = pending;
    }
    c->pending = pending;

    struct arena *arena = arena_new();
    struct input in = {
        .kind = INPUT_COMMAND,
        .key = address_of(arena, CONSOLE_NETWORK, input->id),
        .fresh = c->fresh,
        .actor = console_actor(arena, input->user),
        .place = input->place,
        .text = input->text,
        .done = on_reply,
        .ctx = pending,
    };
    c->host->input(c->host->self, &in);
    arena_free(arena);
}

static void stop_host(void *ctx) {
    struct console *c = ctx;
    c->host->stop(c->host->self);
}

void console_leave(struct console *c) {
    if (c->stopping || c->stopped) {
        return;
    }
    c->stopping = true;
    c->host->quiet(c->host->self, stop_host, c);
}

static void on_broken(void *ctx, int why) {
    struct console *c = ctx;
    log_event(LOG_LEVEL_ERROR, "console.output", "why", reason_of(why), NULL);
    c->status = 1;
    if (c->started) {
        console_leave(c);
    }
}

static void on_taken(void *ctx, bool taken) {
    struct sending *sending = ctx;
    struct outcome outcome = {
        .kind = taken ? OUTCOME_SENT : OUTCOME_RETRY,
        .retry_ms = taken ? 0 : 1000,
        .place = sending->place,
        .private_place = sending->private_place,
        .why = taken ? NULL : "nobody reads the console's output",
    };
    sending->done(sending->ctx, &outcome);
    free(sending->place);
    free(sending);
}

void console_deliver(struct console *c, const char *text, const struct delivery *delivery,
                     const char *place, outcome_cb done, void *ctx) {
    struct sending *sending = malloc(sizeof *sending);
    char *copy = strdup(place);
    if (!sending || !copy) {
        abort();
    }
    *sending = (struct sending){done, ctx, copy, delivery->private_place};
    c->mode->print(c, text, on_taken, sending);
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
    output_settle(c->output, CONSOLE_SETTLE_MS);
}

static void adapter_free(void *self) {
    struct console *c = self;
    adapter_stop(c);
    if (c->started) {
        output_settle(c->output, CONSOLE_SETTLE_MS);
        output_free(c->output);
        held_free(c);
        c->mode->free(c);
        session_free(c);
    }
    while (c->pending) {
        struct pending *pending = c->pending;
        c->pending = pending->next;
        free(pending);
    }
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
