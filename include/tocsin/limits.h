/* limits.h: every limit of the product, by name.
 *
 * What exceeds a limit is refused or cut, and whoever cuts says so; the timeline
 * always has the whole text. Sizes are bytes, times are milliseconds. */
#ifndef TOCSIN_LIMITS_H
#define TOCSIN_LIMITS_H

enum {
    /* free text of one entry field: the 3,000 characters of a form,  in whatever
     * script */
    LIMIT_TEXT = 12 * 1024,
    LIMIT_ENTRY = 16 * 1024, /* canonical bytes of one entry */
    LIMIT_INPUT = 16 * 1024, /* one typed command */
    LIMIT_STATE = 64 * 1024, /* serialised incident state */
    LIMIT_STATE_TEXT = 1024, /* copy of a text that the state keeps */
    LIMIT_TITLE = 200,       /* summary line, action title in the state */
    LIMIT_WORD = 64,         /* service, type, environment, tag */
    LIMIT_URL = 2000,
    LIMIT_NETWORK = 16,
    LIMIT_ID = 255, /* what a network calls one of its own: an id of Matrix */
    LIMIT_ACTOR = LIMIT_NETWORK + 1 + LIMIT_ID,     /* "network:user" */
    LIMIT_PLACE = LIMIT_NETWORK + 1 + LIMIT_ID + 1, /* "network:@user" as well */
    LIMIT_SERVICES = 16,
    LIMIT_OPEN_ACTIONS = 200,
    LIMIT_LINKS = 50,
    LIMIT_ROLES = 16,
    LIMIT_PLACES = 8,
    LIMIT_PART = 40,                /* name of one */
    LIMIT_PARTS = 8,                /* of an incident: components, regions */
    LIMIT_MITIGATIONS = 8,          /* of an incident that a state keeps */
    LIMIT_ENTRIES = 100 * 1000,     /* entries an incident */
    LIMIT_TURN_ENTRIES = 32,        /* entries one turn may append */
    LIMIT_COMMANDS_PER_MINUTE = 20, /* a person */
    LIMIT_RENDERED = 64 * 1024,     /* one rendered message */
    LIMIT_LIST = 20,                /* incidents in one answer of `list` */
    LIMIT_BATCH = 100,              /* due incidents claimed at once, pipelined reads */
    LIMIT_OPS = 256,                /* checks and writes of one commit */
};

enum {
    SNAPSHOT_EVERY = 32,       /* versions between two snapshots of a state */
    COMMIT_TIMEOUT_MS = 2500,  /* then the outcome of a commit is unknown */
    IDEM_TTL_S = 48 * 60 * 60, /* how long a duplicate is recognised */
    LEASE_MS = 10 * 1000,      /* a lease that is not renewed ends */
    LEASE_RENEW_MS = 3 * 1000,
    CLOCK_STEP_MS = 5 * 1000, /* wall against monotonic clock: a step */
};

#endif
