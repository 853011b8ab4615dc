/* api_methods.c: the table of Web API methods.
 *
 * Slack reads form-encoded arguments for every method and JSON for some only; servers of
 * others take JSON everywhere, which hides a wrong entry: the tests assert the encoding.
 * Methods that read take a form even where JSON would do. */
#include "api_methods.h"
#include <string.h>

const struct slack_method slack_methods[] = {
    {"apps.connections.open", TIER_3, true},
    {"auth.test", TIER_5, true},
    {"bookmarks.add", TIER_2, false},
    {"bookmarks.edit", TIER_2, false},
    {"bookmarks.list", TIER_3, false},
    {"chat.getPermalink", TIER_5, true},
    {"chat.postEphemeral", TIER_4, false},
    {"chat.postMessage", TIER_5, false},
    {"chat.update", TIER_3, false},
    {"conversations.archive", TIER_2, false},
    {"conversations.create", TIER_2, false},
    {"conversations.history", TIER_3, true},
    {"conversations.info", TIER_3, true},
    {"conversations.invite", TIER_3, false},
    {"conversations.join", TIER_3, false},
    {"conversations.list", TIER_2, true},
    {"conversations.members", TIER_4, true},
    {"conversations.open", TIER_3, false},
    {"conversations.replies", TIER_3, true},
    {"conversations.setPurpose", TIER_2, false},
    {"conversations.setTopic", TIER_2, false},
    {"conversations.unarchive", TIER_2, false},
    {"files.getUploadURLExternal", TIER_4, true},
    {"pins.add", TIER_2, false},
    {"usergroups.users.list", TIER_2, true},
    {"users.info", TIER_4, true},
    {"users.lookupByEmail", TIER_3, true},
    {"views.open", TIER_4, false},
    {"views.publish", TIER_4, false},
    {"views.update", TIER_4, false},
    {"", TIER_3, false},
};
const size_t slack_methods_count = sizeof slack_methods / sizeof *slack_methods;

size_t slack_method_index(const char *name) {
    size_t i = 0;
    while (i + 1 < slack_methods_count && strcmp(slack_methods[i].name, name) != 0) {
        i++;
    }
    return i;
}
