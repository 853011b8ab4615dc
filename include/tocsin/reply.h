/* reply.h: what the person who typed a command reads. Best effort, never retried
 * blindly: the durable evidence of a command is its notice. */
#ifndef TOCSIN_REPLY_H
#define TOCSIN_REPLY_H

#include <jansson.h>
#include <stdbool.h>

enum reply_status {
    REPLY_DONE,    /* committed (or a read that was answered) */
    REPLY_REFUSED, /* nothing was saved, and the text says why and what to do */
    REPLY_UNKNOWN, /* "I cannot tell yet" */
};

/* A form, neutral: derived from the command table, filled in as input.fields.
 *   {"command":"update","title":"Post an update","about":"Post an update: what we know
 *    now","incident":"INC-…"?,"of":"Sev1: checkout fails"?,"phase":key?,
 *    "submit":"Post","fields":[{"name":"update","label":"Update","type":T,
 *    "required":bool,"hint":"…"?,"choices":[{"value":"1","label":"Sev1 (Critical)"}]?,
 *    "value":"…"?}]}
 *   T: "text" (several lines), "line", "choice", "words" (several, comma separated),
 *      "flag" (value "yes"), "actor" (value "network:user"), "number"
 * or a menu of what is possible now:
 *   {"title":"INC-…","incident":"INC-…","body":tree,
 *    "menu":[{"command":"update","label":"Post an update","form":bool,"phase":key?,
 *    "group":"People"?}]}
 *   form: it wants to be filled in; else choosing it is enough. Those without a group
 *   come first and are needed most; those of a group stand together.
 * Buttons in a tree (tree.h) are made of the same members, and "short"?: what stands on
 * one that is shown beside the line of its incident. */
struct reply {
    enum reply_status status;
    bool duplicate;       /* the stored reply of an input that came twice */
    bool saved;           /* a commit was made: entries are on a timeline */
    const char *incident; /* the incident it is about, or NULL */
    bool moot;         /* refused because its time has passed: a button for it can go */
    bool shown;        /* the message that was pressed shows it by itself */
    const char *field; /* the argument that was wrong, by name, or NULL */
    /* refused because `field` is missing: typed behind what was typed, it makes it whole */
    bool missing;
    const json_t *form; /* INPUT_FORM: see below, borrowed; else NULL */
    const json_t *body; /* neutral tree (tree.h), borrowed */
};

#endif
