/* harness.h: incidents run by typed commands, without a runtime.
 *
 * A bench holds a world (policy, directory, a clock that is set by hand) and the
 * incidents in it; bench_say() takes one typed line down the same road as the runtime
 * does: prepare, fetch what is needed, run, keep the new state. What a test expects is a
 * table of steps. */
#ifndef TOCSIN_TESTS_HARNESS_H
#define TOCSIN_TESTS_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "core/dispatch.h"
#include "core/dispatch_head.h"
#include "core/history.h"
#include "core/markup.h"
#include "core/markup_text.h"
#include "core/needs.h"
#include "core/people.h"
#include "core/which.h"
#include "measure.h"

extern const struct command_table command_table;

enum { BENCH_INCIDENTS = 32, BENCH_ENTRIES = 500 };
#define MINUTE INT64_C(60000)
#define BENCH_START INT64_C(1759140000000) /* 2025-09-29T10:00:00Z */

struct bench_incident {
    struct incident *state;
    struct entry entries[BENCH_ENTRIES];
    size_t nentries;
};

struct bench {
    struct arena *arena; /* everything that was ever said, until the bench goes */
    struct policy policy;
    struct directory directory;
    struct civil civil;
    struct messages messages; /* none: a command's answer needs no message pack */
    struct world world;
    struct bench_incident incidents[BENCH_INCIDENTS];
    size_t nincidents;
    const json_t *unread;       /* ids that no list can read; NULL: none */
    const char *slipped;        /* whose last line was refused; NULL: nobody's */
    long long inputs;           /* that were taken: each has a hash of its own */
    const char *place_incident; /* the incident whose channel we are in */
    /* What the last line came to. */
    struct error err;
    const char *reply;         /* plain text of the reply or of the refusal */
    const char *markup;        /* the same as it was said */
    const struct entry *added; /* to the first incident it touched */
    size_t nadded;
};

struct step {
    int64_t after;        /* minutes that pass before it */
    const char *who;      /* "ana" */
    const char *say;      /* what is typed */
    enum error_code code; /* ERR_OK: accepted */
    const char
        *kinds; /* kinds of the entries, in order, separated by spaces; NULL: any */
    const char *reply; /* part of the reply; NULL: any */
};

/* ---- a small policy with every feature, so that no test leans on a shipped one ---- */

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct policy_phase bench_phases[] = {
    {"Detection", "detection", NULL, "Find out what is hit", WORDS("ack"), NULL},
    {"Triage", "triage", NULL, "Set the severity", WORDS("role take"), "triaged"},
    {"Mitigation", "mitigation", NULL, "Stop the damage", WORDS("mitigate"), NULL},
    {"Investigation", "investigation", NULL, "Find the cause", WORDS("resolve"),
     "investigated"},
    {"Resolution", "resolution", "resolved", "Watch it hold", WORDS("verify"), NULL},
    {"Verification", "verification", NULL, "Look at it again", WORDS("close"), NULL},
    {"Closure", "closure", "closed", "Nothing is left to do", WORDS("reopen"), NULL},
};
static const struct policy_step bench_steps[] = {
    {"mitigate", NULL, "mitigation", false},
    {"resolve", NULL, "resolution", false},
    {"verify", WORDS("resolved", "recovered"), "verification", false},
    {"close", WORDS("verified"), "closure", false},
    {"reopen", NULL, "investigation", false},
};
static const struct policy_role bench_roles[] = {
    {"commander", "Incident Commander", WORDS("ic", "lead"), "coordinates and decides"},
    {"deputy", "Deputy", WORDS("second"), "stands in"},
    {"comms", "Communications Lead", WORDS("communications"), "speaks"},
    {"scribe", "Scribe", WORDS("writer"), "writes down"},
};
static const struct policy_audience bench_audiences[] = {
    {"*", WORDS("incident"), 0x1e},
};
static const struct person bench_people[] = {
    {"Ana Alba", WORDS("console:ana", "slack:U1"), WORDS("responders")},
    {"Ben Berg", WORDS("console:ben"), WORDS("responders")},
    {"Cleo", WORDS("console:cleo"), WORDS("leadership")},
    {"Sam", WORDS("console:sam"), WORDS("security")},
    {"Ada", WORDS("console:ada"), WORDS("admin")},
};

static const char *const bench_ladder[] = {"commander", "deputy", "leadership", NULL};
static const char *const bench_nudge[] = {"comms", "commander", NULL};
static const char *const bench_types[] = {"outage", "security", NULL};
static const char *const bench_restricted[] = {"security", NULL};

static inline struct policy bench_policy(void) {
    struct policy policy = {
        .name = "bench",
        .title = "Bench",
        .version = "1",
        .source = "tests",
        .definition = "Something is broken that somebody needs.",
        .phases = bench_phases,
        .nphases = sizeof bench_phases / sizeof *bench_phases,
        .steps = bench_steps,
        .nsteps = sizeof bench_steps / sizeof *bench_steps,
        .roles = bench_roles,
        .nroles = sizeof bench_roles / sizeof *bench_roles,
        .audiences = bench_audiences,
        .naudiences = sizeof bench_audiences / sizeof *bench_audiences,
        .ladder = bench_ladder,
        .nudge = bench_nudge,
        .types = bench_types,
        .restricted = bench_restricted,
        .log_within_ms = 15 * MINUTE,
        .updates_until = "recovered",
    };
    static const struct {
        const char *name, *word;
        int64_t update, snooze; /* minutes */
    } severities[] = {{"Sev1", "Critical", 15, 0},
                      {"Sev2", "High", 30, 0},
                      {"Sev3", "Medium", 240, 720},
                      {"Sev4", "Low", 0, 0}};
    static const char *const criteria[][2] = {{"All is down", NULL},
                                              {"Much is down", NULL},
                                              {"Some is slow", NULL},
                                              {"It looks odd", NULL}};

    for (int i = 0; i < SEVERITIES; i++) {
        policy.severity[i + 1] = (struct policy_severity){
            .level = i + 1,
            .name = severities[i].name,
            .word = severities[i].word,
            .criteria = criteria[i],
            .acknowledge.ms = 15 * MINUTE,
            .command.ms = 15 * MINUTE,
            .update.ms = severities[i].update * MINUTE,
            .snooze.ms = severities[i].snooze * MINUTE,
        };
    }
    return policy;
}

/* ---- the bench ---- */

static inline int64_t bench_business_days(const void *self, int64_t from, int n) {
    (void)self;
    return from + (int64_t)n * 24 * 60 * MINUTE;
}

/* The bench's clock on the wall shows UTC. */
static inline void bench_format_local(const void *self, int64_t at, char *buf,
                                      size_t size) {
    int year, month, day;

    (void)self;
    time_utc_day(at, &year, &month, &day);
    snprintf(buf, size, "%04d-%02d-%02d %02lld:%02lld UTC", year, month, day,
             (long long)(at / (60 * MINUTE) % 24), (long long)(at / MINUTE % 60));
}

static inline int64_t bench_local_time(const void *self, int64_t at, int hour,
                                       int minute) {
    const int64_t day = 24 * 60 * MINUTE;

    (void)self;
    return at - at % day + ((int64_t)hour * 60 + minute) * MINUTE;
}

static inline struct bench *bench_new(void) {
    static const struct world_network networks[] = {
        {.name = "console", .caps = CAP_CHANNELS | CAP_DIRECT}, {0}};
    static const char *const none[] = {NULL};
    struct bench *bench = calloc(1, sizeof *bench);

    assert_non_null(bench);
    bench->arena = arena_new();
    bench->policy = bench_policy();
    bench->directory = (struct directory){
        .workspace = "bench",
        .language = "en",
        .zone = "UTC",
        .announce = none,
        .leadership = none,
        .people = bench_people,
        .npeople = sizeof bench_people / sizeof *bench_people,
    };
    bench->civil =
        (struct civil){NULL, bench_business_days, bench_format_local, bench_local_time};
    bench->world = (struct world){
        .policy = &bench->policy,
        .directory = &bench->directory,
        .messages = &bench->messages,
        .civil = &bench->civil,
        .now = BENCH_START,
        .networks = networks,
    };
    return bench;
}

static inline void bench_free(struct bench *bench) {
    for (size_t i = 0; i < bench->nincidents; i++) {
        incident_free(bench->incidents[i].state);
    }
    arena_free(bench->arena);
    free(bench);
}

/* By id or, as it may be typed, by the number at its end ("001", "#1"). */
static inline struct bench_incident *bench_find(struct bench *bench, const char *id) {
    if (!id) {
        return NULL;
    }
    for (size_t i = 0; i < bench->nincidents; i++) {
        const char *own = bench->incidents[i].state->id;

        if (incident_id_valid(id) ? text_equal(own, id) : which_names(id, own)) {
            return &bench->incidents[i];
        }
    }
    return NULL;
}

/* State of the n-th incident that was declared (0..). */
static inline const struct incident *bench_state(const struct bench *bench, size_t n) {
    assert_true(n < bench->nincidents);
    return bench->incidents[n].state;
}

static inline void bench_fetch(struct bench *bench, struct turn *turn,
                               const struct needs *needs) {
    struct bench_incident *about =
        bench_find(bench, needs->incident ? needs->incident : bench->place_incident);
    struct bench_incident *other = bench_find(
        bench, needs->original && about ? incident_original(about->state) : needs->other);
    struct bench_incident *mentioned = bench_find(bench, needs->mention);
    const struct incident **listed =
        arena_array(bench->arena, BENCH_INCIDENTS, sizeof *listed);

    turn->before = about && turn->command->scope != SCOPE_ANY ? about->state : NULL;
    turn->other = other ? other->state : NULL;
    if (mentioned && mentioned != about) {
        const char **ids = arena_array(bench->arena, 2, sizeof *ids);

        ids[0] = mentioned->state->id;
        ids[1] = NULL;
        turn->mentioned = ids;
    }
    if (needs->timeline && about) {
        history_mark(bench->arena, about->entries, about->nentries);
        turn->timeline = about->entries;
        turn->ntimeline = about->nentries;
    }
    for (size_t i = bench->nincidents; i > 0; i--) { /* the latest first, as the index */
        const struct incident *each = bench->incidents[i - 1].state;
        int64_t at = each->closed ? each->milestones[MILESTONE_CLOSED] : each->opened;

        if (!(each->closed ? needs->closed : needs->open) ||
            (needs->to != 0 && (at < needs->from || at >= needs->to))) {
            continue;
        }
        if (turn->listed_total++ >= needs->skip &&
            (int64_t)turn->nlisted < (needs->most > 0 ? needs->most : LIMIT_LIST)) {
            listed[turn->nlisted++] = each;
        }
    }
    turn->listed = listed;
    turn->unread = bench->unread;
    if (needs->new_id) {
        turn->new_id =
            incident_id(bench->arena, bench->world.now, (int64_t)bench->nincidents + 1);
    }
}

/* Keeps what the turn decided, as a commit would. */
static inline void bench_keep(struct bench *bench, struct turn *turn) {
    for (size_t i = 0; i < turn->nchanges; i++) {
        struct change *change = &turn->changes[i];
        struct bench_incident *kept = bench_find(bench, change->id);

        if (change->nentries == 0 || change->after == NULL) {
            continue;
        }
        if (!kept) {
            assert_true(bench->nincidents < BENCH_INCIDENTS);
            kept = &bench->incidents[bench->nincidents++];
            bench->place_incident = arena_strdup(bench->arena, change->id);
        }
        incident_free(kept->state);
        kept->state = change->after;
        change->after = NULL;
        for (size_t e = 0; e < change->nentries; e++) {
            assert_true(kept->nentries < BENCH_ENTRIES);
            kept->entries[kept->nentries++] = change->entries[e];
        }
        if (bench->nadded == 0) {
            bench->nadded = change->nentries;
            bench->added = kept->entries + kept->nentries - change->nentries;
        }
    }
}

static inline const char *bench_plain(struct bench *bench, const char *markup) {
    json_t *tree = arena_json(bench->arena, markup_parse(markup, strlen(markup)));

    return markup_plain(bench->arena, tree);
}

/* Takes an input down the road, as the person and in the place that it names. True:
 * accepted. */
static inline bool bench_take(struct bench *bench, const struct input *input) {
    struct needs needs = {0};
    struct turn turn;
    bool ok;

    bench->err = (struct error){0};
    bench->nadded = 0;
    turn_init(&turn, bench->arena, &bench->world, &command_table, input);
    turn.slipped = text_equal(bench->slipped, input->actor);
    turn.input_hash = arena_printf(bench->arena, "%032llx", ++bench->inputs);
    ok = dispatch_prepare(&turn, bench->place_incident, &needs, &bench->err);
    if (ok) {
        bench_fetch(bench, &turn, &needs);
        if (needs.other && !turn.other) {
            ok = err_set(&bench->err, ERR_NOT_FOUND, "No incident has the number %s.",
                         needs.other);
        } else {
            ok = dispatch_run(&turn, &bench->err);
        }
    }
    if (ok) {
        bench_keep(bench, &turn);
    }
    if (!ok || bench->nadded > 0) {
        bench->slipped = ok ? NULL : arena_strdup(bench->arena, input->actor);
    }
    bench->markup = arena_strdup(bench->arena, ok ? turn.reply.ptr : bench->err.text);
    bench->reply = bench_plain(bench, bench->markup);
    measure(&turn, ok, input->text != NULL ? input->text : "", bench->reply);
    turn_free(&turn);
    return ok;
}

/* One typed line. */
static inline bool bench_say(struct bench *bench, const char *who, const char *say) {
    struct input input = {
        .kind = INPUT_COMMAND,
        .key = "key",
        .actor = arena_printf(bench->arena, "console:%s", who),
        .place = "console:#incidents",
        .text = say,
    };

    return bench_take(bench, &input);
}

static inline const char *bench_kinds(struct bench *bench) {
    const char *kinds = "";

    for (size_t i = 0; i < bench->nadded; i++) {
        kinds = arena_printf(bench->arena, "%s%s%s", kinds, i ? " " : "",
                             bench->added[i].kind);
    }
    return kinds;
}

static inline void bench_step(struct bench *bench, const struct step *step) {
    bench->world.now += step->after * MINUTE;
    bench_say(bench, step->who, step->say);
    if (bench->err.code != step->code) {
        fail_msg("%s: code %d, expected %d: %s", step->say, (int)bench->err.code,
                 (int)step->code, bench->reply);
    }
    if (step->code != ERR_OK && bench->nadded != 0) {
        fail_msg("%s: refused, and yet something was added", step->say);
    }
    if (step->kinds && strcmp(step->kinds, bench_kinds(bench)) != 0) {
        fail_msg("%s: entries [%s], expected [%s]", step->say, bench_kinds(bench),
                 step->kinds);
    }
    if (step->reply && !strstr(bench->reply, step->reply)) {
        fail_msg("%s: \"%s\" is not in the reply: %s", step->say, step->reply,
                 bench->reply);
    }
}

/* Plays the steps on a bench of their own, which is returned for further looks. */
static inline struct bench *bench_play(const struct step *steps, size_t n) {
    struct bench *bench = bench_new();

    for (size_t i = 0; i < n; i++) {
        bench_step(bench, &steps[i]);
    }
    return bench;
}

#define PLAY(steps) bench_play((steps), sizeof(steps) / sizeof *(steps))

/* Plays a table and looks no further: the body of most tests. */
#define PLAYED(steps) bench_free(PLAY(steps))

/* String of the last step's n-th entry: from its data, or else from its text. */
static inline const char *bench_field(const struct bench *bench, size_t n,
                                      const char *name) {
    const json_t *value;

    assert_true(n < bench->nadded);
    value = json_object_get(bench->added[n].data, name);
    if (!value) {
        value = json_object_get(bench->added[n].text, name);
    }
    return json_string_value(value);
}

static inline int64_t bench_number(const struct bench *bench, size_t n,
                                   const char *name) {
    assert_true(n < bench->nadded);
    return json_integer_value(json_object_get(bench->added[n].data, name));
}

#endif
