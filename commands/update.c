/* update: what we know now. The one thing that moves the update deadline, which is why an
 * empty one is refused: a promise of news is kept with news. */
#include "common.h"
#include "core/args_shown.h"
#include "core/args_text.h"
#include "core/args_times.h"
#include "core/args_tokens.h"
#include "core/which.h"

enum {
    ETA_DAYS = 366,
    REPEAT_MS = 3 * 60 * 1000,
    JUST_MS = 60 * 60 * 1000, /* a clock's time that has just passed is not tomorrow's */
    DAY_MS = 24 * 60 * 60 * 1000,
};

/* The moment an estimate names, 0 when it names none that is to come: then it stays what
 * was typed ("unknown" is a good answer). */
static int64_t estimate(const struct turn *turn, const char *eta) {
    int64_t at = 0;

    return eta && arg_future(turn->world, eta, &at) && at > turn->world->now ? at : 0;
}

/* Today's has passed, and that of tomorrow is more than half a day away. */
static bool tomorrow(const struct turn *turn, const char *eta, int64_t at) {
    int64_t ms;

    return at - turn->world->now > DAY_MS / 2 && at - turn->world->now < DAY_MS &&
           !strchr(eta, '-') && !duration_parse(eta, &ms);
}

/* Does it say when, or that nobody knows? A number, or a word for a time. */
static bool says_when(const struct turn *turn, const char *eta) {
    static const char *const words[] = {
        "unknown",   "unclear",  "open",     "tbd",      "tba",       "none",
        "n/a",       "no",       "not",      "soon",     "later",     "today",
        "tomorrow",  "tonight",  "noon",     "midnight", "morning",   "afternoon",
        "evening",   "night",    "lunch",    "eod",      "eob",       "cob",
        "eow",       "end",      "weekend",  "week",     "hour",      "hours",
        "minutes",   "day",      "days",     "minute",   "monday",    "tuesday",
        "wednesday", "thursday", "friday",   "saturday", "sunday",    "after",
        "before",    "when",     "once",     "until",    "by",        "within",
        "next",      "inconnu",  "inconnue", "demain",   "unbekannt", "morgen",
        "depends",   "now",      NULL};
    struct token_reader reader;
    struct token token;

    if (strpbrk(eta, "0123456789?")) {
        return true;
    }
    token_start(&reader, eta);
    while (token_next(&reader, &token)) {
        while (token.len > 1 && strchr(".,;:!", token.start[token.len - 1])) {
            token.len--;
        }
        if (text_in_nocase(arena_strndup(turn->arena, token.start, token.len), words)) {
            return true;
        }
    }
    return false;
}

/* A moment that nobody can mean is not published as an expected end. */
static bool sensible(const struct turn *turn, const char *eta, int64_t at,
                     struct error *err) {
    int64_t past;

    if (at > turn->world->now + ETA_DAYS * INT64_C(24) * 60 * 60 * 1000) {
        return err_set(
            err, ERR_INVALID,
            "Nothing was posted: that end is more than a year away. Say a time "
            "or a duration: `eta: 30m`, or `eta: unknown`.");
    }
    if (eta && arg_past(turn->world, eta, &past) &&
        (!at || (past > turn->world->now - JUST_MS && at - past > DAY_MS / 2) ||
         tomorrow(turn, eta, at))) {
        return err_set(err, ERR_INVALID,
                       "Nothing was posted: that end has passed. Say a time to come: "
                       "`eta: 30m`, or `eta: unknown`. Tomorrow's? Give its date too.");
    }
    if (eta && !at && strchr(eta, ':') && strspn(eta, "0123456789:") == strlen(eta)) {
        return err_set(err, ERR_INVALID,
                       "Nothing was posted: \"%s\" is no time. Say one to come: `eta: "
                       "30m`, or `eta: unknown`.",
                       eta);
    }
    if (eta && !at && !says_when(turn, eta)) {
        return err_set(err, ERR_INVALID,
                       "Nothing was posted: \"%s\" does not say when. Say a time to "
                       "come: `eta: 30m`, or `eta: unknown`.",
                       arg_shown(turn->arena, eta));
    }
    return true;
}

/* The same words twice within minutes are a slip of the finger; later they say that nothing
 * is new. */
static bool says_more(const struct turn *turn, const char *update, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const struct {
        const char *name, *now;
    } parts[] = {{"impact", incident->impact},
                 {"next", incident->next},
                 {"workaround", incident->workaround}};
    bool same = text_equal(update, incident->last_update) &&
                turn->world->now - incident->cadence.base < REPEAT_MS &&
                !turn_arg(turn, "eta") && turn->told == 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *said = turn_arg(turn, parts[i].name);

        same = same && (!said || text_equal(said, parts[i].now));
    }
    return !same || err_set(err, ERR_INVALID,
                            "The last update, of %s, says so already. Nothing was posted "
                            "again.",
                            turn_time(turn, incident->cadence.base));
}

static const char *impact_head(const struct turn *turn) {
    return arena_printf(turn->arena, "%s%simpact", turn->named ? turn->named : "",
                        turn->named ? " " : "");
}

/* An update without what we know; what was typed of it is kept: "impact: no orders". */
static bool says_nothing(const struct turn *turn, struct error *err) {
    const char *parts = turn->rest ? token_skip_space(turn->rest) : "";
    const char *impact = turn_arg(turn, "impact");
    bool typed = !turn->input->command && *parts && !args_blank(turn->arena, parts);

    if (err && !typed) {
        err->field = "update";
        err->missing = true;
    }
    return err_set(
        err, ERR_INVALID,
        "Nothing was posted: an update says what we know now, even when that is "
        "\"nothing new\".%s%s%s%s",
        typed ? "\nThen: " : " For example: ",
        typed ? which_line(turn->arena, which_head(turn, turn->named),
                           arena_printf(turn->arena, "what we know now %s", parts))
              : which_line(turn->arena, turn->command->example, ""),
        typed && impact ? "\nTo record the impact alone: " : "",
        typed && impact ? which_line(turn->arena, impact_head(turn), impact) : "");
}

static bool run(struct turn *turn, struct error *err) {
    static const char *const parts[] = {"impact", "next", "workaround", NULL};
    const char *update = turn_arg(turn, "update");
    const char *eta = turn_arg(turn, "eta");
    int64_t at = estimate(turn, eta);
    json_t *data = NULL, *text, *view;

    if (text_is_empty(update)) {
        return says_nothing(turn, err);
    }
    if (!sensible(turn, eta, at, err)) {
        return err_at(err, "eta");
    }
    if (!says_more(turn, update, err)) {
        return false;
    }
    text = text_of("update", update);
    for (size_t i = 0; parts[i]; i++) {
        jsonx_set_string(text, parts[i], turn_arg(turn, parts[i]));
    }
    if (at) {
        data = json_pack("{s:I}", "eta", (json_int_t)at);
    } else {
        jsonx_set_string(text, "eta", eta);
    }
    if (!turn_add(turn, KIND_UPDATE, data, text, err)) {
        return false;
    }
    view = json_object();
    view_update_due(turn, turn_incident(turn), view);
    turn_say(turn,
             "Update posted.{{#update_due}} The next one is due {{{update_due}}}."
             "{{/update_due}}\n",
             view);
    return true;
}

const struct command command_update = {
    .name = "update",
    .aliases = (const char *const[]){"post", NULL},
    .summary = "Post an update: what we know now",
    .details = "Moves the next update's deadline. Parts after the text, in any order: "
               "`impact:`, `next:`, `workaround:`, `eta:` (a time, a duration, or "
               "`unknown`).",
    .example = "update cache is warm again impact: logins slow next: raise pool eta: 30m",
    .args =
        (const struct arg[]){
            {"update", ARG_TEXT, ARG_WANTED, "what we know now",
             (const char *const[]){"what we know", "what is new", "what is so",
                                   "what is still missing", "ce que nous savons",
                                   "ce qui manque encore", "ce qu'on sait", NULL}},
            ARG_AT,
            {"impact", ARG_PART, 0, "who is hit now", NULL},
            {"next", ARG_PART, 0, "what happens next",
             (const char *const[]){"next steps", NULL}},
            {"workaround", ARG_PART, 0, "what users can do meanwhile", NULL},
            {"eta", ARG_PART, 0, "when it will be over; unknown is fine", NULL},
            {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_RESPONDS,
    .run = run,
};
