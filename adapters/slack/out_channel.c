/* out_channel.c: the incident's channel: opened once, under the first name that is free.
 *
 * Names are unique in a workspace, so a creation whose answer was lost shows as a name
 * that is taken. Whose it is, is never told by the name: ours bears this delivery's id in
 * its purpose, or, when the answer was lost before that was written, was made by tocsin
 * since the decision and has no purpose yet. Whether it is private is no part of that: it
 * may have been made before the incident was restricted. Slack says which it is.
 *
 * Slack's list may lag behind what was created. A name that is taken by a channel which
 * is not shown is waited for a while: it may be ours, and would stay empty beside "-2".
 * */
#include "out_channel.h"
#include "api_say.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/text.h"
#include "codec_text.h"
#include "out_listing.h"

enum { TRY_AGAIN_MS = 10 * 1000, UNSHOWN_MS = 5000, UNSHOWN_MOST = 4 };

static void create(struct sending *s);
static void list(struct sending *s);

/* ---- whose is it ---- */

static bool has_mark(const struct sending *s, const json_t *channel) {
    const char *purpose = jsonx_string(json_object_get(channel, "purpose"), "value", "");
    return strstr(purpose, s->delivery->id) != NULL;
}

static bool is_fresh(const struct sending *s, const json_t *channel) {
    const char *purpose = jsonx_string(json_object_get(channel, "purpose"), "value", "");
    const char *creator = jsonx_string(channel, "creator", NULL);
    int64_t created_ms = jsonx_int(channel, "created", 0) * 1000;
    return s->open.bot_user && text_equal(creator, s->open.bot_user) && !*purpose &&
           created_ms + SLACK_SKEW_MS >= s->delivery->at;
}

static bool is_ours(struct op *op, const json_t *channel) {
    struct sending *s = (struct sending *)op;
    const char *name = jsonx_string(channel, "name", "");
    bool archived = jsonx_bool(channel, "is_archived", false);
    bool ours = has_mark(s, channel);
    s->open.marked = ours;
    for (int i = 1; i <= SLACK_SUFFIXES; i++) {
        if (strcmp(s->open.names[i], name) == 0) {
            s->open.taken[i] = s->open.shown[i] = true;
            ours = ours || is_fresh(s, channel);
        }
    }
    if (!ours || archived) {
        return false;
    }
    s->look.found = arena_strdup(op->arena, jsonx_string(channel, "id", NULL));
    s->open.private_place = jsonx_bool(channel, "is_private", false);
    return s->look.found != NULL;
}

static void list_end(struct op *op, enum pages_end end, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    if (end == PAGES_STOPPED) {
        s->look.on_found(s);
    } else if (end == PAGES_FAILED) {
        send_failed(s, result, true);
    } else if (end == PAGES_MORE) {
        const char *why = "there are more channels than tocsin reads: open one by hand";
        send_cannot(s, why);
    } else {
        s->look.on_missing(s);
    }
}

static void name_all(struct sending *s) {
    const char *pattern = s->op.slack->options.channel_pattern;
    for (int i = 1; i <= SLACK_SUFFIXES && !s->open.names[i]; i++) {
        s->open.names[i] =
            slack_channel_name(s->op.arena, pattern, s->delivery->incident, i);
    }
}

static void list(struct sending *s) {
    struct pages pages = {.method = "conversations.list",
                          .list = "channels",
                          .args = listing_args(),
                          .most = SLACK_LIST_PAGES,
                          .each = is_ours,
                          .end = list_end};
    op_pages(&s->op, &pages);
}

static void self_came(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    if (result->kind != API_OK) {
        send_failed(s, result, true);
        return;
    }
    s->open.bot_user =
        arena_strdup(op->arena, jsonx_string(result->json, "user_id", NULL));
    list(s);
}

void channel_look(struct sending *s) {
    name_all(s);
    if (s->op.slack->bot_user) {
        s->open.bot_user = s->op.slack->bot_user;
    }
    if (s->open.bot_user) {
        list(s);
    } else {
        op_call_patiently(&s->op, "auth.test", json_object(), self_came);
    }
}

/* ---- ours: mark it ---- */

static void open_end(struct sending *s) {
    struct outcome outcome = {.kind = OUTCOME_SENT,
                              .place = address_of(s->op.arena, SLACK_NETWORK, s->channel),
                              .private_place = s->open.private_place};
    send_end(s, &outcome);
}

static void marked(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    if (result->kind != API_OK) {
        log_event(LOG_LEVEL_WARN, "slack.unmarked", "channel", s->channel, "why",
                  slack_api_say(op->arena, result), NULL);
    }
    open_end(s);
}

void channel_found(struct sending *s) {
    s->channel = s->look.found;
    if (s->open.marked) {
        open_end(s);
        return;
    }
    const char *purpose = arena_printf(s->op.arena, "%s (tocsin %s)",
                                       s->delivery->incident, s->delivery->id);
    op_call_patiently(&s->op, "conversations.setPurpose",
                      json_pack("{s:s, s:s}", "channel", s->channel, "purpose", purpose),
                      marked);
}

/* ---- opening ---- */

static void next_name(struct sending *s) {
    do {
        s->open.suffix++;
    } while (s->open.suffix <= SLACK_SUFFIXES && s->open.taken[s->open.suffix]);
    if (s->open.suffix <= SLACK_SUFFIXES) {
        create(s);
        return;
    }
    send_denied(s,
                arena_printf(s->op.arena,
                             "%d channels named like %s are there already: rename some, "
                             "or change channel_pattern",
                             SLACK_SUFFIXES, s->open.names[1]));
}

static void look_again(struct op *op) {
    channel_look((struct sending *)op);
}

/* Nothing of ours is in the list. */
static void not_ours(struct sending *s) {
    if (!s->open.shown[s->open.suffix] && s->open.unshown < UNSHOWN_MOST) {
        s->open.unshown++;
        op_wait(&s->op, UNSHOWN_MS, look_again);
    } else {
        next_name(s);
    }
}

static void taken(struct sending *s) {
    s->open.taken[s->open.suffix] = true;
    if (s->open.listed) {
        next_name(s);
        return;
    }
    s->open.listed = true;
    s->look.on_found = channel_found;
    s->look.on_missing = not_ours;
    channel_look(s);
}

static void create_again(struct op *op) {
    create((struct sending *)op);
}

static void created(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    bool limited = result->kind == API_LIMITED && result->retry_ms <= TRY_AGAIN_MS;
    const json_t *channel = json_object_get(result->json, "channel");
    const char *id = jsonx_string(channel, "id", NULL);
    if (result->kind == API_OK && id) {
        s->look.found = arena_strdup(op->arena, id);
        s->open.private_place =
            jsonx_bool(channel, "is_private", s->delivery->private_place);
        channel_found(s);
    } else if (result->kind == API_OK) {
        send_unknown(s, "Slack created a channel without saying which");
    } else if (result->kind == API_REFUSED && text_equal(result->error, "name_taken")) {
        taken(s);
    } else if (limited && s->open.listed) {
        op_wait(op, result->retry_ms, create_again); /* or it begins at the first name */
    } else {
        send_failed(s, result, false);
    }
}

static void create(struct sending *s) {
    op_call(&s->op, "conversations.create",
            json_pack("{s:s, s:b}", "name", s->open.names[s->open.suffix], "is_private",
                      s->delivery->private_place),
            NULL, created);
}

void channel_open(struct sending *s) {
    name_all(s);
    next_name(s);
}
