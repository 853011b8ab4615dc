/* crew.h: a table of commands made for tests of the road: each is there for one rule. */
#ifndef TOCSIN_TESTS_CREW_H
#define TOCSIN_TESTS_CREW_H

#include "core/turn_add.h"
#include "desk.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define ID "INC-2025-09-29-001"
#define OTHER "INC-2025-09-28-004"

/* ---- commands ---- */

static inline bool run_declare(struct turn *turn, struct error *err) {
    const struct world *world = turn->world;

    return turn_open(turn,
                     json_pack("{s:i, s:[], s:s, s:I, s:s}", "severity",
                               (int)turn_arg_int(turn, "severity", 2), "services",
                               "phase", world->policy->phases[0].key, "detected",
                               (json_int_t)turn_arg_int(turn, "detected", world->now),
                               "policy", world->policy->name),
                     json_pack("{s:s}", "summary", turn_arg(turn, "summary")), err);
}

static inline bool run_note(struct turn *turn, struct error *err) {
    const char *note = turn_arg(turn, "note");

    if (!turn_add(turn, KIND_NOTE, NULL, json_pack("{s:s}", "note", note), err)) {
        return false;
    }
    turn_say(turn, "Noted: {{note}}\n", json_pack("{s:s}", "note", note));
    return true;
}

/* Fails after it has changed and said something. */
static inline bool run_stumble(struct turn *turn, struct error *err) {
    return run_note(turn, err) && err_set(err, ERR_PHASE, "Stumbled.");
}

static inline bool run_resolve(struct turn *turn, struct error *err) {
    return turn_add(turn, KIND_RESOLVED, NULL, NULL, err);
}

static inline bool run_close(struct turn *turn, struct error *err) {
    return turn_add(turn, KIND_CLOSED, NULL, NULL, err);
}

static inline bool run_link(struct turn *turn, struct error *err) {
    return turn_add(turn, KIND_LINKED,
                    json_pack("{s:s, s:s}", "other", turn->other->id, "as", "related"),
                    NULL, err) &&
           turn_add_other(
               turn, KIND_LINKED,
               json_pack("{s:s, s:s}", "other", turn->before->id, "as", "related"), NULL,
               err);
}

static inline bool run_look(struct turn *turn, struct error *err) {
    (void)err;
    turn_say(turn, "Looked.\n", NULL);
    return true;
}

static inline bool run_answered(struct turn *turn, struct error *err) {
    turn->answered = true;
    return run_note(turn, err);
}

static const struct command cmd_add = {.name = "add",
                                       .example = "action add raise the threshold",
                                       .args = desk_note_args,
                                       .scope = SCOPE_INCIDENT,
                                       .run = run_note};
static const struct command cmd_done = {.name = "done",
                                        .aliases = LIST("finished"),
                                        .example = "action done 2",
                                        .args = desk_done_args,
                                        .scope = SCOPE_INCIDENT,
                                        .run = run_look};
static const struct command *const action_subs[] = {&cmd_add, &cmd_done, NULL};

static const struct command cmd_action = {.name = "action",
                                          .aliases = LIST("todo"),
                                          .example = "action add raise the threshold",
                                          .subs = action_subs,
                                          .scope = SCOPE_INCIDENT};
static const struct command cmd_close = {.name = "close",
                                         .example = "close",
                                         .scope = SCOPE_INCIDENT,
                                         .flags = COMMAND_FINAL,
                                         .run = run_close};
static const struct command cmd_declare = {.name = "declare",
                                           .aliases = LIST("new", "open"),
                                           .example = "declare sev1 the shop is down",
                                           .args = desk_declare_args,
                                           .scope = SCOPE_ANY,
                                           .run = run_declare};
static const struct command cmd_help = {.name = "help",
                                        .example = "help update",
                                        .args = desk_help_args,
                                        .scope = SCOPE_ANY,
                                        .flags = COMMAND_READ | COMMAND_WHEN_CLOSED,
                                        .run = run_look};
static const struct command cmd_link = {.name = "link",
                                        .example = "link 002 same disk",
                                        .args = desk_link_args,
                                        .scope = SCOPE_INCIDENT,
                                        .flags = COMMAND_NEEDS_OTHER,
                                        .run = run_link};
static const struct command cmd_list = {.name = "list",
                                        .example = "list",
                                        .args = desk_list_args,
                                        .scope = SCOPE_ANY,
                                        .flags = COMMAND_READ | COMMAND_NEEDS_OPEN |
                                                 COMMAND_NEEDS_CLOSED,
                                        .run = run_look};
static const struct command cmd_note = {.name = "note",
                                        .aliases = LIST("log"),
                                        .example = "note the cache of db-3 is warm",
                                        .args = desk_note_args,
                                        .scope = SCOPE_INCIDENT,
                                        .flags = COMMAND_RESPONDS,
                                        .run = run_note};
static const struct command cmd_purge = {.name = "purge",
                                         .example = "purge",
                                         .scope = SCOPE_INCIDENT,
                                         .right = "admin",
                                         .run = run_look};
static const struct command cmd_quiet = {.name = "quiet",
                                         .example = "quiet x",
                                         .args = desk_note_args,
                                         .scope = SCOPE_INCIDENT,
                                         .flags = COMMAND_WHEN_CLOSED,
                                         .run = run_answered};
static const struct command cmd_resolve = {.name = "resolve",
                                           .aliases = LIST("fixed"),
                                           .example = "resolve the disk of db-3 was full",
                                           .scope = SCOPE_INCIDENT,
                                           .flags = COMMAND_RESPONDS | COMMAND_FINAL,
                                           .run = run_resolve};
static const struct command cmd_show = {.name = "show",
                                        .example = "show",
                                        .scope = SCOPE_INCIDENT,
                                        .flags = COMMAND_READ | COMMAND_WHEN_CLOSED |
                                                 COMMAND_NEEDS_TIMELINE,
                                        .run = run_look};
static const struct command cmd_stumble = {.name = "stumble",
                                           .example = "stumble x",
                                           .args = desk_note_args,
                                           .scope = SCOPE_INCIDENT,
                                           .flags = COMMAND_RESPONDS,
                                           .run = run_stumble};

static const struct command *const commands[] = {
    &cmd_action, &cmd_close, &cmd_declare, &cmd_help,    &cmd_link, &cmd_list,
    &cmd_note,   &cmd_purge, &cmd_quiet,   &cmd_resolve, &cmd_show, &cmd_stumble};
static const struct command_table table = {commands, COUNT(commands)};

#endif
