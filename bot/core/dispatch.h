/* dispatch.h: from typed text to a decided turn. */
#ifndef TOCSIN_CORE_DISPATCH_H
#define TOCSIN_CORE_DISPATCH_H

#include "core/turn.h"

/* What has to be fetched before a turn can be decided. An incident may be named by its id
 * or by the number that people use, "001" or "#1": that is handed on as it was typed, and
 * whoever fetches finds the incident: the open one; when that leaves several, or none and
 * several closed ones, it asks which (which.h). */
struct needs {
    const char *incident; /* named in the text, else the place's; NULL: none is needed */
    const char *other;    /* second incident, or NULL */
    /* with what the text begins: does such an incident exist? Those that do, but the
     * turn's own, become turn->mentioned */
    const char *mention;
    bool timeline, open, closed;
    bool original; /* when the incident is a duplicate: the one that goes on, as other */
    int64_t from, to;   /* with open or closed: opened or closed then; both 0: any time */
    int64_t skip, most; /* the latest `most` behind the latest `skip`; 0: LIMIT_LIST */
    bool todo;          /* with open: also where the asker owns an action item */
    bool new_id;        /* the command may open an incident */
};

/* Looks at the first words: which command, which incident. Fills turn->command, sub,
 * rest, here and *ret_needs. `place_incident`: incident of the input's place, or NULL.
 * False: err is the answer (unknown command with the nearest one, no incident here, ...).
 *
 * The incident stands before the command's words ("001 update ...") or, for a command
 * that needs one, after them ("update 001 ...", "update inc 1 ..."): there a number counts
 * only with three digits, a "#" or "inc" in front, so that "update 3 nodes are back" stays
 * a text. In an incident's own channel it does not choose the incident of a command that
 * changes something, it only raises the question (needs.mention) whether another one was
 * meant; there a bare "1" in front of a text raises it too, when an open incident has that
 * number and no count follows ("1 of 3 nodes", "2 nodes are back" are text). A command
 * that numbers its own things ("correct 3 ...") takes a number for an incident's only with
 * its zeros ("correct 003 ..."); one that only reads shows the incident. Outside of every
 * channel it names the incident. "help" alone behind a command asks how that one is used.
 * A command that needs no incident and changes something may open one. An empty text is
 * `help`, or a look at the incident in its channel. */
bool dispatch_prepare(struct turn *turn, const char *place_incident,
                      struct needs *ret_needs, struct error *err);
/* Finds a command by its words ("action add"): turn->command and sub. */
bool dispatch_find(struct turn *turn, const char *words, struct error *err);
/* May the turn's command run for this person, on this incident, in its phase? */
bool dispatch_allowed(const struct turn *turn, struct error *err);
/* The command's arguments: from the input's fields, or parsed from what was typed. */
bool dispatch_args(const struct turn *turn, json_t **ret_args, struct error *err);
/* Checks may(), visible(), phase and gates, parses the arguments, runs the handler,
 * acknowledges by responding, takes the policy's step for the command and appends the
 * next one to the reply. turn->before etc. are set. False: err is the answer (markup) and
 * nothing is changed. */
bool dispatch_run(struct turn *turn, struct error *err);
/* Refuses to change an incident with an entry of a kind that is not known. False. */
bool dispatch_read_only(const struct turn *turn, const struct incident *incident,
                        struct error *err);
/* Refuses what an ended incident does not take any more. False. */
bool dispatch_ended(const struct turn *turn, const struct incident *incident,
                    struct error *err);
/* Turns that are no command. decide_due() takes the steps that are due, at most
 * DUE_STEPS of them: the alarm clock rings again at once for the others. */
enum { DUE_STEPS = 8 };
bool decide_due(struct turn *turn, struct error *err);
bool decide_answer(struct turn *turn, struct error *err); /* place bound, nudge outcome */
bool decide_redact(struct turn *turn, struct error *err);
bool decide_clock(struct turn *turn, struct error *err);

/* ---- message.c: INPUT_MESSAGE ---- */

/* Which incident's timeline a message of this place belongs to. Never refuses. */
bool message_prepare(struct turn *turn, const char *place_incident,
                     struct needs *ret_needs, struct error *err);
bool decide_message(struct turn *turn, struct error *err);
/* The text of a marked message came (or will not): INPUT_ANSWER "message". */
bool message_answered(struct turn *turn, struct error *err);

/* ---- form.c: INPUT_FORM ---- */

/* dispatch_prepare() for a form: which command is to be filled in, on which incident. */
bool form_prepare(struct turn *turn, const char *place_incident, struct needs *ret_needs,
                  struct error *err);
/* The form, or the menu of what is possible now (reply.h). Refuses as the command itself
 * would. turn->before etc. are set; turn->form is. */
bool form_run(struct turn *turn, struct error *err);
/* menu.c: the menu of turn->before; new reference. */
json_t *form_menu(struct turn *turn);

#endif
