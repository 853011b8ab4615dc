/* sequence.c: the next id of the day.
 *
 * From memory; only the first of a day asks Redis. What `seq:<day>` holds may be missing,
 * nonsense, or of an older copy: then the incidents themselves are asked, and the number
 * is beyond every one that is known. The commit checks that the id is still free. */
#include "runtime/sequence.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/reindex.h"
#include "runtime/now.h"
#include "runtime/numbers.h"
#include "runtime/retry.h"
#include "runtime/task.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

static void keep(struct bot *bot, const char *stored) {
    free(bot->seq_stored);
    bot->seq_stored = mem_copy(stored);
}

static void settle(struct task *task) {
    struct bot *bot = task->bot;
    int64_t stored = sequence_of(bot->seq_stored);
    int64_t known = numbers_last(bot, bot->seq_key);
    bot->seq = stored > known ? stored : known;
    bot->seq_doubt = false;
    task_step(task);
}

static void scanned(void *ctx, const char *why) {
    struct task *task = ctx;
    if (why) {
        task_unread(task, why);
        task_step(task);
        return;
    }
    settle(task);
}

static void seq_came(void *ctx, const json_t *replies, const char *why) {
    struct task *task = ctx;
    struct bot *bot = task->bot;
    if (!replies) {
        task_unread(task, why);
        task_step(task);
        return;
    }
    const char *stored = json_string_value(json_array_get(replies, 0));
    if (!stored && json_integer_value(json_array_get(replies, 1)) > 0) {
        stored = ""; /* bytes that are no text: nonsense as well */
    }
    int64_t number = sequence_of(stored);
    keep(bot, stored);
    /* Once the incidents were walked, nothing of the day is unknown here. */
    if (number < 0 || bot->seq_doubt || (!stored && !bot->walked)) {
        numbers_scan(bot, bot->seq_key, scanned, task);
        return;
    }
    settle(task);
}

bool sequence_next(struct task *task) {
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
        int64_t known = numbers_last(bot, key); /* a network may have told it since */
        bot->seq = known > bot->seq ? known : bot->seq;
        task->new_id = incident_id(task->arena, bot_now(bot), bot->seq + 1);
        return true;
    }
    struct ops ops;
    ops_init(&ops, task->arena);
    ops_write(&ops, arena_printf(task->arena, KEY_SEQUENCE "%s", key), "GET", NULL);
    ops_write(&ops, arena_printf(task->arena, KEY_SEQUENCE "%s", key), "EXISTS", NULL);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, seq_came, task);
    return false;
}

void sequence_given(struct bot *bot, const char *id) {
    char number[24];
    bot->seq++;
    snprintf(number, sizeof number, "%lld", (long long)bot->seq);
    keep(bot, number);
    numbers_learn(bot, id);
}

/* ---- a new store: the networks know what was given ---- */

int64_t sequence_wait(struct task *task) {
    struct bot *bot = task->bot;
    int64_t left = bot->ids_left > 0 ? bot->ids_until - bot_mono(bot) : 0;
    bot->ids_waiter = left > 0 ? task : NULL;
    return left;
}

void sequence_told(struct bot *bot) {
    if (bot->ids_left == 0 && bot->ids_waiter && bot->ids_waiter == bot->new_head &&
        bot->ids_waiter->retry) {
        bot->o.loop->timer_start(bot->ids_waiter->retry, 0);
    }
}
