/* turn_add.c: the facts that a command appends to its turn.
 *
 * Every entry is folded in as soon as it is appended, on a clone made with the first one,
 * so that a handler that reads the incident again sees what it has just decided. Entries
 * are not sealed here: salt and hashes belong to the commit. */
#include "core/turn_add.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/entry_kinds.h"
#include "core/fold.h"
#include "core/history.h"
#include "core/names.h"
#include "core/told.h"

/* Entries kept free of an incident's limit, so that a full one can still be brought to
 * its end: one that cannot be closed would be reminded of for ever. */
enum { ENTRIES_TO_END = LIMIT_TURN_ENTRIES };

static bool ends_incident(const char *kind) {
    static const char *const kinds[] = {
        KIND_RESOLVED,  KIND_RESTORED, KIND_VERIFIED, KIND_CANCELLED,
        KIND_DUPLICATE, KIND_CLOSED,   KIND_PHASE,    NULL};

    return text_in(kind, kinds);
}

static bool has_room(const struct change *change, const char *kind, struct error *err) {
    int64_t most = ends_incident(kind) ? LIMIT_ENTRIES : LIMIT_ENTRIES - ENTRIES_TO_END;

    if (change->nentries >= LIMIT_TURN_ENTRIES) {
        return err_set(err, ERR_LIMIT,
                       "One command can write at most %d entries. Split it in two.",
                       LIMIT_TURN_ENTRIES);
    }
    if (change->after->version >= most) {
        return err_set(
            err, ERR_LIMIT,
            "%s has %lld entries, which is the limit. Close it, and go on in a "
            "new incident that is linked with it.",
            change->id, (long long)change->after->version);
    }
    return true;
}

/* What people wrote keeps the names of those they mentioned, as they are now. */
static void name_mentions(const struct turn *turn, json_t *text) {
    const char *key;
    json_t *value;

    json_object_foreach(text, key, value) {
        const char *was = json_string_value(value);
        const char *is = names_in_text(turn->arena, turn->world->directory, was);

        if (is != was) {
            json_object_set_new(text, key, json_string(is));
        }
    }
}

static bool append(struct turn *turn, struct change *change, const char *actor,
                   const char *kind, json_t *data, json_t *text, struct error *err) {
    struct entry *entry = &change->entries[change->nentries];

    if (!has_room(change, kind, err)) {
        return false;
    }
    name_mentions(turn, text);
    if (turn->told != 0 && entry_kind_told(kind)) {
        if (!told_fits(turn, change->after, kind, err)) {
            return false;
        }
        data = data ? data : arena_json(turn->arena, json_object());
        jsonx_set_int(data, "when", turn->told);
    }
    *entry = (struct entry){
        .n = change->after->version + 1,
        .at = turn->world->now,
        .actor = arena_strdup(turn->arena, actor),
        .kind = kind,
        .v = entry_kind_version(kind),
        .data = data,
        .in = turn->input_hash,
        .text = text,
        .known = true,
    };
    if (!incident_apply(change->after, entry, err)) {
        return false;
    }
    change->nentries++;
    return true;
}

static struct change *change_begin(struct turn *turn, const char *id,
                                   const struct incident *before) {
    struct change *change = &turn->changes[turn->nchanges++];

    *change = (struct change){
        .id = id,
        .before = before,
        .after = before ? incident_clone(before) : incident_new(id),
    };
    return change;
}

/* The change of the turn's own incident, begun when it is the first entry. */
static struct change *change_own(struct turn *turn, struct error *err) {
    if (turn->nchanges > 0) {
        return &turn->changes[0];
    }
    if (!turn->before) {
        err_set(err, ERR_INTERNAL, "There is no incident to write this to.");
        return NULL;
    }
    return change_begin(turn, turn->before->id, turn->before);
}

bool turn_add_as(struct turn *turn, const char *actor, const char *kind, json_t *data,
                 json_t *text, struct error *err) {
    struct change *change;

    arena_json(turn->arena, data);
    arena_json(turn->arena, text);
    change = change_own(turn, err);
    return change && append(turn, change, actor, kind, data, text, err);
}

bool turn_add(struct turn *turn, const char *kind, json_t *data, json_t *text,
              struct error *err) {
    return turn_add_as(turn, turn->input->actor, kind, data, text, err);
}

bool turn_add_other_as(struct turn *turn, const char *actor, const char *kind,
                       json_t *data, json_t *text, struct error *err) {
    arena_json(turn->arena, data);
    arena_json(turn->arena, text);
    if (!turn->other || turn->nchanges == 0) {
        return err_set(err, ERR_INTERNAL,
                       "There is no second incident to write this to.");
    }
    if (turn->nchanges < TURN_CHANGES) {
        change_begin(turn, turn->other->id, turn->other);
    }
    return append(turn, &turn->changes[TURN_CHANGES - 1], actor, kind, data, text, err);
}

bool turn_add_other(struct turn *turn, const char *kind, json_t *data, json_t *text,
                    struct error *err) {
    return turn_add_other_as(turn, turn->input->actor, kind, data, text, err);
}

/* A deadline that lay before the incident: logging. It is known at once and never again,
 * so that no later look at the state could find it. */
static bool add_late_logging(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    int64_t within = turn->world->policy->log_within_ms;
    int64_t due = incident->milestones[MILESTONE_DETECTED] + within;
    int64_t late = turn->world->now - due;

    if (within == 0 || incident->milestones[MILESTONE_DETECTED] == 0 || late <= 0) {
        return true;
    }
    return turn_add_as(turn, ACTOR_CLOCK, KIND_MISSED,
                       json_pack("{s:s, s:i, s:I, s:i, s:I, s:i}", "deadline",
                                 DEADLINE_LOGGING, "ref", 0, "due", (json_int_t)due,
                                 "step", STEP_NUDGE, "late", (json_int_t)late, "missed",
                                 1),
                       NULL, err);
}

bool turn_open(struct turn *turn, json_t *data, json_t *text, struct error *err) {
    struct change *change;

    arena_json(turn->arena, data);
    arena_json(turn->arena, text);
    if (!turn->new_id || turn->nchanges > 0) {
        return err_set(err, ERR_INTERNAL, "This command cannot open an incident.");
    }
    change = change_begin(turn, turn->new_id, NULL);
    return append(turn, change, turn->input->actor, KIND_OPENED, data, text, err) &&
           add_late_logging(turn, err);
}

bool turn_refold(struct turn *turn, struct error *err) {
    struct change *change = &turn->changes[0];
    struct incident *state =
        history_fold(turn->arena, change->id, turn->timeline, turn->ntimeline,
                     change->entries, change->nentries, 0, err);

    if (!state) {
        return false;
    }
    state->chain = arena_strdup(state->arena, change->after->chain);
    incident_free(change->after);
    change->after = state;
    change->snapshot = true;
    return true;
}

/* The entry whose text is to go, or NULL with err set: there is nothing to remove. */
static const struct entry *redactable(const struct turn *turn, int64_t number,
                                      struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const struct entry *entry = NULL;

    for (size_t i = 0; i < turn->ntimeline && !entry; i++) {
        entry = turn->timeline[i].n == number ? &turn->timeline[i] : NULL;
    }
    if (!entry) {
        err_set(err, ERR_NOT_FOUND, "%s has no entry %lld: it has 1 to %lld.",
                incident->id, (long long)number, (long long)incident->version);
        return NULL;
    }
    if (entry->text) {
        return entry;
    }
    err_set(err, ERR_INVALID,
            !entry->tx       ? "Entry %lld of %s has no text to remove."
            : entry->missing ? "The text of entry %lld of %s is missing in the database. "
                               "Whoever runs it: tocsin audit."
                             : "The text of entry %lld of %s is gone already.",
            (long long)number, incident->id);
    return NULL;
}

bool turn_redact(struct turn *turn, int64_t number, json_t *text, struct error *err) {
    arena_json(turn->arena, text);
    if (!redactable(turn, number, err) ||
        !turn_add(turn, KIND_REDACTED, json_pack("{s:I}", "number", (json_int_t)number),
                  json_incref(text), err)) {
        return false;
    }
    turn_say(turn,
             "The text of entry {{number}} of *{{id}}* is removed. What channels have "
             "shown and what backups hold is not reached: remove it there as well.\n",
             json_pack("{s:I, s:s}", "number", (json_int_t)number, "id",
                       turn_incident(turn)->id));
    return true;
}
