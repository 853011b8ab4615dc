/* history.c: marks on the entries of a timeline, and the fold over what remains. */
#include "core/history.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/entry_words.h"
#include "core/fold.h"
#include "core/fold_read.h"

static int64_t number_of(const struct entry *entry, const char *key) {
    return jsonx_int(entry->data, key, 0);
}

bool history_corrects(const struct entry *entry, int64_t number) {
    return text_equal(entry->kind, KIND_CORRECTED) &&
           number_of(entry, "number") == number;
}

bool history_shown(const struct entry *entry) {
    return !entry->undone && !text_equal(entry->kind, KIND_CORRECTED);
}

/* The text is about this; others of the entry are named when they are meant. */
static const struct {
    const char *kind, *field;
    bool undoable;
} kinds[] = {
    {KIND_OPENED, "summary", false},    {KIND_ACKNOWLEDGED, NULL, true},
    {KIND_SEVERITY, "reason", true},    {KIND_ROLE, "note", true},
    {KIND_ROLE_RELEASED, NULL, true},   {KIND_UPDATE, "update", true},
    {KIND_PHASE, "note", true},         {KIND_SUMMARY, "summary", true},
    {KIND_IMPACT, "impact", true},      {KIND_NOTE, "note", true},
    {KIND_DECISION, "decision", true},  {KIND_CONTAINED, "note", true},
    {KIND_MITIGATED, "note", true},     {KIND_RESOLVED, "resolution", true},
    {KIND_RESTORED, "note", true},      {KIND_VERIFIED, "note", true},
    {KIND_CLOSED, "note", false},       {KIND_REOPENED, "reason", false},
    {KIND_ESCALATED, "reason", false},  {KIND_SNOOZED, "reason", true},
    {KIND_ACTION_ADDED, "title", true}, {KIND_ACTION_DONE, NULL, true},
    {KIND_EVIDENCE, "what", true},      {KIND_BRIDGE, NULL, true},
    {KIND_CHANGED, "reason", true},     {KIND_CORRECTED, NULL, true},
    {KIND_LINKED, "reason", false},     {KIND_PART, "note", true},
    {KIND_MITIGATION, "note", true},    {KIND_CANCELLED, "why", false},
    {KIND_DUPLICATE, "why", false},
};

const char *history_field(const char *kind) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (text_equal(kinds[i].kind, kind)) {
            return kinds[i].field;
        }
    }
    return NULL;
}

bool history_undoable(const char *kind) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (text_equal(kinds[i].kind, kind)) {
            return kinds[i].undoable;
        }
    }
    return false;
}

/* ---- marks ---- */

static void unmark(struct entry *entry) {
    if (entry->was && !text_equal(entry->kind, KIND_CORRECTED)) {
        entry->text = entry->was;
    }
    entry->was = NULL;
    entry->undone = entry->missing = false;
}

/* With the text of an entry its corrections go. */
static bool removes(const struct entry *by, const struct entry *entry) {
    int64_t number = number_of(by, "number");

    return number == entry->n || history_corrects(entry, number);
}

/* Nobody may read of a lost text that somebody removed it on purpose. */
static void mark_missing(struct entry *entries, size_t n) {
    for (size_t i = 0; i < n; i++) {
        entries[i].missing = entries[i].tx && !entries[i].text;
        for (size_t k = 0; text_equal(entries[i].kind, KIND_REDACTED) && k < i; k++) {
            entries[k].missing = entries[k].missing && !removes(&entries[i], &entries[k]);
        }
    }
}

/* Only what can be taken back, whatever the range says: nobody undoes an opening. */
static void mark_undone(struct entry *entries, size_t n, const struct entry *by) {
    int64_t from = number_of(by, "from"), to = number_of(by, "to");

    for (size_t i = 0; i < n && entries[i].n < by->n; i++) {
        if (entries[i].n >= from && entries[i].n <= to &&
            history_undoable(entries[i].kind)) {
            entries[i].undone = true;
        }
    }
}

static void mark_corrected(struct arena *arena, struct entry *entries, size_t n,
                           struct entry *by) {
    const char *field = jsonx_string(by->data, "field", NULL);
    int64_t number = number_of(by, "number");
    const char *text =
        by->text ? jsonx_string(by->text, "text", NULL) : entry_no_text(by);

    for (size_t i = 0; i < n && entries[i].n < by->n; i++) {
        struct entry *entry = &entries[i];
        const char *old =
            entry->n == number && field ? jsonx_string(entry->text, field, NULL) : NULL;
        json_t *copy;

        if (!old || !text) {
            continue;
        }
        by->was = arena_json(arena, json_pack("{s:s}", "text", old));
        copy = arena_json(arena, json_deep_copy(entry->text));
        jsonx_set_string(copy, field, text);
        entry->was = entry->was ? entry->was : entry->text;
        entry->text = copy;
    }
}

void history_mark(struct arena *arena, struct entry *entries, size_t n) {
    for (size_t i = 0; i < n; i++) {
        unmark(&entries[i]);
    }
    mark_missing(entries, n);
    for (size_t i = 0; i < n; i++) {
        if (text_equal(entries[i].kind, KIND_UNDONE)) {
            mark_undone(entries, i, &entries[i]);
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (text_equal(entries[i].kind, KIND_CORRECTED) && !entries[i].undone) {
            mark_corrected(arena, entries, i, &entries[i]);
        }
    }
}

bool history_reaches(const struct entry *entries, size_t n, int64_t version) {
    for (size_t i = 0; i < n; i++) {
        const char *key = text_equal(entries[i].kind, KIND_UNDONE)      ? "from"
                          : text_equal(entries[i].kind, KIND_CORRECTED) ? "number"
                                                                        : NULL;

        if (key && number_of(&entries[i], key) <= version) {
            return true;
        }
    }
    return false;
}

/* ---- the fold ---- */

struct incident *history_fold(struct arena *arena, const char *id,
                              const struct entry *entries, size_t n,
                              const struct entry *more, size_t m, int64_t gone,
                              struct error *err) {
    struct incident *state = incident_new(id);
    struct entry *all = arena_array(arena, n + m + 1, sizeof *all);

    for (size_t i = 0; i < n + m; i++) {
        all[i] = i < n ? entries[i] : more[i - n];
        unmark(&all[i]);
        if (gone != 0 && (all[i].n == gone || history_corrects(&all[i], gone))) {
            entry_remove_text(arena, &all[i]);
        }
    }
    history_mark(arena, all, n + m);
    for (size_t i = 0; i < n + m; i++) {
        if (!incident_apply(state, &all[i], err)) {
            incident_free(state);
            return NULL;
        }
    }
    return state;
}
