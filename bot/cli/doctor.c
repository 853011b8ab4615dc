/* doctor.c: `tocsin doctor`: looks at everything that must be right before an incident
 * comes, and says what to do about what is not. It sends nothing to anybody. */
#include "base/err.h"
#include "base/log.h"
#include "cli/aside.h"
#include "cli/database.h"
#include "cli/findings.h"
#include "cli/glance.h"
#include "cli/lost.h"
#include "cli/preflight.h"
#include "cli/process.h"
#include "tocsin/keys.h"

#include <string.h>

enum { DOCTOR_MS = 60 * 1000 };

struct doctor {
    struct setup *setup;
    struct findings findings;
    struct database *db; /* NULL: Redis is not there */
    struct loop *loop;   /* the database's, or our own */
    struct networks *networks;
    struct preflight *preflight;
    bool done;
};

static void say(struct doctor *doctor, enum finding_level level, const char *todo,
                const char *prefix, const char *what) {
    findings_say(findings_add, &doctor->findings, level, todo, "%s%s", prefix, what);
}

static bool look_at_configuration(struct doctor *doctor, const struct cli_call *call) {
    struct error err = {0};
    doctor->setup = setup_load(call, &err);
    if (!doctor->setup) {
        say(doctor, FINDING_BROKEN, "correct it; tocsin check reads it again", "",
            err.text);
        return false;
    }
    log_set_level(LOG_LEVEL_ERROR); /* what is wrong comes as a finding */
    const struct config *config = doctor->setup->config;
    say(doctor, FINDING_FINE, NULL, "configuration, policy and templates: ",
        config->path ? config->path : "the defaults");
    if (!networks_configured(config)) {
        say(doctor, FINDING_WARN, networks_todo(), "",
            "no chat network is configured: only tocsin console can be used");
    } else if (!networks_reach(config, false, &err)) {
        say(doctor, FINDING_BROKEN, "correct tocsin.yaml; tocsin run refuses it as it is",
            "", err.text);
    }
    return true;
}

static void look_for_redis(struct doctor *doctor) {
    struct error err = {0};
    doctor->db = database_open_how(doctor->setup, DATABASE_TRY, &err);
    doctor->loop = doctor->db ? database_loop(doctor->db) : loop_new();
    if (doctor->db && database_tried(doctor->db)) {
        say(doctor, FINDING_FINE, NULL,
            "Redis: no database yet, the first start of tocsin "
            "run makes one. One was tried elsewhere, for: ",
            doctor->setup->config->data);
    }
    if (!doctor->db && err.code == ERR_NOT_FOUND) {
        say(doctor, FINDING_BROKEN,
            "correct --data. Is a tocsin at work on it? Then somebody removed its "
            "folder: do not stop it, its log says more. Before the very first start of "
            "tocsin run: mkdir -m 700 that folder, then run tocsin doctor again",
            "", err.text);
    } else if (!doctor->db) {
        /* One that answers says itself what is wrong, and what to do. */
        say(doctor, FINDING_BROKEN,
            err.code == ERR_UNAVAILABLE
                ? "nothing can be saved without it: start it, or correct redis: in "
                  "tocsin.yaml"
                : "do that, then run tocsin doctor again",
            "", err.text);
    }
}

static void say_aside(void *ctx, const char *line, bool grave) {
    struct doctor *doctor = ctx;
    say(doctor, grave ? FINDING_BROKEN : FINDING_WARN,
        grave ? "start tocsin, which completes it. If this stays: " WAY_BACK
              : "tocsin audit --all says what is missing, tocsin rebuild makes indexes "
                "anew; then tocsin rebuild --forget throws away what was set aside",
        "Redis: ", line);
}

static void look_aside(struct doctor *doctor) {
    struct error err = {0};
    if (doctor->db && aside_list(doctor->db, say_aside, doctor, &err) < 0) {
        say(doctor, FINDING_BROKEN, "see that its user may use HGETALL", "", err.text);
    }
}

static void look_at_indexes(struct doctor *doctor) {
    struct error err = {0};
    if (doctor->db &&
        !glance(doctor->db, doctor->setup, findings_add, &doctor->findings, &err)) {
        say(doctor, FINDING_BROKEN, "see that Redis answers, and what its log says",
            "its indexes could not be compared: ", err.text);
    }
}

/* One that was killed counts for 10 s more. */
static bool at_work(const struct doctor *doctor) {
    struct error err = {0};
    json_t *lease =
        doctor->db ? database_ask(doctor->db, &err, KEY_LEASE, "EXISTS", NULL) : NULL;
    bool is = json_integer_value(lease) > 0;
    json_decref(lease);
    return is;
}

static void look_for_tokens(struct doctor *doctor) {
    struct error err = {0};
    doctor->networks =
        networks_new(&(struct networks_options){.loop = doctor->loop,
                                                .config = doctor->setup->config,
                                                .chat = true,
                                                .at_work = at_work(doctor)},
                     &err);
    if (!doctor->networks) {
        struct arena *arena = arena_new();
        say(doctor, FINDING_BROKEN,
            arena_printf(arena, "the steps are in %s", networks_steps()), "", err.text);
        arena_free(arena);
    }
}

static void on_done(void *ctx) {
    struct doctor *doctor = ctx;
    doctor->done = true;
}

static void on_finding(void *ctx, const struct finding *finding) {
    struct doctor *doctor = ctx;
    findings_add(&doctor->findings, finding);
}

static void look_at_the_world(struct doctor *doctor) {
    doctor->preflight = preflight_new(&(struct preflight_options){
        .loop = doctor->loop,
        .store = doctor->db ? database_store(doctor->db) : NULL,
        .folder = doctor->db ? database_tried(doctor->db) : NULL,
        .config = doctor->setup->config,
        .networks = doctor->networks,
        .report = on_finding,
        .done = on_done,
        .ctx = doctor});
    if (!loop_wait(doctor->loop, &doctor->done, DOCTOR_MS)) {
        say(doctor, FINDING_BROKEN, "see whether the network lets this machine out", "",
            "not everything answered within a minute");
    }
}

static void close_all(struct doctor *doctor) {
    preflight_stop(doctor->preflight);
    if (doctor->networks) {
        networks_stop(doctor->networks);
        networks_free(doctor->networks);
    }
    if (doctor->db) {
        database_close(doctor->db);
    } else if (doctor->loop) {
        loop_free(doctor->loop);
    }
    preflight_free(doctor->preflight);
    log_forget_secrets();
    setup_free(doctor->setup);
}

static int run(const struct cli_call *call) {
    struct doctor doctor = {0};
    process_keep_secrets();
    findings_begin(&doctor.findings,
                   cli_value(call, "json") ? FINDINGS_JSON : FINDINGS_LINES);
    if (look_at_configuration(&doctor, call)) {
        look_for_redis(&doctor);
        look_aside(&doctor);
        look_at_indexes(&doctor);
        look_for_tokens(&doctor);
        look_at_the_world(&doctor);
    }
    const int *n = doctor.findings.n;
    bool ill =
        n[FINDING_BROKEN] > 0 || (cli_value(call, "strict") && n[FINDING_WARN] > 0);
    findings_end(&doctor.findings);
    close_all(&doctor);
    return ill ? EXIT_FINDINGS : EXIT_FINE;
}

static const struct cli_option options[] = {
    CLI_COMMON_OPTIONS,
    {.name = "json",
     .help = "one JSON object: counts, and findings with level, what, todo"},
    {.name = "strict", .help = "end with 3 for warnings, too"},
    {0},
};

const struct cli_command cli_doctor = {
    .name = "doctor",
    .words = "",
    .summary = "look at Redis and the networks: what is wrong, what to do",
    .details =
        "Each finding is ok, warn or BROKEN; below it, after ->, what to do. Ends\n"
        "with 0 when nothing is BROKEN, else with 3. May be used while the bot is\n"
        "at work; sends nothing to anybody.",
    .options = options,
    .run = run,
};
