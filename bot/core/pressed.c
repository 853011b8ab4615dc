/* pressed.c: a message with buttons, as the state would have it.
 *
 * A button goes when its command was done since the message was sent, when the command
 * has nothing to do any more, when it was made for another phase, when the deadline that
 * the message reminded of is met, or when what the message tells was taken back. Who did
 * it and when stays as a line: "Acknowledged by Ben, 10:12".
 *
 * Whatever is edited is read as if it were new, so what stands there must be true now. An
 * alert is told anew over the state of the moment; elsewhere than in its own channel it
 * says which that is, once it is there. What told an outsider that a restricted incident
 * exists is an alert as well, and what is old (live.h) offers nothing any more. A reminder that is answered calls nobody any more:
 * it says what was due, and who answered. Other messages tell what somebody did, and when:
 * their words stay, behind the line of whoever took it back. */
#include "core/pressed.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/announce_fields.h"
#include "core/buttons.h"
#include "core/deadline_due.h"
#include "core/policy.h"
#include "core/view.h"
#include "core/view_fields.h"
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
    const char *message = jsonx_string(kept, "message", NULL);

    return text_equal(message, "opened") ||
           (text_equal(message, "restricted") && jsonx_int(kept, "n", 0) == 1);
}

/* ---- who did it ---- */

const char *pressed_kind(const char *words) {
    static const struct {
        const char *words, *kind;
    } does[] = {
        {"ack", KIND_ACKNOWLEDGED}, {"role take", KIND_ROLE},
        {"update", KIND_UPDATE},    {"snooze", KIND_SNOOZED},
        {"resolve", KIND_RESOLVED}, {"restore", KIND_RESTORED},
        {"verify", KIND_VERIFIED},  {"action done", KIND_ACTION_DONE},
        {"reopen", KIND_REOPENED},  {"close", KIND_CLOSED},
    };

    for (size_t i = 0; i < sizeof does / sizeof *does; i++) {
        if (text_equal(does[i].words, words)) {
            return does[i].kind;
        }
    }
    return NULL;
}

const char *pressed_by(const struct world *world, const json_t *button,
                       const struct entry *entry) {
    const char *words = jsonx_string(button, "command", NULL);
    const json_t *fields = json_object_get(button, "fields");
    const char *number = jsonx_string(fields, "number", NULL);

    if (!text_equal(pressed_kind(words), entry->kind) ||
        address_on(entry->actor, ADDRESS_BOT)) {
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

    view_flag(view, text_equal(words, PRESSED_UNDO) ? words : button_key(words), true);
    view_time(view, "at", space ? strtoll(space, NULL, 10) : 0);
    add_message(world, "pressed", view, tail);
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

/* The lines of those who did something, and the buttons that are left. */
static void add_buttons(struct arena *arena, const struct world *world,
                        const struct incident *incident, const json_t *kept,
                        const json_t *done, json_t *tree) {
    const json_t *buttons = pressed_buttons(json_object_get(kept, "body"));
    const char *back = jsonx_string(done, PRESSED_UNDO, NULL);
    bool over = back || reminder_is_over(world, incident, kept);
    json_t *left = json_array();
    size_t i;
    json_t *button;

    json_array_foreach((json_t *)buttons, i, button) {
        const char *words = jsonx_string(button, "command", "");
        const char *who = jsonx_string(done, words, NULL);

        if (who) {
            add_line(arena, world, tree, button, who);
        } else if (!over && still_offered(world, incident, button, done)) {
            json_array_append(left, button);
        }
    }
    if (json_array_size(left) > 0 && jsonx_bool(kept, "old", false)) {
        add_message(world, "older", json_object(), tree);
    } else if (json_array_size(left) > 0) {
        json_array_append_new(tree, tree_parent(TREE_BUTTONS, json_incref(left)));
    }
    json_decref(left);
}

/* The alert as it would be sent now. */
static void add_alert(struct arena *arena, const struct world *world,
                      const struct incident *incident, const json_t *kept, json_t *tree) {
    const struct telling telling = {.arena = arena, .world = world, .after = incident};
    const char *by = jsonx_string(kept, "corrected", NULL);
    json_t *view = incident_view(arena, world, incident), *fields = json_object();

    fill_opened(&telling, NULL, fields);
    json_object_set_new(view, "entry", fields);
    add_message(world, "opened", view, tree);
    if (by) {
        add_message(world, "corrected_mark", json_pack("{s:s}", "by", by), tree);
    }
    add_where(arena, world, incident, kept, tree);
}

/* What was due, instead of the call for it. */
static void add_answered(const struct world *world, const struct incident *incident,
                         const json_t *kept, const json_t *done, json_t *tree) {
    const json_t *guard = json_object_get(kept, "guard");
    json_t *view = json_object();
    char flag[LIMIT_WORD];

    jsonx_set_string(view, "id", incident->id);
    snprintf(flag, sizeof flag, "is_%s", jsonx_string(guard, "deadline", ""));
    view_flag(view, flag, true);
    view_time(view, "due", jsonx_int(guard, "due", 0));
    jsonx_set_int(view, "action_number", jsonx_int(guard, "ref", 0));
    view_flag(view, "answered", json_object_size(done) > 0);
    add_message(world, "answered", view, tree);
}

static void add_body(const json_t *kept, json_t *tree) {
    size_t i;
    json_t *block;

    json_array_foreach(json_object_get(kept, "body"), i, block) {
        if (!tree_is(block, TREE_BUTTONS)) {
            json_array_append(tree, block);
        }
    }
}

/* Who took it back comes first, and no heading calls out what does not hold. */
static void add_taken_back(struct arena *arena, const struct world *world,
                           const json_t *kept, const char *back, json_t *tree) {
    json_t *undo = json_pack("{s:s}", "command", PRESSED_UNDO), *body = json_array();
    size_t i;
    json_t *block;

    add_line(arena, world, tree, undo, back);
    json_decref(undo);
    add_body(kept, body);
    json_array_foreach(body, i, block) {
        const json_t *inside = json_object_get(block, "c");

        if (tree_is(block, TREE_HEADING) && inside) {
            json_array_append_new(
                tree, tree_parent(TREE_PARAGRAPH, json_incref((json_t *)inside)));
        } else {
            json_array_append(tree, block);
        }
    }
    json_decref(body);
}

json_t *pressed_tree(struct arena *arena, const struct world *world,
                     const struct incident *incident, const json_t *kept,
                     const json_t *done) {
    const char *back = jsonx_string(done, PRESSED_UNDO, NULL);
    json_t *tree = json_array();

    if (back) {
        add_taken_back(arena, world, kept, back, tree);
    } else if (pressed_is_alert(kept)) {
        add_alert(arena, world, incident, kept, tree);
    } else if (reminder_is_over(world, incident, kept)) {
        add_answered(world, incident, kept, done, tree);
    } else {
        add_body(kept, tree);
    }
    add_buttons(arena, world, incident, kept, done, tree);
    return tree;
}
