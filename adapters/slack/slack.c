/* slack.c: the adapter: options, vtable, and who we are on Slack.
 *
 * Nothing comes in before auth.test has said which user we are, because our own messages
 * must not be taken for somebody's. Sending does not wait for it. */
#include "slack.h"
#include "api.h"
#include "api_backoff.h"
#include "api_say.h"
#include "api_sockets.h"
#include "codec_dates.h"
#include "in.h"
#include "out.h"
#include "out_check.h"
#include "out_ids.h"
#include "out_join.h"
#include "out_listing.h"
#include "out_places.h"

#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"

enum { STOPPED_RETRY_MS = 1000, FATAL_RETRY_MS = 60 * 1000 };

struct whole {
    struct slack slack; /* first: the parts know this one */
    struct adapter adapter;
    struct slack_sockets *sockets;
    struct slack_inbound *inbound;
    struct loop_timer *retry;
    unsigned failures;
};

static void give_up(struct slack *slack, const char *why) {
    const struct whole *whole = (struct whole *)slack;
    if (slack->fatal) {
        return;
    }
    slack->fatal = true;
    log_event(LOG_LEVEL_ERROR, "slack.fatal", "why", why, NULL);
    slack_sockets_stop(whole->sockets);
    if (slack->options.on_fatal) {
        slack->options.on_fatal(slack->options.ctx, why);
    }
}

/* ---- who we are ---- */

static char *copy(const json_t *json, const char *key) {
    const char *s = jsonx_string(json, key, NULL);
    char *ret = mem_copy(s);
    return ret;
}

static void authorised(struct whole *whole, const json_t *json) {
    struct slack *slack = &whole->slack;
    slack->bot_user = copy(json, "user_id");
    slack->bot_id = copy(json, "bot_id");
    slack->team = copy(json, "team");
    slack->team_id = copy(json, "team_id");
    slack->enterprise_id = copy(json, "enterprise_id");
    if (!slack_shows_dates(jsonx_string(json, "url", NULL))) {
        slack_api_undated(slack->api, slack->host);
    }
    log_event(LOG_LEVEL_INFO, "slack.auth", "team", slack->team, "user", slack->bot_user,
              NULL);
    slack_sockets_start(whole->sockets, slack_inbound_take, whole->inbound);
    slack_tell_ids(slack);
    slack_join_places(slack);
}

static void auth_came(void *ctx, const struct api_result *result) {
    struct whole *whole = ctx;
    struct slack *slack = &whole->slack;
    if (slack->stopped) {
        return;
    }
    if (result->kind == API_OK && jsonx_string(result->json, "user_id", NULL)) {
        authorised(whole, result->json);
        return;
    }
    struct arena *arena = arena_new();
    const char *why = result->kind == API_OK ? "Slack does not say which user tocsin is"
                                             : slack_api_say(arena, result);
    if (result->kind == API_REFUSED && slack_api_fatal(result->error)) {
        give_up(slack, why);
    } else {
        int64_t ms = slack_backoff(whole->failures++);
        if (result->kind == API_LIMITED) {
            ms = result->retry_ms + ms;
        }
        log_event(LOG_LEVEL_WARN, "slack.auth.failed", "why", why, NULL);
        slack->options.loop->timer_start(whole->retry, ms);
    }
    arena_free(arena);
}

static void auth(void *ctx) {
    struct whole *whole = ctx;
    slack_api_call(whole->slack.api, "auth.test", json_object(), NULL, true, auth_came,
                   whole);
}

/* ---- vtable ---- */

/* True: it was ended here, because nothing can be sent. */
static bool refuse(const struct slack *slack, outcome_cb done, void *ctx) {
    const struct outcome outcome = {
        .kind = OUTCOME_RETRY,
        .retry_ms = slack->fatal ? FATAL_RETRY_MS : STOPPED_RETRY_MS,
        .why = slack->fatal ? "Slack does not accept tocsin's tokens"
                            : "the connection to Slack was closed",
    };
    if (slack->stopped || slack->fatal) {
        done(ctx, &outcome);
        return true;
    }
    return false;
}

static void adapter_send(void *self, const struct delivery *delivery, outcome_cb done,
                         void *ctx) {
    struct whole *whole = self;
    if (!refuse(&whole->slack, done, ctx)) {
        slack_send(&whole->slack, delivery, done, ctx);
    }
}

static void adapter_look(void *self, const struct delivery *delivery, outcome_cb done,
                         void *ctx) {
    struct whole *whole = self;
    const struct outcome outcome = {
        .kind = OUTCOME_UNKNOWN,
        .why = "the connection to Slack was closed",
    };
    if (whole->slack.stopped || whole->slack.fatal) {
        done(ctx, &outcome); /* not RETRY: that would say that it is not there */
    } else {
        slack_look(&whole->slack, delivery, done, ctx);
    }
}

static void adapter_check(void *self, finding_cb report, void (*done)(void *ctx),
                          void *ctx) {
    struct whole *whole = self;
    slack_check(&whole->slack, report, done, ctx);
}

static bool adapter_start(void *self, const struct host *host) {
    struct whole *whole = self;
    whole->slack.host = host;
    auth(whole);
    return true;
}

static void adapter_stop(void *self) {
    struct whole *whole = self;
    struct slack *slack = &whole->slack;
    if (slack->stopped) {
        return;
    }
    slack->stopped = true;
    slack->options.loop->timer_stop(whole->retry);
    slack_sockets_stop(whole->sockets);
    slack_stop(slack);
}

static void adapter_free(void *self) {
    struct whole *whole = self;
    struct slack *slack = &whole->slack;
    adapter_stop(whole);
    slack_api_free(slack->api); /* first: from here on nothing calls back */
    slack_inbound_free(whole->inbound);
    slack_sockets_free(whole->sockets);
    listings_free(slack->listings);
    known_free(slack->known);
    json_decref(slack->unjoined);
    slack->options.loop->timer_free(whole->retry);
    free(slack->bot_user);
    free(slack->bot_id);
    free(slack->team);
    free(slack->team_id);
    free(slack->enterprise_id);
    free(whole);
}

static const char *adapter_own_id(void *self) {
    return ((struct whole *)self)->slack.bot_user;
}

struct adapter *slack_new(const struct slack_options *options) {
    struct whole *whole = mem_new(sizeof *whole);
    struct slack *slack = &whole->slack;
    slack->options = *options;
    const struct slack_api_options api = {
        .loop = options->loop,
        .http = options->http,
        .api_url = options->api_url,
        .app_token = options->app_token,
        .bot_token = options->bot_token,
    };
    slack->api = slack_api_new(&api);
    slack->listings = listings_new(ids_page);
    slack->known = known_new();
    slack->give_up = give_up;
    whole->sockets = slack_sockets_new(slack);
    whole->inbound = slack_inbound_new(slack, whole->sockets);
    whole->retry = options->loop->timer(options->loop->self, auth, whole);
    whole->adapter = (struct adapter){
        .network = SLACK_NETWORK,
        .caps = CAP_OPAQUE | CAP_SEARCH | CAP_CHANNELS | CAP_MIRROR | CAP_DIRECT |
                CAP_BOOKMARKS | CAP_THREADS | CAP_MEMBERS | CAP_PINNED | CAP_BUTTONS |
                CAP_IDS,
        .self = whole,
        .send = adapter_send,
        .look = adapter_look,
        .check = adapter_check,
        .start = adapter_start,
        .own_id = adapter_own_id,
        .stop = adapter_stop,
        .free = adapter_free,
    };
    return &whole->adapter;
}
