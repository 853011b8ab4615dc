/* policy_check.c: what a policy file must hold beyond its shape.
 *
 * Names that are used must be defined, names that are defined must be so once, and what
 * people type must be typeable. Whether a command of that name exists is not known here:
 * the table of commands belongs to others, and a policy may name one that comes later. */
#include "io/policy_check.h"
#include "base/text.h"
#include "io/policy_raw.h"

static const char LEADERSHIP[] = "leadership";

enum { NAMES_MAX = LIMIT_ROLES * (POLICY_LIST_MAX + 1) };

static bool is_key(const char *s) {
    return *s >= 'a' && *s <= 'z' &&
           s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static bool check_key(const struct yaml *yaml, const char *path, const char *word,
                      struct error *err) {
    return is_key(word) ||
           yaml_fail(yaml, err, path,
                     "\"%.60s\" cannot be typed as one word; write small letters, digits "
                     "and hyphens",
                     word);
}

/* Every word of a list a key, and none twice. */
static bool check_list(const struct yaml *yaml, const char *list, char *const *words,
                       size_t n, struct error *err) {
    char path[YAML_PATH_MAX];
    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof(path), "%s[%zu]", list, i);
        if (!check_key(yaml, path, words[i], err)) {
            return false;
        }
        for (size_t k = 0; k < i; k++) {
            if (text_equal(words[i], words[k])) {
                return yaml_fail(yaml, err, path, "\"%s\" is already in the list",
                                 words[i]);
            }
        }
    }
    return true;
}

/* `word` must be in `known`; `what` is what it is called. */
static bool check_known(const struct yaml *yaml, const char *path, const char *word,
                        const char *what, const char *const *known, struct error *err) {
    if (text_in(word, known)) {
        return true;
    }
    const char *near = text_nearest(word, known);
    if (near) {
        return yaml_fail(yaml, err, path,
                         "there is no %s \"%.60s\"; did you mean \"%s\"?", what, word,
                         near);
    }
    return yaml_fail(yaml, err, path, "there is no %s \"%.60s\" in this policy", what,
                     word);
}

static bool check_phases(const struct yaml *yaml, const struct raw_policy *raw,
                         const char **ret_keys, struct error *err) {
    char path[YAML_PATH_MAX];
    for (size_t i = 0; i < raw->phases_count; i++) {
        const struct raw_phase *phase = &raw->phases[i];
        snprintf(path, sizeof(path), "phases[%zu].key", i);
        if (!check_key(yaml, path, phase->key, err)) {
            return false;
        }
        ret_keys[i] = NULL;
        if (text_in(phase->key, ret_keys)) {
            return yaml_fail(yaml, err, path, "another phase has the key \"%s\"",
                             phase->key);
        }
        ret_keys[i] = phase->key;
        snprintf(path, sizeof(path), "phases[%zu].next", i);
        if (!check_list(yaml, path, phase->next, phase->next_count, err)) {
            return false;
        }
    }
    ret_keys[raw->phases_count] = NULL;
    return true;
}

static bool check_steps(const struct yaml *yaml, const struct raw_policy *raw,
                        const char *const *phases, struct error *err) {
    char path[YAML_PATH_MAX];
    for (size_t i = 0; i < raw->steps_count; i++) {
        const struct raw_step *step = &raw->steps[i];
        snprintf(path, sizeof(path), "steps[%zu].command", i);
        if (!check_key(yaml, path, step->command, err)) {
            return false;
        }
        for (size_t k = 0; k < i; k++) {
            if (text_equal(step->command, raw->steps[k].command)) {
                return yaml_fail(yaml, err, path, "another step has the command \"%s\"",
                                 step->command);
            }
        }
        snprintf(path, sizeof(path), "steps[%zu].phase", i);
        if (step->phase && !check_known(yaml, path, step->phase, "phase", phases, err)) {
            return false;
        }
        snprintf(path, sizeof(path), "steps[%zu]", i);
        if (!step->phase && step->requires_count == 0 && !step->restores) {
            return yaml_fail(yaml, err, path,
                             "does nothing; write requires, phase or restores");
        }
    }
    return true;
}

/* `names` are all keys and aliases so far, *n of them, NULL-terminated. */
static bool add_name(const struct yaml *yaml, const char *path, const char *word,
                     const char **names, size_t *n, struct error *err) {
    if (!check_key(yaml, path, word, err)) {
        return false;
    }
    if (text_equal(word, LEADERSHIP)) {
        return yaml_fail(yaml, err, path, "\"%s\" is the audience of that name",
                         LEADERSHIP);
    }
    if (text_in(word, names)) {
        return yaml_fail(yaml, err, path, "\"%s\" already names a role", word);
    }
    names[(*n)++] = word;
    names[*n] = NULL;
    return true;
}

static bool check_roles(const struct yaml *yaml, const struct raw_policy *raw,
                        struct error *err) {
    const char *names[NAMES_MAX + 1] = {NULL};
    size_t n = 0;
    char path[YAML_PATH_MAX];
    for (size_t i = 0; i < raw->roles_count; i++) {
        const struct raw_role *role = &raw->roles[i];
        snprintf(path, sizeof(path), "roles[%zu].key", i);
        if (!add_name(yaml, path, role->key, names, &n, err)) {
            return false;
        }
        for (size_t k = 0; k < role->aliases_count; k++) {
            snprintf(path, sizeof(path), "roles[%zu].aliases[%zu]", i, k);
            if (!add_name(yaml, path, role->aliases[k], names, &n, err)) {
                return false;
            }
        }
    }
    return true;
}

/* A list of roles, or of roles and the leadership. */
static bool check_rungs(const struct yaml *yaml, const char *list, char *const *rungs,
                        size_t n, const char *const *known, struct error *err) {
    char path[YAML_PATH_MAX];
    if (!check_list(yaml, list, rungs, n, err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof(path), "%s[%zu]", list, i);
        if (!check_known(yaml, path, rungs[i], "role", known, err)) {
            return false;
        }
    }
    return true;
}

static bool check_ladder(const struct yaml *yaml, const struct raw_policy *raw,
                         struct error *err) {
    const char *known[LIMIT_ROLES + 2];
    size_t n = 0;
    for (; n < raw->roles_count; n++) {
        known[n] = raw->roles[n].key;
    }
    known[n] = NULL;
    if (!check_rungs(yaml, "nudge", raw->nudge, raw->nudge_count, known, err)) {
        return false;
    }
    known[n] = LEADERSHIP;
    known[n + 1] = NULL;
    if (!check_rungs(yaml, "ladder", raw->ladder, raw->ladder_count, known, err)) {
        return false;
    }
    for (size_t i = 0; i < raw->ladder_count; i++) {
        if (!text_equal(raw->ladder[i], LEADERSHIP)) {
            return true;
        }
    }
    return yaml_fail(yaml, err, "ladder",
                     "needs a role: the first one is who commands an incident");
}

static bool check_types(const struct yaml *yaml, const struct raw_policy *raw,
                        struct error *err) {
    const char *known[POLICY_TYPES_MAX + 1];
    char path[YAML_PATH_MAX];
    if (!check_list(yaml, "types", raw->types, raw->types_count, err) ||
        !check_list(yaml, "restricted", raw->restricted, raw->restricted_count, err)) {
        return false;
    }
    for (size_t i = 0; i < raw->types_count; i++) {
        known[i] = raw->types[i];
    }
    known[raw->types_count] = NULL;
    for (size_t i = 0; i < raw->restricted_count; i++) {
        snprintf(path, sizeof(path), "restricted[%zu]", i);
        if (!check_known(yaml, path, raw->restricted[i], "type", known, err)) {
            return false;
        }
    }
    return true;
}

bool policy_raw_check(const struct yaml *yaml, const struct raw_policy *raw,
                      struct error *err) {
    const char *phases[POLICY_PHASES_MAX + 1];
    return check_key(yaml, "name", raw->name, err) &&
           check_phases(yaml, raw, phases, err) && check_steps(yaml, raw, phases, err) &&
           check_roles(yaml, raw, err) && check_ladder(yaml, raw, err) &&
           check_types(yaml, raw, err);
}
