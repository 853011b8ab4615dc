/* unreached.c: what could not be said, and who hears of that instead.
 *
 * A place that refuses a message is a hole: those who read it hear nothing, and nobody
 * knows. So the first refusal of each place (silent.h) is told where people are:
 *
 *   refused by                 told to
 *   -------------------------  ---------------------------------------------------------
 *   the incident's channel     the announce places, with what was asked there; whom it
 *                              asked, in person
 *   an announce place          the incident's channel, leadership
 *   a place of leadership      the incident's channel, the announce places; leadership's
 *                              people, in person
 *   a person                   the incident's channel
 *
 * The network's own words say why and what to do about it. While the channel is silent,
 * what is said in it is said in the announce places as well (route.c), and reminders in
 * person too (reminders.c); it is tried all the same, and the first reminder that gets
 * through ends that. None of it holds contents: outsiders of a restricted incident read it.
 *
 * A message that somebody marked and that could not be read is said in the incident's
 * channel: whoever marked it believes that it is kept. */
#include "core/unreached.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/asked.h"
#include "core/reminders.h"
#include "core/silent.h"
#include "core/view_fields.h"

static const unsigned flags = TELL_URGENT | TELL_PLAIN;

static bool is_own(const struct incident *incident, const char *place) {
    for (size_t i = 0; i < incident->nplaces; i++) {
        if (!incident->places[i].failed && text_equal(incident->places[i].place, place)) {
            return true;
        }
    }
    return false;
}

static bool among(const char *place, const char *const *places) {
    return places && text_in(place, places);
}

static void tell_leaders(struct telling *telling, const struct entry *entry) {
    struct asked leaders = {0};

    asked_group(telling->world->directory, RUNG_LEADERSHIP, &leaders);
    for (size_t i = 0; i < leaders.n; i++) {
        tell(telling, entry, AUDIENCE_PERSON, leaders.people[i], "unreached", flags,
             NULL);
    }
}

static void tell_where(struct telling *telling, const struct entry *entry,
                       const char *audience) {
    tell(telling, entry, audience, NULL, "unreached", flags, NULL);
}

void tell_unreached(struct telling *telling, const struct entry *entry) {
    const struct directory *directory = telling->world->directory;
    const struct incident *after = telling->after;
    const char *place = silent_place(after, entry), *person;
    bool own, announce, leadership;
    json_t *fields;

    if (!place || silent_is(telling->before, place)) {
        return;
    }
    person = address_reached(telling->arena, place);
    own = is_own(after, place);
    announce = !own && among(place, directory->announce);
    leadership = !own && among(place, directory->leadership);
    /* Without a channel its reminders go to an announce place (target.c): they are lost the
     * same way there. */
    fields = (own || (announce && !incident_has_channel(after))) &&
                     text_equal(entry->kind, KIND_NUDGE_FAILED)
                 ? tell_refused(telling, entry)
                 : json_object();
    jsonx_set_string(fields, "place",
                     person ? view_mention(telling->arena, person)
                            : view_place(telling->arena, place));
    view_flag(fields, "is_own", own);
    view_flag(fields, "is_person", person != NULL);
    view_flag(fields, "is_place", !own && !person);
    telling_entry(telling, entry, fields);
    if (own) {
        tell_where(telling, entry,
                   directory->announce && directory->announce[0] ? AUDIENCE_ANNOUNCE
                                                                 : AUDIENCE_LEADERSHIP);
        return;
    }
    /* Not urgent: that would be said elsewhere while the channel is not open yet. */
    tell(telling, entry, AUDIENCE_INCIDENT, NULL, "unreached", TELL_PLAIN, NULL);
    if (leadership) {
        tell_where(telling, entry, AUDIENCE_ANNOUNCE);
        tell_leaders(telling, entry);
    } else if (announce) {
        tell_where(telling, entry, AUDIENCE_LEADERSHIP);
    }
}

void tell_unread(struct telling *telling, const struct entry *entry) {
    if (!text_equal(entry->kind, KIND_PINNED) ||
        jsonx_string(entry->text, "text", NULL) ||
        !jsonx_string(entry->text, "why", NULL)) {
        return;
    }
    telling_entry(telling, entry, json_object());
    tell(telling, entry, AUDIENCE_INCIDENT, NULL, "unread", 0, NULL);
}
