/* in.c: the road of an envelope: arrival → host → reply → ack and answer.
 *
 * An envelope is acknowledged when its commit is known: one that was lost with us comes
 * again. Only what a person did and waits for must be acknowledged within 3 s, so shortly
 * before that it says that no answer has come yet, and answers later. A copy that comes
 * while the first is under way joins it. */
#include "in.h"
#include "codec_envelope.h"
#include "codec_events.h"
#include "codec_labels.h"
#include "in_acks.h"
#include "in_acquaint.h"
#include "in_answers.h"
#include "in_buttons.h"
#include "in_copies.h"
#include "in_forms.h"
#include "in_home.h"
#include "in_strangers.h"

#include "base/log.h"
#include "base/mem.h"
#include <utlist.h>

enum {
    ACK_WAITED_MS = 3000, /* then Slack takes an envelope for lost */
    LATE_MS = 2800,       /* shortly before that a person hears that it takes longer */
    MOST = 1000,          /* envelopes under way; more are left to Slack */
};

struct slack_inbound {
    struct desk desk;
    struct loop_timer *late;
    struct copies *copies;
    struct home *home;
    struct acquaint *acquaint;
    struct strangers *strangers;
    bool overloaded; /* said once */
    uint64_t others; /* envelopes of no meaning */
};

static bool person_waits(const struct asked *asked) {
    switch (asked->envelope.kind) {
    case ENVELOPE_COMMAND:
    case ENVELOPE_ACTION:
    case ENVELOPE_SUBMIT:
    case ENVELOPE_SHORTCUT:
        return true;
    case ENVELOPE_HELLO:
    case ENVELOPE_DISCONNECT:
    case ENVELOPE_MENTION:
    case ENVELOPE_MESSAGE:
    case ENVELOPE_HOME:
    case ENVELOPE_OTHER:
        break;
    }
    return false;
}

/* ---- 3 s are nearly over ---- */

static void watch(struct slack_inbound *inbound) {
    if (inbound->desk.waiting) {
        int64_t ms = inbound->desk.waiting->at + LATE_MS - desk_mono(&inbound->desk);
        inbound->desk.slack->options.loop->timer_start(inbound->late, ms > 0 ? ms : 0);
    }
}

static void on_late(void *ctx) {
    struct slack_inbound *inbound = ctx;
    while (inbound->desk.waiting &&
           inbound->desk.waiting->at + LATE_MS <= desk_mono(&inbound->desk)) {
        struct asked *asked = inbound->desk.waiting;
        asked_stop_waiting(asked);
        if (asked->envelope.kind == ENVELOPE_SUBMIT) {
            forms_submit_late(asked);
        } else if (forms_wanted(asked)) {
            asked_ack(asked, NULL); /* the open view says that it waits */
        } else {
            answers_late(asked);
        }
    }
    watch(inbound);
}

/* ---- the host's reply ---- */

static void reply_to_event(struct asked *asked, const struct reply *reply) {
    asked->unsure = asked->unsure || reply->status == REPLY_UNKNOWN;
    if (!asked->replied) {
        return; /* a message brought several files: all of them, or it comes again */
    }
    if (asked->unsure) {
        log_event(LOG_LEVEL_WARN, "slack.event.unsure", "key", asked->key, NULL);
        return; /* not acknowledged: Slack hands it in again */
    }
    asked->answered = true;
    asked_ack(asked, NULL);
    if (asked->envelope.kind == ENVELOPE_MENTION && asked->envelope.input.stranger) {
        answers_aside(asked, reply->body); /* nobody else has to read it */
    } else if (asked->envelope.kind == ENVELOPE_MENTION) {
        answers_mention(asked, reply->body);
    }
}

static void on_reply(void *ctx, const struct reply *reply) {
    struct asked *asked = ctx;
    asked_stop_waiting(asked);
    asked->replied = --asked->inputs == 0;
    switch (asked->envelope.kind) {
    case ENVELOPE_MENTION:
    case ENVELOPE_MESSAGE:
        reply_to_event(asked, reply);
        break;
    case ENVELOPE_SUBMIT:
        forms_submitted(asked, reply);
        break;
    case ENVELOPE_ACTION:
        if (asked->envelope.message && !forms_wanted(asked) && !reply->form) {
            buttons_reply(asked, reply);
            break;
        }
        /* fall through */
    default:
        if (reply->form || forms_wanted(asked)) {
            forms_show(asked, reply);
        } else {
            answers_say(asked, reply->body);
        }
    }
    asked_release(asked);
}

/* ---- arrival ---- */

static void overload(struct slack_inbound *inbound, uint64_t socket,
                     const struct envelope *envelope) {
    if (!inbound->overloaded) {
        inbound->overloaded = true;
        log_event(LOG_LEVEL_ERROR, "slack.overload", "why",
                  "more envelopes are under way than tocsin keeps: events come again, "
                  "commands are refused",
                  NULL);
    }
    if (envelope->kind == ENVELOPE_COMMAND && envelope->accepts_payload) {
        struct arena *arena = arena_new();
        json_t *payload = slack_answer(
            arena,
            answers_tree(arena, "Nothing was saved: tocsin has too much to do at the "
                                "moment. Send it again in a minute."),
            inbound->desk.slack->options.command);
        desk_ack(&inbound->desk, socket, envelope->id, payload);
        json_decref(payload);
        arena_free(arena);
    }
}

enum copy {
    COPY_NONE,  /* nobody has read an answer to it */
    COPY_READ,  /* the person has read it, or reads it now */
    COPY_DOUBT, /* that shows in a moment */
};

/* An answer that went with an ack was perhaps lost: when its socket is gone, or when Slack
 * hands the envelope in again after the time it waits for an ack. A copy before that was
 * on its way already, or it comes because that socket broke and we have yet to hear of
 * it; one that came over the same socket, or was held, has no such doubt. */
static enum copy copy_of(const struct slack_inbound *inbound, uint64_t socket,
                         const char *key, bool held, const json_t **ret_said) {
    uint64_t by;
    int64_t at;
    if (!recent_find(inbound->desk.recent, key, &by, &at, ret_said)) {
        return COPY_NONE;
    }
    if (by == 0) {
        return COPY_READ;
    }
    if (!slack_sockets_open(inbound->desk.sockets, by) ||
        (!held && desk_mono(&inbound->desk) - at >= ACK_WAITED_MS)) {
        return COPY_NONE;
    }
    return held || by == socket ? COPY_READ : COPY_DOUBT;
}

/* True: a copy of something that is under way. */
static bool joins(struct slack_inbound *inbound, uint64_t socket,
                  const struct envelope *envelope, const char *key) {
    struct asked *asked = desk_find(&inbound->desk, key);
    if (!asked) {
        return false;
    }
    if (!asked->acked && !asked->replied) {
        asked_ack_due(asked, socket, envelope);
    } else {
        desk_ack(&inbound->desk, socket, envelope->id, asked->said);
    }
    return true;
}

static void give(struct asked *asked) {
    const struct host *host = asked->desk->slack->host;
    size_t files = slack_envelope_files(&asked->envelope);
    size_t n = files > 1 ? files : 1;
    asked->inputs = n;
    for (size_t i = 0; i < n; i++) {
        struct input input = i == 0
                                 ? asked->envelope.input
                                 : slack_envelope_file(asked->arena, &asked->envelope, i);
        input.done = on_reply;
        input.ctx = asked;
        asked_hold(asked); /* released by on_reply() */
        host->input(host->self, &input);
    }
}

static void begin(struct slack_inbound *inbound, uint64_t socket, struct arena *arena,
                  const struct envelope *envelope, const char *key) {
    if (inbound->desk.n <= MOST / 2) {
        inbound->overloaded = false;
    }
    struct asked *asked = asked_new(&inbound->desk, arena, envelope, key);
    asked_ack_due(asked, socket, envelope);
    if (person_waits(asked)) {
        bool alone = !inbound->desk.waiting;
        asked_wait(asked);
        if (alone) {
            watch(inbound);
        }
        forms_begin(asked);
    }
    give(asked);
    asked_release(asked);
}

static void count_other(struct slack_inbound *inbound) {
    uint64_t n = ++inbound->others;
    if ((n & (n - 1)) == 0) { /* 1, 2, 4, 8, … */
        char text[32];
        snprintf(text, sizeof text, "%llu", (unsigned long long)n);
        log_event(LOG_LEVEL_INFO, "slack.ignored", "envelopes", text, NULL);
    }
}

static void learn(struct slack_inbound *inbound, struct arena *arena,
                  const struct envelope *envelope) {
    const struct host *host = inbound->desk.slack->host;
    const char *at = envelope->raw, *actor, *name;
    if (envelope->input.stranger) {
        return; /* nobody is to be taken for one of ours by a name */
    }
    if (envelope->input.actor && envelope->actor_name) {
        host->learn_name(host->self, envelope->input.actor, envelope->actor_name);
    }
    while (slack_next_label(arena, &at, &actor, &name)) {
        host->learn_name(host->self, actor, name);
    }
    acquaint_envelope(inbound->acquaint, envelope);
}

static void take(struct slack_inbound *inbound, uint64_t socket, struct arena *arena,
                 const struct envelope *envelope, const char *key, bool held) {
    const json_t *said = NULL;
    if (joins(inbound, socket, envelope, key)) {
        arena_free(arena);
        return;
    }
    switch (copy_of(inbound, socket, key, held, &said)) {
    case COPY_NONE:
        learn(inbound, arena, envelope);
        if (inbound->desk.n < MOST) {
            begin(inbound, socket, arena, envelope, key);
            return;
        }
        overload(inbound, socket, envelope);
        break;
    case COPY_DOUBT:
        if (copies_hold(inbound->copies, socket, arena, envelope, key)) {
            return;
        }
        /* fall through */
    case COPY_READ:
        desk_ack(&inbound->desk, socket, envelope->id, said);
        break;
    }
    arena_free(arena);
}

static void take_copy(void *ctx, uint64_t socket, struct arena *arena,
                      const struct envelope *envelope, const char *key) {
    take(ctx, socket, arena, envelope, key, true);
}

void slack_inbound_take(void *ctx, uint64_t socket, struct arena *arena,
                        const struct envelope *arrived) {
    struct slack_inbound *inbound = ctx;
    struct envelope copy = *arrived, *envelope = &copy;
    const char *key = envelope->input.key ? envelope->input.key : envelope->id;
    enum whose whose = strangers_whose(inbound->strangers, envelope);
    if (envelope->kind != ENVELOPE_OTHER && envelope->kind != ENVELOPE_HOME && key) {
        envelope->input.stranger = whose == WHOSE_STRANGER;
        if (whose == WHOSE_UNKNOWN) {
            strangers_hold(inbound->strangers, socket, arena, envelope);
        } else {
            take(inbound, socket, arena, envelope, key, false);
        }
        return;
    }
    desk_ack(&inbound->desk, socket, envelope->id, NULL);
    if (envelope->kind == ENVELOPE_HOME && whose == WHOSE_OURS) {
        home_opened(inbound->home, envelope);
    } else {
        count_other(inbound);
    }
    arena_free(arena);
}

/* ---- life ---- */

struct slack_inbound *slack_inbound_new(struct slack *slack,
                                        struct slack_sockets *sockets) {
    struct slack_inbound *inbound = mem_new(sizeof *inbound);
    const struct loop *loop = slack->options.loop;
    inbound->desk.slack = slack;
    inbound->desk.sockets = sockets;
    inbound->late = loop->timer(loop->self, on_late, inbound);
    inbound->desk.recent = recent_new();
    inbound->copies = copies_new(loop, take_copy, inbound);
    inbound->home = home_new(slack);
    inbound->acquaint = acquaint_new(slack);
    slack->acquaint = inbound->acquaint;
    slack->named = acquaint_text;
    inbound->strangers = strangers_new(slack, slack_inbound_take, inbound);
    return inbound;
}

void slack_inbound_free(struct slack_inbound *inbound) {
    struct asked *asked, *next;
    DL_FOREACH_SAFE(inbound->desk.all, asked, next) {
        asked_free(asked);
    }
    inbound->desk.slack->options.loop->timer_free(inbound->late);
    copies_free(inbound->copies);
    recent_free(inbound->desk.recent);
    home_free(inbound->home);
    inbound->desk.slack->acquaint = NULL;
    acquaint_free(inbound->acquaint);
    strangers_free(inbound->strangers);
    free(inbound);
}
