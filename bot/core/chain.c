/* chain.c: every entry is hashed together with all before it, so that a change anywhere
 * shows in every later hash. The start binds the chain to one incident of one workspace:
 * a timeline that was copied elsewhere does not verify there. */
#include "core/chain.h"
#include "core/entry.h"

#define CHAIN_MARK "tocsin1|"

void chain_start(const char *workspace, const char *incident,
                 uint8_t ret_hash[HASH_SIZE]) {
    const struct hash_part parts[] = {
        {CHAIN_MARK, strlen(CHAIN_MARK)},
        {workspace, strlen(workspace)},
        {"|", 1},
        {incident, strlen(incident)},
    };

    hash_sha256(parts, sizeof parts / sizeof *parts, ret_hash);
}

void chain_next(uint8_t hash[HASH_SIZE], const char *bytes, size_t len) {
    const struct hash_part parts[] = {{hash, HASH_SIZE}, {bytes, len}};
    uint8_t next[HASH_SIZE];

    hash_sha256(parts, sizeof parts / sizeof *parts, next);
    memcpy(hash, next, HASH_SIZE);
}
