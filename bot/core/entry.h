/* entry.h: one fact of a timeline: its canonical bytes, its text apart, its place in the
 * chain.
 *
 * Canonical bytes are compact JSON with sorted keys, ASCII, integers only:
 *   {"a":actor,"at":ms,"d":{data},"in":input hash,"k":kind,"n":sequence,"tx":hash,"v":1}
 * ("d", "in" and "tx" are left out when there is nothing). They are stored and hashed
 * verbatim and never re-serialised. Free text never enters them: it is a JSON object of
 * strings, stored beside a random salt, of which only tx = SHA-256(salt || text bytes) is
 * in the chain. So a redaction can remove the text and the chain still verifies. Names that
 * people chose (services, environment, owner, part) are stored with the text and removed
 * with it, although they are data to whoever reads an entry (entry_words.c). */
#ifndef TOCSIN_CORE_ENTRY_H
#define TOCSIN_CORE_ENTRY_H

#include "base/arena.h"
#include "base/hash.h"
#include "tocsin/error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum { ENTRY_SALT = 16 };

struct entry {
    int64_t n;          /* 1.. */
    int64_t at;         /* UTC ms */
    const char *actor;  /* "network:user"; "tocsin:clock" for the bot itself */
    const char *kind;   /* KIND_... below */
    int v;              /* version of the kind; after parsing always the current one */
    const json_t *data; /* object or NULL. Borrowed from the arena. */
    const char *in;     /* 32 hex digits: hash of the input's idempotency key, or NULL */
    const char *tx;     /* 64 hex digits, or NULL: the entry has no text */
    const json_t *text; /* object of strings; NULL with tx set: removed, or `missing` */
    bool known;         /* kind and version are known to this binary */
    /* Marks of history.h, never stored: */
    bool undone;       /* a later entry took it back */
    bool missing;      /* its text is not there, and nobody removed it */
    const json_t *was; /* its text before it was corrected, or NULL */
};

#define ACTOR_CLOCK "tocsin:clock"
#define ACTOR_BOT "tocsin:bot"

/* The kinds. Times are ms, UTC; "?": left out when there is nothing to say. Those that
 * entry_kind_told() names also have `when`?: when it happened, told later; absent: as it was
 * typed.
 *
 *   kind                   data                                         text
 *   ---------------------  -------------------------------------------  ----------------------
 *   incident.opened        severity, services[], type?, env?, phase,    summary
 *                          detected, detected_by? (monitoring, user,
 *                          audit, test, operational, team), near_miss?,
 *                          restricted?, policy, place?, uncertain?,
 *                          impact_from?
 *   incident.acknowledged
 *   severity.changed       from, to                                     reason?
 *   role.assigned          role, to, from?, handoff?                    note?
 *   role.released          role, from
 *   update.posted          eta?                                         update, impact?, next?,
 *                                                                       workaround?, eta?
 *   phase.changed          from, to, milestone? (by entering),          note?
 *                          left? (by leaving)
 *   summary.changed                                                     summary
 *   impact.changed                                                      impact
 *   note.added                                                          note
 *   decision.made                                                       decision
 *   incident.contained                                                  note?
 *   incident.mitigated     temporary, part?, number?                    note?
 *   mitigation.changed     number, state (in_place, works, failed,      note?
 *                          removed)
 *   incident.resolved      cause? (fixed, isolated, unknown)            resolution, cause?
 *   service.restored                                                    note?
 *   incident.verified                                                   note?
 *   incident.closed                                                     note?
 *   incident.cancelled                                                  why
 *   incident.duplicate     other, place? (of the other), moved?         why?
 *                          [numbers of actions]
 *   incident.reopened      phase                                        reason
 *   incident.escalated     to (a rung, or network:user)                 reason
 *   cadence.snoozed        until                                        reason?
 *   action.added           number, owner?, due?, message?, place? (of   title, link?
 *                          the message, or where it was typed),
 *                          author?, posted?, from? (incident)
 *   action.done            number
 *   evidence.added         number, form (text, link, message),          what, link?
 *                          message?, place? (of the message, or where
 *                          it was typed), author?, posted?
 *   bridge.set                                                          url
 *   incident.linked        other, as (related, duplicate_of,            reason?
 *                          duplicated_by), people? [actors that come
 *                          along], heard? [audiences that heard of the
 *                          other], reopened? (the other was a duplicate
 *                          and is none), led? (who commanded the
 *                          duplicate, when nobody commands this one)
 *   deadline.warned        deadline, ref, due
 *   deadline.missed        deadline, ref, due, step, late, missed,
 *                          top? (the rung that it asks as the top
 *                          of the ladder), away_from?, away_to?
 *   nudge.sent             delivery, place, deadline, ref, due, step,
 *                          also[]? (deadlines)
 *   nudge.failed           the same                                     why
 *   delivery.failed        delivery, place                              why
 *   place.bound            network, place, private? (when it was opened)
 *   place.failed           network                                      why
 *   place.step_failed      network, step                                why
 *   place.heard            place (it took a message after a refusal)
 *   message.marked         message, as (timeline, evidence, action),
 *                          place?
 *   message.unmarked       message, as, place?
 *   message.pinned         message, place?, author?, posted?            text?, link?, why?
 *   file.shared            message, place?, author?, posted?, size?     name, link?
 *   message.edited         message, place?, author? (nobody says by     text?
 *                          whom: the bot's entry)
 *   message.deleted        message, place?, author? (as above)
 *   clock.stepped          by
 *   incident.changed       any of detected, impact_from, services[],    reason?
 *                          type, env, restricted, open_channel (can
 *                          everybody read its channel?), and from
 *                          {what they were}
 *   part.changed           part ("": the whole), state (restored,       note?
 *                          broken), percent?
 *   command.undone         from, to (entries that count as not having
 *                          happened), kinds[] of them, about[]?
 *                          (kinds), number? (the entry whose correction
 *                          it is)
 *   text.corrected         number, field, kind (of the entry)           text (what the field
 *                                                                       has from now on)
 *   text.redacted          number                                       reason? */
#define KIND_OPENED "incident.opened"
#define KIND_ACKNOWLEDGED "incident.acknowledged"
#define KIND_SEVERITY "severity.changed"
#define KIND_ROLE "role.assigned"
#define KIND_ROLE_RELEASED "role.released"
#define KIND_UPDATE "update.posted"
#define KIND_PHASE "phase.changed"
#define KIND_SUMMARY "summary.changed"
#define KIND_IMPACT "impact.changed"
#define KIND_NOTE "note.added"
#define KIND_DECISION "decision.made"
#define KIND_CONTAINED "incident.contained"
#define KIND_MITIGATED "incident.mitigated"
#define KIND_MITIGATION "mitigation.changed"
#define KIND_RESOLVED "incident.resolved"
#define KIND_RESTORED "service.restored"
#define KIND_VERIFIED "incident.verified"
#define KIND_CLOSED "incident.closed"
#define KIND_CANCELLED "incident.cancelled"
#define KIND_DUPLICATE "incident.duplicate"
#define KIND_REOPENED "incident.reopened"
#define KIND_ESCALATED "incident.escalated"
#define KIND_SNOOZED "cadence.snoozed"
#define KIND_ACTION_ADDED "action.added"
#define KIND_ACTION_DONE "action.done"
#define KIND_EVIDENCE "evidence.added"
#define KIND_BRIDGE "bridge.set"
#define KIND_LINKED "incident.linked"
#define KIND_WARNED "deadline.warned"
#define KIND_MISSED "deadline.missed"
#define KIND_NUDGE_SENT "nudge.sent"
#define KIND_NUDGE_FAILED "nudge.failed"
#define KIND_DELIVERY_FAILED "delivery.failed"
#define KIND_PLACE_BOUND "place.bound"
#define KIND_PLACE_FAILED "place.failed"
#define KIND_STEP_FAILED "place.step_failed"
#define KIND_PLACE_HEARD "place.heard"
#define KIND_MARKED "message.marked"
#define KIND_UNMARKED "message.unmarked"
#define KIND_PINNED "message.pinned"
#define KIND_FILE "file.shared"
#define KIND_EDITED "message.edited"
#define KIND_DELETED "message.deleted"
#define KIND_CLOCK_STEPPED "clock.stepped"
#define KIND_CHANGED "incident.changed"
#define KIND_PART "part.changed"
#define KIND_UNDONE "command.undone"
#define KIND_CORRECTED "text.corrected"
#define KIND_REDACTED "text.redacted"

/* Latest moment that is stored: the end of the year 9999. Sums of moments and spans stay
 * far from overflow. */
#define TIME_MAX INT64_C(253402300799999)

#endif
