/* dispatch.h: from typed text to a decided turn. */
#ifndef TOCSIN_CORE_DISPATCH_H
#define TOCSIN_CORE_DISPATCH_H

#include "core/turn.h"

/* What has to be fetched before a turn can be decided. */
struct needs {
    const char *incident;   /* id named in the text, or NULL: that of the place */
    const char *other;      /* second incident, or NULL */
    bool timeline, open, closed;
    bool new_id;            /* the command may open an incident */
};

/* Looks at the first words only: which command, which incident. Fills turn->command, sub
 * and *ret_needs. `place_incident`: incident of the input's place, or NULL. False: err is
 * the answer (unknown command with the nearest one, no incident here, ...).
 * An empty text is `help` (or the incident's next steps in its channel). */
bool dispatch_prepare(struct turn *turn, const char *place_incident,
                      struct needs *ret_needs, struct error *err);
/* Parses the arguments, checks may(), visible(), phase and gates, runs the handler,
 * acknowledges by responding, appends the next step to the reply. turn->before etc. are
 * set. False: err is the answer and nothing is changed. */
bool dispatch_run(struct turn *turn, struct error *err);
/* Turns that are no command. */
bool decide_due(struct turn *turn, struct error *err);     /* takes the steps that are due */
bool decide_answer(struct turn *turn, struct error *err);  /* place bound, nudge outcome */
bool decide_redact(struct turn *turn, struct error *err);
bool decide_clock(struct turn *turn, struct error *err);

/* The next sensible step of an incident: markup, in the arena. */
char *next_step(struct arena *arena, const struct world *world,
                const struct incident *incident);

#endif
