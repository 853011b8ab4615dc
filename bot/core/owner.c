/* owner.c: what the owner of an action hears before it is due.
 *
 * Somebody else gave it to them, so nobody may count on it before they know of it. Whoever
 * works on the incident is called in its channel, where the others read that the work is
 * given; everybody else hears it in person. Whoever may not read the incident (audience.h)
 * hears that there is an action and by when, and how they get to read it. (To refuse such
 * an owner was rejected: the right person for a key that leaked may be the one who knows
 * nothing yet.) One that a duplicate took along has another number: its owner hears that
 * in person, because they may be in neither channel. */
#include "core/owner.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/people.h"
#include "core/silent.h"
#include "core/view_fields.h"

enum { OWNERS_MAX = NOTICES_MAX / 2 }; /* what the channels are told comes after them */

static bool reads(const struct telling *telling, const char *owner) {
    const struct reader reader = {owner, NULL};

    return audience_reads(telling->world->directory, &reader, telling->after);
}

/* Does the owner read the incident's own channel, and is it told the contents? */
static bool in_channel(const struct telling *telling, const char *owner) {
    return takes_part(telling->after, telling->world->directory, owner) &&
           audience_in_channel(telling->after) && !silent_channel(telling->after);
}

static void tell_readable(struct telling *telling, const struct entry *entry,
                          const char *owner, bool may_share, json_t *fields) {
    jsonx_set_string(fields, "whom", view_mention(telling->arena, owner));
    telling_entry(telling, entry, fields);
    if (may_share && in_channel(telling, owner)) {
        tell(telling, entry, AUDIENCE_INCIDENT, NULL, "action", TELL_HERE, NULL);
    } else {
        tell(telling, entry, AUDIENCE_PERSON, owner, "action", TELL_URGENT | TELL_PLAIN,
             NULL);
    }
}

static void tell_apart(struct telling *telling, const struct entry *entry,
                       const char *owner) {
    json_t *given = json_object(), *fields;

    jsonx_set_int(given, "number", jsonx_int(entry->data, "number", 0));
    view_time(given, "due", jsonx_int(entry->data, "due", 0));
    fields = json_pack("{s:o}", "given", given);
    jsonx_set_string(fields, "by", people_name(telling->world->directory, entry->actor));
    telling->wanted = arena_json(telling->arena, fields);
    tell(telling, entry, AUDIENCE_PERSON, owner, "restricted", TELL_URGENT | TELL_PLAIN,
         NULL);
    telling->wanted = NULL;
}

void tell_owner(struct telling *telling, const struct entry *entry) {
    const char *owner = jsonx_string(entry->data, "owner", NULL);
    const char *origin = jsonx_string(entry->data, "from", NULL);
    json_t *fields;

    if (!owner || people_same(telling->world->directory, owner, entry->actor)) {
        return;
    }
    if (!reads(telling, owner)) {
        tell_apart(telling, entry, owner);
        return;
    }
    fields = json_object();
    view_flag(fields, origin ? "moved" : "given", true);
    jsonx_set_string(fields, "origin", origin);
    jsonx_set_int(fields, "number", jsonx_int(entry->data, "number", 0));
    view_time(fields, "due", jsonx_int(entry->data, "due", 0));
    tell_readable(telling, entry, owner, origin == NULL, fields);
}

void tell_owners_end(struct telling *telling, const struct entry *entry) {
    const struct incident *after = telling->after;

    for (size_t i = 0; i < after->nactions && telling->n < OWNERS_MAX; i++) {
        const char *owner = after->actions[i].owner;

        if (owner && !people_same(telling->world->directory, owner, entry->actor) &&
            !in_channel(telling, owner)) {
            telling_entry(telling, entry, json_object());
            tell(telling, entry, AUDIENCE_PERSON, owner, "cancelled", TELL_HERE, NULL);
        }
    }
}

/* One that is not open any more, or open again. Nothing of its contents to outsiders. */
static void tell_again(struct telling *telling, const struct entry *entry,
                       const struct action *action, const char *flag) {
    json_t *fields = json_object();

    view_flag(fields, flag, true);
    jsonx_set_int(fields, "number", action->number);
    if (reads(telling, action->owner)) {
        jsonx_set_string(fields, "title", action->title);
    }
    tell_readable(telling, entry, action->owner, true, fields);
}

/* The actions of somebody else that only one of the two states has. */
static void tell_difference(struct telling *telling, const struct entry *entry,
                            const struct incident *has, const struct incident *lacks,
                            const char *flag) {
    for (size_t i = 0; i < has->nactions; i++) {
        const struct action *action = &has->actions[i];

        if (action->owner && !incident_action(lacks, action->number) &&
            !people_same(telling->world->directory, action->owner, entry->actor)) {
            tell_again(telling, entry, action, flag);
            return; /* a command adds or ends one */
        }
    }
}

void tell_owners_corrected(struct telling *telling, const struct entry *entry) {
    const struct incident *after = telling->after;

    for (size_t i = 0; telling->before && i < after->nactions; i++) {
        const struct action *is = &after->actions[i];
        const struct action *was = incident_action(telling->before, is->number);

        if (is->owner && was && !text_equal(was->title, is->title) &&
            !people_same(telling->world->directory, is->owner, entry->actor)) {
            tell_again(telling, entry, is, "corrected");
        }
    }
}

void tell_owners_back(struct telling *telling, const struct entry *entry) {
    if (telling->before) {
        tell_difference(telling, entry, telling->before, telling->after, "withdrawn");
        tell_difference(telling, entry, telling->after, telling->before, "again");
        tell_owners_corrected(telling, entry);
    }
}
