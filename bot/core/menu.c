/* menu.c: what is possible on an incident now, for whoever opens a form without saying
 * which.
 *
 * Twenty things side by side are read by nobody who is tired: the few that are needed
 * most come first, each by itself, the rest stands in groups that are opened. What is in
 * a menu is what its command would do: what is done, or is not allowed, is not in it. */
#include "core/menu.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/buttons.h"
#include "core/dispatch.h"
#include "core/dispatch_head.h"
#include "core/next.h"
#include "core/policy.h"
#include "core/view.h"

enum { FIRST_MAX = 5, STEPS_MAX = 4 };

/* After the next steps, as long as there is room. */
static const char *const first[] = {"ack", "role take", "update", "escalate", "resolve"};

/* Each group in the order in which it is usually needed; reads too: whoever opens a menu
 * wants to know. `group`: a flag of the template "button". */
static const struct {
    const char *group, *words;
} grouped[] = {
    {"menu_progress", "update"},
    {"menu_progress", "severity"},
    {"menu_progress", "status"},
    {"menu_progress", "mitigate"},
    {"menu_progress", "contain"},
    {"menu_progress", "resolve"},
    {"menu_progress", "restore"},
    {"menu_progress", "verify"},
    {"menu_progress", "close"},
    {"menu_progress", "reopen"},
    {"menu_progress", "snooze"},
    {"menu_progress", "cancel"},
    {"menu_people", "escalate"},
    {"menu_people", "role take"},
    {"menu_people", "role assign"},
    {"menu_people", "role handoff"},
    {"menu_people", "bridge"},
    {"menu_record", "note"},
    {"menu_record", "decision"},
    {"menu_record", "impact"},
    {"menu_record", "summary"},
    {"menu_record", "action add"},
    {"menu_record", "evidence add"},
    {"menu_read", "show"},
    {"menu_read", "timeline"},
    {"menu_read", "catchup"},
    {"menu_read", "who"},
};

static bool role_is_free(const struct turn *turn) {
    const struct policy *policy = turn->world->policy;
    bool open = false;

    for (size_t i = 0; i < policy->nroles; i++) {
        open = open || !incident_role(turn->before, policy->roles[i].key);
    }
    return open && !turn->before->closed;
}

/* Would the command run for this person now? Recorded things are not offered twice. */
static bool possible(struct turn *turn, const char *words, bool grouped_item) {
    bool any_role = grouped_item && text_equal(words, "role take");

    return dispatch_find(turn, words, NULL) && dispatch_allowed(turn, NULL) &&
           (any_role ? role_is_free(turn)
                     : button_applies(turn->world, turn->before, words));
}

static bool offered(const json_t *menu, const char *words, bool form) {
    size_t i;
    const json_t *item;

    json_array_foreach(menu, i, item) {
        if (text_equal(jsonx_string(item, "command", NULL), words) &&
            jsonx_bool(item, "form", false) == form) {
            return true;
        }
    }
    return false;
}

static void add(struct turn *turn, json_t *menu, json_t *item) {
    const char *words = jsonx_string(item, "command", NULL);

    if (offered(menu, words, jsonx_bool(item, "form", false))) {
        json_decref(item);
        return;
    }
    jsonx_set_string(
        item, "label",
        button_label(turn->arena, turn->world, item, turn_leaf(turn)->summary));
    json_array_append_new(menu, item);
}

static void offer_first(struct turn *turn, json_t *menu, const char *words) {
    json_t *item;

    if (json_array_size(menu) >= FIRST_MAX || !possible(turn, words, false)) {
        return;
    }
    item = button_item(turn->before, turn_leaf(turn), words);
    if (text_equal(words, "role take")) {
        json_object_set_new(item, "form", json_false()); /* which role is no question */
    }
    add(turn, menu, item);
}

static void offer_grouped(struct turn *turn, json_t *menu, const char *group,
                          const char *words) {
    json_t *item;

    if (!possible(turn, words, true)) {
        return;
    }
    item = button_item(turn->before, turn_leaf(turn), words);
    group = button_flag(turn->arena, turn->world, group);
    jsonx_set_string(item, "group", group ? group : "More");
    add(turn, menu, item);
}

/* The command's words of something typed: "role take commander" is "role take". */
static const char *words_of(const struct turn *turn, const char *typed) {
    char *words = arena_strdup(turn->arena, typed);
    const struct command *command;
    size_t len = strcspn(words, " ");

    if (words[len] == '\0') {
        return words;
    }
    words[len] = '\0';
    command = command_find(turn->commands, words);
    if (!command || !command->subs) {
        return words;
    }
    words[len] = ' ';
    words[len + 1 + strcspn(words + len + 1, " ")] = '\0';
    return words;
}

json_t *form_menu(struct turn *turn) {
    const struct incident *incident = turn->before;
    const char *next[STEPS_MAX];
    size_t n = next_typed(turn->arena, turn->world, incident, next, STEPS_MAX);
    json_t *menu = json_array(), *view, *body;

    for (size_t i = 0; i < n; i++) {
        offer_first(turn, menu, words_of(turn, next[i]));
    }
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        offer_first(turn, menu, first[i]);
    }
    for (size_t i = 0; i < sizeof grouped / sizeof *grouped; i++) {
        offer_grouped(turn, menu, grouped[i].group, grouped[i].words);
    }
    view = incident_view(turn->arena, turn->world, incident);
    body = messages_render(turn->world->messages, "topic", view);
    json_decref(view);
    return json_pack("{s:s, s:o, s:o, s:s}", "title", incident->id, "body", body, "menu",
                     menu, "incident", incident->id);
}
