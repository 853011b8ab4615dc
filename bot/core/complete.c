/* complete.c: derived from the table that parses the commands, so that what is offered is
 * what is understood. Nothing is offered for free text. */
#include "core/complete.h"
#include "base/address.h"
#include "base/text.h"

enum { SHORT_DIGITS = 3 };

static void take(const struct completion *c, const char *word) {
    c->take(c->ctx, word);
}

static void take_commands(const struct completion *c) {
    for (size_t i = 0; i < c->commands->n; i++) {
        take(c, c->commands->list[i]->name);
    }
}

static void take_subs(const struct completion *c, const struct command *command) {
    for (size_t i = 0; command->subs[i]; i++) {
        take(c, command->subs[i]->name);
    }
}

/* Ids; where they are one possibility of many, only for who begins one. */
static void take_incidents(const struct completion *c, const char *begun, bool wanted) {
    bool number = *begun >= '0' && *begun <= '9';
    for (size_t i = 0; c->incidents && c->incidents[i]; i++) {
        const char *id = c->incidents[i];
        size_t len = strlen(id);
        if (number && len > SHORT_DIGITS) {
            take(c, id + len - SHORT_DIGITS);
        } else if (wanted || *begun == 'I') {
            take(c, id);
        }
    }
}

static void take_person(struct arena *arena, const struct completion *c,
                        const char *actor) {
    const char *network = address_network(arena, actor), *name = address_name(actor);
    /* Where people have ids nobody types them. */
    if (network && (!c->directory->opaque || !text_in(network, c->directory->opaque))) {
        take(c, arena_printf(arena, "%s%s", *name == '@' ? "" : "@", name));
    }
}

static void take_people(struct arena *arena, const struct completion *c) {
    for (size_t i = 0; i < c->directory->npeople; i++) {
        const char *const *identities = c->directory->people[i].identities;
        for (size_t k = 0; identities && identities[k]; k++) {
            take_person(arena, c, identities[k]);
        }
    }
    for (size_t i = 0; c->actors && c->actors[i]; i++) {
        take_person(arena, c, c->actors[i]);
    }
}

static void take_list(const struct completion *c, const char *const *words) {
    for (size_t i = 0; words && words[i]; i++) {
        take(c, words[i]);
    }
}

static void take_policy(struct arena *arena, const struct completion *c,
                        enum arg_type type) {
    const struct policy *policy = c->policy;
    for (int level = SEVERITY_HIGHEST; type == ARG_SEVERITY && level <= SEVERITY_LOWEST;
         level++) {
        take(c, text_lower(arena, policy->severity[level].name));
    }
    for (size_t i = 0; type == ARG_ROLE && i < policy->nroles; i++) {
        take(c, policy->roles[i].key);
    }
    for (size_t i = 0; type == ARG_PHASE && i < policy->nphases; i++) {
        take(c, policy->phases[i].key);
    }
}

/* "source=": its name, and once that is typed its values. */
static void take_key(struct arena *arena, const struct completion *c,
                     const struct arg *arg, const char *begun) {
    const char *key = arena_printf(arena, "%s=", arg->name);
    const char *const *values = arg->type == ARG_CHOICE         ? arg->choices
                                : text_equal(arg->name, "type") ? c->policy->types
                                                                : NULL;
    if (!text_starts(begun, key)) {
        take(c, key);
        return;
    }
    for (size_t i = 0; values && values[i]; i++) {
        take(c, arena_printf(arena, "%s%s", key, values[i]));
    }
}

static void take_arg(struct arena *arena, const struct completion *c,
                     const struct arg *arg, const char *begun) {
    if ((arg->flags & ARG_KEY) != 0) {
        take_key(arena, c, arg, begun);
        return;
    }
    switch (arg->type) {
    case ARG_FLAG:
        take(c, arg->name);
        break;
    case ARG_CHOICE:
        take_list(c, arg->choices);
        break;
    case ARG_PART:
        take(c, arena_printf(arena, "%s:", arg->name));
        break;
    case ARG_ACTOR:
        take_people(arena, c);
        break;
    case ARG_INCIDENT:
        take_incidents(c, begun, true);
        break;
    default:
        take_policy(arena, c, arg->type);
        break;
    }
}

/* The next word of *at, NULL when the last one is reached, which is left there. */
static char *next_word(struct arena *arena, const char **at) {
    const char *start = *at + strspn(*at, " ");
    size_t len = strcspn(start, " ");
    if (start[len] == '\0') {
        *at = start;
        return NULL;
    }
    *at = start + len;
    return arena_strndup(arena, start, len);
}

static bool is_incident(const char *word) {
    return strspn(word, "0123456789") == strlen(word) || text_starts(word, "INC-") ||
           text_starts(word, "inc-");
}

void complete_words(struct arena *arena, const struct completion *c, const char *typed) {
    const char *at = typed;
    char *word = next_word(arena, &at);
    if (word && is_incident(word)) {
        word = next_word(arena, &at);
    }
    if (!word) {
        take_commands(c);
        take_incidents(c, at, false);
        return;
    }
    const struct command *command = command_find(c->commands, word);
    if (!command) {
        return;
    }
    if (command->subs) {
        word = next_word(arena, &at);
        if (!word) {
            take_subs(c, command);
            return;
        }
        command = command_find_sub(command, word);
    }
    bool help = command && text_equal(command->name, "help");
    while (next_word(arena, &at)) {
        /* `at` stops at the word that is begun */
    }
    for (const struct arg *arg = command ? command->args : NULL; arg && arg->name;
         arg++) {
        take_arg(arena, c, arg, at);
    }
    if (help) {
        take_commands(c);
    }
}
