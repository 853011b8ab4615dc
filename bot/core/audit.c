/* audit.c: is this timeline the one that was written?
 *
 * Entries are first put in their slots by number, so that one that is missing or out of
 * place is named once and the others can still be checked. The chain is then followed
 * from slot to slot. After a damaged entry it goes on from the hash that is stored beside
 * it: one changed byte must be one finding, not one for each later entry. */
#include "core/audit.h"
#include "core/chain.h"
#include "core/entry_bytes.h"
#include "core/fold.h"

#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/history.h"
#include "core/incident.h"
#include "core/incident_json.h"

#include <stdarg.h>

struct slot {
    const struct audit_entry *stored; /* NULL: missing */
    const char *text;                 /* stored text, or NULL */
    struct entry entry;
    bool parsed;
    int64_t removed_by; /* entry that says that the text was removed, or 0 */
};

struct audit {
    struct arena *arena;
    const struct audit_input *input;
    struct audit_report *report;
    struct slot *slots; /* [1..n] */
    int64_t n;
    uint8_t chain[HASH_SIZE]; /* after the last entry that was looked at */
    bool chained;             /* chain is known */
};

static void found(struct audit *audit, int64_t n, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void found(struct audit *audit, int64_t n, const char *format, ...) {
    struct audit_report *report = audit->report;
    va_list args;

    if (report->n == AUDIT_FINDINGS_MAX) {
        report->more = true;
        return;
    }
    va_start(args, format);
    report->findings[report->n].n = n;
    report->findings[report->n].what = arena_vprintf(audit->arena, format, args);
    va_end(args);
    report->n++;
}

/* A decimal number in its one spelling, before `end`. */
static bool read_number(const char *s, const char *end, int64_t *ret_n) {
    enum { DIGITS = 9 };
    size_t len = s ? strspn(s, "0123456789") : 0;
    int64_t n = 0;

    if (len == 0 || len > DIGITS || s[0] == '0' || !text_equal(s + len, end)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        n = n * 10 + (s[i] - '0');
    }
    *ret_n = n;
    return true;
}

/* Strictly as hash_hex() writes it. */
static bool read_hash(const char *hex, uint8_t ret_hash[HASH_SIZE]) {
    return hex && strspn(hex, "0123456789abcdef") == strlen(hex) &&
           hash_unhex(hex, ret_hash, HASH_SIZE);
}

/* ---- 1. every entry in its slot ---- */

static int64_t highest(const struct audit_input *input) {
    /* A damaged number must not make the audit allocate for it. */
    const int64_t ceiling = (int64_t)2 * LIMIT_ENTRIES;
    int64_t most = 0, n;

    for (size_t i = 0; i < input->nentries; i++) {
        if (read_number(input->entries[i].id, "-0", &n) && n > most && n <= ceiling) {
            most = n;
        }
    }
    return most;
}

static void place_entries(struct audit *audit) {
    int64_t last = 0, n;

    for (size_t i = 0; i < audit->input->nentries; i++) {
        const struct audit_entry *stored = &audit->input->entries[i];

        if (!read_number(stored->id, "-0", &n) || n > audit->n) {
            found(audit, last + 1,
                  "the stream has \"%s\" in its place, which is no number "
                  "of an entry",
                  stored->id ? stored->id : "");
            continue;
        }
        if (audit->slots[n].stored) {
            found(audit, n, "it is there twice");
            continue;
        }
        if (n < last) {
            found(audit, n, "it is out of order: it comes after entry %lld",
                  (long long)last);
        }
        audit->slots[n].stored = stored;
        last = n > last ? n : last;
    }
    for (n = 1; n <= audit->n; n++) {
        if (!audit->slots[n].stored) {
            found(audit, n, "it is missing");
        }
    }
}

static void parse_entries(struct audit *audit) {
    struct error err = {0};

    for (int64_t n = 1; n <= audit->n; n++) {
        struct slot *slot = &audit->slots[n];
        int64_t number;

        if (!slot->stored) {
            continue;
        }
        slot->parsed = slot->stored->bytes &&
                       entry_parse(audit->arena, slot->stored->bytes, slot->stored->len,
                                   NULL, &slot->entry, &err);
        if (!slot->parsed) {
            found(audit, n, "its bytes are not those of an entry");
            continue;
        }
        if (slot->entry.n != n) {
            found(audit, n, "its bytes say that it is entry %lld: it was moved",
                  (long long)slot->entry.n);
        }
        number = jsonx_int(slot->entry.data, "number", 0);
        if (text_equal(slot->entry.kind, KIND_REDACTED) && number >= 1 &&
            number <= audit->n) {
            audit->slots[number].removed_by = n;
        }
    }
    /* With the text of an entry, its corrections go, as far as there were any. */
    for (int64_t n = 1; n <= audit->n; n++) {
        struct slot *slot = &audit->slots[n];
        int64_t number = slot->parsed && text_equal(slot->entry.kind, KIND_CORRECTED)
                             ? jsonx_int(slot->entry.data, "number", 0)
                             : 0;

        if (number >= 1 && number < n && slot->removed_by == 0 &&
            audit->slots[number].removed_by > n) {
            slot->removed_by = audit->slots[number].removed_by;
        }
    }
}

/* ---- 2. the chain ---- */

/* Does what follows entry n agree that the chain is `hash` after it? Tells a changed hash
 * from changed bytes. */
static bool confirmed(const struct audit *audit, int64_t n,
                      const uint8_t hash[HASH_SIZE]) {
    uint8_t next[HASH_SIZE], stored[HASH_SIZE];
    const struct audit_entry *follower;

    memcpy(next, hash, HASH_SIZE);
    if (n == audit->n) {
        return read_hash(audit->input->h, stored) && !memcmp(stored, next, HASH_SIZE);
    }
    follower = audit->slots[n + 1].stored;
    if (!follower || !follower->bytes || !read_hash(follower->hash, stored)) {
        return false;
    }
    chain_next(next, follower->bytes, follower->len);
    return !memcmp(stored, next, HASH_SIZE);
}

static void check_link(struct audit *audit, int64_t n) {
    const struct audit_entry *stored = audit->slots[n].stored;
    uint8_t hash[HASH_SIZE];
    bool readable = read_hash(stored->hash, hash);

    if (!audit->chained || !stored->bytes) {
        /* The entry before is missing, which has been said: go on from here. */
        if (!readable) {
            found(audit, n, "its hash is damaged");
        }
    } else {
        chain_next(audit->chain, stored->bytes, stored->len);
        if (readable && !memcmp(hash, audit->chain, HASH_SIZE)) {
            return;
        }
        if (confirmed(audit, n, audit->chain)) {
            found(audit, n, "the hash beside it was changed; its bytes are right");
            return;
        }
        found(audit, n,
              "its bytes are not the ones that were written: they do not give "
              "the hash beside them");
    }
    audit->chained = readable;
    if (readable) {
        memcpy(audit->chain, hash, HASH_SIZE);
    }
}

static void check_chain(struct audit *audit) {
    char hex[HASH_HEX];

    chain_start(audit->input->workspace, audit->input->incident, audit->chain);
    audit->chained = true;
    for (int64_t n = 1; n <= audit->n; n++) {
        if (!audit->slots[n].stored) {
            audit->chained = false;
            continue;
        }
        check_link(audit, n);
        if (!audit->chained) {
            continue;
        }
        hash_hex(audit->chain, HASH_SIZE, hex);
        if (text_equal_nocase(hex, audit->input->expected)) {
            audit->report->proved = n;
        }
    }
    if (audit->chained) {
        hash_hex(audit->chain, HASH_SIZE, audit->report->head);
    }
}

/* ---- 3. the texts ---- */

static void place_texts(struct audit *audit) {
    int64_t n;

    for (size_t i = 0; i < audit->input->ntexts; i++) {
        const struct audit_text *text = &audit->input->texts[i];

        if (!read_number(text->number, "", &n)) {
            found(audit, 0,
                  "a text is stored under \"%s\", which is no number of an "
                  "entry",
                  text->number ? text->number : "");
        } else if (n > audit->n || !audit->slots[n].stored) {
            found(audit, n, "a text is stored for it, but there is no such entry");
        } else {
            audit->slots[n].text = text->stored;
        }
    }
}

static void check_text(struct audit *audit, int64_t n) {
    struct slot *slot = &audit->slots[n];
    struct error err = {0};

    if (!slot->text) {
        if (slot->entry.tx && slot->removed_by == 0) {
            found(audit, n, "its text is missing, and no entry says that it was removed");
        }
    } else if (!slot->entry.tx) {
        found(audit, n, "a text is stored for it, but it never had one");
    } else if (slot->removed_by != 0) {
        found(audit, n, "its text is stored, although entry %lld removed it",
              (long long)slot->removed_by);
    } else if (!entry_parse(audit->arena, slot->stored->bytes, slot->stored->len,
                            slot->text, &slot->entry, &err)) {
        found(audit, n, "its text is not the one that was written");
    }
}

static void check_texts(struct audit *audit) {
    place_texts(audit);
    for (int64_t n = 1; n <= audit->n; n++) {
        if (audit->slots[n].parsed) {
            check_text(audit, n);
        }
    }
}

/* ---- 4. the head and the snapshot ---- */

static void check_head(struct audit *audit) {
    const struct audit_input *input = audit->input;
    uint8_t hash[HASH_SIZE];
    int64_t n;

    if (!read_number(input->n, "", &n)) {
        found(audit, 0, "its number of entries is damaged");
    } else if (n > audit->n) {
        found(audit, audit->n + 1,
              "it is missing, and what came after it: there were %lld entries",
              (long long)n);
    } else if (n < audit->n) {
        found(audit, n + 1, "it was added outside: there were %lld entries",
              (long long)n);
    }
    if (!read_hash(input->h, hash)) {
        found(audit, 0, "its head hash is damaged");
    } else if (audit->chained && memcmp(hash, audit->chain, HASH_SIZE) != 0) {
        found(audit, 0, "its head hash is not that of entry %lld", (long long)audit->n);
    }
    if (input->expected && audit->report->proved == 0) {
        found(audit, 0,
              "no entry has the hash that was kept: the timeline is not the one "
              "it was taken from");
    }
}

static void check_snapshot(struct audit *audit, const struct incident *state) {
    json_t *stored = jsonx_parse(audit->input->s, strlen(audit->input->s));
    json_t *folded = incident_to_json(state);

    /* One of another fold number is never used. */
    if (jsonx_int(stored, "fold", 0) <= 0) {
        found(audit, 0, "its snapshot is damaged");
    } else if (jsonx_int(stored, "fold", 0) > FOLD_NUMBER) {
        found(audit, 0, "its snapshot is of a newer tocsin: audit it with that one");
    } else if (jsonx_int(stored, "fold", 0) == FOLD_NUMBER && !state->read_only &&
               !json_equal(stored, folded)) {
        found(audit, 0, "its snapshot is not what the entries up to %lld give",
              (long long)state->version);
    }
    json_decref(stored);
    json_decref(folded);
}

/* The first `n` entries, folded; what they take back or correct counts as they say. NULL:
 * it was named what is wrong. */
static struct incident *folded(struct audit *audit, int64_t n) {
    struct incident *state = incident_new(audit->input->incident);
    struct entry *entries = arena_array(audit->arena, (size_t)n + 1, sizeof *entries);
    struct error err = {0};

    for (int64_t i = 0; i < n; i++) {
        entries[i] = audit->slots[i + 1].entry;
    }
    history_mark(audit->arena, entries, (size_t)n);
    for (int64_t i = 0; i < n; i++) {
        if (!incident_apply(state, &entries[i], &err)) {
            found(audit, i + 1, "%s", err.text);
            incident_free(state);
            return NULL;
        }
    }
    return state;
}

static void check_fold(struct audit *audit) {
    struct incident *state;
    int64_t snapshot = 0, whole = 0;

    if (audit->input->s &&
        (!read_number(audit->input->sn, "", &snapshot) || snapshot > audit->n)) {
        found(audit, 0, "the version of its snapshot is damaged");
        snapshot = 0;
    }
    /* What is missing or damaged has been named; nothing can be folded over it. */
    while (whole < audit->n && audit->slots[whole + 1].parsed &&
           audit->slots[whole + 1].entry.n == whole + 1) {
        whole++;
    }
    state = folded(audit, whole);
    if (state && snapshot > 0 && snapshot < whole) {
        incident_free(state);
        state = folded(audit, snapshot);
    }
    if (state && snapshot > 0 && snapshot <= whole) {
        check_snapshot(audit, state);
    }
    incident_free(state);
}

void audit_timeline(struct arena *arena, const struct audit_input *input,
                    struct audit_report *ret_report) {
    struct audit audit = {
        .arena = arena, .input = input, .report = ret_report, .n = highest(input)};

    *ret_report = (struct audit_report){
        .findings = arena_array(arena, AUDIT_FINDINGS_MAX, sizeof *ret_report->findings),
        .versions = audit.n,
    };
    audit.slots = arena_array(arena, (size_t)audit.n + 1, sizeof *audit.slots);
    place_entries(&audit);
    parse_entries(&audit);
    check_chain(&audit);
    check_texts(&audit);
    check_head(&audit);
    check_fold(&audit);
}
