/* locate.c: which incidents are meant: short numbers, and what a text begins with, become
 * ids. */
#include "runtime/locate.h"
#include "base/stored.h"
#include "base/text.h"
#include "core/args_incident.h"
#include "core/which.h"
#include "runtime/answer.h"
#include "runtime/conclude.h"
#include "runtime/now.h"
#include "runtime/store_words.h"
#include "runtime/task.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { MENTIONED_MAX = 2 };

struct shorts {
    struct task *task;
    const char *ref;  /* "001", "#1", an id, or "#slack:C1" */
    const char **ret; /* what it stands for; NULL: the text begins with it */
};

/* Today's, or that of the day of this year that was typed, when no index knows it. */
static char *today_id(struct task *task, const char *ref) {
    enum { YEAR = sizeof "INC-2025-" - 1 };
    char *id = incident_id(task->arena, bot_now(task->bot), which_typed(ref));
    return arg_behind_day(ref)
               ? arena_printf(task->arena, "%.*s%.5s%s", YEAR, id, ref, strrchr(id, '-'))
               : id;
}

/* The incidents with the number: replies are whether today's exists, the open ones, the
 * closed ones. `but`: see which_fit(). How many; the ids live in the task's arena. */
static size_t found(const struct shorts *shorts, const json_t *replies, const char *but,
                    const char **ret) {
    struct task *task = shorts->task;
    if (arg_is_place(shorts->ref)) {
        const char *of = stored_text(json_array_get(replies, 0));
        bool other = of && incident_id_valid(of) && !text_equal(of, but);
        ret[0] = other ? arena_strdup(task->arena, of) : NULL;
        return other ? 1 : 0;
    }
    bool exists = json_integer_value(json_array_get(replies, 0)) > 0;
    const char *id =
        incident_id_valid(shorts->ref) ? shorts->ref : today_id(task, shorts->ref);
    size_t n = incident_id_valid(shorts->ref)
                   ? 0
                   : which_fit(shorts->ref, json_array_get(replies, 1),
                               json_array_get(replies, 2), but, ret);
    if (n == 0 && exists && !text_equal(id, but)) {
        ret[n++] = id;
    }
    for (size_t i = 0; i < n && i < WHICH_SHOWN; i++) {
        ret[i] = arena_strdup(task->arena, ret[i]);
    }
    return n;
}

/* The text begins with something like an incident: those that exist, but its own. */
static enum task_pace mention_taken(struct shorts *shorts, const json_t *replies) {
    struct task *task = shorts->task;
    const char *ids[WHICH_SHOWN];
    const char *own = task->needs.incident;
    size_t n = task->turn.mention_own || which_is_short(shorts->ref)
                   ? which_fit(shorts->ref, json_array_get(replies, 1), NULL, own, ids)
                   : found(shorts, replies, own, ids);
    if (n > 0) {
        n = n < MENTIONED_MAX ? n : MENTIONED_MAX;
        for (size_t i = 0; i < n; i++) {
            ids[i] = arena_strdup(task->arena, ids[i]);
        }
        /* NOLINTNEXTLINE(bugprone-sizeof-expression) an array of pointers */
        task->mentioned = arena_array(task->arena, n + 1, sizeof *task->mentioned);
        memcpy(task->mentioned, ids, n * sizeof *ids);
        task->mentioned[n] = NULL;
    }
    return task_go(task, STAGE_LOCATED);
}

static enum task_pace shorts_taken(struct shorts *shorts, const json_t *replies,
                                   const char *why) {
    struct task *task = shorts->task;
    const char *ids[WHICH_SHOWN] = {NULL};
    size_t n;
    if (!replies) {
        return task_unsure(task, task_not_saved(task, task_store_words(task, why)));
    }
    if (!shorts->ret) {
        return mention_taken(shorts, replies);
    }
    n = found(shorts, replies, NULL, ids);
    if (n == 0 && !arg_is_place(shorts->ref) &&
        which_fit(shorts->ref, task->bot->gone, NULL, NULL, ids) > 0) {
        ids[0] = arena_strdup(task->arena, ids[0]); /* that it is lost is said then */
        n = 1;
    }
    if (n > 1) {
        task->which = arena_strdup(task->arena, shorts->ref);
        task->nwhich = n;
        memcpy(task->which_ids, ids, sizeof ids);
        task_ask_which(task);
        return task_go(task, STAGE_LOCATED);
    }
    if (n == 0) {
        return task_conclude(
            task, arena_printf(
                      task->arena,
                      arg_is_place(shorts->ref)
                          ? "%s is no incident's channel. <!list> shows the open ones."
                          : "No incident has the number %s. <!list> shows the open ones.",
                      shorts->ref));
    }
    *shorts->ret = ids[0];
    return task_go(task, STAGE_LOCATED);
}

static void shorts_came(void *ctx, const json_t *replies, const char *why) {
    struct shorts *shorts = ctx;
    shorts_taken(shorts, replies, why);
    task_step(shorts->task);
}

static enum task_pace ask(struct task *task, const char *ref, const char **ret) {
    struct shorts *shorts = arena_alloc(task->arena, sizeof *shorts);
    *shorts = (struct shorts){task, ref, ret};
    struct ops ops;
    ops_init(&ops, task->arena);
    if (arg_is_place(ref)) {
        ops_write(&ops, arena_printf(task->arena, KEY_PLACE "%s", ref + 1), "GET", NULL);
        task->bot->o.store->read(task->bot->o.store->self, ops.writes, ops.nwrites,
                                 shorts_came, shorts);
        return TASK_WAIT;
    }
    ops_write(&ops,
              arena_printf(task->arena, KEY_INCIDENT "%s",
                           incident_id_valid(ref) ? ref : today_id(task, ref)),
              "EXISTS", NULL);
    if (!incident_id_valid(ref)) {
        ops_write(&ops, KEY_OPEN, "ZREVRANGE", "0", "999", NULL);
        ops_write(&ops, KEY_CLOSED, "ZREVRANGE", "0", "99", NULL);
    }
    task->bot->o.store->read(task->bot->o.store->self, ops.writes, ops.nwrites,
                             shorts_came, shorts);
    return TASK_WAIT;
}

enum task_pace stage_located(struct task *task) {
    const char **refs[] = {&task->needs.incident, &task->needs.other};
    struct error err = {0};
    if (!task->turn_live && !task_prepare(task, &err)) {
        task->missing = err.missing;
        return task_conclude(task, err.text);
    }
    for (size_t i = 0; i < 2; i++) {
        if (*refs[i] && !incident_id_valid(*refs[i])) {
            return ask(task, *refs[i], refs[i]);
        }
    }
    if (task->needs.mention && !task->have_mentioned) {
        task->have_mentioned = true;
        return ask(task, task->needs.mention, NULL);
    }
    /* What the text named lies in the arena of a turn that is begun anew. */
    task->id = arena_strdup(task->arena, task->needs.incident);
    task->other_id = arena_strdup(task->arena, task->needs.other);
    task->opens = task->needs.new_id;
    return task_go(task, STAGE_QUEUED);
}
