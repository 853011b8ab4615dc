/* chat.h: a chat network, as tests of what it has more than a terminal use it. */
#ifndef TOCSIN_TESTS_CHAT_H
#define TOCSIN_TESTS_CHAT_H

#include "harness.h"
#include "runtime/bot.h"

enum {
    CHAT_CAPS = CAP_CHANNELS | CAP_DIRECT | CAP_SEARCH | CAP_MIRROR | CAP_BOOKMARKS |
                CAP_THREADS | CAP_MEMBERS
};

/* Everything looked for after a crash is surely not there, unless a rule says so. */
static inline struct node *chat(struct stage *stage) {
    struct node *node = node_open(stage, 0, CHAT_CAPS, STAGE_START);
    return node;
}

static inline void give(struct node *node, const struct input *input,
                        struct answer *answer) {
    struct input given = *input;
    *answer = (struct answer){0};
    given.done = answer_came;
    given.ctx = answer;
    const struct host *host = bot_host(node->bot);
    host->input(host->self, &given);
    stage_settle(node->stage);
}

#endif
