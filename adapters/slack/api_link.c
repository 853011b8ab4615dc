/* api_link.c: one websocket of Socket Mode, from its URL to its end.
 *
 * A link that is retired is closed late: what came over it is answered over it first. It
 * is never closed from within one of its own calls, always from its timer. */
#include "api_link.h"
#include "codec_envelope.h"

#include "base/log.h"
#include "base/mem.h"

enum {
    FRAME_MOST = 1024 * 1024, /* an envelope carries the whole message it is about */
    CONNECT_MS = 10 * 1000,
    HELLO_MS = 10 * 1000,
    PING_MS = 10 * 1000,
    HANGUP_MS = 20 * 1000, /* judged by pongs to our own pings */
    RETIRE_MS = 3 * 1000,  /* what was not answered by then comes again anyway */
    FLUSH_MS = 200,        /* for the last ack to leave */
};

struct link {
    struct slack *slack;
    struct link_calls calls;
    uint64_t number;
    struct websocket *websocket; /* NULL: it has ended */
    struct loop_timer *timer;    /* hello is overdue; retiring: time to close */
    int64_t ready_at;            /* mono ms; valid when `ready` */
    unsigned owed;               /* envelopes taken and not acknowledged */
    bool ready, retiring;
};

static const struct loop *loop_of(const struct link *link) {
    return link->slack->options.loop;
}

static void end(struct link *link, const char *why) {
    link->calls.lost(link->calls.ctx, link, why);
    link_free(link);
}

static void on_closed(void *ctx, const char *why) {
    struct link *link = ctx;
    link->websocket = NULL;
    end(link, why);
}

static void on_timer(void *ctx) {
    struct link *link = ctx;
    end(link, link->retiring ? "it was replaced" : "no hello from Slack in time");
}

static void on_opened(void *ctx) {
    struct link *link = ctx;
    if (!link->retiring) {
        loop_of(link)->timer_start(link->timer, HELLO_MS);
    }
}

static void on_hello(struct link *link, int64_t connections) {
    if (link->ready || link->retiring) {
        return;
    }
    link->ready = true;
    link->ready_at = loop_of(link)->mono(loop_of(link)->self);
    loop_of(link)->timer_stop(link->timer);
    link->calls.ready(link->calls.ctx, link, connections);
}

static void on_text(void *ctx, const char *s, size_t len) {
    struct link *link = ctx;
    struct slack *slack = link->slack;
    const struct slack_reactions reactions = {
        .timeline = slack->options.timeline_reactions,
        .action = slack->options.action_reactions,
    };
    struct arena *arena = arena_new();
    struct envelope envelope = {0};
    struct error err = {0};
    if (!slack_envelope(arena, s, len, &reactions, slack->bot_user, &envelope, &err)) {
        log_event(LOG_LEVEL_WARN, "slack.frame.unreadable", "why", err.text, NULL);
    } else if (envelope.kind == ENVELOPE_HELLO) {
        on_hello(link, envelope.num_connections);
    } else if (envelope.kind == ENVELOPE_DISCONNECT) {
        if (!link->retiring) {
            link->calls.disconnect(link->calls.ctx, link,
                                   envelope.reason ? envelope.reason : "");
        }
    } else if (!slack->stopped) {
        link->owed++;
        link->calls.envelope(link->calls.ctx, link, arena, &envelope);
        return;
    }
    arena_free(arena);
}

struct link *link_open(struct slack *slack, uint64_t number, const char *url,
                       const struct link_calls *calls) {
    struct link *link = mem_new(sizeof *link);
    *link = (struct link){.slack = slack, .calls = *calls, .number = number};
    const struct loop *loop = loop_of(link);
    link->timer = loop->timer(loop->self, on_timer, link);
    const struct websocket_options options = {
        .url = url,
        .most = FRAME_MOST,
        .connect_ms = CONNECT_MS,
        .ping_ms = PING_MS,
        .hangup_ms = HANGUP_MS,
    };
    const struct websocket_calls socket_calls = {
        .opened = on_opened,
        .text = on_text,
        .closed = on_closed,
        .ctx = link,
    };
    const struct websockets *websockets = slack->options.websockets;
    loop->timer_start(link->timer, CONNECT_MS + HELLO_MS);
    link->websocket = websockets->open(websockets->self, &options, &socket_calls);
    return link;
}

uint64_t link_number(const struct link *link) {
    return link->number;
}

int64_t link_lived(const struct link *link) {
    return link->ready ? loop_of(link)->mono(loop_of(link)->self) - link->ready_at : 0;
}

bool link_ack(struct link *link, const char *frame) {
    const struct websockets *websockets = link->slack->options.websockets;
    if (!link->websocket || !websockets->send(link->websocket, frame, strlen(frame))) {
        return false;
    }
    link->owed -= link->owed > 0;
    if (link->retiring && link->owed == 0) {
        loop_of(link)->timer_start(link->timer, FLUSH_MS);
    }
    return true;
}

void link_retire(struct link *link) {
    if (!link->retiring) {
        link->retiring = true;
        loop_of(link)->timer_start(link->timer, link->owed ? RETIRE_MS : FLUSH_MS);
    }
}

void link_free(struct link *link) {
    loop_of(link)->timer_free(link->timer);
    if (link->websocket) {
        link->slack->options.websockets->close(link->websocket);
    }
    free(link);
}
