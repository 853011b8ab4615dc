/* refusals.c: who was refused what goes onto the `audit` stream.
 *
 * A refusal changes no incident and bumps no version; that it happened must all the same
 * be found later. Best effort: the person has their answer whatever becomes of the
 * record, and the log has the line as well. The stream keeps the latest AUDIT_MOST. */
#include "runtime/refusals.h"
#include "base/log.h"
#include "runtime/quiet.h"
#include "runtime/task.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

#define AUDIT_MOST "100000"

static void recorded(void *ctx, const struct commit_reply *reply) {
    struct bot *bot = ctx;
    if (reply->result != COMMIT_DONE) {
        log_event(LOG_LEVEL_WARN, "audit.unrecorded", "why", reply->why, NULL);
    }
    bot_end(bot);
}

void refusal_record(const struct task *task) {
    struct bot *bot = task->bot;
    const struct command *command = task->turn.command;
    const char *name = command ? command->name : "";
    log_event(LOG_LEVEL_INFO, "command.denied", "actor", task->input.actor, "command",
              name, "incident", task->id, NULL);
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_epoch(&ops, bot);
    ops_write(&ops, KEY_AUDIT, "XADD", "MAXLEN", "~", AUDIT_MOST, "*", "at",
              arena_printf(arena, "%lld", (long long)task->world.now), "actor",
              task->input.actor, "command", name, "inc", task->id ? task->id : "", "what",
              "denied", NULL);
    struct commit commit = ops_commit(&ops);
    bot_begin(bot);
    bot->o.store->commit(bot->o.store->self, &commit, recorded, bot);
    arena_free(arena);
}
