/* args_cancelled.c: reasons behind "cancel" that are none. See args_cancelled.h. */
#include "core/args_cancelled.h"
#include "core/args_ask.h"
#include "core/args_text.h"

static size_t behind_subject(const struct saying *saying) {
    static const char *const words[] = {
        "it",       "its", "this", "that",    "is",  "was",   "the",     "alarm", "alert",
        "incident", "has", "been", "already", "now", "sorry", "problem", "issue", NULL};
    size_t i = 0;

    while (i + 1 < saying->n && saying_is(saying, i, words)) {
        i++;
    }
    return i;
}

/* "not a false alarm", "it is real", "no". */
static bool is_one(const struct saying *saying, size_t i) {
    static const char *const phrases[] = {
        "not a false", "not false",   "no false",      "not a test", "not a drill",
        "a real",      "not fixed",   "not resolved",  "still down", "still broken",
        "not yet",     "still there", "still failing", "still open", NULL};
    static const char *const alone[] = {"no", "nope", "real", NULL};

    return saying_any(saying, i, phrases) ||
           (saying_is(saying, i, alone) && saying_ends(saying, i));
}

/* "it is fixed": it was one, and is over. */
static bool is_over(const struct saying *saying, size_t i) {
    static const char *const phrases[] = {
        "fixed",     "resolved",  "solved",         "repaired",    "restored",
        "recovered", "mitigated", "back to normal", "works again", NULL};

    return saying_any(saying, i, phrases);
}

bool args_doubt_cancelled(const struct parse *parse, const struct saying *saying,
                          const char *text, const char *as_update) {
    const struct turn *turn = parse->turn;
    size_t i = behind_subject(saying);

    if (is_one(saying, i)) {
        return args_ask(parse, text, "sounds like the opposite of cancel", as_update,
                        "If it was none:");
    }
    return !is_over(saying, i) ||
           args_ask(parse, text, "sounds like another end",
                    arena_printf(turn->arena, "If it was one, and is over: %s",
                                 args_line_of(turn, "resolve", text)),
                    "If it was none:");
}
