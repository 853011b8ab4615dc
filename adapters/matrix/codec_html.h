/* codec_html.h: a neutral tree as the content of a message of Matrix.
 *
 * It has a plain body, and the same in the few tags that every client shows. Text of
 * people is escaped and calls nobody: `m.mentions` is always there, and names those alone
 * whom a node of ours means, so that "@room" or somebody's id in a text stays a text (the
 * rules that look into the body do not apply once it is there).
 *
 * No event is larger than MATRIX_EVENT; what a homeserver, a relation and a delivery's id
 * add has its own room. What does not fit is cut, and says so. New references. */
#ifndef TOCSIN_MATRIX_CODEC_HTML_H
#define TOCSIN_MATRIX_CODEC_HTML_H

#include "base/arena.h"
#include <jansson.h>
#include <stdbool.h>

enum {
    MATRIX_EVENT = 65536,       /* bytes of canonical JSON that homeservers take */
    MATRIX_CONTENT = 48 * 1024, /* of them, what is made here */
    MATRIX_MENTIONS = 64,       /* people that one message calls */
    MATRIX_TOPIC = 500,         /* bytes */
};

/* Homeservers ring nobody for an m.notice, not even those it mentions. */
enum matrix_voice {
    MATRIX_SHOWS, /* an m.notice that mentions nobody: how things are */
    MATRIX_CALLS, /* mentions the people in it, and is an m.text if there are any */
    MATRIX_ALOUD, /* the same, and an m.text in any case: a direct chat */
};

#define MATRIX_HTML "org.matrix.custom.html"

/* `command`: what is typed before commands ("!inc"). */
json_t *matrix_notice(struct arena *arena, const json_t *tree, const char *command,
                      enum matrix_voice voice);
/* An m.notice in place of an earlier one of ours (never of an edit): shows. */
json_t *matrix_edit(struct arena *arena, const json_t *tree, const char *command,
                    const char *event);
/* A tree as one line of plain text, at most `most` bytes: a topic, a name. Cut with "…",
 * at a word. */
char *matrix_line(struct arena *arena, const json_t *tree, const char *command,
                  size_t most);
/* Bytes of canonical JSON. */
size_t matrix_size(const json_t *json);
/* "2025-09-29 10:15 UTC" */
char *matrix_utc(struct arena *arena, int64_t ms);

#endif
