/* options.h: which Slack, as whom, and what of it is tocsin's. */
#ifndef TOCSIN_SLACK_OPTIONS_H
#define TOCSIN_SLACK_OPTIONS_H

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
    /* "T…", "E…" whose people count as ours beside the app's own; "any": everybody's;
     * NULL or NULL-terminated */
    const char *const *teams;
    /* configured places ("slack:C1", "slack:#name"), joined at the start; NULL-
     * terminated */
    const char *const *places;
    bool at_work; /* another process is, and has tried to join them */
    void (*on_fatal)(void *ctx, const char *why); /* Slack will not have us: told once */
    void *ctx;
};

#endif
