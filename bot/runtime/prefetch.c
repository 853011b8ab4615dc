/* prefetch.c: a turn is pure, so everything it may know is fetched before it: the state,
 * a second incident, the timeline, a list, the next number of the day. An ordinary command
 * on a cached incident waits for nothing here. */
#include "runtime/prefetch.h"
#include "base/log.h"
#include "base/stored.h"
#include "base/text.h"
#include "core/markup_text.h"
#include "core/needs.h"
#include "core/people.h"
#include "runtime/answer.h"
#include "runtime/aside.h"
#include "runtime/conclude.h"
#include "runtime/fetch.h"
#include "runtime/gone.h"
#include "runtime/retry.h"
#include "runtime/sequence.h"
#include "runtime/slot_load.h"
#include "runtime/slots.h"
#include "runtime/store_words.h"
#include "runtime/task.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { IDENTITIES_MAX = 8 };

static enum task_pace state_taken(struct task *task, struct slot *slot, const char *why) {
    if (why && slot->unreadable && !task->rule->person) {
        log_event(LOG_LEVEL_ERROR, "incident.unreadable", "incident", slot->id, "why",
                  why, NULL);
        return task_abandon(task); /* asking again tells nothing else */
    }
    if (why && slot->unreadable) {
        return task_unsure(
            task, task_not_saved(
                      task, arena_printf(
                                task->arena,
                                "%s is damaged in the database (%s), and cannot "
                                "be read. Nobody is reminded of it: please watch "
                                "it yourselves. Whoever runs the database should "
                                "run `tocsin audit %s` and restore a backup.",
                                slot->id, markup_escaped(task->arena, why), slot->id)));
    }
    if (why) {
        return task_unread(
            task, arena_printf(task->arena, "%s could not be read: %s", slot->id, why));
    }
    if (slot->frozen && task->rule->person && !task_reads(task)) {
        return task_conclude(task, arena_printf(task->arena, "Nothing was saved: %s",
                                                slot_frozen_words(task->arena, slot)));
    }
    if (!slot->state && !task->rule->person) {
        return task_abandon(task); /* an index named an incident that does not exist */
    }
    if (!slot->state) {
        const char *lost = gone_words(task->arena, slot, task_reads(task));
        return task_conclude(
            task, lost ? lost
                       : arena_printf(task->arena,
                                      "There is no incident %s. <!list> shows the "
                                      "open ones.",
                                      slot->id));
    }
    /* Both, when somebody names an incident as its own other one. */
    task->have_state = task->have_state || slot == task->slot;
    task->have_other = task->have_other || slot == task->other;
    return task_go(task, STAGE_FETCHING);
}

static void state_came(void *ctx, struct slot *slot, const char *why) {
    struct task *task = ctx;
    state_taken(task, slot, why);
    task_step(task);
}

static enum task_pace fetch_state(struct task *task, struct slot *slot) {
    if (slot->state) {
        return state_taken(task, slot, NULL);
    }
    slot_load(task->bot, slot, state_came, task);
    return TASK_WAIT;
}

static void timeline_came(void *ctx, const struct entry *entries, size_t n,
                          const char *why) {
    struct task *task = ctx;
    if (why) {
        task_unread(task, why);
    } else {
        task->timeline = entries;
        task->ntimeline = n;
        task->have_timeline = true;
    }
    task_step(task);
}

/* ---- a list of incidents ---- */

/* Not in the list: whoever asks must read that it is there, or must not have it counted
 * when it is not. Those behind the first `nindexed` come from elsewhere. */
static void pass_listed(struct task *task, const struct slot *slot, const char *why) {
    if (task->listing++ < task->nindexed) {
        task->listed_total--;
    }
    if (slot && why) {
        task->unread =
            task->unread ? task->unread : arena_json(task->arena, json_array());
        json_array_append_new(task->unread, json_string(slot->id));
    }
}

/* The state may be evicted while others load: the list keeps a copy. A frozen one as it
 * was last. */
static void take_listed(struct task *task, const struct slot *slot, const char *why) {
    if (!slot->state) {
        pass_listed(task, slot, why);
        return;
    }
    task->listed[task->nlisted++] = incident_clone(slot->state);
    task->listing++;
}

static void listed_came(void *ctx, struct slot *slot, const char *why) {
    struct task *task = ctx;
    if (why && !slot->unreadable) { /* the database is away */
        task_unread(task, why);
    } else {
        take_listed(task, slot, why);
    }
    task_step(task);
}

/* All of the list that is in memory; of the first that is not, it waits. */
static enum task_pace fetch_listed(struct task *task) {
    for (; task->listing < json_array_size(task->listed_ids);) {
        const json_t *member = json_array_get(task->listed_ids, task->listing);
        const char *id = stored_text(member);
        struct slot *slot;
        if (!id || !incident_id_valid(id)) {
            aside_member(task->bot, ASIDE_SET, task->needs.closed ? KEY_CLOSED : KEY_OPEN,
                         member, "is no incident");
            pass_listed(task, NULL, NULL);
            continue;
        }
        slot = slot_get(task->bot, id);
        if (!slot->state) {
            slot_load(task->bot, slot, listed_came, task);
            return TASK_WAIT;
        }
        take_listed(task, slot, NULL);
    }
    task->have_list = true;
    return task_go(task, STAGE_FETCHING);
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
    size_t n;
    if (!replies) {
        task_unread(task, why);
        task_step(task);
        return;
    }
    task->listed_total = json_integer_value(json_array_get(replies, 0));
    task->listed_ids = json_deep_copy(json_array_get(replies, 1));
    task->listed_ids = task->listed_ids ? task->listed_ids : json_array();
    task->nindexed = json_array_size(task->listed_ids);
    for (size_t i = 2; i < json_array_size(replies); i++) {
        add_todo(task->listed_ids, json_array_get(replies, i));
    }
    n = json_array_size(task->listed_ids) + 1;
    /* NOLINTNEXTLINE(bugprone-sizeof-expression) an array of pointers */
    task->listed = arena_array(task->arena, n, sizeof *task->listed);
    task_step(task);
}

static enum task_pace fetch_list(struct task *task) {
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
    return TASK_WAIT;
}

enum task_pace stage_fetching(struct task *task) {
    bool timeline = task->needs.timeline || task->rule->history;
    int64_t wait;
    if (task_waited_in_vain(task)) {
        return task_unsure(task,
                           task_not_saved(task, "the database does not answer. Send "
                                                "it again in a moment."));
    }
    if (task->slot && !(task->have_state && task->slot->state)) {
        return fetch_state(task, task->slot);
    }
    if (task->needs.original && !task->other_id && task->slot) {
        task->other_id = arena_strdup(task->arena, incident_original(task->slot->state));
    }
    if (task->other_id && !task->other) {
        task->other = slot_get(task->bot, task->other_id);
        task->other->pins++;
    }
    if (task->other && !(task->have_other && task->other->state)) {
        return fetch_state(task, task->other);
    }
    if (timeline && task->slot && !task->have_timeline) {
        struct fetcher fetcher = aside_fetcher(task->bot);
        fetch_timeline(&fetcher, task->arena, task->id, 0, task->slot->state->version,
                       timeline_came, task);
        return TASK_WAIT;
    }
    if ((task->needs.open || task->needs.closed) && !task->have_list) {
        return task->listed_ids ? fetch_listed(task) : fetch_list(task);
    }
    wait = task->opens ? sequence_wait(task) : 0;
    if (wait > 0) {
        return task_retry(task, wait);
    }
    if (task->opens && !sequence_next(task)) {
        return TASK_WAIT;
    }
    return task_go(task, STAGE_DECIDING);
}
