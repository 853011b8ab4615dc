/* redact.c: what a text.redacted entry makes happen, in the same commit: the text leaves
 * Redis, the stored reply of the input that brought it, the snapshot (refolded) and the
 * deliveries that wait; and a mark stays until the append-only file has been written anew
 * (cli/rewrite.c). The chain holds only a salted hash and verifies as before. What a
 * network has already shown stays there, and the reply says so. */
#include "base/err.h"
#include "base/jsonx.h"
#include "core/history.h"
#include "runtime/task.h"
#include "tocsin/keys.h"

static int64_t redacted_number(const struct change *change) {
    for (size_t i = 0; i < change->nentries; i++) {
        if (!strcmp(change->entries[i].kind, KIND_REDACTED)) {
            return jsonx_int(change->entries[i].data, "number", 0);
        }
    }
    return 0;
}

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
    task->redacted = false;
    if (task->turn.nchanges == 0) {
        return true;
    }
    struct change *change = &task->turn.changes[0];
    int64_t number = redacted_number(change);
    if (number == 0) {
        return true;
    }
    if (number > (int64_t)task->ntimeline) {
        return err_set(err, ERR_INTERNAL, "the timeline was not read before a redaction");
    }
    struct incident *state =
        history_fold(task->turn_arena, change->id, task->timeline, task->ntimeline,
                     change->entries, change->nentries, number, err);
    if (!state) {
        return false;
    }
    incident_free(change->after);
    change->after = state;
    change->snapshot = true;
    ops_write(&task->ops, KEY_REWRITE, "SET",
              arena_printf(task->turn_arena, "%s:%lld", change->id,
                           (long long)change->entries[0].n),
              NULL);
    task->redacted = true;
    return remove_texts(task, change, number, err);
}
