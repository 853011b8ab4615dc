/* reindex.c: see reindex.h. Each question stands beside the judgement of its answer, and
 * both walk the state in one order, so that answers need no names. */
#include "core/reindex.h"

#include "base/text.h"
#include "core/deadlines.h"
#include "core/index.h"
#include "tocsin/keys.h"

#include <stdlib.h>
#include <string.h>

struct compare {
    struct arena *arena;
    const struct incident *state;
    int64_t alarm, now;
    const json_t *replies; /* NULL: questions are made, not judged */
    size_t at;             /* the next question */
    struct write *ret;
    struct reindex_fault *faults;
    size_t n;
};

static char *number(struct arena *arena, int64_t n) {
    return arena_printf(arena, "%lld", (long long)n);
}

static const char *ask(struct compare *compare, const char *key, const char *command,
                       const char *member) {
    size_t i = compare->at++;

    if (!compare->replies) {
        compare->ret[i] = write_words(compare->arena, key, command, member, NULL);
        return NULL;
    }
    return json_string_value(json_array_get(compare->replies, i));
}

static void found(struct compare *compare, const char *index, const char *what,
                  struct write write) {
    compare->faults[compare->n] = (struct reindex_fault){.index = index, .what = what};
    compare->ret[compare->n++] = write;
}

/* A score that is no moment (inf, nan) is as good as none: `ret_at` is NEVER then. */
static bool moment(const char *score, int64_t *ret_at) {
    double at = score ? strtod(score, NULL) : 0;

    *ret_at = at > -1e16 && at < 1e16 ? (int64_t)at : NEVER;
    return score != NULL;
}

static void check_list(struct compare *compare, const char *key, bool member,
                       int64_t score) {
    const char *id = compare->state->id;
    const char *there = ask(compare, key, "ZSCORE", id);

    if (!compare->replies || (there != NULL) == member) {
        return;
    }
    if (member) {
        found(compare, key, "does not name it",
              write_words(compare->arena, key, "ZADD", number(compare->arena, score), id,
                          NULL));
    } else {
        found(compare, key, "names it, and must not",
              write_words(compare->arena, key, "ZREM", id, NULL));
    }
}

/* Early is harmless: the clock looks, finds nothing due, and writes the right time. Late
 * is silence, but for the short while in which somebody could not be served. */
static void check_due(struct compare *compare) {
    struct arena *arena = compare->arena;
    const char *id = compare->state->id;
    int64_t at, alarm = compare->alarm;
    bool there = moment(ask(compare, KEY_DUE, "ZSCORE", id), &at);
    bool postponed = alarm <= compare->now && at <= compare->now + DUE_POSTPONED_MS;

    if (!compare->replies) {
        return;
    }
    if (alarm == NEVER) {
        if (there) {
            found(compare, KEY_DUE, "names it, and nothing is due",
                  write_words(arena, KEY_DUE, "ZREM", id, NULL));
            compare->faults[compare->n - 1].policy = true;
        }
        return;
    }
    if (!there || (at > alarm && !postponed)) {
        found(compare, KEY_DUE,
              there ? "has a later time than its next deadline" : "does not name it",
              write_words(arena, KEY_DUE, "ZADD", number(arena, alarm), id, NULL));
        compare->faults[compare->n - 1].silent = alarm <= compare->now;
        compare->faults[compare->n - 1].policy = there;
    }
}

/* A place has one incident. When two claim it, the newer one was bound last. */
static void check_places(struct compare *compare) {
    const struct incident *state = compare->state;

    for (size_t i = 0; i < state->nplaces; i++) {
        const struct bound_place *bound = &state->places[i];
        const char *key, *there;

        if (!bound->place || bound->failed) {
            continue;
        }
        key = arena_printf(compare->arena, KEY_PLACE "%s", bound->place);
        there = ask(compare, key, "GET", NULL);
        if (!compare->replies || text_equal(there, state->id) ||
            (incident_id_valid(there) && strcmp(there, state->id) > 0)) {
            continue;
        }
        found(compare, key, there ? "names another incident" : "does not name it",
              write_words(compare->arena, key, "SET", state->id, NULL));
        compare->faults[compare->n - 1].was = there ? there : "";
    }
}

static void check_actions(struct compare *compare) {
    const struct incident *state = compare->state;
    struct arena *arena = compare->arena;
    size_t looked = 0;

    for (size_t i = 0; i < state->nactions && looked < REINDEX_ACTIONS; i++) {
        const struct action *action = &state->actions[i];
        const char *key, *member, *there;

        if (!action->owner) {
            continue;
        }
        looked++;
        key = arena_printf(arena, KEY_TODO "%s", action->owner);
        member = arena_printf(arena, "%s#%lld", state->id, (long long)action->number);
        there = ask(compare, key, "ZSCORE", member);
        if (compare->replies && !there) {
            found(compare, key, "does not name an action item of it",
                  write_words(arena, key, "ZADD",
                              number(arena, action->due > 0 ? action->due : TIME_MAX),
                              member, NULL));
        }
    }
}

static void walk(struct compare *compare) {
    const struct incident *state = compare->state;

    ask(compare, arena_printf(compare->arena, KEY_INCIDENT "%s", state->id), "HGET", "n");
    check_list(compare, KEY_OPEN, !state->closed, state->opened);
    check_list(compare, KEY_CLOSED, state->closed, state->milestones[MILESTONE_CLOSED]);
    check_due(compare);
    check_places(compare);
    check_actions(compare);
}

size_t reindex_reads(struct arena *arena, const struct incident *state,
                     struct write *ret) {
    struct compare compare = {.arena = arena, .state = state, .ret = ret};

    walk(&compare);
    return compare.at;
}

size_t reindex_compare(struct arena *arena, const struct incident *state, int64_t alarm,
                       int64_t now, const json_t *replies, struct write *ret,
                       struct reindex_fault *ret_faults) {
    struct compare compare = {.arena = arena,
                              .state = state,
                              .alarm = alarm,
                              .now = now,
                              .replies = replies,
                              .ret = ret,
                              .faults = ret_faults};

    walk(&compare);
    return compare.n;
}

int64_t sequence_of(const char *text) {
    size_t digits;
    int64_t n;

    if (!text) {
        return 0;
    }
    digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 9 || text[digits] != '\0') {
        return -1;
    }
    n = strtoll(text, NULL, 10);
    return n <= SEQUENCE_MAX ? n : -1;
}

bool sequence_split(const char *id, char ret_day[11], int64_t *ret_number) {
    if (!incident_id_valid(id)) {
        return false;
    }
    memcpy(ret_day, id + strlen("INC-"), 10);
    ret_day[10] = '\0';
    *ret_number = strtoll(id + strlen("INC-0000-00-00-"), NULL, 10);
    return true;
}
