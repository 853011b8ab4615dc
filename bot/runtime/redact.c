/* redact.c: what a text.redacted entry makes happen, in the same commit: the text leaves
 * Redis, the stored reply of the input that brought it, the snapshot (refolded) and the
 * deliveries that wait; and a mark stays until the append-only file has been written anew
 * (cli/rewrite.c). The chain holds only a salted hash and verifies as before. What a
 * network has already shown stays there, and the reply says so. */
#include "runtime/redact.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "core/history.h"
#include "runtime/purge.h"
#include "runtime/task.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

/* One text leaves: of the entry, or of a correction of it. */
static bool remove_text(struct task *task, const struct change *change,
                        const struct entry *entry, struct error *err) {
    struct arena *arena = task->turn_arena;
    ops_write(&task->ops, arena_printf(arena, KEY_TEXTS "%s", change->id), "HDEL",
              arena_printf(arena, "%lld", (long long)entry->n), NULL);
    if (entry->in) {
        ops_write(
            &task->ops, arena_printf(arena, KEY_IDEM "%s", entry->in), "SET",
            arena_printf(arena,
                         "{\"s\":\"ok\",\"inc\":\"%s\",\"n\":%lld,\"reply\":[{\"k\":"
                         "\"p\",\"c\":[{\"k\":\"t\",\"s\":\"Saved; its text was "
                         "removed later.\"}]}]}",
                         change->id, (long long)entry->n),
            "EX", arena_printf(arena, "%d", IDEM_TTL_S), NULL);
    }
    return task_purge(task, change, entry, err);
}

/* The texts of an entry: as it was written, and each correction. */
static bool remove_texts(struct task *task, const struct change *change, int64_t number,
                         struct error *err) {
    for (size_t i = (size_t)number - 1; i < task->ntimeline; i++) {
        struct entry entry = task->timeline[i];
        if (entry.n != number && !history_corrects(&entry, number)) {
            continue;
        }
        if (entry.n == number && entry.was) {
            entry.text = entry.was; /* as it was written */
        }
        if (entry.text && !remove_text(task, change, &entry, err)) {
            return false;
        }
    }
    return true;
}

bool task_redact(struct task *task, struct error *err) {
    if (task->derived.gone == 0) {
        return true;
    }
    const struct change *change = &task->turn.changes[0];
    ops_write(&task->ops, KEY_REWRITE, "SET",
              arena_printf(task->turn_arena, "%s:%lld", change->id,
                           (long long)change->entries[0].n),
              NULL);
    return remove_texts(task, change, task->derived.gone, err);
}
