/* buttons.c: what can be pressed under a message.
 *
 * A button does what its command does and nothing else, so this says only which commands
 * a message offers, and when there is still something for them to do. Where a message
 * stays as it was posted, its buttons grow old: they are refused by the command itself,
 * and the adapter takes them away (reply.moot). Labels are text that languages have, so
 * they come from the template "button". */
#include "core/buttons.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/deadline_due.h"
#include "core/next.h"
#include "core/policy.h"
#include "core/template.h"
#include "tocsin/tree.h"

struct button {
    const char *words;
    const char *flag; /* of the label in the template "button" */
    bool form;        /* wants words from whoever presses it */
    bool phase;       /* made for the phase it was posted in, and for no other */
    const char *style;
};

static const struct button buttons[] = {
    {"ack", "ack", false, false, "primary"},
    {"role take", "take", false, false, NULL},
    {"update", "update", true, false, NULL},
    {"snooze", "snooze", true, false, NULL},
    {"resolve", "resolve", true, false, NULL},
    {"restore", "restore", true, false, NULL},
    {"verify", "verify", true, false, NULL},
    {"action done", "done", false, false, NULL},
    {"reopen", "reopen", true, false, NULL},
    {"close", "close", true, true, NULL},
};
enum { BUTTONS = sizeof buttons / sizeof *buttons, OFFER_MAX = 6 };

/* ---- is there something to do ------------------------------------------------------ */

/* All but the two that come first below ask for something that an end makes impossible. */
static bool is_button(const char *words) {
    for (size_t i = 0; i < BUTTONS; i++) {
        if (text_equal(buttons[i].words, words)) {
            return true;
        }
    }
    return false;
}

static bool updates_wanted(const struct world *world, const struct incident *incident) {
    return deadline_update_due(incident, world->policy, world->civil) != NEVER;
}

static bool command_vacant(const struct world *world, const struct incident *incident) {
    const char *role = policy_commander(world->policy);

    return role && !incident_role(incident, role);
}

bool button_applies(const struct world *world, const struct incident *incident,
                    const char *words) {
    const char *space = strchr(words, ' ');
    char command[LIMIT_WORD + 1];
    int milestone;

    if (text_equal(words, "reopen")) {
        return incident->closed || incident->milestones[MILESTONE_RESOLVED] != 0;
    }
    if (text_equal(words, "action done")) {
        return incident->nactions > 0;
    }
    if (incident->closed) {
        return !is_button(words); /* of the others, the command's flags say it */
    }
    if (text_equal(words, "snooze") || text_equal(words, "update")) {
        return updates_wanted(world, incident);
    }
    if (text_equal(words, "role take")) {
        return command_vacant(world, incident);
    }
    snprintf(command, sizeof command, "%.*s",
             (int)(space ? (size_t)(space - words) : strlen(words)), words);
    /* People who are asked for a thing again may say it again. */
    milestone = text_equal(command, "escalate") ? -1 : next_milestone(command);
    return (milestone < 0 || incident->milestones[milestone] == 0) &&
           policy_gate(world->policy, incident, command, NULL);
}

/* ---- making them ------------------------------------------------------------------- */

json_t *button_item(const struct incident *incident, const struct command *command,
                    const char *words) {
    bool form =
        (command->flags & COMMAND_READ) == 0 && command->args && command->args->name;

    return json_pack("{s:s, s:s, s:s, s:b}", "command", words, "incident", incident->id,
                     "made", incident_made(incident, (char[INCIDENT_MADE]){0}), "form",
                     form);
}

const char *button_key(const char *words) {
    for (size_t i = 0; i < BUTTONS; i++) {
        if (text_equal(buttons[i].words, words)) {
            return buttons[i].flag;
        }
    }
    return NULL;
}

static void escape_nothing(struct strbuf *out, const char *s, size_t len) {
    strbuf_addn(out, s, len);
}

const char *button_flag(struct arena *arena, const struct world *world,
                        const char *flag) {
    json_t *view = json_pack("{s:b}", flag, 1);
    const char *label = NULL;

    /* Somebody's own template may lack what came later: then the shipped one has it. */
    for (int own = 1; own >= 0 && text_is_empty(label); own--) {
        struct messages messages = *world->messages;
        const char *words;
        struct strbuf out;

        messages.noverrides = own ? messages.noverrides : 0;
        words = messages_find(&messages, "button");
        strbuf_init(&out, LIMIT_TITLE);
        if (words && template_render(words, strlen(words), view, escape_nothing, NULL,
                                     NULL, &out, NULL)) {
            label = text_trim(arena, out.ptr);
        }
        strbuf_free(&out);
    }
    json_decref(view);
    return text_is_empty(label) ? NULL : label;
}

static const char *label_of(struct arena *arena, const struct world *world,
                            const struct button *button) {
    const char *label = button_flag(arena, world, button->flag);

    return label ? label : button->words;
}

const char *button_label(struct arena *arena, const struct world *world,
                         const json_t *item, const char *otherwise) {
    const char *words = jsonx_string(item, "command", "");
    bool form = jsonx_bool(item, "form", false);
    char *flag = arena_printf(arena, "do_%s", words);
    const char *label;

    for (size_t i = 0; i < BUTTONS; i++) {
        if (text_equal(buttons[i].words, words) && buttons[i].form == form) {
            return label_of(arena, world, &buttons[i]);
        }
    }
    for (char *c = flag; *c != '\0'; c++) {
        *c = *c == ' ' ? '_' : *c;
    }
    label = button_flag(arena, world, flag);
    return label ? label : otherwise;
}

struct row {
    struct arena *arena;
    const struct world *world;
    const struct incident *incident;
    json_t *list; /* owned */
};

static void add(struct row *row, const char *words, int64_t number) {
    for (size_t i = 0; i < BUTTONS; i++) {
        const struct button *button = &buttons[i];
        json_t *item;

        if (!text_equal(button->words, words) ||
            !button_applies(row->world, row->incident, words)) {
            continue;
        }
        item = json_pack("{s:s, s:s, s:s, s:s, s:b}", "label",
                         label_of(row->arena, row->world, button), "command", words,
                         "incident", row->incident->id, "made",
                         incident_made(row->incident, (char[INCIDENT_MADE]){0}), "form",
                         button->form);
        jsonx_set_string(item, "style", button->style);
        if (button->phase) {
            jsonx_set_string(item, "phase", row->incident->phase);
        }
        if (number > 0) {
            const char *text = arena_printf(row->arena, "%lld", (long long)number);

            json_object_set_new(item, "fields", json_pack("{s:s}", "number", text));
        }
        json_array_append_new(row->list, item);
    }
}

static void finish(struct row *row, json_t *tree) {
    if (json_array_size(row->list) > 0) {
        json_array_append_new(tree, tree_parent(TREE_BUTTONS, json_incref(row->list)));
    }
    json_decref(row->list);
}

/* What each message asks for, and what helps whoever reads it. */
static const struct {
    const char *message, *deadline; /* deadline NULL: any */
    const char *words[OFFER_MAX];
} offers[] = {
    {"opened", NULL, {"ack", "role take", "update"}},
    {"reopened", NULL, {"role take", "update", "resolve"}},
    {"severity", NULL, {"ack", "role take", "update"}},
    {"escalated", NULL, {"ack", "role take", "update"}},
    {"update", NULL, {"update", "resolve"}},
    {"mitigated", NULL, {"update", "resolve"}},
    {"resolved", NULL, {"restore", "verify", "close", "reopen"}},
    {"restored", NULL, {"resolve", "reopen"}},
    {"closed", NULL, {"reopen"}},
    {NULL, DEADLINE_ACKNOWLEDGE, {"ack", "role take"}},
    {NULL, DEADLINE_COMMAND, {"role take", "update"}},
    {NULL, DEADLINE_UPDATE, {"restore", "update", "snooze", "resolve"}},
    {NULL, DEADLINE_RESOLVE, {"update", "resolve"}},
    {NULL, DEADLINE_RESTORE, {"restore", "reopen"}},
    {NULL, DEADLINE_CONCLUDE, {"resolve", "reopen"}},
    {NULL, DEADLINE_VERIFY, {"verify", "reopen"}},
    {NULL, DEADLINE_CLOSE, {"close", "reopen"}},
    {NULL, DEADLINE_ACTION, {"action done"}},
};

void buttons_add(struct arena *arena, const struct world *world,
                 const struct incident *incident, const char *message,
                 const char *deadline, int64_t ref, json_t *tree) {
    struct row row = {arena, world, incident, json_array()};

    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        bool meant = deadline
                         ? text_equal(offers[i].deadline, deadline)
                         : offers[i].message && text_equal(offers[i].message, message);

        for (size_t w = 0; meant && w < OFFER_MAX && offers[i].words[w]; w++) {
            /* While it is not even resolved there are better things to press. */
            if (text_equal(offers[i].words[w], "restore") &&
                incident->milestones[MILESTONE_RESOLVED] == 0) {
                continue;
            }
            add(&row, offers[i].words[w], deadline ? ref : 0);
        }
    }
    finish(&row, tree);
}

void buttons_add_summary(struct arena *arena, const struct world *world,
                         const struct incident *incident, json_t *tree) {
    static const char *const now[] = {"ack",     "role take", "update", "snooze",
                                      "resolve", "verify",    "close",  "reopen"};
    struct row row = {arena, world, incident, json_array()};

    for (size_t i = 0; i < sizeof now / sizeof *now; i++) {
        /* Reopening is offered where nothing else is: a mistake there is expensive. */
        if (text_equal(now[i], "reopen") ? incident->closed : !incident->closed) {
            add(&row, now[i], 0);
        }
    }
    finish(&row, tree);
}
