/* store_words.c: what is true for an input that the store did not take, in words.
 *
 * Whoever looks at something is not told that nothing was saved: they wanted to save
 * nothing. And a store that was emptied or set back is not another tocsin: then the lease
 * is taken anew at once, and the input is decided again on what is there. */
#include "runtime/store_words.h"
#include "base/text.h"
#include "runtime/task.h"
#include "runtime/trouble.h"

/* Not decided yet: which command is it? */
static bool looks(struct task *task) {
    struct error ignored = {0};
    if (!task->turn_live && task->rule->person) {
        (void)task_prepare(task, &ignored);
    }
    return task_reads(task) || task->input.kind == INPUT_FORM;
}

char *task_not_saved(struct task *task, const char *why) {
    bool form = task->input.kind == INPUT_FORM;
    return arena_printf(task->arena, "%s: %s",
                        form          ? "The form cannot be opened now"
                        : looks(task) ? "I cannot look now"
                                      : "Nothing was saved",
                        why);
}

/* What the store says for the log is no sentence for people, but that of a damaged key. */
char *task_store_words(struct task *task, const char *why) {
    const struct bot *bot = task->bot;
    static const char *const silent[] = {"the connection was lost",
                                         "Redis did not answer in time", NULL};
    const char *ill = store_ill(bot);
    if (ill) {
        return arena_printf(task->arena, "%s Then send it again.", ill);
    }
    if (!bot->o.store->connected(bot->o.store->self) || text_in(why, silent)) {
        why = "the database does not answer";
    }
    return arena_printf(task->arena, "%s. Send it again in a moment.", why);
}

const char *bot_absence(const struct bot *bot) {
    if (bot->phase == BOT_STOPPING || bot->phase == BOT_STOPPED) {
        return "tocsin is stopping. Send it again in a minute.";
    }
    if (!bot->store_up) {
        return "tocsin is not connected to its database. Send it again in a moment.";
    }
    return bot->standby_told
               ? "another tocsin is at work for this workspace, and this one waits. Send "
                 "it again."
               : "tocsin is only beginning its work. Send it again in a moment.";
}
