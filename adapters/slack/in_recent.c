/* in_recent.c: keys of envelopes that were answered lately.
 *
 * What was done once is known by the database; this table only keeps a person from
 * reading an answer twice when Slack hands in an envelope again. Bounded: the oldest
 * make room. */
#include "in_recent.h"
#include "base/mem.h"

#include <uthash.h>

enum { RECENT_MOST = 4096 };

struct entry {
    UT_hash_handle hh;
    uint64_t socket;
    int64_t at;
    json_t *said;
    char key[];
};

struct recent {
    struct entry *entries; /* uthash keeps them in the order in which they came */
};

struct recent *recent_new(void) {
    struct recent *recent = mem_new(sizeof *recent);
    return recent;
}

static void forget(struct recent *recent, struct entry *entry) {
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
    HASH_DEL(recent->entries, entry);
    json_decref(entry->said);
    free(entry);
}

void recent_free(struct recent *recent) {
    struct entry *entry, *next;
    HASH_ITER(hh, recent->entries, entry, next) {
        forget(recent, entry);
    }
    free(recent);
}

void recent_add(struct recent *recent, const char *key, uint64_t socket, int64_t now,
                json_t *said) {
    size_t len = strlen(key);
    struct entry *entry = NULL;
    HASH_FIND(hh, recent->entries, key, len, entry);
    if (entry) {
        forget(recent, entry);
    }
    if (HASH_COUNT(recent->entries) >= RECENT_MOST) {
        forget(recent, recent->entries);
    }
    entry = mem_new(sizeof *entry + len + 1);
    entry->socket = socket;
    entry->at = now;
    entry->said = json_incref(said);
    memcpy(entry->key, key, len);
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
    HASH_ADD_KEYPTR(hh, recent->entries, entry->key, len, entry);
}

bool recent_find(const struct recent *recent, const char *key, uint64_t *ret_socket,
                 int64_t *ret_at, const json_t **ret_said) {
    struct entry *entry = NULL;
    HASH_FIND_STR(recent->entries, key, entry);
    if (entry) {
        *ret_socket = entry->socket;
        *ret_at = entry->at;
        *ret_said = entry->said;
    }
    return entry != NULL;
}
