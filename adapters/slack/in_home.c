/* in_home.c: what App Home shows: the answer of `mine`, published to the person who
 * opened it.
 *
 * One at a time for each person, whatever how often they open it: who opens it again
 * meanwhile gets it once more afterwards. Best effort: the next opening tries again. */
#include "in_home.h"
#include "api.h"
#include "codec_home.h"

#include <uthash.h>

#include "base/log.h"
#include "base/mem.h"

enum { HOMES_MOST = 200 }; /* persons at one time */

struct page {
    UT_hash_handle hh;
    struct home *home;
    char *actor, *user;
    bool again;
};

struct home {
    struct slack *slack;
    struct page *pages; /* by user */
};

static void page_free(struct page *page) {
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
    HASH_DEL(page->home->pages, page);
    free(page->actor);
    free(page->user);
    free(page);
}

static void ask(struct page *page);

static void page_done(struct page *page) {
    if (page->again) {
        page->again = false;
        ask(page);
    } else {
        page_free(page);
    }
}

static void published(void *ctx, const struct api_result *result) {
    struct page *page = ctx;
    if (result->kind != API_OK) {
        log_event(LOG_LEVEL_WARN, "slack.home.failed", "why", result->why, NULL);
    }
    page_done(page);
}

static void mine_came(void *ctx, const struct reply *reply) {
    struct page *page = ctx;
    struct slack *slack = page->home->slack;
    if (!reply->body) {
        page_done(page);
        return;
    }
    struct arena *arena = arena_new();
    json_t *view = slack_view_home(arena, reply->body, slack->options.command);
    json_t *args = mem_got(json_pack("{s:s, s:o}", "user_id", page->user, "view", view));
    slack_api_call(slack->api, "views.publish", args, NULL, false, published, page);
    arena_free(arena);
}

static void ask(struct page *page) {
    const struct host *host = page->home->slack->host;
    const struct input input = {
        .kind = INPUT_COMMAND,
        .actor = page->actor,
        .text = "mine",
        .done = mine_came,
        .ctx = page,
    };
    host->input(host->self, &input);
}

void home_opened(struct home *home, const struct envelope *envelope) {
    const char *user = envelope->user, *actor = envelope->input.actor;
    struct page *page = NULL;
    if (!user || !actor) {
        return;
    }
    HASH_FIND_STR(home->pages, user, page);
    if (page) {
        page->again = true;
        return;
    }
    if (HASH_COUNT(home->pages) >= HOMES_MOST) {
        log_event(LOG_LEVEL_WARN, "slack.home.full", NULL);
        return;
    }
    page = mem_new(sizeof *page);
    page->user = mem_copy(user);
    page->actor = mem_copy(actor);
    page->home = home;
    HASH_ADD_KEYPTR(hh, home->pages, page->user, strlen(page->user), page);
    ask(page);
}

struct home *home_new(struct slack *slack) {
    struct home *home = mem_new(sizeof *home);
    home->slack = slack;
    return home;
}

void home_free(struct home *home) {
    struct page *page, *next;
    HASH_ITER(hh, home->pages, page, next) {
        page_free(page);
    }
    free(home);
}
