/* codec.h: Slack's language, pure: JSON of Slack to inputs, neutral trees and forms to
 * Block Kit. No I/O, no clock: all of it is unit-tested.
 *
 * Text of people is data. In plain text characters are characters; in mrkdwn and fallback
 * text `&`, `<`, `>` are entities and a zero-width space keeps marks from acting
 * (codec_mrkdwn.c says which carries what). Mentions, links and times come only from
 * nodes of ours; a long address that somebody typed leads to itself. What Slack would cut
 * or refuse is cut here, and says so. Strings that functions return live in the arena;
 * json_t are new references. */
#ifndef TOCSIN_SLACK_CODEC_H
#define TOCSIN_SLACK_CODEC_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "tocsin/delivery.h"
#include "tocsin/error.h"
#include "tocsin/input.h"
#include "tocsin/reply.h"
#include <jansson.h>

#define SLACK_NETWORK "slack"

enum { /* Slack's limits; characters unless said otherwise */
       SLACK_BLOCKS = 50,
       SLACK_SECTION = 3000,
       SLACK_HEADER = 150,
       SLACK_BUTTON_TEXT = 75,
       SLACK_BUTTON_VALUE = 2000,
       SLACK_ACTIONS = 25,
       SLACK_MESSAGE = 13000, /* text of all blocks together */
       SLACK_TEXT = 4000,     /* fallback text */
       SLACK_TOPIC = 250,
       SLACK_CHANNEL_NAME = 80,
       SLACK_ACK = 20000, /* bytes of an ack; Slack drops 20,480 and more in silence */
};

/* Marks our messages: metadata {"event_type": SLACK_EVENT, "event_payload": {"id":…}}. */
#define SLACK_EVENT "tocsin_delivery"

/* ---- what comes over the socket, read (codec_envelope.h) ---- */

enum envelope_kind {
    ENVELOPE_HELLO,
    ENVELOPE_DISCONNECT, /* reason */
    ENVELOPE_COMMAND,    /* slash command: input (text; "" asks for a form) */
    /* a button or a menu: input (COMMAND with command/fields, or FORM), trigger,
     * response_url, message or view */
    ENVELOPE_ACTION,
    ENVELOPE_SUBMIT,   /* a form: input (COMMAND with command/fields), view */
    ENVELOPE_SHORTCUT, /* global shortcut: FORM; message shortcut: MESSAGE. trigger */
    /* app_mention, or a direct message: input COMMAND, answered where it was said */
    ENVELOPE_MENTION,
    ENVELOPE_MESSAGE, /* reaction or file: input MESSAGE */
    ENVELOPE_HOME,    /* app_home_opened: input COMMAND "mine" */
    ENVELOPE_OTHER,   /* known and of no meaning here (our own messages, …): ack only */
};

struct envelope {
    enum envelope_kind kind;
    const char *id;          /* envelope_id, or NULL */
    const char *reason;      /* DISCONNECT */
    int64_t num_connections; /* HELLO */
    bool accepts_payload;    /* the answer may ride in the ack */
    /* key (dedup: event_id, trigger_id; "slack:" in front), actor "slack:U…", place
     * "slack:C…" or NULL, text, command, fields, phase, incident, data. Else zero. */
    struct input input;
    const char *actor_name;   /* or NULL */
    const char *raw;          /* COMMAND, MENTION: the text as Slack sent it; or NULL */
    const char *trigger;      /* for views.open */
    const char *response_url; /* or NULL */
    const char *channel;      /* raw id, or NULL */
    const char *user;         /* raw id */
    const char *team;   /* workspace that `user` belongs to ("T…"); NULL: not said */
    bool shared;        /* it happened in a channel that other companies are in */
    const char *thread; /* MENTION: ts to answer under; or NULL */
    /* MESSAGE of files: `input` is the first of them, the others by
     * slack_envelope_file(); else NULL */
    const json_t *files;
    const char *action_id; /* ACTION: what was pressed */
    const char *label;     /* ACTION: what stands on it, or NULL */
    const json_t *message; /* ACTION in a message: {"ts","blocks",…}; else NULL */
    const json_t *view;    /* ACTION in a view, SUBMIT: the view; else NULL */
    bool fills_view;       /* ACTION in a view: the answer replaces that view */
};

/* Which reactions mean something: names without colons, NULL-terminated. */
struct slack_reactions {
    const char *const *timeline; /* pushpin */
    const char *const *action;   /* white_check_mark, ballot_box_with_check */
};

#endif
