/* record_words.c: every kind of entry in words: the timeline as people read it.
 *
 * One template a kind, over a view that holds the entry's texts under their own names,
 * its data in words (severities, roles and phases by the policy's names, people by
 * theirs) and, under "ready", what is markup already. What people wrote is in the view
 * and never in a template, so it cannot become anything but text. */
#include "core/record_words.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/entry_kinds.h"
#include "core/fold_read.h"
#include "core/history.h"
#include "core/markup_text.h"
#include "core/people.h"
#include "core/record_fill.h"
#include "core/template.h"

/* What later entries made of this one. */
static const char *marks_of(const struct entry *entry) {
    if (entry->undone) {
        return " (taken back)";
    }
    return entry->was && !text_equal(entry->kind, KIND_CORRECTED) ? " (corrected)" : "";
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
     words_opened},
    {KIND_ACKNOWLEDGED, "acknowledged", NULL},
    {KIND_SEVERITY,
     "changed the severity from {{from}} to {{to}}{{#reason}}: {{reason}}{{/reason}}",
     words_severity},
    {KIND_ROLE,
     "{{#self}}took the role {{role}}{{#from}} from {{from}}{{/from}}{{/self}}"
     "{{^self}}{{#handoff}}handed{{/handoff}}{{^handoff}}gave{{/handoff}} the role "
     "{{role}} to {{to}}{{/self}}{{#note}}: {{note}}{{/note}}",
     words_role},
    {KIND_ROLE_RELEASED, "gave up the role {{role}}", words_role},
    {KIND_UPDATE,
     "posted an update{{#update}}: {{update}}{{/update}}"
     "{{#impact}}; impact: {{impact}}{{/impact}}{{#next}}; next: {{next}}{{/next}}"
     "{{#workaround}}; workaround: {{workaround}}{{/workaround}}"
     "{{#ready.eta_at}}; expected end {{{ready.eta_at}}}{{/ready.eta_at}}"
     "{{#eta}}; expected end: {{eta}}{{/eta}}",
     words_update},
    {KIND_PHASE, "moved it from {{from}} to {{to}}{{#note}}: {{note}}{{/note}}",
     words_phase},
    {KIND_SUMMARY, "changed the summary{{#summary}}: {{summary}}{{/summary}}", NULL},
    {KIND_IMPACT, "changed the impact{{#impact}}: {{impact}}{{/impact}}", NULL},
    {KIND_NOTE, "noted{{#note}}: {{note}}{{/note}}", NULL},
    {KIND_DECISION, "decided{{#decision}}: {{decision}}{{/decision}}", NULL},
    {KIND_CONTAINED, "recorded it as contained{{#note}}: {{note}}{{/note}}", NULL},
    {KIND_MITIGATED,
     "recorded {{^number}}a {{/number}}{{#temporary}}temporary {{/temporary}}mitigation"
     "{{#number}} {{number}}{{/number}}"
     "{{#part}} of {{part}}{{/part}}{{#note}}: {{note}}{{/note}}",
     words_mitigated},
    {KIND_MITIGATION,
     "recorded that mitigation {{number}} {{state}}{{#note}}: {{note}}{{/note}}",
     words_mitigation},
    {KIND_RESOLVED,
     "resolved it{{#resolution}}: {{resolution}}{{/resolution}}"
     "{{#cause}}; cause: {{cause}}{{/cause}}"
     "{{#cause_state}} (cause {{cause_state}}){{/cause_state}}",
     words_resolved},
    {KIND_RESTORED, "recorded the service as restored{{#note}}: {{note}}{{/note}}", NULL},
    {KIND_VERIFIED, "verified the resolution{{#note}}: {{note}}{{/note}}", NULL},
    {KIND_CLOSED, "closed the incident{{#note}}: {{note}}{{/note}}", NULL},
    {KIND_CANCELLED, "cancelled it, no incident{{#why}}: {{why}}{{/why}}", NULL},
    {KIND_DUPLICATE,
     "ended it as a duplicate of {{other}}{{#moved}}, and took its actions there "
     "({{moved}}){{/moved}}{{#why}}: {{why}}{{/why}}",
     words_duplicate},
    {KIND_REOPENED,
     "reopened the incident{{#phase}} in phase {{phase}}{{/phase}}"
     "{{#reason}}: {{reason}}{{/reason}}",
     words_reopened},
    {KIND_ESCALATED, "escalated to {{to}}{{#reason}}: {{reason}}{{/reason}}",
     words_escalated},
    {KIND_SNOOZED,
     "promised the next update for {{{ready.until}}}{{#reason}}: {{reason}}{{/reason}}",
     words_snoozed},
    {KIND_ACTION_ADDED,
     "added action {{number}}{{#owner}} for {{owner}}{{/owner}}{{#ready.due}}, due "
     "{{{ready.due}}}{{/ready.due}}{{#origin}} (from {{origin}}){{/origin}}{{#title}}: "
     "{{title}}{{/title}}{{#link}}; [see it]({{link}}){{/link}}",
     words_action},
    {KIND_ACTION_DONE, "finished action {{number}}", NULL},
    {KIND_EVIDENCE,
     "added evidence {{number}}{{#author}} (a message of {{author}}){{/author}}"
     "{{#what}}: {{{ready.what}}}{{/what}}{{#link}}; [see it]({{link}}){{/link}}",
     words_message},
    {KIND_BRIDGE, "set the call bridge{{#url}}: [join]({{url}}){{/url}}", NULL},
    {KIND_LINKED,
     "{{#related}}{{#reopened}}{{#who}}noted that {{who}} {{/who}}reopened {{other}}, "
     "which is no duplicate of it any more"
     "{{/reopened}}{{^reopened}}linked it with {{other}}{{/reopened}}{{/related}}"
     "{{#duplicate_of}}marked it as a duplicate of {{other}}{{/duplicate_of}}"
     "{{#duplicated_by}}marked {{other}} as a duplicate of it{{/duplicated_by}}"
     "{{#reason}}: {{reason}}{{/reason}}",
     words_linked},
    {KIND_WARNED, "warned: {{wanted}} is due {{{ready.due}}}", words_deadline},
    {KIND_MISSED,
     "noted a missed deadline: {{wanted}} was due {{{ready.due}}}{{#rung}}, told "
     "{{rung}}{{/rung}}",
     words_deadline},
    {KIND_NUDGE_SENT,
     "delivered the reminder of {{wanted}}{{#ready.place}} in "
     "{{{ready.place}}}{{/ready.place}}",
     words_deadline},
    {KIND_NUDGE_FAILED,
     "could not deliver the reminder of {{wanted}}{{#ready.place}} in "
     "{{{ready.place}}}{{/ready.place}}"
     "{{#why}}: {{why}}{{/why}}",
     words_deadline},
    {KIND_DELIVERY_FAILED,
     "could not deliver a message{{#ready.place}} in {{{ready.place}}}{{/ready.place}}"
     "{{#why}}: {{why}}{{/why}}",
     words_place},
    {KIND_PLACE_BOUND, "opened {{{ready.place}}}", words_place},
    {KIND_PLACE_FAILED,
     "could not open a channel on {{network}}{{#why}}: {{why}}{{/why}}", words_place},
    {KIND_STEP_FAILED, "could not {{wanted}} on {{network}}{{#why}}: {{why}}{{/why}}",
     words_step},
    {KIND_PLACE_HEARD, "could say something in {{{ready.place}}} again", words_place},
    {KIND_MARKED, "marked a message {{purpose}}", words_mark},
    {KIND_UNMARKED, "took the mark off a message {{purpose}}; what it had put here stays",
     words_mark},
    {KIND_PINNED,
     "put a message{{#author}} of {{author}}{{/author}}{{#ready.posted}} from "
     "{{{ready.posted}}}{{/ready.posted}} on the timeline{{#text}}: {{text}}{{/text}}"
     "{{#why}} (it could not be read: {{why}}){{/why}}"
     "{{#link}}; [see it]({{link}}){{/link}}",
     words_message},
    {KIND_FILE,
     "shared the file{{#name}} {{name}}{{/name}}{{#size}} ({{size}}){{/size}}"
     "{{#link}}; [see it]({{link}}){{/link}}",
     words_message},
    {KIND_EDITED,
     "{{#seen}}saw that a message{{#author}} of {{author}}{{/author}} was edited, which "
     "is on the timeline{{/seen}}{{^seen}}edited a message that is on the timeline"
     "{{/seen}}{{#text}}; it says now: {{text}}{{/text}}",
     words_seen},
    {KIND_DELETED,
     "{{#seen}}saw that a message{{#author}} of {{author}}{{/author}} was deleted, which "
     "is on the timeline{{/seen}}{{^seen}}deleted a message that is on the timeline"
     "{{/seen}}; its text stays here",
     words_seen},
    {KIND_CLOCK_STEPPED,
     "noticed that the clock was set {{#back}}back{{/back}}{{^back}}forward{{/back}}"
     "{{#ready.by}} by {{{ready.by}}}{{/ready.by}}",
     words_clock},
    {KIND_CHANGED,
     "changed what is known{{#services}}; services {{services}}{{/services}}"
     "{{#type}}; type {{type}}{{/type}}{{#env}}; environment {{env}}{{/env}}"
     "{{#hidden}}; restricted{{/hidden}}{{#shown}}; no longer restricted{{/shown}}"
     "{{#private}}; its channel is private{{/private}}{{#open}}; its channel is "
     "open{{/open}}"
     "{{#ready.detected}}; noticed {{{ready.detected}}}, not "
     "{{{ready.was}}}{{/ready.detected}}{{#ready.impact_from}}; users were hit from "
     "{{{ready.impact_from}}}{{/ready.impact_from}}{{#reason}}: {{reason}}{{/reason}}",
     words_changed},
    {KIND_PART,
     "recorded {{^part}}the service{{/part}}{{part}} as {{state}}{{#percent}} to "
     "{{percent}} %{{/percent}}{{#note}}: {{note}}{{/note}}",
     words_part},
    {KIND_UNDONE,
     "took back {{#one}}entry {{from}}{{/one}}{{^one}}entries {{from}} to {{to}}{{/one}}",
     words_undone},
    {KIND_CORRECTED,
     "corrected entry {{number}}{{#text}}: {{text}}{{/text}}{{#old}} (before: "
     "{{old}}){{/old}}",
     words_corrected},
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
    t->view = arena_json(t->arena,
                         t->entry->text ? json_deep_copy(t->entry->text) : json_object());
    t->ready = json_object();
    json_object_set_new(t->view, "ready", t->ready);
    jsonx_set_string(t->view, "kind", t->entry->kind);
    if (jsonx_int(t->entry->data, "number", 0) != 0) {
        jsonx_set_int(t->view, "number", jsonx_int(t->entry->data, "number", 0));
    }
}

char *record_entry_line(struct arena *arena, const struct world *world,
                        const struct entry *entry) {
    const struct words *kind = words_of(entry);
    const char *text = kind ? kind->text : unknown_words;
    bool ours = address_on(entry->actor, ADDRESS_BOT);
    bool removed = entry->tx && !entry->text;
    struct wording t = {arena, world, entry, NULL, NULL};
    struct strbuf out;
    char *line;

    begin_view(&t);
    if (kind && kind->fill) {
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
        out.ptr, removed ? ": " : "",
        removed ? markup_escaped(arena, entry_no_text(entry)) : "",
        entry_when(entry) != entry->at
            ? arena_printf(arena, " (typed <t:%lld>)", (long long)entry->at)
            : "",
        marks_of(entry));
    strbuf_free(&out);
    return line;
}
