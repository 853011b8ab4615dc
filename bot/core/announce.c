/* announce.c: what is to be said to whom, derived from what changed.
 *
 * The rule. Whatever one input caused is told to an audience once: by the notice of the
 * weightiest entry that the policy lets this audience hear, the first one among equals. A
 * phase that changed because somebody resolved, or the acknowledgement that came with an
 * update, is not said again, because the message shows the state after all of them.
 *
 * Ends. Who heard of an incident hears its end, whatever its severity is by then and
 * whatever the policy lists (heard.h); and hears it once. The end is the first of
 * restored, resolved, cancelled, duplicate and closed; what follows a restoration (the
 * resolution, the verification, the closing) is said in the incident's channel alone,
 * because outside it is no news that it is over. A resolution that restores nothing is
 * not yet that end: its restoration is told to all of them as well, so that nobody's last
 * word is that the service is not confirmed as restored. A reopening is told like an end,
 * and after it the next end is told again. A mitigation is no end: outside, the next update
 * says that it is mitigated.
 *
 * Reminders and escalations are apart from it: each goes to those it asks, whatever else
 * happened (reminders.c).
 *
 * A restricted incident is told outside as the message "restricted" over a view that
 * holds nothing but its id, severity, phase and status. */
#include "core/announce.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/buttons.h"
#include "core/heard.h"
#include "core/markup.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/telling.h"
#include "core/view.h"
#include "tocsin/delivery.h"

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
    ENDS,   /* and those, unless they have heard an end already */
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

/* ---- fields of entries ----------------------------------------------------------- */

static void fill_opened(const struct telling *telling, const struct entry *entry,
                        json_t *fields) {
    const struct incident *after = telling->after;
    int64_t detected = after->milestones[MILESTONE_DETECTED];
    int64_t within = telling->world->policy->log_within_ms;

    (void)entry;
    if (within > 0 && detected != 0 && after->opened - detected > within) {
        view_duration(fields, "logged_after", after->opened - detected);
        view_duration(fields, "log_within", within);
    }
}

static void fill_severity(const struct telling *telling, const struct entry *entry,
                          json_t *fields) {
    int from = (int)jsonx_int(entry->data, "from", 0);
    int to = (int)jsonx_int(entry->data, "to", 0);

    json_object_set_new(fields, "from", view_severity(telling->world->policy, from));
    json_object_set_new(fields, "to", view_severity(telling->world->policy, to));
    view_flag(fields, "raised", to < from);
    view_flag(fields, "lowered", to > from);
}

static void fill_role(const struct telling *telling, const struct entry *entry,
                      json_t *fields) {
    const struct directory *directory = telling->world->directory;
    const char *key = jsonx_string(entry->data, "role", "");
    const char *to = jsonx_string(entry->data, "to", NULL);
    const char *from = jsonx_string(entry->data, "from", NULL);
    const struct policy_role *role = policy_role(telling->world->policy, key);

    jsonx_set_string(fields, "role", role != NULL ? role->name : key);
    jsonx_set_string(fields, "duties", role != NULL ? role->duties : NULL);
    jsonx_set_string(fields, "who", view_mention(telling->arena, to));
    if (from != NULL && !people_same(directory, from, to)) {
        jsonx_set_string(fields, "previous", people_name(directory, from));
    }
}

static void fill_phase(const struct telling *telling, const struct entry *entry,
                       json_t *fields) {
    const char *from = jsonx_string(entry->data, "from", NULL);
    const struct policy_phase *was = policy_phase(telling->world->policy, from);
    const struct policy_phase *is =
        policy_phase(telling->world->policy, telling->after->phase);

    jsonx_set_string(fields, "from", was != NULL ? was->name : from);
    jsonx_set_string(fields, "hint", is != NULL ? is->hint : NULL);
}

static void fill_duplicate(const struct telling *telling, const struct entry *entry,
                           json_t *fields) {
    const char *place = jsonx_string(entry->data, "place", NULL);

    jsonx_set_string(fields, "other", jsonx_string(entry->data, "other", NULL));
    jsonx_set_string(fields, "place", view_place(telling->arena, place));
}

static void fill_decision(const struct telling *telling, const struct entry *entry,
                          json_t *fields) {
    (void)entry;
    jsonx_set_int(fields, "number", telling->after->decisions);
}

/* An estimate that changed says what it was, so that whoever planned with it notices. */
static void fill_update(const struct telling *telling, const struct entry *entry,
                        json_t *fields) {
    const struct incident *before = telling->before, *after = telling->after;
    bool said = jsonx_int(entry->data, "eta", 0) != 0 ||
                jsonx_string(entry->text, "eta", NULL) != NULL;

    if (!said || before == NULL ||
        (before->eta == after->eta && text_equal(before->eta_text, after->eta_text))) {
        return;
    }
    if (before->eta != 0) {
        view_time(fields, "eta_from", before->eta);
    } else if (!text_is_empty(before->eta_text)) {
        jsonx_set_string(fields, "eta_from",
                         markup_escaped(telling->arena, before->eta_text));
    }
}

static void fill_mitigated(const struct telling *telling, const struct entry *entry,
                           json_t *fields) {
    (void)telling;
    view_flag(fields, "temporary", jsonx_bool(entry->data, "temporary", false));
}

static void fill_linked(const struct telling *telling, const struct entry *entry,
                        json_t *fields) {
    (void)telling;
    jsonx_set_string(fields, "other", jsonx_string(entry->data, "other", NULL));
    view_flag(fields, jsonx_string(entry->data, "as", LINK_RELATED), true);
    view_flag(fields, "reopened", jsonx_bool(entry->data, "reopened", false));
}

static void fill_place_failed(const struct telling *telling, const struct entry *entry,
                              json_t *fields) {
    (void)telling;
    jsonx_set_string(fields, "network", jsonx_string(entry->data, "network", NULL));
}

static void fill_step_failed(const struct telling *telling, const struct entry *entry,
                             json_t *fields) {
    (void)telling;
    jsonx_set_string(fields, "network", jsonx_string(entry->data, "network", NULL));
    jsonx_set_string(fields, "step", step_words(jsonx_string(entry->data, "step", NULL)));
    view_flag(fields, "is_doctor",
              text_equal(jsonx_string(entry->data, "step", NULL), STEP_DOCTOR));
}

/* Kinds that a notice about other entries names; the rest is "other". */
static void fill_was(json_t *fields, const char *kind) {
    static const char *const named[][2] = {
        {KIND_UPDATE, "was_update"},       {KIND_RESOLVED, "was_resolved"},
        {KIND_RESTORED, "was_restored"},   {KIND_MITIGATED, "was_mitigated"},
        {KIND_CONTAINED, "was_contained"}, {KIND_VERIFIED, "was_verified"},
        {KIND_SEVERITY, "was_severity"},   {KIND_ROLE, "was_role"},
        {KIND_ROLE_RELEASED, "was_role"},  {KIND_PHASE, "was_phase"},
    };

    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (text_equal(named[i][0], kind)) {
            view_flag(fields, named[i][1], true);
            return;
        }
    }
    view_flag(fields, "was_other", true);
}

static void fill_undone(const struct telling *telling, const struct entry *entry,
                        json_t *fields) {
    const json_t *kinds = json_object_get(entry->data, "kinds");

    (void)telling;
    fill_was(fields, json_string_value(json_array_get(kinds, 0)));
}

static void fill_corrected(const struct telling *telling, const struct entry *entry,
                           json_t *fields) {
    (void)telling;
    fill_was(fields, jsonx_string(entry->data, "kind", NULL));
}

static void fill_part(const struct telling *telling, const struct entry *entry,
                      json_t *fields) {
    const char *part = jsonx_string(entry->data, "part", "");
    int64_t percent = jsonx_int(entry->data, "percent", 0);

    (void)telling;
    if (*part != '\0') {
        jsonx_set_string(fields, "part", part);
    }
    if (percent > 0) {
        jsonx_set_int(fields, "percent", percent);
    }
    view_flag(fields, jsonx_string(entry->data, "state", "restored"), true);
}

static void fill_changed(const struct telling *telling, const struct entry *entry,
                         json_t *fields) {
    const json_t *restricted = json_object_get(entry->data, "restricted");

    view_flag(fields, "services", json_object_get(entry->data, "services") != NULL);
    view_flag(fields, "type", json_object_get(entry->data, "type") != NULL);
    view_flag(fields, "env", json_object_get(entry->data, "env") != NULL);
    view_flag(fields, "hidden", json_is_true(restricted));
    view_flag(fields, "shown", json_is_false(restricted));
    view_flag(fields, "detected", json_object_get(entry->data, "detected") != NULL);
    (void)telling;
}

static const struct rule rules[] = {
    {KIND_OPENED, "opened", "opened", DECIDES, LISTED, 0, fill_opened},
    {KIND_RESOLVED, "resolved", "resolved", DECIDES, ENDS, TELL_HERE, NULL},
    {KIND_RESTORED, "restored", "restored", DECIDES, ENDS, TELL_HERE, NULL},
    {KIND_CANCELLED, "cancelled", "cancelled", DECIDES, ENDS, 0, NULL},
    {KIND_DUPLICATE, "duplicate", "duplicate", DECIDES, ENDS, 0, fill_duplicate},
    {KIND_CLOSED, "closed", "closed", DECIDES, ENDS, 0, NULL},
    {KIND_REOPENED, "reopened", "reopened", DECIDES, HEARD, TELL_HERE, NULL},
    {KIND_UPDATE, "update", "update", TELLS, LISTED, 0, fill_update},
    {KIND_SEVERITY, "severity", "severity", TELLS, LISTED, TELL_HERE, fill_severity},
    {KIND_CONTAINED, "contained", "contained", TELLS, LISTED, 0, NULL},
    {KIND_MITIGATED, "mitigated", "mitigated", TELLS, LISTED, TELL_HERE, fill_mitigated},
    {KIND_VERIFIED, "verified", "verified", TELLS, LISTED, 0, NULL},
    {KIND_LINKED, "linked", "linked", TELLS, LISTED, 0, fill_linked},
    {KIND_PHASE, "phase", "phase", FOLLOWS, LISTED, 0, fill_phase},
    {KIND_ROLE, "role", "role", TELLS, LISTED, 0, fill_role},
    {KIND_ROLE_RELEASED, "role", "role", TELLS, LISTED, 0, fill_role},
    {KIND_DECISION, "decision", "decision", TELLS, LISTED, 0, fill_decision},
    {KIND_IMPACT, "impact", "impact_changed", TELLS, LISTED, 0, NULL},
    {KIND_SUMMARY, "summary", "summary_changed", TELLS, LISTED, 0, NULL},
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

/* ---- telling --------------------------------------------------------------------- */

void telling_entry(struct telling *telling, const struct entry *entry, json_t *fields) {
    const struct directory *directory = telling->world->directory;
    json_t *all = json_object();

    if (telling->view == NULL) {
        telling->view =
            arena_json(telling->arena,
                       incident_view(telling->arena, telling->world, telling->after));
    }
    /* Texts first: what people wrote never stands in for what we say. */
    if (entry->text != NULL) {
        json_object_update(all, (json_t *)entry->text);
    }
    if (text_starts(entry->actor, "tocsin:")) {
        jsonx_set_string(all, "by", "tocsin");
    } else {
        jsonx_set_string(all, "by", people_name(directory, entry->actor));
    }
    view_time(all, "at", entry->at);
    if (entry_when(entry) != entry->at) {
        view_time(all, "when", entry_when(entry));
    }
    json_object_update(all, fields);
    json_decref(fields);
    json_object_set_new(telling->view, "entry", all);
}

static bool is_incident(const char *audience) {
    return text_equal(audience, AUDIENCE_INCIDENT);
}

/* Who reads a notice that may know that the incident exists, but not what it is. */
static bool outsider(const struct telling *telling, const char *audience,
                     const char *person) {
    const struct reader reader = {person, NULL};

    return !is_incident(audience) &&
           !audience_reads(telling->world->directory, &reader, telling->after);
}

/* Outsiders would read what they were told before. */
static bool nothing_new(const struct telling *telling) {
    json_t *was, *is;
    bool same;

    if (telling->before == NULL || !telling->before->restricted) {
        return false;
    }
    was = restricted_view(telling->arena, telling->world, telling->before);
    is = restricted_view(telling->arena, telling->world, telling->after);
    same = json_equal(was, is);
    json_decref(was);
    json_decref(is);
    return same;
}

static json_t *render(struct telling *telling, const char *message, unsigned flags,
                      bool here) {
    json_t *view = telling->view;

    if (text_equal(message, "restricted")) {
        if (telling->outsider == NULL) {
            telling->outsider =
                arena_json(telling->arena, restricted_view(telling->arena, telling->world,
                                                           telling->after));
        }
        view = telling->outsider;
        json_object_set_new(view, "urgent", json_boolean((flags & TELL_URGENT) != 0));
        if (telling->wanted != NULL) {
            json_object_set(view, "entry", telling->wanted);
        } else {
            json_object_del(view, "entry");
        }
    } else if ((flags & TELL_HERE) != 0) {
        json_object_set_new(view, "here", json_boolean(here));
    } else {
        json_object_del(view, "here");
    }
    return arena_json(telling->arena,
                      messages_render(telling->world->messages, message, view));
}

static json_t *render_with_buttons(struct telling *telling, const char *message,
                                   unsigned flags, bool here, const struct guard *guard) {
    json_t *body = render(telling, message, flags, here);

    if (!text_equal(message, "restricted")) {
        buttons_add(telling->arena, telling->world, telling->after, message,
                    guard != NULL ? guard->deadline : NULL,
                    guard != NULL ? guard->ref : 0, body);
    }
    return body;
}

void tell(struct telling *telling, const struct entry *entry, const char *audience,
          const char *person, const char *message, unsigned flags,
          const struct guard *guard) {
    bool here = is_incident(audience);
    json_t *body = NULL;

    if ((flags & TELL_PLAIN) == 0 && outsider(telling, audience, person)) {
        if (person == NULL && (flags & TELL_URGENT) == 0 && nothing_new(telling)) {
            return;
        }
        message = "restricted";
        here = false;
    }
    for (size_t i = 0; i < telling->n; i++) {
        const struct notice *earlier = &telling->ret[i];

        if (earlier->entry != entry->n) {
            continue;
        }
        if (text_equal(earlier->audience, audience) &&
            (person == NULL ||
             people_same(telling->world->directory, earlier->person, person))) {
            return;
        }
        if (text_equal(earlier->message, message) &&
            ((flags & TELL_HERE) == 0 || is_incident(earlier->audience) == here)) {
            body = earlier->body;
        }
    }
    /* 32 entries a turn, of which few climb: the room is there. */
    if (telling->n == NOTICES_MAX) {
        return;
    }
    if (body == NULL) {
        body = render_with_buttons(telling, message, flags, here, guard);
    }
    telling->ret[telling->n++] = (struct notice){
        .audience = audience,
        .person = person,
        .message = message,
        .body = body,
        .urgent = (flags & TELL_URGENT) != 0,
        .guard = guard != NULL ? *guard : (struct guard){0},
        .entry = entry->n,
    };
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
        return is_incident(audience); /* those who work on it */
    }
    return rule != NULL && rule->event != NULL &&
           (policy_hears(policy, rule->event, telling->after->severity, audience) ||
            (rule->reach != LISTED && heard_of(policy, telling->after, audience)));
}

static bool told_of(const struct telling *telling, const struct entry *entry,
                    const char *audience) {
    const json_t *kinds = json_object_get(entry->data, "kinds");

    if (text_equal(entry->kind, KIND_CHANGED)) {
        return told(telling, KIND_CHANGED, audience);
    }
    for (size_t i = 0; i < json_array_size(kinds); i++) {
        if (told(telling, json_string_value(json_array_get(kinds, i)), audience)) {
            return true;
        }
    }
    return told(telling, jsonx_string(entry->data, "kind", NULL), audience);
}

static bool hears(const struct telling *telling, const struct rule *rule,
                  const struct entry *entry, const char *audience) {
    const struct policy *policy = telling->world->policy;
    const struct incident *after = telling->after;

    if (rule->event == NULL) {
        return told_of(telling, entry, audience);
    }
    if (!is_incident(audience) && said_before(telling, rule)) {
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

        if (rule != NULL && (best == NULL || rule->weight > best->weight) &&
            hears(telling, rule, &entries[i], audience)) {
            best = rule;
            chosen = i;
        }
    }
    return chosen;
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
        }
        for (size_t a = 0; rule != NULL && a < AUDIENCES; a++) {
            if (chosen[a] != i) {
                continue;
            }
            json_t *fields = json_object();

            if (rule->fill != NULL) {
                rule->fill(&telling, entry, fields);
            }
            telling_entry(&telling, entry, fields);
            tell(&telling, entry, audiences[a], NULL, rule->message, rule->flags, NULL);
        }
    }
    tell_due(&telling, entries, nentries);
    return telling.n;
}
