/* displaced.c: what one person hears at once and alone: that a role is no longer theirs, or
 * theirs again, or theirs where the channel is not told so.
 *
 * Anybody may put anybody into a role, because at three in the morning nobody should have
 * to ask. The price is that the one who held it must not go on believing that they do:
 * two commanders are worse than none. What is said has nothing of the incident in it but
 * its id and the role, so that it may also be said to somebody who can no longer see a
 * restricted one. */
#include "core/displaced.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/silent.h"
#include "core/view_fields.h"

void tell_displaced(struct telling *telling, const struct entry *entry) {
    const struct directory *directory = telling->world->directory;
    const char *from = jsonx_string(entry->data, "from", NULL);
    const char *to = jsonx_string(entry->data, "to", NULL);
    const char *key = jsonx_string(entry->data, "role", "");
    const struct policy_role *role = policy_role(telling->world->policy, key);
    json_t *fields;

    if (!from || !to || people_same(directory, from, to) ||
        people_same(directory, from, entry->actor)) {
        return;
    }
    fields = json_object();
    jsonx_set_string(fields, "role", role ? role->name : key);
    jsonx_set_string(fields, "who", view_mention(telling->arena, to));
    view_flag(fields, "by_them", people_same(directory, to, entry->actor));
    telling_entry(telling, entry, fields);
    tell(telling, entry, AUDIENCE_PERSON, from, "displaced", TELL_URGENT | TELL_PLAIN,
         NULL);
}

void tell_given(struct telling *telling, const struct entry *entry) {
    const struct incident *after = telling->after;
    const char *to = jsonx_string(entry->data, "to", NULL);
    const char *key = jsonx_string(entry->data, "role", "");
    const struct policy_role *role = policy_role(telling->world->policy, key);
    json_t *fields;

    if (!to || people_same(telling->world->directory, to, entry->actor) ||
        (audience_in_channel(after) && !(after->restricted && silent_channel(after)))) {
        return; /* the channel mentions them */
    }
    fields = json_object();
    jsonx_set_string(fields, "role", role ? role->name : key);
    jsonx_set_string(fields, "duties", role ? role->duties : NULL);
    telling_entry(telling, entry, fields);
    tell(telling, entry, AUDIENCE_PERSON, to, "role_given", TELL_URGENT, NULL);
}

static void tell_role_again(struct telling *telling, const struct entry *entry,
                            const struct policy_role *role, const char *person,
                            bool holds) {
    json_t *fields;

    if (!person || people_same(telling->world->directory, person, entry->actor)) {
        return;
    }
    fields = json_object();
    jsonx_set_string(fields, "role", role->name);
    telling_entry(telling, entry, fields);
    tell(telling, entry, AUDIENCE_PERSON, person, holds ? "role_back" : "role_withdrawn",
         TELL_URGENT | TELL_PLAIN, NULL);
}

void tell_roles_back(struct telling *telling, const struct entry *entry) {
    const struct policy *policy = telling->world->policy;

    for (size_t i = 0; telling->before && i < policy->nroles; i++) {
        const struct policy_role *role = &policy->roles[i];
        const char *was = incident_role(telling->before, role->key);
        const char *is = incident_role(telling->after, role->key);

        if (!people_same(telling->world->directory, was, is)) {
            tell_role_again(telling, entry, role, is, true);
            tell_role_again(telling, entry, role, was, false);
        }
    }
}
