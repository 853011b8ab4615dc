/* prefetch.c: a turn is pure, so everything it may know is fetched before it: the state,
 * a second incident, the timeline, a list, the next number of the day. Each step that has
 * to wait comes back to task_fetch(). An ordinary command on a cached incident waits for
 * nothing here. */
#include "base/err.h"
#include "base/log.h"
#include "base/stored.h"
#include "base/text.h"
#include "core/people.h"
#include "core/which.h"
#include "runtime/ground.h"
#include "runtime/task.h"
#include "tocsin/keys.h"

enum { IDENTITIES_MAX = 8, MENTIONED_MAX = 2 };

void task_unread(struct task *task, const char *why) {
    bool due = task->input.kind == INPUT_DUE; /* the alarm clock rings again */
    bool person = task->input.kind == INPUT_COMMAND || task->input.kind == INPUT_FORM;
    if (!person && !(due && ++task->tries > DUE_TRIES_MAX)) {
        task_retry(task, 1000); /* other machine inputs are never given up */
        return;
    }
    if (due) {
        log_event(LOG_LEVEL_ERROR, "due.failed", "incident", task->id, "why", why, NULL);
    }
    task_unsure(task,
                task_not_saved(
                    task, arena_printf(task->arena, "%s. Try again in a moment.", why)));
}

/* ---- short numbers ---- */

struct shorts {
    struct task *task;
    const char *ref;  /* "001", "#1", or an id */
    const char **ret; /* what it stands for; NULL: the text begins with it */
};

static void shorts_next(struct task *task);

static void refuse(struct task *task, const char *why) {
    task_answer_error(task, REPLY_REFUSED, why);
    task_end(task);
}

/* Today's, when no index knows it. */
static char *today_id(struct task *task, const char *ref) {
    return incident_id(task->arena, bot_now(task->bot), which_typed(ref));
}

/* The incidents with the number: replies are whether today's exists, the open ones, the
 * closed ones. `but`: see which_fit(). How many; the ids live in the task's arena. */
static size_t found(const struct shorts *shorts, const json_t *replies, const char *but,
                    const char **ret) {
    struct task *task = shorts->task;
    bool exists = json_integer_value(json_array_get(replies, 0)) > 0;
    const char *id =
        incident_id_valid(shorts->ref) ? shorts->ref : today_id(task, shorts->ref);
    size_t n = incident_id_valid(shorts->ref)
                   ? 0
                   : which_fit(which_typed(shorts->ref), json_array_get(replies, 1),
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
static void mention_came(struct shorts *shorts, const json_t *replies) {
    struct task *task = shorts->task;
    const char *ids[WHICH_SHOWN];
    const char *own = task->needs.incident;
    size_t n = task->turn.mention_own
                   ? which_fit(which_typed(shorts->ref), json_array_get(replies, 1), NULL,
                               own, ids)
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
    shorts_next(task);
}

static void shorts_came(void *ctx, const json_t *replies, const char *why) {
    struct shorts *shorts = ctx;
    struct task *task = shorts->task;
    const char *ids[WHICH_SHOWN];
    if (!replies) {
        task_unread(task, why);
        return;
    }
    if (!shorts->ret) {
        mention_came(shorts, replies);
        return;
    }
    size_t n = found(shorts, replies, NULL, ids);
    if (n > 1) {
        refuse(task, which_ask(&task->turn, shorts->ref, ids, n));
        return;
    }
    if (n == 0) {
        refuse(task, arena_printf(task->arena,
                                  "No incident has the number %s. <!list> shows the open "
                                  "ones.",
                                  shorts->ref));
        return;
    }
    *shorts->ret = ids[0];
    shorts_next(task);
}

static void shorts_start(struct task *task, const char *ref, const char **ret) {
    struct shorts *shorts = arena_alloc(task->arena, sizeof *shorts);
    *shorts = (struct shorts){task, ref, ret};
    struct ops ops;
    ops_init(&ops, task->arena);
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
}

static void shorts_next(struct task *task) {
    const char **refs[] = {&task->needs.incident, &task->needs.other};
    for (size_t i = 0; i < 2; i++) {
        if (*refs[i] && !incident_id_valid(*refs[i])) {
            shorts_start(task, *refs[i], refs[i]);
            return;
        }
    }
    if (task->needs.mention && !task->have_mentioned) {
        task->have_mentioned = true;
        shorts_start(task, task->needs.mention, NULL);
        return;
    }
    /* What the text named lies in the arena of a turn that is begun anew. */
    task->id = arena_strdup(task->arena, task->needs.incident);
    task->other_id = arena_strdup(task->arena, task->needs.other);
    task->opens = task->needs.new_id;
    task_queue(task);
}

void task_resolve(struct task *task) {
    struct error err = {0};
    if (!task_prepare(task, &err)) {
        task_answer_error(task, REPLY_REFUSED, err.text);
        task_end(task);
        return;
    }
    shorts_next(task);
}

/* ---- the facts, one after another ---- */

static void state_came(void *ctx, struct slot *slot, const char *why) {
    struct task *task = ctx;
    if (why && slot->unreadable && !task_personal(task)) {
        log_event(LOG_LEVEL_ERROR, "incident.unreadable", "incident", slot->id, "why",
                  why, NULL);
        task_abandon(task); /* asking again tells nothing else */
        return;
    }
    if (why) {
        task_unread(task,
                    arena_printf(task->arena, "%s could not be read: %s", slot->id, why));
        return;
    }
    if (slot->frozen && task_personal(task) && !task_reads(task)) {
        task_conclude(task, arena_printf(task->arena, "Nothing was saved: %s",
                                         slot_frozen_words(task->arena, slot)));
        return;
    }
    if (!slot->state) {
        if (!task_personal(task)) {
            task_abandon(task); /* an index named an incident that does not exist */
            return;
        }
        const char *lost = gone_words(task->arena, slot, task_reads(task));
        task_answer_error(task, REPLY_REFUSED,
                          lost ? lost
                               : arena_printf(task->arena,
                                              "There is no incident %s. <!list> "
                                              "shows the open ones.",
                                              slot->id));
        task_end(task);
        return;
    }
    /* Both, when somebody names an incident as its own other one. */
    task->have_state = task->have_state || slot == task->slot;
    task->have_other = task->have_other || slot == task->other;
    task_fetch(task);
}

static void timeline_came(void *ctx, const struct entry *entries, size_t n,
                          const char *why) {
    struct task *task = ctx;
    if (why) {
        task_unread(task, why);
        return;
    }
    task->timeline = entries;
    task->ntimeline = n;
    task->have_timeline = true;
    task_fetch(task);
}

static void listed_next(struct task *task);

static void listed_came(void *ctx, struct slot *slot, const char *why) {
    struct task *task = ctx;
    if (!why && slot->state) {
        /* A frozen one as it was last. The state may be evicted while others load: the list keeps a copy. */
        task->listed[task->nlisted++] = incident_clone(slot->state);
    }
    task->listing++;
    listed_next(task);
}

static void listed_next(struct task *task) {
    if (task->listing >= json_array_size(task->listed_ids)) {
        task->have_list = true;
        task_fetch(task);
        return;
    }
    const char *id = stored_text(json_array_get(task->listed_ids, task->listing));
    if (!id || !incident_id_valid(id)) {
        aside_member(task->bot, ASIDE_SET, task->needs.closed ? KEY_CLOSED : KEY_OPEN,
                     json_array_get(task->listed_ids, task->listing), "is no incident");
        task->listing++;
        listed_next(task);
        return;
    }
    slot_load(task->bot, slot_get(task->bot, id), listed_came, task);
}

/* Incidents of action items ("INC-…#3"), each once. */
static void add_todo(json_t *ids, const json_t *members) {
    size_t i, k;
    json_t *member, *id;
    json_array_foreach(members, i, member) {
        const char *text = json_is_string(member) ? json_string_value(member) : "";
        size_t len = strcspn(text, "#");
        bool there = json_array_size(ids) >= (size_t)2 * LIMIT_LIST;
        json_array_foreach(ids, k, id) {
            there = there || (json_string_length(id) == len &&
                              !strncmp(json_string_value(id), text, len));
        }
        if (len > 0 && !there) {
            json_array_append_new(ids, json_stringn(text, len));
        }
    }
}

static void list_came(void *ctx, const json_t *replies, const char *why) {
    struct task *task = ctx;
    if (!replies) {
        task_unread(task, why);
        return;
    }
    task->listed_total = json_integer_value(json_array_get(replies, 0));
    task->listed_ids = json_deep_copy(json_array_get(replies, 1));
    for (size_t i = 2; i < json_array_size(replies); i++) {
        add_todo(task->listed_ids, json_array_get(replies, i));
    }
    size_t n = json_array_size(task->listed_ids) + 1;
    /* NOLINTNEXTLINE(bugprone-sizeof-expression) an array of pointers */
    task->listed = arena_array(task->arena, n, sizeof *task->listed);
    listed_next(task);
}

static void fetch_list(struct task *task) {
    struct ops ops;
    ops_init(&ops, task->arena);
    const struct needs *needs = &task->needs;
    const char *key = needs->closed ? KEY_CLOSED : KEY_OPEN;
    char *last = arena_printf(task->arena, "%d", LIMIT_LIST - 1);
    const char *from = "-inf", *to = "+inf";
    if (needs->to > 0) {
        from = arena_printf(task->arena, "%lld", (long long)needs->from);
        to = arena_printf(task->arena, "(%lld", (long long)needs->to);
    }
    ops_write(&ops, key, "ZCOUNT", from, to, NULL);
    ops_write(&ops, key, "ZREVRANGEBYSCORE", to, from, "LIMIT",
              arena_printf(task->arena, "%lld", (long long)needs->skip),
              arena_printf(task->arena, "%lld",
                           (long long)(needs->most > 0 ? needs->most : LIMIT_LIST)),
              NULL);
    if (task->needs.todo) {
        const struct person *person =
            people_find(task->bot->directory, task->input.actor);
        const char *const alone[] = {task->input.actor, NULL};
        const char *const *names = person ? person->identities : alone;
        for (size_t i = 0; names[i] && i < IDENTITIES_MAX; i++) {
            ops_write(&ops, arena_printf(task->arena, KEY_TODO "%s", names[i]), "ZRANGE",
                      "0", last, NULL);
        }
    }
    task->bot->o.store->read(task->bot->o.store->self, ops.writes, ops.nwrites, list_came,
                             task);
}

void task_fetch(struct task *task) {
    struct bot *bot = task->bot;
    if (task_waited_in_vain(task)) {
        return;
    }
    if (task->slot && !(task->have_state && task->slot->state)) {
        slot_load(bot, task->slot, state_came, task);
        return;
    }
    if (task->needs.original && !task->other_id && task->slot) {
        task->other_id = arena_strdup(task->arena, incident_original(task->slot->state));
    }
    if (task->other_id && !task->other) {
        task->other = slot_get(bot, task->other_id);
        task->other->pins++;
    }
    if (task->other && !(task->have_other && task->other->state)) {
        slot_load(bot, task->other, state_came, task);
        return;
    }
    bool timeline = task->needs.timeline || task->input.kind == INPUT_REDACT;
    if (timeline && task->slot && !task->have_timeline) {
        timeline_load(bot, task->arena, task->id, 0, task->slot->state->version,
                      timeline_came, task);
        return;
    }
    if ((task->needs.open || task->needs.closed) && !task->have_list) {
        fetch_list(task);
        return;
    }
    if (task->opens && !sequence_next(task)) {
        return;
    }
    task_decide(task);
}
