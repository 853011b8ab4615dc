/* policy.h: a written incident process as data. Loaded from YAML (bot/io/policy_load.c),
 * read by core; never code, and nothing of it is hard-coded elsewhere. */
#ifndef TOCSIN_POLICY_H
#define TOCSIN_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SEVERITY_HIGHEST = 1, SEVERITY_LOWEST = 4, SEVERITIES = 4 };

/* A span is the soonest of its parts: elapsed ms and business days. Both 0: none. */
struct span {
    int64_t ms;        /* 0: not given */
    int business_days; /* 0: not given */
};

struct policy_severity {
    int level;                   /* 1..4 */
    const char *name;            /* as the policy writes it: "Sev1", "SEV-1" */
    const char *word;            /* "Critical" */
    const char *const *criteria; /* NULL-terminated: shown at declaration and change */
    struct span acknowledge;     /* from opening */
    struct span command;         /* name a commander, from the acknowledgement */
    struct span update;          /* cadence */
    struct span resolve;         /* from detection */
    struct span restore;         /* say that the service is back, from resolution */
    struct span conclude;        /* resolve, from restoration */
    struct span verify;          /* from resolution and restoration */
    struct span close;           /* from what closing requires */
    struct span snooze; /* longest snooze from now; none: never beyond the cadence */
    int64_t warn_ms;    /* warning that long before an update is due; 0: none */
    bool climbs;        /* does a missed deadline climb at all */
    int64_t climb_ms;   /* time between two rungs */
    struct span again;  /* pace at which the last rung is asked again; none: never */
    /* the same for resolve, restore, conclude, verify and close; between two rungs as
     * well, but for resolve */
    struct span remind;
};

struct policy_phase {
    const char *name;      /* "Triage" */
    const char *key;       /* "triage": what is typed and stored */
    const char *milestone; /* reached on entering, or NULL: for what is true at once */
    const char *hint;      /* what happens here, one line */
    const char *const
        *next;        /* commands to suggest, NULL-terminated, most sensible first */
    const char *left; /* milestone reached on leaving it for a later phase, or NULL */
};

/* A command, what must hold before it, and where it leads. */
struct policy_step {
    const char *command;         /* "close" */
    const char *const *requires; /* milestones that must be reached, NULL-terminated */
    const char *phase;           /* phase key entered by it, or NULL: unchanged */
    bool restores;               /* it also restores the service (recovered) */
};

struct policy_role {
    const char *key;            /* "commander" */
    const char *name;           /* "Incident Commander" */
    const char *const *aliases; /* NULL-terminated: "ic", "lead" */
    const char *duties;         /* one line */
};

/* Which audience hears of an event, for which severities. */
struct policy_audience {
    const char *event;     /* "opened", "severity", "update", "resolved", … or "*" */
    const char *const *to; /* "incident", "announce", "leadership", NULL-terminated */
    unsigned severities;   /* bit n: severity n */
};

struct policy {
    const char *name; /* "default" */
    const char *title;
    const char *version;
    const char *source;                              /* document it follows */
    const char *definition;                          /* what an incident is */
    struct policy_severity severity[SEVERITIES + 1]; /* [1]..[4] */
    const struct policy_phase *phases; /* in order; first is where an incident opens */
    size_t nphases;
    const struct policy_step *steps;
    size_t nsteps;
    const struct policy_role *roles;
    size_t nroles;
    const struct policy_audience *audiences;
    size_t naudiences;
    const char *const *ladder;     /* rungs: role keys or "leadership", NULL-terminated */
    const char *const *nudge;      /* who a nudge mentions: first role that is filled */
    const char *const *types;      /* incident types offered, NULL-terminated */
    const char *const *restricted; /* types whose incidents are for members only */
    int64_t log_within_ms;         /* from detection to opening; 0: no rule */
    const char *updates_until;     /* milestone that ends the update deadline */
    bool whole_notices; /* its document demands fields that are not known yet as well */
};

#endif
