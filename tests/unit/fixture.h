/* fixture.h: a world for the tests of what is derived: two policies written by hand with
 * the figures of "default" and "moko", a civil time in UTC, a directory, the shipped
 * messages, and incidents whose fields a test sets itself.
 *
 * LIST is for file scope only: inside a function its array would not outlive the block.
 * Policies are written again here, not loaded, so that a test says in its own figures
 * what must come out, and links without YAML. */
#ifndef TOCSIN_TESTS_FIXTURE_H
#define TOCSIN_TESTS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "core/announce.h"
#include "core/deadlines.h"
#include "core/mirror.h"
#include "core/route.h"
#include "shipped.h"

#define SECONDS(n) ((int64_t)(n)*1000)
#define MINUTES(n) ((int64_t)(n)*60 * 1000)
#define HOURS(n) MINUTES((int64_t)(n)*60)
#define DAYS(n) HOURS((int64_t)(n)*24)
#define T0 INT64_C(1759132800000) /* 2025-09-29T08:00:00Z, a Monday */
#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

enum { SEV1 = 1u << 1, SEV2 = 1u << 2, SEV3 = 1u << 3, SEV4 = 1u << 4 };
enum { SEV_ANY = SEV1 | SEV2 | SEV3 | SEV4 };

/* ---- moments and deadlines -------------------------------------------------------- */

#define M(n) (T0 + MINUTES(n))
#define NO INT64_MIN /* minutes: there is no such moment */

static inline int64_t moment(int64_t minutes) {
    return minutes == NO ? NEVER : M(minutes);
}

static inline const struct deadline *find_deadline(const struct deadline *list, size_t n,
                                                   const char *kind) {
    for (size_t i = 0; i < n; i++) {
        if (text_equal(list[i].kind, kind)) {
            return &list[i];
        }
    }
    return NULL;
}

/* ---- policies -------------------------------------------------------------------- */

static const struct policy_phase fixture_phases[] = {
    {"Detection", "detection", NULL, "Find out what is hit", LIST("ack"), NULL},
    {"Triage", "triage", "triaged", "Set the severity", LIST("role take"), NULL},
    {"Containment", "containment", "contained", "Stop the damage", LIST("contain"), NULL},
    {"Investigation", "investigation", "investigated", "Find the cause", LIST("note"),
     NULL},
    {"Resolution", "resolution", "resolved", "Remove the cause", LIST("resolve"), NULL},
    {"Recovery", "recovery", "recovered", "Bring it all back", LIST("restore"), NULL},
    {"Closure", "closure", "closed", "Nothing is left", LIST("reopen"), NULL},
};

static const struct policy_step fixture_steps[] = {
    {"resolve", LIST("triaged"), "resolution", false},
    {"verify", LIST("resolved", "recovered"), NULL, false},
    {"close", LIST("verified"), "closure", false},
    {"mitigate", NULL, NULL, false},
    {"review", LIST("reviewed"), NULL, false},
};

static const struct policy_role fixture_roles[] = {
    {"commander", "Incident Commander", LIST("ic", "lead"), "coordinates and decides"},
    {"deputy", "Deputy Commander", LIST("second"), "stands in"},
    {"technical-lead", "Technical Lead", LIST("tl", "technical-owner"), "investigates"},
    {"communications-lead", "Communications Lead", LIST("comms"), "speaks"},
    {"scribe", "Scribe", LIST("notes"), "writes it down"},
};

static const struct policy_audience fixture_audiences[] = {
    {"*", LIST("incident"), SEV_ANY},
    {"opened", LIST("announce"), SEV_ANY},
    {"update", LIST("announce"), SEV1 | SEV2},
    {"resolved", LIST("announce"), SEV_ANY},
    {"closed", LIST("announce"), SEV_ANY},
    {"opened", LIST("leadership"), SEV1 | SEV2},
    {"severity", LIST("announce", "leadership"), SEV1 | SEV2},
    {"resolved", LIST("leadership"), SEV1 | SEV2},
};

static const char *const fixture_ladder[] = {"commander", "deputy", "leadership", NULL};
static const char *const fixture_nudge[] = {"communications-lead", "commander", "deputy",
                                            NULL};
static const char *const fixture_types[] = {"outage", "security", NULL};
static const char *const fixture_restricted[] = {"security", NULL};

static inline struct policy fixture_base(const char *name) {
    return (struct policy){
        .name = name,
        .title = name,
        .version = "1",
        .source = "tests",
        .definition = "Something is broken that somebody needs.",
        .phases = fixture_phases,
        .nphases = sizeof fixture_phases / sizeof *fixture_phases,
        .steps = fixture_steps,
        .nsteps = sizeof fixture_steps / sizeof *fixture_steps,
        .roles = fixture_roles,
        .nroles = sizeof fixture_roles / sizeof *fixture_roles,
        .audiences = fixture_audiences,
        .naudiences = sizeof fixture_audiences / sizeof *fixture_audiences,
        .ladder = fixture_ladder,
        .nudge = fixture_nudge,
        .types = fixture_types,
        .restricted = fixture_restricted,
        .updates_until = "recovered",
        .severity =
            {
                [1] = {.level = 1, .name = "Sev1", .word = "Critical"},
                [2] = {.level = 2, .name = "Sev2", .word = "High"},
                [3] = {.level = 3, .name = "Sev3", .word = "Medium"},
                [4] = {.level = 4, .name = "Sev4", .word = "Low"},
            },
    };
}

/* Figures of the shipped "default". */
static inline struct policy fixture_default(void) {
    struct policy policy = fixture_base("default");
    static const struct policy_severity figures[] = {
        {.acknowledge = {MINUTES(15), 0},
         .command = {MINUTES(15), 0},
         .update = {MINUTES(15), 0},
         .resolve = {HOURS(4), 0},
         .conclude = {HOURS(4), 0},
         .verify = {HOURS(4), 0},
         .close = {DAYS(1), 0},
         .warn_ms = MINUTES(2),
         .climb_ms = MINUTES(5),
         .again = {MINUTES(30), 0},
         .remind = {DAYS(1), 0}},
        {.acknowledge = {HOURS(1), 0},
         .command = {HOURS(1), 0},
         .update = {MINUTES(30), 0},
         .resolve = {HOURS(8), 0},
         .conclude = {HOURS(8), 0},
         .verify = {HOURS(8), 0},
         .close = {DAYS(2), 0},
         .warn_ms = MINUTES(5),
         .climb_ms = MINUTES(10),
         .again = {HOURS(1), 0},
         .remind = {DAYS(1), 0}},
        {.acknowledge = {HOURS(4), 0},
         .command = {HOURS(4), 0},
         .update = {HOURS(4), 0},
         .resolve = {DAYS(3), 0},
         .conclude = {DAYS(1), 0},
         .verify = {DAYS(1), 0},
         .close = {DAYS(3), 0},
         .snooze = {DAYS(1), 0},
         .warn_ms = MINUTES(15),
         .climb_ms = HOURS(1),
         .again = {DAYS(1), 0},
         .remind = {DAYS(3), 0}},
        {.acknowledge = {HOURS(72), 1},
         .command = {HOURS(72), 1},
         .update = {0, 1},
         .resolve = {DAYS(5), 0},
         .conclude = {DAYS(3), 0},
         .verify = {DAYS(3), 0},
         .close = {DAYS(5), 0},
         .snooze = {DAYS(3), 0},
         .warn_ms = HOURS(1),
         .climb_ms = HOURS(4),
         .again = {0, 1},
         .remind = {DAYS(7), 0}},
    };

    for (int level = SEVERITY_HIGHEST; level <= SEVERITY_LOWEST; level++) {
        struct policy_severity severity = figures[level - 1];

        severity.level = level;
        severity.name = policy.severity[level].name;
        severity.word = policy.severity[level].word;
        severity.climbs = true;
        policy.severity[level] = severity;
    }
    policy.log_within_ms = MINUTES(15);
    return policy;
}

/* Figures of the shipped "moko": updates for Sev1 and Sev2, and no other time at all. */
static inline struct policy fixture_moko(void) {
    struct policy policy = fixture_base("moko");

    policy.severity[1].update.ms = MINUTES(15);
    policy.severity[1].warn_ms = MINUTES(2);
    policy.severity[1].climbs = true;
    policy.severity[1].climb_ms = MINUTES(5);
    policy.severity[2].update.ms = MINUTES(30);
    policy.severity[2].warn_ms = MINUTES(5);
    policy.severity[2].climbs = true;
    policy.severity[2].climb_ms = MINUTES(10);
    return policy;
}

/* ---- civil time in UTC, Saturday and Sunday off ---------------------------------- */

static inline bool fixture_is_business(int64_t at) {
    int64_t weekday = (at / DAYS(1) + 4) % 7; /* 1970-01-01 was a Thursday; 0: Sunday */

    return weekday != 0 && weekday != 6;
}

static inline int64_t fixture_business_days(const void *self, int64_t from, int n) {
    (void)self;
    if (!fixture_is_business(from)) {
        from -= from % DAYS(1);
        while (!fixture_is_business(from)) {
            from += DAYS(1);
        }
    }
    while (n > 0) {
        from += DAYS(1);
        n -= fixture_is_business(from) ? 1 : 0;
    }
    return from;
}

static inline void fixture_format_local(const void *self, int64_t at, char *buf,
                                        size_t size) {
    (void)self;
    snprintf(buf, size, "%lld", (long long)at);
}

static inline int64_t fixture_local_time(const void *self, int64_t at, int hour,
                                         int minute) {
    (void)self;
    return at - at % DAYS(1) + HOURS(hour) + MINUTES(minute);
}

static const struct civil fixture_civil = {NULL, fixture_business_days,
                                           fixture_format_local, fixture_local_time};

/* ---- people and places ----------------------------------------------------------- */

static const struct person fixture_people[] = {
    {"Ana Alba", LIST("console:ana", "slack:U1"), LIST("responders")},
    {"Ben Berg", LIST("slack:U2", "console:ben"), LIST("responders")},
    {"Cleo", LIST("console:cleo"), LIST("leadership")},
    {"Sam", LIST("console:sam"), LIST("security")},
    {"Ada", LIST("console:ada"), LIST("admin")},
    {"Zoe", LIST("matrix:zoe", "consoles:zoe"), NULL},
};

static const char *const fixture_announce[] = {"console:#incidents", NULL};
static const char *const fixture_leadership[] = {"console:#leadership", NULL};
static const struct world_network fixture_networks[] = {
    {.name = "console", .caps = CAP_CHANNELS | CAP_DIRECT, .announce = fixture_announce},
    {0},
};

static inline struct directory fixture_directory(void) {
    return (struct directory){
        .workspace = "tests",
        .language = "en",
        .zone = "UTC",
        .status_page = "https://status.example.org",
        .support = "help@example.org",
        .announce = fixture_announce,
        .leadership = fixture_leadership,
        .people = fixture_people,
        .npeople = sizeof fixture_people / sizeof *fixture_people,
    };
}

/* Somebody to call at night, beside the others. */
static const struct person fixture_oncall[] = {
    {"Ana Alba", LIST("console:ana", "slack:U1"), LIST("oncall")},
    {"Ole", LIST("slack:U9", "console:ole"), LIST("oncall")},
    {"Cleo", LIST("console:cleo"), LIST("leadership")},
};

/* ---- one world ------------------------------------------------------------------- */

struct fixture {
    struct arena *arena;
    struct policy policy;
    struct directory directory;
    struct messages messages;
    struct world world;
};

static inline struct fixture *fixture_new(void) {
    struct fixture *fixture = calloc(1, sizeof *fixture);

    assert_non_null(fixture);
    fixture->arena = arena_new();
    fixture->policy = fixture_default();
    fixture->directory = fixture_directory();
    fixture->messages = shipped_messages(fixture->arena, "en");
    fixture->world = (struct world){
        .policy = &fixture->policy,
        .directory = &fixture->directory,
        .messages = &fixture->messages,
        .civil = &fixture_civil,
        .now = T0,
        .networks = fixture_networks,
    };
    return fixture;
}

static inline void fixture_free(struct fixture *fixture) {
    arena_free(fixture->arena);
    free(fixture);
}

/* Opened at T0 by Ana, acknowledged, commanded by her: only the update runs. */
static inline struct incident *fixture_incident(int severity) {
    struct incident *incident = incident_new("INC-2025-09-29-001");

    incident->version = 3;
    incident->at = T0;
    incident->severity = severity;
    incident->phase = "detection";
    incident->summary = "Cards are refused";
    incident->services[0] = "payments";
    incident->nservices = 1;
    incident->declarer = "console:ana";
    incident->policy = "default";
    incident->opened = T0;
    incident->anchor_opened = T0;
    incident->anchor_detected = T0;
    incident->milestones[MILESTONE_DETECTED] = T0;
    incident->milestones[MILESTONE_LOGGED] = T0;
    incident->milestones[MILESTONE_ACKNOWLEDGED] = T0;
    incident->cadence.base = T0;
    incident->cadence.changed = T0;
    incident->severities[0] = (struct severity_since){severity, T0};
    incident->nseverities = 1;
    incident->spoken = T0;
    incident->down_since = T0;
    incident->roles[0] = (struct role_holder){"commander", "console:ana", T0};
    incident->nroles = 1;
    return incident;
}

static inline void fixture_climbed(struct incident *incident, const char *deadline,
                                   int64_t ref, int64_t due, int step) {
    incident->climbs = arena_array(incident->arena, 1, sizeof *incident->climbs);
    incident->climbs[0] = (struct climb){deadline, ref, due, step, due};
    incident->nclimbs = 1;
}

static inline void fixture_action(struct incident *incident, int64_t number,
                                  int64_t due) {
    struct action *old = incident->actions;

    incident->actions =
        arena_array(incident->arena, incident->nactions + 1, sizeof *incident->actions);
    for (size_t i = 0; i < incident->nactions; i++) {
        incident->actions[i] = old[i];
    }
    incident->actions[incident->nactions++] = (struct action){
        .number = number, .title = "add an alert", .owner = "slack:U2", .due = due};
}

#endif
