/* codec_parts.h: what the files of the codec share, and nobody else needs.
 *
 * Lengths are in units of UTF-16, counted after escaping: Slack does not say what it
 * counts, and no other way of counting gives more. */
#ifndef TOCSIN_SLACK_CODEC_PARTS_H
#define TOCSIN_SLACK_CODEC_PARTS_H

#include "codec.h"
#include "tocsin/tree.h"

#define SLACK_ELLIPSIS "\xE2\x80\xA6"
/* Before each further line of a text that came with newlines of its own. */
#define SLACK_CONTINUED "\xE2\x94\x82 "
#define SLACK_BULLET "\xE2\x80\xA2 "
#define SLACK_ACTION_ID "tocsin:"      /* action_ids of our buttons */
#define SLACK_FIELD_ID "tocsin_field:" /* block_ids of our fields: the name follows */
#define SLACK_FIELD_ACTION "value"     /* action_id in those blocks */
#define SLACK_CALLBACK_WAIT "tocsin:wait"
#define SLACK_CALLBACK_FORM "tocsin:form"
#define SLACK_CALLBACK_MENU "tocsin:menu"
#define SLACK_CALLBACK_SAID "tocsin:said"

enum {
    SLACK_ID = 32,   /* characters of a user, channel or bot id */
    SLACK_DEPTH = 8, /* nodes inside nodes; deeper ones are not looked at */
    SLACK_ACTION_NAME = 255,
    SLACK_FIELDS = 32,  /* arguments of one command */
    SLACK_COMMAND = 64, /* characters of a command's name */
};

/* ---- codec_text.c ---- */

size_t slack_units(const char *s, size_t len);
/* Longest part of s[0..len), at a character, of at most `most` units: its bytes. */
size_t slack_fit(const char *s, size_t len, size_t most);
/* text_clean(), with every kind of line end a "\n". NULL gives "". */
char *slack_clean(struct arena *arena, const char *s);
/* Appends with `&`, `<`, `>` as entities; whole characters only, `cut` set when not. */
void slack_entities(struct strbuf *out, const char *s, size_t len);
/* Bytes of s[0..fit) without a word that was cut, where that leaves half of it. */
size_t slack_at_word(const char *s, size_t fit);
/* One clean line with entities, at most `most` units, cut with "…", rather between words.
 */
char *slack_plain(struct arena *arena, const char *s, size_t most);
/* {"type":"plain_text",…} of slack_plain(); never empty: `otherwise` then. */
json_t *slack_plain_text(struct arena *arena, const char *s, size_t most,
                         const char *otherwise);
/* "U7" of "slack:U7", or NULL: not a person of Slack. */
const char *slack_user_of(const char *actor);
const char *slack_channel_of(const char *place); /* "C1" of "slack:C1", or NULL */
/* http or https, at most LIMIT_URL bytes, and nothing that could end it early. */
bool slack_is_url(const char *s);
/* How somebody or something elsewhere is shown: "@bo:example.org", "#general". */
char *slack_shown(struct arena *arena, const char *qualified, char sigil);
/* Somebody of another network: by the name that the node (markup.h) brings, else so. */
char *slack_person(struct arena *arena, const struct tree_node *node);
/* "2025-09-29 10:15 UTC" */
char *slack_utc(struct arena *arena, int64_t ms);
/* A moment that Slack can show in the viewer's zone. */
bool slack_can_date(int64_t ms);

/* ---- codec_mrkdwn.c ---- */

/* Nodes as mrkdwn: text of people escaped, mentions, links and moments live. */
char *slack_mrkdwn(struct arena *arena, const json_t *nodes, const char *command,
                   bool bold);
/* Nodes as plain text, entities in it. */
char *slack_plain_line(struct arena *arena, const json_t *nodes, const char *command);
/* Does a text in it hold marks, while nothing else in it has to be live? */
bool slack_wants_plain(const json_t *nodes);
/* "<!date^…>", "<https://x|label>": `ms` and `url` were checked. */
char *slack_date_token(struct arena *arena, int64_t ms);
char *slack_link_token(struct arena *arena, const char *url, const char *label);
/* A text whose further lines are marked as continued. */
char *slack_continued(struct arena *arena, const char *s);

/* ---- codec_mend.c ---- */

/* s[0..len) with U+FFFD for escapes that no text can hold; NULL: there are none. */
char *slack_mended(struct arena *arena, const char *s, size_t len);

/* ---- codec_fallback.c ---- */

/* "… cut here; /inc timeline has all of it" */
char *slack_cut_notice(struct arena *arena, const char *command);
/* Text of nodes in one line, without marks; not escaped. */
char *slack_bare(struct arena *arena, const json_t *nodes, const char *command);

/* ---- codec_buttons.c ---- */

/* All buttons of a tree (markup.h): an array, new reference. */
json_t *slack_buttons_of(const json_t *tree);
/* Appends blocks with the buttons of `buttons` (markup.h) to `blocks`; at most `most`
 * blocks. `incident`: of buttons that name none, or NULL. */
void slack_add_buttons(struct arena *arena, json_t *blocks, const json_t *buttons,
                       const char *incident, const char *command, size_t most);
/* The button as an element, `label` on it (NULL: its own); `n` tells it from the others
 * of the message. NULL: it cannot be one. New reference. */
json_t *slack_button_element(struct arena *arena, const json_t *button,
                             const char *incident, const char *label, size_t n);
/* What comes back when it is pressed; NULL: it cannot be one. */
char *slack_button_value(struct arena *arena, const json_t *button, const char *incident);
/* codec_menu.c: appends blocks with the items of a menu (reply.h). */
void slack_add_menu(struct arena *arena, json_t *blocks, const json_t *menu,
                    const char *incident, const char *command);
/* Blocks that slack_add_buttons() wants, and units that it takes in `most` blocks. */
size_t slack_buttons_blocks(const json_t *buttons);
size_t slack_buttons_units(struct arena *arena, const json_t *buttons, size_t most);
/* {"type":"context",…} with one line of plain text. */
json_t *slack_context(struct arena *arena, const char *line);
/* Compact JSON in ASCII without `&`, `<`, `>`: nothing on the way rewrites it. */
char *slack_safe_json(struct arena *arena, const json_t *json);
/* Reads the value of a button into command, incident, phase, fields of `input` (kind
 * COMMAND or FORM). False: not one of ours. */
bool slack_button_read(struct arena *arena, const char *value, struct input *input);

/* ---- codec_fields.c ---- */

/* The input block of one field of a form. */
json_t *slack_field(struct arena *arena, const json_t *field);
/* The argument map of a submitted view's state. */
json_t *slack_fields_read(struct arena *arena, const json_t *view);
/* Name of a command, argument, phase: [A-Za-z0-9][A-Za-z0-9 _.-]* */
bool slack_is_name(const char *s, size_t most);

/* ---- codec_events.c ---- */

/* payload.event of an events_api envelope; leaves `ret` OTHER when it means nothing. */
void slack_event(struct arena *arena, const json_t *payload,
                 const struct slack_reactions *reactions, const char *bot_user,
                 struct envelope *ret);
/* UTC ms of "1700000000.123456", or 0. */
int64_t slack_ts_ms(const char *ts);
/* The timestamp if it is one, else NULL. */
const char *slack_ts(const json_t *object, const char *key);
/* A member that is an id of Slack, else NULL. */
const char *slack_id(const json_t *object, const char *key);
/* "slack:" in front, or NULL when `s` is no token of at most 200 bytes. */
const char *slack_key(struct arena *arena, const char *s);

#endif
