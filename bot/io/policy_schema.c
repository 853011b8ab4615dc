/* policy_schema.c: the keys of a policy file. The one description of its shape: libcyaml
 * loads by it, yaml_check() explains by it. */
#include "io/policy_schema.h"
#include "io/policy_raw.h"
#include "tocsin/limits.h"
#include "tocsin/milestones.h"
#include <assert.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* 0 is none. */
const cyaml_strval_t policy_milestones[] = {
#define ROW(key, name, command) {name, MILESTONE_##key + 1},
    MILESTONES_EACH(ROW)
#undef ROW
};

const cyaml_strval_t policy_events[] = {
    {"*", 1},          {"opened", 2},     {"acknowledged", 3}, {"severity", 4},
    {"update", 5},     {"resolved", 6},   {"restored", 7},     {"verified", 8},
    {"closed", 9},     {"reopened", 10},  {"escalated", 11},   {"missed", 12},
    {"role", 13},      {"phase", 14},     {"mitigated", 15},   {"contained", 16},
    {"note", 17},      {"bridge", 18},    {"linked", 19},      {"place_failed", 20},
    {"cancelled", 21}, {"duplicate", 22}, {"decision", 23},    {"impact", 24},
    {"summary", 25},   {"snoozed", 26},
};

const cyaml_strval_t policy_audiences[] = {
    {"incident", 1},
    {"announce", 2},
    {"leadership", 3},
};

static const cyaml_strval_t severity_bits[] = {
    {"sev1", 1 << 1},
    {"sev2", 1 << 2},
    {"sev3", 1 << 3},
    {"sev4", 1 << 4},
};

static const cyaml_schema_value_t word_entry = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, LIMIT_WORD)};
static const cyaml_schema_value_t line_entry = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, LIMIT_TITLE)};
static const cyaml_schema_value_t milestone_entry = {CYAML_VALUE_ENUM(
    CYAML_FLAG_DEFAULT, int, policy_milestones, COUNT(policy_milestones))};
static const cyaml_schema_value_t event_entry = {
    CYAML_VALUE_ENUM(CYAML_FLAG_DEFAULT, int, policy_events, COUNT(policy_events))};

#define WORD(key, need, type, member)                                                    \
    CYAML_FIELD_STRING_PTR(key, need, type, member, 1, LIMIT_WORD)
#define LINE(key, need, type, member)                                                    \
    CYAML_FIELD_STRING_PTR(key, need, type, member, 1, LIMIT_TITLE)
#define LIST(key, need, type, member, entry, min, max)                                   \
    CYAML_FIELD_SEQUENCE(key, (need) | CYAML_FLAG_POINTER, type, member, entry, min, max)
#define MILESTONE(key, need, type, member)                                               \
    CYAML_FIELD_ENUM(key, need, type, member, policy_milestones, COUNT(policy_milestones))

#define MUST CYAML_FLAG_DEFAULT
#define MAY CYAML_FLAG_OPTIONAL

static const cyaml_schema_field_t severity_fields[] = {
    WORD("name", MUST, struct raw_severity, name),
    WORD("word", MUST, struct raw_severity, word),
    LIST("criteria", MUST, struct raw_severity, criteria, &line_entry, 1,
         POLICY_LIST_MAX),
    CYAML_FIELD_IGNORE("acknowledge", MAY),
    CYAML_FIELD_IGNORE("command", MAY),
    CYAML_FIELD_IGNORE("update", MAY),
    CYAML_FIELD_IGNORE("resolve", MAY),
    CYAML_FIELD_IGNORE("restore", MAY),
    CYAML_FIELD_IGNORE("conclude", MAY),
    CYAML_FIELD_IGNORE("verify", MAY),
    CYAML_FIELD_IGNORE("close", MAY),
    CYAML_FIELD_IGNORE("snooze", MAY),
    CYAML_FIELD_IGNORE("warn", MAY),
    CYAML_FIELD_IGNORE("climb", MUST),
    CYAML_FIELD_IGNORE("again", MAY),
    CYAML_FIELD_IGNORE("remind", MAY),
    CYAML_FIELD_END,
};

struct severities {
    struct raw_severity severity[SEVERITIES + 1];
};

static const cyaml_schema_field_t severities_fields[] = {
    CYAML_FIELD_MAPPING("sev1", MUST, struct severities, severity[1], severity_fields),
    CYAML_FIELD_MAPPING("sev2", MUST, struct severities, severity[2], severity_fields),
    CYAML_FIELD_MAPPING("sev3", MUST, struct severities, severity[3], severity_fields),
    CYAML_FIELD_MAPPING("sev4", MUST, struct severities, severity[4], severity_fields),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t phase_fields[] = {
    WORD("key", MUST, struct raw_phase, key),
    WORD("name", MUST, struct raw_phase, name),
    MILESTONE("milestone", MAY, struct raw_phase, milestone),
    MILESTONE("left", MAY, struct raw_phase, left),
    LINE("hint", MUST, struct raw_phase, hint),
    LIST("next", MUST, struct raw_phase, next, &word_entry, 1, POLICY_LIST_MAX),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t step_fields[] = {
    WORD("command", MUST, struct raw_step, command),
    LIST("requires", MAY, struct raw_step, requires, &milestone_entry, 1,
         POLICY_LIST_MAX),
    WORD("phase", MAY, struct raw_step, phase),
    CYAML_FIELD_BOOL("restores", MAY, struct raw_step, restores),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t role_fields[] = {
    WORD("key", MUST, struct raw_role, key),
    WORD("name", MUST, struct raw_role, name),
    LIST("aliases", MAY, struct raw_role, aliases, &word_entry, 1, POLICY_LIST_MAX),
    LINE("duties", MUST, struct raw_role, duties),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t audience_fields[] = {
    CYAML_FIELD_ENUM("to", MUST, struct raw_audience, to, policy_audiences,
                     COUNT(policy_audiences)),
    LIST("hears", MUST, struct raw_audience, hears, &event_entry, 1,
         COUNT(policy_events)),
    CYAML_FIELD_FLAGS("severities", MAY, struct raw_audience, severities, severity_bits,
                      COUNT(severity_bits)),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t phase_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_phase, phase_fields)};
static const cyaml_schema_value_t step_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_step, step_fields)};
static const cyaml_schema_value_t role_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_role, role_fields)};
static const cyaml_schema_value_t audience_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_audience, audience_fields)};

static const cyaml_schema_field_t policy_fields[] = {
    WORD("name", MUST, struct raw_policy, name),
    LINE("title", MUST, struct raw_policy, title),
    WORD("version", MUST, struct raw_policy, version),
    LINE("source", MUST, struct raw_policy, source),
    CYAML_FIELD_STRING_PTR("definition", MUST, struct raw_policy, definition, 1,
                           LIMIT_STATE_TEXT),
    CYAML_FIELD_IGNORE("log_within", MAY),
    MILESTONE("updates_until", MUST, struct raw_policy, updates_until),
    CYAML_FIELD_BOOL("whole_notices", MAY, struct raw_policy, whole_notices),
    CYAML_FIELD_MAPPING("severities", MUST, struct raw_policy, severity,
                        severities_fields),
    LIST("phases", MUST, struct raw_policy, phases, &phase_entry, 1, POLICY_PHASES_MAX),
    LIST("steps", MAY, struct raw_policy, steps, &step_entry, 1, POLICY_STEPS_MAX),
    LIST("roles", MUST, struct raw_policy, roles, &role_entry, 1, LIMIT_ROLES),
    LIST("ladder", MUST, struct raw_policy, ladder, &word_entry, 1, LIMIT_ROLES),
    LIST("nudge", MUST, struct raw_policy, nudge, &word_entry, 1, LIMIT_ROLES),
    LIST("audiences", MUST, struct raw_policy, audiences, &audience_entry, 1,
         POLICY_AUDIENCES_MAX),
    LIST("types", MAY, struct raw_policy, types, &word_entry, 1, POLICY_TYPES_MAX),
    LIST("restricted", MAY, struct raw_policy, restricted, &word_entry, 1,
         POLICY_TYPES_MAX),
    CYAML_FIELD_END,
};

const cyaml_schema_value_t policy_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_policy, policy_fields)};

static_assert(sizeof(struct severities) == sizeof(((struct raw_policy *)NULL)->severity),
              "the severities of a file and of a raw policy are the same array");

const char *policy_word(const cyaml_strval_t *words, int value) {
    return value > 0 ? words[value - 1].str : NULL;
}
