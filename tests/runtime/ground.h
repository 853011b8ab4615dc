/* ground.h: what moves the ground under a bot. */
#ifndef TOCSIN_TESTS_GROUND_H
#define TOCSIN_TESTS_GROUND_H

#include "harness.h"

enum { ROUND = 5 * MINUTE }; /* a slow round of a small store, and more */

static inline size_t said(const struct node *node, const char *place, const char *text) {
    return network_count(node->network, HEARD_SEND, place, text);
}

static inline void declare(struct node *node, const char *text, char ret_id[64]) {
    struct answer answer = node_say(node, "net:ana", NULL, text);
    assert_int_equal(answer.status, REPLY_DONE);
    snprintf(ret_id, 64, "%s", answer.incident);
}

#endif
