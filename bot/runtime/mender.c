/* mender.c: what the parts of a round of mend.c have in common: pages and their pauses, and
 * mending one thing that is wrong. */
#include "runtime/mender.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/view_fields.h"
#include "runtime/lane_list.h"
#include "runtime/lanes.h"
#include "runtime/quiet.h"
#include "runtime/say.h"
#include "runtime/slot_load.h"
#include "runtime/slots.h"
#include "runtime/walk.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { PAGE_PAUSE_MS = 2 * 1000, ROUND_PAUSE_MS = 60 * 1000 };

void mend_part(struct mender *mender) {
    mender->left++;
}

void mender_page(struct mender *mender) {
    mender->working = true;
    mender->left = 1; /* for whoever hands out the parts: they may end at once */
    bot_begin(mender->bot);
}

void mender_round(struct mender *mender, bool fast) {
    mender->stage = MEND_INCIDENTS;
    mender->set = 0;
    mender->fast = fast;
    memcpy(mender->cursor, "0", sizeof "0");
    walk_rewind(mender->incidents);
    walk_rewind(mender->lanes);
}

static int64_t pause_of(struct mender *mender) {
    if (mender->stage < MEND_STAGES) {
        return mender->fast ? 0 : PAGE_PAUSE_MS;
    }
    mender->bot->walked = true;
    mender_round(mender, false);
    return ROUND_PAUSE_MS;
}

void mend_part_done(struct mender *mender) {
    struct bot *bot = mender->bot;
    if (--mender->left > 0) {
        return;
    }
    mender->working = false;
    if (mender->again) {
        mender->again = false;
        mender_round(mender, true);
    }
    if (bot->phase == BOT_AT_WORK) {
        bot->o.loop->timer_start(mender->timer, pause_of(mender));
    }
    bot_end(bot);
}

/* ---- mending ---- */

struct silence {
    struct bot *bot;
    int64_t since;
};

static void silence_loaded(void *ctx, struct slot *slot, const char *why) {
    static const char *const itself[] = {AUDIENCE_INCIDENT, NULL};
    struct silence *silence = ctx;
    struct arena *arena = arena_new();
    if (!why && slot->state) {
        json_t *view = arena_json(arena, json_pack("{s:s}", "id", slot->id));
        view_time(view, "since", silence->since);
        bot_say(silence->bot, &(struct saying){.id = slot->id,
                                               .state = slot->state,
                                               .message = "reminders_back",
                                               .view = view,
                                               .audiences = itself});
    }
    arena_free(arena);
    free(silence);
}

static void tell_silence(const struct fault *fault) {
    struct bot *bot = fault->mender->bot;
    struct silence *silence = mem_new(sizeof *silence);
    *silence = (struct silence){bot, fault->silent_since};
    slot_load(bot, slot_get(bot, fault->incident), silence_loaded, silence);
}

static void mended(void *ctx, const struct commit_reply *reply) {
    struct fault *fault = ctx;
    struct mender *mender = fault->mender;
    if (reply->result == COMMIT_DONE) {
        log_event(LOG_LEVEL_WARN, "index.mended", "index", fault->index, "incident",
                  fault->incident, "what", fault->what, NULL);
        if (fault->silent_since) {
            tell_silence(fault);
        }
        if (fault->lane) {
            lane_reload(lane_get(mender->bot, fault->lane));
        }
    }
    free(fault->index);
    free(fault->what);
    free(fault->incident);
    free(fault->lane);
    free(fault);
    mend_part_done(mender);
}

struct fault *mend_fault(struct mender *mender, const char *index, const char *what,
                         const char *incident) {
    struct fault *fault = mem_new(sizeof *fault);
    *fault = (struct fault){.mender = mender,
                            .index = mem_copy(index),
                            .what = mem_copy(what),
                            .incident = mem_copy(incident)};
    return fault;
}

/* `check`: what was seen, and is so still when the write is made. */
void mend_write(struct fault *fault, struct arena *arena, const struct check *check,
                const struct write *write) {
    struct bot *bot = fault->mender->bot;
    struct ops ops;
    ops_init(&ops, arena);
    ops_epoch(&ops, bot);
    ops.checks[ops.nchecks++] = *check;
    if (fault->was) {
        ops_check(&ops, CHECK_VALUE, write->key.ptr, NULL, fault->was, TAG_VERSION);
    }
    if (fault->incident) { /* the rest of a commit that broke off comes first */
        ops_check(&ops, CHECK_FIELD, KEY_TORN, fault->incident, NULL, TAG_TORN);
    }
    ops.writes[ops.nwrites++] = *write;
    mend_part(fault->mender);
    struct commit commit = ops_commit(&ops);
    bot->o.store->commit(bot->o.store->self, &commit, mended, fault);
}

struct check mend_check(enum check_kind kind, const char *key, const char *field,
                        const char *value) {
    return (struct check){.kind = kind,
                          .key = blob_of(key),
                          .field = blob_of(field),
                          .value = blob_of(value),
                          .tag = TAG_VERSION};
}
