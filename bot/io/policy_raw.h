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

#endif
