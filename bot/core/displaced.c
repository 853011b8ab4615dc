/* displaced.c: who lost a role to somebody else hears it at once and in person.
 *
 * Anybody may put anybody into a role, because at three in the morning nobody should have
 * to ask. The price is that the one who held it must not go on believing that they do:
 * two commanders are worse than none. What is said has nothing of the incident in it but
 * its id and the role, so that it may also be said to somebody who can no longer see a
 * restricted one. */
#include "base/jsonx.h"
#include "base/text.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/telling.h"
#include "core/view.h"

void tell_displaced(struct telling *telling, const struct entry *entry) {
    const struct directory *directory = telling->world->directory;
    const char *from = jsonx_string(entry->data, "from", NULL);
    const char *to = jsonx_string(entry->data, "to", NULL);
    const char *key = jsonx_string(entry->data, "role", "");
    const struct policy_role *role = policy_role(telling->world->policy, key);
    json_t *fields;

    if (from == NULL || to == NULL || people_same(directory, from, to) ||
        people_same(directory, from, entry->actor)) {
        return;
    }
    fields = json_object();
    jsonx_set_string(fields, "role", role != NULL ? role->name : key);
    jsonx_set_string(fields, "who", view_mention(telling->arena, to));
    view_flag(fields, "by_them", people_same(directory, to, entry->actor));
    telling_entry(telling, entry, fields);
    tell(telling, entry, AUDIENCE_PERSON, from, "displaced", TELL_URGENT | TELL_PLAIN,
         NULL);
}
