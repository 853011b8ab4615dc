/* args_vague.c: an end that says nothing of what was done, or that it is another state.
 *
 * "resolve x" would tell everybody that all is over and nobody why; "resolve temporary fix"
 * that a workaround is the end. What counts as nothing, decided: one letter, what stands for
 * words ("foo", "unknown", "n/a"), a severity, and one lone word that is no deed, no state and
 * names no record of one ("fix", "checkout"; but "rollback", "ok" and "OPS-311" do). An honest
 * short one is taken, for at three in the morning "fixed" is what there is to say. */
#include "core/args_vague.h"
#include "base/text.h"
#include "core/args_ask.h"
#include "core/args_text.h"
#include "core/deeds.h"
#include "core/policy.h"
#include "core/which.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- nothing is said ---- */

/* Words that stand in a text and carry nothing by themselves. */
static bool is_filler(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "the", "a",    "an",   "this", "that", "it", "its",  "is",    "was",
        "we",  "i",    "so",   "now",  "our",  "le", "la",   "les",   "un",
        "une", "cest", "ce",   "ça",   "du",   "de", "my",   "about", "to",
        "me",  "for",  "here", "in",   "at",   "by", "with", "some",  NULL};

    return saying_is(saying, i, words);
}

/* Words and phrases that stand for what is not said. The length of it in words; 0: none. */
static size_t nothing_at(const struct saying *saying, size_t i) {
    static const char *const phrases[] = {
        "no idea",        "no clue",        "dont know",
        "do not know",    "not known",      "see above",
        "see below",      "see thread",     "see slack",
        "see channel",    "aucune idée",    "ne sais pas",
        "sais pas",       "voir plus haut", "pas didée",
        "je ne sais pas", "nothing to say", "no comment",
        "rien à dire",    "not sure",       NULL};
    static const char *const words[] = {
        "unknown",  "idk",        "n/a",        "na",        "none",    "nil",
        "null",     "foo",        "bar",        "baz",       "foobar",  "asdf",
        "qwerty",   "xyz",        "abc",        "lorem",     "ipsum",   "blah",
        "bla",      "test",       "testing",    "something", "somehow", "anything",
        "whatever", "stuff",      "thing",      "things",    "issue",   "problem",
        "incident", "bug",        "error",      "cause",     "reason",  "fix",
        "solution", "resolution", "text",       "tbd",       "todo",    "dunno",
        "inconnu",  "inconnue",   "rien",       "truc",      "machin",  "problème",
        "raison",   "correctif",  "correction", "essai",     "outage",  "panne",
        "same",     "undefined",  "misc",       "reasons",   "etc",     "what",
        "quoi",     NULL};

    for (const char *const *phrase = phrases; *phrase; phrase++) {
        if (saying_at(saying, i, *phrase)) {
            size_t n = 1;

            for (const char *c = *phrase; *c != '\0'; c++) {
                n += *c == ' ' ? 1 : 0;
            }
            return n;
        }
    }
    return saying_is(saying, i, words) ? 1 : 0;
}

/* "x", "xx", "....", "aaaa": one letter, however often. "2" may be a number of ours. */
static bool is_one_letter(const char *word) {
    if (*word >= '0' && *word <= '9') {
        return false;
    }
    for (const char *c = word; *c != '\0'; c++) {
        if (*c != *word) {
            return false;
        }
    }
    return true;
}

/* A lone word that may be anything: no deed, no state, no record. */
static bool is_any_word(const struct saying *saying, size_t i) {
    return !deeds_at(saying, i) && !deeds_named(saying_word(saying, i));
}

/* Nothing but an article in front. */
static bool is_bare(const struct saying *saying, size_t i) {
    return i == 0 || (i == 1 && saying_any(saying, 0,
                                           WORDS("the", "a", "our", "le", "la", "les",
                                                 "un", "une")));
}

/* `lone`: by a lone word that is no deed. */
static bool says_nothing(const struct saying *saying, bool lone) {
    size_t told = 0, last = 0;

    for (size_t i = 0; i < saying->n;) {
        size_t n = nothing_at(saying, i);
        const char *word = saying_word(saying, i);

        if (saying->words[i].len > strlen(word) + 1 && *word == '\0') {
            return false; /* in quotes it says what it says */
        }
        if (n == 0 && !is_filler(saying, i) && !is_one_letter(word)) {
            told++;
            last = i;
        }
        i += n > 0 ? n : 1;
    }
    return told == 0 || (told == 1 && lone && last + 1 == saying->n &&
                         is_bare(saying, last) && is_any_word(saying, last));
}

static bool is_severity(const struct turn *turn, const char *text) {
    return strspn(text, "0123456789") < strlen(text) &&
           policy_parse_severity(turn->world->policy, text, false) != 0;
}

/* ---- another state is said ---- */

/* A word that ends the workaround, or makes it one no longer: the second ones only where
 * another thing is said ("mitigated, then fix deployed", not "workaround deployed"). */
static bool is_over_from(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "removed",   "removing", "dropped",   "deleted",    "replaced", "permanent",
        "root",      "proper",   "properly",  "definitive", "finally",  "fixed",
        "resolved",  "solved",   "retiré",    "retirée",    "supprimé", "supprimés",
        "remplacé",  "corrigé",  "définitif", "définitive", "reverted", "undone",
        "corrected", "gone",     NULL};
    static const char *const others[] = {"patched",   "added",   "renewed", "deployed",
                                         "rotated",   "déployé", "off",     "merged",
                                         "renouvelé", "rolled",  NULL};
    static const char *const plans[] = {"until", "be",  "not", "till",
                                        "être",  "pas", NULL};
    bool other = false;

    for (; i < saying->n; i++) {
        if ((saying_is(saying, i, words) || (other && saying_is(saying, i, others))) &&
            !(i > 0 && saying_is(saying, i - 1, plans))) {
            return true;
        }
        other = other || deeds_divides(saying, i);
    }
    return false;
}

/* "removed the workaround": what was done to it stands before it. */
static bool is_over_before(const struct saying *saying, size_t i) {
    static const char *const undoing[] = {"removed",  "dropped", "deleted",  "replaced",
                                          "without",  "retiré",  "supprimé", "remplacé",
                                          "reverted", "took",    NULL};

    for (size_t back = 1; back <= 3 && back <= i; back++) {
        if (saying_is(saying, i - back, undoing)) {
            return true;
        }
    }
    return false;
}

/* "mitigated", "the leak is contained": said of the whole, at the beginning. */
static bool is_state_of_all(const struct saying *saying, const char *const *states) {
    static const char *const subjects[] = {
        "the",     "it",      "its",      "is",        "was",        "are",
        "has",     "been",    "now",      "fully",     "issue",      "impact",
        "all",     "problem", "incident", "situation", "leak",       "attack",
        "breach",  "outage",  "only",     "spread",    "mostly",     "le",
        "la",      "est",     "a",        "été",       "cest",       "lincident",
        "limpact", "fuite",   "problème", "lattaque",  "maintenant", "and",
        "we",      "have",    NULL};
    size_t i = 0;

    while (saying_is(saying, i, subjects)) {
        i++;
    }
    return saying_is(saying, i, states) && !is_over_from(saying, i + 1) &&
           !saying_any(saying, i + 1, WORDS("a", "an", "un", "une", "too", "no"));
}

/* "temporary fix", "fixed temporarily", "temporarily disabled the search". */
static bool is_temporary(const struct saying *saying, size_t i) {
    static const char *const adjectives[] = {"temporary", "temp",       "interim",
                                             "quick",     "short-term", "provisional",
                                             "tmp",       NULL};
    static const char *const things[] = {"fix",     "workaround", "patch",  "solution",
                                         "measure", "mitigation", "hack",   "rule",
                                         "block",   "limit",      "hotfix", NULL};
    static const char *const behind[] = {"temporaire", "provisoire", "temporaires",
                                         "provisoires", NULL};
    static const char *const fixes[] = {"correctif", "solution", "mesure",  "mesures",
                                        "patch",     "règle",    "rustine", "réparation",
                                        "fix",       NULL};
    static const char *const adverbs[] = {"temporarily", "provisoirement",
                                          "temporairement", NULL};

    return (saying_is(saying, i, adjectives) &&
            (saying_is(saying, i + 1, things) ||
             (saying->n == 1 && !saying_at(saying, i, "quick"))) &&
            !(saying_at(saying, i, "quick") && saying_at(saying, i + 1, "fix"))) ||
           (saying_is(saying, i, behind) && i > 0 && saying_is(saying, i - 1, fixes)) ||
           (saying_is(saying, i, adverbs) && (i < 2 || saying_ends(saying, i)));
}

/* "for now", "until the real fix comes": wherever it stands. */
static bool is_for_now(const struct saying *saying, size_t i) {
    static const char *const phrases[] = {"for now",   "for the moment",  "linstant",
                                          "le moment", "en attendant",    "for the time",
                                          "for today", "in the meantime", NULL};
    static const char *const fixes[] = {"fix",    "patch",  "correctif", "release",
                                        "fixes",  "hotfix", "next",      "tomorrow",
                                        "monday", "demain", "lundi",     NULL};

    if (saying_any(saying, i, phrases)) {
        return !saying_any(saying, i, WORDS("linstant", "le moment")) ||
               (i > 0 && saying_at(saying, i - 1, "pour"));
    }
    if (!saying_any(saying, i, WORDS("until", "till", "jusquà", "jusquau"))) {
        return false;
    }
    for (size_t ahead = i + 1; ahead < i + 5; ahead++) {
        if (saying_is(saying, ahead, fixes)) {
            return true;
        }
    }
    return false;
}

static bool is_workaround(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "workaround", "work-around", "contournement", "stopgap", "band-aid",
        "bandaid",    "palliatif",   "contourné",     "rustine", NULL};

    return saying_is(saying, i, words) || saying_at(saying, i, "work around");
}

static bool is_stopgap(const struct saying *saying) {
    for (size_t i = 0; i < saying->n; i++) {
        if ((is_workaround(saying, i) || is_temporary(saying, i) ||
             is_for_now(saying, i)) &&
            !is_over_from(saying, i + 1) && !is_over_before(saying, i)) {
            return true;
        }
    }
    return false;
}

/* The line of the state that is said; alone, the word is that command. */
static bool ask_state(const struct parse *parse, const struct saying *saying,
                      const char *text, const char *command, const char *before) {
    const struct turn *turn = parse->turn;
    bool contains = text_equal(command, "contain");
    const char *rest = saying->n == 1 ? "" : text;
    const char *quoted = args_quoted(turn->arena, text);

    if (*before != '\0' && quoted) {
        rest = arena_printf(turn->arena, "%s %s", before, quoted);
    }
    return args_ask(
        parse, text,
        contains ? "sounds contained, not resolved" : "sounds mitigated, not resolved",
        arena_printf(turn->arena, "If so: %s", args_line_of(turn, command, rest)),
        "If it is resolved:");
}

bool args_doubt_state(const struct parse *parse, const struct saying *saying,
                      const char *text) {
    static const char *const mitigated[] = {"mitigated", "atténué",    "atténuée",
                                            "mitigé",    "mitigation", NULL};
    static const char *const contained[] = {"contained", "contenu",  "contenue",
                                            "confiné",   "confinée", NULL};

    if (!text_equal(parse->turn->command->name, "resolve")) {
        return true;
    }
    if (is_stopgap(saying)) {
        return ask_state(parse, saying, text, "mitigate", "temporary");
    }
    if (is_state_of_all(saying, mitigated)) {
        return ask_state(parse, saying, text, "mitigate", "");
    }
    return !is_state_of_all(saying, contained) ||
           ask_state(parse, saying, text, "contain", "");
}

/* "a test", "my error": why there was no incident, though no end of one. */
static bool is_why_none(const struct turn *turn, const struct saying *saying) {
    return text_equal(turn->command->name, "cancel") && saying->n > 0 &&
           saying_any(saying, saying->n - 1,
                      WORDS("test", "testing", "error", "essai", "nothing", "rien", "bug",
                            "none"));
}

/* What the text of the command is to say, as its table has it. */
static const char *needed(const struct command *command) {
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        if (arg->type == ARG_TEXT) {
            return arg->help;
        }
    }
    return "";
}

bool args_doubt_vague(const struct parse *parse, const struct saying *saying,
                      const char *text, bool lone) {
    const struct turn *turn = parse->turn;
    const struct command *command = turn->command;
    const char *what = needed(command);
    bool asks = text_starts(what, "what") || text_starts(what, "why");
    bool severity = is_severity(turn, text);
    const char *line = severity ? arena_printf(turn->arena, "If that was meant: %s",
                                               args_line_of(turn, "severity", text))
                                : arena_printf(turn->arena, "To say it: %s",
                                               args_line_of(turn, command->name, what));

    if (text_equal(command->name, "restore") ||      /* asks by itself: a part, or all? */
        json_object_get(parse->args, "temporary") || /* "mitigate temporary fix" */
        is_why_none(turn, saying) || (!severity && !says_nothing(saying, lone))) {
        return true;
    }
    return args_ask(parse, text,
                    asks ? arena_printf(turn->arena, "does not say %s", what)
                         : "says nothing",
                    line, "If that is all:");
}
