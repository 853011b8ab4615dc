/* codec_buttons.h: buttons of messages and what comes back from them. */
#ifndef TOCSIN_SLACK_CODEC_BUTTONS_H
#define TOCSIN_SLACK_CODEC_BUTTONS_H

#include "codec.h"

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
/* Name of a command, argument, phase: [A-Za-z0-9][A-Za-z0-9 _.-]* */
bool slack_is_name(const char *s, size_t most);

#endif
