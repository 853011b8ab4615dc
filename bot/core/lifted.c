/* lifted.c: see lifted.h.
 *
 * While it was restricted they heard at most that there is something. To tell all of it
 * again was rejected: what stands now is enough, in one line, and the alerts that they have
 * are edited (pressed.c). */
#include "core/lifted.h"
#include "base/text.h"
#include "core/heard.h"

void tell_lifted(struct telling *telling, const struct entry *entry) {
    static const char *const outside[] = {AUDIENCE_ANNOUNCE, AUDIENCE_LEADERSHIP};

    if (!telling->before || !telling->before->restricted || telling->after->restricted ||
        (!text_equal(entry->kind, KIND_CHANGED) &&
         !text_equal(entry->kind, KIND_UNDONE))) {
        return;
    }
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        if (heard_of(telling->world->policy, telling->after, outside[i])) {
            telling_entry(telling, entry, json_object());
            tell(telling, entry, outside[i], NULL, "lifted", 0, NULL);
        }
    }
}
