/* aside_tell.c: people are told of values that were set aside (aside.c), some together. */
#include "runtime/aside_tell.h"
#include "base/jsonx.h"
#include "base/mem.h"
#include "runtime/aside.h"
#include "runtime/tell.h"

enum { TOLD_MOST = 5 };

struct word {
    struct bot *bot;
    json_t *all;
};

/* The lease may have been lost just then: whatever could not be said is said later. */
static void told(void *ctx, bool said) {
    struct word *word = ctx;
    struct bot *bot = word->bot;
    if (!said && bot->phase != BOT_STOPPED) {
        json_array_extend(bot->aside_new, word->all);
        aside_again(bot);
    }
    json_decref(word->all);
    free(word);
}

static void tell_now(void *ctx) {
    struct bot *bot = ctx;
    json_t *all = bot->aside_new, *items = json_array();
    size_t n = json_array_size(all);
    if (n == 0 || bot->phase != BOT_AT_WORK || bot->o.offline) {
        json_decref(items);
        return;
    }
    for (size_t i = 0; i < n && i < TOLD_MOST; i++) {
        json_array_append_new(items, json_pack("{s:O}", "what", json_array_get(all, i)));
    }
    json_t *view = json_pack("{s:o}", "items", items);
    if (n > TOLD_MOST) {
        jsonx_set_int(view, "more", (int64_t)(n - TOLD_MOST));
    }
    struct word *word = mem_new(sizeof *word);
    *word = (struct word){bot, json_copy(all)};
    json_array_clear(all);
    tell_announce(bot, "set_aside", view, told, word);
}

void aside_tell_new(struct bot *bot) {
    bot->aside_timer = bot->o.loop->timer(bot->o.loop->self, tell_now, bot);
}
