/* api_methods.h: what Slack's documentation says about each Web API method used here: how
 * its arguments are encoded, how often it may be called and what right it takes. */
#ifndef TOCSIN_SLACK_API_METHODS_H
#define TOCSIN_SLACK_API_METHODS_H

#include <stdbool.h>
#include <stddef.h>

enum slack_tier {
    TIER_1, /* 1 a minute */
    TIER_2, /* 20 */
    TIER_3, /* 50 */
    TIER_4, /* 100 */
    TIER_5, /* "special": the method has rules of its own, beside this generous one */
};

struct slack_method {
    const char *name;
    enum slack_tier tier;
    bool form; /* takes no JSON body (or need not): application/x-www-form-urlencoded */
    const char *scope;  /* of the bot token; NULL: none */
    const char *closed; /* instead of it where the channel is private; NULL: the same */
};

/* SLACK_METHODS entries and behind them one, named "", for all other methods. */
extern const struct slack_method slack_methods[];
extern const size_t slack_methods_count; /* the last one included */

/* Index of `name`; that of the last entry when it is none of them. */
size_t slack_method_index(const char *name);

#endif
