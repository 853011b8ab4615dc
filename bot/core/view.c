/* view.c: the view of an incident that every template gets.
 *
 * Two kinds of values. Plain ones are data of people and are used with two braces, which
 * escape them. Ready ones are markup made here (moments, durations, mentions, places) and
 * are used with three. What is not known is left out, so that a section over it is false.
 *
 *   plain  id number summary service services type env near_miss restricted closed
 *          severity.level .name .word   highest (when it was worse)   phase phase_name
 *          status impact next_steps workaround last_update
 *          resolution root_cause cause_fixed cause_isolated cause_unknown
 *          temporary_mitigation   whole_notices (unknown fields are said as well)
 *          commander   reopened (how often)   updates version policy
 *          status_page runbook support bridge
 *          restored (no more updates are due)   over (resolved, restored or closed)
 *          here (in the incident's own channel)   in_person (said to one person alone)
 *          update_overdue cadence_days
 *          roles[].key .name .holder .is_commander
 *          has_actions more_actions open_actions[].number .title
 *          links[].other .related .duplicate_of .duplicated_by
 *          has_parts (some work, not all)
 *          parts[].name .percent .restored .broken .mitigated .last
 *          has_mitigations mitigations[].number .what .temporary .in_place .works .failed
 *          .removed .last
 *   ready  started declared detected duration restored_at resolved_at
 *          eta eta_passed next_update cadence
 *          hit_from (when told apart from detection)   since (when it became `status`)
 *          commander_mention declared_by place roles[].mention
 *          open_actions[].owner .due
 *
 * `end` is how it ended: "closed", "cancelled", "duplicate"; absent while it is open.
 *
 * `status` is words of the message pack: the template of that name, over the flags
 * is_closed, is_cancelled, is_duplicate (with `original`, the one that goes on),
 * is_verified, is_restored, is_resolved, is_mitigated, is_contained and is_investigating
 * (only the furthest is set), and recovered.
 *
 * An outsider of a restricted incident gets `restricted_view`: there is nothing in it
 * that a template could give away. */
#include "core/view.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/deadline_due.h"
#include "core/deadlines.h"
#include "core/markup_text.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/template.h"
#include "core/view_fields.h"
#include "core/view_lists.h"
#include "core/view_parts.h"

json_t *view_severity(const struct policy *policy, int level) {
    const struct policy_severity *severity = policy_severity(policy, level);
    json_t *view = json_object();

    jsonx_set_int(view, "level", level);
    jsonx_set_string(view, "name", severity->name);
    jsonx_set_string(view, "word", severity->word);
    return view;
}

/* ---- status ---------------------------------------------------------------------- */

/* When users began to be hit, as far as is known. */
static int64_t started(const struct incident *incident) {
    int64_t detected = incident->milestones[MILESTONE_DETECTED];

    return incident->impact_from != 0 ? incident->impact_from
           : detected != 0            ? detected
                                      : incident->opened;
}

/* The flag of how it stands, and since when it stands so. */
static const char *furthest(const struct incident *incident, int64_t *ret_since) {
    static const struct {
        enum milestone milestone;
        const char *flag;
    } order[] = {
        {MILESTONE_VERIFIED, "is_verified"},   {MILESTONE_RESOLVED, "is_resolved"},
        {MILESTONE_RECOVERED, "is_restored"},  {MILESTONE_MITIGATED, "is_mitigated"},
        {MILESTONE_CONTAINED, "is_contained"},
    };

    if (incident->closed) {
        *ret_since = incident->milestones[MILESTONE_CLOSED];
        return text_equal(incident->end, END_CANCELLED)   ? "is_cancelled"
               : text_equal(incident->end, END_DUPLICATE) ? "is_duplicate"
                                                          : "is_closed";
    }
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        *ret_since = incident->milestones[order[i].milestone];
        if (*ret_since != 0) {
            return order[i].flag;
        }
    }
    /* Again: what was before the reopening is told by the duration. */
    *ret_since = incident->reopened > 0 && incident->down_since != 0
                     ? incident->down_since
                     : started(incident);
    return "is_investigating";
}

static void escape_nothing(struct strbuf *out, const char *s, size_t len) {
    strbuf_addn(out, s, len);
}

static void view_status(struct arena *arena, json_t *view,
                        const struct messages *messages,
                        const struct incident *incident) {
    const char *words = messages_find(messages, "status");
    struct strbuf out;
    int64_t since;

    view_flag(view, furthest(incident, &since), true);
    view_flag(view, "recovered", incident->milestones[MILESTONE_RECOVERED] != 0);
    strbuf_init(&out, LIMIT_TITLE);
    if (words && template_render(words, strlen(words), view, escape_nothing, NULL, NULL,
                                 &out, NULL)) {
        jsonx_set_string(view, "status", text_trim(arena, out.ptr));
    }
    strbuf_free(&out);
}

/* ---- parts ----------------------------------------------------------------------- */

static void view_services(struct arena *arena, json_t *view,
                          const struct incident *incident) {
    const char *all = incident->nservices > 0 ? incident->services[0] : NULL;

    view_text(view, "service", all);
    for (size_t i = 1; i < incident->nservices; i++) {
        all = arena_printf(arena, "%s, %s", all, incident->services[i]);
    }
    view_text(view, "services", all);
}

static void view_roles(struct arena *arena, json_t *view, const struct world *world,
                       const struct incident *incident) {
    const char *commander = policy_commander(world->policy);
    const char *holder = commander ? incident_role(incident, commander) : NULL;
    json_t *roles = json_array();

    for (size_t i = 0; i < incident->nroles; i++) {
        const struct role_holder *held = &incident->roles[i];
        const struct policy_role *role = policy_role(world->policy, held->role);
        json_t *one = json_object();

        jsonx_set_string(one, "key", held->role);
        jsonx_set_string(one, "name", role ? role->name : held->role);
        jsonx_set_string(one, "holder", people_name(world->directory, held->actor));
        jsonx_set_string(one, "mention", view_mention(arena, held->actor));
        view_flag(one, "is_commander", text_equal(held->role, commander));
        json_array_append_new(roles, one);
    }
    json_object_set_new(view, "roles", roles);
    if (holder) {
        jsonx_set_string(view, "commander", people_name(world->directory, holder));
        jsonx_set_string(view, "commander_mention", view_mention(arena, holder));
    }
}

/* How long the service was down, this outage included. One that was cancelled had none,
 * and that of a duplicate is told where it goes on. */
static int64_t outage(const struct world *world, const struct incident *incident) {
    int64_t ms = incident->restored_ms;

    if (incident->end) {
        return 0;
    }
    if (incident->down_since != 0 && world->now > incident->down_since) {
        ms += world->now - incident->down_since;
    }
    return ms;
}

/* An expected end that has passed is no expectation: it is told to whoever is asked for
 * a new one, and nobody else. */
static void view_eta(struct arena *arena, json_t *view, const struct world *world,
                     const struct incident *incident) {
    if (incident->eta > world->now) {
        view_time(view, "eta", incident->eta);
    } else if (incident->eta != 0) {
        view_time(view, "eta_passed", incident->eta);
    } else if (!text_is_empty(incident->eta_text)) {
        jsonx_set_string(view, "eta", markup_escaped(arena, incident->eta_text));
    }
}

static void view_times(struct arena *arena, json_t *view, const struct world *world,
                       const struct incident *incident) {
    const struct span *cadence =
        &policy_severity(world->policy, incident->severity)->update;
    int64_t due = deadline_update_due(incident, world->policy, world->civil), since;

    furthest(incident, &since);
    view_time(view, "since", since);
    view_time(view, "detected", incident->milestones[MILESTONE_DETECTED]);
    view_time(view, "started", started(incident));
    view_time(view, "hit_from", incident->impact_from);
    view_time(view, "declared", incident->opened);
    view_duration(view, "duration", outage(world, incident));
    view_time(view, "resolved_at", incident->milestones[MILESTONE_RESOLVED]);
    view_time(view, "restored_at", incident->milestones[MILESTONE_RECOVERED]);
    view_flag(view, "over",
              incident->closed || incident->milestones[MILESTONE_RESOLVED] != 0 ||
                  incident->milestones[MILESTONE_RECOVERED] != 0);
    view_time(view, "next_update", due);
    view_flag(view, "update_overdue", due < world->now);
    view_flag(view, "restored",
              world->policy->updates_until &&
                  incident_reached(incident, world->policy->updates_until));
    view_rule(view, "cadence", cadence->ms);
    if (cadence->ms == 0 && cadence->business_days > 0) {
        jsonx_set_int(view, "cadence_days", cadence->business_days);
    }
    view_eta(arena, view, world, incident);
}

static void view_texts(json_t *view, const struct incident *incident) {
    view_text(view, "summary", incident->summary);
    view_text(view, "type", incident->type);
    view_text(view, "env", incident->env);
    view_text(view, "impact", incident->impact);
    view_text(view, "next_steps", incident->next);
    view_text(view, "workaround", incident->workaround);
    view_text(view, "last_update", incident->last_update);
    view_text(view, "resolution", incident->resolution);
    view_text(view, "root_cause", incident->cause);
    view_text(view, "bridge", incident->bridge);
    view_text(view, "policy", incident->policy);
    view_flag(view, "cause_fixed", text_equal(incident->cause_state, "fixed"));
    view_flag(view, "cause_isolated", text_equal(incident->cause_state, "isolated"));
    view_flag(view, "cause_unknown", text_equal(incident->cause_state, "unknown"));
    view_flag(view, "temporary_mitigation", incident->temporary_mitigation);
    view_flag(view, "near_miss", incident->near_miss);
}

/* ---- the views ------------------------------------------------------------------- */

json_t *restricted_view(struct arena *arena, const struct world *world,
                        const struct incident *incident) {
    const struct policy_phase *phase = policy_phase(world->policy, incident->phase);
    const char *number = strrchr(incident->id, '-');
    json_t *view = json_object();

    jsonx_set_string(view, "id", incident->id);
    jsonx_set_string(view, "number", number ? number + 1 : incident->id);
    json_object_set_new(view, "severity",
                        view_severity(world->policy, incident->severity));
    if (incident->severity_highest != 0 &&
        incident->severity_highest != incident->severity) {
        jsonx_set_string(
            view, "highest",
            policy_severity(world->policy, incident->severity_highest)->name);
    }
    jsonx_set_string(view, "phase", incident->phase);
    jsonx_set_string(view, "phase_name", phase ? phase->name : incident->phase);
    view_flag(view, "restricted", incident->restricted);
    view_flag(view, "closed", incident->closed);
    jsonx_set_string(view, "end", incident_end(incident));
    jsonx_set_string(view, "original", incident_original(incident));
    view_status(arena, view, world->messages, incident);
    return view;
}

json_t *incident_view(struct arena *arena, const struct world *world,
                      const struct incident *incident) {
    json_t *view = restricted_view(arena, world, incident);

    view_texts(view, incident);
    view_services(arena, view, incident);
    view_times(arena, view, world, incident);
    view_roles(arena, view, world, incident);
    view_actions(arena, view, world, incident);
    view_links(view, incident);
    view_parts(view, incident);
    view_places(arena, view, incident);
    if (incident->declarer) {
        jsonx_set_string(
            view, "declared_by",
            markup_escaped(arena, people_name(world->directory, incident->declarer)));
    }
    jsonx_set_int(view, "version", incident->version);
    jsonx_set_int(view, "updates", incident->updates);
    if (incident->reopened > 0) {
        jsonx_set_int(view, "reopened", incident->reopened);
    }
    view_flag(view, "whole_notices", world->policy->whole_notices);
    view_text(view, "status_page", world->directory->status_page);
    view_text(view, "runbook", world->directory->runbook);
    view_text(view, "support", world->directory->support);
    return view;
}
