/* hash.c: SHA-256 by libcrypto, randomness by the kernel. Neither has an error that the
 * program could go on with, so both abort. */
#include "base/hash.h"

#include <errno.h>
#include <openssl/evp.h>
#include <sys/random.h>

void hash_sha256(const struct hash_part *parts, size_t n, uint8_t ret_hash[HASH_SIZE]) {
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (!ctx || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1) {
        abort();
    }
    for (size_t i = 0; i < n; i++) {
        if (EVP_DigestUpdate(ctx, parts[i].ptr, parts[i].len) != 1) {
            abort();
        }
    }
    if (EVP_DigestFinal_ex(ctx, ret_hash, NULL) != 1) {
        abort();
    }
    EVP_MD_CTX_free(ctx);
}

void hash_hex(const uint8_t *bytes, size_t len, char *ret_hex) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        ret_hex[2 * i] = digits[bytes[i] >> 4];
        ret_hex[2 * i + 1] = digits[bytes[i] & 0x0F];
    }
    ret_hex[2 * len] = '\0';
}

/* Value of what is known to be a hexadecimal digit. */
static unsigned nibble(char c) {
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a') + 10;
}

bool hash_unhex(const char *hex, uint8_t *ret_bytes, size_t len) {
    if (!hex || strlen(hex) != 2 * len) {
        return false;
    }
    if (strspn(hex, "0123456789abcdefABCDEF") != 2 * len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        ret_bytes[i] = (uint8_t)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    }
    return true;
}

void hash_short(const char *s, char ret_hex[HASH_SHORT_HEX]) {
    uint8_t hash[HASH_SIZE];
    hash_sha256(&(struct hash_part){s, strlen(s)}, 1, hash);
    hash_hex(hash, (HASH_SHORT_HEX - 1) / 2, ret_hex);
}

void hash_random(void *ret_bytes, size_t len) {
    uint8_t *next = ret_bytes;
    while (len > 0) {
        ssize_t n = getrandom(next, len, 0);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            abort();
        }
        next += n;
        len -= (size_t)n;
    }
}
