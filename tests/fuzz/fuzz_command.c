/* fuzz_command.c: whatever is typed, in a channel and outside, ends as a turn that holds
 * together or as a refusal that says something and leaves nothing behind. */
#include "fuzz.h"

#include "base/text.h"
#include "core/args.h"
#include "core/args_form.h"
#include "core/dispatch.h"
#include "core/dispatch_head.h"
#include "core/needs.h"

#include "../unit/shipped.h"

#define FUZZ_NOW INT64_C(1759132800000) /* 2025-09-29T08:00:00Z */
#define FUZZ_DAY INT64_C(86400000)
#define FUZZ_ID "INC-2025-09-29-001"
#define FUZZ_OTHER "INC-2025-09-28-004"

extern const struct command_table command_table;

/* ---- a small world ---- */

static const char *const fuzz_ladder[] = {"commander", "leadership", NULL};
static const char *const fuzz_none[] = {NULL};
static const struct policy_phase fuzz_phases[] = {
    {"Triage", "triage", "triaged", "Set the severity.", fuzz_none, NULL},
    {"Closure", "closure", "closed", NULL, fuzz_none, NULL},
};
static const struct policy_step fuzz_steps[] = {{"close", NULL, "closure", false},
                                                {"resolve", NULL, NULL, true}};
static const struct policy_role fuzz_roles[] = {
    {"commander", "Incident Commander", fuzz_none, "decides"}};
static const struct policy fuzz_policy = {
    .name = "fuzz",
    .severity = {[1] = {.level = 1, .name = "Sev1", .word = "Critical"},
                 [2] = {.level = 2, .name = "Sev2", .word = "High"},
                 [3] = {.level = 3, .name = "Sev3", .word = "Medium"},
                 [4] = {.level = 4, .name = "Sev4", .word = "Low"}},
    .phases = fuzz_phases,
    .nphases = 2,
    .steps = fuzz_steps,
    .nsteps = 2,
    .roles = fuzz_roles,
    .nroles = 1,
    .ladder = fuzz_ladder,
    .nudge = fuzz_none,
    .log_within_ms = 1,
};
static const struct person fuzz_people[] = {
    {"Ana Alba", (const char *const[]){"console:ana", NULL}, fuzz_none}};
static const struct directory fuzz_directory = {
    .workspace = "fuzz", .language = "en", .people = fuzz_people, .npeople = 1};

static int64_t fuzz_business_days(const void *self, int64_t from, int n) {
    (void)self;
    return from + n * FUZZ_DAY;
}

static void fuzz_format_local(const void *self, int64_t at, char *buf, size_t size) {
    (void)self;
    snprintf(buf, size, "%lld", (long long)at);
}

static int64_t fuzz_local_time(const void *self, int64_t at, int hour, int minute) {
    (void)self;
    return at - at % FUZZ_DAY + (hour * 60 + minute) * INT64_C(60000);
}

static const struct civil fuzz_civil = {NULL, fuzz_business_days, fuzz_format_local,
                                        fuzz_local_time};

/* Of an arena that lives as long as the program. */
static const struct messages *fuzz_messages(void) {
    static struct messages messages;
    static struct arena *arena;

    if (arena == NULL) {
        arena = arena_new();
        messages = shipped_messages(arena, "en");
    }
    return &messages;
}

static struct incident *fuzz_incident(const char *id) {
    struct incident *incident = incident_new(id);

    incident->version = 1;
    incident->severity = 2;
    incident->phase = "triage";
    incident->declarer = "console:ana";
    incident->opened = incident->anchor_opened = incident->anchor_detected = FUZZ_NOW;
    incident->cadence.base = FUZZ_NOW;
    return incident;
}

/* ---- what must hold ---- */

static bool fuzz_texts_hold(const struct entry *entry) {
    const char *name;
    json_t *text;

    json_object_foreach((json_t *)entry->text, name, text) {
        if (!json_is_string(text) || json_string_length(text) > LIMIT_TEXT ||
            !utf8_valid(json_string_value(text), json_string_length(text))) {
            return false;
        }
    }
    return entry->data == NULL || json_is_object(entry->data);
}

static bool fuzz_turn_holds(const struct turn *turn) {
    for (size_t i = 0; i < turn->nchanges; i++) {
        const struct change *change = &turn->changes[i];
        int64_t before = change->before != NULL ? change->before->version : 0;

        if (change->nentries == 0 ||
            change->after->version != before + (int64_t)change->nentries) {
            return false;
        }
        for (size_t e = 0; e < change->nentries; e++) {
            if (!fuzz_texts_hold(&change->entries[e])) {
                return false;
            }
        }
    }
    return utf8_valid(turn->reply.ptr, turn->reply.len);
}

/* A value of every argument is of its type; a text is part of what was typed. */
static bool fuzz_args_hold(const struct command *command, const json_t *args) {
    size_t known = 0;

    for (const struct arg *arg = command->args; arg != NULL && arg->name != NULL; arg++) {
        const json_t *value = json_object_get(args, arg->name);
        bool number = arg->type == ARG_SEVERITY || arg->type == ARG_NUMBER ||
                      arg->type == ARG_DURATION || arg->type == ARG_TIME ||
                      arg->type == ARG_DUE;
        bool holds = arg->type == ARG_FLAG    ? json_is_true(value)
                     : arg->type == ARG_WORDS ? json_array_size(value) > 0
                     : number                 ? json_is_integer(value)
                                              : json_string_length(value) > 0;

        /* Alone, such a command shows what it would change. */
        bool needed =
            (arg->flags & ARG_REQUIRED) != 0 && (command->flags & COMMAND_BARE) == 0;

        if (value == NULL ? needed : !holds) {
            return false;
        }
        known += value != NULL ? 1 : 0;
    }
    return known == json_object_size(args);
}

static void fuzz_line(struct arena *arena, const char *text, bool in_channel,
                      const uint8_t *data, size_t size) {
    const struct world world = {.policy = &fuzz_policy,
                                .directory = &fuzz_directory,
                                .messages = fuzz_messages(),
                                .civil = &fuzz_civil,
                                .now = FUZZ_NOW,
                                .networks = NULL};
    const struct input input = {
        .kind = INPUT_COMMAND, .actor = "console:ana", .text = text};
    struct incident *incident = fuzz_incident(FUZZ_ID),
                    *other = fuzz_incident(FUZZ_OTHER);
    struct needs needs = {0};
    struct error err = {0};
    struct turn turn;
    bool ok;

    turn_init(&turn, arena, &world, &command_table, &input);
    ok = dispatch_prepare(&turn, in_channel ? FUZZ_ID : NULL, &needs, &err);
    if (ok) {
        FUZZ_CHECK(turn.command != NULL && turn.rest != NULL);
        FUZZ_CHECK(turn_leaf(&turn)->scope != SCOPE_INCIDENT || needs.incident != NULL);
        turn.before = needs.incident != NULL ? incident : NULL;
        turn.other = needs.other != NULL ? other : NULL;
        turn.new_id = needs.new_id ? FUZZ_ID : NULL;
        ok = dispatch_run(&turn, &err);
    }
    FUZZ_CHECK(ok || (err.code != ERR_OK && err.text[0] != '\0'));
    FUZZ_CHECK(ok || (turn.nchanges == 0 && turn.reply.len == 0));
    FUZZ_CHECK(err.code != ERR_INTERNAL && err.code != ERR_CORRUPT);
    FUZZ_CHECK(utf8_valid(err.text, strlen(err.text)));
    FUZZ_CHECK(!ok || fuzz_args_hold(turn_leaf(&turn), turn.args));
    FUZZ_CHECK(fuzz_turn_holds(&turn));
    turn_free(&turn);
    incident_free(incident);
    incident_free(other);
}

/* The same bytes as what follows one command's words, and as every field of its form. */
static void fuzz_arguments(struct arena *arena, const char *text, const uint8_t *data,
                           size_t size) {
    const struct world world = {.policy = &fuzz_policy,
                                .directory = &fuzz_directory,
                                .messages = fuzz_messages(),
                                .civil = &fuzz_civil,
                                .now = FUZZ_NOW};
    const struct input input = {.kind = INPUT_COMMAND, .actor = "console:ana"};
    const struct command *command =
        command_table.list[(size > 0 ? data[0] : 0) % command_table.n];
    json_t *args = NULL, *form = json_object();
    struct error err = {0};
    struct turn turn;

    turn_init(&turn, arena, &world, &command_table, &input);
    turn.command = command;
    if (command->subs != NULL) {
        turn.sub = command->subs[0];
        command = turn.sub;
    }
    if (args_parse(&turn, command, text, &args, &err)) {
        FUZZ_CHECK(fuzz_args_hold(command, args));
        for (const struct arg *arg = command->args; arg != NULL && arg->name != NULL;
             arg++) {
            const char *value = json_string_value(json_object_get(args, arg->name));

            FUZZ_CHECK(arg->type != ARG_PART || value == NULL ||
                       strstr(text, value) != NULL);
        }
    } else {
        FUZZ_CHECK(args == NULL && err.code != ERR_OK);
    }
    for (const struct arg *arg = command->args; arg != NULL && arg->name != NULL; arg++) {
        json_object_set_new(form, arg->name, json_string(text));
    }
    args = NULL;
    if (args_from_map(&turn, command, form, &args, &err)) {
        FUZZ_CHECK(fuzz_args_hold(command, args));
    }
    json_decref(form);
    turn_free(&turn);
}

static void fuzz_command(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    const char *text = arena_strndup(arena, (const char *)data, size);
    const char *clean;

    fuzz_line(arena, text, true, data, size);
    fuzz_line(arena, text, false, data, size);
    if (args_clean(arena, text, &clean, NULL)) {
        FUZZ_CHECK(utf8_valid(clean, strlen(clean)));
        fuzz_arguments(arena, clean, data, size);
    } else {
        FUZZ_CHECK(strlen(text) > LIMIT_INPUT);
    }
    arena_free(arena);
}

FUZZ_TARGET(fuzz_command)
