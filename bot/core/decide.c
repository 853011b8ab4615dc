/* decide.c: turns that nobody typed: due deadlines, what a network answered, a removal of
 * text, a clock that stepped.
 *
 * They take the same road as commands and end in the same commit. What was due is derived
 * again from the state that the turn sees: a deadline that an update has moved meanwhile
 * is simply not there any more. */
#include "core/decide.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/delivery_rules.h"
#include "core/dispatch.h"
#include "core/message.h"
#include "core/turn_add.h"

/* The incident of the turn, when this binary may write to it. */
static const struct incident *writable(const struct turn *turn, struct error *err) {
    const struct incident *incident = turn->before;

    if (!incident) {
        err_set(err, ERR_NOT_FOUND, "There is no such incident.");
        return NULL;
    }
    if (incident->read_only) {
        dispatch_read_only(turn, incident, err);
        return NULL;
    }
    return incident;
}

/* ---- deadlines ---- */

static json_t *deadline_data(const struct deadline *deadline) {
    return json_pack("{s:s, s:I, s:I}", "deadline", deadline->kind, "ref",
                     (json_int_t)deadline->ref, "due", (json_int_t)deadline->due);
}

/* How long nobody was reminded although it was time. A severity that was changed after that
 * time has made the deadline new: until then another one was reminded of. */
static int64_t late_of(const struct turn *turn, const struct deadline *deadline) {
    int64_t changed = turn_incident(turn)->cadence.changed;
    int64_t at = deadline->at > changed ? deadline->at : changed;

    return turn->world->now - (deadline->ref == 0 ? at : deadline->at);
}

static bool take(struct turn *turn, const struct deadline *deadline, struct error *err) {
    struct absence absence = turn->world->absence;
    int64_t late = late_of(turn, deadline);
    json_t *data = deadline_data(deadline);

    if (deadline->step == STEP_WARN) {
        return turn_add_as(turn, ACTOR_CLOCK, KIND_WARNED, data, NULL, err);
    }
    jsonx_set_int(data, "step", deadline->step);
    jsonx_set_int(data, "late", late > 0 ? late : 0); /* some are taken along early */
    jsonx_set_int(data, "missed", deadline->missed);
    if (deadline->top != 0) {
        jsonx_set_int(data, "top", deadline->top);
    }
    if (deadline->at >= absence.from && deadline->at < absence.to) {
        jsonx_set_int(data, "away_from", absence.from);
        jsonx_set_int(data, "away_to", absence.to);
    }
    return turn_add_as(turn, ACTOR_CLOCK, KIND_MISSED, data, NULL, err);
}

bool decide_due(struct turn *turn, struct error *err) {
    const struct incident *incident = writable(turn, err);
    const struct world *world = turn->world;
    struct deadline *due;
    size_t n;
    int taken = 0;

    if (!incident) {
        return false;
    }
    due = arena_array(turn->arena, DEADLINES_MAX, sizeof *due);
    n = deadlines_due(incident, world->policy, world->directory, world->civil,
                      world->absence, world->now, due);
    /* Two hundred actions may fall due at one moment, and one commit cannot tell all of
     * their owners. */
    for (size_t i = 0; i < n && taken < DUE_STEPS; i++) {
        if (!take(turn, &due[i], err)) {
            turn_drop(turn);
            return false;
        }
        taken++;
    }
    return true;
}

/* ---- answers ---- */

/* Copies members that an entry of this kind has. False: a string is missing. */
static bool copy(const json_t *from, json_t *to, const char *const *strings,
                 const char *const *numbers) {
    for (; *strings; strings++) {
        const char *value = jsonx_string(from, *strings, NULL);

        if (!value) {
            return false;
        }
        jsonx_set_string(to, *strings, value);
    }
    for (; *numbers; numbers++) {
        jsonx_set_int(to, *numbers, jsonx_int(from, *numbers, 0));
    }
    return true;
}

bool decide_answer(struct turn *turn, struct error *err) {
    const json_t *answer = turn->input->data;
    const struct answer_rule *rule = answer_named(jsonx_string(answer, "what", NULL));
    bool ok = jsonx_bool(answer, "ok", false);
    const char *why = ok ? NULL : jsonx_string(answer, "why", NULL);
    const struct answer_entry *entry;
    json_t *data;

    if (!writable(turn, err)) {
        return false;
    }
    if (rule && rule->message) {
        return message_answered(turn, err);
    }
    entry = !rule ? NULL : ok ? &rule->sent : &rule->denied;
    data = json_object();
    if (!entry || !entry->kind || !copy(answer, data, entry->strings, entry->numbers)) {
        json_decref(data);
        return err_set(err, ERR_INVALID, "This answer of a network means nothing here.");
    }
    if (json_is_array(json_object_get(answer, "also"))) {
        json_object_set(data, "also", json_object_get(answer, "also"));
    }
    if (json_is_boolean(json_object_get(answer, "private"))) {
        json_object_set(data, "private", json_object_get(answer, "private"));
    }
    return turn_add_as(turn, ACTOR_BOT, entry->kind, data,
                       why ? json_pack("{s:s}", "why", why) : NULL, err);
}

/* ---- removal of text, steps of the clock ---- */

bool decide_redact(struct turn *turn, struct error *err) {
    return writable(turn, err) && turn_redact(turn, turn->input->number, NULL, err);
}

bool decide_clock(struct turn *turn, struct error *err) {
    if (!writable(turn, err)) {
        return false;
    }
    return turn->input->number == 0 ||
           turn_add_as(turn, ACTOR_CLOCK, KIND_CLOCK_STEPPED,
                       json_pack("{s:I}", "by", (json_int_t)turn->input->number), NULL,
                       err);
}
