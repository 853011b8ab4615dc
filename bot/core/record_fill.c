/* record_fill.c: the data of an entry in words: severities, roles and phases by the
 * policy's names, people by theirs. */
#include "core/record_fill.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/mitigations.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/route_steps.h"
#include "core/view_fields.h"
#include "core/view_link.h"

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

    if (actor) {
        put(t, key, people_name(t->world->directory, actor));
    }
}

static void put_severity(const struct wording *t, const char *key) {
    put(t, key, policy_severity(t->world->policy, (int)number_of(t, key))->name);
}

static void put_phase(const struct wording *t, const char *key) {
    const struct policy_phase *phase = policy_phase(t->world->policy, string_of(t, key));

    put(t, key, phase ? phase->name : string_of(t, key));
}

static const char *role_name(const struct wording *t, const char *key) {
    const struct policy_role *role = policy_role(t->world->policy, key);

    return role ? role->name : key;
}

/* ---- what the kinds add to the view ---- */

static const char *services_of(const struct wording *t) {
    const json_t *services = json_object_get(t->entry->data, "services");
    const char *all = NULL;

    for (size_t i = 0; i < json_array_size(services); i++) {
        const char *one = json_string_value(json_array_get(services, i));

        all = !all || !one ? one : arena_printf(t->arena, "%s, %s", all, one);
    }
    return all;
}

void words_opened(const struct wording *t) {
    put_severity(t, "severity");
    put(t, "services", services_of(t));
    put(t, "type", string_of(t, "type"));
    view_flag(t->view, "near_miss", jsonx_bool(t->entry->data, "near_miss", false));
}

void words_severity(const struct wording *t) {
    put_severity(t, "from");
    put_severity(t, "to");
}

void words_phase(const struct wording *t) {
    put_phase(t, "from");
    put_phase(t, "to");
}

void words_reopened(const struct wording *t) {
    put_phase(t, "phase");
}

void words_role(const struct wording *t) {
    view_flag(t->view, "self", text_equal(string_of(t, "to"), t->entry->actor));
    view_flag(t->view, "handoff", jsonx_bool(t->entry->data, "handoff", false));
    put(t, "role", role_name(t, string_of(t, "role")));
    put_person(t, "to");
    put_person(t, "from");
}

void words_update(const struct wording *t) {
    view_time(t->ready, "eta_at", number_of(t, "eta"));
}

void words_resolved(const struct wording *t) {
    put(t, "cause_state", string_of(t, "cause"));
}

void words_mitigated(const struct wording *t) {
    put(t, "part", string_of(t, "part"));
    view_flag(t->view, "temporary", jsonx_bool(t->entry->data, "temporary", false));
}

void words_mitigation(const struct wording *t) {
    put(t, "state", mitigation_says(string_of(t, "state")));
}

void words_escalated(const struct wording *t) {
    put_person(t, "to");
}

void words_snoozed(const struct wording *t) {
    view_time(t->ready, "until", number_of(t, "until"));
}

void words_action(const struct wording *t) {
    put_person(t, "owner");
    put(t, "origin", string_of(t, "from"));
    view_time(t->ready, "due", number_of(t, "due"));
}

void words_linked(const struct wording *t) {
    const char *as = string_of(t, "as");

    put(t, "other", string_of(t, "other"));
    put_person(t, "who");
    view_flag(t->view, "reopened", jsonx_bool(t->entry->data, "reopened", false));
    view_flag(t->view,
              text_in(as, (const char *const[]){"duplicate_of", "duplicated_by", NULL})
                  ? as
                  : "related",
              true);
}

void words_duplicate(const struct wording *t) {
    const json_t *moved = json_object_get(t->entry->data, "moved");
    const char *all = NULL;

    put(t, "other", string_of(t, "other"));
    for (size_t i = 0; i < json_array_size(moved); i++) {
        long long number = json_integer_value(json_array_get(moved, i));

        all = !all ? arena_printf(t->arena, "%lld", number)
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
    return deadline ? deadline : "something";
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

void words_deadline(const struct wording *t) {
    int rung = deadline_rung(t->world->policy, (int)number_of(t, "step"));

    put(t, "wanted", wanted(t));
    view_time(t->ready, "due", number_of(t, "due"));
    jsonx_set_string(t->ready, "place", view_place(t->arena, string_of(t, "place")));
    if (rung > 0) {
        put(t, "rung", role_name(t, t->world->policy->ladder[rung - 1]));
    }
}

void words_place(const struct wording *t) {
    jsonx_set_string(t->ready, "place", view_place(t->arena, string_of(t, "place")));
    put(t, "network", string_of(t, "network"));
}

/* Steps of keeping a channel (delivery.h), as what was wanted. */
void words_step(const struct wording *t) {
    put(t, "network", string_of(t, "network"));
    put(t, "wanted", step_words(string_of(t, "step")));
}

void words_mark(const struct wording *t) {
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

void words_message(const struct wording *t) {
    int64_t size = number_of(t, "size");

    put_person(t, "author");
    view_time(t->ready, "posted", number_of(t, "posted"));
    jsonx_set_string(t->ready, "what",
                     view_link(t->arena, jsonx_string(t->entry->text, "what", NULL)));
    if (size > 0) {
        put(t, "size", size_words(t->arena, size));
    }
}

/* Nobody said who did it: tocsin saw that it was done. */
void words_seen(const struct wording *t) {
    put_person(t, "author");
    view_flag(t->view, "seen", text_equal(t->entry->actor, ACTOR_BOT));
}

void words_clock(const struct wording *t) {
    int64_t by = number_of(t, "by");

    view_flag(t->view, "back", by < 0);
    view_rule(t->ready, "by", by > -TIME_MAX ? llabs(by) : TIME_MAX);
}

void words_changed(const struct wording *t) {
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

void words_part(const struct wording *t) {
    put(t, "part", string_of(t, "part"));
    put(t, "state", string_of(t, "state"));
    if (number_of(t, "percent") > 0) {
        jsonx_set_int(t->view, "percent", number_of(t, "percent"));
    }
}

void words_undone(const struct wording *t) {
    view_flag(t->view, "one", number_of(t, "from") == number_of(t, "to"));
    jsonx_set_int(t->view, "from", number_of(t, "from"));
    jsonx_set_int(t->view, "to", number_of(t, "to"));
}

void words_corrected(const struct wording *t) {
    put(t, "old", jsonx_string(t->entry->was, "text", NULL));
}
