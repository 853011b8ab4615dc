/* slack.h: the adapter for Slack: Socket Mode in, Web API out. */
#ifndef TOCSIN_SLACK_H
#define TOCSIN_SLACK_H

#include "options.h"
#include "tocsin/adapter.h"

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
