/* pressed.c: the message under the buttons, as the state would have it.
 *
 * A button goes when its command was done since the message was sent, when the command
 * has nothing to do any more, when it was made for another phase, or when the deadline
 * that the message reminded of is met. Who did it and when stays as a line: "Acknowledged
 * by Ben, 10:12". Elsewhere than in its own channel an alert says which that is, once it
 * is there: who reads of an incident must be able to go to it. */
#include "core/pressed.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/buttons.h"
#include "core/policy.h"
#include "core/view.h"
#include "tocsin/tree.h"

const json_t *pressed_buttons(const json_t *body) {
    size_t i;
    const json_t *block;

    json_array_foreach(body, i, block) {
        if (tree_is(block, TREE_BUTTONS)) {
            return json_object_get(block, "c");
        }
    }
    return NULL;
}

bool pressed_is_alert(const json_t *kept) {
    return text_equal(jsonx_string(kept, "message", NULL), "opened");
}

/* ---- who did it ---- */

const char *pressed_by(const struct world *world, const json_t *button,
                       const struct entry *entry) {
    static const struct {
        const char *words, *kind;
    } does[] = {
        {"ack", KIND_ACKNOWLEDGED}, {"role take", KIND_ROLE},
        {"update", KIND_UPDATE},    {"snooze", KIND_SNOOZED},
        {"resolve", KIND_RESOLVED}, {"restore", KIND_RESTORED},
        {"verify", KIND_VERIFIED},  {"action done", KIND_ACTION_DONE},
        {"reopen", KIND_REOPENED},  {"close", KIND_CLOSED},
    };
    const char *words = jsonx_string(button, "command", NULL);
    const json_t *fields = json_object_get(button, "fields");
    const char *number = jsonx_string(fields, "number", NULL);
    bool same = false;

    for (size_t i = 0; i < sizeof does / sizeof *does; i++) {
        same = same || (text_equal(does[i].words, words) &&
                        text_equal(does[i].kind, entry->kind));
    }
    if (!same || address_on(entry->actor, ADDRESS_BOT)) {
        return NULL;
    }
    if (text_equal(words, "role take")) {
        return text_equal(jsonx_string(entry->data, "role", NULL),
                          policy_commander(world->policy))
                   ? jsonx_string(entry->data, "to", NULL)
                   : NULL;
    }
    if (text_equal(words, "action done") &&
        (!number || strtoll(number, NULL, 10) != jsonx_int(entry->data, "number", 0))) {
        return NULL;
    }
    return entry->actor;
}

/* ---- what is shown ---- */

static bool reminder_is_over(const struct world *world, const struct incident *incident,
                             const json_t *kept) {
    const json_t *guard = json_object_get(kept, "guard");

    return guard && !deadline_wanted(incident, world->policy, world->civil, guard);
}

static bool still_offered(const struct world *world, const struct incident *incident,
                          const json_t *button, const json_t *done) {
    const char *words = jsonx_string(button, "command", "");
    const char *phase = jsonx_string(button, "phase", NULL);

    return !json_object_get(done, words) && button_applies(world, incident, words) &&
           (!phase || text_equal(phase, incident->phase));
}

/* Takes over the view. */
static void add_message(const struct world *world, const char *message, json_t *view,
                        json_t *tail) {
    json_t *line = messages_render(world->messages, message, view);

    json_array_extend(tail, line);
    json_decref(line);
    json_decref(view);
}

char *pressed_done(struct arena *arena, const char *who, int64_t at) {
    return arena_printf(arena, "%s %lld", who, (long long)at);
}

/* `label`: for somebody's own template. */
static void add_line(struct arena *arena, const struct world *world, json_t *tail,
                     const json_t *button, const char *done) {
    const char *words = jsonx_string(button, "command", "");
    const char *space = strchr(done, ' ');
    const char *who = space ? arena_strndup(arena, done, (size_t)(space - done))
                            : done; /* kept by an older one: no time */
    json_t *view = json_pack("{s:s, s:s}", "label", jsonx_string(button, "label", words),
                             "who", view_mention(arena, who));

    view_flag(view, button_key(words), true);
    view_time(view, "at", space ? strtoll(space, NULL, 10) : 0);
    add_message(world, "pressed", view, tail);
}

/* The alert says how it stood; once that is over, how it stands. */
static void add_now(struct arena *arena, const struct world *world,
                    const struct incident *incident, json_t *tail) {
    if (incident->milestones[MILESTONE_RECOVERED] != 0 ||
        incident->milestones[MILESTONE_RESOLVED] != 0 || incident_end(incident)) {
        add_message(world, "now", restricted_view(arena, world, incident), tail);
    }
}

/* Where it is worked on. The channel is opened while the alert is under way, so that the
 * alert cannot know it yet. */
static void add_where(struct arena *arena, const struct world *world,
                      const struct incident *incident, const json_t *kept, json_t *tail) {
    const char *place = jsonx_string(kept, "place", ""), *own = NULL;

    for (size_t i = 0; i < incident->nplaces && !incident->restricted; i++) {
        const struct bound_place *bound = &incident->places[i];

        if (!bound->failed && address_on(place, bound->network)) {
            own = bound->place;
        }
    }
    if (own && !text_equal(own, place)) {
        add_message(world, "where", json_pack("{s:s}", "place", view_place(arena, own)),
                    tail);
    }
}

json_t *pressed_tail(struct arena *arena, const struct world *world,
                     const struct incident *incident, const json_t *kept,
                     const json_t *done) {
    const json_t *buttons = pressed_buttons(json_object_get(kept, "body"));
    bool over = reminder_is_over(world, incident, kept);
    json_t *tail = json_array(), *left = json_array();
    size_t i;
    json_t *button;

    if (pressed_is_alert(kept)) {
        add_where(arena, world, incident, kept, tail);
        add_now(arena, world, incident, tail);
    }
    json_array_foreach((json_t *)buttons, i, button) {
        const char *words = jsonx_string(button, "command", "");
        const char *who = jsonx_string(done, words, NULL);

        if (who) {
            add_line(arena, world, tail, button, who);
        } else if (!over && still_offered(world, incident, button, done)) {
            json_array_append(left, button);
        }
    }
    if (json_array_size(left) > 0) {
        json_array_append_new(tail, tree_parent(TREE_BUTTONS, json_incref(left)));
    }
    json_decref(left);
    return tail;
}

json_t *pressed_tree(struct arena *arena, const struct world *world,
                     const struct incident *incident, const json_t *kept,
                     const json_t *done) {
    json_t *tree = json_array(), *tail;
    size_t i;
    json_t *block;

    json_array_foreach(json_object_get(kept, "body"), i, block) {
        if (!tree_is(block, TREE_BUTTONS)) {
            json_array_append(tree, block);
        }
    }
    tail = pressed_tail(arena, world, incident, kept, done);
    json_array_extend(tree, tail);
    json_decref(tail);
    return tree;
}
