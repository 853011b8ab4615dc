/* announce.c: what is to be said to whom, derived from what changed.
 *
 * The rule. Whatever one input caused is told to an audience once: by the notice of the
 * weightiest entry that the policy lets this audience hear, the first one among equals. A
 * phase that changed because somebody resolved, or the acknowledgement that came with an
 * update, is not said again, because the message shows the state after all of them.
 *
 * Ends. Who heard of an incident hears how it ends, whatever its severity is by then and
 * whatever the policy lists (heard.h): its restoration, its resolution, its cancelling, that
 * it goes on as another, its reopening. Whoever resolves what was not restored yet restores
 * it by that in most policies: then both are one message. Where they are two moments they
 * are two messages, in whichever order, because they are two pieces of news: that it works
 * again, and what it was. (To edit the first into the second was rejected: an edit rings
 * nowhere.) The closing is told only where it is the first word that
 * all is over; the verification is the business of those who work on it. After a reopening all of it is told
 * again. A mitigation is no end: outside, the next update says that it is mitigated.
 *
 * Reminders and escalations are apart from it: each goes to those it asks, whatever else
 * happened (reminders.c). */
#include "core/announce.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/announce_fields.h"
#include "core/announce_undone.h"
#include "core/audience.h"
#include "core/displaced.h"
#include "core/heard.h"
#include "core/history.h"
#include "core/lifted.h"
#include "core/owner.h"
#include "core/policy.h"
#include "core/reminders.h"
#include "core/telling.h"
#include "core/unopened.h"
#include "core/unreached.h"

enum weight {
    FOLLOWS, /* usually comes with something that says more */
    TELLS,
    DECIDES, /* a beginning or an end */
};

typedef void (*fill_fields)(const struct telling *telling, const struct entry *entry,
                            json_t *fields);

enum reach {
    LISTED, /* audiences for which the policy lists the event */
    HEARD,  /* and those that heard of the incident */
    ENDS,   /* and those, unless they know already that it is over */
};

struct rule {
    const char *kind;
    const char *event;   /* as policies name it; NULL: that of the entries it is about */
    const char *message; /* template */
    enum weight weight;
    enum reach reach;
    unsigned flags;
    fill_fields fill; /* NULL: the texts of the entry are enough */
};

static const struct rule rules[] = {
    {KIND_OPENED, "opened", "opened", DECIDES, LISTED, 0, fill_opened},
    {KIND_RESOLVED, "resolved", "resolved", DECIDES, HEARD, TELL_HERE, NULL},
    {KIND_RESTORED, "restored", "restored", DECIDES, HEARD, TELL_HERE, NULL},
    {KIND_CANCELLED, "cancelled", "cancelled", DECIDES, ENDS, TELL_HERE, NULL},
    {KIND_DUPLICATE, "duplicate", "duplicate", DECIDES, HEARD, 0, fill_duplicate},
    {KIND_CLOSED, "closed", "closed", DECIDES, ENDS, 0, NULL},
    {KIND_REOPENED, "reopened", "reopened", DECIDES, HEARD, TELL_HERE, NULL},
    {KIND_UPDATE, "update", "update", TELLS, LISTED, 0, fill_update},
    {KIND_SEVERITY, "severity", "severity", TELLS, LISTED, TELL_HERE, fill_severity},
    {KIND_CONTAINED, "contained", "contained", TELLS, LISTED, 0, NULL},
    {KIND_MITIGATED, "mitigated", "mitigated", TELLS, LISTED, TELL_HERE, fill_mitigated},
    {KIND_MITIGATION, "mitigated", "mitigation", TELLS, LISTED, TELL_HERE,
     fill_mitigation},
    {KIND_VERIFIED, "verified", "verified", TELLS, LISTED, 0, NULL},
    {KIND_LINKED, "linked", "linked", TELLS, LISTED, 0, fill_linked},
    {KIND_PHASE, "phase", "phase", FOLLOWS, LISTED, 0, fill_phase},
    {KIND_ROLE, "role", "role", TELLS, LISTED, 0, fill_role},
    {KIND_ROLE_RELEASED, "role", "role", TELLS, LISTED, 0, fill_role},
    {KIND_DECISION, "decision", "decision", TELLS, LISTED, 0, fill_decision},
    {KIND_IMPACT, "impact", "impact_changed", TELLS, LISTED, 0, NULL},
    {KIND_SUMMARY, "summary", "summary_changed", TELLS, LISTED, 0, NULL},
    {KIND_SNOOZED, "snoozed", "snoozed", TELLS, LISTED, 0, NULL},
    {KIND_ACKNOWLEDGED, "acknowledged", "acknowledged", FOLLOWS, LISTED, 0, NULL},
    {KIND_BRIDGE, "bridge", "bridge", TELLS, LISTED, 0, NULL},
    {KIND_PART, "restored", "part", TELLS, LISTED, 0, fill_part},
    {KIND_CHANGED, NULL, "changed", TELLS, LISTED, 0, fill_changed},
    {KIND_UNDONE, NULL, "undone", DECIDES, LISTED, 0, fill_undone},
    {KIND_CORRECTED, NULL, "corrected", TELLS, LISTED, 0, fill_corrected},
    {KIND_PLACE_FAILED, "place_failed", "place_failed", FOLLOWS, LISTED, 0,
     fill_place_failed},
    {KIND_STEP_FAILED, "place_failed", "step_failed", FOLLOWS, LISTED, 0,
     fill_step_failed},
};

static const struct rule *rule_of(const char *kind) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (text_equal(rules[i].kind, kind)) {
            return &rules[i];
        }
    }
    return NULL;
}

bool announce_correctable(const char *message) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (text_equal(rules[i].message, message) && history_field(rules[i].kind)) {
            return true;
        }
    }
    return text_equal(message, "escalated");
}

bool announce_tells(const char *kind) {
    return rule_of(kind) || text_equal(kind, KIND_ESCALATED);
}

/* ---- the rule -------------------------------------------------------------------- */

/* Has this audience heard what the rule would tell it? */
static bool said_before(const struct telling *telling, const struct rule *rule) {
    return rule->reach == ENDS && heard_end(telling->before);
}

/* Who was told of an entry is told that it was taken back, or corrected. */
static bool told(const struct telling *telling, const char *kind, const char *audience) {
    const struct policy *policy = telling->world->policy;
    const struct rule *rule = rule_of(kind);

    if (text_equal(kind, KIND_CHANGED)) {
        return telling_here(audience); /* those who work on it */
    }
    return rule && rule->event &&
           (policy_hears(policy, rule->event, telling->after->severity, audience) ||
            policy_hears(policy, rule->event, telling->before->severity, audience) ||
            (rule->reach != LISTED && heard_of(policy, telling->after, audience)));
}

static bool told_of(const struct telling *telling, const struct entry *entry,
                    const char *audience) {
    const json_t *kinds = json_object_get(entry->data, "kinds");
    const json_t *about = json_object_get(entry->data, "about");

    if (text_equal(entry->kind, KIND_CHANGED)) {
        return told(telling, KIND_CHANGED, audience);
    }
    for (size_t i = 0; i < json_array_size(kinds); i++) {
        if (told(telling, json_string_value(json_array_get(kinds, i)), audience)) {
            return true;
        }
    }
    for (size_t i = 0; i < json_array_size(about); i++) {
        if (told(telling, json_string_value(json_array_get(about, i)), audience)) {
            return true;
        }
    }
    return told(telling, jsonx_string(entry->data, "kind", NULL), audience);
}

static bool hears(const struct telling *telling, const struct rule *rule,
                  const struct entry *entry, const char *audience) {
    const struct policy *policy = telling->world->policy;
    const struct incident *after = telling->after;

    if (!rule->event) {
        return told_of(telling, entry, audience);
    }
    if (!telling_here(audience) && said_before(telling, rule)) {
        return false;
    }
    if (policy_hears(policy, rule->event, after->severity, audience)) {
        return true;
    }
    if (rule->reach != LISTED) {
        return heard_of(policy, after, audience);
    }
    /* Who was told while it was serious is told that it no longer is. */
    return text_equal(rule->kind, KIND_SEVERITY) &&
           policy_hears(policy, rule->event, (int)jsonx_int(entry->data, "from", 0),
                        audience);
}

/* Index of the entry whose notice this audience gets; nentries: none. */
static size_t choose(const struct telling *telling, const struct entry *entries,
                     size_t nentries, const char *audience) {
    const struct rule *best = NULL;
    size_t chosen = nentries;

    for (size_t i = 0; i < nentries; i++) {
        const struct rule *rule = rule_of(entries[i].kind);

        if (rule && (!best || rule->weight > best->weight) &&
            hears(telling, rule, &entries[i], audience)) {
            best = rule;
            chosen = i;
        }
    }
    return chosen;
}

/* An open channel hears that the contents go elsewhere from now on, and none of them. */
static bool hides(const struct telling *telling, const struct entry *entry) {
    return text_equal(entry->kind, KIND_CHANGED) &&
           incident_has_channel(telling->after) && !audience_in_channel(telling->after) &&
           (jsonx_bool(entry->data, "restricted", false) ||
            jsonx_bool(entry->data, "open_channel", false));
}

static void tell_one(struct telling *telling, const struct entry *entry,
                     const struct rule *rule, const char *audience) {
    json_t *fields = json_object();

    if (rule->fill) {
        rule->fill(telling, entry, fields);
    }
    telling_entry(telling, entry, fields);
    if (hides(telling, entry)) {
        tell(telling, entry, audience, NULL, "hidden", TELL_PLAIN, NULL);
    } else {
        tell(telling, entry, audience, NULL, rule->message, rule->flags, NULL);
    }
}

size_t announce(struct arena *arena, const struct world *world,
                const struct incident *before, const struct incident *after,
                const struct entry *entries, size_t nentries, struct notice *ret) {
    static const char *const audiences[] = {AUDIENCE_INCIDENT, AUDIENCE_ANNOUNCE,
                                            AUDIENCE_LEADERSHIP};
    enum { AUDIENCES = sizeof audiences / sizeof *audiences };
    size_t chosen[AUDIENCES];
    struct telling telling = {
        .arena = arena, .world = world, .before = before, .after = after, .ret = ret};

    for (size_t a = 0; a < AUDIENCES; a++) {
        chosen[a] = choose(&telling, entries, nentries, audiences[a]);
    }
    for (size_t i = 0; i < nentries; i++) {
        const struct entry *entry = &entries[i];
        const struct rule *rule = rule_of(entry->kind);

        if (text_equal(entry->kind, KIND_ESCALATED)) {
            tell_escalated(&telling, entry);
        } else if (text_equal(entry->kind, KIND_ROLE)) {
            tell_displaced(&telling, entry);
            tell_given(&telling, entry);
        } else if (text_equal(entry->kind, KIND_UNDONE)) {
            tell_roles_back(&telling, entry);
            tell_owners_back(&telling, entry);
        } else if (text_equal(entry->kind, KIND_ACTION_ADDED)) {
            tell_owner(&telling, entry);
        } else if (text_equal(entry->kind, KIND_CORRECTED)) {
            tell_owners_corrected(&telling, entry);
        } else if (text_equal(entry->kind, KIND_CANCELLED)) {
            tell_owners_end(&telling, entry);
        }
        tell_nowhere(&telling, entry); /* first: it says more than what follows */
        tell_unreached(&telling, entry);
        tell_unopened(&telling, entry);
        tell_open_to_all(&telling, entry);
        tell_unread(&telling, entry);
        tell_lifted(&telling, entry);
        for (size_t a = 0; rule && a < AUDIENCES; a++) {
            if (chosen[a] == i) {
                tell_one(&telling, entry, rule, audiences[a]);
            }
        }
    }
    tell_due(&telling, entries, nentries);
    return telling.n;
}
