/* json.c: the console for programs: JSON lines (codec_json.c), never waiting.
 *
 * Inputs are put on the road as they come; answers carry the id of their input. When
 * nobody reads the answers, or more inputs wait than can be answered, no more are read: a
 * program that only writes is held up by its own pipe, and our memory stays bounded. A line is
 * written whole before its delivery counts as sent, so what a reader has seen is at most
 * one delivery behind what the bot believes. */
#include "json.h"
#include "base/jsonx.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec_json.h"
#include "reader.h"

enum { INPUTS_MOST = 512 }; /* that are not answered yet */

/* A clock or quiet request that waits. */
struct waiting {
    struct console *console;
    struct waiting *next;
    enum request_kind kind;
    char id[];
};

struct json_state {
    struct reader *reader;
    size_t asked; /* inputs and requests that are not answered yet */
    bool held;    /* no more are read for now */
    struct waiting *waiting;
};

static void put(struct console *c, json_t *object) {
    struct strbuf sb;
    strbuf_init(&sb, CONSOLE_SHOWN_MAX);
    codec_json_line(object, &sb);
    c->mode->print(c, sb.ptr, NULL, NULL);
    strbuf_free(&sb);
    json_decref(object);
}

static json_t *typed(const char *type) {
    json_t *json = json_object();
    jsonx_set_string(json, "type", type);
    return json;
}

static void put_error(struct console *c, size_t number, const char *text) {
    json_t *json = typed("error");
    jsonx_set_int(json, "line", (int64_t)number);
    jsonx_set_string(json, "text", text);
    put(c, json);
}

static void hold(struct console *c) {
    struct json_state *state = c->state;
    if (!state->held && (state->asked >= INPUTS_MOST || output_is_full(c->output))) {
        state->held = true;
        reader_pause(state->reader);
    }
}

static void go_on(void *ctx) {
    struct console *c = ctx;
    struct json_state *state = c->state;
    if (state->held && !c->stopped && !c->stopping && state->asked < INPUTS_MOST / 2 &&
        !output_is_full(c->output)) {
        state->held = false;
        reader_resume(state->reader);
    }
}

static void was_answered(struct console *c) {
    struct json_state *state = c->state;
    state->asked--;
    go_on(c);
}

static void on_reply(struct console *c, const char *id, const struct reply *reply) {
    struct arena *arena = arena_new();
    struct codec_style style = console_style(c);
    struct strbuf text;
    strbuf_init(&text, LIMIT_RENDERED);
    codec_render(arena, &style, reply->body, &text);
    put(c, codec_json_reply(id, reply, text.ptr));
    strbuf_free(&text);
    arena_free(arena);
    was_answered(c);
}

static void on_waited(void *ctx) {
    struct waiting *waiting = ctx;
    struct console *c = waiting->console;
    struct json_state *state = c->state;
    bool quiet = waiting->kind == REQUEST_QUIET;
    json_t *json = typed(quiet ? "quiet" : "clock");
    jsonx_set_string(json, "id", waiting->id);
    if (!quiet) {
        jsonx_set_int(json, "now", console_now(c));
    }
    put(c, json);
    struct waiting **at = &state->waiting;
    while (*at != waiting) {
        at = &(*at)->next;
    }
    *at = waiting->next;
    free(waiting);
    was_answered(c);
}

static void wait_for(struct console *c, const struct request *r, size_t number) {
    struct json_state *state = c->state;
    const struct host *host = c->host;
    const char *why = "the clock is real: start with --clock virtual";
    size_t size = strlen(r->id) + 1;
    struct waiting *waiting = mem_new(sizeof *waiting + size);
    *waiting = (struct waiting){c, state->waiting, r->kind};
    memcpy(waiting->id, r->id, size);
    state->waiting = waiting;
    state->asked++;
    bool taken = r->ms <= CODEC_CLOCK_MS;
    if (!taken) {
        why = "too far: a clock moves at most 400 days at once";
    } else if (r->kind == REQUEST_QUIET) {
        host->quiet(host->self, on_waited, waiting);
    } else if (r->kind == REQUEST_CLOCK) {
        taken = host->advance(host->self, r->ms, on_waited, waiting);
    } else {
        taken = host->step(host->self, r->ms, on_waited, waiting);
    }
    if (taken) {
        return;
    }
    state->waiting = waiting->next;
    state->asked--;
    free(waiting);
    put_error(c, number, why);
}

static void on_line(void *ctx, const char *s, size_t len, size_t number, bool cut) {
    struct console *c = ctx;
    struct arena *arena = arena_new();
    struct request r;
    struct error err;
    if (cut) {
        put_error(c, number, "the line is too long");
    } else if (!codec_request(arena, s, len, &r, &err)) {
        put_error(c, number, err.text);
    } else if (r.kind == REQUEST_COMMAND) {
        struct person_input input = {
            .id = r.id,
            .user = !r.user ? c->o.user : r.user,
            .place = !r.channel ? codec_place(arena, c->o.channel) : r.channel,
            .text = r.text,
        };
        ((struct json_state *)c->state)->asked++;
        console_submit(c, &input, on_reply);
    } else {
        wait_for(c, &r, number);
    }
    arena_free(arena);
    hold(c);
}

static void on_end(void *ctx) {
    console_leave(ctx);
}

static bool json_start(struct console *c) {
    struct reader_calls calls = {on_line, on_end, c};
    struct json_state *state = mem_new(sizeof *state);
    c->state = state;
    json_t *ready = typed("ready");
    jsonx_set_int(ready, "now", console_now(c));
    put(c, ready);
    state->reader = reader_new(c->o.loop, c->o.in, &calls);
    output_on_relief(c->output, go_on);
    reader_resume(state->reader);
    return true;
}

static void json_stop(struct console *c) {
    struct json_state *state = c->state;
    reader_pause(state->reader);
}

static void json_free(struct console *c) {
    struct json_state *state = c->state;
    reader_free(state->reader);
    while (state->waiting) {
        struct waiting *waiting = state->waiting;
        state->waiting = waiting->next;
        free(waiting);
    }
    free(state);
}

static void json_send(struct console *c, const struct delivery *delivery, outcome_cb done,
                      void *ctx) {
    struct arena *arena = arena_new();
    struct codec_style style = console_style(c);
    struct strbuf text, line;
    strbuf_init(&text, LIMIT_RENDERED);
    strbuf_init(&line, CONSOLE_SHOWN_MAX);
    if (text_equal(delivery->slot, "summary")) {
        style.said = 0; /* it stays pinned for days */
    }
    codec_render(arena, &style, delivery->body, &text);
    bool open = delivery->kind == DELIVERY_OPEN;
    const char *place = open ? codec_place(arena, delivery->place) : delivery->place;
    struct outcome denied = {.kind = OUTCOME_DENIED, .why = "not a name for a channel"};
    if (!place) {
        done(ctx, &denied);
    } else {
        json_t *json = codec_json_delivery(arena, delivery, place, open ? NULL : text.ptr,
                                           console_now(c));
        codec_json_line(json, &line);
        json_decref(json);
        console_deliver(c, line.ptr, delivery, place, done, ctx);
    }
    strbuf_free(&line);
    strbuf_free(&text);
    arena_free(arena);
}

static void json_print(struct console *c, const char *text, taken_cb cb, void *ctx) {
    output_write(c->output, text, strlen(text), cb, ctx);
}

const struct mode mode_json = {
    .start = json_start,
    .stop = json_stop,
    .free = json_free,
    .send = json_send,
    .print = json_print,
};
