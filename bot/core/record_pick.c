/* record_pick.c: see record_pick.h. */
#include "core/record_pick.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/entry_kinds.h"
#include "core/history.h"

static const char *const routine[] = {KIND_WARNED, KIND_NUDGE_SENT, KIND_PLACE_BOUND,
                                      KIND_MARKED, KIND_UNMARKED,   KIND_PLACE_HEARD,
                                      NULL};
/* News the first time, by what they are about. */
static const char *const repeating[] = {KIND_MISSED, KIND_NUDGE_FAILED,
                                        KIND_DELIVERY_FAILED, KIND_STEP_FAILED, NULL};

/* What an entry is about: of a missed deadline the due, of a failure where it was. */
static const char *subject(struct arena *arena, const struct entry *entry) {
    const json_t *data = entry->data;
    bool missed = text_equal(entry->kind, KIND_MISSED);

    return arena_printf(arena, "%s|%s|%lld|%lld|%s|%s|%s", entry->kind,
                        missed ? jsonx_string(data, "deadline", "") : "",
                        missed ? (long long)jsonx_int(data, "ref", 0) : 0LL,
                        missed ? (long long)jsonx_int(data, "due", 0) : 0LL,
                        jsonx_string(data, "place", ""),
                        jsonx_string(data, "network", ""),
                        jsonx_string(data, "step", ""));
}

static bool worth(struct arena *arena, json_t *seen, const struct entry *entry) {
    const char *about;

    if (text_in(entry->kind, routine) || !history_shown(entry)) {
        return false;
    }
    if (!text_in(entry->kind, repeating)) {
        return true;
    }
    about = subject(arena, entry);
    if (json_object_get(seen, about)) {
        return false;
    }
    json_object_set_new(seen, about, json_true());
    return true;
}

/* Only what was told later moves: the others keep the order in which they were written, also
 * where the clock was set back. */
void record_by_when(const struct entry **picked, size_t n) {
    for (size_t i = 1; i < n; i++) {
        const struct entry *one = picked[i];
        size_t k = i;

        if (entry_when(one) == one->at) {
            continue;
        }
        while (k > 0 && entry_when(picked[k - 1]) > entry_when(one)) {
            picked[k] = picked[k - 1];
            k--;
        }
        picked[k] = one;
    }
}

size_t record_pick(struct arena *arena, const struct entry *entries, size_t n, bool all,
                   const struct entry ***ret_picked) {
    /* NOLINTNEXTLINE(bugprone-sizeof-expression) an array of pointers */
    const struct entry **picked = arena_array(arena, n + 1, sizeof *picked);
    json_t *seen = json_object();
    size_t npicked = 0;

    for (size_t i = 0; i < n; i++) {
        if (all || worth(arena, seen, &entries[i])) {
            picked[npicked++] = &entries[i];
        }
    }
    json_decref(seen);
    if (!all) {
        record_by_when(picked, npicked);
    }
    *ret_picked = picked;
    return npicked;
}
