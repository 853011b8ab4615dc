/* args.h: from what was typed, or filled into a form, to a command's argument map.
 *
 * The table of the command says what there is to find. What it does not name stays text,
 * verbatim: "x=y" is a value only for a known x, "next:" begins a part only where there
 * is such a part. Guessing is limited to places where it cannot hurt: bare words count as
 * flags and severities only before the text, and after it only in forms that nobody
 * writes by accident ("--temporary", "SEV-1").
 *
 * What was meant for an argument and would become text is asked instead (args_doubt.c):
 *   name=value   anywhere, when the name is one of any command's, or near to one of this
 *                command's; in front of the text, whatever the name (of three letters)
 *   label:       anywhere, when it is near to a name of this command's; at the beginning
 *                of the text, of a line or of a sentence also when it is one of any
 *                command's; and where a command has labels, whatever word with a colon
 *                the text begins with ("problem: x"), but for words that open a sentence
 *                ("note:", "fyi:", "fixed:"), a person's name and a service of the
 *                incident's: everybody would read a label that nobody understood
 *   name value   an update's part without its colon where a sentence begins ("impact none",
 *                not "impact is lower"), and in front of the text a name whose value
 *                follows ("due friday", "cause fixed")
 *   sev9         in front of a text or behind it, when no severity was named
 *   as depty     behind a person, when no role was named: "as", "to" or a sign in front, a
 *                single word, or a word near to a role ("the disk is full" is a note)
 * Another name=value inside or behind the text, and a label of some other command's in the
 * middle of a sentence, stay text, and the answer says so in a line (args_kept): what was
 * meant for an argument is never published in silence. "error: timeout" and "http://..."
 * are prose. Quotes round the text, or round those words, keep them as text. */
#ifndef TOCSIN_CORE_ARGS_H
#define TOCSIN_CORE_ARGS_H

#include "core/turn.h"

/* Parses clean text (args_clean) by the table of `command`, with the world and the asker
 * of the turn. *ret_args: new map, owned by the turn's arena. ERR_INVALID or ERR_LIMIT
 * with markup that says what is wrong, what is allowed, and how it is used. */
bool args_parse(const struct turn *turn, const struct command *command, const char *text,
                json_t **ret_args, struct error *err);

#endif
