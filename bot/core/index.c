/* index.c: what the indexes must become. Only what differs between the two states is
 * written; the alarm always is. */
#include "core/index.h"

#include "base/text.h"
#include "core/deadlines.h"
#include "tocsin/keys.h"

#include <assert.h>
#include <stdarg.h>

struct index {
    struct arena *arena;
    const struct incident *before; /* NULL: opened */
    const struct incident *after;
    struct write *ret;
    size_t n;
};

struct write write_words(struct arena *arena, const char *key, const char *command, ...) {
    enum { WORDS_MAX = 16 };
    struct blob words[WORDS_MAX], *argv;
    size_t argc = 0;
    va_list args;

    va_start(args, command);
    for (const char *word = command; word; word = va_arg(args, const char *)) {
        assert(argc < WORDS_MAX);
        words[argc++] = (struct blob){word, strlen(word)};
    }
    va_end(args);
    argv = arena_array(arena, argc, sizeof *argv);
    memcpy(argv, words, argc * sizeof *argv);
    return (struct write){{key, strlen(key)}, argc, argv};
}

static char *number(const struct index *index, int64_t n) {
    return arena_printf(index->arena, "%lld", (long long)n);
}

static void set_score(struct index *index, const char *key, int64_t score) {
    index->ret[index->n++] = write_words(index->arena, key, "ZADD", number(index, score),
                                         index->after->id, NULL);
}

static void remove_from(struct index *index, const char *key) {
    index->ret[index->n++] =
        write_words(index->arena, key, "ZREM", index->after->id, NULL);
}

static void index_open(struct index *index) {
    const struct incident *before = index->before, *after = index->after;
    bool was_open = before && !before->closed;
    bool was_closed = before && before->closed;

    if (!after->closed && !was_open) {
        set_score(index, KEY_OPEN, after->opened);
    }
    if (!after->closed && was_closed) {
        remove_from(index, KEY_CLOSED);
    }
    if (after->closed && was_open) {
        remove_from(index, KEY_OPEN);
    }
    if (after->closed && !was_closed) {
        set_score(index, KEY_CLOSED, after->milestones[MILESTONE_CLOSED]);
    }
}

/* A place that the incident leaves keeps its key: what is typed there still means it. */
static void index_places(struct index *index) {
    for (size_t i = 0; i < index->after->nplaces; i++) {
        const struct bound_place *bound = &index->after->places[i];

        if (!bound->place || bound->failed ||
            (index->before &&
             text_equal(incident_place(index->before, bound->network), bound->place))) {
            continue;
        }
        index->ret[index->n++] = write_words(
            index->arena, arena_printf(index->arena, KEY_PLACE "%s", bound->place), "SET",
            index->after->id, NULL);
    }
}

static void add_at(struct index *index, int64_t at, const char *field, int64_t by) {
    int year, month, day;
    char *key;

    if (by == 0) {
        return;
    }
    time_utc_day(at, &year, &month, &day);
    key = arena_printf(index->arena, KEY_ROLL "%04d-%02d", year, month);
    index->ret[index->n++] =
        write_words(index->arena, key, "HINCRBY", field, number(index, by), NULL);
}

static void add(struct index *index, const char *field, int64_t by) {
    add_at(index, index->after->at, field, by);
}

static void count_severity(struct index *index, const struct incident *incident,
                           int64_t by) {
    static const char *const severities[SEVERITIES] = {"sev1", "sev2", "sev3", "sev4"};
    int highest = incident->severity_highest;

    if (highest >= SEVERITY_HIGHEST && highest <= SEVERITY_LOWEST) {
        add_at(index, incident->opened, severities[highest - 1], by);
    }
}

/* What is counted in the month of opening. What was cancelled was no incident, and a
 * duplicate is counted where it goes on. */
static void index_opened(struct index *index) {
    const struct incident *before = index->before, *after = index->after;
    bool was = before && !before->end, is = after->end == NULL;

    add_at(index, after->opened, "opened", (int64_t)is - (int64_t)was);
    if (was && is && before->severity_highest == after->severity_highest) {
        return;
    }
    if (was) {
        count_severity(index, before, -1);
    }
    if (is) {
        count_severity(index, after, 1);
    }
}

/* Incidents that ended without work are counted by their word, until that is taken back.
 */
static void index_end(struct index *index) {
    const struct incident *before = index->before, *after = index->after;

    if (before && before->end && !after->end) {
        add_at(index, before->milestones[MILESTONE_CLOSED], before->end, -1);
    }
    if (after->end && (!before || !before->end)) {
        add(index, after->end, 1);
    }
}

/* The outage that its last restoration ended: all of them, but for those before a
 * reopening. */
static int64_t last_outage(const struct incident *incident) {
    int64_t ms = incident->milestones[MILESTONE_RECOVERED] - incident->anchor_detected;

    if (incident->reopened == 0 || ms > incident->restored_ms) {
        return incident->restored_ms;
    }
    return ms > 0 ? ms : 0;
}

/* What was restored and then turns out to have been none, or another's, is counted there:
 * the restoration goes out of the month in which it was counted, and comes back there. */
static void index_restored_end(struct index *index, const struct incident *before,
                               const struct incident *after) {
    const struct incident *ended = after->end ? after : before;
    int64_t by = after->end ? -1 : 1, at = ended->anchors[MILESTONE_RECOVERED];

    if (!before->end == !after->end || ended->milestones[MILESTONE_RECOVERED] == 0) {
        return;
    }
    at = at != 0 ? at : ended->milestones[MILESTONE_RECOVERED];
    add_at(index, at, "mttr_n", by);
    add_at(index, at, "mttr_ms", by * last_outage(ended));
}

static void index_rollups(struct index *index) {
    static const struct incident nothing;
    const struct incident *after = index->after;
    const struct incident *before = index->before ? index->before : &nothing;

    index_opened(index);
    index_end(index);
    if (!before->end && !after->end) {
        add(index, "closed", after->closed && !before->closed ? 1 : 0);
        add(index, "reopened", after->reopened - before->reopened);
    }
    add(index, "missed", after->missed - before->missed);
    add(index, "updates", after->updates - before->updates);
    if (after->milestones[MILESTONE_RECOVERED] != 0 &&
        before->milestones[MILESTONE_RECOVERED] == 0) {
        add(index, "mttr_n", 1);
        add(index, "mttr_ms", after->restored_ms - before->restored_ms);
    } else if (before->milestones[MILESTONE_RECOVERED] != 0 &&
               after->reopened == before->reopened) {
        /* Taken back, or put right: when it began, or when it ended. */
        add(index, "mttr_n", after->milestones[MILESTONE_RECOVERED] == 0 ? -1 : 0);
        add(index, "mttr_ms", after->restored_ms - before->restored_ms);
    }
    index_restored_end(index, before, after);
}

/* An action is added by one entry and finished by another, so there are no more of these
 * than entries. */
static void index_todo(struct index *index, const struct incident *from,
                       const struct incident *other, bool added) {
    for (size_t i = 0; from && i < from->nactions; i++) {
        const struct action *action = &from->actions[i],
                            *same = other ? incident_action(other, action->number) : NULL;
        const char *key, *member;

        if (!action->owner || (same && text_equal(same->owner, action->owner)) ||
            index->n == INDEX_WRITES_MAX) {
            continue;
        }
        key = arena_printf(index->arena, KEY_TODO "%s", action->owner);
        member =
            arena_printf(index->arena, "%s#%lld", from->id, (long long)action->number);
        index->ret[index->n++] =
            added ? write_words(index->arena, key, "ZADD",
                                number(index, action->due > 0 ? action->due : TIME_MAX),
                                member, NULL)
                  : write_words(index->arena, key, "ZREM", member, NULL);
    }
}

size_t index_writes(struct arena *arena, const struct incident *before,
                    const struct incident *after, int64_t alarm, struct write *ret) {
    struct index index = {arena, before, after, ret, 0};

    if (alarm == NEVER) {
        remove_from(&index, KEY_DUE);
    } else {
        set_score(&index, KEY_DUE, alarm);
    }
    index_open(&index);
    index_places(&index);
    index_rollups(&index);
    index_todo(&index, before, after, false);
    index_todo(&index, after, before, true);
    return index.n;
}
