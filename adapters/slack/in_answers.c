/* in_answers.c: how an answer reaches the person who asked.
 *
 * In the ack where it may ride there and fits, else by the response_url, else as an
 * ephemeral message where it was asked, else as a direct message. The next way is taken
 * only when Slack has refused the one before: the answer must be read once, and the
 * durable evidence of a command is its notice anyway. */
#include "in_answers.h"
#include "base/address.h"
#include "codec_envelope.h"
#include "in_acks.h"

#include "base/text.h"
#include "tocsin/tree.h"

#define NOTHING_TO_SAY                                                                   \
    "tocsin gave no answer to this. Look at the incident before you repeat it."

const json_t *answers_tree(struct arena *arena, const char *text) {
    return arena_json(arena, tree_line(text));
}

static json_t *answer(struct asked *asked, const json_t *tree) {
    return slack_answer(asked->arena, tree, asked->desk->slack->options.command);
}

void answers_keep(struct asked *asked, const json_t *tree) {
    if (!tree) {
        asked->reads = answers_tree(asked->arena, NOTHING_TO_SAY);
    } else if (tree != asked->reads) {
        asked->reads = arena_json(asked->arena, json_incref((json_t *)tree));
    }
}

bool answers_perhaps_read(struct asked *asked, const struct api_result *result) {
    if (result->kind == API_OK || result->kind == API_UNKNOWN) {
        asked->answered = true;
        asked->answered_by = 0;
    }
    return asked->answered;
}

/* ---- aside: ephemeral, then direct ---- */

static void direct_done(struct asked *asked, const struct api_result *result) {
    answers_perhaps_read(asked, result);
}

static void direct(struct asked *asked) {
    json_t *args = answer(asked, asked->reads);
    json_object_del(args, "response_type");
    json_object_set_new(args, "channel", json_string(asked->envelope.user));
    asked_call(asked, "chat.postMessage", args, ASKED_URL_MS, direct_done);
}

static void aside_done(struct asked *asked, const struct api_result *result) {
    if (!answers_perhaps_read(asked, result) && result->kind == API_REFUSED) {
        direct(asked); /* tocsin is not in that channel */
    }
}

static const char *channel_of(const struct envelope *envelope) {
    return envelope->channel ? envelope->channel
                             : address_name_on(envelope->input.place, SLACK_NETWORK);
}

void answers_aside(struct asked *asked, const json_t *tree) {
    const char *channel = channel_of(&asked->envelope);
    answers_keep(asked, tree);
    if (!asked->envelope.user) {
        return;
    }
    if (!channel) {
        direct(asked);
        return;
    }
    json_t *args = answer(asked, asked->reads);
    json_object_del(args, "response_type");
    json_object_set_new(args, "channel", json_string(channel));
    json_object_set_new(args, "user", json_string(asked->envelope.user));
    asked_call(asked, "chat.postEphemeral", args, ASKED_URL_MS, aside_done);
}

/* ---- the response_url ---- */

bool answers_url(struct asked *asked, json_t *body, asked_cb done) {
    int64_t age = desk_mono(asked->desk) - asked->at;
    if (!asked->envelope.response_url || asked->url_uses >= ASKED_URL_USES ||
        age > ASKED_URL_MS) {
        json_decref(body);
        return false;
    }
    asked->url_uses++;
    asked_call(asked, NULL, body, ASKED_URL_MS, done);
    return true;
}

static void url_done(struct asked *asked, const struct api_result *result) {
    if (!answers_perhaps_read(asked, result) && result->kind == API_REFUSED) {
        answers_aside(asked, asked->reads);
    }
}

static bool by_url(struct asked *asked, const json_t *tree, asked_cb done) {
    json_t *body = answer(asked, tree);
    json_object_set_new(body, "replace_original", json_false());
    return answers_url(asked, body, done);
}

/* ---- what is said ---- */

/* In the ack Slack shows a message to who typed a command, and drops the one to who
 * pressed a button. */
static bool ack_with(struct asked *asked, const json_t *tree) {
    json_t *payload =
        asked->envelope.kind == ENVELOPE_COMMAND ? answer(asked, tree) : NULL;
    bool rode = asked_ack(asked, payload);
    json_decref(payload);
    return rode;
}

void answers_say(struct asked *asked, const json_t *tree) {
    answers_keep(asked, tree);
    if (!asked->acked) {
        asked->answered = ack_with(asked, asked->reads);
    }
    if (!asked->answered && !by_url(asked, asked->reads, url_done)) {
        answers_aside(asked, asked->reads);
    }
}

void answers_late(struct asked *asked) {
    const json_t *tree = answers_tree(asked->arena, ANSWERS_CANNOT_TELL);
    if (!ack_with(asked, tree)) {
        by_url(asked, tree, NULL);
    }
}

void answers_mention(struct asked *asked, const json_t *tree) {
    const struct envelope *envelope = &asked->envelope;
    const char *channel = channel_of(envelope);
    if (!tree || !channel) {
        return;
    }
    json_t *args = answer(asked, tree);
    json_object_del(args, "response_type");
    json_object_set_new(args, "channel", json_string(channel));
    if (envelope->thread) {
        json_object_set_new(args, "thread_ts", json_string(envelope->thread));
    }
    asked_call(asked, "chat.postMessage", args, ASKED_URL_MS, NULL);
}
