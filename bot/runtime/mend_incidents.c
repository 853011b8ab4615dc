/* mend_incidents.c: one page of incidents, each against its indexes. See mend.c. */
#include "runtime/mend_incidents.h"
#include "base/log.h"
#include "base/mem.h"
#include "runtime/due.h"
#include "runtime/lost.h"
#include "runtime/mender.h"
#include "runtime/now.h"
#include "runtime/numbers.h"
#include "runtime/slot_load.h"
#include "runtime/slots.h"
#include "tocsin/keys.h"

struct one {
    struct mender *mender;
    struct slot *slot;
    bool was_loaded;
};

static void one_end(struct one *one) {
    struct mender *mender = one->mender;
    struct slot *slot = one->slot;
    slot->pins--;
    if (!one->was_loaded && slot_idle(slot)) {
        slot_rest(mender->bot, slot); /* the walk must not fill the memory */
    }
    free(one);
    mend_part_done(mender);
}

/* `version`: of its head, as it was read; NULL: it has none. */
static void mend_one(struct one *one, const char *version, const json_t *replies) {
    struct bot *bot = one->mender->bot;
    const struct incident *state = one->slot->state;
    struct arena *arena = arena_new();
    struct write *writes = arena_array(arena, REINDEX_MAX, sizeof *writes);
    struct reindex_fault *faults = arena_array(arena, REINDEX_MAX, sizeof *faults);
    int64_t alarm = deadlines_alarm(state, bot->policy, bot->directory, bot->civil);
    size_t n =
        reindex_compare(arena, state, alarm, bot_now(bot), replies, writes, faults);
    struct check check = mend_check(
        CHECK_FIELD, arena_printf(arena, KEY_INCIDENT "%s", state->id), "n", version);
    for (size_t i = 0; i < n; i++) {
        if (one->slot->frozen && faults[i].policy) {
            continue; /* its reminders go on from memory */
        }
        struct fault *fault =
            mend_fault(one->mender, faults[i].index, faults[i].what, state->id);
        fault->was = faults[i].was;
        fault->silent_since = faults[i].silent ? alarm : 0;
        mend_write(fault, arena, &check, &writes[i]);
    }
    /* Somebody else may have mended it: the clock must know. While it rings it reads what
     * is next by itself, and asking again would only hand out more at once. */
    if (alarm != NEVER && bot->due_left == 0 && !bot->due_reading) {
        due_learn(bot, alarm);
    }
    arena_free(arena);
}

static void facts_came(void *ctx, const json_t *replies, const char *why) {
    struct one *one = ctx;
    const struct incident *state = one->slot->state;
    const char *version = json_string_value(json_array_get(replies, 0));
    if (why) {
        log_event(LOG_LEVEL_WARN, "index.unread", "incident", one->slot->id, "why", why,
                  NULL);
    }
    int64_t found = version ? strtoll(version, NULL, 10) : 0;
    struct bot *bot = one->mender->bot;
    if (!state || !replies || bot->phase != BOT_AT_WORK) {
        one_end(one);
        return;
    }
    if (found == state->version || one->slot->frozen) {
        mend_one(one, version, replies);
    } else if (found < state->version && !one->slot->committing) {
        slot_drop(bot, one->slot); /* what is cached is not there any more */
        history_lost(bot, one->slot, found);
    } /* else a turn was faster, and writes its indexes itself */
    one_end(one);
}

static void one_loaded(void *ctx, struct slot *slot, const char *why) {
    struct one *one = ctx;
    struct bot *bot = one->mender->bot;
    if (why || !slot->state) {
        one->was_loaded = true; /* others wait for the same answer: nothing is dropped */
        one_end(one);           /* what cannot be read is said by whoever reads it */
        return;
    }
    struct arena *arena = arena_new();
    struct write *reads = arena_array(arena, REINDEX_MAX, sizeof *reads);
    size_t n = reindex_reads(arena, slot->state, reads);
    bot->o.store->read(bot->o.store->self, reads, n, facts_came, one);
    arena_free(arena);
}

void mend_incidents_came(void *ctx, const json_t *names, bool last, const char *why) {
    struct mender *mender = ctx;
    struct bot *bot = mender->bot;
    size_t i;
    json_t *name;
    if (!names) {
        log_event(LOG_LEVEL_WARN, "index.unread", "why", why, NULL);
        mender->fast = false;
    }
    json_array_foreach((json_t *)names, i, name) {
        const char *id = json_string_value(name);
        if (!incident_id_valid(id) || bot->phase != BOT_AT_WORK) {
            continue;
        }
        numbers_learn(bot, id);
        struct one *one = mem_new(sizeof *one);
        one->mender = mender;
        one->slot = slot_get(bot, id);
        one->was_loaded = one->slot->state != NULL;
        one->slot->pins++;
        mend_part(mender);
        slot_load(bot, one->slot, one_loaded, one);
    }
    mender->stage = last ? MEND_LANES : mender->stage;
    mend_part_done(mender);
}
