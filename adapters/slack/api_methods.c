/* api_methods.c: the table of Web API methods.
 *
 * Slack reads form-encoded arguments for every method and JSON for some only; servers of
 * others take JSON everywhere, which hides a wrong entry: the tests assert the encoding.
 * Methods that read take a form even where JSON would do. */
#include "api_methods.h"
#include <string.h>

#define CHANNELS "channels:manage", "groups:write"
#define HISTORY "channels:history", "groups:history"
#define READ "channels:read", "groups:read"

const struct slack_method slack_methods[] = {
    {"apps.connections.open", TIER_3, true, NULL, NULL},
    {"auth.test", TIER_5, true, NULL, NULL},
    {"bookmarks.add", TIER_2, false, "bookmarks:write", NULL},
    {"bookmarks.edit", TIER_2, false, "bookmarks:write", NULL},
    {"bookmarks.list", TIER_3, false, "bookmarks:read", NULL},
    {"chat.getPermalink", TIER_5, true, NULL, NULL},
    {"chat.postEphemeral", TIER_4, false, "chat:write", NULL},
    {"chat.postMessage", TIER_5, false, "chat:write", NULL},
    {"chat.update", TIER_3, false, "chat:write", NULL},
    {"conversations.archive", TIER_2, false, CHANNELS},
    {"conversations.create", TIER_2, false, CHANNELS},
    {"conversations.history", TIER_3, true, HISTORY},
    {"conversations.info", TIER_3, true, READ},
    {"conversations.invite", TIER_3, false, CHANNELS},
    {"conversations.join", TIER_3, false, "channels:join", NULL},
    {"conversations.list", TIER_2, true, READ},
    {"conversations.members", TIER_4, true, READ},
    {"conversations.open", TIER_3, false, "im:write", NULL},
    {"conversations.replies", TIER_3, true, HISTORY},
    {"conversations.setPurpose", TIER_2, false, CHANNELS},
    {"conversations.setTopic", TIER_2, false, CHANNELS},
    {"conversations.unarchive", TIER_2, false, CHANNELS},
    {"files.getUploadURLExternal", TIER_4, true, NULL, NULL},
    {"pins.add", TIER_2, false, "pins:write", NULL},
    {"usergroups.users.list", TIER_2, true, "usergroups:read", NULL},
    {"users.info", TIER_4, true, "users:read", NULL},
    {"users.lookupByEmail", TIER_3, true, NULL, NULL},
    {"views.open", TIER_4, false, NULL, NULL},
    {"views.publish", TIER_4, false, NULL, NULL},
    {"views.update", TIER_4, false, NULL, NULL},
    {"", TIER_3, false, NULL, NULL},
};
const size_t slack_methods_count = sizeof slack_methods / sizeof *slack_methods;

size_t slack_method_index(const char *name) {
    size_t i = 0;
    while (i + 1 < slack_methods_count && strcmp(slack_methods[i].name, name) != 0) {
        i++;
    }
    return i;
}
