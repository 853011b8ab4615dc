/* policy_raw.h: a policy as the file says it, before it becomes a struct policy. Private
 * to the policy files of bot/io. */
#ifndef TOCSIN_IO_POLICY_RAW_H
#define TOCSIN_IO_POLICY_RAW_H

#include "io/yaml.h"
#include "tocsin/limits.h"
#include "tocsin/policy.h"

enum {
    POLICY_PHASES_MAX = 24,
    POLICY_STEPS_MAX = 48,
    POLICY_AUDIENCES_MAX = 24,
    POLICY_TYPES_MAX = 48,
    POLICY_LIST_MAX = 32, /* criteria, aliases, suggested commands */
};

struct raw_severity {
    char *name, *word;
    char **criteria;
    unsigned criteria_count;
    /* The spans have two shapes and stay in the document: policy_span.c. */
};

struct raw_phase {
    char *key, *name, *hint;
    int milestone, left; /* indices into policy_milestones; 0: none */
    char **next;
    unsigned next_count;
};

struct raw_step {
    char *command, *phase;
    int *requires; /* indices into policy_milestones */
    unsigned requires_count;
    bool restores;
};

struct raw_role {
    char *key, *name, *duties;
    char **aliases;
    unsigned aliases_count;
};

struct raw_audience {
    int to;     /* index into policy_audiences */
    int *hears; /* indices into policy_events */
    unsigned hears_count;
    unsigned severities; /* bit n: severity n; 0: all */
};

struct raw_policy {
    char *name, *title, *version, *source, *definition;
    struct raw_severity severity[SEVERITIES + 1]; /* [1]..[4] */
    struct raw_phase *phases;
    unsigned phases_count;
    struct raw_step *steps;
    unsigned steps_count;
    struct raw_role *roles;
    unsigned roles_count;
    struct raw_audience *audiences;
    unsigned audiences_count;
    char **ladder;
    unsigned ladder_count;
    char **nudge;
    unsigned nudge_count;
    char **types;
    unsigned types_count;
    char **restricted;
    unsigned restricted_count;
    int updates_until; /* index into policy_milestones */
    bool whole_notices;
};

extern const cyaml_schema_value_t policy_schema;
/* Words of the enumerations: .str is the word for .val, which is its index + 1. */
extern const cyaml_strval_t policy_milestones[];
extern const cyaml_strval_t policy_events[];
extern const cyaml_strval_t policy_audiences[];

/* The word that an enumeration value stands for; NULL for 0. */
const char *policy_word(const cyaml_strval_t *words, int value);

/* Rules that need more than one value: names that must exist, names that must be unique.
 */
bool policy_raw_check(const struct yaml *yaml, const struct raw_policy *raw,
                      struct error *err);
/* Fills the spans of a severity from the document. */
bool policy_read_spans(const struct yaml *yaml, struct policy_severity *ret_severity,
                       struct error *err);
/* Elapsed time only ("15m"); leaves *ret_ms when the path is not there. */
bool policy_read_ms(const struct yaml *yaml, const char *path, int64_t *ret_ms,
                    struct error *err);

#endif
