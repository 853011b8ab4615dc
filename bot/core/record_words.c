/* record_words.c: every kind of entry in words: the timeline as people read it.
 *
 * One template a kind, over a view that holds the entry's texts under their own names,
 * its data in words (severities, roles and phases by the policy's names, people by
 * theirs) and, under "ready", what is markup already. What people wrote is in the view
 * and never in a template, so it cannot become anything but text. */
#include "base/jsonx.h"
#include "base/text.h"
#include "core/markup.h"
#include "core/mitigations.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/record.h"
#include "core/template.h"
#include "core/view.h"

struct wording {
    struct arena *arena;
    const struct world *world;
    const struct entry *entry;
    json_t *view;
    json_t *ready; /* view's "ready": markup made here, the only thing not escaped */
};

typedef void (*filler)(const struct wording *t);

static const char *string_of(const struct wording *t, const char *key) {
    return jsonx_string(t->entry->data, key, NULL);
}

static int64_t number_of(const struct wording *t, const char *key) {
    return jsonx_int(t->entry->data, key, 0);
}

static void put(const struct wording *t, const char *key, const char *value) {
    jsonx_set_string(t->view, key, value);
}

/* Somebody's name; a rung of the ladder stays what it is. */
static void put_person(const struct wording *t, const char *key) {
    const char *actor = string_of(t, key);

    if (actor != NULL) {
        put(t, key, people_name(t->world->directory, actor));
    }
}

static void put_severity(const struct wording *t, const char *key) {
    put(t, key, policy_severity(t->world->policy, (int)number_of(t, key))->name);
}

static void put_phase(const struct wording *t, const char *key) {
    const struct policy_phase *phase = policy_phase(t->world->policy, string_of(t, key));

    put(t, key, phase != NULL ? phase->name : string_of(t, key));
}

static const char *role_name(const struct wording *t, const char *key) {
    const struct policy_role *role = policy_role(t->world->policy, key);

    return role != NULL ? role->name : key;
}

/* ---- what the kinds add to the view ---- */

static const char *services_of(const struct wording *t) {
    const json_t *services = json_object_get(t->entry->data, "services");
    const char *all = NULL;

    for (size_t i = 0; i < json_array_size(services); i++) {
        const char *one = json_string_value(json_array_get(services, i));

        all =
            all == NULL || one == NULL ? one : arena_printf(t->arena, "%s, %s", all, one);
    }
    return all;
}

static void fill_opened(const struct wording *t) {
    put_severity(t, "severity");
    put(t, "services", services_of(t));
    put(t, "type", string_of(t, "type"));
    view_flag(t->view, "near_miss", jsonx_bool(t->entry->data, "near_miss", false));
}

static void fill_severity(const struct wording *t) {
    put_severity(t, "from");
    put_severity(t, "to");
}

static void fill_phase(const struct wording *t) {
    put_phase(t, "from");
    put_phase(t, "to");
}

static void fill_reopened(const struct wording *t) {
    put_phase(t, "phase");
}

static void fill_role(const struct wording *t) {
    view_flag(t->view, "self", text_equal(string_of(t, "to"), t->entry->actor));
    view_flag(t->view, "handoff", jsonx_bool(t->entry->data, "handoff", false));
    put(t, "role", role_name(t, string_of(t, "role")));
    put_person(t, "to");
    put_person(t, "from");
}

static void fill_update(const struct wording *t) {
    view_time(t->ready, "eta_at", number_of(t, "eta"));
}

static void fill_resolved(const struct wording *t) {
    put(t, "cause_state", string_of(t, "cause"));
}

static void fill_mitigated(const struct wording *t) {
    put(t, "part", string_of(t, "part"));
    view_flag(t->view, "temporary", jsonx_bool(t->entry->data, "temporary", false));
}

static void fill_mitigation(const struct wording *t) {
    put(t, "state", mitigation_says(string_of(t, "state")));
}

static void fill_escalated(const struct wording *t) {
    put_person(t, "to");
}

static void fill_snoozed(const struct wording *t) {
    view_time(t->ready, "until", number_of(t, "until"));
}

static void fill_action(const struct wording *t) {
    put_person(t, "owner");
    put(t, "origin", string_of(t, "from"));
    view_time(t->ready, "due", number_of(t, "due"));
}

static void fill_linked(const struct wording *t) {
    const char *as = string_of(t, "as");

    put(t, "other", string_of(t, "other"));
    view_flag(t->view, "reopened", jsonx_bool(t->entry->data, "reopened", false));
    view_flag(t->view,
              text_in(as, (const char *const[]){"duplicate_of", "duplicated_by", NULL})
                  ? as
                  : "related",
              true);
}

static void fill_duplicate(const struct wording *t) {
    const json_t *moved = json_object_get(t->entry->data, "moved");
    const char *all = NULL;

    put(t, "other", string_of(t, "other"));
    for (size_t i = 0; i < json_array_size(moved); i++) {
        long long number = json_integer_value(json_array_get(moved, i));

        all = all == NULL ? arena_printf(t->arena, "%lld", number)
                          : arena_printf(t->arena, "%s, %lld", all, number);
    }
    put(t, "moved", all);
}

/* What is wanted when a deadline comes. */
static const char *wanted_by(const struct wording *t, const char *deadline) {
    static const struct {
        const char *deadline, *words;
    } deadlines[] = {
        {DEADLINE_ACKNOWLEDGE, "an acknowledgement"},
        {DEADLINE_COMMAND, "somebody in command"},
        {DEADLINE_UPDATE, "an update"},
        {DEADLINE_RESOLVE, "the resolution"},
        {DEADLINE_RESTORE, "the restoration"},
        {DEADLINE_CONCLUDE, "the resolution"},
        {DEADLINE_VERIFY, "the verification"},
        {DEADLINE_CLOSE, "the closing"},
        {DEADLINE_LOGGING, "the declaration"},
    };

    for (size_t i = 0; i < sizeof deadlines / sizeof *deadlines; i++) {
        if (text_equal(deadlines[i].deadline, deadline)) {
            return deadlines[i].words;
        }
    }
    if (text_equal(deadline, DEADLINE_ACTION)) {
        return arena_printf(t->arena, "action %lld", (long long)number_of(t, "ref"));
    }
    return deadline != NULL ? deadline : "something";
}

/* One reminder may be about several deadlines. */
static const char *wanted(const struct wording *t) {
    const json_t *also = json_object_get(t->entry->data, "also");
    const char *all = wanted_by(t, string_of(t, "deadline"));

    for (size_t i = 0; i < json_array_size(also); i++) {
        all = arena_printf(t->arena, "%s, %s", all,
                           wanted_by(t, json_string_value(json_array_get(also, i))));
    }
    return all;
}

static void fill_deadline(const struct wording *t) {
    int rung = deadline_rung(t->world->policy, (int)number_of(t, "step"));

    put(t, "wanted", wanted(t));
    view_time(t->ready, "due", number_of(t, "due"));
    jsonx_set_string(t->ready, "place", view_place(t->arena, string_of(t, "place")));
    if (rung > 0) {
        put(t, "rung", role_name(t, t->world->policy->ladder[rung - 1]));
    }
}

static void fill_place(const struct wording *t) {
    jsonx_set_string(t->ready, "place", view_place(t->arena, string_of(t, "place")));
    put(t, "network", string_of(t, "network"));
}

/* Steps of keeping a channel (delivery.h), as what was wanted. */
static void fill_step(const struct wording *t) {
    put(t, "network", string_of(t, "network"));
    put(t, "wanted", step_words(string_of(t, "step")));
}

static void fill_mark(const struct wording *t) {
    static const char *const purposes[][2] = {
        {"timeline", "for the timeline"},
        {"evidence", "as evidence"},
        {"action", "as an action item"},
    };

    put(t, "purpose", "");
    for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++) {
        if (text_equal(purposes[i][0], string_of(t, "as"))) {
            put(t, "purpose", purposes[i][1]);
        }
    }
}

static const char *size_words(struct arena *arena, int64_t bytes) {
    const int64_t kib = 1024, mib = kib * kib;

    if (bytes < kib) {
        return arena_printf(arena, "%lld bytes", (long long)bytes);
    }
    return bytes < mib ? arena_printf(arena, "%lld KiB", (long long)(bytes / kib))
                       : arena_printf(arena, "%lld MiB", (long long)(bytes / mib));
}

static void fill_message(const struct wording *t) {
    int64_t size = number_of(t, "size");

    put_person(t, "author");
    view_time(t->ready, "posted", number_of(t, "posted"));
    if (size > 0) {
        put(t, "size", size_words(t->arena, size));
    }
}

static void fill_clock(const struct wording *t) {
    int64_t by = number_of(t, "by");

    view_flag(t->view, "back", by < 0);
    view_duration(t->ready, "by", by > -TIME_MAX ? llabs(by) : TIME_MAX);
}

static void fill_changed(const struct wording *t) {
    const json_t *from = json_object_get(t->entry->data, "from");
    const json_t *restricted = json_object_get(t->entry->data, "restricted");
    const json_t *channel = json_object_get(t->entry->data, "open_channel");

    put(t, "services", services_of(t));
    put(t, "type", string_of(t, "type"));
    put(t, "env", string_of(t, "env"));
    view_flag(t->view, "hidden", json_is_true(restricted));
    view_flag(t->view, "shown", json_is_false(restricted));
    view_flag(t->view, "open", json_is_true(channel));
    view_flag(t->view, "private", json_is_false(channel));

    view_time(t->ready, "detected", number_of(t, "detected"));
    view_time(t->ready, "was", jsonx_int(from, "detected", 0));
    view_time(t->ready, "impact_from", number_of(t, "impact_from"));
}

static void fill_part(const struct wording *t) {
    put(t, "part", string_of(t, "part"));
    put(t, "state", string_of(t, "state"));
    if (number_of(t, "percent") > 0) {
        jsonx_set_int(t->view, "percent", number_of(t, "percent"));
    }
}

static void fill_undone(const struct wording *t) {
    view_flag(t->view, "one", number_of(t, "from") == number_of(t, "to"));
    jsonx_set_int(t->view, "from", number_of(t, "from"));
    jsonx_set_int(t->view, "to", number_of(t, "to"));
}

static void fill_corrected(const struct wording *t) {
    put(t, "old", jsonx_string(t->entry->was, "text", NULL));
}

/* What later entries made of this one. */
static const char *marks_of(const struct entry *entry) {
    if (entry->undone) {
        return " (taken back)";
    }
    return entry->was != NULL && !text_equal(entry->kind, KIND_CORRECTED) ? " (corrected)"
                                                                          : "";
}

/* ---- the words ---- */

static const struct words {
    const char *kind;
    const char *text;
    filler fill; /* NULL: texts and `number` are all it needs */
} words[] = {
    {KIND_OPENED,
     "declared a {{severity}} incident{{#near_miss}}, a near miss{{/near_miss}}"
     "{{#type}} ({{type}}){{/type}}{{#services}} on {{services}}{{/services}}"
     "{{#summary}}: {{summary}}{{/summary}}",
     fill_opened},
    {KIND_ACKNOWLEDGED, "acknowledged", NULL},
    {KIND_SEVERITY,
     "changed the severity from {{from}} to {{to}}{{#reason}}: {{reason}}{{/reason}}",
     fill_severity},
    {KIND_ROLE,
     "{{#self}}took the role {{role}}{{#from}} from {{from}}{{/from}}{{/self}}"
     "{{^self}}{{#handoff}}handed{{/handoff}}{{^handoff}}gave{{/handoff}} the role "
     "{{role}} to {{to}}{{/self}}{{#note}}: {{note}}{{/note}}",
     fill_role},
    {KIND_ROLE_RELEASED, "gave up the role {{role}}", fill_role},
    {KIND_UPDATE,
     "posted an update{{#update}}: {{update}}{{/update}}"
     "{{#impact}}; impact: {{impact}}{{/impact}}{{#next}}; next: {{next}}{{/next}}"
     "{{#workaround}}; workaround: {{workaround}}{{/workaround}}"
     "{{#ready.eta_at}}; expected end {{{ready.eta_at}}}{{/ready.eta_at}}"
     "{{#eta}}; expected end: {{eta}}{{/eta}}",
     fill_update},
    {KIND_PHASE, "moved it from {{from}} to {{to}}{{#note}}: {{note}}{{/note}}",
     fill_phase},
    {KIND_SUMMARY, "changed the summary{{#summary}}: {{summary}}{{/summary}}", NULL},
    {KIND_IMPACT, "changed the impact{{#impact}}: {{impact}}{{/impact}}", NULL},
    {KIND_NOTE, "noted{{#note}}: {{note}}{{/note}}", NULL},
    {KIND_DECISION, "decided{{#decision}}: {{decision}}{{/decision}}", NULL},
    {KIND_CONTAINED, "recorded it as contained{{#note}}: {{note}}{{/note}}", NULL},
    {KIND_MITIGATED,
     "recorded {{^number}}a {{/number}}{{#temporary}}temporary {{/temporary}}mitigation"
     "{{#number}} {{number}}{{/number}}"
     "{{#part}} of {{part}}{{/part}}{{#note}}: {{note}}{{/note}}",
     fill_mitigated},
    {KIND_MITIGATION,
     "recorded that mitigation {{number}} {{state}}{{#note}}: {{note}}{{/note}}",
     fill_mitigation},
    {KIND_RESOLVED,
     "resolved it{{#resolution}}: {{resolution}}{{/resolution}}"
     "{{#cause}}; cause: {{cause}}{{/cause}}"
     "{{#cause_state}} (cause {{cause_state}}){{/cause_state}}",
     fill_resolved},
    {KIND_RESTORED, "recorded the service as restored{{#note}}: {{note}}{{/note}}", NULL},
    {KIND_VERIFIED, "verified the resolution{{#note}}: {{note}}{{/note}}", NULL},
    {KIND_CLOSED, "closed the incident{{#note}}: {{note}}{{/note}}", NULL},
    {KIND_CANCELLED, "cancelled it, no incident{{#why}}: {{why}}{{/why}}", NULL},
    {KIND_DUPLICATE,
     "ended it as a duplicate of {{other}}{{#moved}}, and took its actions there "
     "({{moved}}){{/moved}}{{#why}}: {{why}}{{/why}}",
     fill_duplicate},
    {KIND_REOPENED,
     "reopened the incident{{#phase}} in phase {{phase}}{{/phase}}"
     "{{#reason}}: {{reason}}{{/reason}}",
     fill_reopened},
    {KIND_ESCALATED, "escalated to {{to}}{{#reason}}: {{reason}}{{/reason}}",
     fill_escalated},
    {KIND_SNOOZED,
     "promised the next update for {{{ready.until}}}{{#reason}}: {{reason}}{{/reason}}",
     fill_snoozed},
    {KIND_ACTION_ADDED,
     "added action {{number}}{{#owner}} for {{owner}}{{/owner}}{{#ready.due}}, due "
     "{{{ready.due}}}{{/ready.due}}{{#origin}} (from {{origin}}){{/origin}}{{#title}}: "
     "{{title}}{{/title}}{{#link}} "
     "{{link}}{{/link}}",
     fill_action},
    {KIND_ACTION_DONE, "finished action {{number}}", NULL},
    {KIND_EVIDENCE,
     "added evidence {{number}}{{#author}} (a message of {{author}}){{/author}}"
     "{{#what}}: {{what}}{{/what}}{{#link}} {{link}}{{/link}}",
     fill_message},
    {KIND_BRIDGE, "set the call bridge{{#url}}: {{url}}{{/url}}", NULL},
    {KIND_LINKED,
     "{{#related}}{{#reopened}}reopened {{other}}, which is no duplicate of it any more"
     "{{/reopened}}{{^reopened}}linked it with {{other}}{{/reopened}}{{/related}}"
     "{{#duplicate_of}}marked it as a duplicate of {{other}}{{/duplicate_of}}"
     "{{#duplicated_by}}marked {{other}} as a duplicate of it{{/duplicated_by}}"
     "{{#reason}}: {{reason}}{{/reason}}",
     fill_linked},
    {KIND_WARNED, "warned: {{wanted}} is due {{{ready.due}}}", fill_deadline},
    {KIND_MISSED,
     "noted a missed deadline: {{wanted}} was due {{{ready.due}}}{{#rung}}, told "
     "{{rung}}{{/rung}}",
     fill_deadline},
    {KIND_NUDGE_SENT,
     "delivered the reminder of {{wanted}}{{#ready.place}} in "
     "{{{ready.place}}}{{/ready.place}}",
     fill_deadline},
    {KIND_NUDGE_FAILED,
     "could not deliver the reminder of {{wanted}}{{#ready.place}} in "
     "{{{ready.place}}}{{/ready.place}}"
     "{{#why}}: {{why}}{{/why}}",
     fill_deadline},
    {KIND_DELIVERY_FAILED,
     "could not deliver a message{{#ready.place}} in {{{ready.place}}}{{/ready.place}}"
     "{{#why}}: {{why}}{{/why}}",
     fill_place},
    {KIND_PLACE_BOUND, "opened {{{ready.place}}}", fill_place},
    {KIND_PLACE_FAILED,
     "could not open a channel on {{network}}{{#why}}: {{why}}{{/why}}", fill_place},
    {KIND_STEP_FAILED, "could not {{wanted}} on {{network}}{{#why}}: {{why}}{{/why}}",
     fill_step},
    {KIND_MARKED, "marked a message {{purpose}}", fill_mark},
    {KIND_UNMARKED, "took the mark off a message {{purpose}}; what it had put here stays",
     fill_mark},
    {KIND_PINNED,
     "put a message{{#author}} of {{author}}{{/author}}{{#ready.posted}} from "
     "{{{ready.posted}}}{{/ready.posted}} on the timeline{{#text}}: {{text}}{{/text}}"
     "{{#why}} (it could not be read: {{why}}){{/why}}{{#link}} {{link}}{{/link}}",
     fill_message},
    {KIND_FILE,
     "shared the file{{#name}} {{name}}{{/name}}{{#size}} ({{size}}){{/size}}"
     "{{#link}} {{link}}{{/link}}",
     fill_message},
    {KIND_EDITED,
     "edited a message that is on the timeline{{#text}}; it says now: "
     "{{text}}{{/text}}",
     NULL},
    {KIND_DELETED, "deleted a message that is on the timeline; its text stays here",
     NULL},
    {KIND_CLOCK_STEPPED,
     "noticed that the clock was set {{#back}}back{{/back}}{{^back}}forward{{/back}}"
     "{{#ready.by}} by {{{ready.by}}}{{/ready.by}}",
     fill_clock},
    {KIND_CHANGED,
     "changed what is known{{#services}}; services {{services}}{{/services}}"
     "{{#type}}; type {{type}}{{/type}}{{#env}}; environment {{env}}{{/env}}"
     "{{#hidden}}; restricted{{/hidden}}{{#shown}}; no longer restricted{{/shown}}"
     "{{#private}}; its channel is private{{/private}}{{#open}}; its channel is "
     "open{{/open}}"
     "{{#ready.detected}}; noticed {{{ready.detected}}}, not "
     "{{{ready.was}}}{{/ready.detected}}{{#ready.impact_from}}; users were hit from "
     "{{{ready.impact_from}}}{{/ready.impact_from}}{{#reason}}: {{reason}}{{/reason}}",
     fill_changed},
    {KIND_PART,
     "recorded {{^part}}the service{{/part}}{{part}} as {{state}}{{#percent}} to "
     "{{percent}} %{{/percent}}{{#note}}: {{note}}{{/note}}",
     fill_part},
    {KIND_UNDONE,
     "took back {{#one}}entry {{from}}{{/one}}{{^one}}entries {{from}} to {{to}}{{/one}}",
     fill_undone},
    {KIND_CORRECTED,
     "corrected entry {{number}}{{#text}}: {{text}}{{/text}}{{#old}} (before: "
     "{{old}}){{/old}}",
     fill_corrected},
    {KIND_REDACTED,
     "removed the text of entry {{number}}{{#reason}}: {{reason}}{{/reason}}", NULL},
};

static const char unknown_words[] =
    "wrote an entry that this version of tocsin does not know ({{kind}})";

static const struct words *words_of(const struct entry *entry) {
    for (size_t i = 0; entry->known && i < sizeof words / sizeof *words; i++) {
        if (text_equal(words[i].kind, entry->kind)) {
            return &words[i];
        }
    }
    return NULL;
}

/* Texts lie under their own names; "ready" is set after them, so that none can pass for
 * markup of ours. */
static void begin_view(struct wording *t) {
    t->view = arena_json(t->arena, t->entry->text != NULL ? json_deep_copy(t->entry->text)
                                                          : json_object());
    t->ready = json_object();
    json_object_set_new(t->view, "ready", t->ready);
    put(t, "kind", t->entry->kind);
    if (number_of(t, "number") != 0) {
        jsonx_set_int(t->view, "number", number_of(t, "number"));
    }
}

char *record_entry_line(struct arena *arena, const struct world *world,
                        const struct entry *entry) {
    const struct words *kind = words_of(entry);
    const char *text = kind != NULL ? kind->text : unknown_words;
    bool ours = text_starts(entry->actor, "tocsin:");
    bool removed = entry->tx != NULL && entry->text == NULL;
    struct wording t = {arena, world, entry, NULL, NULL};
    struct strbuf out;
    char *line;

    begin_view(&t);
    if (kind != NULL && kind->fill != NULL) {
        kind->fill(&t);
    }
    strbuf_init(&out, LIMIT_RENDERED);
    if (!template_render(text, strlen(text), t.view, markup_escape, NULL, NULL, &out,
                         NULL)) {
        strbuf_add(&out, markup_escaped(arena, entry->kind));
    }
    line = arena_printf(
        arena, "<t:%lld> *%s* %s%s%s%s%s", (long long)entry_when(entry),
        markup_escaped(arena,
                       ours ? "tocsin" : people_name(world->directory, entry->actor)),
        out.ptr, removed ? ": " : "", removed ? markup_escaped(arena, TEXT_REMOVED) : "",
        entry_when(entry) != entry->at
            ? arena_printf(arena, " (written down <t:%lld>)", (long long)entry->at)
            : "",
        marks_of(entry));
    strbuf_free(&out);
    return line;
}
