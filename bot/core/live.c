/* live.c: see live.h. */
#include "core/live.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/markup_valid.h"
#include "core/nearby.h"
#include "core/people.h"
#include "core/pressed.h"
#include "core/telling.h"
#include "tocsin/tree.h"

/* ---- records ---- */

const json_t *live_record(struct arena *arena, const char *text) {
    json_t *record = text ? jsonx_parse(text, strlen(text)) : NULL;
    const json_t *body = json_object_get(record, "body");

    if (body && !markup_valid(body)) {
        json_decref(record);
        record = NULL;
    }
    return record ? arena_json(arena, record) : NULL;
}

bool live_is_text(const json_t *record) {
    return jsonx_int(record, "n", 0) > 0 &&
           announce_correctable(jsonx_string(record, "message", NULL));
}

bool live_has_body(const json_t *record) {
    return json_object_get(record, "body") != NULL;
}

bool live_is_old(const json_t *record) {
    return jsonx_bool(record, "old", false);
}

/* Can it be shown again? An alert without a body is made of the state. */
static bool can_show(const json_t *record) {
    return live_has_body(record) || (pressed_is_alert(record) && !live_is_text(record));
}

/* "": it was taken back. */
static void read_done(struct arena *arena, const json_t *refs, const char *delivery,
                      const char *command, json_t *done) {
    const char *who = jsonx_string(refs, field_of_done(arena, delivery, command), NULL);

    if (!text_is_empty(who)) {
        jsonx_set_string(done, command, who);
    }
}

/* Who did what its buttons do. */
static json_t *done_of(struct arena *arena, const json_t *refs, const char *delivery,
                       const json_t *record) {
    json_t *done = arena_json(arena, json_object());
    size_t i;
    json_t *button;

    json_array_foreach((json_t *)pressed_buttons(json_object_get(record, "body")), i,
                       button) {
        read_done(arena, refs, delivery, jsonx_string(button, "command", ""), done);
    }
    read_done(arena, refs, delivery, PRESSED_UNDO, done);
    return done;
}

/* What the message of a record shows. Restricted since: an edit brings nobody anything new
 * of it, neither a correction that waited. In the arena. */
static json_t *body_of(struct arena *arena, const struct world *world,
                       const struct incident *incident, const json_t *record,
                       const json_t *done) {
    const char *place = jsonx_string(record, "place", NULL);

    return audience_reads_at(arena, world->directory, place, incident)
               ? arena_json(arena, pressed_tree(arena, world, incident, record, done))
               : telling_existence(arena, world, incident, false);
}

bool live_differs(struct arena *arena, const struct world *world,
                  const struct incident *incident, const json_t *record,
                  const json_t *sent) {
    const json_t *done = arena_json(arena, json_object());

    return can_show(record) &&
           !json_equal(body_of(arena, world, incident, record, done), (json_t *)sent);
}

/* ---- what a change does to them ---- */

struct editing {
    struct arena *arena;
    const struct world *world;
    const struct change *change;
    const json_t *refs;
    const struct corrected *corrected;
    struct live_field *fields; /* of the message at hand: a button each, and its record */
    size_t nfields;
};

static void keep_done(struct editing *editing, const char *delivery, const char *command,
                      const char *who, int64_t at, json_t *done) {
    const char *field = field_of_done(editing->arena, delivery, command);
    bool again = jsonx_string(editing->refs, field, NULL) != NULL;

    who = pressed_done(editing->arena, who, at);
    jsonx_set_string(done, command, who);
    editing->fields[editing->nfields++] = (struct live_field){field, who, again};
}

/* Nobody has done any more what was taken back: the button may come again. */
static void unlearn(struct editing *editing, const char *delivery, const json_t *kinds,
                    json_t *done) {
    const char *command;
    json_t *value;
    void *next;
    size_t i;
    const json_t *kind;

    json_object_foreach_safe(done, next, command, value) {
        json_array_foreach(kinds, i, kind) {
            if (text_equal(json_string_value(kind), pressed_kind(command))) {
                editing->fields[editing->nfields++] = (struct live_field){
                    field_of_done(editing->arena, delivery, command), "", true};
                json_object_del(done, command);
                break;
            }
        }
    }
}

/* Who took back with this change what the message tells, or what was done by its buttons. */
static void learn_undo(struct editing *editing, const char *delivery,
                       const json_t *record, json_t *done) {
    const struct change *change = editing->change;
    int64_t number = jsonx_int(record, "n", 0);

    for (size_t e = 0; e < change->nentries; e++) {
        const struct entry *entry = &change->entries[e];

        if (!text_equal(entry->kind, KIND_UNDONE)) {
            continue;
        }
        unlearn(editing, delivery, json_object_get(entry->data, "kinds"), done);
        if (number > 0 && !pressed_is_alert(record) &&
            !json_object_get(done, PRESSED_UNDO) &&
            number >= jsonx_int(entry->data, "from", 0) &&
            number <= jsonx_int(entry->data, "to", 0)) {
            keep_done(editing, delivery, PRESSED_UNDO, entry->actor, entry->at, done);
        }
    }
}

/* Who did with this change what a button of the message does, one that it offered until
 * now: what is done later is said by later messages. */
static void learn(struct editing *editing, const char *delivery, const json_t *offered,
                  json_t *done) {
    const struct change *change = editing->change;
    size_t i;
    json_t *button;

    json_array_foreach((json_t *)offered, i, button) {
        const char *command = jsonx_string(button, "command", "");

        for (size_t e = 0; e < change->nentries && !json_object_get(done, command); e++) {
            const struct entry *entry = &change->entries[e];
            const char *who = pressed_by(editing->world, button, entry);

            if (who) {
                keep_done(editing, delivery, command, who, entry->at, done);
            }
        }
    }
}

/* The message about the text that was corrected says the right one from now on. */
static bool put_right(struct editing *editing, const char *field, const json_t *record) {
    struct arena *arena = editing->arena;
    const struct incident *after = editing->change->after;
    const char *place = jsonx_string(record, "place", "");
    const json_t *buttons = pressed_buttons(json_object_get(record, "body"));
    json_t *body, *anew;
    char *text;
    bool fits;

    if (editing->corrected->number == 0 || !live_is_text(record) ||
        jsonx_int(record, "n", 0) != editing->corrected->number ||
        !corrected_there(after, place)) {
        return false;
    }
    body =
        corrected_body(arena, editing->world, editing->corrected,
                       jsonx_string(record, "message", ""), corrected_here(after, place));
    if (!body) {
        return false;
    }
    if (buttons) {
        json_array_append_new(body,
                              tree_parent(TREE_BUTTONS, json_incref((json_t *)buttons)));
    }
    anew = arena_json(arena, json_copy((json_t *)record));
    json_object_set(anew, "body", nearby_tree(arena, body, place));
    json_object_set_new(anew, "anew", json_true());
    json_object_del(anew, "corrected");
    if (editing->corrected->by) {
        jsonx_set_string(anew, "corrected",
                         people_name(editing->world->directory, editing->corrected->by));
    }
    text = json_dumps(anew, JSON_COMPACT);
    fits = text && strlen(text) <= LIVE_TEXT_BYTES;
    if (fits) {
        editing->fields[editing->nfields++] = (struct live_field){
            arena_strdup(arena, field), arena_strdup(arena, text), true};
    }
    free(text);
    return fits;
}

/* Fields of one edit besides its buttons: the record, the taking back. */
enum { EDITED = 2 };

/* False: the change does nothing to it. */
static bool edit(struct editing *editing, const char *field, const char *text,
                 struct live_edit *ret) {
    struct arena *arena = editing->arena;
    const struct world *world = editing->world;
    const struct change *change = editing->change;
    const json_t *record = live_record(arena, text);
    const char *delivery, *slot, *network;
    json_t *done, *before, *after;
    bool again;

    if (!record || !change->before || !field_message(arena, field, &slot, &network)) {
        return false;
    }
    delivery = slot_message(slot);
    done = done_of(arena, editing->refs, delivery, record);
    before = body_of(arena, world, change->before, record, done);
    editing->fields = arena_array(
        arena,
        2 * json_array_size(pressed_buttons(json_object_get(record, "body"))) + EDITED,
        sizeof *editing->fields);
    editing->nfields = 0;
    learn(editing, delivery, pressed_buttons(before), done);
    learn_undo(editing, delivery, record, done);
    after = body_of(arena, world, change->after, record, done);
    again = put_right(editing, field, record) || !json_equal(before, after);
    *ret = (struct live_edit){.fields = editing->fields, .nfields = editing->nfields};
    if (again) {
        ret->network = network;
        ret->slot = slot;
    }
    return again || editing->nfields > 0;
}

size_t live_edits(struct arena *arena, const struct world *world,
                  const struct change *change, const json_t *refs,
                  const struct corrected *corrected, struct live_edit **ret) {
    struct editing editing = {.arena = arena,
                              .world = world,
                              .change = change,
                              .refs = refs,
                              .corrected = corrected};
    const char *field;
    json_t *value;
    size_t n = 0;

    *ret = arena_array(arena, json_object_size(refs) + 1, sizeof **ret);
    json_object_foreach((json_t *)refs, field, value) {
        if (slot_message(field) &&
            edit(&editing, field, json_string_value(value), &(*ret)[n])) {
            n++;
        }
    }
    return n;
}

/* ---- what they show ---- */

bool live_shows(struct arena *arena, const struct world *world,
                const struct incident *incident, const json_t *refs, const char *slot,
                const char *network, struct live *ret) {
    const char *text = jsonx_string(refs, field_of_slot(arena, slot, network), NULL);
    const json_t *record = live_record(arena, text);
    json_t *done;

    if (!can_show(record) || !incident) {
        return false;
    }
    done = done_of(arena, refs, slot_message(slot), record);
    ret->place = jsonx_string(record, "place", NULL);
    ret->remote = jsonx_string(record, "remote", NULL);
    ret->body = body_of(arena, world, incident, record, done);
    return ret->place && ret->remote;
}

json_t *live_texts(struct arena *arena, const json_t *refs) {
    json_t *numbers = arena_json(arena, json_array());
    const char *field;
    json_t *value;

    json_object_foreach((json_t *)refs, field, value) {
        const json_t *record =
            slot_message(field) ? live_record(arena, json_string_value(value)) : NULL;

        if (live_is_text(record)) {
            json_array_append(numbers, json_object_get(record, "n"));
        }
    }
    return numbers;
}

bool live_has(const json_t *refs, const char *remote) {
    struct arena *arena = arena_new();
    const char *field;
    json_t *value;
    bool found = false;

    json_object_foreach((json_t *)refs, field, value) {
        const json_t *record =
            slot_message(field) ? live_record(arena, json_string_value(value)) : NULL;

        found = found || (live_has_body(record) &&
                          text_equal(jsonx_string(record, "remote", NULL), remote));
    }
    arena_free(arena);
    return found;
}
