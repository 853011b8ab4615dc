/* api_limits.c: budgets as GCRA (a token bucket kept as one moment): one for each method,
 * one for each channel that is posted to, beside what a 429 forbade.
 *
 * A 429 holds for the method it answered and for no other. The number of channels is
 * bounded: the one that has rested longest is forgotten, which at worst grants it a burst
 * too early, and then Slack says so. */
#include "api_limits.h"
#include "api_methods.h"
#include "base/mem.h"
#include <stdlib.h>
#include <string.h>

enum {
    CHANNELS = 256,
    CHANNEL_ID = 32,
    CHANNEL_PERIOD_MS = 1000, /* chat.postMessage: about one a second a channel */
    CHANNEL_BURST = 3,
    GIVE_WAY_MS = 1000, /* an urgent call that has not come back by then has gone */
};

struct rate {
    int64_t period; /* ms of one call */
    int64_t burst;  /* calls at once */
};

static const struct rate tiers[] = {
    [TIER_1] = {60000, 1}, [TIER_2] = {3000, 5}, [TIER_3] = {1200, 12},
    [TIER_4] = {600, 25},  [TIER_5] = {100, 50},
};
static const struct rate channel_rate = {CHANNEL_PERIOD_MS, CHANNEL_BURST};

struct budget {
    int64_t full;   /* when everything that was taken will have come back */
    int64_t urgent; /* until then an urgent call is waited for; 0: none */
};

struct channel_budget {
    char id[CHANNEL_ID];
    struct budget budget;
};

struct limits {
    struct budget *methods;
    int64_t *blocked; /* of each method, until when */
    struct channel_budget channels[CHANNELS];
};

struct limits *limits_new(void) {
    struct limits *limits = mem_new(sizeof *limits);
    limits->methods = mem_array(slack_methods_count, sizeof *limits->methods);
    limits->blocked = mem_array(slack_methods_count, sizeof *limits->blocked);
    return limits;
}

void limits_free(struct limits *limits) {
    if (limits) {
        free(limits->methods);
        free(limits->blocked);
        free(limits);
    }
}

/* ms until one more fits. */
static int64_t rest(const struct budget *budget, struct rate rate, int64_t now) {
    int64_t at = budget->full - (rate.burst - 1) * rate.period;
    return at > now ? at - now : 0;
}

/* What an ordinary call waits for beside the budget itself: behind the urgent one. */
static int64_t behind(const struct budget *budget, struct rate rate, int64_t now) {
    int64_t wait = rest(budget, rate, now);
    if (budget->urgent > now && budget->urgent - now > wait) {
        wait = budget->urgent - now;
    }
    return wait;
}

static void take(struct budget *budget, struct rate rate, int64_t now, bool urgent) {
    budget->full = (budget->full > now ? budget->full : now) + rate.period;
    if (urgent) {
        budget->urgent = 0;
    }
}

static int64_t most(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static struct channel_budget *channel_get(struct limits *limits, const char *id) {
    struct channel_budget *oldest = &limits->channels[0];
    for (size_t i = 0; i < CHANNELS; i++) {
        struct channel_budget *one = &limits->channels[i];
        if (strncmp(one->id, id, CHANNEL_ID - 1) == 0) {
            return one;
        }
        if (one->budget.full < oldest->budget.full) {
            oldest = one;
        }
    }
    *oldest = (struct channel_budget){0};
    memcpy(oldest->id, id, strnlen(id, CHANNEL_ID - 1));
    return oldest;
}

static struct rate rate_of(size_t method) {
    return tiers[slack_methods[method].tier];
}

int64_t limits_take(struct limits *limits, int64_t now, const char *method,
                    const char *channel, bool urgent) {
    size_t i = slack_method_index(method);
    struct rate rate = rate_of(i);
    struct budget *budget = &limits->methods[i];
    struct channel_budget *posts = channel ? channel_get(limits, channel) : NULL;
    int64_t blocked = most(limits->blocked[i] - now, 0);
    int64_t wait =
        most(blocked, urgent ? rest(budget, rate, now) : behind(budget, rate, now));
    int64_t posts_wait = 0;
    if (posts) {
        posts_wait = urgent ? rest(&posts->budget, channel_rate, now)
                            : behind(&posts->budget, channel_rate, now);
    }
    if (wait == 0 && posts_wait == 0) {
        take(budget, rate, now, urgent);
        if (posts) {
            take(&posts->budget, channel_rate, now, urgent);
        }
        return 0;
    }
    if (urgent && wait > 0) {
        budget->urgent = now + wait + GIVE_WAY_MS;
    }
    if (urgent && posts_wait > 0) {
        posts->budget.urgent = now + posts_wait + GIVE_WAY_MS;
    }
    return most(wait, posts_wait);
}

void limits_block(struct limits *limits, int64_t now, const char *method, int64_t ms) {
    size_t i = slack_method_index(method);
    limits->blocked[i] = most(limits->blocked[i], now + ms);
}

int64_t limits_wait(const struct limits *limits, int64_t now, const char *method) {
    size_t i = slack_method_index(method);
    return most(most(limits->blocked[i] - now, 0),
                rest(&limits->methods[i], rate_of(i), now));
}
