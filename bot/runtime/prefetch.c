/* prefetch.c: a turn is pure, so everything it may know is fetched before it: the state,
 * a second incident, the timeline, a list, the next number of the day. Each step that has
 * to wait comes back to task_fetch(). An ordinary command on a cached incident waits for
 * nothing here. */
#include "base/err.h"
#include "base/log.h"
#include "base/text.h"
#include "core/people.h"
#include "runtime/task.h"

enum { IDENTITIES_MAX = 8 };

static void fail(struct task *task, const char *why) {
    bool due = task->input.kind == INPUT_DUE; /* the alarm clock rings again */
    bool person = task->input.kind == INPUT_COMMAND || task->input.kind == INPUT_FORM;
    if (!person && !(due && ++task->tries > DUE_TRIES_MAX)) {
        task_retry(task, 1000); /* other machine inputs are never given up */
        return;
    }
    if (due) {
        log_event(LOG_LEVEL_ERROR, "due.failed", "incident", task->id, "why", why, NULL);
    }
    task_unsure(task, arena_printf(task->arena, "Nothing was saved: %s.", why));
}

/* ---- short numbers ---- */

struct shorts {
    struct task *task;
    const char *digits; /* of the one being resolved */
    const char **ret;
};

static char *today_id(struct task *task, const char *digits) {
    return incident_id(task->arena, bot_now(task->bot), strtoll(digits, NULL, 10));
}

/* Ends in "-NNN" with the same number? */
static bool same_number(const char *id, const char *digits) {
    const char *dash = strrchr(id, '-');
    return dash && strtoll(dash + 1, NULL, 10) == strtoll(digits, NULL, 10);
}

static void shorts_next(struct task *task);

static void shorts_came(void *ctx, const json_t *replies, const char *why) {
    struct shorts *shorts = ctx;
    struct task *task = shorts->task;
    if (!replies) {
        fail(task, why);
        return;
    }
    const char *found = NULL;
    if (json_integer_value(json_array_get(replies, 0)) > 0) {
        found = today_id(task, shorts->digits);
    }
    size_t i;
    json_t *member;
    for (size_t list = 1; list <= 2 && !found; list++) {
        json_array_foreach(json_array_get(replies, list), i, member) {
            if (same_number(json_string_value(member), shorts->digits)) {
                found = arena_strdup(task->arena, json_string_value(member));
                break;
            }
        }
    }
    if (!found) {
        task_answer_error(task, REPLY_REFUSED,
                          arena_printf(task->arena,
                                       "No incident has the number %s. <!list> shows the "
                                       "open ones.",
                                       shorts->digits));
        task_end(task);
        return;
    }
    *shorts->ret = found;
    shorts_next(task);
}

static bool shorts_start(struct task *task, const char **id) {
    if (!*id || incident_id_valid(*id)) {
        return false;
    }
    struct shorts *shorts = arena_alloc(task->arena, sizeof *shorts);
    *shorts = (struct shorts){task, **id == '#' ? *id + 1 : *id, id};
    struct ops ops;
    ops_init(&ops, task->arena);
    ops_write(&ops, arena_printf(task->arena, "inc:%s", today_id(task, shorts->digits)),
              "EXISTS", NULL);
    ops_write(&ops, "open", "ZREVRANGE", "0", "999", NULL);
    ops_write(&ops, "closed", "ZREVRANGE", "0", "99", NULL);
    task->bot->o.store->read(task->bot->o.store->self, ops.writes, ops.nwrites,
                             shorts_came, shorts);
    return true;
}

static void shorts_next(struct task *task) {
    if (shorts_start(task, &task->needs.incident) ||
        shorts_start(task, &task->needs.other)) {
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
    if (why) {
        fail(task, arena_printf(task->arena, "%s could not be read: %s", slot->id, why));
        return;
    }
    if (!slot->state) {
        if (!task_personal(task)) {
            task_end(task); /* an index named an incident that does not exist */
            return;
        }
        task_answer_error(task, REPLY_REFUSED,
                          arena_printf(task->arena,
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
        fail(task, why);
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
        /* The state may be evicted while others load: the list keeps a copy. */
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
    const char *id = json_string_value(json_array_get(task->listed_ids, task->listing));
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
        fail(task, why);
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
    const char *key = needs->closed ? "closed" : "open";
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
            ops_write(&ops, arena_printf(task->arena, "todo:%s", names[i]), "ZRANGE", "0",
                      last, NULL);
        }
    }
    task->bot->o.store->read(task->bot->o.store->self, ops.writes, ops.nwrites, list_came,
                             task);
}

static void seq_came(void *ctx, const json_t *replies, const char *why) {
    struct task *task = ctx;
    if (!replies) {
        fail(task, why);
        return;
    }
    const char *value = json_string_value(json_array_get(replies, 0));
    task->bot->seq = value ? strtoll(value, NULL, 10) : 0;
    task_fetch(task);
}

/* Gives the next id of the day from memory; only the first of a day asks Redis. The
 * commit checks that the number is still free. */
static bool fetch_new_id(struct task *task) {
    struct bot *bot = task->bot;
    int year, month, day;
    char key[sizeof bot->seq_key];
    time_utc_day(bot_now(bot), &year, &month, &day);
    snprintf(key, sizeof key, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
    if (strcmp(key, bot->seq_key) != 0) {
        memcpy(bot->seq_key, key, sizeof key);
        bot->seq = -1;
    }
    if (bot->seq >= 0) {
        task->new_id = incident_id(task->arena, bot_now(bot), bot->seq + 1);
        return true;
    }
    struct ops ops;
    ops_init(&ops, task->arena);
    ops_write(&ops, arena_printf(task->arena, "seq:%s", key), "GET", NULL);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, seq_came, task);
    return false;
}

void task_fetch(struct task *task) {
    struct bot *bot = task->bot;
    if (task->slot && !(task->have_state && task->slot->state)) {
        slot_load(bot, task->slot, state_came, task);
        return;
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
    if (task->opens && !fetch_new_id(task)) {
        return;
    }
    task_decide(task);
}
