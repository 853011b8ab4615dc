/* chain.h: the chain of hashes over the stored bytes of a timeline. */
#ifndef TOCSIN_CORE_CHAIN_H
#define TOCSIN_CORE_CHAIN_H

#include "base/hash.h"
#include <stddef.h>
#include <stdint.h>

/* h[0] = SHA256("tocsin1|" workspace "|" id);  h[n] = SHA256(h[n-1] || bytes). */
void chain_start(const char *workspace, const char *incident,
                 uint8_t ret_hash[HASH_SIZE]);
void chain_next(uint8_t hash[HASH_SIZE], const char *bytes, size_t len);

#endif
