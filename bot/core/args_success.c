/* args_success.c: a text that says the opposite of its command, or only half of it.
 *
 * "restore not working yet" would tell everybody that it works again, "resolve eu fixed,
 * us still down" that all is over. It is asked about; in quotes it is what it says. */
#include "base/err.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "core/args.h"
#include "core/mitigations.h"
#include "core/parts.h"
#include "core/which.h"

enum { SUBJECT_WORDS = 3 }; /* "it is still", "the service is not" */

static bool records_success(const char *command) {
    static const char *const names[] = {"contain", "mitigate", "restore", "resolve",
                                        "verify",  "close",    NULL};

    return text_in(command, names);
}

/* The next word in lower case, without apostrophes and the marks behind it ("isn't" is
 * "isnt"); "": there is none. */
static const char *plain_word(const struct parse *parse, struct token_reader *reader) {
    struct arena *arena = parse->turn->arena;
    struct token token;
    char *word;
    size_t n = 0;

    if (!token_next(reader, &token) || token.quoted || token.len > LIMIT_WORD) {
        return "";
    }
    word = text_lower(arena, arena_strndup(arena, token.start, token.len));
    for (const char *s = word; *s != '\0'; s++) {
        if (text_starts(s, "\xE2\x80\x99")) {
            s += 2;
        } else if (*s != '\'') {
            word[n++] = *s;
        }
    }
    while (n > 0 && strchr(".,;:!?", word[n - 1]) != NULL) {
        n--;
    }
    word[n] = '\0';
    return word;
}

static bool is_subject(const char *word) {
    static const char *const words[] = {"it",    "its",       "this",    "that", "we",
                                        "the",   "users",     "service", "is",   "are",
                                        "does",  "do",        "has",     "have", "can",
                                        "there", "customers", "did",     NULL};

    return text_in(word, words);
}

static bool denies(const char *word) {
    static const char *const words[] = {"not",     "no",    "never",  "still",  "isnt",
                                        "arent",   "wasnt", "doesnt", "dont",   "didnt",
                                        "wont",    "cant",  "cannot", "hasnt",  "havent",
                                        "couldnt", "nope",  "nein",   "unable", NULL};

    return text_in(word, words);
}

/* "not one alert", "still holds", "no token of the list works": that is a success. A "no"
 * denies alone, with a mark behind it, or before words like "change". */
static bool is_good_all_the_same(const char *word, bool mark, const char *next) {
    static const char *const nothing_of[] = {
        "",   "change", "improvement", "effect",   "success", "luck", "not", "still",
        "it", "yet",    "fix",         "progress", "better",  "way",  NULL};
    static const char *const not_one[] = {"one", "a", "single", "any", "seen", NULL};
    static const char *const holding[] = {"holds", "holding", "good",    "ok",
                                          "fine",  "works",   "working", "stable",
                                          "green", "healthy", "quiet",   NULL};

    return text_equal(word, "no")      ? !mark && !text_in(next, nothing_of)
           : text_equal(word, "not")   ? text_in(next, not_one)
           : text_equal(word, "still") ? text_in(next, holding)
                                       : false;
}

/* "failed", "?": alone they say that it is not so; "failed over to eu" does not. */
static bool denies_alone(const char *word, const char *next, const char *text) {
    static const char *const words[] = {"failed", "fails", "failing", "nothing", NULL};

    return *next == '\0' &&
           (text_in(word, words) || (*word == '\0' && strspn(text, "?!.- ") > 0 &&
                                     text[strspn(text, "?!.- ")] == '\0'));
}

/* "mitigate failed" says how one does: the command asks which. */
static bool is_of_mitigation(const struct parse *parse, const char *text) {
    return text_equal(parse->turn->command->name, "mitigate") &&
           mitigation_read(parse->turn, text).state != NULL;
}

/* "contain only eu", "resolve eu fixed, us still down". A mitigation is of a part by its
 * nature, and `restore` asks by itself, for it knows the parts. */
static bool whole(const struct parse *parse, const char *text) {
    static const char *const names[] = {"contain", "resolve", "verify", "close", NULL};
    const struct turn *turn = parse->turn;
    const char *quoted = args_quoted(turn->arena, text);
    const char *id = turn->named != NULL ? turn->named : "";
    const char *gap = turn->named != NULL ? " " : "";

    if (!text_in(turn->command->name, names) || !parts_sound_open(turn, text)) {
        return true;
    }
    return err_set(
        parse->err, ERR_INVALID,
        "Nothing is recorded: \"%s\" does not sound like all of it.\n"
        "To say so: %s%s%s\nA part that works: <!%s%srestore part=eu>",
        arg_shown(turn->arena, text),
        which_line(turn->arena, arena_printf(turn->arena, "%s%supdate", id, gap), text),
        quoted != NULL ? "\nIf it is all of it: " : "",
        quoted != NULL ? which_line(turn->arena, which_head(turn, turn->named), quoted)
                       : "",
        id, gap);
}

bool args_doubt_success(const struct parse *parse, const char *text) {
    const struct turn *turn = parse->turn;
    struct arena *arena = turn->arena;
    const char *quoted = args_quoted(arena, text);
    struct token_reader reader;
    const char *word, *next, *update;
    bool mark;

    if (!records_success(turn->command->name) || is_of_mitigation(parse, text)) {
        return true;
    }
    token_start(&reader, text);
    word = plain_word(parse, &reader);
    for (size_t i = 0; i < SUBJECT_WORDS && is_subject(word); i++) {
        word = plain_word(parse, &reader);
    }
    mark = reader.at > text && strchr(".,;:!?", reader.at[-1]) != NULL;
    next = plain_word(parse, &reader);
    if ((!denies(word) || is_good_all_the_same(word, mark, next)) &&
        !denies_alone(word, next, text)) {
        return whole(parse, text);
    }
    update =
        turn->named != NULL ? arena_printf(arena, "%s update", turn->named) : "update";
    return err_set(
        parse->err, ERR_INVALID,
        "Nothing is recorded: \"%s\" sounds like the opposite of %s.\n"
        "To say so: %s%s%s",
        arg_shown(arena, text), turn->command->name, which_line(arena, update, text),
        quoted != NULL ? "\nIf it is so all the same: " : "",
        quoted != NULL ? which_line(arena, which_head(turn, turn->named), quoted) : "");
}
