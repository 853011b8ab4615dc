/* next.c: the next sensible step, at the end of the answer to what moves an incident.
 *
 * One or two, never a menu: whoever reads this has an outage. What is missing on every
 * incident comes first (somebody who answers, somebody who leads, an update that is due),
 * then what the policy suggests in this phase, less what has been done or is not possible
 * yet. */
#include "core/next.h"
#include "base/text.h"
#include "core/deadline_due.h"
#include "core/milestone.h"
#include "core/policy.h"

enum { STEPS_MAX = 2 };

struct steps {
    const char *typed[STEPS_MAX];
    size_t n;
};

/* Commands that record something once, in the order in which that usually happens. */
static const struct {
    const char *command, *typed;
    enum milestone milestone;
} recorded[] = {
    {"ack", "ack", MILESTONE_ACKNOWLEDGED},
    {"escalate", "escalate @name why", MILESTONE_ESCALATED},
    {"contain", "contain what stopped it", MILESTONE_CONTAINED},
    {"mitigate", "mitigate what was done", MILESTONE_MITIGATED},
    {"resolve", "resolve what fixed it", MILESTONE_RESOLVED},
    {"restore", "restore how you know", MILESTONE_RECOVERED},
    {"verify", "verify what was checked", MILESTONE_VERIFIED},
    {"close", "close", MILESTONE_CLOSED},
};
enum { RECORDED = sizeof recorded / sizeof *recorded };

static const char *recorded_by(const char *milestone) {
    for (size_t i = 0; i < RECORDED; i++) {
        if (text_equal(milestone_name(recorded[i].milestone), milestone)) {
            return recorded[i].command;
        }
    }
    return NULL;
}

static bool records(const char *command) {
    for (size_t i = 0; i < RECORDED; i++) {
        if (text_equal(recorded[i].command, command)) {
            return true;
        }
    }
    return false;
}

/* Is `typed` the command, with or without words behind it? */
static bool is_command(const char *typed, const char *command) {
    size_t len = strlen(command);

    return strncmp(typed, command, len) == 0 && (typed[len] == '\0' || typed[len] == ' ');
}

static void add(struct steps *steps, const char *typed) {
    for (size_t i = 0; i < steps->n; i++) {
        if (is_command(steps->typed[i], typed) || is_command(typed, steps->typed[i])) {
            return;
        }
    }
    if (steps->n < STEPS_MAX) {
        steps->typed[steps->n++] = typed;
    }
}

static const char *commander(const struct world *world, const struct incident *incident) {
    const char *role = policy_commander(world->policy);

    return role ? incident_role(incident, role) : NULL;
}

static bool update_presses(const struct world *world, const struct incident *incident) {
    int64_t due = deadline_update_due(incident, world->policy, world->civil);
    int64_t warn = policy_severity(world->policy, incident->severity)->warn_ms;

    return due != NEVER && world->now >= due - warn;
}

/* None yet, or half of the time until the next has passed: before that there is hardly
 * news. Nor is one suggested that nobody waits for. */
static bool update_has_time(const struct world *world, const struct incident *incident) {
    int64_t due = deadline_update_due(incident, world->policy, world->civil);
    int64_t base = incident->cadence.base;

    return due != NEVER &&
           (incident->updates == 0 || world->now - base >= (due - base) / 2);
}

/* What to type for a suggestion of the policy; NULL when an open incident has done that,
 * or cannot do it yet. */
static const char *possible(const struct world *world, const struct incident *incident,
                            const char *typed) {
    char command[LIMIT_WORD + 1];
    size_t len = strcspn(typed, " ");

    if (len >= sizeof command) {
        return NULL;
    }
    memcpy(command, typed, len);
    command[len] = '\0';
    if (text_equal(command, "reopen") ||
        !policy_gate(world->policy, incident, command, NULL) ||
        (is_command(typed, "role take") && commander(world, incident))) {
        return NULL;
    }
    for (size_t i = 0; i < RECORDED; i++) {
        if (text_equal(recorded[i].command, command)) {
            return incident->milestones[recorded[i].milestone] != 0 ? NULL
                   : typed[len] == '\0'                             ? recorded[i].typed
                                                                    : typed;
        }
    }
    if (text_equal(command, "update") && !update_has_time(world, incident)) {
        return NULL;
    }
    return text_equal(typed, "update") ? "update what we know" : typed;
}

static bool add_possible(struct steps *steps, const struct world *world,
                         const struct incident *incident, const char *typed) {
    const char *step = possible(world, incident, typed);

    if (step) {
        add(steps, step);
    }
    return step != NULL;
}

/* How a phase is entered: by the command that the policy lets lead there, by recording
 * what it stands for, or by saying so. */
static const char *way_into(struct arena *arena, const struct policy *policy,
                            const struct policy_phase *phase) {
    const char *command;

    for (size_t i = 0; i < policy->nsteps; i++) {
        if (text_equal(policy->steps[i].phase, phase->key) &&
            records(policy->steps[i].command)) {
            return policy->steps[i].command;
        }
    }
    command = phase->milestone ? recorded_by(phase->milestone) : NULL;
    return command ? command : arena_printf(arena, "status %s", phase->key);
}

/* The policy has nothing more to suggest here: the next phase that can be entered, else
 * what the incident still lacks to its end. */
static void add_onwards(struct arena *arena, struct steps *steps,
                        const struct world *world, const struct incident *incident) {
    const struct policy *policy = world->policy;
    const struct policy_phase *end = policy->phases + policy->nphases;
    const struct policy_phase *here = policy_phase(policy, incident->phase);

    for (const struct policy_phase *phase = here ? here + 1 : end; phase < end; phase++) {
        if (add_possible(steps, world, incident, way_into(arena, policy, phase))) {
            return;
        }
    }
    for (size_t i = 0; i < RECORDED; i++) {
        if (recorded[i].milestone >= MILESTONE_RESOLVED &&
            add_possible(steps, world, incident, recorded[i].command)) {
            return;
        }
    }
}

static struct steps find_steps(struct arena *arena, const struct world *world,
                               const struct incident *incident) {
    const struct policy_phase *phase = policy_phase(world->policy, incident->phase);
    const char *role = policy_commander(world->policy);
    struct steps steps = {0};

    if (incident->closed) {
        add(&steps, incident->end ? "reopen why" : "reopen what came back");
        return steps;
    }
    if (incident->milestones[MILESTONE_ACKNOWLEDGED] == 0) {
        add(&steps, "ack");
    }
    if (role && !commander(world, incident)) {
        add(&steps, arena_printf(arena, "role take %s", role));
    }
    if (update_presses(world, incident)) {
        add(&steps, "update what we know");
    }
    for (const char *const *next = phase ? phase->next : NULL; next && *next; next++) {
        add_possible(&steps, world, incident, *next);
    }
    if (steps.n == 0) {
        add_onwards(arena, &steps, world, incident);
    }
    return steps;
}

/* Whoever writes something down is in the middle of something and knows what is next. */
bool next_follows(const char *command) {
    static const char *const moving[] = {
        "ack",    "cancel",  "close",   "contain", "declare", "duplicate", "mitigate",
        "reopen", "resolve", "restore", "role",    "status",  "verify",    NULL};
    return text_in(command, moving);
}

int next_milestone(const char *command) {
    for (size_t i = 0; i < RECORDED; i++) {
        if (text_equal(recorded[i].command, command)) {
            return (int)recorded[i].milestone;
        }
    }
    return -1;
}

size_t next_typed(struct arena *arena, const struct world *world,
                  const struct incident *incident, const char **ret, size_t max) {
    struct steps steps = find_steps(arena, world, incident);
    size_t n = 0;

    for (; n < steps.n && n < max; n++) {
        ret[n] = steps.typed[n];
    }
    return n;
}

char *next_step(struct arena *arena, const struct world *world,
                const struct incident *incident, const char *id) {
    struct steps steps = find_steps(arena, world, incident);
    const char *on = id ? arena_printf(arena, "%s ", id) : "";

    if (steps.n == 0) {
        return NULL;
    }
    if (incident->closed) {
        return arena_printf(arena, "<!%s%s>, should it %s", on, steps.typed[0],
                            text_equal(incident->end, END_CANCELLED) ? "be one after all"
                            : incident->end                          ? "be one of its own"
                                                                     : "come back");
    }
    return steps.n == 1 ? arena_printf(arena, "<!%s%s>", on, steps.typed[0])
                        : arena_printf(arena, "<!%s%s>, then <!%s%s>", on, steps.typed[0],
                                       on, steps.typed[1]);
}
