/* commit.c: a decided change as writes.
 *
 * Salt and hashes come last, when the change is known to be the one that is tried: a turn
 * that is decided again is sealed again, with other salt. */
#include "core/commit.h"
#include "core/chain.h"
#include "core/entry_bytes.h"
#include "core/incident_json.h"

#include "base/err.h"
#include "base/jsonx.h"
#include "tocsin/keys.h"

struct sealing {
    struct arena *arena;
    const char *id;
    random_source random;
    uint8_t chain[HASH_SIZE];
    struct write *ret;
    size_t n;
};

static bool writable(const struct change *change, size_t max, struct error *err) {
    const struct incident *before = change->before;

    if (before && before->read_only) {
        return err_set(
            err, ERR_PHASE,
            "%s has an entry \"%s\" that this version of tocsin does not know, "
            "so it can only be read. Run the version that wrote it, or a newer "
            "one.",
            before->id, before->unknown_kind);
    }
    if (2 * change->nentries + 1 + INDEX_WRITES_MAX > max) {
        return err_set(err, ERR_LIMIT,
                       "Nothing was saved: this would change too much at once. Do it in "
                       "several steps.");
    }
    return true;
}

static bool chain_of(const char *workspace, const struct change *change,
                     uint8_t ret_chain[HASH_SIZE], struct error *err) {
    if (!change->before) {
        chain_start(workspace, change->id, ret_chain);
        return true;
    }
    if (!hash_unhex(change->before->chain, ret_chain, HASH_SIZE)) {
        return err_set(err, ERR_CORRUPT,
                       "Nothing was saved: the head hash of %s is missing. Run tocsin "
                       "audit %s.",
                       change->id, change->id);
    }
    return true;
}

static char *hex_of(struct arena *arena, const uint8_t hash[HASH_SIZE]) {
    char *hex = arena_alloc(arena, HASH_HEX);

    hash_hex(hash, HASH_SIZE, hex);
    return hex;
}

static bool add_entry(struct sealing *sealing, struct entry *entry, struct error *err) {
    struct arena *arena = sealing->arena;
    const char *number = arena_printf(arena, "%lld", (long long)entry->n);
    uint8_t salt[ENTRY_SALT];
    char *bytes, *text;

    sealing->random(salt, sizeof salt);
    if (!entry_seal(arena, entry, salt, &bytes, &text, err)) {
        return false;
    }
    chain_next(sealing->chain, bytes, strlen(bytes));
    sealing->ret[sealing->n++] =
        write_words(arena, arena_printf(arena, KEY_TIMELINE "%s", sealing->id), "XADD",
                    arena_printf(arena, "%s-0", number), "b", bytes, "h",
                    hex_of(arena, sealing->chain), NULL);
    if (text) {
        sealing->ret[sealing->n++] =
            write_words(arena, arena_printf(arena, KEY_TEXTS "%s", sealing->id), "HSET",
                        number, text, NULL);
    }
    return true;
}

static bool snapshot_due(const struct change *change) {
    const struct incident *before = change->before, *after = change->after;
    int64_t was = before ? before->version : 0;

    if (after->read_only) {
        return false; /* what was not understood must be folded again */
    }
    return change->snapshot || was / SNAPSHOT_EVERY != after->version / SNAPSHOT_EVERY ||
           (before && before->closed != after->closed);
}

static void add_head(struct sealing *sealing, const struct change *change) {
    struct arena *arena = sealing->arena;
    const char *key = arena_printf(arena, KEY_INCIDENT "%s", sealing->id);
    const char *version = arena_printf(arena, "%lld", (long long)change->after->version);
    const char *hash = hex_of(arena, sealing->chain);
    if (!snapshot_due(change)) {
        sealing->ret[sealing->n++] =
            write_words(arena, key, "HSET", "n", version, "h", hash, NULL);
        return;
    }
    json_t *json = incident_to_json(change->after);
    sealing->ret[sealing->n++] =
        write_words(arena, key, "HSET", "n", version, "h", hash, "s",
                    jsonx_text(arena, json), "sn", version, NULL);
    json_decref(json);
}

bool change_writes(struct arena *arena, const char *workspace, struct change *change,
                   int64_t alarm, random_source random, struct write *ret, size_t max,
                   size_t *ret_n, struct error *err) {
    struct sealing sealing = {
        .arena = arena, .id = change->id, .random = random, .ret = ret};

    if (!writable(change, max, err) || !chain_of(workspace, change, sealing.chain, err)) {
        return false;
    }
    for (size_t i = 0; i < change->nentries; i++) {
        if (!add_entry(&sealing, &change->entries[i], err)) {
            return false;
        }
    }
    add_head(&sealing, change);
    change->after->chain =
        arena_strdup(change->after->arena, hex_of(arena, sealing.chain));
    *ret_n = sealing.n +
             index_writes(arena, change->before, change->after, alarm, ret + sealing.n);
    return true;
}
