/* codec.h: Slack's language, pure: JSON of Slack to inputs, neutral trees and forms to
 * Block Kit. No I/O, no clock: all of it is unit-tested.
 *
 * Text of people is data. In plain text characters are characters; in mrkdwn and fallback
 * text `&`, `<`, `>` are entities and a zero-width space keeps marks from acting
 * (codec_mrkdwn.c says which carries what). Mentions, links and times come only from
 * nodes of ours. What Slack would cut or refuse is cut here, and says so. Strings that
 * functions return live in the arena; json_t are new references. */
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

/* ---- codec_text.c: text ---- */

/* Appends `s` as mrkdwn that shows exactly `s` and does nothing. */
void slack_escape(struct strbuf *out, const char *s, size_t len);
/* What Slack sends for typed text (should_escape) into plain text: "<@U7|bo>" becomes
 * "@slack:U7", "<#C1|ops>" "#ops", "<#C1>" "#slack:C1", "<https://x|l>" its
 * address, "<!channel>" "@channel", entities their characters. */
char *slack_unescape(struct arena *arena, const char *s);
/* A tree as mrkdwn in one string: the fallback of a message; at most `most` characters,
 * cut at a line and saying so. Never empty. */
char *slack_text(struct arena *arena, const json_t *tree, const char *command,
                 size_t most);
/* A tree in one line: topic, purpose. Escaped; at most `most` characters, cut with "…".
 */
char *slack_line(struct arena *arena, const json_t *tree, size_t most);
/* Channel name from a pattern: "{id}" is replaced by the incident's id, lower case, every
 * other character outside [a-z0-9_-] becomes "-", at most SLACK_CHANNEL_NAME; `suffix`
 * >= 2 is appended as "-2". */
char *slack_channel_name(struct arena *arena, const char *pattern, const char *incident,
                         int suffix);

/* ---- codec_blocks.c: trees ---- */

/* Blocks of a tree, buttons included; at most SLACK_BLOCKS, all within the lengths above,
 * the cut said in a last context block. `command`: what is typed before commands
 * ("/inc"). */
json_t *slack_blocks(struct arena *arena, const json_t *tree, const char *command);
/* ---- codec_message.c: messages of others ---- */

/* What a message says (text, else blocks; attachments), as plain text; "" when that is
 * nothing. */
char *slack_message_text(struct arena *arena, const json_t *message);

/* ---- codec_dates.c: moments ---- */

/* Does a server show `<!date^…>` as a moment? `workspace_url`: of auth.test, or NULL. */
bool slack_shows_dates(const char *workspace_url);
/* Puts into every string of `json` a moment's fallback in place of it, without the day
 * where that is the day of `now` (UTC ms). */
void slack_undate(json_t *json, int64_t now);

/* ---- codec_views.c: forms ---- */

json_t *slack_view_wait(void); /* opened at once, filled in later */
/* The modal of a neutral form or menu (reply.h). `place`: where it was asked for, carried
 * in private_metadata with command, incident and phase. */
json_t *slack_view_form(struct arena *arena, const json_t *form, const char *place,
                        const char *command);
/* A modal that says something (an answer, an error). */
json_t *slack_view_said(struct arena *arena, const json_t *tree, const char *command);
/* codec_home.c */
json_t *slack_view_home(struct arena *arena, const json_t *tree, const char *command);
/* Ack payload that shows an error at a field of the form, at its first one when it has no
 * such field (NULL: none is named), so that what was typed stays; NULL when it has no
 * fields. `view`: the submitted one. */
json_t *slack_view_error(struct arena *arena, const json_t *view, const char *field,
                         const json_t *tree, const char *command);

/* codec_again.c: the submitted form as it was filled in, with `tree` above it; NULL when
 * it has no fields. */
json_t *slack_view_again(struct arena *arena, const json_t *view, const json_t *tree,
                         const char *command);

/* ---- codec_envelope.c: what comes over the socket ---- */

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

/* One message of the socket. What `ret` points at lives in the arena, the parsed document
 * included. `bot_user`: our own user id, whose events are OTHER; NULL:
 * not known yet. False: no JSON or no envelope; err says what (never its text). */
bool slack_envelope(struct arena *arena, const char *s, size_t len,
                    const struct slack_reactions *reactions, const char *bot_user,
                    struct envelope *ret, struct error *err);
/* [A-Z0-9]{1,SLACK_ID}. */
bool slack_is_id(const char *s, size_t len);
/* codec_labels.c: the next person of a text as Slack sent it who comes with a name
 * ("<@U2|ben>"); *at (NULL: no text) moves behind. False: there is none. */
bool slack_next_label(struct arena *arena, const char **at, const char **ret_actor,
                      const char **ret_name);
/* Files that a message brought, each an input of its own with its own key; the envelope
 * may be acknowledged once all of them are saved. 0: it is not about files. */
size_t slack_envelope_files(const struct envelope *envelope);
/* The input of file `i` of slack_envelope_files(); file 0 is envelope->input. */
struct input slack_envelope_file(struct arena *arena, const struct envelope *envelope,
                                 size_t i);
/* The ack frame; `payload` may be NULL. NULL when it would not be under SLACK_ACK. */
char *slack_ack(struct arena *arena, const char *envelope_id, const json_t *payload);
/* {"response_type":"ephemeral","text","blocks"} of an answer: ack payload, and with
 * "replace_original": false the body for a response_url. */
json_t *slack_answer(struct arena *arena, const json_t *tree, const char *command);

#endif
