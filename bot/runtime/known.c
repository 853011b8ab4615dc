/* known.c: what this process knows, for the one that comes after it.
 *
 * A database that lost its files while nobody was at work has nothing left that says so.
 * Where it lies in a folder of ours, a file beside it does (cli/known_file.c): which store it
 * was, the version of each open incident, the last number of each day. The next process
 * takes that for what it has seen itself, so that what is lost is looked up, said and kept
 * as always (witness.c, lost_tell.c, gone.c), and no number is given twice.
 *
 * No text of people is in it: a removal reaches the database, and nothing beside it. */
#include "runtime/known.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/stored.h"
#include "core/reindex.h"
#include "runtime/gone.h"
#include "runtime/numbers.h"
#include "runtime/slots.h"
#include "runtime/witness.h"

enum { DAYS_MOST = 4000 }; /* ten years */

/* ---- giving ---- */

static json_t *row_of(const struct slot *slot) {
    json_t *row = json_pack("{s:I, s:i, s:b, s:b}", "seen", (json_int_t)slot->seen,
                            "severity", slot->severity, "restricted", slot->restricted,
                            "leaders", slot->leaders);
    jsonx_set_string(row, "spoke", slot->spoke);
    return row;
}

static void add_day(void *ctx, const char *day, int64_t last) {
    json_t *days = ctx;
    if (json_object_size(days) < DAYS_MOST) {
        jsonx_set_int(days, day, last);
    }
}

json_t *bot_known(const struct bot *bot) {
    const char *store = witness_store(bot);
    if (bot->phase == BOT_STANDBY || !*store) {
        return NULL; /* whoever is at work knows more */
    }
    json_t *open = json_object(), *days = json_object();
    for (const struct slot *slot = bot->slots; slot; slot = slot->hh.next) {
        if (slot->open && slot->seen > 0 && !slot->lost) {
            json_object_set_new(open, slot->id, row_of(slot));
        }
    }
    numbers_each(bot, add_day, days);
    return json_pack("{s:s, s:o, s:o}", "store", store, "open", open, "days", days);
}

/* ---- taking ---- */

static void take_row(struct bot *bot, const char *id, const json_t *row) {
    struct slot *slot = incident_id_valid(id) ? slot_get(bot, id) : NULL;
    int64_t seen = jsonx_int(row, "seen", 0);
    if (!slot || slot->seen > 0 || seen <= 0 || seen > STORED_VERSION_MAX) {
        return;
    }
    gone_row(slot, row);
    slot->leaders = jsonx_bool(row, "leaders", false);
    numbers_learn(bot, id);
}

static int64_t take_days(struct bot *bot, const json_t *days) {
    struct arena *arena = arena_new();
    const char *day;
    json_t *last;
    int64_t sum = 0;
    json_object_foreach((json_t *)days, day, last) {
        int64_t number = json_integer_value(last);
        if (number > 0 && number <= SEQUENCE_MAX) {
            numbers_learn(bot,
                          arena_printf(arena, "INC-%s-%03lld", day, (long long)number));
            sum += number;
        }
    }
    arena_free(arena);
    return sum;
}

void known_learn(struct bot *bot) {
    const json_t *known = bot->o.known;
    const char *store = jsonx_string(known, "store", ""), *id;
    json_t *row, *open = json_object_get(known, "open");
    bot->o.known = NULL;
    if (!known || bot->o.offline) {
        return;
    }
    int64_t given = take_days(bot, json_object_get(known, "days"));
    json_object_foreach(open, id, row) {
        take_row(bot, id, row);
    }
    if (strcmp(store, witness_store(bot)) != 0 && given > 0) {
        char many[24], still[24];
        snprintf(many, sizeof many, "%lld", (long long)given);
        snprintf(still, sizeof still, "%zu", json_object_size(open));
        log_event(
            LOG_LEVEL_ERROR, "history.gone", "incidents", many, "open", still, "why",
            "another database is in this folder than before. What is missing of the "
            "one before is said where it was known; tocsin doctor says the way back",
            NULL);
    }
}
