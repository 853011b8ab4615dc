/* live.h: messages that are kept current: those with buttons, and those about a text that
 * may be corrected.
 *
 * Once such a message is there, what it takes to show it again is kept among the
 * incident's refs, under its slot (shown.h), as a record:
 *
 *   {"place", "remote", "at", "body"?, "guard"?, "message"?, "n"?, "anew"?, "old"?}
 *
 * With buttons it has body and guard, of a text its message and entry; and who did what
 * one of its buttons does is a field for each, so that turns whose commits overlap cannot
 * undo one another. A commit that changes what the message shows marks its slot; the
 * mirror edits it.
 *
 * A text that is corrected, or whose correction is taken back, gets its body with that
 * commit: until then it needs none, so that many texts can be kept.
 *
 * An alert is what tells a place of an incident first. One that tells outsiders that a
 * restricted incident exists has no buttons and no body, and is kept all the same.
 *
 * Kept with their buttons are the newest LIVE_MOST alerts (one per place: reminders do not
 * push them out), and as many other messages with buttons. The commit that keeps one more
 * marks the oldest as old ("old" in its record) and to be shown again: it loses its buttons
 * then, and says that newer messages have them. The newest LIVE_OLD of those are kept, so
 * that they say on what became of them; older ones offer nothing and stay as they are.
 * LIVE_TEXTS texts are kept for their corrections. A text that is removed takes them all
 * along: their bodies may show it. */
#ifndef TOCSIN_CORE_LIVE_H
#define TOCSIN_CORE_LIVE_H

#include "core/corrected.h"
#include "core/shown.h"
#include "core/turn.h"

enum {
    LIVE_MOST = 6,
    LIVE_OLD = 12,
    LIVE_TEXTS = 24,
    LIVE_BODY_BYTES = 6000,
    LIVE_TEXT_BYTES =
        32 * 1024, /* of one that was corrected: any text, with its message */
};

/* ---- records ---- */

/* The record as it is kept, in the arena; NULL: none, or it is damaged, and the message
 * stays as it is. */
const json_t *live_record(struct arena *arena, const char *text);
/* Is it one about a text? With its contents: outside a restricted incident the message is
 * another. */
bool live_is_text(const json_t *record);
bool live_has_body(const json_t *record);
/* Does it offer its buttons no more? */
bool live_is_old(const json_t *record);
/* Did the state change what it shows while it was on its way? `sent`: its body. */
bool live_differs(struct arena *arena, const struct world *world,
                  const struct incident *incident, const json_t *record,
                  const json_t *sent);

/* ---- what a change does to them ---- */

/* A field that is written with the commit. */
struct live_field {
    const char *field, *value;
    bool anew; /* in the place of what is there */
};

/* Of one message. */
struct live_edit {
    const struct live_field *fields;
    size_t nfields;
    const char *network, *slot; /* to be shown again; NULL: it stays as it is */
};

/* `refs`: of the change's incident, or NULL. `corrected`: the text that is another one
 * now, or number 0. In the arena; returns how many. */
size_t live_edits(struct arena *arena, const struct world *world,
                  const struct change *change, const json_t *refs,
                  const struct corrected *corrected, struct live_edit **ret);

/* ---- what they show ---- */

struct live {
    const char *place, *remote;
    json_t *body;
};
/* What the message of that slot shows by now, in the arena. False: it is not kept any
 * more. */
bool live_shows(struct arena *arena, const struct world *world,
                const struct incident *incident, const json_t *refs, const char *slot,
                const char *network, struct live *ret);
/* Numbers of the entries whose messages can be edited where they stand. In the arena. */
json_t *live_texts(struct arena *arena, const json_t *refs);
/* Is the message that the network calls so one of them? */
bool live_has(const json_t *refs, const char *remote);

#endif
