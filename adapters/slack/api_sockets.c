/* api_sockets.c: the N sockets of Socket Mode: when one is opened, replaced, given up.
 *
 * Slack gives each envelope to any one of them, so one may drop while another works. A
 * slot replaces its link by opening the new one first: the old one goes when the new one
 * said hello. Each URL is asked for anew, because it serves once. Every wait has jitter,
 * or the slots would come back in step. */
#include "api_sockets.h"
#include "api_backoff.h"
#include "api_link.h"
#include "api_say.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include <utlist.h>

enum {
    SOCKETS_MAX = 10,             /* Slack's, counting those being replaced */
    START_SPREAD_MS = 1000,       /* all but the first */
    REPLACE_SPREAD_MS = 500,      /* `warning` comes ten seconds ahead */
    RETRY_AFTER_SPREAD_MS = 1000, /* after, never before, what Slack asked for */
    OFF_MS = 60 * 1000,           /* Socket Mode is off: a person must act */
    CROWDED_MS = 15 * 1000,       /* too many websockets: another bot has ours */
    CROWDED_MOST = 3,             /* so often: be content with one less */
    CROWDED_FORGET_MS = 300 * 1000,
    GROW_MS = 600 * 1000,  /* then one more is tried again */
    STEADY_MS = 10 * 1000, /* a link that lived so long was no failure */
};

struct held { /* a link that is open or opening */
    struct slot *slot;
    struct link *link;
    struct held *prev, *next;
};

struct slot {
    struct slack_sockets *pool;
    struct loop_timer *timer;
    struct link *link;   /* said hello; NULL: none */
    struct link *coming; /* on its way to hello; NULL: none */
    int64_t begun;       /* mono ms of the attempt */
    unsigned failures;
    bool trying; /* the timer runs, a URL was asked for, or one is coming */
    bool idle;   /* Slack does not take that many */
};

struct slack_sockets {
    struct slack *slack;
    sockets_take_cb take;
    void *ctx;
    struct slot slots[SOCKETS_MAX];
    size_t nslots;
    struct held *links; /* retiring ones too */
    struct loop_timer *grow;
    uint64_t numbers;
    unsigned crowded;
    int64_t crowded_at; /* mono ms */
    bool off_told, stopped;
};

static const struct loop *loop_of(const struct slack_sockets *pool) {
    return pool->slack->options.loop;
}

static int64_t mono(const struct slack_sockets *pool) {
    return loop_of(pool)->mono(loop_of(pool)->self);
}

static void log_numbers(enum log_level level, const char *event, const char *name,
                        int64_t number, const char *why) {
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)number);
    log_event(level, event, name, text, why ? "why" : NULL, why, NULL);
}

static void try_in(struct slot *slot, int64_t ms) {
    if (!slot->pool->stopped && !slot->idle) {
        slot->trying = true;
        loop_of(slot->pool)->timer_start(slot->timer, ms);
    }
}

static void try_again(struct slot *slot) {
    try_in(slot, slack_backoff(slot->failures++));
}

/* ---- what a link says ---- */

static void on_ready(void *ctx, struct link *link, int64_t connections) {
    struct held *held = ctx;
    struct slot *slot = held->slot;
    struct link *old = slot->link;
    slot->link = link;
    slot->coming = NULL;
    slot->trying = false;
    /* Not 0: a server that takes us and drops us at once is not asked ever faster. */
    slot->failures = slot->failures > 0;
    slot->pool->off_told = false;
    char number[32], ms[32], n[32];
    snprintf(number, sizeof number, "%llu", (unsigned long long)link_number(link));
    snprintf(ms, sizeof ms, "%lld", (long long)(mono(slot->pool) - slot->begun));
    snprintf(n, sizeof n, "%lld", (long long)connections);
    log_event(LOG_LEVEL_INFO, "slack.socket.up", "socket", number, "ms", ms,
              "connections", n, NULL);
    if (old) {
        link_retire(old);
    }
}

static void on_envelope(void *ctx, struct link *link, struct arena *arena,
                        const struct envelope *envelope) {
    const struct held *held = ctx;
    const struct slack_sockets *pool = held->slot->pool;
    pool->take(pool->ctx, link_number(link), arena, envelope);
}

static void on_lost(void *ctx, struct link *link, const char *why) {
    struct held *held = ctx;
    struct slot *slot = held->slot;
    bool current = slot->link == link, coming = slot->coming == link;
    if (current) {
        slot->link = NULL;
        log_numbers(LOG_LEVEL_WARN, "slack.socket.lost", "lived_ms", link_lived(link),
                    why);
        slot->failures = link_lived(link) >= STEADY_MS ? 0 : slot->failures;
    } else if (coming) {
        slot->coming = NULL;
        slot->trying = false;
        log_numbers(LOG_LEVEL_WARN, "slack.socket.failed", "failures", slot->failures + 1,
                    why);
    }
    DL_DELETE(slot->pool->links, held);
    free(held);
    if ((current || coming) && !slot->trying) {
        try_again(slot);
    }
}

static void let_go(struct slot *slot, struct link *link) {
    if (slot->link == link) {
        slot->link = NULL;
    } else {
        slot->coming = NULL;
        slot->trying = false;
    }
    link_retire(link);
}

static size_t links_open(const struct slack_sockets *pool) {
    size_t n = 0;
    const struct held *held;
    DL_FOREACH(pool->links, held) {
        n++;
    }
    return n;
}

static void replace(struct slot *slot) {
    if (slot->trying) {
        return;
    }
    if (links_open(slot->pool) >= SOCKETS_MAX) {
        let_go(slot, slot->link); /* one more than Slack takes would end another */
    }
    try_in(slot, slack_random(REPLACE_SPREAD_MS));
}

static void switched_off(struct slot *slot) {
    if (!slot->pool->off_told) {
        slot->pool->off_told = true;
        log_event(
            LOG_LEVEL_ERROR, "slack.socket_mode_off", "why",
            "Socket Mode is switched off for this app: nobody can reach tocsin from "
            "Slack. Switch it on in the app's settings, under Socket Mode.",
            NULL);
    }
    if (!slot->trying) {
        try_in(slot, OFF_MS + slack_random(OFF_MS));
    }
}

/* Somebody else holds the app's connections. Pressing would end theirs, then ours. */
static void crowded(struct slot *slot) {
    struct slack_sockets *pool = slot->pool;
    size_t wanted = 0;
    for (size_t i = 0; i < pool->nslots; i++) {
        wanted += !pool->slots[i].idle;
    }
    if (mono(pool) - pool->crowded_at > CROWDED_FORGET_MS) {
        pool->crowded = 0;
    }
    pool->crowded_at = mono(pool);
    pool->crowded++;
    if (pool->crowded >= CROWDED_MOST && wanted > 1 && !slot->link) {
        pool->crowded = 0;
        slot->idle = true;
        slot->trying = false;
        loop_of(pool)->timer_stop(slot->timer);
        loop_of(pool)->timer_start(pool->grow, GROW_MS);
        log_numbers(LOG_LEVEL_WARN, "slack.socket.fewer", "sockets", (int64_t)wanted - 1,
                    "Slack has too many websockets of this app: does another bot use its "
                    "app token?");
    } else if (!slot->trying) {
        try_in(slot, CROWDED_MS + slack_random(CROWDED_MS));
    }
}

static void on_disconnect(void *ctx, struct link *link, const char *reason) {
    struct held *held = ctx;
    struct slot *slot = held->slot;
    log_event(LOG_LEVEL_INFO, "slack.socket.disconnect", "reason", reason, NULL);
    if (text_equal(reason, "link_disabled")) {
        let_go(slot, link);
        switched_off(slot);
    } else if (text_equal(reason, "too_many_websockets")) {
        let_go(slot, link);
        crowded(slot);
    } else if (link == slot->link) {
        replace(slot);
    }
}

/* ---- one more link ---- */

static void url_came(void *ctx, const struct api_result *result) {
    struct slot *slot = ctx;
    struct slack_sockets *pool = slot->pool;
    slot->trying = false;
    if (pool->stopped || slot->idle) {
        return;
    }
    const char *url = json_string_value(json_object_get(result->json, "url"));
    if (result->kind == API_OK && url) {
        struct held *held = mem_new(sizeof *held);
        const struct link_calls calls = {on_ready, on_disconnect, on_envelope, on_lost,
                                         held};
        held->slot = slot;
        held->link = link_open(pool->slack, ++pool->numbers, url, &calls);
        DL_APPEND(pool->links, held);
        slot->coming = held->link;
        slot->trying = true;
        return;
    }
    struct arena *arena = arena_new();
    const char *why = result->kind == API_OK ? "Slack gave no address for a socket"
                                             : slack_api_say(arena, result);
    /* A token that may not open connections never will: this one cannot be given it. */
    bool never =
        result->kind == API_REFUSED &&
        (slack_api_fatal(result->error) || text_equal(result->error, "missing_scope"));
    if (never) {
        pool->slack->give_up(pool->slack, why);
    } else {
        log_numbers(LOG_LEVEL_WARN, "slack.socket.failed", "failures", slot->failures + 1,
                    why);
        if (result->kind == API_LIMITED) {
            try_in(slot, result->retry_ms + slack_random(RETRY_AFTER_SPREAD_MS));
        } else if (result->kind == API_REFUSED) {
            try_in(slot,
                   SLACK_BACKOFF_MAX_MS / 2 + slack_random(SLACK_BACKOFF_MAX_MS / 2));
        } else {
            try_again(slot);
        }
    }
    arena_free(arena);
}

static void attempt(void *ctx) {
    struct slot *slot = ctx;
    slot->begun = mono(slot->pool);
    slack_api_call(slot->pool->slack->api, "apps.connections.open", json_object(), NULL,
                   true, url_came, slot);
}

static void grow(void *ctx) {
    struct slack_sockets *pool = ctx;
    for (size_t i = 0; i < pool->nslots; i++) {
        if (pool->slots[i].idle) {
            pool->slots[i].idle = false;
            try_in(&pool->slots[i], 0);
            loop_of(pool)->timer_start(pool->grow, GROW_MS);
            return;
        }
    }
}

/* ---- life ---- */

struct slack_sockets *slack_sockets_new(struct slack *slack) {
    struct slack_sockets *sockets = mem_new(sizeof *sockets);
    int n = slack->options.sockets;
    sockets->slack = slack;
    sockets->nslots = n < 1 ? 1 : n > SOCKETS_MAX ? SOCKETS_MAX : (size_t)n;
    const struct loop *loop = loop_of(sockets);
    sockets->grow = loop->timer(loop->self, grow, sockets);
    for (size_t i = 0; i < sockets->nslots; i++) {
        sockets->slots[i].pool = sockets;
        sockets->slots[i].timer = loop->timer(loop->self, attempt, &sockets->slots[i]);
    }
    return sockets;
}

void slack_sockets_start(struct slack_sockets *sockets, sockets_take_cb take, void *ctx) {
    sockets->take = take;
    sockets->ctx = ctx;
    for (size_t i = 0; i < sockets->nslots; i++) {
        /* Within the spread, and none with the first. */
        try_in(&sockets->slots[i], i == 0 ? 0 : 1 + slack_random(START_SPREAD_MS - 2));
    }
}

void slack_sockets_stop(struct slack_sockets *sockets) {
    sockets->stopped = true;
    loop_of(sockets)->timer_stop(sockets->grow);
    for (size_t i = 0; i < sockets->nslots; i++) {
        struct slot *slot = &sockets->slots[i];
        loop_of(sockets)->timer_stop(slot->timer);
        slot->link = slot->coming = NULL;
    }
    struct held *held;
    DL_FOREACH(sockets->links, held) {
        link_retire(held->link);
    }
}

void slack_sockets_free(struct slack_sockets *sockets) {
    struct held *held, *next;
    DL_FOREACH_SAFE(sockets->links, held, next) {
        link_free(held->link);
        free(held);
    }
    for (size_t i = 0; i < sockets->nslots; i++) {
        loop_of(sockets)->timer_free(sockets->slots[i].timer);
    }
    loop_of(sockets)->timer_free(sockets->grow);
    free(sockets);
}

static struct link *link_find(const struct slack_sockets *sockets, uint64_t number) {
    struct held *held;
    DL_FOREACH(sockets->links, held) {
        if (link_number(held->link) == number) {
            return held->link;
        }
    }
    return NULL;
}

bool slack_sockets_ack(struct slack_sockets *sockets, uint64_t socket,
                       const char *frame) {
    struct link *link = link_find(sockets, socket);
    return link && link_ack(link, frame);
}

bool slack_sockets_open(const struct slack_sockets *sockets, uint64_t socket) {
    return link_find(sockets, socket) != NULL;
}
