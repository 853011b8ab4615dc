/* unknown.h: what is said of first words that are none of our commands.
 *
 *   a word of another tool    what it is here (hints.h)
 *   near to a command         that command: one slip, two in a long word or in one whose
 *                             letters are all there ("udapte"); of four letters and less
 *                             in front of a text a letter in place of another is a word of
 *                             its own ("slow checkout" is no "show")
 *   several words             a report: as an update, or to be declared
 *   else                      where the commands stand
 * A command that ends an incident or removes something (COMMAND_FINAL) is never offered
 * because it is near: a tired person takes what is offered. */
#ifndef TOCSIN_CORE_UNKNOWN_H
#define TOCSIN_CORE_UNKNOWN_H

#include "core/turn.h"

/* `incident`: how one was named, or the channel's id; NULL: none. True: a turn that
 * answers takes the place of the command (advice.h). False: err is the answer. */
bool unknown_command(struct turn *turn, const char *word, const char *rest,
                     const char *incident, struct error *err);
/* "help oncall": which command explains it. False. */
bool unknown_help(struct turn *turn, const char *word, struct error *err);
/* "help! site is down": whoever cries for help wants no list of commands. As
 * unknown_command(). */
bool unknown_plea(struct turn *turn, const char *rest, const char *incident,
                  struct error *err);
/* "restored?", "sev2?": `line` would do it. As unknown_command(). */
bool unknown_asked(struct turn *turn, const char *line, const char *incident,
                   struct error *err);
/* The same for a second word of turn->command, NULL: it is missing. */
bool unknown_sub(struct turn *turn, const char *word, const char *rest,
                 const char *incident, struct error *err);

#endif
