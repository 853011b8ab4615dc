/* api_scopes.h: what the app must be allowed to do, for the manifest, the documentation
 * and the check. */
#ifndef TOCSIN_SLACK_API_SCOPES_H
#define TOCSIN_SLACK_API_SCOPES_H

/* Without this scope all works, but some people are shown as ids. */
#define SLACK_SCOPE_NAMES "users:read"
#define SLACK_SCOPE_JOIN "channels:join"

struct slack_scope {
    const char *scope; /* of the bot token */
    const char *why;   /* what tocsin needs it for */
};
/* Ends with a NULL scope. */
extern const struct slack_scope slack_scopes[];

#endif
