/* bot.c: life of the bot: waiting for the store, at work under the lease, stopping. */
#include "runtime/bot.h"
#include "base/address.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/audience.h"
#include "runtime/advance.h"
#include "runtime/again.h"
#include "runtime/aside.h"
#include "runtime/aside_tell.h"
#include "runtime/complete.h"
#include "runtime/keep.h"
#include "runtime/lanes.h"
#include "runtime/lease_take.h"
#include "runtime/lost_tell.h"
#include "runtime/mend.h"
#include "runtime/mirrors.h"
#include "runtime/names.h"
#include "runtime/now.h"
#include "runtime/numbers.h"
#include "runtime/places.h"
#include "runtime/quiet.h"
#include "runtime/send.h"
#include "runtime/sequence.h"
#include "runtime/slots.h"
#include "runtime/speakers.h"
#include "runtime/stages.h"
#include "runtime/sweep.h"
#include "runtime/torn.h"
#include "runtime/unsaved.h"
#include "runtime/witness.h"
#include "runtime/work.h"

static void host_input(void *self, const struct input *input) {
    task_input(self, input, NULL);
}

static int64_t host_now(void *self) {
    return bot_now(self);
}

static bool host_may_read(void *self, const char *actor, const char *place) {
    struct bot *bot = self;
    const struct reader reader = {actor, place};
    bool known;
    const char *incident = place_known(bot, place, &known);
    const struct slot *slot = incident ? slot_get(bot, incident) : NULL;
    if (slot && !slot->state) {
        return slot->everybody;
    }
    return slot && audience_reads(bot->directory, &reader, slot->state);
}

static void host_known_id(void *self, const char *name) {
    numbers_told(self, name);
    if (!name) {
        sequence_told(self);
    }
}

static void host_show_again(void *self, const char *place) {
    show_place_again(self, place);
}

static void host_stop(void *self) {
    bot_stop(self, 5000);
}

/* Names of the networks whose ids tell people nothing, for the directory; the caller frees. */
static const char **opaque_networks(const struct bot *bot) {
    size_t n = 0, k = 0;
    while (bot->o.adapters[n]) {
        n++;
    }
    const char **networks = mem_array(n + 1, sizeof *networks);
    for (size_t i = 0; i < n; i++) {
        if ((bot->o.adapters[i]->caps & CAP_OPAQUE) != 0) {
            networks[k++] = bot->o.adapters[i]->network;
        }
    }
    return networks;
}

static const char *const *announced_on(struct bot *bot, const char *network) {
    const char *const *places = bot->directory->announce;
    size_t n = 0;
    for (size_t i = 0; places && places[i]; i++) {
        n += address_on(places[i], network) ? 1 : 0;
    }
    const char **mine = arena_array(bot->networks_arena, n + 1, sizeof(char *));
    n = 0;
    for (size_t i = 0; places && places[i]; i++) {
        if (address_on(places[i], network)) {
            mine[n++] = places[i];
        }
    }
    return mine;
}

/* Turns under way go on with what they began with, so nothing of it is freed before the
 * bot is: some hundred bytes per reload. */
static void learn_networks(struct bot *bot) {
    size_t n = 0;
    while (bot->o.adapters[n]) {
        n++;
    }
    struct world_network *nets = arena_array(bot->networks_arena, n + 1, sizeof *nets);
    for (size_t i = 0; i < n; i++) {
        const struct directory_network *set = bot->directory->networks;
        nets[i] = (struct world_network){
            .name = bot->o.adapters[i]->network,
            .caps = bot->o.adapters[i]->caps,
            .announce = announced_on(bot, bot->o.adapters[i]->network),
        };
        for (; set && set->name; set++) {
            if (text_equal(set->name, nets[i].name)) {
                nets[i].invite = set->invite;
                nets[i].archive = set->archive;
            }
        }
    }
    bot->networks = nets;
}

struct bot *bot_new(const struct bot_options *options) {
    struct bot *bot = mem_new(sizeof *bot);
    bot->o = *options;
    bot->policy = options->policy;
    bot->opaque = opaque_networks(bot);
    names_directory(bot, options->directory);
    bot->networks_arena = arena_new();
    learn_networks(bot);
    bot->messages = options->messages;
    bot->civil = options->civil;
    bot->derivation = mem_copy(options->derivation);
    bot->virtual_now = options->virtual_start;
    bot->next_due = NEVER;
    bot->seq = -1;
    bot->host = (struct host){
        .self = bot,
        .input = host_input,
        .now = host_now,
        .advance = advance_by,
        .step = advance_step,
        .quiet = bot_quiet,
        .settled = bot_settled,
        .complete = bot_complete,
        .learn_name = names_learn,
        .known_name = names_known,
        .known_id = host_known_id,
        .keep = keep_fact,
        .recall = keep_recall,
        .may_read = host_may_read,
        .show_again = host_show_again,
        .stop = host_stop,
    };
    for (struct adapter *const *a = bot->o.adapters; *a; a++) {
        bot->ids_left += ((*a)->caps & CAP_IDS) != 0 ? 1 : 0;
    }
    bot->up = (struct upwards){
        .input = task_input,
        .pump = send_head,
        .lane_free = mirrors_pump_incident,
        .set_aside = work_set_aside,
    };
    work_new(bot);
    aside_listen(bot);
    aside_tell_new(bot);
    lost_tell_new(bot);
    return bot;
}

const struct host *bot_host(struct bot *bot) {
    return &bot->host;
}

void bot_store_up(struct bot *bot) {
    bot->store_up = true;
    if (bot->phase != BOT_STOPPED) {
        lease_start(bot);
    }
}

void bot_store_down(struct bot *bot) {
    bot->store_up = bot->moved = false;
}

void bot_reload(struct bot *bot, const struct policy *policy,
                const struct directory *directory, const struct messages *messages,
                const struct civil *civil, const char *derivation) {
    bot->policy = policy;
    names_directory(bot, directory);
    learn_networks(bot);
    bot->messages = messages;
    bot->civil = civil;
    bool anew = strcmp(bot->derivation, derivation) != 0;
    free(bot->derivation);
    bot->derivation = mem_copy(derivation);
    if (anew && bot->phase == BOT_AT_WORK) {
        sweep_start(bot, SWEEP_DERIVE, 0);
    }
}

/* ---- stopping ---- */

static void stop_released(struct bot *bot) {
    if (bot->phase == BOT_STOPPED) {
        return;
    }
    bot->phase = BOT_STOPPED;
    if (bot->lease_timer) {
        bot->o.loop->timer_stop(bot->lease_timer);
    }
    if (bot->tick) {
        bot->o.loop->timer_stop(bot->tick);
    }
    if (bot->o.on_stopped) {
        bot->o.on_stopped(bot->o.ctx);
    }
}

static void stop_drained(void *ctx) {
    struct bot *bot = ctx;
    if (bot->phase != BOT_STOPPING || bot->draining) {
        return;
    }
    bot->draining = true;
    lease_release(bot, stop_released);
}

/* Nobody wanted to wait: it never was at work. */
static void stop_at_once(void *ctx) {
    struct bot *bot = ctx;
    if (bot->phase != BOT_STOPPED) {
        stop_released(bot);
    }
}

static void stop_late(void *ctx) {
    struct bot *bot = ctx;
    if (bot->phase != BOT_STOPPED) {
        log_event(LOG_LEVEL_WARN, "stop.late", NULL);
        stop_at_once(bot);
    }
}

void bot_stop(struct bot *bot, int64_t ms) {
    if (bot->phase == BOT_STOPPING || bot->phase == BOT_STOPPED) {
        return;
    }
    bot->phase = BOT_STOPPING;
    bot->stop_timer =
        bot->o.loop->timer(bot->o.loop->self, ms > 0 ? stop_late : stop_at_once, bot);
    bot->o.loop->timer_start(bot->stop_timer, ms);
    bot_quiet(bot, stop_drained, bot);
}

void bot_free(struct bot *bot) {
    if (!bot) {
        return;
    }
    const struct loop *loop = bot->o.loop;
    if (bot->stop_timer) {
        loop->timer_free(bot->stop_timer);
    }
    if (bot->lease_timer) {
        loop->timer_free(bot->lease_timer);
    }
    if (bot->tick) {
        loop->timer_free(bot->tick);
    }
    loop->timer_free(bot->outbox_again);
    lanes_free(bot);
    mirrors_free(bot);
    sweep_free(bot);
    mend_free(bot);
    lost_tell_free(bot);
    json_decref(bot->gone);
    witness_free(bot);
    numbers_free(bot);
    free(bot->seq_stored);
    slots_free(bot);
    places_forget(bot);
    speakers_free(bot);
    bot_quiet_free(bot);
    json_decref(bot->troubles);
    json_decref(bot->refusing);
    torn_free(bot);
    aside_free(bot);
    unsaved_free(bot);
    names_free(bot);
    keepers_free(bot);
    free(bot->opaque);
    arena_free(bot->networks_arena);
    free(bot->derivation);
    free(bot);
}
