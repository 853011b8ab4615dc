/* slack.h: the adapter for Slack: Socket Mode in, Web API out. */
#ifndef TOCSIN_SLACK_H
#define TOCSIN_SLACK_H

#include "tocsin/adapter.h"
#include "tocsin/http.h"
#include "tocsin/loop.h"
#include "tocsin/websocket.h"

struct slack_options { /* strings must live as long as the adapter */
    const struct loop *loop;
    const struct http *http;
    const struct websockets *websockets;
    const char *app_token;       /* xapp-…; never logged */
    const char *bot_token;       /* xoxb-…; never logged */
    const char *api_url;         /* "https://slack.com/api/": ends in a slash */
    const char *command;         /* "/inc": shown before commands */
    int sockets;                 /* 1..10 */
    const char *channel_pattern; /* "{id}" */
    const char *const *timeline_reactions, *const *action_reactions;
    const char *const *teams; /* "T…", "E…" whose people count as ours beside the app's
                                  own; "any": everybody's; NULL or NULL-terminated */
    const char *const *places; /* configured places ("slack:C1", "slack:#name"), joined
                                  at the start; NULL-terminated */
    void (*on_fatal)(void *ctx, const char *why); /* Slack will not have us: told once */
    void *ctx;
};

struct adapter *slack_new(const struct slack_options *options);

/* Without this scope all works, but some people are shown as ids. */
#define SLACK_SCOPE_NAMES "users:read"

/* What the app must be allowed to do, for the manifest, the documentation and the check.
 * Ends with a NULL scope. */
struct slack_scope {
    const char *scope; /* of the bot token */
    const char *why;   /* what tocsin needs it for */
};
extern const struct slack_scope slack_scopes[];

#endif
