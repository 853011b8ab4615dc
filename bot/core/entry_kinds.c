/* entry_kinds.c: the kinds of entries that this binary knows, and how old ones are read.
 *
 * Stored bytes are never rewritten: when a kind changes, its version is raised here, and
 * an upcast lifts what older binaries wrote while it is read. Nothing behind
 * entry_parse() ever sees an old version. A kind that is not in the table makes its
 * incident read-only, because nobody can say what it would have changed. */
#include "core/entry_kinds.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/entry.h"

enum { NO_TEXT = false, TEXT = true };

/* What changed is where the words of people are stored (entry_words.c): an older binary
 * would not find them. */
static bool as_it_is(struct arena *arena, struct entry *entry, struct error *err) {
    (void)arena;
    (void)entry;
    (void)err;
    return true;
}

static const struct entry_kind all[] = {
    {KIND_OPENED, 2, TEXT, as_it_is},
    {KIND_ACKNOWLEDGED, 1, NO_TEXT, NULL},
    {KIND_SEVERITY, 1, TEXT, NULL},
    {KIND_ROLE, 1, TEXT, NULL},
    {KIND_ROLE_RELEASED, 1, NO_TEXT, NULL},
    {KIND_UPDATE, 1, TEXT, NULL},
    {KIND_PHASE, 1, TEXT, NULL},
    {KIND_SUMMARY, 1, TEXT, NULL},
    {KIND_IMPACT, 1, TEXT, NULL},
    {KIND_NOTE, 1, TEXT, NULL},
    {KIND_DECISION, 1, TEXT, NULL},
    {KIND_CONTAINED, 1, TEXT, NULL},
    {KIND_MITIGATED, 2, TEXT, as_it_is},
    {KIND_MITIGATION, 1, TEXT, NULL},
    {KIND_RESOLVED, 1, TEXT, NULL},
    {KIND_RESTORED, 1, TEXT, NULL},
    {KIND_VERIFIED, 1, TEXT, NULL},
    {KIND_CLOSED, 1, TEXT, NULL},
    {KIND_CANCELLED, 1, TEXT, NULL},
    {KIND_DUPLICATE, 1, TEXT, NULL},
    {KIND_REOPENED, 1, TEXT, NULL},
    {KIND_ESCALATED, 1, TEXT, NULL},
    {KIND_SNOOZED, 1, TEXT, NULL},
    {KIND_ACTION_ADDED, 2, TEXT, as_it_is},
    {KIND_ACTION_DONE, 1, NO_TEXT, NULL},
    {KIND_EVIDENCE, 1, TEXT, NULL},
    {KIND_BRIDGE, 1, TEXT, NULL},
    {KIND_LINKED, 1, TEXT, NULL},
    {KIND_WARNED, 1, NO_TEXT, NULL},
    {KIND_MISSED, 1, NO_TEXT, NULL},
    {KIND_NUDGE_SENT, 1, NO_TEXT, NULL},
    {KIND_NUDGE_FAILED, 1, TEXT, NULL},
    {KIND_DELIVERY_FAILED, 1, TEXT, NULL},
    {KIND_PLACE_BOUND, 1, NO_TEXT, NULL},
    {KIND_PLACE_FAILED, 1, TEXT, NULL},
    {KIND_STEP_FAILED, 1, TEXT, NULL},
    {KIND_PLACE_HEARD, 1, NO_TEXT, NULL},
    {KIND_MARKED, 1, NO_TEXT, NULL},
    {KIND_UNMARKED, 1, NO_TEXT, NULL},
    {KIND_PINNED, 1, TEXT, NULL},
    {KIND_FILE, 1, TEXT, NULL},
    {KIND_EDITED, 1, TEXT, NULL},
    {KIND_DELETED, 1, NO_TEXT, NULL},
    {KIND_CLOCK_STEPPED, 1, NO_TEXT, NULL},
    {KIND_CHANGED, 2, TEXT, as_it_is},
    {KIND_PART, 2, TEXT, as_it_is},
    {KIND_UNDONE, 1, NO_TEXT, NULL},
    {KIND_CORRECTED, 1, TEXT, NULL},
    {KIND_REDACTED, 1, TEXT, NULL},
};

const struct entry_kinds entry_kinds = {all, sizeof all / sizeof *all};

const struct entry_kind *entry_kind_find(const struct entry_kinds *kinds,
                                         const char *name) {
    for (size_t i = 0; i < kinds->n; i++) {
        if (text_equal(kinds->list[i].name, name)) {
            return &kinds->list[i];
        }
    }
    return NULL;
}

int entry_kind_version(const char *kind) {
    const struct entry_kind *found = entry_kind_find(&entry_kinds, kind);

    return found ? found->version : 0;
}

bool entry_kind_told(const char *kind) {
    static const char *const kinds[] = {KIND_NOTE,      KIND_DECISION,   KIND_UPDATE,
                                        KIND_CONTAINED, KIND_MITIGATED,  KIND_RESOLVED,
                                        KIND_RESTORED,  KIND_VERIFIED,   KIND_PHASE,
                                        KIND_PART,      KIND_MITIGATION, NULL};

    return text_in(kind, kinds);
}

int64_t entry_when(const struct entry *entry) {
    int64_t when = jsonx_int(entry->data, "when", 0);

    return when > 0 && when < entry->at && entry_kind_told(entry->kind) ? when
                                                                        : entry->at;
}
