/* telling.c: one notice: who reads it, what they may read, and its words.
 *
 * A restricted incident is told outside as the message "restricted" over a view that holds
 * nothing but its id, severity, phase and status. */
#include "core/telling.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/buttons.h"
#include "core/entry_kinds.h"
#include "core/people.h"
#include "core/view.h"
#include "core/view_fields.h"

void telling_entry(struct telling *telling, const struct entry *entry, json_t *fields) {
    const struct directory *directory = telling->world->directory;
    json_t *all = json_object();

    if (!telling->view) {
        telling->view =
            arena_json(telling->arena,
                       incident_view(telling->arena, telling->world, telling->after));
    }
    /* Texts first: what people wrote never stands in for what we say. */
    if (entry->text) {
        json_object_update(all, (json_t *)entry->text);
    }
    if (address_on(entry->actor, ADDRESS_BOT)) {
        jsonx_set_string(all, "by", "tocsin");
    } else {
        jsonx_set_string(all, "by", people_name(directory, entry->actor));
    }
    view_time(all, "at", entry->at);
    if (entry_when(entry) != entry->at) {
        view_time(all, "when", entry_when(entry));
    }
    json_object_update(all, fields);
    json_decref(fields);
    json_object_set_new(telling->view, "entry", all);
}

bool telling_here(const char *audience) {
    return text_equal(audience, AUDIENCE_INCIDENT);
}

/* Who reads a notice that may know that the incident exists, but not what it is. */
static bool outsider(const struct telling *telling, const char *audience,
                     const char *person) {
    const struct reader reader = {person, NULL};

    return telling_here(audience)
               ? !audience_in_channel(telling->after)
               : !audience_reads(telling->world->directory, &reader, telling->after);
}

bool restricted_news(struct arena *arena, const struct world *world,
                     const struct incident *before, const struct incident *after) {
    static const char *const inside[] = {"phase", "phase_name"};
    json_t *was = restricted_view(arena, world, before);
    json_t *is = restricted_view(arena, world, after);
    bool news;

    /* Outsiders are told how it stands, and not in which phase those are who work on it. */
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        json_object_del(was, inside[i]);
        json_object_del(is, inside[i]);
    }
    news = !json_equal(was, is);
    json_decref(was);
    json_decref(is);
    return news;
}

json_t *telling_existence(struct arena *arena, const struct world *world,
                          const struct incident *incident, bool urgent) {
    json_t *view = arena_json(arena, restricted_view(arena, world, incident));

    json_object_set_new(view, "urgent", json_boolean(urgent));
    return arena_json(arena, messages_render(world->messages, "restricted", view));
}

/* Outsiders would read what they were told before. */
static bool nothing_new(const struct telling *telling) {
    return telling->before && telling->before->restricted &&
           !restricted_news(telling->arena, telling->world, telling->before,
                            telling->after);
}

/* What is not as it was: lines that read the same would tell outsiders nothing. */
static void add_changed(const struct telling *telling, json_t *view) {
    json_t *was;
    const char *severity, *status;

    if (!telling->before || !telling->before->restricted) {
        return;
    }
    was = restricted_view(telling->arena, telling->world, telling->before);
    severity = jsonx_string(json_object_get(was, "severity"), "name", NULL);
    status = jsonx_string(was, "status", NULL);
    if (telling->before->severity != telling->after->severity) {
        jsonx_set_string(view, "was_severity", severity);
    }
    if (!text_equal(status, jsonx_string(view, "status", NULL))) {
        jsonx_set_string(view, "was_status", status);
    }
    json_decref(was);
}

/* In person nobody has to be called by a mention. */
static void set_in_person(json_t *view, bool in_person) {
    if (in_person) {
        json_object_set_new(view, "in_person", json_true());
    } else {
        json_object_del(view, "in_person");
    }
}

static json_t *render(struct telling *telling, const char *message, unsigned flags,
                      bool here, bool in_person) {
    json_t *view = telling->view;

    if (text_equal(message, "restricted")) {
        if (!telling->outsider) {
            telling->outsider =
                arena_json(telling->arena, restricted_view(telling->arena, telling->world,
                                                           telling->after));
            add_changed(telling, telling->outsider);
        }
        view = telling->outsider;
        json_object_set_new(view, "urgent", json_boolean((flags & TELL_URGENT) != 0));
        json_object_set_new(view, "here",
                            json_boolean(here && (flags & TELL_URGENT) != 0));
        if (telling->wanted) {
            json_object_set(view, "entry", telling->wanted);
        } else {
            json_object_del(view, "entry");
        }
    } else if ((flags & TELL_HERE) != 0) {
        json_object_set_new(view, "here", json_boolean(here));
    } else {
        json_object_del(view, "here");
    }
    set_in_person(view, in_person);
    return arena_json(telling->arena,
                      messages_render(telling->world->messages, message, view));
}

static json_t *render_with_buttons(struct telling *telling, const char *message,
                                   unsigned flags, bool here, bool in_person,
                                   const struct guard *guard) {
    json_t *body = render(telling, message, flags, here, in_person);

    if (!text_equal(message, "restricted")) {
        buttons_add(telling->arena, telling->world, telling->after, message,
                    guard ? guard->deadline : NULL, guard ? guard->ref : 0, body);
    }
    return body;
}

/* Notices of one moment may be about different deadlines. */
static bool same_guard(const struct guard *a, const struct guard *b) {
    return text_equal(a->deadline, b->deadline) && a->ref == b->ref && a->due == b->due &&
           a->also == b->also;
}

void tell(struct telling *telling, const struct entry *entry, const char *audience,
          const char *person, const char *message, unsigned flags,
          const struct guard *guard) {
    const struct guard guarded = guard ? *guard : (struct guard){0};
    bool here = telling_here(audience);
    json_t *body = NULL;

    if ((flags & TELL_PLAIN) == 0 && outsider(telling, audience, person)) {
        if (!person && (flags & TELL_URGENT) == 0 && nothing_new(telling)) {
            return;
        }
        message = "restricted";
    }
    for (size_t i = 0; i < telling->n; i++) {
        const struct notice *earlier = &telling->ret[i];

        if (earlier->entry != entry->n) {
            continue;
        }
        if (text_equal(earlier->audience, audience) &&
            (!person ||
             people_same(telling->world->directory, earlier->person, person))) {
            return;
        }
        if (text_equal(earlier->message, message) &&
            (earlier->person != NULL) == (person != NULL) &&
            same_guard(&earlier->guard, &guarded) &&
            ((flags & TELL_HERE) == 0 || telling_here(earlier->audience) == here)) {
            body = earlier->body;
        }
    }
    /* 32 entries a turn, of which few climb: the room is there. */
    if (telling->n == NOTICES_MAX) {
        return;
    }
    if (!body) {
        body = render_with_buttons(telling, message, flags, here, person != NULL, guard);
    }
    telling->ret[telling->n++] = (struct notice){
        .audience = audience,
        .person = person,
        .message = message,
        .body = body,
        .urgent = (flags & TELL_URGENT) != 0,
        .plain = (flags & TELL_PLAIN) != 0 || text_equal(message, "restricted"),
        .guard = guarded,
        .entry = entry->n,
    };
}
