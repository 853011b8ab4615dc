/* corrected.c: the message of an update as it would have been with the right text.
 *
 * It is told over the state of its own moment: an update of ten o'clock that is put right
 * at noon still says what stood at ten, and not what was true at noon. Folding up to there
 * also keeps removed texts removed, and what was taken back away. */
#include "core/corrected.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/announce_fields.h"
#include "core/audience.h"
#include "core/history.h"
#include "core/people.h"

/* Entries of one turn were told together: by one input, at one time. */
static bool same_turn(const struct entry *a, const struct entry *b) {
    return a->at == b->at && text_equal(a->in, b->in);
}

static bool apply(struct incident *state, const struct entry *entries, size_t from,
                  size_t to) {
    struct error err = {0};

    for (size_t i = from; i < to; i++) {
        if (!incident_apply(state, &entries[i], &err)) {
            return false;
        }
    }
    return true;
}

static json_t *told_anew(struct arena *arena, const struct world *world,
                         const struct incident *before, const struct incident *after,
                         const struct entry *update, const struct entry *correction) {
    struct world then = *world;
    struct telling telling = {
        .arena = arena, .world = &then, .before = before, .after = after};
    json_t *fields = json_object();

    then.now = update->at;
    fill_update(&telling, update, fields);
    jsonx_set_string(fields, "corrected_by",
                     people_name(world->directory, correction->actor));
    telling_entry(&telling, update, fields);
    return arena_json(arena, messages_render(world->messages, "update", telling.view));
}

/* `all` are marked; the update is all[at]. NULL: the timeline cannot be folded. */
static json_t *body_of(struct arena *arena, const struct world *world, const char *id,
                       const struct entry *all, size_t n, size_t at,
                       const struct entry *correction) {
    struct incident *state = incident_new(id), *before = NULL;
    size_t from = at, to = at + 1;
    json_t *body = NULL;

    while (from > 0 && same_turn(&all[from - 1], &all[at])) {
        from--;
    }
    while (to < n && same_turn(&all[to], &all[at])) {
        to++;
    }
    if (apply(state, all, 0, from)) {
        before = from > 0 ? incident_clone(state) : NULL;
        body = apply(state, all, from, to)
                   ? told_anew(arena, world, before, state, &all[at], correction)
                   : NULL;
    }
    incident_free(before);
    incident_free(state);
    return body;
}

bool corrected_update(struct arena *arena, const struct world *world, const char *id,
                      const struct entry *timeline, size_t n, const struct entry *more,
                      size_t m, struct corrected *ret) {
    const struct entry *by = NULL;
    struct entry *all;
    size_t number;

    for (size_t i = 0; i < m; i++) {
        if (text_equal(more[i].kind, KIND_CORRECTED)) {
            by = &more[i];
        }
    }
    number = by != NULL ? (size_t)jsonx_int(by->data, "number", 0) : 0;
    if (number < 1 || number > n || !text_equal(timeline[number - 1].kind, KIND_UPDATE)) {
        return false;
    }
    all = arena_array(arena, n + m, sizeof *all);
    for (size_t i = 0; i < n + m; i++) {
        all[i] = i < n ? timeline[i] : more[i - n];
    }
    history_mark(arena, all, n + m);
    if (all[number - 1].undone || all[number - 1].text == NULL) {
        return false;
    }
    ret->number = (int64_t)number;
    ret->body = body_of(arena, world, id, all, n + m, number - 1, by);
    return ret->body != NULL;
}

bool corrected_there(const struct incident *incident, const char *place) {
    bool own = false;

    for (size_t i = 0; i < incident->nplaces; i++) {
        own = own || (!incident->places[i].failed &&
                      text_equal(incident->places[i].place, place));
    }
    return !incident->restricted || (own && audience_in_channel(incident));
}
