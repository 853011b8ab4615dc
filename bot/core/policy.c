/* policy.c: questions to a policy.
 *
 * A policy is data and stays data: these functions look things up and compare names. What
 * people type is compared without case and without the hyphens, underscores and spaces
 * that documents disagree about ("SEV-1", "sev 1", "Sev1"), but never by prefix: half a
 * word must not resolve an incident. */
#include "core/policy.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/milestone.h"

const struct policy_severity *policy_severity(const struct policy *policy, int level) {
    if (level < SEVERITY_HIGHEST) {
        level = SEVERITY_HIGHEST;
    } else if (level > SEVERITY_LOWEST) {
        level = SEVERITY_LOWEST;
    }
    return &policy->severity[level];
}

static bool is_filler(char c) {
    return c == '-' || c == '_' || c == ' ';
}

static char folded(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Same letters and digits in the same order. */
static bool same_name(const char *a, const char *b) {
    if (!a || !b) {
        return false;
    }
    for (;;) {
        while (is_filler(*a)) {
            a++;
        }
        while (is_filler(*b)) {
            b++;
        }
        if (folded(*a) != folded(*b)) {
            return false;
        }
        if (*a == '\0') {
            return true;
        }
        a++;
        b++;
    }
}

int policy_parse_severity(const struct policy *policy, const char *word, bool strict) {
    static const char *const forms[] = {"", "sev", "severity", "s", "p"};

    if (!word) {
        return 0;
    }
    for (int level = SEVERITY_HIGHEST; level <= SEVERITY_LOWEST; level++) {
        const struct policy_severity *severity = &policy->severity[level];

        for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
            char form[16];

            snprintf(form, sizeof form, "%s%d", forms[i], level);
            if (same_name(word, form)) {
                return level;
            }
        }
        if (strict && !strpbrk(word, "0123456789")) {
            continue;
        }
        if (word[0] != '\0' &&
            (same_name(word, severity->name) || same_name(word, severity->word))) {
            return level;
        }
    }
    return 0;
}

const struct policy_phase *policy_phase(const struct policy *policy, const char *key) {
    for (size_t i = 0; i < policy->nphases; i++) {
        if (text_equal(policy->phases[i].key, key)) {
            return &policy->phases[i];
        }
    }
    return NULL;
}

bool policy_later(const struct policy *policy, const struct policy_phase *phase,
                  const char *from) {
    const struct policy_phase *was = policy_phase(policy, from);

    return was && phase > was;
}

json_t *policy_phase_entry(const struct policy *policy, const struct incident *incident,
                           const struct policy_phase *phase) {
    const struct policy_phase *was = policy_phase(policy, incident->phase);
    json_t *data = json_pack("{s:s, s:s}", "from", incident->phase, "to", phase->key);

    jsonx_set_string(data, "milestone", phase->milestone);
    /* What was entered by a reopening was not worked through by anybody. */
    if (policy_later(policy, phase, incident->phase) && !incident->phase_given) {
        jsonx_set_string(data, "left", was->left);
    }
    return data;
}

const struct policy_phase *policy_parse_phase(const struct policy *policy,
                                              const char *word) {
    for (size_t i = 0; i < policy->nphases; i++) {
        if (same_name(policy->phases[i].key, word) ||
            same_name(policy->phases[i].name, word)) {
            return &policy->phases[i];
        }
    }
    return NULL;
}

const struct policy_role *policy_role(const struct policy *policy, const char *key) {
    for (size_t i = 0; i < policy->nroles; i++) {
        if (text_equal(policy->roles[i].key, key)) {
            return &policy->roles[i];
        }
    }
    return NULL;
}

static const struct policy_role *role_called(const struct policy *policy,
                                             const char *word) {
    for (size_t i = 0; i < policy->nroles; i++) {
        const struct policy_role *role = &policy->roles[i];

        if (same_name(role->key, word) || same_name(role->name, word)) {
            return role;
        }
        for (const char *const *alias = role->aliases; alias && *alias; alias++) {
            if (same_name(*alias, word)) {
                return role;
            }
        }
    }
    return NULL;
}

const struct policy_role *policy_parse_role(const struct policy *policy,
                                            const char *word) {
    static const char end[] = " lead";
    const struct policy_role *role = role_called(policy, word);
    size_t len = word ? strlen(word) : 0, n = sizeof end - 1;
    char head[LIMIT_WORD + 1];

    /* "comms lead" */
    if (role || len <= n || len - n >= sizeof head ||
        !text_equal_nocase(word + len - n, end)) {
        return role;
    }
    memcpy(head, word, len - n);
    head[len - n] = '\0';
    return role_called(policy, head);
}

const struct policy_step *policy_step(const struct policy *policy, const char *command) {
    for (size_t i = 0; i < policy->nsteps; i++) {
        if (text_equal(policy->steps[i].command, command)) {
            return &policy->steps[i];
        }
    }
    return NULL;
}

const char *policy_commander(const struct policy *policy) {
    for (const char *const *rung = policy->ladder; rung && *rung; rung++) {
        if (policy_role(policy, *rung)) {
            return *rung;
        }
    }
    return NULL;
}

/* Which command reaches a milestone: the one made for it, else entering the phase that
 * has it. Into `buf`; "" when nothing does. */
static void command_for(const struct policy *policy, const char *milestone, char *buf,
                        size_t size) {
    const char *made_for_it = milestone_command(milestone);

    snprintf(buf, size, "%s", made_for_it ? made_for_it : "");
    if (made_for_it) {
        return;
    }
    for (size_t i = 0; i < policy->nphases; i++) {
        if (text_equal(policy->phases[i].milestone, milestone)) {
            snprintf(buf, size, "status %s", policy->phases[i].key);
            return;
        }
    }
}

bool policy_gate(const struct policy *policy, const struct incident *incident,
                 const char *command, struct error *err) {
    const struct policy_step *step = policy_step(policy, command);

    if (!step || !step->requires) {
        return true;
    }
    for (const char *const *milestone = step->requires; *milestone; milestone++) {
        char first[LIMIT_WORD + sizeof "status "];

        if (incident_reached(incident, *milestone)) {
            continue;
        }
        command_for(policy, *milestone, first, sizeof first);
        if (first[0] == '\0') {
            return err_set(err, ERR_PHASE, "%s is not possible yet: %s must be %s first.",
                           command, incident->id, *milestone);
        }
        return err_set(err, ERR_PHASE,
                       "%s is not possible yet: %s must be %s first: <!%s>", command,
                       incident->id, *milestone, first);
    }
    return true;
}

bool policy_hears(const struct policy *policy, const char *event, int severity,
                  const char *to) {
    for (size_t i = 0; i < policy->naudiences; i++) {
        const struct policy_audience *audience = &policy->audiences[i];

        if ((audience->severities & (1U << (unsigned)severity)) != 0 &&
            (text_equal(audience->event, event) || text_equal(audience->event, "*")) &&
            text_in(to, audience->to)) {
            return true;
        }
    }
    return false;
}

const char *policy_type(const struct policy *policy, const char *word) {
    if (!policy->types || !policy->types[0]) {
        return word;
    }
    for (const char *const *type = policy->types; *type; type++) {
        if (text_equal_nocase(*type, word)) {
            return *type;
        }
    }
    return NULL;
}
