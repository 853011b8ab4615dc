/* corrected.c: a message as it would have been with the right text.
 *
 * It is told over the state of its own moment: an update of ten o'clock that is put right
 * at noon still says what stood at ten, and not what was true at noon. Folding up to there
 * also keeps removed texts removed, and what was taken back away. announce() says it, as
 * it did the first time, so that no message has a second way to be made. */
#include "core/corrected.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/fold.h"
#include "core/history.h"
#include "core/people.h"
#include "tocsin/tree.h"

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

/* `all` are marked; the entry is all[at]. */
static bool tell_anew(struct arena *arena, const struct world *world, const char *id,
                      const struct entry *all, size_t n, size_t at,
                      struct corrected *ret) {
    struct incident *state = incident_new(id), *before = NULL;
    struct world then = *world;
    size_t from = at, to = at + 1;
    bool done = false;

    while (from > 0 && same_turn(&all[from - 1], &all[at])) {
        from--;
    }
    while (to < n && same_turn(&all[to], &all[at])) {
        to++;
    }
    then.now = all[at].at;
    if (apply(state, all, 0, from)) {
        before = from > 0 ? incident_clone(state) : NULL;
        if (apply(state, all, from, to)) {
            ret->notices = arena_array(arena, NOTICES_MAX, sizeof *ret->notices);
            ret->nnotices = announce(arena, &then, before, state, &all[from], to - from,
                                     ret->notices);
            done = true;
        }
    }
    incident_free(before);
    incident_free(state);
    return done;
}

/* The entry that one of these is about: by a correction, or by taking one back. */
static int64_t about(const struct entry *all, size_t n, const struct entry *entry) {
    int64_t from = jsonx_int(entry->data, "from", 0);

    if (text_equal(entry->kind, KIND_CORRECTED)) {
        return jsonx_int(entry->data, "number", 0);
    }
    if (!text_equal(entry->kind, KIND_UNDONE) || from < 1 || from > (int64_t)n ||
        !text_equal(all[from - 1].kind, KIND_CORRECTED)) {
        return 0;
    }
    return jsonx_int(all[from - 1].data, "number", 0);
}

bool corrected_entry(struct arena *arena, const struct world *world, const char *id,
                     const struct entry *timeline, size_t n, const struct entry *more,
                     size_t m, struct corrected *ret) {
    struct entry *all;
    int64_t number = 0;

    for (size_t i = 0; i < m && number == 0; i++) {
        number = about(timeline, n, &more[i]);
    }
    if (number < 1 || number > (int64_t)n) {
        return false;
    }
    all = arena_array(arena, n + m, sizeof *all);
    for (size_t i = 0; i < n + m; i++) {
        all[i] = i < n ? timeline[i] : more[i - n];
    }
    history_mark(arena, all, n + m);
    if (all[number - 1].undone || !all[number - 1].text ||
        !tell_anew(arena, world, id, all, n + m, (size_t)number - 1, ret)) {
        return false;
    }
    ret->number = number;
    ret->by = NULL;
    for (size_t i = 0; i < n + m; i++) {
        if (history_corrects(&all[i], number) && !all[i].undone) {
            ret->by = all[i].actor;
        }
    }
    return true;
}

static void add_mark(const struct world *world, const char *by, json_t *body) {
    json_t *view = json_pack("{s:s}", "by", people_name(world->directory, by));
    json_t *mark = messages_render(world->messages, "corrected_mark", view);

    json_array_extend(body, mark);
    json_decref(mark);
    json_decref(view);
}

json_t *corrected_body(struct arena *arena, const struct world *world,
                       const struct corrected *corrected, const char *message,
                       bool here) {
    const struct notice *told = NULL;
    json_t *body;
    json_t *block;
    size_t i;

    for (size_t k = 0; k < corrected->nnotices; k++) {
        const struct notice *notice = &corrected->notices[k];

        if (notice->entry == corrected->number && text_equal(notice->message, message) &&
            (!told || text_equal(notice->audience, AUDIENCE_INCIDENT) == here)) {
            told = notice;
        }
    }
    if (!told) {
        return NULL;
    }
    body = arena_json(arena, json_array());
    json_array_foreach(told->body, i, block) {
        if (!tree_is(block, TREE_BUTTONS)) {
            json_array_append(body, block);
        }
    }
    if (corrected->by) {
        add_mark(world, corrected->by, body);
    }
    return body;
}

bool corrected_here(const struct incident *incident, const char *place) {
    for (size_t i = 0; i < incident->nplaces; i++) {
        if (!incident->places[i].failed && text_equal(incident->places[i].place, place)) {
            return true;
        }
    }
    return false;
}

bool corrected_there(const struct incident *incident, const char *place) {
    return !incident->restricted ||
           (corrected_here(incident, place) && audience_in_channel(incident));
}
