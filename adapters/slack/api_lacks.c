/* api_lacks.c: what a server that is not Slack lacks altogether.
 *
 * A method that a server does not know is no trouble of an incident: nobody there can do
 * anything about it, and the next incident would hear it again. It is said on the log,
 * once per start, and by the check; what needed it counts as done. */
#include "api_lacks.h"

#include "api_methods.h"
#include "base/log.h"
#include "base/text.h"

bool slack_lacks(struct slack *slack, const struct api_result *result) {
    if (result->kind != API_REFUSED || !text_equal(result->error, "unknown_method")) {
        return false;
    }
    uint64_t bit = (uint64_t)1 << (slack_method_index(result->method) % 64);
    if ((slack->lacking & bit) == 0) {
        slack->lacking |= bit;
        log_event(LOG_LEVEL_WARN, "slack.lacks", "method", result->method, "why",
                  "this server is not Slack or an old one: tocsin goes on without", NULL);
    }
    return true;
}
