/* which_one.c: the question which of several incidents a number means. See which_one.h. */
#include "core/which_one.h"
#include "base/err.h"
#include "base/text.h"
#include "core/advice.h"
#include "core/args_shown.h"
#include "core/markup_text.h"
#include "core/which.h"

static bool has_id(const struct incident *incident, const char *id) {
    return incident && text_equal(incident->id, id);
}

/* What it is about, where that may be said here; NULL: not known, or not here. */
static const char *title_of(const struct turn *turn, const char *id) {
    for (size_t i = 0; i < turn->nlisted; i++) {
        if (has_id(turn->listed[i], id) && turn_reads(turn, turn->listed[i])) {
            return turn->listed[i]->summary;
        }
    }
    return NULL;
}

/* The lines were made while the command was known; what they are about is known now. */
static bool refuse_number(struct turn *turn, struct error *err) {
    const struct advice *advice = turn->advice;
    const char *said = advice->lead;

    for (size_t i = 0; i < advice->n; i++) {
        const char *title = title_of(turn, advice->ways[i].head);

        said = arena_printf(turn->arena, "%s\n- %s%s%s", said,
                            title ? arg_shown(turn->arena, title) : "", title ? ": " : "",
                            advice->ways[i].text);
    }
    return err_set(err, advice->code, "%s%s", said, advice->ways[0].say);
}

static const struct command command_which =
    COMMAND_LOOKS("advice", "Say which incident it can be", SCOPE_ANY, COMMAND_NEEDS_OPEN,
                  refuse_number);

void which_ask(struct turn *turn, const char *number, const char *const *ids, size_t n) {
    bool first = turn->command && turn_leaf(turn)->scope != SCOPE_ANY && turn->named &&
                 text_equal(turn->named, number);
    bool glance = first && !command_find(turn->commands, turn->command->name);
    struct advice *advice = arena_alloc(turn->arena, sizeof *advice);

    *advice =
        (struct advice){.code = ERR_INVALID, .n = n < WHICH_SHOWN ? n : WHICH_SHOWN};
    advice->lead =
        arena_printf(turn->arena, "%zu incidents have the number %s. Which one?", n,
                     markup_escaped(turn->arena, number));
    for (size_t i = 0; i < advice->n; i++) {
        advice->ways[i] = (struct way){
            .say = !first            ? "\nWrite its id in place of the number."
                   : n > WHICH_SHOWN ? "\nOr an earlier one, by its id."
                                     : "",
            .head = arena_strdup(turn->arena, ids[i]),
            .text = glance ? which_line(turn->arena, ids[i], "")
                    : first
                        ? which_line(turn->arena, which_head(turn, ids[i]), turn->rest)
                        : arena_strdup(turn->arena, ids[i])};
    }
    turn->advice = advice;
    turn->command = &command_which;
    turn->sub = NULL;
    turn->rest = "";
    turn->named = NULL;
}
