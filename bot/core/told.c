/* told.c: moments that were told later, checked against what they say of an incident. */
#include "core/told.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/args_shown.h"
#include "core/args_table.h"
#include "core/args_times.h"
#include "core/args_tokens.h"
#include "core/command.h"
#include "core/milestone.h"
#include "core/which.h"

static const int64_t DAY = INT64_C(24) * 60 * 60 * 1000;
static const int64_t YEAR = INT64_C(366) * 24 * 60 * 60 * 1000;

char *told_words(const struct turn *turn, int64_t at) {
    enum { DATE = sizeof "2025-09-29 " - 1, SIZE = 64 };
    const struct civil *civil = turn->world->civil;
    char then[SIZE] = "", now[SIZE] = "";

    civil->format_local(civil->self, at, then, sizeof then);
    civil->format_local(civil->self, turn->world->now, now, sizeof now);
    return arena_strdup(turn->arena, strlen(then) > DATE && !strncmp(then, now, DATE)
                                         ? then + DATE
                                         : then);
}

/* Not to come, and not absurdly far back. */
static bool told_sensible(const struct turn *turn, int64_t at, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    int64_t now = turn->world->now;

    if (at > now) {
        return err_set(err, ERR_INVALID,
                       "%s is still to come, and only what has happened can be recorded. "
                       "If the time belongs to the text, put the text in quotes.",
                       told_words(turn, at));
    }
    if (at < now - YEAR || (incident && at < incident->opened - TOLD_DAYS_BEFORE * DAY)) {
        return err_set(err, ERR_INVALID,
                       "%s is too far back: at most %d days before the incident was "
                       "declared. Look at the date.",
                       told_words(turn, at), TOLD_DAYS_BEFORE);
    }
    return true;
}

bool told_take(struct turn *turn, struct error *err) {
    int64_t at = turn_arg_int(turn, ARG_AT_NAME, 0);

    turn->told = 0;
    if (at != 0 && !told_sensible(turn, at, err)) {
        return false;
    }
    turn->told = at;
    return true;
}

bool told_clear(const struct turn *turn, const char *text, struct error *err) {
    const char *yesterday = arg_to_come(turn->arena, turn->world, text);

    return !yesterday ||
           err_set(err, ERR_INVALID, "%s is still to come: it is %s. Yesterday's? %s",
                   arg_shown(turn->arena, text), told_words(turn, turn->world->now),
                   which_instead(turn, text, yesterday));
}

bool told_detection(const struct turn *turn, int64_t at, struct error *err) {
    static const enum milestone steps[] = {
        MILESTONE_ACKNOWLEDGED, MILESTONE_CONTAINED, MILESTONE_MITIGATED,
        MILESTONE_RESOLVED,     MILESTONE_RECOVERED,
    };
    const struct incident *incident = turn_incident(turn);

    if (!told_sensible(turn, at, err)) {
        return false;
    }
    if (at == incident->milestones[MILESTONE_DETECTED]) {
        return err_set(err, ERR_INVALID, "%s is what is recorded already.",
                       told_words(turn, at));
    }
    if (at > incident->opened) {
        return err_set(err, ERR_INVALID,
                       "%s was declared at %s: it cannot have been noticed after that.",
                       incident->id, told_words(turn, incident->opened));
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        int64_t step = incident->milestones[steps[i]];

        if (step != 0 && at > step) {
            return err_set(err, ERR_INVALID,
                           "%s is %s since %s: it cannot have been noticed after that.",
                           incident->id, milestone_name(steps[i]),
                           told_words(turn, step));
        }
    }
    return true;
}

bool told_impact(const struct turn *turn, int64_t at, struct error *err) {
    static const enum milestone ends[] = {MILESTONE_RESOLVED, MILESTONE_RECOVERED};
    const struct incident *incident = turn_incident(turn);

    if (!told_sensible(turn, at, err)) {
        return false;
    }
    if (at == incident->impact_from) {
        return err_set(err, ERR_INVALID, "%s is what is recorded already.",
                       told_words(turn, at));
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        int64_t end = incident->milestones[ends[i]];

        if (end != 0 && at > end) {
            return err_set(err, ERR_INVALID,
                           "%s is %s since %s: users cannot have been hit only after "
                           "that.",
                           incident->id, milestone_name(ends[i]), told_words(turn, end));
        }
    }
    return true;
}

/* What cannot have happened before the outage that it ends. */
static bool is_step(const char *kind) {
    static const char *const kinds[] = {
        KIND_CONTAINED, KIND_MITIGATED, KIND_RESOLVED,   KIND_RESTORED,
        KIND_VERIFIED,  KIND_PART,      KIND_MITIGATION, NULL};

    return text_in(kind, kinds);
}

bool told_fits(const struct turn *turn, const struct incident *incident, const char *kind,
               struct error *err) {
    int64_t detected = incident->milestones[MILESTONE_DETECTED];
    int64_t resolved = incident->milestones[MILESTONE_RESOLVED];
    int64_t when = turn->told;

    if (!is_step(kind)) {
        return true;
    }
    if (when < detected) {
        return err_set(err, ERR_INVALID,
                       "%s is before %s was noticed (%s). If it was noticed earlier, say "
                       "that first: <!detected %s>",
                       told_words(turn, when), incident->id, told_words(turn, detected),
                       told_words(turn, when));
    }
    if (incident->reopened > 0 && when < incident->anchor_detected) {
        return err_set(err, ERR_INVALID,
                       "%s is before %s was reopened (%s). What was done before that is "
                       "a note: <!note at %s what was done>",
                       told_words(turn, when), incident->id,
                       told_words(turn, incident->anchor_detected),
                       told_words(turn, when));
    }
    if (text_equal(kind, KIND_VERIFIED) && resolved != 0 && when < resolved) {
        return err_set(err, ERR_INVALID,
                       "%s is before %s was resolved (%s). What was checked before that "
                       "is a note: <!note at %s what was checked>",
                       told_words(turn, when), incident->id, told_words(turn, resolved),
                       told_words(turn, when));
    }
    return true;
}

/* "note at 10:30 we switch over", typed before: the plan stays text, and is said to be. */
static void say_plan(struct turn *turn) {
    static const char *const at[] = {"at", "\xC3\xA0", NULL};
    struct token_reader reader;
    struct token token;
    const char *clock;

    token_start(&reader, turn->rest ? turn->rest : "");
    if (turn->input->command || !args_find(turn_leaf(turn), ARG_AT_NAME) ||
        !token_next(&reader, &token) || token.len != 2 ||
        !text_in_nocase(arena_strndup(turn->arena, token.start, 2), at) ||
        !token_next(&reader, &token) || token.len > LIMIT_WORD) {
        return;
    }
    clock = arena_strndup(turn->arena, token.start, token.len);
    if (arg_to_come(turn->arena, turn->world, clock)) {
        turn_say(turn, "{{clock}} is still to come, so it stays part of the text.\n",
                 json_pack("{s:s}", "clock", clock));
    }
}

void told_say(struct turn *turn) {
    if (turn->nchanges == 0) {
        return;
    }
    if (turn->told == 0) {
        say_plan(turn);
        return;
    }
    turn_say(turn, "Time: {{at}}, {{{ago}}} ago.\n",
             json_pack("{s:s, s:s}", "at", told_words(turn, turn->told), "ago",
                       turn_duration(turn, turn->world->now - turn->told)));
}
