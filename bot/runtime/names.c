/* names.c: what people are called on their networks, learned from what they do.
 *
 * Only shown, and only for people whom the directory does not know: an id stays an id in
 * every entry. Kept in the hash `names`, so that the next process knows them as well;
 * losing it costs nothing but readability. */
#include "runtime/names.h"
#include "base/address.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/names.h"
#include "core/network.h"
#include "core/people.h"
#include "core/people_unknown.h"
#include "runtime/mirrors.h"
#include "runtime/quiet.h"
#include "runtime/world.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { NAMES_MAX = 20000, NAME_MAX_BYTES = 80 };

struct name {
    char *actor;
    char *name;
    UT_hash_handle hh;
};

/* Topic and summary show an id no longer than they must. Best effort: what is not in
 * memory, or was written by a process that died, has the name with its next change. */
static void show_again(struct bot *bot, const char *actor) {
    struct arena *arena = arena_new();
    size_t n = 0;
    const char **ids = arena_alloc(arena, (HASH_COUNT(bot->slots) + 1) * sizeof *ids);
    for (const struct slot *slot = bot->slots; slot; slot = slot->hh.next) {
        if (slot->state && !slot->state->closed && names_shown(slot->state, actor)) {
            ids[n++] = arena_strdup(arena, slot->id);
        }
    }
    for (size_t i = 0; i < n; i++) { /* what is marked may load and drop slots */
        for (const struct world_network *on = bot->networks; on->name; on++) {
            if (network_can(on, CAP_CHANNELS | CAP_MIRROR)) {
                mirror_again(bot, &(struct mark){ids[i], on->name, "topic"});
                mirror_again(bot, &(struct mark){ids[i], on->name, "summary"});
            }
        }
    }
    arena_free(arena);
}

static bool learn(struct bot *bot, const char *actor, const char *name) {
    struct name *known = NULL;
    HASH_FIND_STR(bot->known_names, actor, known);
    if (known && !strcmp(known->name, name)) {
        return false;
    }
    if (!known && HASH_COUNT(bot->known_names) >= NAMES_MAX) {
        return false;
    }
    char *copy = mem_copy(name);
    if (known) {
        free(known->name);
        known->name = copy;
        return true;
    }
    known = mem_new(sizeof *known);
    known->actor = mem_copy(actor);
    known->name = copy;
    HASH_ADD_KEYPTR(hh, bot->known_names, known->actor, strlen(known->actor), known);
    return true;
}

static void kept(void *ctx, const struct commit_reply *reply) {
    if (reply->result != COMMIT_DONE) {
        log_event(LOG_LEVEL_DEBUG, "name.unkept", NULL);
    }
    bot_end(ctx);
}

void names_learn(void *self, const char *actor, const char *name) {
    struct bot *bot = self;
    struct arena *arena = arena_new();
    bool cut;
    char *shown =
        text_cut(arena, text_clean(arena, name, strlen(name)), NAME_MAX_BYTES, &cut);
    if (bot->phase == BOT_AT_WORK && shown[0] && learn(bot, actor, shown)) {
        struct ops ops;
        ops_init(&ops, arena);
        ops_epoch(&ops, bot);
        ops_write(&ops, KEY_NAMES, "HSET", actor, shown, NULL);
        struct commit commit = ops_commit(&ops);
        bot_begin(bot);
        bot->o.store->commit(bot->o.store->self, &commit, kept, bot);
        show_again(bot, actor);
    }
    arena_free(arena);
}

static void names_came(void *ctx, const json_t *replies, const char *why) {
    struct bot *bot = ctx;
    const json_t *fields = json_array_get(replies, 0);
    if (!replies) {
        log_event(LOG_LEVEL_WARN, "names.unread", "why", why, NULL);
    }
    for (size_t i = 0; i + 1 < json_array_size(fields); i += 2) {
        const char *actor = json_string_value(json_array_get(fields, i));
        const char *name = json_string_value(json_array_get(fields, i + 1));
        if (actor && name) {
            learn(bot, actor, name);
        }
    }
    bot_end(bot);
}

void names_start(struct bot *bot) {
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_write(&ops, KEY_NAMES, "HGETALL", NULL);
    bot_begin(bot);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, names_came, bot);
    arena_free(arena);
}

static const char *name_of(void *ctx, const char *actor) {
    struct bot *bot = ctx;
    struct name *known = NULL;
    HASH_FIND_STR(bot->known_names, actor, known);
    return known ? known->name : NULL;
}

const char *names_known(void *self, const char *actor) {
    return name_of(self, actor);
}

static bool is_person(const struct name *name, const char *network) {
    const char *id = address_name_on(name->actor, network);
    return id && *id != '#'; /* a channel */
}

static size_t actors_like(void *ctx, const char *network, const char *word,
                          const char **ret, size_t most) {
    struct bot *bot = ctx;
    struct name *name, *next;
    size_t n = 0;
    HASH_ITER(hh, bot->known_names, name, next) {
        if (is_person(name, network) && people_called(name->name, word)) {
            if (n < most) {
                ret[n] = name->actor;
            }
            n++;
        }
    }
    return n;
}

/* A walk over all names, for a name that somebody typed. */
static const char *actor_named(void *ctx, const char *network, const char *wanted) {
    struct bot *bot = ctx;
    struct name *name, *next, *found = NULL;
    HASH_ITER(hh, bot->known_names, name, next) {
        if (!is_person(name, network) || !text_equal_nocase(name->name, wanted)) {
            continue;
        }
        if (found) {
            return NULL; /* which of them? */
        }
        found = name;
    }
    return found ? found->actor : NULL;
}

static bool is_bot(void *ctx, const char *actor) {
    struct bot *bot = ctx;
    for (struct adapter *const *a = bot->o.adapters; *a; a++) {
        const char *id = (*a)->own_id ? (*a)->own_id((*a)->self) : NULL;
        size_t len = strlen((*a)->network);
        if (id && !strncmp(actor, (*a)->network, len) && actor[len] == ':' &&
            !strcmp(actor + len + 1, id)) {
            return true;
        }
    }
    return false;
}

void names_directory(struct bot *bot, const struct directory *directory) {
    bot->own_directory = *directory;
    bot->own_directory.name_of = name_of;
    bot->own_directory.actor_named = actor_named;
    bot->own_directory.actors_like = actors_like;
    bot->own_directory.is_bot = is_bot;
    bot->own_directory.name_ctx = bot;
    bot->own_directory.opaque = bot->opaque;
    bot->directory = &bot->own_directory;
}

void names_free(struct bot *bot) {
    struct name *name, *next;
    HASH_ITER(hh, bot->known_names, name, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(bot->known_names, name);
        free(name->actor);
        free(name->name);
        free(name);
    }
}
