/* policy_load.c: a policy file becomes a struct policy.
 *
 * Shape (yaml_check), then rules (policy_raw_check), then a copy into one arena that the
 * policy owns: what libcyaml allocated is gone when policy_parse() returns. */
#include "io/policy_load.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "io/file.h"
#include "io/policy_check.h"
#include "io/policy_raw.h"
#include "io/policy_schema.h"
#include "io/policy_span.h"

struct loaded_policy {
    struct policy policy; /* first: policy_free() gets its address */
    struct arena *arena;
};

enum { ALL_SEVERITIES = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 };

static const char **copy_list(struct arena *arena, char *const *words, size_t n) {
    const char **list = arena_array(arena, n + 1, sizeof(*list));
    for (size_t i = 0; i < n; i++) {
        list[i] = arena_strdup(arena, words[i]);
    }
    return list;
}

/* The words that enumeration values stand for; they are constants and not copied. */
static const char **word_list(struct arena *arena, const cyaml_strval_t *words,
                              const int *values, size_t n) {
    const char **list = arena_array(arena, n + 1, sizeof(*list));
    for (size_t i = 0; i < n; i++) {
        list[i] = policy_word(words, values[i]);
    }
    return list;
}

static const struct policy_phase *copy_phases(struct arena *arena,
                                              const struct raw_policy *raw) {
    struct policy_phase *phases = arena_array(arena, raw->phases_count, sizeof(*phases));
    for (size_t i = 0; i < raw->phases_count; i++) {
        const struct raw_phase *from = &raw->phases[i];
        phases[i] = (struct policy_phase){
            .name = arena_strdup(arena, from->name),
            .key = arena_strdup(arena, from->key),
            .milestone = policy_word(policy_milestones, from->milestone),
            .left = policy_word(policy_milestones, from->left),
            .hint = arena_strdup(arena, from->hint),
            .next = copy_list(arena, from->next, from->next_count),
        };
    }
    return phases;
}

static const struct policy_step *copy_steps(struct arena *arena,
                                            const struct raw_policy *raw) {
    struct policy_step *steps = arena_array(arena, raw->steps_count, sizeof(*steps));
    for (size_t i = 0; i < raw->steps_count; i++) {
        const struct raw_step *from = &raw->steps[i];
        steps[i] = (struct policy_step){
            .command = arena_strdup(arena, from->command),
            .requires =
                word_list(arena, policy_milestones, from->requires, from->requires_count),
            .phase = arena_strdup(arena, from->phase),
            .restores = from->restores,
        };
    }
    return steps;
}

static const struct policy_role *copy_roles(struct arena *arena,
                                            const struct raw_policy *raw) {
    struct policy_role *roles = arena_array(arena, raw->roles_count, sizeof(*roles));
    for (size_t i = 0; i < raw->roles_count; i++) {
        const struct raw_role *from = &raw->roles[i];
        roles[i] = (struct policy_role){
            .key = arena_strdup(arena, from->key),
            .name = arena_strdup(arena, from->name),
            .aliases = copy_list(arena, from->aliases, from->aliases_count),
            .duties = arena_strdup(arena, from->duties),
        };
    }
    return roles;
}

/* The file says what an audience hears; the policy asks who hears of an event. */
static void copy_audiences(struct arena *arena, const struct raw_policy *raw,
                           struct policy *policy) {
    size_t n = 0;
    for (size_t i = 0; i < raw->audiences_count; i++) {
        n += raw->audiences[i].hears_count;
    }
    struct policy_audience *audiences = arena_array(arena, n, sizeof(*audiences));
    policy->audiences = audiences;
    for (size_t i = 0; i < raw->audiences_count; i++) {
        const struct raw_audience *from = &raw->audiences[i];
        const char **to = word_list(arena, policy_audiences, &from->to, 1);
        for (size_t k = 0; k < from->hears_count; k++) {
            audiences[policy->naudiences++] = (struct policy_audience){
                .event = policy_word(policy_events, from->hears[k]),
                .to = to,
                .severities = from->severities != 0 ? from->severities : ALL_SEVERITIES,
            };
        }
    }
}

static bool copy_severities(struct arena *arena, const struct yaml *yaml,
                            const struct raw_policy *raw, struct policy *policy,
                            struct error *err) {
    for (int level = SEVERITY_HIGHEST; level <= SEVERITY_LOWEST; level++) {
        const struct raw_severity *from = &raw->severity[level];
        struct policy_severity *severity = &policy->severity[level];
        *severity = (struct policy_severity){
            .level = level,
            .name = arena_strdup(arena, from->name),
            .word = arena_strdup(arena, from->word),
            .criteria = copy_list(arena, from->criteria, from->criteria_count),
        };
        if (!policy_read_spans(yaml, severity, err)) {
            return false;
        }
    }
    return true;
}

static bool fill(struct policy *policy, struct arena *arena, const struct yaml *yaml,
                 struct error *err) {
    const struct raw_policy *raw = yaml_data(yaml);
    if (!policy_raw_check(yaml, raw, err) ||
        !copy_severities(arena, yaml, raw, policy, err) ||
        !policy_read_ms(yaml, "log_within", &policy->log_within_ms, err)) {
        return false;
    }
    policy->name = arena_strdup(arena, raw->name);
    policy->title = arena_strdup(arena, raw->title);
    policy->version = arena_strdup(arena, raw->version);
    policy->source = arena_strdup(arena, raw->source);
    policy->definition = text_trim(arena, raw->definition);
    policy->phases = copy_phases(arena, raw);
    policy->nphases = raw->phases_count;
    policy->steps = copy_steps(arena, raw);
    policy->nsteps = raw->steps_count;
    policy->roles = copy_roles(arena, raw);
    policy->nroles = raw->roles_count;
    copy_audiences(arena, raw, policy);
    policy->ladder = copy_list(arena, raw->ladder, raw->ladder_count);
    policy->nudge = copy_list(arena, raw->nudge, raw->nudge_count);
    policy->types = copy_list(arena, raw->types, raw->types_count);
    policy->restricted = copy_list(arena, raw->restricted, raw->restricted_count);
    policy->updates_until = policy_word(policy_milestones, raw->updates_until);
    policy->whole_notices = raw->whole_notices;
    return true;
}

struct policy *policy_parse(const char *text, size_t len, const char *file,
                            struct error *err) {
    struct yaml *yaml = yaml_open(text, len, file, &policy_schema, err);
    if (!yaml) {
        return NULL;
    }
    if (!yaml_data(yaml)) {
        yaml_fail(yaml, err, "",
                  "is empty; a policy has at least severities, phases and "
                  "roles");
        yaml_close(yaml);
        return NULL;
    }
    struct arena *arena = arena_new();
    struct loaded_policy *loaded = arena_alloc(arena, sizeof(*loaded));
    loaded->arena = arena;
    bool done = fill(&loaded->policy, arena, yaml, err);
    yaml_close(yaml);
    if (done) {
        return &loaded->policy;
    }
    arena_free(arena);
    return NULL;
}

struct policy *policy_load_file(const char *path, struct error *err) {
    struct file_text file;
    if (!file_read(path, YAML_FILE_MAX, false, &file, err)) {
        return NULL;
    }
    struct policy *policy = policy_parse(file.ptr, file.len, path, err);
    file_free(&file);
    return policy;
}

bool policy_fail(const char *path, const char *key, const char *why, struct error *err) {
    struct file_text file;
    if (!file_read(path, YAML_FILE_MAX, false, &file, err)) {
        return false;
    }
    struct yaml *yaml = yaml_open(file.ptr, file.len, path, &policy_schema, err);
    if (yaml) {
        yaml_fail(yaml, err, key, "%s", why);
    }
    yaml_close(yaml);
    file_free(&file);
    return false;
}

void policy_free(struct policy *policy) {
    if (policy) {
        arena_free(((struct loaded_policy *)policy)->arena);
    }
}
