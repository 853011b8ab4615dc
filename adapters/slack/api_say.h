/* api_say.h: what an error of Slack's means, for people. */
#ifndef TOCSIN_SLACK_API_SAY_H
#define TOCSIN_SLACK_API_SAY_H

#include "api.h"
#include "base/arena.h"

/* A sentence about an error: what happened and what to do ("Slack does not let tocsin
 * archive channels: add the scope channels:manage …"). In static storage or the arena. */
const char *slack_api_say(struct arena *arena, const struct api_result *result);
/* True for errors after which nothing will work until a person acts: invalid_auth,
 * account_inactive, token_revoked, … */
bool slack_api_fatal(const char *error);

#endif
