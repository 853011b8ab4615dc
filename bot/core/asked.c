/* asked.c: who is asked when something is due. Derived from roles and directory each time:
 * who fills a rung at the moment it is reached is who is asked. */
#include "core/asked.h"

#include "base/text.h"
#include "core/people.h"

static bool has(const struct directory *directory, const struct asked *asked,
                const char *actor) {
    for (size_t i = 0; i < asked->n; i++) {
        if (people_same(directory, asked->people[i], actor)) {
            return true;
        }
    }
    return false;
}

static void add(const struct directory *directory, struct asked *asked,
                const char *actor) {
    if (actor && asked->n < ASKED_MAX && !has(directory, asked, actor)) {
        asked->people[asked->n++] = actor;
    }
}

void asked_group(const struct directory *directory, const char *group,
                 struct asked *ret) {
    for (size_t i = 0; i < directory->npeople; i++) {
        const struct person *person = &directory->people[i];

        if (person->groups && text_in(group, person->groups) && person->identities) {
            add(directory, ret, person->identities[0]);
        }
    }
}

static const char *first_filled(const struct incident *incident,
                                const char *const *roles) {
    for (; roles && *roles; roles++) {
        const char *holder = incident_role(incident, *roles);

        if (holder) {
            return holder;
        }
    }
    return NULL;
}

bool asked_nudge_role(const struct incident *incident, const struct policy *policy) {
    return first_filled(incident, policy->nudge) != NULL;
}

const char *asked_keeper(const struct incident *incident) {
    return incident->acknowledger ? incident->acknowledger : incident->declarer;
}

void asked_first(const struct incident *incident, const struct policy *policy,
                 const struct directory *directory, struct asked *ret) {
    const char *holder = first_filled(incident, policy->nudge);

    *ret = (struct asked){0};
    if (!holder) {
        holder = first_filled(incident, policy->ladder);
    }
    if (holder) {
        ret->by_role = true;
        add(directory, ret, holder);
        return;
    }
    add(directory, ret, asked_keeper(incident));
    asked_group(directory, GROUP_ONCALL, ret);
}

static int length(const struct policy *policy) {
    int n = 0;

    while (policy->ladder && policy->ladder[n]) {
        n++;
    }
    return n;
}

/* Who a rung has, whether or not they were asked before. */
static void on_rung(const struct incident *incident, const struct policy *policy,
                    const struct directory *directory, int rung, struct asked *ret) {
    const char *name = policy->ladder[rung - 1];

    *ret = (struct asked){0};
    if (text_equal(name, RUNG_LEADERSHIP)) {
        ret->leadership = directory->leadership && directory->leadership[0];
        asked_group(directory, RUNG_LEADERSHIP, ret);
    } else {
        add(directory, ret, incident_role(incident, name));
    }
}

void asked_rung(const struct incident *incident, const struct policy *policy,
                const struct directory *directory, int rung, struct asked *ret) {
    struct asked before, one;

    *ret = (struct asked){0};
    asked_first(incident, policy, directory, &before);
    for (int i = 1; i < rung; i++) {
        on_rung(incident, policy, directory, i, &one);
        for (size_t k = 0; k < one.n; k++) {
            add(directory, &before, one.people[k]);
        }
    }
    on_rung(incident, policy, directory, rung, &one);
    ret->leadership = one.leadership;
    for (size_t k = 0; k < one.n; k++) {
        if (one.leadership || !has(directory, &before, one.people[k])) {
            add(directory, ret, one.people[k]);
        }
    }
}

bool asked_anybody(const struct asked *asked) {
    return asked->n > 0 || asked->leadership;
}

int asked_next_rung(const struct incident *incident, const struct policy *policy,
                    const struct directory *directory, int rung) {
    struct asked asked;

    for (int i = rung + 1; i <= length(policy); i++) {
        asked_rung(incident, policy, directory, i, &asked);
        if (asked_anybody(&asked)) {
            return i;
        }
    }
    return 0;
}

int asked_last_rung(const struct incident *incident, const struct policy *policy,
                    const struct directory *directory) {
    int last = 0, next = 0;

    while ((next = asked_next_rung(incident, policy, directory, last)) != 0) {
        last = next;
    }
    return last;
}
