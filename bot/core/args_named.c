/* args_named.c: whom a word names: a person, or nobody. */
#include "core/args_named.h"
#include "base/address.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args_shown.h"
#include "core/args_tokens.h"
#include "core/names.h"
#include "core/people.h"
#include "core/people_unknown.h"
#include "core/which.h"

/* Words that stand for nobody in particular. */
bool args_names_nobody(const char *text) {
    static const char *const words[] = {
        "nobody",   "noone",  "no-one",  "none",    "everyone", "everybody",
        "all",      "anyone", "anybody", "someone", "you",      "channel",
        "here",     "them",   "us",      "him",     "her",      "action",
        "somebody", "name",   "who",     "person",  NULL};

    text += *text == '@' || *text == '!' ? 1 : 0;
    return text_in_nocase(text, words);
}

static bool is_me(const char *text) {
    static const char *const words[] = {"me", "@me", "myself", NULL};

    return text_in_nocase(text, words);
}

static bool is_known(const struct turn *turn, const char *who) {
    const struct directory *directory = turn->world->directory;

    return people_known(directory, who) ||
           people_same(directory, who, turn->input->actor) ||
           (turn->before && names_shown(turn->before, who));
}

static bool is_opaque(const struct directory *directory, const char *asker) {
    for (const char *const *network = directory->opaque; network && *network; network++) {
        if (address_on(asker, *network)) {
            return true;
        }
    }
    return false;
}

/* "cho:", "cho,": the mark that people put behind a name. */
static const char *without_mark(struct arena *arena, const char *text) {
    size_t len = strlen(text);

    return len > 1 && strchr(":,", text[len - 1]) ? arena_strndup(arena, text, len - 1)
                                                  : text;
}

const char *arg_person(const struct turn *turn, const char *text) {
    const struct directory *directory = turn->world->directory;
    const char *who;

    text = without_mark(turn->arena, text);
    if (is_me(text)) {
        return turn->input->actor;
    }
    if (args_names_nobody(text) && !turn->trial) {
        return NULL;
    }
    who = people_parse(turn->arena, directory, turn->input->actor, text);
    return who && (!address_is_bare(text) || turn->trial ||
                   (*text == '@' && directory->npeople == 0) || is_known(turn, who))
               ? who
               : NULL;
}

const char *arg_person_line(const struct turn *turn, const char *text) {
    const struct directory *directory = turn->world->directory;
    const char *asker = turn->input->actor;
    const char *bare = without_mark(turn->arena, text);
    const char *who = people_parse(turn->arena, directory, asker, bare);

    if (!who || args_names_nobody(text) || is_opaque(directory, asker)) {
        return NULL;
    }
    return which_instead(turn, text,
                         directory->npeople == 0 ? arena_printf(turn->arena, "@%s", bare)
                                                 : who);
}

bool arg_ask_person(const struct turn *turn, const char *text, struct error *err) {
    const struct directory *directory = turn->world->directory;
    const char *asker = turn->input->actor, *line;

    text = without_mark(turn->arena, text);
    if (people_names_bot(directory, asker, text)) {
        return err_set(err, ERR_INVALID,
                       "That is the bot, which cannot do that. Name a person: @name");
    }
    if (args_names_nobody(text)) {
        return err_set(err, ERR_INVALID,
                       "\"%s\" is nobody in particular. Name one person, as in @ana; for "
                       "yourself: me",
                       arg_shown(turn->arena, text));
    }
    line = people_unknown(turn->arena, directory, asker, text);
    if (line) {
        return err_set(err, ERR_INVALID, "%s", line);
    }
    line = arg_person_line(turn, text);
    return err_set(err, ERR_INVALID, "\"%s\" is not a person that is known%s%s",
                   arg_shown(turn->arena, text),
                   line ? ". If the name is right: " : ": write @name.",
                   line ? line : "");
}

/* ---- a name of several words ---- */

const char *args_whole_name(const struct turn *turn, const char *word,
                            struct token_reader *reader) {
    enum { MORE = 2 }; /* "Ana Maria Lopes" */
    struct token_reader ahead = *reader, behind = *reader;
    const char *name = word, *whole = word;
    struct token token;

    for (size_t i = 0; i < MORE && token_next(&ahead, &token); i++) {
        size_t len = token.len;

        if (token.quoted || token.key > 0 || len > LIMIT_WORD) {
            break;
        }
        while (len > 1 && strchr(",;:", token.start[len - 1])) {
            len--;
        }
        name = arena_printf(turn->arena, "%s %.*s", name, (int)len, token.start);
        if (arg_person(turn, name)) {
            whole = name;
            behind = ahead;
        }
    }
    *reader = behind;
    return whole;
}
