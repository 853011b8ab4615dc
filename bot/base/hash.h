/* hash.h: SHA-256 and hexadecimal, by OpenSSL libcrypto. */
#ifndef TOCSIN_BASE_HASH_H
#define TOCSIN_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HASH_SIZE = 32, HASH_HEX = 2 * HASH_SIZE + 1, HASH_SHORT_HEX = 33 };

struct hash_part {
    const void *ptr;
    size_t len;
};

/* SHA-256 over the parts one after another. */
void hash_sha256(const struct hash_part *parts, size_t n, uint8_t ret_hash[HASH_SIZE]);
/* Lower-case hexadecimal of `len` bytes into `ret_hex` (2*len+1 bytes). */
void hash_hex(const uint8_t *bytes, size_t len, char *ret_hex);
bool hash_unhex(const char *hex, uint8_t *ret_bytes, size_t len);
/* First 32 hexadecimal digits of SHA-256(s): ids of inputs and deliveries. */
void hash_short(const char *s, char ret_hex[HASH_SHORT_HEX]);
/* `len` bytes from the system's random source; aborts when it has none. */
void hash_random(void *ret_bytes, size_t len);

#endif
