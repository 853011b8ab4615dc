/* api_scopes.c: what the app must be allowed to do, and what for: the one list of it. A
 * scope that no call or event here needs does not belong in it. */
#include "api_scopes.h"

#include <stddef.h>

const struct slack_scope slack_scopes[] = {
    {"commands", "the slash command and the shortcuts"},
    {"app_mentions:read", "commands by mentioning tocsin"},
    {"reactions:read", "messages put on the timeline by a reaction"},
    {"chat:write", "everything that tocsin says"},
    {"chat:write.public", "announcing in public channels without joining them"},
    {"channels:manage", "opening, describing, filling and archiving public channels"},
    {"channels:join", "joining the configured places"},
    {"channels:read", "finding channels by name"},
    {"channels:history", "the text of marked messages; looking before posting again"},
    {"groups:write", "opening, describing, filling and archiving private channels"},
    {"groups:read", "finding private channels by name"},
    {"groups:history", "the same as channels:history in private channels"},
    {"im:write", "speaking to one person"},
    {"im:history",
     "commands typed to tocsin directly; looking before writing to a person again"},
    {"pins:write", "pinning the summary"},
    {"bookmarks:read", "not adding a bookmark twice"},
    {"bookmarks:write", "the incident's links as bookmarks"},
    {"usergroups:read", "inviting the members of user groups"},
    {"users:read",
     "the names of people who are picked or mentioned and never typed; who is whose in "
     "shared channels"},
    {NULL, NULL},
};
