/* desk.h: commands that exist for tests only, one argument type each, and a turn to parse
 * them with. No test leans on what a real command happens to accept. */
#ifndef TOCSIN_TESTS_DESK_H
#define TOCSIN_TESTS_DESK_H

#include "fixture.h"

#include "base/err.h"
#include "base/jsonx.h"

static const char *const desk_sources[] = {"monitoring", "user", "audit", NULL};
static const char *const desk_services[] = {"services", NULL};
static const char *const desk_near_miss[] = {"nearmiss", "near_miss", NULL};
static const char *const desk_next[] = {"next steps", NULL};

/* The shape of declare. */
static const struct arg desk_declare_args[] = {
    {"severity", ARG_SEVERITY, ARG_ANYWHERE, "how bad", NULL},
    {"near-miss", ARG_FLAG, 0, "it nearly broke", desk_near_miss},
    {"service", ARG_WORDS, ARG_KEY, "what is hit", desk_services},
    {"type", ARG_WORD, ARG_KEY, "kind", NULL},
    {"env", ARG_WORD, ARG_KEY, "where", LIST("environment")},
    {"detected", ARG_TIME, ARG_KEY, "when it was noticed", NULL},
    {"source", ARG_CHOICE, ARG_KEY, "what noticed it", desk_sources},
    {"summary", ARG_TEXT, ARG_REQUIRED, "what is broken", NULL},
    {0}};

static const struct arg desk_update_args[] = {
    {"update", ARG_TEXT, 0, "what we know", NULL},
    {"impact", ARG_PART, 0, "who is hit", NULL},
    {"next", ARG_PART, 0, "what happens next", desk_next},
    {"workaround", ARG_PART, 0, "meanwhile", NULL},
    {"eta", ARG_PART, 0, "until when", NULL},
    {0}};

static const struct arg desk_assign_args[] = {
    {"role", ARG_ROLE, ARG_ANYWHERE, "which role", NULL},
    {"who", ARG_ACTOR, ARG_REQUIRED, "the person", NULL},
    {"note", ARG_TEXT, 0, "why", NULL},
    {0}};

static const struct arg desk_status_args[] = {
    {"phase", ARG_PHASE, 0, "which phase", NULL},
    {"note", ARG_TEXT, 0, "why", NULL},
    {0}};

static const struct arg desk_severity_args[] = {
    {"severity", ARG_SEVERITY, ARG_REQUIRED, "how bad", NULL},
    {"reason", ARG_TEXT, 0, "why", NULL},
    {0}};

static const struct arg desk_snooze_args[] = {
    {"until", ARG_DUE, ARG_REQUIRED, "until when", NULL},
    {"reason", ARG_TEXT, 0, "why", NULL},
    {0}};

static const struct arg desk_wait_args[] = {
    {"span", ARG_DURATION, ARG_REQUIRED, "how long", NULL},
    {"reason", ARG_TEXT, 0, "why", NULL},
    {0}};

static const struct arg desk_since_args[] = {
    {"since", ARG_TIME, ARG_REQUIRED, "from when", NULL},
    {"reason", ARG_TEXT, 0, "why", NULL},
    {0}};

static const struct arg desk_link_args[] = {
    {"other", ARG_INCIDENT, ARG_REQUIRED, "the other one", NULL},
    {"reason", ARG_TEXT, 0, "why", NULL},
    {0}};

static const struct arg desk_done_args[] = {
    {"number", ARG_NUMBER, ARG_REQUIRED, "its number", NULL}, {0}};

static const struct arg desk_bridge_args[] = {{"url", ARG_URL, 0, "link", NULL}, {0}};

static const struct arg desk_mode_args[] = {
    {"mode", ARG_CHOICE, ARG_REQUIRED, "which way", LIST("slow", "fast")},
    {"quiet", ARG_FLAG, 0, "say nothing", NULL},
    {0}};

static const struct arg desk_list_args[] = {{"closed", ARG_FLAG, 0, "closed ones", NULL},
                                            {0}};

static const struct arg desk_note_args[] = {
    {"note", ARG_TEXT, ARG_REQUIRED, "what happened", NULL}, {0}};

static const struct arg desk_help_args[] = {
    {"command", ARG_WORD, 0, "which command", NULL}, {0}};

/* ---- a turn ---- */

struct desk {
    struct fixture *fixture;
    struct input input;
    struct turn turn;
    struct error err;
};

static inline void desk_open(struct desk *desk, const struct command_table *table,
                             const char *text) {
    *desk = (struct desk){.fixture = fixture_new()};
    desk->input = (struct input){.kind = INPUT_COMMAND,
                                 .actor = "console:ana",
                                 .place = "console:#incidents",
                                 .text = text};
    turn_init(&desk->turn, desk->fixture->arena, &desk->fixture->world, table,
              &desk->input);
}

static inline void desk_close(struct desk *desk) {
    turn_free(&desk->turn);
    fixture_free(desk->fixture);
}

/* "severity=1 | service=a,b | summary=down": the map in the order of the table. */
static inline const char *desk_shown(struct arena *arena, const struct command *command,
                                     const json_t *args) {
    const char *shown = "";
    size_t found = 0;

    for (const struct arg *arg = command->args; arg->name != NULL; arg++) {
        const json_t *value = json_object_get(args, arg->name);
        const char *text = json_is_true(value) ? "yes" : json_string_value(value);

        if (value == NULL) {
            continue;
        }
        if (json_is_integer(value)) {
            text = arena_printf(arena, "%lld", (long long)json_integer_value(value));
        }
        for (size_t i = 0; i < json_array_size(value); i++) {
            const char *word = json_string_value(json_array_get(value, i));

            text = i == 0 ? word : arena_printf(arena, "%s,%s", text, word);
        }
        shown = arena_printf(arena, "%s%s%s=%s", shown, found++ > 0 ? " | " : "",
                             arg->name, text);
    }
    assert_int_equal(found, json_object_size(args));
    return shown;
}

#endif
