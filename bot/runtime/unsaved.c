/* unsaved.c: keys of inputs whose sender was told that nothing was saved, by a database that
 * could not be made to remember it (it takes no writes). A copy that the network hands in
 * later must not be saved after all: this process remembers. The oldest are forgotten. */
#include "runtime/unsaved.h"
#include "base/mem.h"

enum { UNSAVED_MAX = 4096 };

struct unsaved {
    char hash[HASH_SHORT_HEX];
    UT_hash_handle hh;
};

bool unsaved_known(const struct bot *bot, const char *hash) {
    struct unsaved *one = NULL;
    HASH_FIND_STR(bot->unsaved, hash, one);
    return one != NULL;
}

void unsaved_remember(struct bot *bot, const char *hash) {
    if (!hash[0] || unsaved_known(bot, hash)) {
        return;
    }
    if (HASH_COUNT(bot->unsaved) >= UNSAVED_MAX) {
        struct unsaved *oldest = bot->unsaved;
        HASH_DEL(bot->unsaved, oldest);
        free(oldest);
    }
    struct unsaved *one = mem_new(sizeof *one);
    snprintf(one->hash, sizeof one->hash, "%s", hash);
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
    HASH_ADD_STR(bot->unsaved, hash, one);
}

void unsaved_free(struct bot *bot) {
    struct unsaved *one, *next;
    HASH_ITER(hh, bot->unsaved, one, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(bot->unsaved, one);
        free(one);
    }
}
