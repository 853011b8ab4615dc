/* numbers.c: which numbers of a day were given.
 *
 * `seq:<day>` is one opinion. A database that was emptied or set back has forgotten what
 * it gave, and an id that is given twice makes one incident of two: old buttons and
 * channels mean the new one. So the next number is beyond every id that anybody here has
 * met: in the store, in memory, on a network. */
#include "runtime/numbers.h"
#include "base/mem.h"
#include "core/reindex.h"
#include "runtime/now.h"
#include "runtime/quiet.h"
#include "runtime/walk.h"
#include "tocsin/keys.h"

enum { EXPECT_MS = 5000 };

struct day {
    char name[11]; /* "2025-09-29" */
    int64_t last;
    UT_hash_handle hh;
};

void numbers_learn(struct bot *bot, const char *id) {
    struct day *day = NULL;
    char name[sizeof day->name];
    int64_t number;
    if (!sequence_split(id, name, &number) || number > SEQUENCE_MAX) {
        return;
    }
    HASH_FIND_STR(bot->days, name, day);
    if (!day) {
        day = mem_new(sizeof *day);
        memcpy(day->name, name, sizeof day->name);
        HASH_ADD_STR(bot->days, name, day);
    }
    day->last = number > day->last ? number : day->last;
}

int64_t numbers_last(const struct bot *bot, const char *name) {
    const struct day *day = NULL;
    HASH_FIND_STR(bot->days, name, day);
    return day ? day->last : 0;
}

void numbers_each(const struct bot *bot,
                  void (*each)(void *ctx, const char *day, int64_t last), void *ctx) {
    for (const struct day *day = bot->days; day; day = day->hh.next) {
        each(ctx, day->name, day->last);
    }
}

void numbers_free(struct bot *bot) {
    struct day *day, *next;
    HASH_ITER(hh, bot->days, day, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(bot->days, day);
        free(day);
    }
}

/* ---- hearing from the networks ---- */

/* "war-inc-2025-09-29-001-2" bears INC-2025-09-29-001. False: no id is in it. */
static bool id_in(const char *name, char *ret, size_t size) {
    static const char like[] = "inc-0000-00-00-0";
    for (; strlen(name) >= sizeof like - 1; name++) {
        size_t i = 0, digits;
        while (like[i] && (like[i] == '0' ? name[i] >= '0' && name[i] <= '9'
                                          : (name[i] | (like[i] & 0x20)) == like[i])) {
            i++;
        }
        digits = like[i] ? 0 : strspn(name + i - 1, "0123456789");
        if (digits > 0 && i + digits < size) {
            snprintf(ret, size, "INC%.*s", (int)(i - 4 + digits), name + 3);
            return true;
        }
    }
    return false;
}

void numbers_told(struct bot *bot, const char *name) {
    char id[64];
    if (name) {
        if (id_in(name, id, sizeof id)) {
            numbers_learn(bot, id);
        }
        return;
    }
    bot->ids_left -= bot->ids_left > 0 ? 1 : 0;
}

void numbers_expect(struct bot *bot) {
    bot->ids_until = bot_mono(bot) + EXPECT_MS;
}

/* ---- asking the store ---- */

struct scan {
    struct bot *bot;
    struct walk *walk;
    char begin[32]; /* "inc:INC-2025-09-29-" */
    void (*done)(void *ctx, const char *why);
    void *ctx;
};

static void scan_end(struct scan *scan, const char *why) {
    struct bot *bot = scan->bot;
    walk_free(scan->walk);
    scan->done(scan->ctx, why);
    free(scan);
    bot_end(bot);
}

static void scan_page(void *ctx, const json_t *names, bool last, const char *why) {
    struct scan *scan = ctx;
    char id[64];
    size_t i;
    json_t *name;
    json_array_foreach((json_t *)names, i, name) {
        snprintf(id, sizeof id, "%s%.24s", scan->begin + strlen(KEY_INCIDENT),
                 json_string_value(name));
        numbers_learn(scan->bot, id);
    }
    if (!names || last) {
        scan_end(scan, names ? NULL : why);
        return;
    }
    walk_next(scan->walk);
}

void numbers_scan(struct bot *bot, const char *day,
                  void (*done)(void *ctx, const char *why), void *ctx) {
    struct scan *scan = mem_new(sizeof *scan);
    scan->bot = bot;
    scan->done = done;
    scan->ctx = ctx;
    snprintf(scan->begin, sizeof scan->begin, KEY_INCIDENT "INC-%.10s-", day);
    scan->walk = walk_new(bot->o.store, scan->begin, scan_page, scan);
    bot_begin(bot);
    walk_next(scan->walk);
}
