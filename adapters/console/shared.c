/* shared.c: what an input is on its way to the host, and when a delivery counts as sent:
 * the same for all modes. */
#include "shared.h"
#include "base/address.h"
#include "base/mem.h"
#include <stdlib.h>
#include <string.h>
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
        .ansi = c->mode->terminal,
        .local_time = c->o.local_time,
        .local_ctx = c->o.local_ctx,
        .said = console_now(c),
    };
}

size_t console_columns(const struct console *c) {
    struct winsize size = {0};
    if (!c->mode->fits || !isatty(c->o.out) || ioctl(c->o.out, TIOCGWINSZ, &size) != 0) {
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
    struct pending *pending = mem_new(sizeof *pending + size);
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
    struct sending *sending = mem_new(sizeof *sending);
    *sending = (struct sending){done, ctx, mem_copy(place), delivery->private_place};
    c->mode->print(c, text, on_taken, sending);
}

void console_forget(struct console *c) {
    while (c->pending) {
        struct pending *pending = c->pending;
        c->pending = pending->next;
        free(pending);
    }
}
