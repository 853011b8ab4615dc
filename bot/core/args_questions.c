/* args_questions.c: texts that ask: "does eu work", "when", "c'est quoi". By words and where
 * they stand, in English and French, for nobody types the mark in a hurry. */
#include "core/args_questions.h"
#include "base/text.h"
#include "core/deeds.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Who or what a question is about, behind its verb. */
static bool is_asked_about(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "it",        "this",     "that",       "we",      "you",      "i",
        "they",      "anyone",   "anybody",    "someone", "somebody", "everyone",
        "everybody", "anything", "everything", "he",      "she",      "there",
        "these",     "those",    NULL};

    return saying_is(saying, i, words);
}

static bool is_auxiliary(const struct saying *saying, size_t i) {
    static const char *const words[] = {"is",  "are",  "was",   "were", "do",    "does",
                                        "did", "can",  "could", "will", "would", "should",
                                        "has", "have", "shall", "may",  NULL};

    return saying_is(saying, i, words);
}

bool args_settled(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "back", "up",   "fixed",   "working", "ok",       "okay",      "done",   "down",
        "good", "fine", "healthy", "green",   "resolved", "restored",  "online", "stable",
        "live", "over", "ready",   "safe",    "gone",     "available", NULL};

    return saying_is(saying, i, words);
}

/* "is eu back": the verb in front, and the state at the end. */
static bool is_inverted(const struct saying *saying, size_t i) {
    static const char *const adverbs[] = {"now",     "fully", "again",      "all",
                                          "finally", "both",  "completely", "not",
                                          "no",      "up",    "back",       NULL};
    static const char *const bare[] = {"work", "help", "hold", "fix", NULL};
    size_t last = saying->n - 1, words = saying->n - i;

    if (saying_any(saying, i, WORDS("is", "are"))) {
        return is_asked_about(saying, i + 1) || saying_at(saying, i + 1, "the") ||
               (words > 2 && words < 5 && args_settled(saying, last) &&
                !args_settled(saying, i + 1) && !saying_is(saying, i + 1, adverbs));
    }
    if ((saying_at(saying, i, "does") && /* "does no longer fail" */
         !saying_any(saying, i + 1, WORDS("not", "no"))) ||
        (saying_at(saying, i, "do") &&
         saying_any(saying, i + 1, WORDS("the", "users")))) {
        return true;
    }
    if (saying_at(saying, i, "did") && saying_is(saying, last, bare)) {
        return true;
    }
    if (saying_any(saying, i, WORDS("can", "has", "have", "should", "will", "could")) &&
        saying_any(saying, i + 1, WORDS("the", "users", "customers"))) {
        return true;
    }
    return is_auxiliary(saying, i) && is_asked_about(saying, i + 1);
}

static bool is_french_question(const struct saying *saying, size_t i) {
    static const char *const always[] = {
        "pourquoi",       "combien",      "quel",        "quelle",        "quels",
        "quelles",        "où",           "est-ce",      "est-il",        "est-elle",
        "sont-ils",       "peut-on",      "a-t-on",      "faut-il",       "va-t-on",
        "a-t-il",         "qui est",      "qui fait",    "qui a",         "qui peut",
        "qui soccupe",    "quand est-ce", "comment on",  "comment faire", "comment ça",
        "comment est-ce", "cest quoi",    "ça marche ?", "quoi de",       NULL};

    return saying_any(saying, i, always) ||
           (saying_any(saying, i, WORDS("qui", "quand", "comment", "quoi")) &&
            i + 1 == saying->n);
}

/* "is it fixed?": a mark behind a word, and not one inside a link. */
bool args_question_mark(const char *text) {
    for (const char *mark = strchr(text, '?'); mark; mark = strchr(mark + 1, '?')) {
        if (mark[1] == '\0' || mark[1] == ' ' || mark[1] == '?' || mark[1] == '!') {
            return true;
        }
    }
    return false;
}

bool args_is_question(const struct saying *saying, size_t i) {
    static const char *const always[] = {
        "whos",        "whats",         "hows",        "whens",        "wheres",
        "whys",        "who",           "why",         "where",        "whose",
        "how to",      "how long",      "how many",    "how much",     "how about",
        "how come",    "how soon",      "how i",       "what if",      "what about",
        "what now",    "which one",     "anyone know", "any news",     "any update",
        "any updates", "any idea",      "any ideas",   "any progress", "any eta",
        "can someone", "could someone", "anyone",      "anybody",      "what next",
        NULL};

    if (saying_any(saying, i, always)) {
        return true;
    }
    return (saying_any(saying, i, WORDS("how", "when", "what", "which")) &&
            (i + 1 == saying->n || is_auxiliary(saying, i + 1))) ||
           is_inverted(saying, i) || is_french_question(saying, i);
}

bool args_asks(struct arena *arena, const char *text) {
    struct saying saying = saying_of(arena, text);

    return saying.n > 0 && (args_question_mark(text) || args_is_question(&saying, 0));
}

bool args_only_asks(struct arena *arena, const char *text) {
    enum { WORDS_MARKED = 10, WORDS_BARE = 5 };
    struct saying saying = saying_of(arena, text);
    bool marked = args_question_mark(text);

    if (saying.n == 0 || saying.n > (marked ? WORDS_MARKED : WORDS_BARE) ||
        !args_is_question(&saying, 0)) {
        return false;
    }
    for (size_t i = 0; i + 1 < saying.n; i++) {
        if (saying.words[i].mark) {
            return false;
        }
    }
    return marked || !deeds_from(&saying, 0);
}
