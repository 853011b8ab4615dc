/* moment.c: the list of moment.h, and whom its deadlines ask. */
#include "core/moment.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/routing.h"
#include "core/view_fields.h"

/* In the order of what answers most: an update acknowledges as well. */
static const char *const by_answer[] = {
    DEADLINE_UPDATE,  DEADLINE_ACKNOWLEDGE, DEADLINE_COMMAND,
    DEADLINE_RESOLVE, DEADLINE_RESTORE,     DEADLINE_CONCLUDE,
    DEADLINE_VERIFY,  DEADLINE_CLOSE,       DEADLINE_ACTION,
};
enum { ANSWERS = sizeof by_answer / sizeof *by_answer };

const char *moment_mentions(const struct telling *telling, const struct asked *asked) {
    const char *all = NULL;

    for (size_t i = 0; i < asked->n; i++) {
        const char *one = view_mention(
            telling->arena, routing_identity(telling->world, asked->people[i]));

        all = !all ? one : arena_printf(telling->arena, "%s, %s", all, one);
    }
    return all;
}

void moment_ask_person(const struct telling *telling, struct asked *asked,
                       const char *actor) {
    for (size_t i = 0; i < asked->n; i++) {
        if (people_same(telling->world->directory, asked->people[i], actor)) {
            return;
        }
    }
    if (asked->n < ASKED_MAX) {
        asked->people[asked->n++] = actor;
    }
}

/* Asks these as well. `personal`: a mention is not enough. */
static void ask(const struct telling *telling, struct moment *moment,
                const struct asked *who, bool personal) {
    for (size_t i = 0; i < who->n; i++) {
        moment_ask_person(telling, &moment->whom, who->people[i]);
        if (personal) {
            moment_ask_person(telling, &moment->personal, who->people[i]);
        }
    }
    moment->whom.leadership = moment->whom.leadership || who->leadership;
}

void moment_ask_first(const struct telling *telling, struct moment *moment) {
    struct asked who;

    asked_first(telling->after, telling->world->policy, telling->world->directory, &who);
    /* Whoever holds the role reads the channel. Whoever only declared it may have gone back
     * to bed: while nobody holds one, a telephone has to ring. */
    ask(telling, moment, &who, !who.by_role);
}

static void ask_in_channel(const struct telling *telling, struct moment *moment) {
    struct asked who;

    asked_first(telling->after, telling->world->policy, telling->world->directory, &who);
    ask(telling, moment, &who, false);
}

static void ask_rung(const struct telling *telling, struct moment *moment, int rung) {
    struct asked who;

    asked_rung(telling->after, telling->world->policy, telling->world->directory, rung,
               &who);
    ask(telling, moment, &who, !who.leadership);
}

const char *moment_unanswered(const struct telling *telling,
                              const struct moment *moment) {
    const struct world *world = telling->world;
    struct moment before = {0};
    const char *all = NULL;
    int last = moment->rung != 0
                   ? moment->rung
                   : asked_last_rung(telling->after, world->policy, world->directory);

    moment_ask_first(telling, &before);
    for (int rung = 1; rung < last; rung++) {
        ask_rung(telling, &before, rung);
    }
    for (size_t i = 0; i < before.whom.n; i++) {
        const char *one = people_name(world->directory, before.whom.people[i]);

        all = !all ? one : arena_printf(telling->arena, "%s, %s", all, one);
    }
    return all;
}

/* What nobody owns is no silence: a mention is enough for whoever looks after the incident. */
static void ask_about_nobodys(const struct telling *telling, struct moment *moment) {
    struct asked who;

    asked_first(telling->after, telling->world->policy, telling->world->directory, &who);
    ask(telling, moment, &who, false);
    for (size_t i = 0; i < who.n && !who.by_role; i++) {
        if (!people_same(telling->world->directory, who.people[i],
                         asked_keeper(telling->after))) {
            moment_ask_person(telling, &moment->personal, who.people[i]);
        }
    }
}

static void ask_owner(const struct telling *telling, struct moment *moment,
                      const struct entry *entry) {
    const struct action *action =
        incident_action(telling->after, jsonx_int(entry->data, "ref", 0));

    if (action && action->owner) {
        moment_ask_person(telling, &moment->whom, action->owner);
        /* Whoever has no part in the incident is not in its channel. */
        if (!takes_part(telling->after, telling->world->directory, action->owner)) {
            moment_ask_person(telling, &moment->personal, action->owner);
        }
    } else {
        ask_about_nobodys(telling, moment);
    }
}

void moment_ask_for(const struct telling *telling, struct moment *moment,
                    const struct entry *entry) {
    static const char *const calm[] = {DEADLINE_RESTORE, DEADLINE_CONCLUDE,
                                       DEADLINE_VERIFY, NULL};
    const struct policy *policy = telling->world->policy;
    const char *kind = jsonx_string(entry->data, "deadline", "");
    int step = (int)jsonx_int(entry->data, "step", STEP_NUDGE);
    int rung = deadline_rung(policy, step);
    bool climbs = policy_severity(policy, telling->after->severity)->climbs;

    if (text_equal(kind, DEADLINE_ACTION)) {
        ask_owner(telling, moment, entry);
    } else if (text_equal(kind, DEADLINE_CLOSE)) {
        /* All is done: a mention in its channel is enough. */
        moment->again = moment->again || step > STEP_NUDGE;
        ask_in_channel(telling, moment);
    } else if (rung != 0) {
        moment->rung = rung > moment->rung ? rung : moment->rung;
        ask_rung(telling, moment, rung);
    } else {
        moment->again = moment->again || step > STEP_NUDGE;
        rung = step > STEP_NUDGE && climbs
                   ? asked_last_rung(telling->after, policy, telling->world->directory)
                   : 0;
        if (rung != 0) {
            ask_rung(telling, moment, rung);
        }
        /* What is over and not put to its end is asked of those who can do it, too. */
        if (rung == 0 || text_in(kind, calm) ||
            telling->after->milestones[MILESTONE_RESOLVED] != 0) {
            moment_ask_first(telling, moment);
        }
    }
}

size_t moment_rank(const struct entry *entry) {
    const char *kind = jsonx_string(entry->data, "deadline", "");
    size_t rank = 0;

    while (rank < ANSWERS && !text_equal(by_answer[rank], kind)) {
        rank++;
    }
    return rank;
}

/* How far up its step goes: the rung, and the last one for what is asked again; 0: a nudge,
 * below: a warning. */
static int reach(const struct policy *policy, const struct entry *entry) {
    int step =
        (int)jsonx_int(entry->data, "step",
                       text_equal(entry->kind, KIND_WARNED) ? STEP_WARN : STEP_NUDGE);
    int last = 0;

    while (policy->ladder && policy->ladder[last]) {
        last++;
    }
    return step > last ? last : step;
}

/* Who is called because of one deadline does not read first about another. */
static bool comes_before(const struct policy *policy, const struct entry *a,
                         const struct entry *b) {
    int up = reach(policy, a) - reach(policy, b);

    return up != 0 ? up > 0 : moment_rank(a) < moment_rank(b);
}

void moment_insert(const struct telling *telling, struct moment *moment,
                   const struct entry *entry) {
    size_t i = moment->n++;

    while (i > 0 && comes_before(telling->world->policy, entry, moment->list[i - 1])) {
        moment->list[i] = moment->list[i - 1];
        i--;
    }
    moment->list[i] = entry;
}
