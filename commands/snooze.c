/* snooze: promises the next update for a time, instead of asking for silence. The promise
 * is a deadline like the one it replaces, and the policy says how far it may reach
 * (deadlines.h has the same rule; a longer promise would be shortened there in silence,
 * so it is refused here aloud). */
#include "common.h"
#include "core/deadline_due.h"

/* Latest moment that may be promised now. */
static int64_t latest(const struct turn *turn, const struct incident *incident) {
    const struct world *world = turn->world;
    const struct policy_severity *severity =
        policy_severity(world->policy, incident->severity);
    int64_t cadence = span_after(&severity->update, world->civil, incident->cadence.base);
    int64_t snooze = span_after(&severity->snooze, world->civil, world->now);

    return snooze == NEVER || snooze < cadence ? cadence : snooze;
}

static bool refuse(struct turn *turn, int64_t limit, struct error *err) {
    const char *name =
        policy_severity(turn->world->policy, turn_incident(turn)->severity)->name;
    int64_t seconds = (limit - turn->world->now) / 1000;

    if (limit <= turn->world->now) {
        return err_set(err, ERR_PHASE,
                       "The update was due %s, and for %s a snooze does not reach beyond "
                       "that. Post one: <!update what we know>",
                       turn_time(turn, limit), name);
    }
    return err_set(err, ERR_INVALID,
                   "That is later than the policy allows for %s. The latest is %s: "
                   "<!snooze %lld%c>",
                   name, turn_time(turn, limit),
                   (long long)(seconds < 60 ? seconds : seconds / 60),
                   seconds < 60 ? 's' : 'm');
}

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const struct world *world = turn->world;
    int64_t until = turn_arg_int(turn, "until", 0);
    int64_t limit;

    if (deadline_update_due(incident, world->policy, world->civil) == NEVER) {
        return err_set(err, ERR_PHASE,
                       "No update is due for %s, so there is nothing to snooze.",
                       incident->id);
    }
    if (until <= world->now) {
        return err_set(err, ERR_INVALID,
                       "That time has passed. Give one to come: <!snooze 20m>");
    }
    limit = latest(turn, incident);
    if (until > limit) {
        return refuse(turn, limit, err);
    }
    if (!turn_add(turn, KIND_SNOOZED, json_pack("{s:I}", "until", (json_int_t)until),
                  text_of("reason", turn_arg(turn, "reason")), err)) {
        return false;
    }
    turn_say(turn, "Next update promised for {{{at}}}, in {{{in}}}.\n",
             json_pack("{s:s, s:s}", "at", turn_time(turn, until), "in",
                       turn_duration(turn, until - world->now)));
    return true;
}

const struct command command_snooze = {
    .name = "snooze",
    .aliases = (const char *const[]){"nextupdate", "next-update", NULL},
    .summary = "Promise the next update for a time",
    .details = "No reminder until then. Never later than the policy allows for the "
               "severity; the answer says the latest time.",
    .example = "snooze 20m restore is running, nothing to see before",
    .args = (const struct arg[]){{"until", ARG_DUE, ARG_REQUIRED,
                                  "duration or time of the next update", NULL},
                                 {"reason", ARG_TEXT, 0, "why", NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .run = run,
};
