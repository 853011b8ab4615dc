/* redis_resp.h: commands in Redis' protocol, written into a buffer that is used again.
 *
 * hiredis would allocate for every command; a commit of a hundred words is one buffer
 * here, and it stays whole until its reply came, so that it can be sent a second time. */
#ifndef TOCSIN_IO_REDIS_RESP_H
#define TOCSIN_IO_REDIS_RESP_H

#include "tocsin/store.h"
#include <stddef.h>

struct resp {
    char *ptr; /* owned */
    size_t len, cap;
};

void resp_free(struct resp *resp);
/* Empties the buffer; memory beyond what is usual is given back. */
void resp_clear(struct resp *resp);
/* Opens a command of `words` words, which must follow. */
void resp_begin(struct resp *resp, size_t words);
void resp_word(struct resp *resp, const char *ptr, size_t len);
void resp_text(struct resp *resp, const char *word); /* NUL-terminated */
void resp_blob(struct resp *resp, struct blob blob);
void resp_number(struct resp *resp, long long number);
/* One word: the workspace's prefix and the key. */
void resp_key(struct resp *resp, struct blob prefix, struct blob key);

#endif
