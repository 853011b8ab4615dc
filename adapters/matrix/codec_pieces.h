/* codec_pieces.h: what is said, written twice at once: as plain text (`body`) and as HTML
 * (`formatted_body`), so that neither holds more than the other.
 *
 * An event has a size that no homeserver takes more than, counted in canonical JSON with
 * all its escapes. So every piece is paid for before it is written, from one purse for
 * both: what does not fit ends at a word, and nothing follows but the ends of what is
 * open. */
#ifndef TOCSIN_MATRIX_CODEC_PIECES_H
#define TOCSIN_MATRIX_CODEC_PIECES_H

#include "base/arena.h"
#include "base/strbuf.h"

#define MATRIX_ELLIPSIS "\xE2\x80\xA6"
/* Before each further line of a text that came with newlines of its own: it must not look
 * like a line of ours. */
#define MATRIX_CONTINUED "\xE2\x94\x82 "

struct pieces {
    struct arena *arena;
    struct strbuf body, html;
    size_t room; /* bytes of canonical JSON that are left for both */
    bool cut;    /* something did not fit: nothing more is said */
};

void pieces_init(struct pieces *p, struct arena *arena, size_t room);
void pieces_free(struct pieces *p);

/* Text of anybody: shows exactly itself in both and does nothing. */
void pieces_text(struct pieces *p, const char *s);
/* A mark of ours, in HTML alone ("<p>", "</p>"): always written, and short. */
void pieces_tag(struct pieces *p, const char *tag);
/* Something whole or not at all: `body` as it is, `html` already escaped. */
void pieces_whole(struct pieces *p, const char *body, const char *html);

/* ---- text ---- */

/* text_clean(), with every kind of line end a "\n". NULL gives "". */
char *matrix_clean(struct arena *arena, const char *s);
/* As text or between the double quotes of an attribute. */
char *matrix_escaped(struct arena *arena, const char *s);
/* Bytes of s[0..fit) without a word that was cut, where that leaves half of it. */
size_t matrix_at_word(const char *s, size_t fit);

#endif
